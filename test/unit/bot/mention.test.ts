import { expect, test } from "vitest";
import type { MentionRequest } from "../../../src/bot/edge/slack-request.ts";
import { readMention, wordsAfterMention } from "../../../src/bot/listeners/mention.ts";

function mentionOf(event: Partial<MentionRequest["event"]>): MentionRequest {
  return {
    type: "event_callback",
    team_id: "T0BANK",
    event_id: "Ev1",
    authorizations: [{ user_id: "U0LOANS" }],
    event: {
      type: "app_mention",
      user: "U0OPERATOR",
      text: "<@U0LOANS> cancel",
      ts: "1700000000.000100",
      channel: "C0LOANS",
      ...event,
    },
  };
}

test.each([
  ["<@U0LOANS> status", "status"],
  ["<@U0LOANS|loans>   run today ", "run today"],
  [" \n\u00a0<@U0LOANS> status", "status"],
  ["<@U0LOANS>", ""],
  ["<@U0LOANS> a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
  ["<@U0LOANS> cancel <@U0LOANS>", "cancel @loans"],
  ["<@U0LOANS> deploy\n<@U0LOANS> status", "deploy\n@loans status"],
  ["<@U0LOANS>: status", "status"],
  ["<@U0LOANS>, status", "status"],
  ["<@U0LOANS> – run t-1", "run t-1"],
])("of %j the order is %j", (text, words) => {
  expect(wordsAfterMention(text, "U0LOANS")).toBe(words);
  expect(readMention(mentionOf({ text }))).toEqual({ is: "order", text: words });
});

test.each([
  ["sorry, wrong day. <@U0LOANS> cancel", "sorry, wrong day. cancel"],
  ["whatever you do, nobody type <@U0LOANS> cancel", "whatever you do, nobody type cancel"],
  ["<@U0OTHER> please ask <@U0LOANS> status", "<@U0OTHER> please ask status"],
  ["<@U0LOANSX> cancel, <@U0LOANS>", "<@U0LOANSX> cancel,"],
  ["*<@U0LOANS> cancel*", "* cancel*"],
  ["status <@U0LOANS>", "status"],
  ["hey <@U0LOANS>, what is going on?", "hey what is going on?"],
] as const)("%j is no order, though it may ask for a look", (text, asks) => {
  expect(wordsAfterMention(text, "U0LOANS")).toBeNull();
  expect(readMention(mentionOf({ text }))).toEqual({ is: "remark", hint: "not-first", asks });
});

test.each([
  "&gt; <@U0LOANS> cancel",
  "&gt;&gt;&gt; <@U0LOANS> status",
  "`<@U0LOANS> cancel`",
  "```\n<@U0LOANS> status\n```",
])("%j is nothing to answer", (text) => {
  expect(wordsAfterMention(text, "U0LOANS")).toBeNull();
  expect(readMention(mentionOf({ text }))).toEqual({ is: "remark", hint: null, asks: null });
});

const direct = { type: "message", channel: "D0OPERATOR" } as const;

test.each([
  ["cancel", "cancel"],
  ["  run today\n", "run today"],
  ["<@U0LOANS> cancel", "cancel"],
  ["sorry, <@U0LOANS> cancel", "sorry, <@U0LOANS> cancel"],
  ["skip today &lt;b&gt;", "skip today <b>"],
])("in direct messages %j is the order %j", (text, words) => {
  expect(readMention(mentionOf({ ...direct, text }))).toEqual({ is: "order", text: words });
});

test("in direct messages what only shows an order is none, nor is what the app itself says", () => {
  for (const text of ["&gt; cancel", "`cancel`", "```\ncancel\n```"])
    expect(readMention(mentionOf({ ...direct, text }))).toEqual({ is: "remark", hint: null, asks: null });
  const own = mentionOf({ ...direct, text: "cancel", bot_id: "B0LOANS" });
  expect(readMention(own)).toEqual({ is: "remark", hint: null, asks: null });
  const listed = { ...direct, text: "cancel", blocks: formatted("rich_text_list", words) ?? [] };
  expect(readMention(mentionOf(listed))).toEqual({ is: "remark", hint: "not-plain", asks: null });
});

const user = { type: "user", user_id: "U0LOANS" };
const words = { type: "text", text: " cancel" };
const section = (...elements: readonly object[]) => ({ type: "rich_text_section", elements });
const formatted = (type: string, ...elements: readonly object[]) =>
  [{ type: "rich_text", elements: [{ type, elements }] }] as MentionRequest["event"]["blocks"];

test.each([
  ["plain", formatted("rich_text_section", user, words), { is: "order", text: "cancel" }],
  [
    "behind blanks",
    formatted("rich_text_section", { type: "text", text: " " }, user),
    { is: "order", text: "cancel" },
  ],
  ["in a quotation", formatted("rich_text_quote", user, words), { is: "remark", hint: null, asks: null }],
  [
    "in a block of code",
    formatted("rich_text_preformatted", user, words),
    { is: "remark", hint: null, asks: null },
  ],
  [
    "in code, as the text does not tell",
    formatted("rich_text_section", { type: "text", text: "<@U0LOANS> cancel", style: { code: true } }),
    { is: "remark", hint: null, asks: null },
  ],
  [
    "in a list",
    [{ type: "rich_text", elements: [{ type: "rich_text_list" }] }],
    { is: "remark", hint: "not-first", asks: null },
  ],
  ["in blocks that tell nothing", [{ type: "section" }], { is: "remark", hint: "not-first", asks: null }],
  [
    "before a quotation that holds the words",
    [{ type: "rich_text", elements: [section(user), { type: "rich_text_quote", elements: [words] }] }],
    { is: "remark", hint: "not-first", asks: null },
  ],
  [
    "before code that holds the words",
    [{ type: "rich_text", elements: [section(user), { type: "rich_text_preformatted", elements: [words] }] }],
    { is: "remark", hint: "not-first", asks: null },
  ],
  [
    "with words that are code",
    formatted("rich_text_section", user, { ...words, style: { code: true } }),
    { is: "remark", hint: "not-first", asks: null },
  ],
  [
    "with more behind it",
    [...(formatted("rich_text_section", user, words) ?? []), { type: "section" }],
    { is: "remark", hint: "not-first", asks: null },
  ],
])("a mention %s", (_where, blocks, reading) => {
  expect(readMention(mentionOf({ blocks: blocks as MentionRequest["event"]["blocks"] }))).toEqual(reading);
});

test("a reply that is also sent to the channel is an order", () => {
  expect(readMention(mentionOf({ subtype: "thread_broadcast" }))).toEqual({ is: "order", text: "cancel" });
});

test.each([
  ["edited, and now an order", { edited: { user: "U0OPERATOR", ts: "1700086400.000000" } }, "edited"],
  ["edited, and none", { edited: {}, text: "never mind <@U0LOANS> cancel" }, null],
  ["another app's", { bot_id: "B0OTHER" }, null],
  ["said by nobody", { user: undefined }, null],
  ["of a kind of its own", { subtype: "bot_message" }, null],
] as const)("what is %s is no order", (_what, event, hint) => {
  expect(readMention(mentionOf(event))).toEqual({ is: "remark", hint, asks: null });
});
