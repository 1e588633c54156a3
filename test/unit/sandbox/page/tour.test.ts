import { expect, test } from "vitest";
import type { Account } from "../../../../sandbox/aws/account.ts";
import { TOUR_BEGIN, tour, tourAfter } from "../../../../sandbox/page/client/tour/tour.ts";
import { message } from "./seen.ts";

const empty: Account = {
  stacks: [],
  clusters: [],
  warehouses: [],
  objects: [],
  effects: [],
  leftovers: [],
  faults: [],
};
const after = (texts: readonly string[], before = TOUR_BEGIN, account: Account | null = empty) =>
  tourAfter(before, { account, messages: texts.map((text, at) => message(String(at), text)) });

test.for([
  ["Deploy loan-tracker\n⏳ *underway* · apply the changes", []],
  ["Deploy loan-tracker\n✅ *succeeded* · 32 s", ["deploy"]],
  ["Daily loans 2026-11-29\n✅ *succeeded* · 13 s", []],
  ["Daily loans 2026-11-29: 500\n*500* loans in *16* categories", ["run"]],
  ["Daily loans 2026-11-28\n❌ *failed* · at: count the loans with Spark", ["break"]],
  ["Backfill 2026-11-16..2026-11-22\n✅ *succeeded* · 1 min", ["backfill"]],
  ["Daily loans 2026-11-29\n🚫 *canceled* · by <@U0OPERATOR>", ["cancel"]],
  ["Tear down loan-tracker\n✅ *succeeded* · 2.9 s", ["teardown", "proof"]],
] as const)("%j is %j", ([text, done]) => {
  expect(after([text]).done).toEqual(done);
});

test("a retry is ticked where the card that failed succeeds, and a step that was done stays done", () => {
  const failed = after(["Daily loans 2026-11-28\n❌ *failed* · at: count"]);
  const retried = after(["Daily loans 2026-11-28\n✅ *succeeded* · 20 s"], failed);
  expect(retried.done).toEqual(["break", "retry"]);
  expect(after([], retried)).toBe(retried);
});

test("there is no proof while something is left, or while nobody looks", () => {
  const gone = ["Tear down loan-tracker\n✅ *succeeded* · 2.9 s"];
  const leftovers = [{ type: "s3:bucket", id: "lake" }];
  expect(after(gone, TOUR_BEGIN, { ...empty, leftovers }).done).toEqual(["teardown"]);
  expect(after(gone, TOUR_BEGIN, null).done).toEqual(["teardown"]);
});

test("there are eight steps", () => {
  expect(tour).toHaveLength(8);
});
