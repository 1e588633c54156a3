import type { JSX } from "preact";
import { h } from "preact";
import { list } from "./list.ts";

/** Rows of a file or a statement. */
export function PreviewTable({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): JSX.Element {
  return h("div", { class: "table-frame", tabIndex: 0, role: "group", "aria-label": "Rows" }, [
    list(columns, rows),
    h("p", { class: "quiet-line" }, `${rows.length} ${rows.length === 1 ? "row" : "rows"}`),
  ]);
}
