import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import type { HashedFile } from "../../../src/domain/loans/hashed-file.ts";
import type { Withdrawal } from "../../../src/domain/runs/day-number/withdrawal.ts";
import { toldNumbers, withdrawnBefore } from "../../../src/jobs/workflows/batch/told-before.ts";
import type { NumberOfDay, World } from "../../../src/jobs/workflows/world.ts";

const day = "2026-11-23" as Day;
const bucket = "loans";
const [bytes, text, anew] = ["b".repeat(64), "c".repeat(64), "d".repeat(64)];
const withdrawn: Withdrawal = {
  ...{ by: "U0OPERATOR", at: "2026-11-23T06:00:00.000Z", reason: "half of it", runId: "w-1" },
  instead: null,
};

/** The day's only number, which was taken back; the lake has these keys. */
function world(file: HashedFile | null, keys: readonly string[] = []) {
  const one: NumberOfDay = { runId: "g1", loans: 5, withdrawn, summary: null, backfill: null, file };
  async function* list({ prefix }: { readonly prefix: string }) {
    for (const key of keys) if (key.startsWith(prefix)) yield { key, bytes: 1, modifiedAt: withdrawn.at };
  }
  return { days: { told: async () => [one] }, lake: { list } } as unknown as World;
}

const before = { withdrawnBefore: { by: "U0OPERATOR", reason: "half of it" } };

test("a number that was taken back is known by its text, however that was packed", async () => {
  const packed = world({ sha256: bytes, textSha256: text });
  expect(await withdrawnBefore(packed, { bucket, day, file: { sha256: text, textSha256: text } })).toEqual(
    before,
  );
  expect(await withdrawnBefore(packed, { bucket, day, file: { sha256: anew, textSha256: text } })).toEqual(
    before,
  );
  expect(await withdrawnBefore(packed, { bucket, day, file: { sha256: anew, textSha256: anew } })).toEqual(
    {},
  );
  expect(await withdrawnBefore(world(null), { bucket, day, file: { sha256: text } })).toEqual({});
});

test("where the journal tells the bytes alone, the lake's key tells the text, as long as it has the file", async () => {
  const key = `raw/loan_tracker/${day}/${bytes}-${text}/loan.csv.gz`;
  const files = async (keys: readonly string[]) =>
    (await toldNumbers(world({ sha256: bytes }, keys), { bucket, day })).map(({ file }) => file?.textSha256);
  expect(await files([key])).toEqual([text]);
  expect(await files([`raw/loan_tracker/2026-11-22/${bytes}-${text}/loan.csv.gz`])).toEqual([undefined]);
  const file = { sha256: text, textSha256: text };
  expect(await withdrawnBefore(world({ sha256: bytes }, [key]), { bucket, day, file })).toEqual(before);
});
