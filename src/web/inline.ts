import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { writeDate } from "./date.ts";
import { emojiOf } from "./emoji.ts";
import type { Inline, Part } from "./mrkdwn.ts";
import { readMrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";

/** Addresses that a link may have; with any other, such as `javascript:`, its words are shown alone. */
const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:)/i;

/** A text object (`plain_text` or `mrkdwn`), or a bare text, as it is read; nothing for anything else. */
export function drawText(value: unknown, reader: Reader): ComponentChildren {
  if (typeof value === "string") return drawParts(readMrkdwn(value), reader);
  if (typeof value !== "object" || value === null) return null;
  const { type, text, verbatim, emoji } = value as Record<string, unknown>;
  if (typeof text !== "string") return null;
  if (type === "mrkdwn") return drawParts(readMrkdwn(text, { verbatim: verbatim === true }), reader);
  return drawPlain(
    emoji === false
      ? text
      : text.replaceAll(/:([a-z0-9_+'-]+):/g, (all, name: string) => emojiOf(name) ?? all),
  );
}

/** Text word for word, its line breaks kept. */
export function drawPlain(text: string): ComponentChildren {
  return text.split("\n").flatMap((line, at) => (at === 0 ? [line] : [h("br", null), line]));
}

/** A link that leads out of the page; its words alone where the address is none that may be followed. */
export function drawLink(url: string, label: ComponentChildren): ComponentChildren {
  if (!SAFE_ADDRESS.test(url)) return label;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** A mention, lit where it is the reader's own. */
export function drawMention(
  sign: "@" | "#",
  id: string,
  { label, reader }: { readonly label: string | null; readonly reader: Reader },
): JSX.Element {
  const kind = sign === "#" ? "channel" : id === reader.userId ? "own" : "person";
  return h("span", { class: `mention mention-${kind}` }, `${sign}${label ?? reader.nameOf(id) ?? id}`);
}

/** A moment as its format says, with the whole of it for who points at it. */
export function drawDate(
  {
    seconds,
    format,
    url,
    fallback,
  }: {
    readonly seconds: number;
    readonly format: string;
    readonly url: string | null;
    readonly fallback: string;
  },
  reader: Reader,
): ComponentChildren {
  const written = writeDate(format, seconds, reader);
  if (written === null) return fallback;
  const title = writeDate("{date_long} {time_secs}", seconds, reader);
  const time = h(
    "time",
    { dateTime: new Date(seconds * 1_000).toISOString(), title: `${title} (${reader.zone})` },
    written,
  );
  return url === null ? time : drawLink(url, time);
}

/** An emoji by its letter; one that is not known by its name. */
export function drawEmoji(name: string): ComponentChildren {
  const letter = emojiOf(name);
  if (letter === undefined) return `:${name}:`;
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, letter);
}

function drawParts(parts: readonly Part[], reader: Reader): ComponentChildren {
  return parts.map((part) => {
    switch (part.type) {
      case "preformatted":
        return h("pre", { tabIndex: 0 }, part.text);
      case "quote":
        return h("blockquote", null, drawInlines(part.children, reader));
      case "paragraph":
        return h("p", null, drawInlines(part.children, reader));
      default:
        return part satisfies never;
    }
  });
}

function drawInlines(inlines: readonly Inline[], reader: Reader): ComponentChildren {
  return inlines.map((inline) => drawInline(inline, reader));
}

const tags = { bold: "strong", italic: "em", strike: "s" } as const;

function drawInline(inline: Inline, reader: Reader): ComponentChildren {
  switch (inline.type) {
    case "text":
      return inline.text;
    case "break":
      return h("br", null);
    case "code":
      return h("code", null, inline.text);
    case "emoji":
      return drawEmoji(inline.name);
    case "bold":
    case "italic":
    case "strike":
      return h(tags[inline.type], null, drawInlines(inline.children, reader));
    case "link":
      return drawLink(inline.url, inline.label);
    case "user":
    case "group":
      return drawMention("@", inline.id, { label: inline.label, reader });
    case "channel":
      return drawMention("#", inline.id, { label: inline.label, reader });
    case "broadcast":
      return h("span", { class: "mention mention-own" }, `@${inline.range}`);
    case "date":
      return drawDate(inline, reader);
    default:
      return inline satisfies never;
  }
}
