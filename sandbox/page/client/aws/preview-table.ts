import type { JSX } from "preact";
import { h } from "preact";
import { list } from "./list.ts";

/** Rows of a file or a statement. */
export function PreviewTable({
  columns,
  rows,
  total,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly total: number;
}): JSX.Element {
  const count = `${total.toLocaleString("en")} ${total === 1 ? "row" : "rows"}`;
  return h("div", { class: "table-frame", tabIndex: 0, role: "group", "aria-label": "Rows" }, [
    h(
      "p",
      { class: "quiet-line" },
      rows.length < total ? `The first ${rows.length.toLocaleString("en")} of ${count}` : count,
    ),
    list(columns, rows),
  ]);
}
