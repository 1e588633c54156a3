import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AccountObject, Preview } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import { PreviewTable } from "./preview-table.ts";

/** Objects of which one may be open. */
export interface Openable {
  /** The button that opens an object, and closes it again. */
  readonly button: (object: AccountObject, label: ComponentChildren) => JSX.Element;
  /** The open one's beginning, or why it is not shown; `null`: none is open. */
  readonly below: JSX.Element | null;
  /** Escape closes it, and goes back to its button. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Opens one object at a time, below where its button stands. */
export function useOpenable(): Openable {
  const [opened, setOpened] = useState<{ readonly key: string; readonly preview: Preview | string } | null>(
    null,
  );
  const opener = useRef<HTMLElement | null>(null);
  const turn = ({ bucket, key }: AccountObject) => {
    if (opened?.key === key) return setOpened(null);
    const open = (preview: Preview | string) => setOpened({ key, preview });
    askAccount<Preview>("console/object", "POST", { bucket, key }).then(open, (error: Error) =>
      open(error.message),
    );
  };
  return {
    button: (object, label) => {
      const onClick = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
        opener.current = currentTarget;
        turn(object);
      };
      const isOpen = opened?.key === object.key;
      return h(
        "button",
        { key: object.key, type: "button", class: "object", "aria-expanded": isOpen, onClick },
        label,
      );
    },
    below: opened === null ? null : h(Opened, { key: opened.key, name: opened.key, preview: opened.preview }),
    onKeyDown: (event) => {
      if (event.key !== "Escape" || opened === null) return;
      event.preventDefault();
      setOpened(null);
      opener.current?.focus();
    },
  };
}

/** An object of the lake behind a button, open below it. */
export function OpenableObject({
  object,
  label,
}: {
  readonly object: AccountObject;
  readonly label: ComponentChildren;
}): JSX.Element {
  const { button, below, onKeyDown } = useOpenable();
  return h("div", { onKeyDown }, [button(object, label), below]);
}

function Opened({
  name,
  preview,
}: {
  readonly name: string;
  readonly preview: Preview | string;
}): JSX.Element {
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return h("section", { ref: shown, class: "preview", "aria-label": name }, drawPreview(preview));
}

function drawPreview(preview: Preview | string): ComponentChildren {
  if (typeof preview === "string") return h("p", { class: "refused", role: "alert" }, preview);
  if ("rows" in preview) return h(PreviewTable, preview);
  if (preview.text === "") return h("p", null, "It is empty.");
  return [
    h("pre", { class: "object-text", tabIndex: 0 }, preview.text),
    preview.isCut ? h("p", null, "… and more.") : null,
  ];
}
