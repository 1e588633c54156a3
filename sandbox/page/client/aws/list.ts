import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";

/** Rows under a head. */
export function list(head: readonly string[], rows: readonly (readonly ComponentChildren[])[]): JSX.Element {
  const row = (tag: "th" | "td", cells: readonly ComponentChildren[]) =>
    h(
      "tr",
      null,
      cells.map((cell) => h(tag, tag === "th" ? { scope: "col" } : null, cell)),
    );
  return h("table", { class: "aws-list" }, [
    h("thead", null, row("th", head)),
    h(
      "tbody",
      null,
      rows.map((cells) => row("td", cells)),
    ),
  ]);
}
