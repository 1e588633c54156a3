import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { inspectView } from "../../../sandbox/slack/block-kit/view.ts";
import { limits } from "../../../sandbox/slack/limits.ts";
import type { Json } from "../../../src/web/json.ts";

const mrkdwn = (length: number) => ({ type: "mrkdwn", text: "x".repeat(length) });
const plain = (length: number) => ({ type: "plain_text", text: "x".repeat(length) });
const section = { type: "section", text: mrkdwn(1) };
const button = (more: Json = {}) => ({ type: "button", action_id: "a", text: plain(1), ...more });
const actions = (...elements: Json[]) => ({ type: "actions", elements });
const many = (count: number, value: Json) => Array.from({ length: count }, () => value);
const raw = (text: string) => ({ type: "raw_text", text });
const grid = (rows: number, columns: number, text = "x") =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => raw(text)));
const richText = {
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "x" }] }],
};
const pie = (count: number, value = 1) => ({
  type: "data_visualization",
  title: "Loans",
  chart: {
    type: "pie",
    segments: Array.from({ length: count }, (_, index) => ({ label: `c${index}`, value })),
  },
});
const bar = (data: Json[]) => ({
  type: "data_visualization",
  title: "Loans",
  chart: {
    type: "bar",
    series: [{ name: "today", data }],
    axis_config: { categories: ["HOUSING", "GOLD LOAN"], x_label: "category", y_label: "loans" },
  },
});
const input = (more: Json = {}) => ({
  type: "input",
  label: plain(1),
  element: { type: "plain_text_input", action_id: "stack_name" },
  ...more,
});

const layout = (more: Json = {}) => ({
  ...{
    type: "layout",
    label: "Numbers",
    rows: [{ items: [{ block: section, width: "narrow" }, { block: section }] }],
  },
  ...more,
});

/** What is wrong with one block in a message, as `pointer: message`. */
function wrongInMessage(...blocks: Json[]): string[] {
  return inspectBlocks(blocks, "message").map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe("in a message", () => {
  test.each<[string, Json]>([
    ["a section of 3,000 characters", { type: "section", text: mrkdwn(3000) }],
    ["a section of 10 fields of 2,000", { type: "section", fields: many(10, mrkdwn(2000)) }],
    ["a section with a button beside it", { ...section, accessory: button() }],
    [
      "a layout at every limit",
      layout({ label: "x".repeat(150), rows: many(5, { items: [{ block: section }] }) }),
    ],
    ["a layout with what older clients show", layout({ fallback: [section], grid_lines: "outer" })],
    ["a header of 150", { type: "header", text: plain(150) }],
    ["10 texts in a context", { type: "context", elements: many(10, mrkdwn(1)) }],
    [
      "a button at every limit",
      actions(button({ text: plain(75), value: "v".repeat(2000), action_id: "a".repeat(255) })),
    ],
    [
      "a confirm dialog at every limit",
      actions(
        button({ confirm: { title: plain(100), text: mrkdwn(300), confirm: plain(30), deny: plain(30) } }),
      ),
    ],
    ["a table of 100 rows", { type: "table", rows: grid(100, 20) }],
    [
      "a table with rich text",
      { type: "table", rows: [[richText, raw("x")]], column_settings: [{ align: "right" }] },
    ],
    [
      "a data_table of 200 rows and a header",
      {
        type: "data_table",
        caption: "Loans",
        page_size: 20,
        rows: [[raw("n")], ...many(200, [{ type: "raw_number", value: 1, text: "1" }] as never)],
      } as Json,
    ],
    ["a pie of 12", pie(12)],
    [
      "a bar chart with a value for each category",
      bar([
        { label: "HOUSING", value: 67 },
        { label: "GOLD LOAN", value: 0 },
      ]),
    ],
    ["markdown of 12,000", { type: "markdown", text: "x".repeat(12_000) }],
    [
      "a rich_text list",
      {
        type: "rich_text",
        elements: [{ type: "rich_text_list", style: "bullet", elements: richText.elements }],
      },
    ],
    [
      "a collapsed container",
      {
        type: "container",
        title: plain(150),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: many(10, section),
      },
    ],
    [
      "a plan",
      {
        type: "plan",
        title: "Batch",
        tasks: [{ type: "task_card", task_id: "1", title: "upload", status: "complete", output: richText }],
      },
    ],
    ["an input", input()],
    ["a divider", { type: "divider", block_id: "b" }],
  ])("%s is fine", (_, block) => {
    expect(wrongInMessage(block)).toEqual([]);
  });

  test.each<[string, Json, string]>([
    ["a layout without a label", layout({ label: undefined }), "/blocks/0/label: must provide a string"],
    [
      "a layout of 6 rows",
      layout({ rows: many(6, { items: [{ block: section }] }) }),
      "/blocks/0/rows: no more than 5 items allowed",
    ],
    [
      "a layout in a layout",
      layout({ rows: [{ items: [{ block: layout() }] }] }),
      "/blocks/0/rows/0/items/0/block/type: unsupported type: layout",
    ],
    [
      "a width of another name",
      layout({ rows: [{ items: [{ block: section, width: "huge" }] }] }),
      "/blocks/0/rows/0/items/0/width: must be a valid enum value: narrow, standard, wide",
    ],
    [
      "a section of 3,001",
      { type: "section", text: mrkdwn(3001) },
      "/blocks/0/text/text: must be less than 3001 characters",
    ],
    [
      "an empty section",
      { type: "section", text: mrkdwn(0) },
      "/blocks/0/text/text: must be more than 0 characters",
    ],
    ["a section of nothing", { type: "section" }, "/blocks/0/type: must define either `text` or `fields`"],
    [
      "11 fields",
      { type: "section", fields: many(11, mrkdwn(1)) },
      "/blocks/0/fields: no more than 10 items allowed",
    ],
    [
      "a field of 2,001",
      { type: "section", fields: [mrkdwn(2001)] },
      "/blocks/0/fields/0/text: must be less than 2001 characters",
    ],
    [
      "a header of 151",
      { type: "header", text: plain(151) },
      "/blocks/0/text/text: must be less than 151 characters",
    ],
    [
      "a header in mrkdwn",
      { type: "header", text: mrkdwn(1) },
      "/blocks/0/text/type: unsupported type: mrkdwn",
    ],
    [
      "11 in a context",
      { type: "context", elements: many(11, mrkdwn(1)) },
      "/blocks/0/elements: no more than 10 items allowed",
    ],
    ["no context", { type: "context", elements: [] }, "/blocks/0/elements: no fewer than 1 items allowed"],
    [
      "26 buttons",
      actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` }))),
      "/blocks/0/elements: no more than 25 items allowed",
    ],
    [
      "two buttons of one action_id",
      actions(button(), button()),
      "/blocks/0/elements/1/action_id: `action_id` is not unique: a",
    ],
    [
      "a label of 76",
      actions(button({ text: plain(76) })),
      "/blocks/0/elements/0/text/text: must be less than 76 characters",
    ],
    [
      "a value of 2,001",
      actions(button({ value: "v".repeat(2001) })),
      "/blocks/0/elements/0/value: must be less than 2001 characters",
    ],
    [
      "a url of 3,001",
      actions(button({ url: "u".repeat(3001) })),
      "/blocks/0/elements/0/url: must be less than 3001 characters",
    ],
    [
      "an action_id of 256",
      actions(button({ action_id: "a".repeat(256) })),
      "/blocks/0/elements/0/action_id: must be less than 256 characters",
    ],
    [
      "a green button",
      actions(button({ style: "green" })),
      "/blocks/0/elements/0/style: must be a valid enum value: primary, danger",
    ],
    [
      "a misspelled member",
      actions(button({ valeu: "1" })),
      "/blocks/0/elements/0: invalid additional property: valeu",
    ],
    [
      "a confirm text of 301",
      actions(button({ confirm: { text: mrkdwn(301) } })),
      "/blocks/0/elements/0/confirm/text/text: must be less than 301 characters",
    ],
    [
      "a deny of 31",
      actions(button({ confirm: { text: mrkdwn(1), deny: plain(31) } })),
      "/blocks/0/elements/0/confirm/deny/text: must be less than 31 characters",
    ],
    ["an alert", { type: "alert", text: plain(1) }, "/blocks/0/type: unsupported type: alert"],
    ["an unknown block", { type: "marquee" }, "/blocks/0/type: unsupported type: marquee"],
    [
      "a table of 101 rows",
      { type: "table", rows: grid(101, 1) },
      "/blocks/0/rows: no more than 100 items allowed",
    ],
    [
      "a table of 21 columns",
      { type: "table", rows: grid(1, 21) },
      "/blocks/0/rows/0: no more than 20 items allowed",
    ],
    [
      "a table with raw_number",
      { type: "table", rows: [[{ type: "raw_number", value: 1, text: "1" }]] },
      "/blocks/0/rows/0/0/type: unsupported type: raw_number",
    ],
    [
      "a table with an empty cell",
      { type: "table", rows: [[raw("")]] },
      "/blocks/0/rows/0/0/text: must be more than 0 characters",
    ],
    [
      "a table of 10,001 characters",
      { type: "table", rows: [...grid(10, 10, "x".repeat(100)), [raw("y")]] },
      "/blocks: table cells over the whole message must be less than 10001 characters",
    ],
    [
      "a data_table without rows",
      { type: "data_table", caption: "c", rows: [[raw("n")]] },
      "/blocks/0/rows: no fewer than 2 items allowed",
    ],
    [
      "a data_table without a caption",
      { type: "data_table", rows: grid(2, 1) },
      "/blocks/0: missing required field: caption",
    ],
    [
      "a ragged data_table",
      { type: "data_table", caption: "c", rows: [[raw("a"), raw("b")], [raw("c")]] },
      "/blocks/0/rows/1: all rows must have the same number of cells",
    ],
    [
      "rich text in a data_table's header",
      { type: "data_table", caption: "c", rows: [[richText], [raw("c")]] },
      "/blocks/0/rows/0/0/type: unsupported type: rich_text",
    ],
    ["a pie of 13", pie(13), "/blocks/0/chart/segments: no more than 12 items allowed"],
    ["an empty pie piece", pie(1, 0), "/blocks/0/chart/segments/0/value: must be more than 0"],
    [
      "a bar chart without a category's value",
      bar([{ label: "HOUSING", value: 67 }]),
      '/blocks/0/chart/series/0/data: must have one value for the category "GOLD LOAN"',
    ],
    [
      "a container in a container",
      {
        type: "container",
        title: plain(1),
        child_blocks: [{ type: "container", title: plain(1), child_blocks: [section] }],
      },
      "/blocks/0/child_blocks/0/type: unsupported type: container",
    ],
    [
      "a task of an odd status",
      { type: "task_card", task_id: "1", title: "t", status: "done" },
      "/blocks/0/status: must be a valid enum value: pending, in_progress, complete, error",
    ],
    [
      "rich text without text",
      {
        type: "rich_text",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "" }] }],
      },
      "/blocks/0/elements/0/elements/0/text: must be more than 0 characters",
    ],
  ])("%s is refused", (_, block, expected) => {
    expect(wrongInMessage(block)).toEqual([expected]);
  });

  test("there are at most 50 blocks, each with its own block_id", () => {
    expect(wrongInMessage(...many(50, section))).toEqual([]);
    expect(wrongInMessage(...many(51, section))).toEqual(["/blocks: no more than 50 items allowed"]);
    expect(wrongInMessage({ ...section, block_id: "b" }, { ...section, block_id: "b" })).toEqual([
      "/blocks/1/block_id: `block_id` is not unique: b",
    ]);
  });

  test("there is one table, two charts, and 12,000 characters of markdown", () => {
    const table = { type: "table", rows: grid(1, 1) };
    const inside = { type: "container", title: plain(1), child_blocks: [table] };
    expect(wrongInMessage(table, inside)).toEqual(["/blocks: only_one_table_allowed"]);
    expect(wrongInMessage(pie(1), pie(1))).toEqual([]);
    expect(wrongInMessage(pie(1), pie(1), pie(1))).toEqual([
      "/blocks: no more than 2 data_visualization blocks allowed",
    ]);
    const markdown = { type: "markdown", text: "x".repeat(6_001) };
    expect(wrongInMessage(markdown, markdown)).toEqual([
      "/blocks: markdown over the whole message must be less than 12001 characters",
    ]);
  });
});

describe("in a view", () => {
  const modal = (more: Json = {}) => ({
    type: "modal",
    title: plain(24),
    submit: plain(24),
    close: plain(24),
    callback_id: "c".repeat(255),
    private_metadata: "m".repeat(3000),
    blocks: [input()],
    ...more,
  });
  const wrong = (view: Json) => inspectView(view).map(({ pointer, message }) => `${pointer}: ${message}`);

  test("a modal at every limit is fine, an alert in it too", () => {
    const alert = { type: "alert", text: plain(200), level: "warning" };
    expect(wrong(modal({ blocks: [alert, ...many(99, input())] }))).toEqual([]);
  });

  test.each<[string, Json, string]>([
    ["a title of 25", modal({ title: plain(25) }), "/view/title/text: must be less than 25 characters"],
    ["no title", modal({ title: undefined }), "/view: missing required field: title"],
    ["a submit of 25", modal({ submit: plain(25) }), "/view/submit/text: must be less than 25 characters"],
    ["a close of 25", modal({ close: plain(25) }), "/view/close/text: must be less than 25 characters"],
    [
      "a callback_id of 256",
      modal({ callback_id: "c".repeat(256) }),
      "/view/callback_id: must be less than 256 characters",
    ],
    [
      "private_metadata of 3,001",
      modal({ private_metadata: "m".repeat(3001) }),
      "/view/private_metadata: must be less than 3001 characters",
    ],
    ["101 blocks", modal({ blocks: many(101, section) }), "/view/blocks: no more than 100 items allowed"],
    [
      "an input without submit",
      modal({ submit: undefined }),
      "/view/blocks/0: must define `submit` to use an `input` block in modals",
    ],
    [
      "an input without label",
      modal({ blocks: [input({ label: undefined })] }),
      "/view/blocks/0: missing required field: label",
    ],
    [
      "a button as input",
      modal({ blocks: [input({ element: button() })] }),
      "/view/blocks/0/element/type: unsupported type: button",
    ],
    ["a chart", modal({ blocks: [pie(1)] }), "/view/blocks/0/type: unsupported type: data_visualization"],
    [
      "markdown",
      modal({ blocks: [{ type: "markdown", text: "x" }] }),
      "/view/blocks/0/type: unsupported type: markdown",
    ],
    ["no blocks", modal({ blocks: undefined }), "/view: missing required field: blocks"],
    ["an unknown type", { type: "popup" }, "/view/type: unsupported type: popup"],
  ])("%s is refused", (_, view, expected) => {
    expect(wrong(view)).toEqual([expected]);
  });

  test("a Home tab takes 100 blocks and needs no title", () => {
    expect(wrong({ type: "home", blocks: many(limits.view.blocks, section) })).toEqual([]);
  });
});
