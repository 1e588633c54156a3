import { expect, test } from "vitest";
import { createMeter } from "../../../src/app/metrics/metrics.ts";
import type { JournalLine } from "../../../src/domain/runs/journal-line.ts";

const line: JournalLine = {
  run: "batch-loans-2026-11-10-g1",
  workflow: "daily-batch",
  step: "process",
  kind: "done",
  seq: 4,
  attempt: 1,
  actor: "loan-tracker",
  elapsedMs: 42_000,
};

/** Lines of the text that begin so, the name's `loans_` left out. */
const told = (text: string, name: string) =>
  text.split("\n").flatMap((one) => (one.startsWith(`loans_${name}`) ? [one.slice("loans_".length)] : []));

test("steps and runs are counted by outcome and timed, each by the entry that ends it", async () => {
  const meter = createMeter();
  const { elapsedMs: _, ...start } = line;
  meter.journaled({ ...start, kind: "started" });
  meter.journaled(line);
  meter.journaled({ ...line, kind: "failed", step: "publish" });
  meter.journaled({ ...line, step: null, kind: "finished", outcome: "failed", elapsedMs: 90_000 });
  const text = await meter.text();
  expect(told(text, "steps_total")).toEqual([
    'steps_total{workflow="daily-batch",step="process",outcome="done"} 1',
    'steps_total{workflow="daily-batch",step="publish",outcome="failed"} 1',
  ]);
  expect(told(text, "runs_total")).toEqual(['runs_total{workflow="daily-batch",outcome="failed"} 1']);
  expect(told(text, "run_seconds_sum")).toEqual([
    'run_seconds_sum{workflow="daily-batch",outcome="failed"} 90',
  ]);
  const times = told(text, "step_seconds_bucket").filter((one) => one.includes('step="process"'));
  expect(times.filter((one) => /le="(15|60)"/.test(one)).map((one) => one.split(" ")[1])).toEqual(["0", "1"]);
  expect(told(text, "journal_entries_total")).toHaveLength(4);
});

test("calls are counted by what they came to", async () => {
  const meter = createMeter();
  const call = { service: "EMR", operation: "ListSteps", date: null } as const;
  meter.awsCalled({ ...call, outcome: "ok" });
  meter.awsCalled({ ...call, outcome: "throttled" });
  meter.awsCalled({ ...call, outcome: "throttled" });
  meter.slackCalled({ method: "chat.update", outcome: "rate-limited" });
  const text = await meter.text();
  expect(told(text, "aws_calls_total")).toEqual([
    'aws_calls_total{service="EMR",operation="ListSteps",outcome="ok"} 1',
    'aws_calls_total{service="EMR",operation="ListSteps",outcome="throttled"} 2',
  ]);
  expect(told(text, "slack_calls_total")).toEqual([
    'slack_calls_total{method="chat.update",outcome="rate-limited"} 1',
  ]);
});

test("a gauge is read when somebody looks, and has no number while it cannot be read", async () => {
  const meter = createMeter();
  let live: number | null = 2;
  meter.watch({
    name: "loans_live_runs",
    help: "Runs that have not ended",
    labels: [],
    read: async () => {
      if (live === null) throw new Error("Connection is closed.");
      return [{ value: live }];
    },
  });
  expect(told(await meter.text(), "live_runs")).toEqual(["live_runs 2"]);
  live = null;
  const text = await meter.text();
  expect(told(text, "live_runs")).toEqual([]);
  expect(text).toContain("process_cpu_seconds_total");
});

test("two meters in one process know nothing of each other, and every name of ours begins with loans_", async () => {
  const [one, other] = [createMeter(), createMeter()];
  one.journaled(line);
  expect(told(await other.text(), "steps_total")).toEqual([]);
  const names = [...(await one.text()).matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name);
  expect(names.filter((name) => !/^(loans|process|nodejs)_/.test(name))).toEqual([]);
});
