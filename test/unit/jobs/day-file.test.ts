import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { defaultLoanFile } from "../../../sandbox/data/loan-file.ts";
import type { Day } from "../../../src/domain/day.ts";
import { defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { ITSELF } from "../../../src/domain/runs/run.ts";
import { readDayFile } from "../../../src/jobs/workflows/batch/day-file.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

const NOW = "2026-11-23T04:00:00.000Z";
const LONG_BEFORE = "2026-11-23T03:00:00.000Z";
const JUST_NOW = "2026-11-23T03:59:58.000Z";

interface Seen {
  readonly bytes: number;
  readonly modifiedAt: string;
}

/** Reads a file of which each look shows the next of these; the last one stays. */
async function read(
  looks: readonly (Seen | null)[],
  {
    by = ITSELF,
    failedBefore = null,
    content = defaultLoanFile(),
  }: { by?: string; failedBefore?: { says: string; at: string } | null; content?: string } = {},
) {
  let look = 0;
  const file = {
    see: async () => looks[Math.min(look++, looks.length - 1)] ?? null,
    stream: () => Readable.from([Buffer.from(content)]),
  };
  const world = {
    source: () => ({ name: "loan.csv", file }),
    clock: { now: () => new Date(NOW) },
    settings: { pace: 1, contract: defaultContract },
  } as unknown as World;
  const context = {
    input: { day: "2026-11-23" as Day },
    world,
    wantedBy: by,
    failedBefore,
    released: [],
  };
  try {
    const { rows, modifiedAt } = await readDayFile(context);
    return `${rows} rows of ${modifiedAt}`;
  } catch (error) {
    remedy = error instanceof Problem ? error.remedy : null;
    return error instanceof Problem ? `${error.code}: ${error.says}` : String(error);
  }
}

/** What helps against what the last reading met. */
let remedy: string | null = null;

const whole = { bytes: 43_477, modifiedAt: LONG_BEFORE };
const young = { bytes: 43_477, modifiedAt: JUST_NOW };
const unfinished =
  'source-unfinished: reading the loans of 2026-11-23: the file "loan.csv" is not finished; ';

test("the schedule counts a file that rested, and no other", async () => {
  expect(await read([whole])).toBe(`500 rows of ${LONG_BEFORE}`);
  expect(await read([null])).toBe(
    'source-missing: reading the loans of 2026-11-23: the file "loan.csv" is not there',
  );
  expect(await read([{ bytes: 0, modifiedAt: LONG_BEFORE }])).toBe(`${unfinished}it is empty`);
  // Retry would count it as it is, which nobody can.
  expect(remedy).toBe("wait until it is whole; an empty file cannot be counted");
  expect(await read([young])).toBe(`${unfinished}it was written to 2.0 s ago, so it may not be whole`);
  expect(remedy).toBe("wait until it is whole; to count it as it is, press Retry");
});

test("who asks by hand, or presses Retry, means the file as it is", async () => {
  expect(await read([young], { by: "U0OPERATOR" })).toBe(`500 rows of ${JUST_NOW}`);
  const empty = { bytes: 0, modifiedAt: LONG_BEFORE };
  expect(await read([empty], { by: "U0OPERATOR", content: "" })).toMatch(/^file-empty: /);
});

test("a file that bears a time ahead of the clock is counted by the schedule once it was the same at its last look", async () => {
  const ahead = { bytes: 43_477, modifiedAt: "2026-11-23T09:30:00.000Z" };
  const says = await read([ahead]);
  expect(says).toBe(
    `${unfinished}it bears a time ahead of the clock, ${ahead.modifiedAt}, with 43,477 bytes, and may not be whole before it has been the same for a while`,
  );
  const failedBefore = { says, at: "2026-11-23T03:55:00.000Z" };
  expect(await read([ahead], { failedBefore })).toBe(`500 rows of ${ahead.modifiedAt}`);
  expect(await read([{ ...ahead, bytes: 43_478 }], { failedBefore })).toMatch(/^source-unfinished/);
  expect(await read([ahead], { by: "U0OPERATOR" })).toBe(`500 rows of ${ahead.modifiedAt}`);
});

test("a file that grows while it is read is never counted, whoever asks", async () => {
  const changed = `${unfinished}it changed while it was read`;
  const grown = { bytes: 50_000, modifiedAt: NOW };
  expect(await read([whole, grown])).toBe(changed);
  expect(await read([whole, grown], { by: "U0OPERATOR" })).toBe(changed);
  expect(await read([whole, null], { by: "U0OPERATOR" })).toBe(changed);
});

test("what is wrong in the middle of being written is not blamed on the file", async () => {
  const cut = 'a,b\n"never closed';
  expect(await read([whole, { bytes: 60, modifiedAt: NOW }], { content: cut })).toBe(
    `${unfinished}it changed while it was read`,
  );
  expect(await read([whole], { content: cut })).not.toMatch(/^source-unfinished/);
});
