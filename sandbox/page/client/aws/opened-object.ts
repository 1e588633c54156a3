import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AccountObject, Preview } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import { PreviewTable } from "./preview-table.ts";

/** An object of the lake behind a button: its beginning, or why it is not shown, stands below it while it is open. */
export function OpenableObject({
  object: { bucket, key },
  label,
}: {
  readonly object: AccountObject;
  readonly label: ComponentChildren;
}): JSX.Element {
  const [preview, setPreview] = useState<Preview | string | null>(null);
  const shown = useRef<HTMLElement>(null);
  const isOpen = preview !== null;
  useEffect(() => {
    shown.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  const turn = () => {
    if (isOpen) {
      setPreview(null);
      return;
    }
    askAccount<Preview>("console/object", "POST", { bucket, key }).then(setPreview, (error: Error) =>
      setPreview(error.message),
    );
  };
  return h("div", null, [
    h("button", { type: "button", class: "object", "aria-expanded": isOpen, onClick: turn }, label),
    isOpen ? h("section", { ref: shown, class: "preview", "aria-label": key }, drawPreview(preview)) : null,
  ]);
}

function drawPreview(preview: Preview | string): ComponentChildren {
  if (typeof preview === "string") return h("p", { class: "refused", role: "alert" }, preview);
  if ("rows" in preview) return h(PreviewTable, preview);
  return [
    h("pre", { class: "object-text", tabIndex: 0 }, preview.text),
    preview.isCut ? h("p", null, "… and more.") : null,
  ];
}
