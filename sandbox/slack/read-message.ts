import type { Json } from "../../src/web/json.ts";
import { isJson, jsonList, textIn } from "../../src/web/json.ts";
import { nameOf } from "./people.ts";

/** A message, or a view: anything with text or blocks. */
interface Readable {
  readonly text?: string;
  readonly blocks?: readonly unknown[];
}

/** The few emoji that the app uses by name; others stay `:names:`. */
const emoji: Readonly<Record<string, string>> = {
  white_check_mark: "✅",
  heavy_check_mark: "✔",
  x: "❌",
  warning: "⚠",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  no_entry: "⛔",
  lock: "🔒",
  rocket: "🚀",
};

const listMark = "•";

/** Renders a message as readable plain text, a block after the other; its `text` alone when it has no blocks. */
export function messageAsText(message: Readable): string {
  const blocks = jsonList(message.blocks);
  if (blocks.length === 0) return plain(message.text ?? "");
  return blocks
    .flatMap(blockAsLines)
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

/** mrkdwn as people read it: links and mentions by name, escapes undone, marks of bold and italics left out. */
export function plain(mrkdwn: string): string {
  return mrkdwn
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part) => (part.startsWith("`") ? part.replace(/^```\n?|\n?```$/g, "") : withoutMarks(part)))
    .map((part) => part.replaceAll(/<([^<>]+)>/g, (_, inside: string) => reference(inside)))
    .join("")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function withoutMarks(text: string): string {
  return text
    .replaceAll(/(^|[\s(>•])([*_~])(?=\S)([^\n]*?\S)\2(?=$|[\s).,;:!?])/gm, "$1$3")
    .replaceAll(/:([a-z0-9_+-]+):/g, (typed, name: string) => emoji[name] ?? typed);
}

/** What stands between `<` and `>`: a mention, a date, a special mention or a link. */
function reference(inside: string): string {
  const [target = "", label] = inside.split("|");
  if (target.startsWith("@")) return `@${nameOf(target.slice(1))}`;
  if (target.startsWith("#")) return `#${nameOf(target.slice(1))}`;
  if (target.startsWith("!subteam^")) return `@${nameOf(target.slice("!subteam^".length))}`;
  if (target.startsWith("!date^")) return label ?? target;
  if (target.startsWith("!")) return `@${label ?? target.slice(1)}`;
  return label === undefined || label === target ? target : `${label} (${target})`;
}

function blockAsLines(block: Json): readonly string[] {
  const elements = jsonList(block["elements"]);
  switch (block["type"]) {
    case "header":
      return ["", inText(block["text"]), ""];
    case "section":
      return sectionAsLines(block);
    case "context":
      return [elements.map((element) => inText(element) || String(element["alt_text"] ?? "")).join(" ")];
    case "actions":
    case "context_actions":
      return [elements.map(elementAsText).join(" ")];
    case "divider":
      return ["────────"];
    case "rich_text":
      return elements.flatMap((element) => richTextAsLines(element));
    case "table":
    case "data_table":
      return [...(block["caption"] === undefined ? [] : [String(block["caption"])]), ...tableAsLines(block)];
    case "data_visualization":
      return chartAsLines(block);
    case "input":
      return [
        `${inText(block["label"])}: ${isJson(block["element"]) ? elementAsText(block["element"]) : ""}`,
      ];
    case "image":
      return [`[image: ${String(block["alt_text"])}]`];
    case "markdown":
      return String(block["text"]).split("\n");
    case "alert":
      return [`! ${inText(block["text"])}`];
    case "container":
      return [inText(block["title"]), ...jsonList(block["child_blocks"]).flatMap(blockAsLines)];
    case "plan":
      return [String(block["title"]), ...jsonList(block["tasks"]).flatMap(blockAsLines)];
    case "task_card":
      return [`${listMark} ${String(block["title"])} (${String(block["status"]).replace("_", " ")})`];
    case "card":
      return ["title", "subtitle", "body"].flatMap((key) =>
        block[key] === undefined ? [] : [inText(block[key])],
      );
    case "carousel":
      return elements.flatMap(blockAsLines);
    default:
      return [`[${String(block["type"])}]`];
  }
}

/** A text object as read: `plain_text` word for word, mrkdwn without its marks. */
function inText(value: unknown): string {
  const text = textIn(value) ?? "";
  return isJson(value) && value["type"] === "mrkdwn" ? plain(text) : text;
}

function sectionAsLines(block: Json): readonly string[] {
  const accessory = isJson(block["accessory"]) ? ` ${elementAsText(block["accessory"])}` : "";
  const text = block["text"] === undefined ? [] : inText(block["text"]).split("\n");
  const lines = [...text, ...jsonList(block["fields"]).flatMap(fieldAsLines)];
  const last = lines.pop() ?? "";
  return [...lines, `${last}${accessory}`];
}

/** A field is mostly a bold name over a value: that reads as `Name: value`. */
function fieldAsLines(field: Json): readonly string[] {
  const [name = "", ...values] = (textIn(field) ?? "").split("\n");
  const isNamed = /^\*[^*]+\*$/.test(name.trim());
  if (!isNamed || values.length !== 1) return inText(field).split("\n");
  return [`${plain(name).replace(/:$/, "")}: ${plain(values[0] ?? "")}`];
}

function elementAsText(element: Json): string {
  switch (element["type"]) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return `[${inText(element["text"])}]`;
    case "image":
      return `[image: ${String(element["alt_text"])}]`;
    default:
      return element["placeholder"] === undefined ? "[    ]" : `[${inText(element["placeholder"])}]`;
  }
}

function richTextAsLines(element: Json, ordinal?: string): readonly string[] {
  const parts = jsonList(element["elements"]);
  switch (element["type"]) {
    case "rich_text_list": {
      const indent = "  ".repeat(typeof element["indent"] === "number" ? element["indent"] : 0);
      return parts.flatMap((part, index) =>
        richTextAsLines(part, `${indent}${element["style"] === "ordered" ? `${index + 1}.` : listMark} `),
      );
    }
    case "rich_text_quote":
      return parts
        .map(inlineAsText)
        .join("")
        .split("\n")
        .map((line) => `> ${line}`);
    default:
      return `${ordinal ?? ""}${parts.map(inlineAsText).join("")}`.split("\n");
  }
}

function inlineAsText(inline: Json): string {
  switch (inline["type"]) {
    case "user":
      return `@${nameOf(String(inline["user_id"]))}`;
    case "usergroup":
      return `@${nameOf(String(inline["usergroup_id"]))}`;
    case "channel":
      return `#${nameOf(String(inline["channel_id"]))}`;
    case "broadcast":
      return `@${String(inline["range"])}`;
    case "emoji":
      return emoji[String(inline["name"])] ?? `:${String(inline["name"])}:`;
    case "link":
      return inline["text"] === undefined
        ? String(inline["url"])
        : `${String(inline["text"])} (${String(inline["url"])})`;
    case "date":
      return String(inline["fallback"] ?? inline["timestamp"]);
    default:
      return String(inline["text"] ?? inline["value"] ?? "");
  }
}

function cellAsText(cell: Json): string {
  if (cell["type"] !== "rich_text") return String(cell["text"] ?? cell["value"] ?? "");
  return jsonList(cell["elements"])
    .flatMap((element) => richTextAsLines(element))
    .join(" ");
}

/** Columns are padded to their widest cell; a column of numbers stands right. */
function tableAsLines(block: Json): readonly string[] {
  const rows = (Array.isArray(block["rows"]) ? block["rows"] : []).map((row) =>
    jsonList(row).map(cellAsText),
  );
  return aligned(rows);
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const shapes = Array.from({ length: columns }, (_, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const isNumeric =
      cells.slice(1).every((cell) => /^$|^[-+−±]?[\d,.]+\s*%?$/.test(cell)) && cells.length > 1;
    return { width: Math.max(...cells.map((cell) => cell.length)), isNumeric };
  });
  return rows.map((row) =>
    shapes
      .map(({ width, isNumeric }, column) => {
        const cell = row[column] ?? "";
        return isNumeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  "),
  );
}

function chartAsLines(block: Json): readonly string[] {
  const chart = isJson(block["chart"]) ? block["chart"] : {};
  const row = (point: Json) => [String(point["label"]), String(point["value"])];
  const series = jsonList(chart["series"]).flatMap((each) => [
    [String(each["name"]), ""],
    ...jsonList(each["data"]).map(row),
  ]);
  return [
    `${String(block["title"])} (${String(chart["type"])} chart)`,
    ...aligned([...jsonList(chart["segments"]).map(row), ...series]),
  ];
}
