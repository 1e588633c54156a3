import { expect, test } from "vitest";
import { wordsAfterMention } from "../../../src/bot/listeners/on-mention.ts";
import { requestKey } from "../../../src/bot/said.ts";

test.each([
  ["<@U0LOANS> status", "status"],
  ["<@U0LOANS|loans>   run today ", "run today"],
  ["<@U0OTHER> please ask <@U0LOANS> status", "status"],
  ["<@U0LOANS>", ""],
  ["<@U0LOANS> a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
])("of %j the command is %j", (text, words) => {
  expect(wordsAfterMention(text, "U0LOANS")).toBe(words);
});

test("without knowing our own id, the first mention counts", () => {
  expect(wordsAfterMention("<@U0LOANS> status", undefined)).toBe("status");
});

test("the same delivery has the same key, and nothing else has", () => {
  const delivery = { team: "T1", user: "U1", text: "deploy", delivery: "trigger 1" };
  expect(requestKey({ ...delivery })).toBe(requestKey(delivery));
  const others = [
    { ...delivery, team: "T2" },
    { ...delivery, user: "U2" },
    { ...delivery, text: "run" },
    { ...delivery, delivery: "trigger 2" },
    { ...delivery, team: "T1U1", user: "" },
  ];
  expect(new Set([delivery, ...others].map(requestKey)).size).toBe(6);
});
