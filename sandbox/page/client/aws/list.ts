import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";

/** A word of at most so many letters stays whole, as a time, a service or an action does; a name of AWS's may be of any length. */
const WHOLE = 20;

/** Rows under a head. */
export function list(head: readonly string[], rows: readonly (readonly ComponentChildren[])[]): JSX.Element {
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
    h(
      "tbody",
      null,
      rows.map((cells) => h("tr", null, cells.map(drawCell))),
    ),
  ]);
}

function drawCell(cell: ComponentChildren): JSX.Element {
  if (typeof cell !== "string") return h("td", null, cell);
  return cell.length <= WHOLE ? h("td", { class: "whole" }, cell) : h("td", null, breakable(cell));
}

/** A long name goes on in a new line where one of its words begins: `EC2::SubnetRoute` and then `TableAssociation`. */
function breakable(name: string): ComponentChildren {
  return name.split(/(?<=[a-z])(?=[A-Z])|(?<=[/:_])(?=\w)/).map((word) => [word, h("wbr", null)]);
}
