import { expect, test } from "vitest";
import type { Entry } from "../../../src/domain/journal.ts";
import { owedSince } from "../../../src/jobs/gauges.ts";

const at = (minute: number) => Date.UTC(2026, 10, 10, 0, minute);
const entry = (minute: number, step: string): Entry => ({
  v: 1,
  seq: minute + 1,
  at: new Date(at(minute)).toISOString(),
  fence: 1,
  attempt: 1,
  actor: "loan-tracker",
  kind: "started",
  step,
});
const journal = [entry(0, "wake"), entry(5, "process"), entry(9, "summarize")];
const runId = "batch-loans-2026-11-10-g1";

test("a card is owed since the first entry that it has not shown", () => {
  expect(owedSince({ runId, kind: "card", saidAtMs: null }, journal)).toBe(at(0));
  expect(owedSince({ runId, kind: "card", saidAtMs: at(2) }, journal)).toBe(at(5));
  expect(owedSince({ runId, kind: "card", saidAtMs: at(10) }, journal)).toBeNull();
});

test("a summary is owed since its step began, until it is said", () => {
  expect(owedSince({ runId, kind: "summary", saidAtMs: null }, journal)).toBe(at(9));
  expect(owedSince({ runId, kind: "summary", saidAtMs: at(9) }, journal)).toBeNull();
});
