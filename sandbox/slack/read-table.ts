import type { Json } from "../../src/web/json.ts";
import { jsonList } from "../../src/web/json.ts";
import { broken, widthOf } from "../terminal-text.ts";

/** Between two columns. */
const GAP = "  ";

/** A column is not made narrower than this, whatever the room. */
const NARROWEST = 8;

interface Column {
  readonly width: number;
  readonly isRight: boolean;
}

/**
 * The rows of a table in columns, as wide as their widest cell, on the side that the table says, numbers otherwise to the
 * right. Where they are wider than the room, the widest are made narrower and what stands in them goes on in further lines.
 */
export function alignedRows(
  rows: readonly (readonly string[])[],
  { room, settings = [] }: { readonly room: number; readonly settings?: readonly Json[] },
): readonly (readonly string[])[] {
  const columns = fitted(columnsOf(rows, settings), room);
  return rows.map((row) => {
    const cells = columns.map(({ width }, at) => broken(row[at] ?? "", width, ""));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      columns
        .map(({ width, isRight }, at) => {
          const text = cells[at]?.[line] ?? "";
          const space = " ".repeat(Math.max(0, width - widthOf(text)));
          return isRight ? `${space}${text}` : `${text}${space}`;
        })
        .join(GAP)
        .trimEnd(),
    );
  });
}

function columnsOf(rows: readonly (readonly string[])[], settings: readonly Json[]): readonly Column[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, at) => {
    const cells = rows.map((row) => row[at] ?? "");
    const isNumeric =
      cells.slice(1).every((cell) => /^$|^–$|^[-+−±]?[\d,.]+\s*%?$/.test(cell)) && cells.length > 1;
    const align = settings[at]?.["align"];
    return {
      width: Math.max(...cells.map(widthOf)),
      isRight: align === undefined ? isNumeric : align === "right",
    };
  });
}

function fitted(columns: readonly Column[], room: number): readonly Column[] {
  const fit = columns.map((column) => ({ ...column }));
  const width = () => fit.reduce((sum, one) => sum + one.width, 0) + GAP.length * (fit.length - 1);
  while (width() > room) {
    const widest = fit.reduce<(typeof fit)[number] | undefined>(
      (most, one) => (most === undefined || one.width > most.width ? one : most),
      undefined,
    );
    if (widest === undefined || widest.width <= NARROWEST) break;
    widest.width -= 1;
  }
  return fit;
}

/** The lines of a `table` or `data_table` block, the first row in the look of a heading. */
export function tableAsLines(
  block: Json,
  {
    room,
    cell,
    heading,
  }: {
    readonly room: number;
    readonly cell: (cell: Json) => string;
    readonly heading: (line: string) => string;
  },
): readonly string[] {
  const rows = (Array.isArray(block["rows"]) ? block["rows"] : []).map((row) => jsonList(row).map(cell));
  const settings = jsonList(block["column_settings"]);
  return alignedRows(rows, { room, settings }).flatMap((lines, at) =>
    at === 0 ? lines.map(heading) : lines,
  );
}
