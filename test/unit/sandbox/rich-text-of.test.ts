import { expect, test } from "vitest";
import { richTextOf } from "../../../sandbox/slack/rich-text-of.ts";

const user = { type: "user", user_id: "U0LOANSBOT" };
const section = (...elements: readonly object[]) => ({ type: "rich_text_section", elements });

test.each([
  ["<@U0LOANSBOT> beef rendang", [section(user, { type: "text", text: " beef rendang" })]],
  ["a &lt;b&gt;", [section({ type: "text", text: "a <b>" })]],
  [
    "&gt; <@U0LOANSBOT> cancel\nwhy?",
    [
      { type: "rich_text_quote", elements: [user, { type: "text", text: " cancel" }] },
      section({ type: "text", text: "why?" }),
    ],
  ],
  [
    "`<@U0LOANSBOT> cancel`",
    [section({ type: "text", text: "<@U0LOANSBOT> cancel", style: { code: true } })],
  ],
  [
    "<@U0LOANSBOT> skip today\n“a holiday”",
    [section(user, { type: "text", text: " skip today\n“a holiday”" })],
  ],
  [
    "```<@U0LOANSBOT> cancel```",
    [{ type: "rich_text_preformatted", elements: [{ type: "text", text: "<@U0LOANSBOT> cancel" }] }],
  ],
])("%j is told apart in blocks", (text, elements) => {
  expect(richTextOf(text)).toEqual([{ type: "rich_text", elements }]);
});
