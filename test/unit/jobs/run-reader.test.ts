import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import type { Withdrawal } from "../../../src/domain/runs/day-number/withdrawal.ts";
import type { Entry } from "../../../src/domain/runs/journal.ts";
import type { Run } from "../../../src/domain/runs/run.ts";
import { batchId } from "../../../src/domain/runs/run-id.ts";
import { stepNamesOf } from "../../../src/domain/workflows/index.ts";
import { RunReader } from "../../../src/jobs/requests/run-reader.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

const { day } = summaryOfToday;
const steps = [...stepNamesOf("daily-batch")];
const common = { v: 1, at: "2026-11-23T04:00:00.000Z", fence: 1, attempt: 1, actor: "U0OPERATOR" } as const;
const opened = { kind: "opened", workflow: "daily-batch", version: 1, steps, input: { day } } as const;

/** What lies there as the day's file now. */
let lies = "";
const source = {
  name: "loan.csv",
  file: {
    see: async () => ({ bytes: lies.length, modifiedAt: common.at }),
    stream: () => Readable.from([Buffer.from(lies)]),
  },
};
const countedFrom = (text: string) => ({
  ...summaryOfToday,
  lineage: { ...summaryOfToday.lineage, sourceSha256: createHash("sha256").update(text).digest("hex") },
});

/** Reads a day of which these are the generations, oldest first: what each has left at its summary; `undefined`: not told. */
function reading(...generations: readonly unknown[]): RunReader {
  return readingTaken(new Map(), ...generations);
}

/** The same with those numbers taken back. */
function readingTaken(taken: ReadonlyMap<number, Withdrawal>, ...generations: readonly unknown[]): RunReader {
  const idOf = (number: number) => batchId({ stack: "loans", day }, number);
  const journals = new Map(
    generations.map((output, at): [string, readonly Entry[]] => {
      const told = output === undefined ? [] : steps.map((step) => ({ kind: "done", step, output }));
      const withdrawal = taken.get(at + 1);
      const back = withdrawal === undefined ? [] : [{ kind: "withdrawn", withdrawal }];
      const entries = [opened, ...told, ...back].map((entry, index) => ({
        ...common,
        seq: index + 1,
        ...entry,
      }));
      return [idOf(at + 1), entries as readonly Entry[]];
    }),
  );
  const run = (id: string): Run => ({
    ...{ id, workflow: "daily-batch", target: { stack: "loans", day: day as Day } },
    ...{ askedBy: { user: "U0OPERATOR", channel: "C0LOANS" }, openedAt: common.at, outcome: "succeeded" },
  });
  const ledger = {
    ready: async () => {},
    newestOf: async () => idOf(generations.length),
    currentStack: async () => null,
  };
  const store = {
    run: async (id: string) => (journals.has(id) ? run(id) : null),
    journal: async (id: string) => journals.get(id) ?? [],
    ledger,
  };
  const parts = { store, stack: "loans", stacks: {}, source: () => source, cardUrl: async () => null };
  return new RunReader(parts as unknown as ConstructorParameters<typeof RunReader>[0]);
}

test("the summary of a day is that of its newest generation that was told", async () => {
  const earlier = { ...summaryOfToday, runId: "the first" };
  expect(await reading(earlier, summaryOfToday).summary(day)).toEqual(summaryOfToday);
  // The newest is still at work, or held.
  expect(await reading(earlier, undefined).summary(day)).toEqual(earlier);
});

test("where what the newest one told was lost with a Redis, an earlier one's counts are not told for it", async () => {
  expect(await reading(summaryOfToday, null).summary(day)).toBeNull();
});

test("a number that was taken back is not the day's: the one before it is, or none", async () => {
  const earlier = { ...summaryOfToday, runId: "the first" };
  const taken = (instead: Withdrawal["instead"]): Withdrawal => ({
    ...{ by: "U0OPERATOR", at: common.at, reason: "wrong", runId: "withdraw-loans-1" },
    instead,
  });
  const again = new Map([[2, taken({ runId: batchId({ stack: "loans", day }, 1), loans: 500 })]]);
  expect(await readingTaken(again, earlier, summaryOfToday).summary(day)).toEqual(earlier);
  // What was told before it is no more in the lake.
  const none = new Map([[2, taken(null)]]);
  expect(await readingTaken(none, earlier, summaryOfToday).summary(day)).toBeNull();
  const only = await readingTaken(new Map([[1, taken(null)]]), earlier).told(day);
  expect(only.map(({ progress }) => progress.withdrawn)).toEqual([taken(null)]);
});

test("where a withdrawal gave a number back, the day's file is held against that one's, not against what was taken back", async () => {
  const first = batchId({ stack: "loans", day }, 1);
  const withdrawal: Withdrawal = {
    ...{ by: "U0OPERATOR", at: common.at, reason: "wrong", runId: "withdraw-loans-1" },
    instead: { runId: first, loans: 500 },
  };
  const reader = readingTaken(new Map([[2, withdrawal]]), countedFrom("right"), countedFrom("wrong"));
  const newest = await reader.batchOf(day);
  const changeOf = async (text: string) => {
    lies = text;
    return newest && (await reader.fileChange(newest));
  };
  const change = (text: string) => ({ name: "loan.csv", countedBytes: null, bytes: text.length });
  expect(newest?.run.id).toBe(batchId({ stack: "loans", day }, 2));
  expect(await changeOf("right")).toBeNull();
  expect(await changeOf("another")).toEqual(change("another"));
  expect(await changeOf("wrong")).toEqual({ ...change("wrong"), isWithdrawn: true });
});
