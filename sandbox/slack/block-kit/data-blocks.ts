import type { Json } from "../../../src/web/json.ts";
import { isJson, jsonList } from "../../../src/web/json.ts";
import { limits } from "../limits.ts";
import type { Inspection } from "./inspection.ts";
import { inspectRichText } from "./rich-text.ts";

/**
 * Checks a `table` block: its cells are `raw_text` or `rich_text`. Slack's types also name `raw_number`, which the
 * server refuses, and its schema gives a `raw_text` at least one character.
 */
export function inspectTable(inspection: Inspection, block: Json, pointer: string): void {
  inspection.only(block, pointer, ["type", "block_id", "rows", "column_settings"]);
  const rows = inspection.list(block["rows"], `${pointer}/rows`, { max: limits.table.rows });
  for (const [index, row] of rows.entries()) {
    const at = `${pointer}/rows/${index}`;
    for (const [column, cell] of inspection.list(row, at, { max: limits.table.columns }).entries()) {
      inspectCell(inspection, cell, `${at}/${column}`, ["raw_text", "rich_text"]);
    }
  }
  if (block["column_settings"] === undefined) return;
  inspection.list(block["column_settings"], `${pointer}/column_settings`, {
    min: 0,
    max: limits.table.columns,
  });
  for (const [index, setting] of jsonList(block["column_settings"]).entries()) {
    if (setting["align"] === undefined) continue;
    const at = `${pointer}/column_settings/${index}/align`;
    inspection.word(setting["align"], at, ["left", "center", "right"]);
  }
}

/** Checks a `data_table` block: a header row that holds no rich text, rows of equal length, a caption. */
export function inspectDataTable(inspection: Inspection, block: Json, pointer: string): void {
  if (inspection.has(block, "caption", pointer)) {
    inspection.string(block["caption"], `${pointer}/caption`, { max: Number.POSITIVE_INFINITY });
  }
  inspection.optionalInteger(block, "page_size", pointer, { min: 1, max: limits.dataTable.pageSize });
  const rows = inspection.list(block["rows"], `${pointer}/rows`, {
    min: limits.dataTable.minRows,
    max: limits.dataTable.rows,
  });
  const width = Array.isArray(rows[0]) ? rows[0].length : 0;
  for (const [index, row] of rows.entries()) {
    const at = `${pointer}/rows/${index}`;
    const cells = inspection.list(row, at, { max: limits.dataTable.columns });
    if (cells.length !== width) inspection.report(at, "all rows must have the same number of cells");
    const allowed = index === 0 ? ["raw_text", "raw_number"] : ["raw_text", "raw_number", "rich_text"];
    for (const [column, cell] of cells.entries()) {
      inspectCell(inspection, cell, `${at}/${column}`, allowed);
    }
  }
}

function inspectCell(
  inspection: Inspection,
  value: unknown,
  pointer: string,
  allowed: readonly string[],
): void {
  const cell = inspection.object(value, pointer);
  if (!isJson(value)) return;
  const type = String(cell["type"]);
  if (!allowed.includes(type)) {
    inspection.report(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  if (type === "rich_text") {
    inspectRichText(inspection, cell, pointer);
    return;
  }
  if (inspection.has(cell, "text", pointer)) {
    inspection.string(cell["text"], `${pointer}/text`, { max: Number.POSITIVE_INFINITY });
  }
  if (type === "raw_number" && typeof cell["value"] !== "number") {
    inspection.report(`${pointer}/value`, "must provide a number");
  }
}

/** Characters over all cells of a table, as Slack adds them up for its limit per message. */
export function cellCharacters(block: Json): number {
  const rows: readonly unknown[] = Array.isArray(block["rows"]) ? block["rows"] : [];
  return rows.flatMap((row) => jsonList(row)).reduce((sum, cell) => sum + characters(cell), 0);
}

function characters(node: Json): number {
  const own = typeof node["text"] === "string" ? node["text"].length : 0;
  return jsonList(node["elements"]).reduce((sum, element) => sum + characters(element), own);
}

/** Checks a `data_visualization` block: pie, bar, line or area. */
export function inspectChart(inspection: Inspection, block: Json, pointer: string): void {
  inspection.only(block, pointer, ["type", "block_id", "title", "chart"]);
  inspection.string(block["title"], `${pointer}/title`, { max: limits.chart.title });
  const at = `${pointer}/chart`;
  const chart = inspection.object(block["chart"], at);
  if (!isJson(block["chart"])) return;
  const type = String(chart["type"]);
  if (type === "pie") {
    inspectSegments(inspection, chart, at);
  } else if (["bar", "line", "area"].includes(type)) {
    inspectSeries(inspection, chart, at);
  } else {
    inspection.report(`${at}/type`, `unsupported type: ${type}`);
  }
}

function inspectSegments(inspection: Inspection, chart: Json, pointer: string): void {
  inspection.list(chart["segments"], `${pointer}/segments`, { max: limits.chart.segments });
  for (const [index, segment] of jsonList(chart["segments"]).entries()) {
    const at = `${pointer}/segments/${index}`;
    inspection.string(segment["label"], `${at}/label`, { max: limits.chart.label });
    if (typeof segment["value"] !== "number" || segment["value"] <= 0) {
      inspection.report(`${at}/value`, "must be more than 0");
    }
  }
}

function inspectSeries(inspection: Inspection, chart: Json, pointer: string): void {
  const axis = inspection.object(chart["axis_config"], `${pointer}/axis_config`);
  const categories = inspection.list(axis["categories"], `${pointer}/axis_config/categories`, {
    max: limits.chart.categories,
  });
  for (const [index, category] of categories.entries()) {
    inspection.string(category, `${pointer}/axis_config/categories/${index}`, { max: limits.chart.label });
  }
  inspection.optionalString(axis, "x_label", `${pointer}/axis_config`, { max: limits.chart.axisLabel });
  inspection.optionalString(axis, "y_label", `${pointer}/axis_config`, { max: limits.chart.axisLabel });
  inspection.list(chart["series"], `${pointer}/series`, { max: limits.chart.series });
  for (const [index, series] of jsonList(chart["series"]).entries()) {
    const at = `${pointer}/series/${index}`;
    inspection.string(series["name"], `${at}/name`, { max: limits.chart.label });
    const points = jsonList(series["data"]);
    inspection.list(series["data"], `${at}/data`, { max: limits.chart.categories });
    for (const category of categories) {
      if (points.filter((point) => point["label"] === category).length !== 1) {
        inspection.report(`${at}/data`, `must have one value for the category ${JSON.stringify(category)}`);
      }
    }
    for (const [place, point] of points.entries()) {
      if (!categories.includes(point["label"])) {
        inspection.report(`${at}/data/${place}/label`, "must be one of the categories");
      }
      if (typeof point["value"] !== "number") {
        inspection.report(`${at}/data/${place}/value`, "must provide a number");
      }
    }
  }
}
