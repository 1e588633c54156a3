import { writeDate } from "./date.ts";
import { emojiOf } from "./emoji.ts";
import type { Inline } from "./mrkdwn.ts";
import { readMrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";

/** A text in Slack's mark-up as it is read out: its words alone, in one line. */
export function wordsOf(mrkdwn: string, reader: Reader): string {
  const parts = readMrkdwn(mrkdwn).map((part) =>
    part.type === "preformatted" ? part.text : part.children.map((inline) => wordOf(inline, reader)).join(""),
  );
  return parts.join(" ").replaceAll(/\s+/g, " ").trim();
}

function wordOf(inline: Inline, reader: Reader): string {
  switch (inline.type) {
    case "text":
    case "code":
      return inline.text;
    case "break":
      return " ";
    case "emoji":
      return emojiOf(inline.name) ?? `:${inline.name}:`;
    case "bold":
    case "italic":
    case "strike":
      return inline.children.map((child) => wordOf(child, reader)).join("");
    case "link":
      return inline.label;
    case "user":
    case "group":
      return `@${inline.label ?? reader.nameOf(inline.id) ?? inline.id}`;
    case "channel":
      return `#${inline.label ?? reader.nameOf(inline.id) ?? inline.id}`;
    case "broadcast":
      return `@${inline.range}`;
    case "date":
      return writeDate(inline.format, inline.seconds, reader) ?? inline.fallback;
    default:
      return inline satisfies never;
  }
}
