import type { JSX } from "preact";
import { h } from "preact";
import { drawBlocks } from "./block-kit.ts";
import { writeDate } from "./date.ts";
import { drawText } from "./inline.ts";
import type { Reader } from "./reader.ts";
import { wordsOf } from "./words.ts";

/** A file of a message, which can be saved. */
export interface ShownFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Where it can be had, by HTTP. */
  readonly url: string;
}

/** A message as Slack's Web API tells it, as far as it is drawn. */
export interface ShownMessage {
  /** Seconds since 1970 and six digits: `1795406400.000100`. */
  readonly ts: string;
  readonly author: { readonly name: string; readonly isApp: boolean };
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files: readonly ShownFile[];
  readonly isEdited: boolean;
  /** Seen by the reader alone. */
  readonly isEphemeral: boolean;
  /** How many have answered in its thread; `null` where nobody can, as in a thread itself. */
  readonly replies: number | null;
}

/** The id of a message's article, as in Slack's permalinks: `p1795406400000100`. */
export function messageId(ts: string): string {
  return `p${ts.replace(".", "")}`;
}

/**
 * A message with its author and time: its blocks, or its text where it has none. `within` begins its ids where it stands a second
 * time on the page, of letters, digits and `-`; whoever looks for it finds it by `data-message`.
 */
export function drawMessage(message: ShownMessage, reader: Reader, within = ""): JSX.Element {
  const { ts, author, text, blocks, files, isEdited, isEphemeral, replies } = message;
  const seconds = Number(ts);
  const id = `${within}${messageId(ts)}`;
  const head = [
    h("span", { class: "author" }, author.name),
    author.isApp ? h("span", { class: "badge" }, "APP") : null,
    h(
      "a",
      { class: "time", href: `#${id}`, title: writeDate("{date_long} {time_secs}", seconds, reader) ?? ts },
      h(
        "time",
        { dateTime: new Date(seconds * 1_000).toISOString() },
        writeDate("{time}", seconds, reader) ?? ts,
      ),
    ),
  ];
  const body =
    blocks.length === 0
      ? drawText({ type: "mrkdwn", text }, reader)
      : drawBlocks(blocks, { reader, id, heading: "h2" });
  return h(
    "article",
    {
      key: ts,
      id,
      "data-message": messageId(ts),
      class: `message${isEphemeral ? " message-ephemeral" : ""}`,
      "aria-label": `${author.name}: ${wordsOf(text, reader)}`,
      tabIndex: -1,
    },
    [
      h(
        "div",
        { class: `avatar${author.isApp ? " avatar-app" : ""}`, "aria-hidden": "true" },
        author.name.slice(0, 1).toUpperCase(),
      ),
      h("div", { class: "message-body" }, [
        isEphemeral ? h("p", { class: "only-you" }, "Only visible to you") : null,
        h("header", null, head),
        body,
        ...files.map(fileLink),
        isEdited ? h("small", { class: "edited" }, "(edited)") : null,
        threadLink(ts, replies),
      ]),
    ],
  );
}

/**
 * In the place of a message in which something cannot be drawn: its author and its text word for word, so that one message
 * costs no other. `why` is what was thrown.
 */
export function drawMessageAsText(
  { ts, author, text }: Pick<ShownMessage, "ts" | "author" | "text">,
  why: unknown,
  within = "",
): JSX.Element {
  const reason = why instanceof Error ? why.message : String(why);
  return h(
    "article",
    {
      ...{ key: ts, id: `${within}${messageId(ts)}`, "data-message": messageId(ts), class: "message" },
      ...{ "aria-label": `${author.name}: ${text}`, tabIndex: -1 },
    },
    h("div", { class: "message-body" }, [
      h("header", null, h("span", { class: "author" }, author.name)),
      h("p", { class: "only-you" }, `This message cannot be drawn (${reason}). Its text:`),
      h("p", null, text),
    ]),
  );
}

/** A file to be saved; of one whose place is none there is the name alone. */
function fileLink({ name, size, url }: ShownFile): JSX.Element {
  const place = /^https?:\/\//i.test(url) ? { href: url, download: name } : {};
  return h("a", { class: "file", key: url, ...place }, [
    h("span", { class: "file-name" }, name),
    h("span", { class: "file-size" }, `${size.toLocaleString("en-US")} bytes · Download`),
  ]);
}

/** Opens the message's thread; where nobody has answered yet it shows to who points at the message or comes by the keyboard. */
function threadLink(ts: string, replies: number | null): JSX.Element | null {
  if (replies === null) return null;
  const words = replies === 0 ? "Reply in thread" : `${replies} ${replies === 1 ? "reply" : "replies"}`;
  const kind = replies === 0 ? "thread-link thread-none" : "thread-link";
  return h("button", { type: "button", class: kind, "data-thread": ts }, words);
}
