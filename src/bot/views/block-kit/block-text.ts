import type { SectionBlock } from "@slack/types";
import { grouped } from "../../../domain/grouped.ts";
import { inertText } from "../../../domain/loans/names/plain-name.ts";
import type { MessageBlock } from "./blocks.ts";
import { keepLines } from "./blocks.ts";
import { bytesOf, limits } from "./limits.ts";
import { escapeMarkup } from "./markup.ts";
import type { ChartBlock } from "./rich-block-types.ts";
import { mapParagraphs } from "./rich-blocks.ts";

/**
 * Blocks in plain text: for notifications, screen readers, and for Slack when it refuses the blocks.
 * Cut at a line, never inside a mention.
 */
export function textOf(blocks: readonly MessageBlock[]): string {
  // Beside a table a chart has no other numbers.
  const isTold = blocks.some(({ type }) => type === "data_table");
  const said = blocks.filter(({ type }) => !(isTold && type === "data_visualization"));
  return keepLines(said.flatMap(blockText).join("\n"), limits.text, bytesOf);
}

function blockText(block: MessageBlock): readonly string[] {
  switch (block.type) {
    case "header":
      return [escapeMarkup(block.text.text)];
    case "section":
      return block.text === undefined ? [] : [block.text.text];
    case "context":
      return [
        block.elements.flatMap((element) => ("text" in element ? [String(element.text)] : [])).join(" · "),
      ];
    case "table":
    case "data_table":
      // A cell is plain text, which markup would act in once it is a line of this.
      return block.rows
        .slice(1)
        .map((row) =>
          row.map((cell) => ("text" in cell ? escapeMarkup(inertText(cell.text)) : "")).join(" · "),
        );
    case "data_visualization":
      return chartText(block);
    case "layout":
      return block.fallback.flatMap(blockText);
    case "container":
      return block.child_blocks.flatMap((one) => (one.type === "section" ? blockText(one) : []));
    case "actions":
      return [];
  }
}

/** A chart's numbers in words, a line for each of its series. */
function chartText({ title, chart: { series } }: ChartBlock): readonly string[] {
  const of = ({ name, data }: (typeof series)[number]) =>
    `${name}: ${data.map(({ label, value }) => `${inertText(label)} ${grouped(value)}`).join(", ")}`;
  return [escapeMarkup(title), ...series.map((one) => escapeMarkup(of(one)))];
}

/** Bytes of all that a block says, its buttons' values and ids among them. */
export function sizeOf(block: unknown): number {
  if (typeof block === "string") return bytesOf(block);
  if (typeof block !== "object" || block === null) return 0;
  return Object.entries(block).reduce((sum, [key, part]) => sum + (key === "type" ? 0 : sizeOf(part)), 0);
}

/** The same block whose texts have at most so many bytes each; one of another kind than a paragraph as it is. */
export function cutBlock(block: MessageBlock, max: number): MessageBlock {
  if (block.type === "section") return cutParagraph(block, max);
  if (block.type === "layout" || block.type === "container")
    return mapParagraphs(block, (one) => cutParagraph(one, max));
  if (block.type !== "context") return block;
  const elements = block.elements.map((one) =>
    one.type === "mrkdwn" ? { ...one, text: keepLines(one.text, max, bytesOf) } : one,
  );
  return { ...block, elements };
}

function cutParagraph(block: SectionBlock, max: number): SectionBlock {
  if (block.text === undefined) return block;
  return { ...block, text: { ...block.text, text: keepLines(block.text.text, max, bytesOf) } };
}
