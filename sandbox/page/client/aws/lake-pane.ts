import type { JSX } from "preact";
import { h } from "preact";
import type { Account } from "../../../aws/account.ts";
import { OpenableObject } from "./opened-object.ts";

type Objects = Account["objects"];

/** A folder of the lake: what is in it by name. */
interface Folder {
  readonly folders: Map<string, Folder>;
  readonly objects: Objects[number][];
}

/** The buckets as a tree, of which each object opens where it stands. */
export function LakePane({ objects }: { readonly objects: Objects }): JSX.Element {
  if (objects.length === 0) return h("p", null, "The lake is empty.");
  return h(
    "ul",
    { class: "tree" },
    [...treeOf(objects).folders].map(([name, folder]) => drawFolder(name, folder)),
  );
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

function drawFolder(name: string, { folders, objects }: Folder): JSX.Element {
  return h(
    "li",
    { key: name },
    h("details", { open: folders.size > 0 }, [
      h("summary", null, `${name}/`),
      h("ul", null, [
        ...[...folders].map(([inner, folder]) => drawFolder(inner, folder)),
        ...objects.map((object) =>
          h(
            "li",
            { key: object.key },
            h(OpenableObject, {
              object,
              label: [
                object.key.slice(object.key.lastIndexOf("/") + 1),
                h("small", null, ` ${object.bytes.toLocaleString()} bytes`),
              ],
            }),
          ),
        ),
      ]),
    ]),
  );
}
