import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useState } from "preact/hooks";
import type { BlockPlace } from "./block-place.ts";
import { drawPlain } from "./inline.ts";
import type { Json } from "./json.ts";
import { isJson, jsonList, textIn } from "./json.ts";
import { drawRichText } from "./rich-text.ts";
import { unknownPiece } from "./unknown-block.ts";

/** Rows on a page of a `data_table` that names none (@slack/types 3.2.0). */
const PAGE = 5;

type TableRow = readonly Json[];

/** A `table` block; its first row is the header. */
export function drawTable(block: Json, place: BlockPlace): JSX.Element {
  const [header = [], ...rows] = rowsOf(block);
  const settings = jsonList(block["column_settings"]);
  const align = (column: number) => `align-${String(settings[column]?.["align"] ?? "left")}`;
  const cells = (tag: "th" | "td", row: TableRow) =>
    row.map((cell, column) =>
      h(tag, { class: align(column), ...(tag === "th" && { scope: "col" }) }, drawCell(cell, place)),
    );
  return framed("Table", [
    h("thead", null, h("tr", null, cells("th", header))),
    h(
      "tbody",
      null,
      rows.map((row) => h("tr", null, cells("td", row))),
    ),
  ]);
}

/** Which column a table goes by, and which way. */
interface Sorting {
  readonly column: number;
  readonly isDescending: boolean;
}

/** Whether somebody can press what is drawn; a page without scripts is drawn by the server, and has all rows at once. */
const isLive = "document" in globalThis;

/** A `data_table` block, which a reader may sort and turn the pages of. */
export function DataTable({
  block,
  place,
}: {
  readonly block: Json;
  readonly place: BlockPlace;
}): JSX.Element {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [turnedTo, setPage] = useState(0);
  const [header = [], ...rows] = rowsOf(block);
  const size = isLive ? pageSizeOf(block) : Math.max(rows.length, 1);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  // An update may leave fewer pages than there were.
  const page = Math.min(turnedTo, pages - 1);
  const shown = sorted(rows, sorting).slice(page * size, (page + 1) * size);
  const rowHeader =
    typeof block["row_header_column_index"] === "number" ? block["row_header_column_index"] : 0;
  const isNumber = (column: number) =>
    rows.length > 0 && rows.every((row) => row[column]?.["type"] === "raw_number");
  const heading = (cell: Json, column: number) => {
    const isSorted = sorting?.column === column;
    const next = { column, isDescending: isSorted && !sorting.isDescending };
    const state = isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none";
    const mark = isSorted ? (sorting.isDescending ? " ↓" : " ↑") : "";
    const name = drawCell(cell, place);
    const button = isLive
      ? h("button", { type: "button", class: "sort", onClick: () => setSorting(next) }, [name, mark])
      : name;
    return h(
      "th",
      { scope: "col", "aria-sort": state, class: isNumber(column) ? "align-right" : "align-left" },
      button,
    );
  };
  const body = shown.map((row) =>
    h(
      "tr",
      null,
      row.map((cell, column) => {
        const side = isNumber(column) ? "align-right" : "align-left";
        return h(
          column === rowHeader ? "th" : "td",
          { class: side, ...(column === rowHeader && { scope: "row" }) },
          drawCell(cell, place),
        );
      }),
    ),
  );
  const turn = (to: number, label: string) =>
    h(
      "button",
      {
        type: "button",
        class: "button button-default",
        disabled: to < 0 || to >= pages,
        onClick: () => setPage(to),
      },
      label,
    );
  return h("div", { class: "data-table" }, [
    framed(textIn(block["caption"]) ?? "Table", [
      h("caption", null, textIn(block["caption"])),
      h("thead", null, h("tr", null, header.map(heading))),
      h("tbody", null, body),
    ]),
    pages === 1
      ? null
      : h("div", { class: "pages" }, [
          turn(page - 1, "Back"),
          h("span", null, `Page ${page + 1} of ${pages}`),
          turn(page + 1, "Next"),
        ]),
  ]);
}

function pageSizeOf({ page_size }: Json): number {
  return typeof page_size === "number" && page_size >= 1 ? Math.floor(page_size) : PAGE;
}

/** A table wider than the page moves within its frame, by keys as well. */
export function framed(label: string, inside: ComponentChildren): JSX.Element {
  return h(
    "div",
    { class: "table-frame", tabIndex: 0, role: "group", "aria-label": label },
    h("table", null, inside),
  );
}

/** Rows in the order asked for; those with the same value stay as they came. */
export function sorted(rows: readonly TableRow[], sorting: Sorting | null): readonly TableRow[] {
  if (sorting === null) return rows;
  const { column, isDescending } = sorting;
  const ascending = rows.toSorted((one, other) => compare(one[column] ?? {}, other[column] ?? {}));
  return isDescending
    ? rows.toSorted((one, other) => compare(other[column] ?? {}, one[column] ?? {}))
    : ascending;
}

function compare(one: Json, other: Json): number {
  const [a, b] = [one["value"], other["value"]];
  if (typeof a === "number" && typeof b === "number") return a - b;
  return wordsOf(one).localeCompare(wordsOf(other), "en", { numeric: true });
}

function wordsOf(cell: Json): string {
  return textIn(cell["text"]) ?? jsonList(cell["elements"]).map(wordsOf).join("");
}

function drawCell(cell: Json, { reader }: BlockPlace): ComponentChildren {
  if (cell["type"] === "rich_text") return drawRichText(cell, reader);
  const words = textIn(cell["text"]) ?? cell["value"];
  return words === undefined && cell["type"] !== undefined
    ? unknownPiece(cell)
    : drawPlain(String(words ?? ""));
}

function rowsOf(block: Json): readonly TableRow[] {
  const rows: readonly unknown[] = Array.isArray(block["rows"]) ? block["rows"] : [];
  return rows.map((row) =>
    Array.isArray(row) ? row.map((cell) => (isJson(cell) ? cell : { text: String(cell) })) : [],
  );
}
