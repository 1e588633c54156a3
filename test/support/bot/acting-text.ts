import fc from "fast-check";
import type { MessageBlock } from "../../../src/bot/views/block-kit/blocks.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { assertNever } from "../../../src/domain/problem.ts";

/** What names of odd files had in them: breaks, colors, overrides, letters without a width, markup, orders to Slack. */
const acting = [
  ...["\n", "\r\n", "\t", "\u0000", "\u001b[31m", "\u0085", "\u2028", "\u2029"],
  ...["\u202e", "\u2066", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u00a0", "\u3164", "\ufe0f"],
  ...["*Adds up*: 999 rows", "_it_", "~no~", "`", "```", "> quote", ":tada:", "<!channel>", "<@U0OPERATOR>"],
  ...["&lt;", "|", "https://evil.example", "evil.example", "@channel", "#general"],
];
/** A text of such, and of anything else, at times a long one. */
export const actingText = fc
  .array(fc.oneof(fc.constantFrom(...acting), fc.string({ unit: "grapheme", maxLength: 6 })), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((parts) => fc.constantFrom(1, 1, 8).map((times) => parts.join("").repeat(times).trim()))
  .filter((text) => text !== "");
/** All that a message shows: as blocks, and as the text that stands for them. */
export function shown({
  text,
  blocks,
}: Message): readonly { readonly text: string; readonly isMarkup: boolean }[] {
  return [{ text, isMarkup: true }, ...blocks.flatMap(shownBy)];
}

function shownBy(block: MessageBlock): readonly { readonly text: string; readonly isMarkup: boolean }[] {
  switch (block.type) {
    case "header":
      return [{ text: block.text.text, isMarkup: false }];
    case "section":
      return [{ text: block.text?.text ?? "", isMarkup: true }];
    case "context":
      return block.elements.map((element) => ({
        text: "text" in element ? String(element.text) : "",
        isMarkup: true,
      }));
    case "table":
    case "data_table":
      return block.rows.flat().map((cell) => ({ text: "text" in cell ? cell.text : "", isMarkup: false }));
    case "actions":
      return [];
    case "data_visualization":
      return [
        { text: block.title, isMarkup: false },
        ...block.chart.axis_config.categories.map((text) => ({ text, isMarkup: false })),
      ];
    case "layout":
      return [
        ...block.rows.flatMap(({ items }) => items.map((item) => item.block)),
        ...block.fallback,
      ].flatMap(shownBy);
    case "container":
      return [
        { text: block.title?.text ?? "", isMarkup: false },
        ...block.child_blocks.flatMap((one) => (one.type === "section" ? shownBy(one) : [])),
      ];
    default:
      return assertNever(block);
  }
}

/** A letter that breaks a line, turns it, or is not seen; our own lines break by \n. */
export const ACTING_LETTER = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\p{Default_Ignorable_Code_Point}]/u;

/** The lines without what stands in backticks, where no markup acts. */
export function acts(text: string): string {
  return text.replaceAll(/`[^`\n]*`/g, "");
}
