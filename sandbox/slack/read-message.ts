import { emojiOf } from "../../src/web/emoji.ts";
import type { Json } from "../../src/web/json.ts";
import { isJson, jsonList, textIn } from "../../src/web/json.ts";
import type { Inline } from "../../src/web/mrkdwn.ts";
import { readMrkdwn } from "../../src/web/mrkdwn.ts";
import type { Look } from "./message-look.ts";
import { plainLook } from "./message-look.ts";
import { nameOf } from "./people.ts";
import { alignedRows, tableAsLines } from "./read-table.ts";

/** A message, or a view: anything with text or blocks. */
interface Readable {
  readonly text?: string;
  readonly blocks?: readonly unknown[];
}

const listMark = "•";

/** Renders a message as readable plain text, a block after the other; its `text` alone when it has no blocks. */
export function messageAsText(message: Readable): string {
  return messageInLook(message, plainLook);
}

/** The same in another look. */
export function messageInLook(message: Readable, look: Look): string {
  const blocks = jsonList(message.blocks);
  if (blocks.length === 0) return plain(message.text ?? "", look);
  return blocks
    .flatMap((block) => blockAsLines(block, look))
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

/** mrkdwn as people read it: links and mentions by name, escapes undone, what is bold or struck in the look of that. */
export function plain(mrkdwn: string, look: Look = plainLook): string {
  return readMrkdwn(mrkdwn, { verbatim: true })
    .map((part) => {
      if (part.type === "preformatted") return part.text;
      const text = part.children.map((inline) => inlineAsText(inline, look)).join("");
      return part.type === "quote" ? quoted(text).join("\n") : text.replace(/\n$/, "");
    })
    .join("\n");
}

const quoted = (text: string) => text.split("\n").map((line) => `> ${line}`);

function inlineAsText(inline: Inline, look: Look): string {
  switch (inline.type) {
    case "text":
      return inline.text;
    case "break":
      return "\n";
    case "code":
      return look.code(inline.text);
    case "emoji":
      return emojiAsText(inline.name);
    case "bold":
    case "italic":
    case "strike":
      return look[inline.type](inline.children.map((child) => inlineAsText(child, look)).join(""));
    case "link":
      return look.link(inline.url, inline.label);
    case "user":
    case "group":
      return `@${nameOf(inline.id)}`;
    case "channel":
      return `#${nameOf(inline.id)}`;
    case "broadcast":
      return `@${inline.range}`;
    case "date":
      return inline.fallback;
    default:
      return inline satisfies never;
  }
}

/** Without the selector that asks for a picture: terminals do not agree on how wide a letter is with it. */
function emojiAsText(name: string): string {
  return emojiOf(name)?.replace("\uFE0F", "") ?? `:${name}:`;
}

function blockAsLines(block: Json, look: Look): readonly string[] {
  const elements = jsonList(block["elements"]);
  const text = (key: string) => inText(block[key], look);
  const inside = (blocks: unknown) => jsonList(blocks).flatMap((one) => blockAsLines(one, look));
  switch (block["type"]) {
    case "header":
      return ["", look.header(text("text")), ""];
    case "section":
      return sectionAsLines(block, look);
    case "context":
      return elements
        .map((element) => inText(element, look) || String(element["alt_text"] ?? ""))
        .join(" ")
        .split("\n")
        .map(look.context);
    case "actions":
    case "context_actions":
      return [elements.map((element) => elementAsText(element, look)).join(" ")];
    case "divider":
      return ["────────"];
    case "rich_text":
      return elements.flatMap((element) => richTextAsLines(element, look));
    case "table":
    case "data_table":
      return [
        ...(block["caption"] === undefined ? [] : [String(block["caption"])]),
        ...tableAsLines(block, {
          room: look.room,
          cell: (cell) => cellAsText(cell, look),
          heading: look.bold,
        }),
      ];
    case "data_visualization":
      return chartAsLines(block, look);
    case "input":
      return [`${text("label")}: ${isJson(block["element"]) ? elementAsText(block["element"], look) : ""}`];
    case "image":
      return [`[image: ${String(block["alt_text"])}]`];
    case "markdown":
      return String(block["text"]).split("\n");
    case "alert":
      return [`! ${text("text")}`];
    case "container":
      return [text("title"), ...inside(block["child_blocks"])];
    case "layout":
      return [
        ...(block["is_label_visible"] === true ? [look.bold(String(block["label"]))] : []),
        ...jsonList(block["rows"])
          .flatMap((row) => jsonList(row["items"]))
          .flatMap((item) => (isJson(item["block"]) ? [item["block"]] : jsonList(item["blocks"])))
          .flatMap((one) =>
            one["type"] === "section" && isJson(one["text"])
              ? fieldAsLines(one["text"], look)
              : blockAsLines(one, look),
          ),
      ];
    case "plan":
      return [String(block["title"]), ...inside(block["tasks"])];
    case "task_card":
      return [`${listMark} ${String(block["title"])} (${String(block["status"]).replace("_", " ")})`];
    case "card":
      return ["title", "subtitle", "body"].flatMap((key) => (block[key] === undefined ? [] : [text(key)]));
    case "carousel":
      return inside(elements);
    default:
      return [`[${String(block["type"])}]`];
  }
}

/** A text object as read: `plain_text` word for word, mrkdwn in the look of its marks. */
function inText(value: unknown, look: Look): string {
  const text = textIn(value) ?? "";
  return isJson(value) && value["type"] === "mrkdwn" ? plain(text, look) : text;
}

function sectionAsLines(block: Json, look: Look): readonly string[] {
  const accessory = isJson(block["accessory"]) ? ` ${elementAsText(block["accessory"], look)}` : "";
  const text = block["text"] === undefined ? [] : inText(block["text"], look).split("\n");
  const lines = [...text, ...jsonList(block["fields"]).flatMap((field) => fieldAsLines(field, look))];
  const last = lines.pop() ?? "";
  return [...lines, `${last}${accessory}`];
}

/** A field is mostly a bold name over a value: that reads as `Name: value`. */
function fieldAsLines(field: Json, look: Look): readonly string[] {
  const [name = "", ...values] = (textIn(field) ?? "").split("\n");
  const [, bold] = /^\*([^*]+?):?\*$/.exec(name.trim()) ?? [];
  if (bold === undefined || values.length !== 1) return inText(field, look).split("\n");
  return [`${look.bold(`${plain(bold)}:`)} ${plain(values[0] ?? "", look)}`];
}

function elementAsText(element: Json, look: Look): string {
  switch (element["type"]) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return look.button(inText(element["text"], plainLook), element["style"]);
    case "overflow":
      return `[⋯ ${jsonList(element["options"])
        .map((option) => inText(option["text"], plainLook))
        .join(" | ")}]`;
    case "checkboxes":
      return boxesAsText(element);
    case "image":
      return `[image: ${String(element["alt_text"])}]`;
    default:
      return element["placeholder"] === undefined ? "[    ]" : `[${inText(element["placeholder"], look)}]`;
  }
}

/** `[x] one [ ] other`, as they are when they are shown. */
function boxesAsText(element: Json): string {
  const ticked = jsonList(element["initial_options"]).map((option) => option["value"]);
  return jsonList(element["options"])
    .map(({ text, value }) => `[${ticked.includes(value) ? "x" : " "}] ${inText(text, plainLook)}`)
    .join(" ");
}

function richTextAsLines(element: Json, look: Look, ordinal = ""): readonly string[] {
  const parts = jsonList(element["elements"]);
  const text = () => parts.map((part) => pieceAsText(part, look)).join("");
  switch (element["type"]) {
    case "rich_text_list": {
      const indent = "  ".repeat(typeof element["indent"] === "number" ? element["indent"] : 0);
      const mark = (index: number) => (element["style"] === "ordered" ? `${index + 1}.` : listMark);
      return parts.flatMap((part, index) => richTextAsLines(part, look, `${indent}${mark(index)} `));
    }
    case "rich_text_quote":
      return quoted(text());
    default:
      return `${ordinal}${text()}`.split("\n");
  }
}

/** A piece of rich text, read as the same piece of mark-up is. */
function pieceAsText(piece: Json, look: Look): string {
  const style = isJson(piece["style"]) ? piece["style"] : {};
  const text = inlineAsText(inlineOf(piece), look);
  return (["bold", "italic", "strike", "code"] as const).reduce(
    (inside, name) => (style[name] === true ? look[name](inside) : inside),
    text,
  );
}

function inlineOf(piece: Json): Inline {
  const own = (name: string) => String(piece[name] ?? "");
  switch (piece["type"]) {
    case "user":
      return { type: "user", id: own("user_id"), label: null };
    case "usergroup":
      return { type: "group", id: own("usergroup_id"), label: null };
    case "channel":
      return { type: "channel", id: own("channel_id"), label: null };
    case "broadcast":
      return { type: "broadcast", range: own("range") };
    case "emoji":
      return { type: "emoji", name: own("name") };
    case "link":
      return { type: "link", url: own("url"), label: own(piece["text"] === undefined ? "url" : "text") };
    case "date":
      return { type: "text", text: String(piece["fallback"] ?? piece["timestamp"]) };
    default:
      return { type: "text", text: String(piece["text"] ?? piece["value"] ?? "") };
  }
}

function cellAsText(cell: Json, look: Look): string {
  if (cell["type"] !== "rich_text") return String(cell["text"] ?? cell["value"] ?? "");
  return jsonList(cell["elements"])
    .flatMap((element) => richTextAsLines(element, look))
    .join(" ");
}

function chartAsLines(block: Json, { room }: Look): readonly string[] {
  const chart = isJson(block["chart"]) ? block["chart"] : {};
  const row = (point: Json) => [String(point["label"]), String(point["value"])];
  const series = jsonList(chart["series"]);
  const axis = isJson(chart["axis_config"]) ? chart["axis_config"] : {};
  const names: readonly unknown[] = Array.isArray(axis["categories"]) ? axis["categories"] : [];
  const numberOf = (each: Json, name: unknown) =>
    String(jsonList(each["data"]).find(({ label }) => label === name)?.["value"] ?? "");
  const heading = [String(axis["x_label"] ?? ""), ...series.map((each) => String(each["name"]))];
  const beside = names.map((name) => [String(name), ...series.map((each) => numberOf(each, name))]);
  return [
    `${String(block["title"])} (${String(chart["type"])} chart)`,
    ...alignedRows(series.length === 0 ? jsonList(chart["segments"]).map(row) : [heading, ...beside], {
      room,
    }).flat(),
  ];
}
