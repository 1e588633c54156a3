import type { Json } from "../../../src/web/json.ts";
import { isJson, jsonList } from "../../../src/web/json.ts";
import { limits } from "../limits.ts";
import { cellCharacters, inspectChart, inspectDataTable, inspectTable } from "./data-blocks.ts";
import { allowedElements, inspectElement, inspectImage } from "./elements.ts";
import type { Finding, Surface } from "./inspection.ts";
import { Inspection } from "./inspection.ts";
import { inspectRichText } from "./rich-text.ts";

type Rule = (inspection: Inspection, block: Json, pointer: string) => void;

/** Blocks that belong to some surfaces only; the others go anywhere. */
const surfacesOf: Readonly<Record<string, readonly Surface[]>> = {
  alert: ["modal"],
  markdown: ["message"],
  data_visualization: ["message"],
  context_actions: ["message"],
  plan: ["message"],
  task_card: ["message"],
};

const containerChildren = [
  "actions",
  "context",
  "divider",
  "file",
  "header",
  "image",
  "input",
  "rich_text",
  "section",
  "table",
  "video",
];

const rules: Readonly<Record<string, Rule>> = {
  actions: (inspection, block, pointer) =>
    inspectElements(inspection, block, pointer, { max: limits.actions, allowed: allowedElements.actions }),
  alert: (inspection, block, pointer) => {
    inspection.text(block["text"], `${pointer}/text`, { max: limits.alert });
    if (block["level"] === undefined) return;
    const levels = ["default", "info", "warning", "error", "success"];
    inspection.word(block["level"], `${pointer}/level`, levels);
  },
  card: inspectCard,
  carousel: (inspection, block, pointer) => {
    inspection.list(block["elements"], `${pointer}/elements`, { max: limits.carousel });
    for (const [index, card] of jsonList(block["elements"]).entries()) {
      inspectOne(inspection, card, `${pointer}/elements/${index}`, ["card"]);
    }
  },
  container: inspectContainer,
  context: inspectContext,
  context_actions: (inspection, block, pointer) =>
    inspectElements(inspection, block, pointer, {
      max: limits.contextActions,
      allowed: allowedElements.contextActions,
    }),
  data_table: inspectDataTable,
  data_visualization: inspectChart,
  divider: (inspection, block, pointer) => inspection.only(block, pointer, ["type", "block_id"]),
  header: (inspection, block, pointer) => {
    inspection.only(block, pointer, ["type", "block_id", "text"]);
    if (inspection.has(block, "text", pointer)) {
      inspection.text(block["text"], `${pointer}/text`, { kind: "plain", max: limits.header });
    }
  },
  image: (inspection, block, pointer) => {
    inspectImage(inspection, block, pointer);
    inspection.optionalText(block, "title", pointer, { kind: "plain", max: limits.image.title });
  },
  input: inspectInput,
  layout: inspectLayout,
  markdown: (inspection, block, pointer) => {
    inspection.only(block, pointer, ["type", "block_id", "text"]);
    inspection.string(block["text"], `${pointer}/text`, { max: limits.message.markdown });
  },
  plan: (inspection, block, pointer) => {
    inspection.string(block["title"], `${pointer}/title`, { max: Number.POSITIVE_INFINITY });
    if (block["tasks"] === undefined) return;
    inspection.list(block["tasks"], `${pointer}/tasks`, { min: 0, max: limits.plan });
    const tasks = jsonList(block["tasks"]);
    for (const [index, task] of tasks.entries()) {
      inspectOne(inspection, task, `${pointer}/tasks/${index}`, ["task_card"]);
    }
    reportRepeats(inspection, tasks, "task_id", `${pointer}/tasks`);
  },
  rich_text: inspectRichText,
  section: inspectSection,
  table: inspectTable,
  task_card: inspectTask,
  video: (inspection, block, pointer) => {
    for (const key of ["video_url", "thumbnail_url", "alt_text"]) inspection.has(block, key, pointer);
    inspection.text(block["title"], `${pointer}/title`, { kind: "plain", max: limits.video.title });
    inspection.optionalString(block, "author_name", pointer, { max: limits.video.author });
  },
};

/**
 * Checks blocks against Slack's limits for a surface.
 * Pointers start at `pointer`: `/blocks` for a message, `/view/blocks` for a view.
 */
export function inspectBlocks(value: unknown, surface: Surface, pointer = "/blocks"): Finding[] {
  const inspection = new Inspection(surface);
  const max = surface === "message" ? limits.message.blocks : limits.view.blocks;
  const blocks = inspection.list(value, pointer, { min: 0, max });
  for (const [index, block] of blocks.entries()) {
    inspectOne(inspection, block, `${pointer}/${index}`, Object.keys(rules));
  }
  const all = blocks.filter(isJson);
  reportRepeats(inspection, all, "block_id", pointer);
  if (surface === "message") inspectTotals(inspection, all, pointer);
  return inspection.findings;
}

function inspectOne(
  inspection: Inspection,
  value: unknown,
  pointer: string,
  allowed: readonly string[],
): void {
  const block = inspection.object(value, pointer);
  if (!isJson(value)) return;
  const type = String(block["type"]);
  const rule = rules[type];
  const surfaces = surfacesOf[type];
  const misplaced = surfaces !== undefined && !surfaces.includes(inspection.surface);
  if (rule === undefined || misplaced || !allowed.includes(type)) {
    inspection.report(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  inspection.optionalString(block, "block_id", pointer, { max: limits.blockId });
  rule(inspection, block, pointer);
}

/** The blocks that a container or a layout holds; both count with them. */
function within(block: Json): readonly Json[] {
  const items = jsonList(block["rows"]).flatMap((row) => jsonList(row["items"]));
  return [
    ...jsonList(block["child_blocks"]),
    ...items.flatMap((item) => (isJson(item["block"]) ? [item["block"]] : jsonList(item["blocks"]))),
  ].flatMap((inner) => [inner, ...within(inner)]);
}

/** Limits that hold over all blocks of a message, those inside containers included. */
function inspectTotals(inspection: Inspection, blocks: readonly Json[], pointer: string): void {
  const every = blocks.flatMap((block) => [block, ...within(block)]);
  const ofType = (type: string) => every.filter((block) => block["type"] === type);
  const sum = (type: string, size: (block: Json) => number) =>
    ofType(type).reduce((total, block) => total + size(block), 0);
  const tooMuch = (what: string, max: number) =>
    inspection.report(pointer, `${what} over the whole message must be less than ${max + 1} characters`);

  if (ofType("table").length > limits.message.tables) inspection.report(pointer, "only_one_table_allowed");
  if (ofType("data_visualization").length > limits.message.charts) {
    inspection.report(pointer, `no more than ${limits.message.charts} data_visualization blocks allowed`);
  }
  const markdown = sum("markdown", (block) => String(block["text"]).length);
  if (markdown > limits.message.markdown) tooMuch("markdown", limits.message.markdown);
  if (sum("table", cellCharacters) > limits.message.tableCharacters) {
    tooMuch("table cells", limits.message.tableCharacters);
  }
  if (sum("data_table", cellCharacters) > limits.message.dataTableCharacters) {
    tooMuch("data_table cells", limits.message.dataTableCharacters);
  }
}

function reportRepeats(
  inspection: Inspection,
  items: readonly Json[],
  key: "block_id" | "action_id" | "task_id",
  pointer: string,
): void {
  const seen = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    const id = item[key];
    if (id === undefined) continue;
    if (seen.has(id))
      inspection.report(`${pointer}/${index}/${key}`, `\`${key}\` is not unique: ${String(id)}`);
    seen.add(id);
  }
}

function inspectElements(
  inspection: Inspection,
  block: Json,
  pointer: string,
  { max, allowed }: { readonly max: number; readonly allowed: readonly string[] },
): void {
  const elements = inspection.list(block["elements"], `${pointer}/elements`, { max });
  for (const [index, element] of elements.entries()) {
    inspectElement(inspection, element, `${pointer}/elements/${index}`, allowed);
  }
  reportRepeats(inspection, elements.filter(isJson), "action_id", `${pointer}/elements`);
}

function inspectSection(inspection: Inspection, block: Json, pointer: string): void {
  inspection.only(block, pointer, ["type", "block_id", "text", "fields", "accessory", "expand"]);
  if (block["text"] === undefined && block["fields"] === undefined) {
    inspection.report(`${pointer}/type`, "must define either `text` or `fields`");
  }
  inspection.optionalText(block, "text", pointer, { max: limits.section.text });
  if (block["fields"] !== undefined) {
    const fields = inspection.list(block["fields"], `${pointer}/fields`, { max: limits.section.fields });
    for (const [index, field] of fields.entries()) {
      inspection.text(field, `${pointer}/fields/${index}`, { max: limits.section.field });
    }
  }
  if (block["accessory"] !== undefined) {
    inspectElement(inspection, block["accessory"], `${pointer}/accessory`, allowedElements.section);
  }
}

function inspectContext(inspection: Inspection, block: Json, pointer: string): void {
  inspection.only(block, pointer, ["type", "block_id", "elements"]);
  const elements = inspection.list(block["elements"], `${pointer}/elements`, { max: limits.context });
  for (const [index, value] of elements.entries()) {
    const at = `${pointer}/elements/${index}`;
    if (isJson(value) && value["type"] === "image") inspectImage(inspection, value, at);
    else inspection.text(value, at, { max: limits.section.text });
  }
}

function inspectInput(inspection: Inspection, block: Json, pointer: string): void {
  if (inspection.has(block, "label", pointer)) {
    inspection.text(block["label"], `${pointer}/label`, { kind: "plain", max: limits.input.label });
  }
  inspection.optionalText(block, "hint", pointer, { kind: "plain", max: limits.input.hint });
  if (inspection.has(block, "element", pointer)) {
    inspectElement(inspection, block["element"], `${pointer}/element`, allowedElements.input);
  }
}

function inspectCard(inspection: Inspection, block: Json, pointer: string): void {
  const parts = ["hero_image", "title", "actions", "body"];
  if (parts.every((part) => block[part] === undefined)) {
    inspection.report(pointer, "must define at least one of `hero_image`, `title`, `actions`, `body`");
  }
  for (const key of ["title", "subtitle", "body", "subtext"] as const) {
    inspection.optionalText(block, key, pointer, { max: limits.card[key] });
  }
  if (block["actions"] === undefined) return;
  const actions = inspection.list(block["actions"], `${pointer}/actions`, { max: limits.card.actions });
  for (const [index, action] of actions.entries()) {
    inspectElement(inspection, action, `${pointer}/actions/${index}`, allowedElements.cardActions);
  }
}

function inspectContainer(inspection: Inspection, block: Json, pointer: string): void {
  if (block["title"] === undefined && block["rich_text_title"] === undefined) {
    inspection.report(pointer, "must define either `title` or `rich_text_title`");
  }
  inspection.optionalText(block, "title", pointer, { kind: "plain", max: limits.container.title });
  inspection.optionalText(block, "subtitle", pointer, { max: limits.container.subtitle });
  if (block["default_collapsed"] === true && block["is_collapsible"] !== true) {
    inspection.report(`${pointer}/default_collapsed`, "requires `is_collapsible`");
  }
  const children = inspection.list(block["child_blocks"], `${pointer}/child_blocks`, {
    max: limits.container.children,
  });
  for (const [index, child] of children.entries()) {
    inspectOne(inspection, child, `${pointer}/child_blocks/${index}`, containerChildren);
  }
}

/** Blocks in rows, side by side (https://docs.slack.dev/reference/block-kit/blocks/layout-block, October 2026). */
function inspectLayout(inspection: Inspection, block: Json, pointer: string): void {
  const within = Object.keys(rules).filter((type) => type !== "layout");
  inspection.string(block["label"], `${pointer}/label`, { max: limits.layout.label });
  if (block["grid_lines"] !== undefined) {
    inspection.word(block["grid_lines"], `${pointer}/grid_lines`, ["none", "rows", "outer"]);
  }
  const rows = inspection.list(block["rows"], `${pointer}/rows`, { max: limits.layout.rows });
  for (const [index, value] of rows.entries()) {
    const at = `${pointer}/rows/${index}`;
    const row = inspection.object(value, at);
    inspection.only(row, at, ["items"]);
    const items = inspection.list(row["items"], `${at}/items`, { max: Number.POSITIVE_INFINITY });
    for (const [place, item] of items.entries())
      inspectItem(inspection, item, `${at}/items/${place}`, within);
  }
  if (block["fallback"] === undefined) return;
  const fallback = inspection.list(block["fallback"], `${pointer}/fallback`, {
    min: 0,
    max: limits.message.blocks,
  });
  for (const [index, one] of fallback.entries()) {
    inspectOne(inspection, one, `${pointer}/fallback/${index}`, within);
  }
}

function inspectItem(
  inspection: Inspection,
  value: unknown,
  pointer: string,
  within: readonly string[],
): void {
  const item = inspection.object(value, pointer);
  if (item["width"] !== undefined) {
    inspection.word(item["width"], `${pointer}/width`, ["narrow", "standard", "wide"]);
  }
  if (item["block"] !== undefined) {
    inspectOne(inspection, item["block"], `${pointer}/block`, within);
    return;
  }
  const blocks = inspection.list(item["blocks"], `${pointer}/blocks`, { max: limits.message.blocks });
  for (const [index, one] of blocks.entries())
    inspectOne(inspection, one, `${pointer}/blocks/${index}`, within);
}

function inspectTask(inspection: Inspection, block: Json, pointer: string): void {
  inspection.string(block["task_id"], `${pointer}/task_id`, { max: limits.blockId });
  inspection.string(block["title"], `${pointer}/title`, { max: Number.POSITIVE_INFINITY });
  inspection.word(block["status"], `${pointer}/status`, ["pending", "in_progress", "complete", "error"]);
  for (const key of ["details", "output"]) {
    if (block[key] !== undefined) inspectRichText(inspection, block[key], `${pointer}/${key}`);
  }
}
