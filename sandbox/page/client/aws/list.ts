import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";

/** A word of at most so many letters stays whole, as a time, a service or an action does; a name of AWS's may be of any length. */
const WHOLE = 20;

/** Rows under a head. */
export function list(head: readonly string[], rows: readonly (readonly ComponentChildren[])[]): JSX.Element {
  return table(
    head,
    rows.map((cells) => h("tr", null, cells.map(cell))),
  );
}

/** A head over rows of one's own. */
export function table(head: readonly string[], rows: ComponentChildren): JSX.Element {
  return h("table", { class: "aws-list" }, [
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        head.map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    h("tbody", null, rows),
  ]);
}

/** A cell of a row. */
export function cell(inside: ComponentChildren): JSX.Element {
  if (typeof inside !== "string") return h("td", null, inside);
  return inside.length <= WHOLE ? h("td", { class: "whole" }, inside) : h("td", null, breakable(inside));
}

/** A long name goes on in a new line where one of its words begins: `EC2::SubnetRoute` and then `TableAssociation`. */
function breakable(name: string): ComponentChildren {
  return name.split(/(?<=[a-z])(?=[A-Z])|(?<=[/:_])(?=\w)/).map((word) => [word, h("wbr", null)]);
}
