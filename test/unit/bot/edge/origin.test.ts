import { expect, test } from "vitest";
import { momentOf, requestKey } from "../../../../src/bot/edge/origin.ts";

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

test("a timestamp of Slack's is a moment", () => {
  expect(momentOf("1700000000.250100").toISOString()).toBe("2023-11-14T22:13:20.250Z");
});
