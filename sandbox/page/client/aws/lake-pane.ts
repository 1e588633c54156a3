import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useState } from "preact/hooks";
import type { Account, Preview } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import { PreviewTable } from "./preview-table.ts";

type Objects = Account["objects"];

/** A folder of the lake: what is in it by name. */
interface Folder {
  readonly folders: Map<string, Folder>;
  readonly objects: Objects[number][];
}

/** The buckets as a tree, and the beginning of the object that somebody opened. */
export function LakePane({ objects }: { readonly objects: Objects }): JSX.Element {
  const [opened, setOpened] = useState<{ readonly key: string; readonly preview: Preview | string } | null>(
    null,
  );
  const open = (bucket: string, key: string) => {
    askAccount<Preview>("console/object", "POST", { bucket, key }).then(
      (preview) => setOpened({ key, preview }),
      (error: Error) => setOpened({ key, preview: error.message }),
    );
  };
  if (objects.length === 0) return h("p", null, "The lake is empty.");
  return h("div", null, [
    opened === null
      ? null
      : h("section", { "aria-label": opened.key }, [h("h3", null, opened.key), drawPreview(opened.preview)]),
    h(
      "ul",
      { class: "tree" },
      [...treeOf(objects).folders].map(([name, folder]) => drawFolder(name, folder, open)),
    ),
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

function treeOf(objects: Objects): Folder {
  const root: Folder = { folders: new Map(), objects: [] };
  for (const object of objects) {
    const path = [object.bucket, ...object.key.split("/").slice(0, -1)];
    const folder = path.reduce<Folder>((at, name) => {
      const inner = at.folders.get(name) ?? { folders: new Map(), objects: [] };
      at.folders.set(name, inner);
      return inner;
    }, root);
    folder.objects.push(object);
  }
  return root;
}

function drawFolder(
  name: string,
  { folders, objects }: Folder,
  open: (bucket: string, key: string) => void,
): JSX.Element {
  return h(
    "li",
    { key: name },
    h("details", { open: folders.size > 0 }, [
      h("summary", null, `${name}/`),
      h("ul", null, [
        ...[...folders].map(([inner, folder]) => drawFolder(inner, folder, open)),
        ...objects.map(({ bucket, key, bytes }) =>
          h(
            "li",
            { key },
            h("button", { type: "button", class: "object", onClick: () => open(bucket, key) }, [
              key.slice(key.lastIndexOf("/") + 1),
              h("small", null, ` ${bytes.toLocaleString()} bytes`),
            ]),
          ),
        ),
      ]),
    ]),
  );
}
