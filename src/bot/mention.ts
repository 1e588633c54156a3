import type { MentionRequest } from "./slack-request.ts";

/** What a message that mentions the app is: an order, or something that was only said. */
export type MentionReading =
  /** `text` is what stands behind the mention. */
  | { readonly is: "order"; readonly text: string }
  /** `hint`: a person may believe that it is an order, and should hear that it is none. */
  | { readonly is: "remark"; readonly hint: "edited" | "not-first" | null };

/** The one kind of its own in which a person says something new: a reply that is also sent to the channel. */
const BROADCAST = "thread_broadcast";

/**
 * An order begins with the app's own mention, is new, and comes from a person. Slack tells of a mention also where a
 * message is edited, days later, or quoted, or shown as code: what is edited is marked, before the others something
 * stands in the text (`&gt;`, a backtick), or only the blocks tell it (slack-go/slack#1256, vercel/chat#947).
 */
export function readMention({ event, authorizations }: MentionRequest): MentionReading {
  // Another app's message, or our own: answering it could go on for ever.
  if (event.user === undefined || event.bot_id !== undefined) return { is: "remark", hint: null };
  if (event.subtype !== undefined && event.subtype !== BROADCAST) return { is: "remark", hint: null };
  const self = authorizations[0]?.user_id ?? "";
  const text = beginsWith(self, event.blocks ?? []) ? wordsAfterMention(event.text, self) : null;
  if (event.edited !== undefined) return { is: "remark", hint: text === null ? null : "edited" };
  return text === null ? { is: "remark", hint: isQuoted(event) ? null : "not-first" } : { is: "order", text };
}

/** What stands after the app's own mention at the beginning of a message; `null` when it does not begin with one. */
export function wordsAfterMention(text: string, self: string): string | null {
  const own = new RegExp(`^\\s*<@${self}(?:\\|[^>]*)?>`);
  const found = own.exec(text);
  return found === null ? null : unescaped(text.slice(found[0].length)).trim();
}

type Blocks = NonNullable<MentionRequest["event"]["blocks"]>;

/** Whether formatted text begins with the mention itself: not in a quotation, a list or code. Other blocks do not tell. */
function beginsWith(self: string, [first]: Blocks): boolean {
  if (first?.type !== "rich_text") return true;
  const [section] = first.elements ?? [];
  const lead = section?.elements?.find(({ type, text }) => type !== "text" || text?.trim() !== "");
  return section?.type === "rich_text_section" && lead?.type === "user" && lead.user_id === self;
}

/** Somebody shows what was said, or what one would type. */
function isQuoted({ text, blocks = [] }: MentionRequest["event"]): boolean {
  const [section] = blocks[0]?.elements ?? [];
  const isCode = section?.elements?.[0]?.style?.code === true;
  return isCode || /^\s*(?:&gt;|`)/.test(text) || /quote|preformatted/.test(section?.type ?? "");
}

/** Slack escapes these three in messages, as it wants them escaped in ours. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
