import type {
  ActionsBlock,
  Button,
  Checkboxes,
  ContextBlock,
  HeaderBlock,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  SectionBlock,
  TableBlock,
} from "@slack/types";
import { limits, shorten } from "./limits.ts";
import type { Markup, Maybe } from "./markup.ts";
import type { RichBlock } from "./rich-block-types.ts";

/** The blocks this product speaks in. */
export type MessageBlock = HeaderBlock | SectionBlock | ContextBlock | ActionsBlock | TableBlock | RichBlock;

/** The heading; screen readers announce it as one. */
export function header(text: string): HeaderBlock {
  return { type: "header", text: { type: "plain_text", text: shorten(text, limits.header), emoji: true } };
}

/** A paragraph, cut between lines where it is over the limit; `null` when there is nothing in it. */
export function section(text: Markup): SectionBlock | null {
  const fitting = keepLines(text.markup, limits.section);
  return fitting === "" ? null : { type: "section", text: mrkdwn(fitting), expand: true };
}

/** The small print. */
export function context(...elements: readonly Maybe<Markup>[]): ContextBlock | null {
  const present = elements
    .filter((element): element is Markup => Boolean(element) && element !== null)
    .map(({ markup }) => keepLines(markup, limits.contextText))
    .filter((markup) => markup !== "")
    .slice(0, limits.context);
  return present.length === 0 ? null : { type: "context", elements: present.map(mrkdwn) };
}

/** What stands in a row of buttons. */
type Pressable = Button | Overflow | Checkboxes;

/** A row of buttons, menus behind dots and boxes to tick; `null` when there is none. */
export function actions(...buttons: readonly Maybe<Pressable>[]): ActionsBlock | null {
  const present = buttons.filter((one): one is Pressable => Boolean(one) && one !== null);
  return present.length === 0 ? null : { type: "actions", elements: present.slice(0, limits.actions) };
}

/** A button that carries a run id and nothing else: what it does is decided when it is pressed. */
export function button(
  label: string,
  what: {
    readonly action: string;
    readonly value: string;
    readonly style?: "primary" | "danger";
    /** Asked before the press counts. */
    readonly confirm?: {
      readonly title: string;
      readonly text: string;
      readonly confirm: string;
      readonly deny: string;
    };
  },
): Button {
  return {
    type: "button",
    text: { type: "plain_text", text: shorten(label, limits.buttonText) },
    action_id: what.action,
    // A shortened id would name another run; an id over the limit does not exist.
    value: what.value.slice(0, limits.buttonValue),
    ...(what.style === undefined ? {} : { style: what.style }),
    ...(what.confirm === undefined
      ? {}
      : {
          confirm: {
            title: plain(what.confirm.title, limits.confirmTitle),
            text: plain(what.confirm.text, limits.confirmText),
            confirm: plain(what.confirm.confirm, limits.confirmButton),
            deny: plain(what.confirm.deny, limits.confirmButton),
            style: "danger",
          },
        }),
  };
}

/** Rows of plain text under a first row of headings; the first column is left, the others right-aligned. */
export function table(rows: readonly (readonly string[])[]): TableBlock {
  return {
    type: "table",
    // Slack refuses an empty cell.
    rows: rows.map((row) => row.map((text) => ({ type: "raw_text", text: text === "" ? "–" : text }))),
    column_settings: (rows[0] ?? []).map((_, column) => ({ align: column === 0 ? "left" : "right" })),
  };
}

/** Text without markup, cut. */
export function plain(text: string, max: number): PlainTextElement {
  return { type: "plain_text", text: shorten(text, max) };
}

function mrkdwn(text: string): MrkdwnElement {
  // Verbatim: Slack must not turn `@channel` or `#general` in somebody's error text into a mention or a link.
  return { type: "mrkdwn", text, verbatim: true };
}

/** Characters, by which Slack measures a single text. */
const charactersOf = (text: string) => text.length;

/** As many whole lines as fit; a single line over the limit can only be plain text, since markup is short. */
export function keepLines(
  text: string,
  max: number,
  sizeOf: (text: string) => number = charactersOf,
): string {
  if (sizeOf(text) <= max) return text;
  const all = text.split("\n");
  const kept: string[] = [];
  let size = 0;
  for (const line of all) {
    if (size + sizeOf(line) + 1 > max - 40) break;
    kept.push(line);
    size += sizeOf(line) + 1;
  }
  const left = all.length - kept.length;
  return [...kept, `… and ${left} more ${left === 1 ? "line" : "lines"}`].join("\n");
}
