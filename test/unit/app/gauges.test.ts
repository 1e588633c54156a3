import { expect, test } from "vitest";
import { engineGauges, owedSince } from "../../../src/app/metrics/gauges.ts";
import type { Entry } from "../../../src/domain/runs/journal.ts";
import { done, runView } from "../../support/runs/run-views.ts";

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

test("a notice is owed since it came to be owed, until it is said", () => {
  const notice = { runId: null, kind: "notice", owedAtMs: at(3) } as const;
  expect(owedSince({ ...notice, saidAtMs: null }, [])).toBe(at(3));
  expect(owedSince({ ...notice, saidAtMs: at(4) }, [])).toBeNull();
});

test("gauges tell what waits for its turn or a person, how deep the queues are, and how long the oldest message is owed", async () => {
  const gauges = engineGauges({
    store: { journal: async () => journal },
    ledger: {
      live: async () => [runId, "batch-loans-2026-11-11-g1", "deploy-loans-1"],
      holders: async () => ["deploy-loans-1"],
    },
    queues: { runs: { depth: async () => ({ wait: 2, delayed: 1 }) } },
    outbox: {
      owing: async () => [
        { runId, kind: "card", saidAtMs: at(2) },
        { runId, kind: "summary", saidAtMs: null },
      ],
    },
    view: async (id) =>
      runView({ workflow: "deploy-stack", id }, ...done("clear-remains", "plan"), {
        kind: "started",
        step: "approve",
      }),
    clock: { now: () => new Date(at(10)), monotonic: () => 0 },
  });
  const told = await Promise.all(
    gauges.map(async ({ name, read }) => [
      name,
      ...(await read()).map(({ value, labels }) => [...Object.values(labels ?? {}), value].join(" ")),
    ]),
  );
  expect(told).toEqual([
    ["loans_live_runs", "3"],
    ["loans_waiting_runs", "turn 2", "person 1"],
    ["loans_queue_jobs", "runs wait 2", "runs delayed 1"],
    ["loans_outbox_messages", "2"],
    ["loans_outbox_age_seconds", "300"],
  ]);
});
