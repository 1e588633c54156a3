import type { JSX } from "preact";
import { h } from "preact";

/** Rows of a file or a statement. */
export function PreviewTable({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): JSX.Element {
  return h("div", { class: "table-frame", tabIndex: 0, role: "group", "aria-label": "Rows" }, [
    h("table", { class: "aws-list" }, [
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          columns.map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((row) =>
          h(
            "tr",
            null,
            row.map((cell) => h("td", null, cell)),
          ),
        ),
      ),
    ]),
    h("p", { class: "quiet-line" }, `${rows.length} ${rows.length === 1 ? "row" : "rows"}`),
  ]);
}
