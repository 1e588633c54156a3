import { expect, test } from "vitest";
import { whyPushed } from "../../../../sandbox/page/client/feed/notifications.ts";
import { everything, message } from "./seen.ts";

const mine = message("1", "my question", { user: "U0OPERATOR" });
const why = (channel: string, one: ReturnType<typeof message>) =>
  whyPushed(everything([mine, one]), { channel, message: one });

test.for([
  ["a plain message", "C0LOANS", message("2", "the day is published"), null],
  ["a mention", "C0LOANS", message("2", "asked by <@U0OPERATOR>"), "you are mentioned"],
  [
    "a mention in a block",
    "C0LOANS",
    message("2", "", { blocks: [{ type: "section", text: { type: "mrkdwn", text: "<@U0OPERATOR>" } }] }),
    "you are mentioned",
  ],
  ["a mention of somebody whose id begins alike", "C0LOANS", message("2", "asked by <@U0OPERATOR2>"), null],
  [
    "a group",
    "C0LOANS",
    message("2", "<!subteam^S0OPERATORS>: look"),
    "@operators is mentioned, and you are in it",
  ],
  ["everybody", "C0LOANS", message("2", "<!here> look"), "@here is mentioned"],
  [
    "everybody by an element of rich text",
    "C0LOANS",
    message("2", "", {
      blocks: [
        {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "broadcast", range: "channel" }] }],
        },
      ],
    }),
    "@channel is mentioned",
  ],
  [
    "a name that looks like everybody, where nothing is looked for in the text",
    "C0LOANS",
    message("2", "of &lt;!channel&gt;", {
      blocks: [
        { type: "header", text: { type: "plain_text", text: "<!channel>" } },
        { type: "table", rows: [[{ type: "raw_text", text: "<!channel>" }]] },
        { type: "chart", labels: ["<!channel>", "<@U0OPERATOR>"] },
        { type: "section", text: { type: "mrkdwn", text: "&lt;!channel&gt;" } },
      ],
    }),
    null,
  ],
  ["a direct message", "D0OPERATOR", message("2", "hello"), "a direct message"],
  [
    "an answer in one's own thread",
    "C0LOANS",
    message("2", "an answer", { thread_ts: "1" }),
    "an answer in your thread",
  ],
  ["an answer in a thread of others", "C0LOANS", message("2", "an answer", { thread_ts: "7" }), null],
  ["what only the person sees", "C0LOANS", message("2", "<@U0OPERATOR>", { ephemeral: true }), null],
  ["what they said themselves", "C0LOANS", message("2", "<@U0OPERATOR>", { user: "U0OPERATOR" }), null],
] as const)("%s", ([, channel, one, expected]) => {
  expect(why(channel, one)).toBe(expected);
});

test("an answer in a thread is pushed to who was in it then, not to who answers later", () => {
  const [early, late] = [message("3", "early", { thread_ts: "2" }), message("5", "late", { thread_ts: "2" })];
  const own = message("4", "mine", { user: "U0OPERATOR", thread_ts: "2" });
  const seen = everything([message("2", "of others"), early, own, late]);
  const channel = "C0LOANS";
  expect([early, late].map((one) => whyPushed(seen, { channel, message: one }))).toEqual([
    null,
    "an answer in your thread",
  ]);
});
