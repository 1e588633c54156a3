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
