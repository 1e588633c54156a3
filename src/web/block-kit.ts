import type { ComponentChildren, JSX } from "preact";
import { Fragment, h } from "preact";
import type { BlockPlace } from "./block-place.ts";
import { drawChart } from "./chart.ts";
import { drawElement } from "./elements.ts";
import { drawImage } from "./image.ts";
import { drawPlain, drawText } from "./inline.ts";
import type { Json } from "./json.ts";
import { isJson, jsonList, textIn } from "./json.ts";
import { drawMarkdown } from "./markdown.ts";
import { drawRichText } from "./rich-text.ts";
import { DataTable, drawTable } from "./table.ts";
import { unknownBlock } from "./unknown-block.ts";

type Draw = (block: Json, place: BlockPlace) => ComponentChildren;

/** Blocks in blocks stop here; Slack allows less. */
const DEEPEST = 4;

/** Each type of block that Slack has (https://docs.slack.dev/reference/block-kit/blocks, November 2026). */
const draws: Readonly<Record<string, Draw>> = {
  header: (block, { reader, heading }) => h(heading, null, drawText(block["text"], reader)),
  section: drawSection,
  context: (block, place) =>
    jsonList(block["elements"]).map((element) =>
      h("span", null, drawElement(element, place, block["block_id"])),
    ),
  actions: drawElements,
  context_actions: drawElements,
  divider: () => h("hr", null),
  image: (block, { reader }) =>
    h("figure", null, [
      block["title"] === undefined ? null : h("figcaption", null, drawText(block["title"], reader)),
      drawImage(block),
    ]),
  input: drawInput,
  rich_text: (block, { reader }) => drawRichText(block, reader),
  markdown: (block, { heading }) => drawMarkdown(textIn(block["text"]) ?? "", heading),
  table: drawTable,
  data_table: (block, place) => h(DataTable, { block, place }),
  data_visualization: (block) => drawChart(block),
  alert: (block, { reader }) =>
    h(
      "div",
      { role: "note", class: `alert-${String(block["level"] ?? "default")}` },
      drawText(block["text"], reader),
    ),
  card: drawCard,
  file: (block) => drawPlain(`File ${textIn(block["external_id"]) ?? ""}`),
  video: (block, { reader }) => [
    drawText(block["title"], reader),
    drawPlain(textIn(block["alt_text"]) ?? ""),
  ],
};

/** Blocks that hold others. */
const holders: Readonly<
  Record<string, (block: Json, place: BlockPlace, depth: number) => ComponentChildren>
> = {
  container: drawContainer,
  layout: drawLayout,
  carousel: (block, place, depth) => drawAll(block["elements"], place, depth),
  plan: (block, place, depth) => [
    h("p", null, h("strong", null, textIn(block["title"]))),
    drawAll(block["tasks"], place, depth),
  ],
  task_card: drawTask,
};

/** Blocks of a message or view in their order; a block that nobody here can draw is shown as what it is. */
export function drawBlocks(blocks: unknown, place: BlockPlace): ComponentChildren {
  return drawAll(blocks, place, 0);
}

function drawAll(blocks: unknown, place: BlockPlace, depth: number): ComponentChildren {
  return jsonList(blocks).map((block) => drawBlock(block, place, depth));
}

function drawBlock(block: Json, place: BlockPlace, depth: number): JSX.Element {
  const type = String(block["type"]);
  // Slack gives blocks new ids with every update; only what is filled in belongs to the id, all else to its place: what a
  // reader has unfolded, marked or has the keyboard at stays so.
  const key = type === "input" ? textIn(block["block_id"]) : undefined;
  const [draw, holder] = [ownOf(draws, type), depth < DEEPEST ? ownOf(holders, type) : undefined];
  if (draw === undefined && holder === undefined) return h(Fragment, { key }, unknownBlock(block));
  return h(
    "div",
    { key, class: `block block-${type}` },
    draw?.(block, place) ?? holder?.(block, place, depth + 1),
  );
}

function ownOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function drawSection(block: Json, place: BlockPlace): ComponentChildren {
  const { reader } = place;
  const fields = jsonList(block["fields"]);
  const accessory = block["accessory"];
  return [
    h("div", { class: "section-text" }, [
      block["text"] === undefined ? null : drawText(block["text"], reader),
      fields.length === 0
        ? null
        : h(
            "div",
            { class: "fields" },
            fields.map((field) => h("div", null, drawText(field, reader))),
          ),
    ]),
    isJson(accessory)
      ? h("div", { class: "accessory" }, drawElement(accessory, place, block["block_id"]))
      : null,
  ];
}

function drawElements(block: Json, place: BlockPlace): ComponentChildren {
  return jsonList(block["elements"]).map((element) => drawElement(element, place, block["block_id"]));
}

/** A field with its label, and what is wrong with it; several choices stand in a group that the label names. */
function drawInput(block: Json, place: BlockPlace): ComponentChildren {
  const { reader } = place;
  const element = isJson(block["element"]) ? block["element"] : {};
  const isGroup = element["type"] === "checkboxes" || element["type"] === "radio_buttons";
  const optional = block["optional"] === true ? h("small", null, " (optional)") : null;
  const label = [drawText(block["label"], reader), optional];
  const name = String(block["block_id"] ?? "");
  const id = `${place.id}-${name}`.replaceAll(/[^\w-]/g, "-");
  const wrong = ownOf(place.errors ?? {}, name);
  const hasHint = block["hint"] !== undefined;
  const said = [
    hasHint ? h("small", { id: `${id}-hint`, class: "hint" }, drawText(block["hint"], reader)) : null,
    wrong === undefined
      ? null
      : h("p", { id: `${id}-wrong`, class: "wrong", role: "alert", "data-error": name }, wrong),
  ];
  const ids = [...(hasHint ? [`${id}-hint`] : []), ...(wrong === undefined ? [] : [`${id}-wrong`])];
  const field = drawElement(
    element,
    {
      ...{ ...place, isLabelled: true, isWrong: wrong !== undefined },
      ...(ids.length > 0 && { describedBy: ids.join(" ") }),
    },
    block["block_id"],
  );
  return isGroup
    ? h("fieldset", null, [h("legend", null, label), field, said])
    : [h("label", null, [h("span", { class: "label" }, label), field]), said];
}

/** Blocks under a title, folded where the app folds them. */
function drawContainer(block: Json, place: BlockPlace, depth: number): JSX.Element {
  const { reader } = place;
  const title = isJson(block["rich_text_title"])
    ? drawRichText(block["rich_text_title"], reader)
    : drawText(block["title"], reader);
  const subtitle =
    block["subtitle"] === undefined ? null : h("small", null, drawText(block["subtitle"], reader));
  const icon = isJson(block["icon"]) ? drawImage(block["icon"]) : null;
  const head = [icon, h("span", { class: "container-title" }, [title, subtitle])];
  const inside = drawAll(block["child_blocks"], place, depth);
  if (block["is_collapsible"] !== true) return h("section", null, [h("header", null, head), inside]);
  return h("details", { open: block["default_collapsed"] !== true }, [
    h("summary", null, head),
    h("div", { class: "folded" }, inside),
  ]);
}

/** Blocks side by side in rows (https://docs.slack.dev/reference/block-kit/blocks/layout-block, October 2026). */
function drawLayout(block: Json, place: BlockPlace, depth: number): ComponentChildren {
  const label = textIn(block["label"]) ?? "";
  const lines = ["rows", "outer"].find((name) => name === block["grid_lines"]) ?? "none";
  const rows = jsonList(block["rows"]).map((row) =>
    h(
      "div",
      { class: "layout-row" },
      jsonList(row["items"]).map((item) => {
        const blocks = isJson(item["block"]) ? [item["block"]] : item["blocks"];
        return h(
          "div",
          { class: `layout-item width-${String(item["width"] ?? "standard")}` },
          drawAll(blocks, place, depth),
        );
      }),
    ),
  );
  const shown = block["is_label_visible"] === true ? h("strong", null, label) : null;
  return [shown, h("div", { class: `grid grid-${lines}`, role: "group", "aria-label": label }, rows)];
}

function drawCard(block: Json, place: BlockPlace): ComponentChildren {
  const { reader } = place;
  const image = block["hero_image"] ?? block["icon"];
  return [
    isJson(image) ? drawImage(image) : null,
    ...["title", "subtitle", "body"].map((name) =>
      block[name] === undefined ? null : h("div", { class: `part-${name}` }, drawText(block[name], reader)),
    ),
    h(
      "div",
      { class: "block-actions" },
      jsonList(block["actions"]).map((element) => drawElement(element, place, block["block_id"])),
    ),
  ];
}

const states: Readonly<Record<string, string>> = {
  pending: "○",
  in_progress: "▸",
  complete: "✓",
  error: "✗",
};

function drawTask(block: Json, { reader }: BlockPlace): ComponentChildren {
  const status = String(block["status"]);
  const parts = ["details", "output"].map((name) =>
    isJson(block[name]) ? drawRichText(block[name], reader) : null,
  );
  const mark = h("span", { role: "img", "aria-label": status.replace("_", " ") }, states[status] ?? "○");
  return [h("p", null, [mark, " ", textIn(block["title"])]), parts];
}
