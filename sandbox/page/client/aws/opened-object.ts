import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useState } from "preact/hooks";
import type { Preview } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import { PreviewTable } from "./preview-table.ts";

/** The object of the lake that somebody opened, and its beginning, or why it is not shown. */
interface Opened {
  readonly key: string;
  readonly preview: Preview | string;
}

/** The one that is opened, `null` at first, and how to open another. */
export function useOpened(): readonly [Opened | null, (bucket: string, key: string) => void] {
  const [opened, setOpened] = useState<Opened | null>(null);
  const open = (bucket: string, key: string) => {
    askAccount<Preview>("console/object", "POST", { bucket, key }).then(
      (preview) => setOpened({ key, preview }),
      (error: Error) => setOpened({ key, preview: error.message }),
    );
  };
  return [opened, open];
}

/** Its name over its first rows, or the beginning of its text. */
export function drawOpened(opened: Opened | null): JSX.Element | null {
  if (opened === null) return null;
  return h("section", { "aria-label": opened.key }, [h("h3", null, opened.key), drawPreview(opened.preview)]);
}

function drawPreview(preview: Preview | string): ComponentChildren {
  if (typeof preview === "string") return h("p", { class: "refused", role: "alert" }, preview);
  if ("rows" in preview) return h(PreviewTable, preview);
  return [
    h("pre", { class: "object-text", tabIndex: 0 }, preview.text),
    preview.isCut ? h("p", null, "… and more.") : null,
  ];
}
