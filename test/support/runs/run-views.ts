import type { Day } from "../../../src/domain/day.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import type { Entry, Happening } from "../../../src/domain/runs/journal.ts";
import { progressOf } from "../../../src/domain/runs/run-progress.ts";
import type { WorkflowName } from "../../../src/domain/workflows/index.ts";
import { stepsFor } from "../../../src/domain/workflows/index.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { sampleCounts } from "./sample-counts.ts";

const began = Date.parse("2026-11-23T04:00:00.000Z");

/** Something that happened, who did it (the product itself when left out), and seconds after the thing before it. */
export type Told = Happening & { readonly by?: string; readonly after?: number; readonly attempt?: number };

/** A run as its journal tells it: the card's facts come from the same derivation as in the product. */
export function runView(
  {
    workflow,
    id,
    day = null,
    until,
    askedBy = "U0OPERATOR",
    cardUrl = null,
    input = {},
  }: {
    readonly workflow: WorkflowName;
    readonly id: string;
    readonly day?: Day | null;
    readonly until?: Day;
    readonly askedBy?: string;
    readonly cardUrl?: string | null;
    readonly input?: Readonly<Record<string, unknown>>;
  },
  ...told: readonly Told[]
): RunView {
  const journal = journalOf({ workflow, askedBy, input }, ...told);
  const finished = journal.findLast((entry) => entry.kind === "finished");
  return {
    run: {
      id,
      workflow,
      target: { stack: "loan-tracker", day, ...(until === undefined ? {} : { until }) },
      askedBy: { user: askedBy, channel: "C0LOANS" },
      openedAt: new Date(began).toISOString(),
      outcome: finished?.kind === "finished" ? finished.outcome : null,
    },
    progress: progressOf(journal),
    cardUrl,
  };
}

/** The journal of such a run. */
export function journalOf(
  {
    workflow,
    askedBy = "U0OPERATOR",
    input = {},
  }: {
    readonly workflow: WorkflowName;
    readonly askedBy?: string;
    readonly input?: Readonly<Record<string, unknown>>;
  },
  ...told: readonly Told[]
): readonly Entry[] {
  let at = began;
  const steps = [...stepsFor(workflow, input)];
  const opened: Told = { kind: "opened", workflow, version: 1, steps, input, by: askedBy, after: 0 };
  return [opened, ...told].map(({ by = "loan-tracker", after = 4, attempt = 1, ...happening }, index) => {
    at += after * 1_000;
    return {
      v: 1,
      seq: index + 1,
      at: new Date(at).toISOString(),
      fence: 1,
      attempt,
      actor: by,
      ...happening,
    } as Entry;
  });
}

/** Those steps begun and done, four seconds each. */
export function done(...names: readonly string[]): readonly Told[] {
  return names.flatMap((step): readonly Told[] => [
    { kind: "started", step, after: 0 },
    { kind: "done", step, output: null },
  ]);
}

/** A day of 500 loans in 16 categories, three more houses and one gold loan fewer than the day before. */
export const summaryOfToday: DaySummary = {
  day: "2026-11-23" as Day,
  runId: "batch-loan-tracker-2026-11-23-g1",
  counts: Object.entries(sampleCounts).map(([category, count]) => ({ category, count })),
  previous: {
    day: "2026-11-22" as Day,
    counts: Object.entries({ ...sampleCounts, HOUSING: 64, "GOLD LOAN": 78 }).map(([category, count]) => ({
      category,
      count,
    })),
  },
  tally: {
    ...{ fileRows: 502, malformedRows: 2, sparkRows: 500, redshiftRows: 500 },
    leftOut: { repeatedHeader: 0, blank: 0, total: 0, footer: 0 },
  },
  warnings: ["RESTAURANT (20) and RESTAURANTS (41) may be one category"],
  lineage: {
    source: "loan.csv",
    sourceSha256: "5f2d8c1a9b3e".padEnd(64, "0"),
    scriptSha256: "a1b2c3d4e5f6".padEnd(64, "0"),
    emrStepId: "s-2ABCDEF",
    statementId: "5d0a1c3e-0000-4000-8000-000000000001",
  },
};
