import { expect, test } from "vitest";
import type { Account } from "../../../../sandbox/aws/account.ts";
import type { PageMessage } from "../../../../sandbox/page/client/protocol.ts";
import { NOTHING_SEEN, remembered, stepsDone, tour } from "../../../../sandbox/page/client/tour/tour.ts";
import { message } from "./seen.ts";

const empty: Account = {
  stacks: [],
  clusters: [],
  warehouses: [],
  objects: { shown: [], total: 0 },
  effects: { shown: [], total: 0 },
  leftovers: [],
  faults: [],
};

/** 2026-11-29 in the evening. */
const EVENING = 1_795_982_400;
const texts = (...all: readonly string[]) => all.map((text, at) => message(`${EVENING + at}.000100`, text));
const after = (
  messages: readonly PageMessage[],
  { before = NOTHING_SEEN, account = empty }: { before?: typeof NOTHING_SEEN; account?: Account | null } = {},
) => {
  const memory = remembered(before, { messages, account });
  return { memory, done: stepsDone(memory, { messages, account }) };
};

const gone = "Tear down loan-tracker\n✅ *succeeded* · 2.9 s";
const broken =
  "Daily loans 2026-11-28\n❌ *failed* · step 5 of 10: count the loans with Spark\nrun `batch-2026-11-28-1`";
const again = "Daily loans 2026-11-28\n✅ *succeeded* · 20 s\nrun `batch-2026-11-28-1` · attempt 2";

test.for([
  ["Deploy loan-tracker\n⏳ *underway* · apply the changes", []],
  ["Deploy loan-tracker\n✅ *succeeded* · 32 s", ["deploy"]],
  ["Deploy loan-tracker\n🚫 *canceled* · discarded by <@U0OPERATOR>", []],
  ["Daily loans 2026-11-29\n✅ *succeeded* · 13 s", []],
  ["Daily loans 2026-11-29: 1,500\n*1,500* loans in *16* categories", ["run"]],
  ["Daily loans 2026-11-29: withdrawn\n~1,500 loans in 16 categories~", ["run"]],
  ["Daily loans 2026-11-28: 500\n*500* loans in *16* categories", []],
  ["Daily loans 2026-11-29: no file\nThere is none.", []],
  [broken, ["break"]],
  [again, []],
  ["Backfill 2026-11-16..2026-11-22\n✅ *succeeded* · 1 min", ["backfill"]],
  ["Daily loans 2026-11-29\n🚫 *canceled* · by <@U0OPERATOR>", ["cancel"]],
  [gone, ["teardown", "proof"]],
] as const)("%j is %j", ([text, done]) => {
  expect(after(texts(text)).done).toEqual(done);
});

test("a retry is ticked where the card that failed succeeds", () => {
  const { memory } = after(texts(broken));
  expect(after(texts(again), { before: memory }).done).toEqual(["break", "retry"]);
});

test("another window, in which nobody saw the failure, knows it by the step of Spark", () => {
  const steps = [{ id: "s-1", name: "lt/batch-2026-11-28-1/a1/2-count", state: "FAILED", logs: [] }];
  const account = { ...empty, clusters: [{ id: "j-1", name: "loans", state: "TERMINATED", steps }] };
  expect(after(texts(again), { account }).done).toEqual(["break", "retry"]);
  // Spark was tried once more by itself there: nobody has pressed Retry.
  expect(after(texts(again.replace(" · attempt 2", "")), { account }).done).toEqual(["break"]);
  // Whoever closes the pane of AWS then keeps the ticks.
  const { memory } = after(texts(again), { account });
  expect(after(texts(again), { before: memory, account: null }).done).toEqual(["break", "retry"]);
});

test("what an earlier sandbox saw ticks nothing in one that was begun afresh", () => {
  const { memory } = after(texts(broken, gone));
  expect(after([], { before: memory })).toEqual({ memory, done: [] });
});

test("there is no proof while something is left, or while nobody looks; once given it stays", () => {
  const leftovers = [{ type: "s3:bucket", id: "lake", name: "Lake" }];
  const messages = texts(gone);
  expect(after(messages, { account: { ...empty, leftovers } }).done).toEqual(["teardown"]);
  expect(after(messages, { account: null }).done).toEqual(["teardown"]);
  const { memory } = after(messages);
  expect(after(messages, { before: memory, account: { ...empty, leftovers } }).done).toEqual([
    "teardown",
    "proof",
  ]);
});

test("there are eight steps", () => {
  expect(tour).toHaveLength(8);
});
