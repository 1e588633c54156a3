import { expect, test } from "vitest";
import { answerWith } from "../../../src/bot/dispatch.ts";
import type { Origin } from "../../../src/bot/edge/origin.ts";
import { md } from "../../../src/bot/views/block-kit/markup.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { says } from "../../../src/bot/views/problem.ts";
import { createLog } from "../../../src/config/log.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { FakeInbox } from "../../support/bot/fake-inbox.ts";

const log = createLog({ level: "silent" });

/** What the asker hears of a listener, in order. */
async function answered(
  listener: () => Promise<Message | null>,
  patienceMs = 10_000,
): Promise<readonly string[]> {
  const told: string[] = [];
  const origin: Origin = {
    user: "U0OPERATOR",
    team: "T0BANK",
    channel: "C0LOANS",
    threadTs: null,
    triggerId: null,
    requestKey: "key",
    delivery: { ids: ["event 1"], saidAt: null },
    answer: async ({ text }) => void told.push(text),
  };
  const inbox = new FakeInbox(() => new Date(0));
  await answerWith(origin, { log, inbox }, listener, { patienceMs });
  return told;
}

test("an answer is given once, and silence stays silence", async () => {
  expect(await answered(async () => says(md`Done.`))).toEqual(["Done."]);
  expect(await answered(async () => null)).toEqual([]);
});

test("a listener that takes long is announced, and its answer still comes", async () => {
  let finish: (message: Message) => void = () => undefined;
  const slow = new Promise<Message>((resolve) => {
    finish = resolve;
  });
  setTimeout(() => finish(says(md`Done at last.`)), 30);
  expect(await answered(() => slow, 1)).toEqual([
    "No answer after 0 s. `/loans status` tells what is underway.",
    "Done at last.",
  ]);
});

test("a problem is told in its words, a bug by reference", async () => {
  const problem = new Problem("bad", "doing it with 3: 3 is odd", { remedy: "take 4" });
  expect(await answered(() => Promise.reject(problem))).toEqual(["Doing it with 3: 3 is odd.\nTake 4."]);
  const [bug, ...others] = await answered(() => Promise.reject(new TypeError("x is undefined")));
  expect(bug).toMatch(/\bref [0-9a-f]{4}\b/);
  expect(bug).not.toContain("undefined");
  expect(others).toEqual([]);
});
