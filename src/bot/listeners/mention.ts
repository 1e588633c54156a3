import { MENTIONED } from "../../domain/commands/command-name.ts";
import type { MentionRequest } from "../edge/slack-request.ts";

/** What a message to the app is: an order, or something that was only said. */
export type MentionReading =
  /** `text` is what stands behind the mention; in direct messages, which need none, all of it. */
  | { readonly is: "order"; readonly text: string }
  /**
   * `hint`: a person may believe that it is an order, and should hear that it is none. `asks`: what was said around the mention in
   * plain text, which may ask for a look all the same; `null` where nothing may.
   */
  | { readonly is: "remark"; readonly hint: MentionHint | null; readonly asks: string | null };

/** Why what was said is no order. */
export type MentionHint = "edited" | "not-first" | "not-plain";

/** The one kind of its own in which a person says something new: a reply that is also sent to the channel. */
const BROADCAST = "thread_broadcast";

/**
 * An order begins with the app's own mention, is new, and comes from a person. Slack tells of a mention also where a
 * message is edited, days later, or quoted, or shown as code: what is edited is marked, before the others something
 * stands in the text (`&gt;`, a backtick), or only the blocks tell it (slack-go/slack#1256, vercel/chat#947).
 */
export function readMention({ event, authorizations }: MentionRequest): MentionReading {
  // Another app's message, or our own: answering it could go on for ever.
  if (event.user === undefined || typeof event.bot_id === "string") return silent;
  if (event.subtype !== undefined && event.subtype !== BROADCAST) return silent;
  const self = authorizations[0]?.user_id ?? "";
  const isDirect = event.type === "message";
  const all = isDirect && !isShown(event) ? unescaped(event.text).trim() : null;
  const text = isPlain(event.blocks ?? []) ? (wordsAfterMention(event.text, self) ?? all) : null;
  if (event.edited !== undefined) return { is: "remark", hint: text === null ? null : "edited", asks: null };
  if (text !== null) return { is: "order", text };
  if (isShown(event)) return silent;
  const asks = isDirect || !isPlain(event.blocks ?? []) ? null : wordsAroundMention(event.text, self);
  return { is: "remark", hint: isDirect ? "not-plain" : "not-first", asks };
}

/** Nobody hears anything. */
const silent = { is: "remark", hint: null, asks: null } as const satisfies MentionReading;

/** What was said before the app's mention and behind it, as one line. */
function wordsAroundMention(text: string, self: string): string {
  return unescaped(text.replaceAll(mentionOf(self), " "))
    .replaceAll(/\s+(?=[,.;:])|(?<=^\W*|\s)[,;:](?=\s|$)/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function mentionOf(self: string): RegExp {
  return new RegExp(`<@${self}(?:\\|[^>]*)?>`, "g");
}

/**
 * What stands after the app's own mention at the beginning of a message, without the mark that people write behind a name;
 * `null` when it does not begin with one.
 */
export function wordsAfterMention(text: string, self: string): string | null {
  const [own] = mentionOf(self)[Symbol.match](text.trimStart()) ?? [];
  if (own === undefined || !text.trimStart().startsWith(own)) return null;
  const said = text.trimStart().slice(own.length).replaceAll(mentionOf(self), MENTIONED);
  return unescaped(said)
    .replace(/^\s*(?:[:,;]|[-–—](?=\s))?/, "")
    .trim();
}

type Blocks = NonNullable<MentionRequest["event"]["blocks"]>;

/**
 * Whether all of a formatted message is plain: one section, and nothing of it code. A quotation, a list or a block of code,
 * before the mention or behind it, is something that is shown; and what other blocks hold is not known.
 */
function isPlain(blocks: Blocks): boolean {
  const [block] = blocks;
  if (block === undefined) return true;
  const [section, ...more] = block.elements ?? [];
  if (blocks.length > 1 || block.type !== "rich_text" || more.length > 0) return false;
  return section?.type === "rich_text_section" && (section.elements ?? []).every(({ style }) => !style?.code);
}

/** Whether a message begins with what was said by somebody, or what one would type. */
function isShown({ text, blocks = [] }: MentionRequest["event"]): boolean {
  const [section] = blocks[0]?.elements ?? [];
  const isCode = section?.elements?.[0]?.style?.code === true;
  return isCode || /^\s*(?:&gt;|`)/.test(text) || /quote|preformatted/.test(section?.type ?? "");
}

/** Slack escapes these three in messages, as it wants them escaped in ours. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
