import type { JSX } from "preact";
import { h } from "preact";
import type { Account, AccountObject } from "../../../aws/account.ts";
import { OpenableObject } from "./opened-object.ts";
import { usePart } from "./part.ts";

/** A folder of the lake: what is in it by name. */
interface Folder {
  readonly folders: Map<string, Folder>;
  readonly objects: AccountObject[];
}

/** The buckets as a tree, of which each object opens where it stands. */
export function LakePane({ objects }: Pick<Account, "objects">): JSX.Element {
  const { shown, isFound, head } = usePart({
    ...{ told: objects, path: "console/objects", called: "objects", which: "first" },
  });
  if (objects.total === 0) return h("p", null, "The lake is empty.");
  const folders = [...treeOf(shown).folders];
  return h("div", null, [
    head,
    h(
      "ul",
      { class: "tree" },
      folders.map(([name, folder]) => drawFolder(name, folder, { isOpen: isFound })),
    ),
  ]);
}

function treeOf(objects: readonly AccountObject[]): Folder {
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

/** A folder that holds folders stands open, one of objects where it is asked for. */
function drawFolder(
  name: string,
  { folders, objects }: Folder,
  { isOpen }: { readonly isOpen: boolean },
): JSX.Element {
  return h(
    "li",
    { key: name },
    h("details", { open: isOpen || folders.size > 0 }, [
      h("summary", null, `${name}/`),
      h("ul", null, [
        ...[...folders].map(([inner, folder]) => drawFolder(inner, folder, { isOpen })),
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
