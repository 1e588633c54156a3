import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { batchId, batchStem, idsBegin, readRunId, stemOf } from "../../../../src/domain/runs/run-id.ts";

const stack = "bank-2";
const day = "2026-11-23" as Day;

test("an id is read back as what it was made of", () => {
  for (const workflow of ["deploy-stack", "teardown-stack", "backfill"] as const) {
    const stem = stemOf({ workflow, target: { stack, day: null } });
    expect(readRunId(`${stem}-12`, stack)).toEqual({ workflow, stem, number: 12, day: null });
    expect(`${stem}-`).toBe(idsBegin(workflow, stack));
  }
  const stem = stemOf({ workflow: "daily-batch", target: { stack, day } });
  expect(batchStem({ stack, day })).toBe(stem);
  expect(batchId({ stack, day }, 3)).toBe("batch-bank-2-2026-11-23-g3");
  expect(readRunId(batchId({ stack, day }, 3), stack)).toEqual({
    workflow: "daily-batch",
    stem,
    number: 3,
    day,
  });
});

test.each([
  "deploy-bank-2",
  "deploy-bank-2-x",
  "deploy-bank-12",
  "batch-bank-2-2026-11-23",
  "batch-bank-2-2026-02-30-g1",
  "batch-bank-2026-11-23-g1",
])("%s is no id of that stack's runs", (id) => {
  expect(readRunId(id, stack)).toBeNull();
});
