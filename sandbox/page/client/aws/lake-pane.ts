import type { JSX } from "preact";
import { h } from "preact";
import type { Account } from "../../../aws/account.ts";
import { drawOpened, useOpened } from "./opened-object.ts";

type Objects = Account["objects"];

/** A folder of the lake: what is in it by name. */
interface Folder {
  readonly folders: Map<string, Folder>;
  readonly objects: Objects[number][];
}

/** The buckets as a tree, and the beginning of the object that somebody opened. */
export function LakePane({ objects }: { readonly objects: Objects }): JSX.Element {
  const [opened, open] = useOpened();
  if (objects.length === 0) return h("p", null, "The lake is empty.");
  return h("div", null, [
    drawOpened(opened),
    h(
      "ul",
      { class: "tree" },
      [...treeOf(objects).folders].map(([name, folder]) => drawFolder(name, folder, open)),
    ),
  ]);
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
