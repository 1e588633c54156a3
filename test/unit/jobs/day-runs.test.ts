import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { createDays } from "../../../src/jobs/requests/day-runs.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { runView, summaryOfToday } from "../../support/runs/run-views.ts";

/** The runs of days as a backfill sees them, which opens none here. */
function daysOver({
  view,
  lastOf,
}: {
  readonly view: (runId: string) => Promise<RunView>;
  readonly lastOf: (of: { readonly day: Day | null }) => Promise<string | null>;
}) {
  const nobody = async () => {
    throw new Error("nobody asks for that here");
  };
  return createDays({
    store: {
      journal: nobody,
      note: nobody,
      ledger: { lastOf, currentStack: async () => null, runOfRequest: nobody, stackIs: nobody },
    },
    stack: "loans",
    view,
    told: nobody,
    requests: { ask: nobody },
    noticed: async () => {},
  });
}

test("the names that are known before a day are those that days were told with, within the days that are compared", async () => {
  const told = new Map([
    ["2026-10-18", ["TOO LONG AGO"]],
    ["2026-10-19", ["FARM LOAN", "HOUSING", "not shown (2 names)"]],
    ["2026-11-22", ["GOLD LOAN", "HOUSING"]],
    ["2026-11-23", ["OF THE DAY ITSELF"]],
  ]);
  const view = async (id: string) => {
    const day = id as Day;
    const counts = (told.get(day) ?? []).map((category) => ({
      category,
      count: category === "FARM LOAN" ? 3 : 4,
    }));
    const happened = told.has(day)
      ? [{ kind: "done", step: "reconcile", output: { ...summaryOfToday, day, counts } } as const]
      : [];
    return runView({ workflow: "daily-batch", id, day }, ...happened);
  };
  const days = daysOver({
    view,
    // The 20th of November was asked for and came to nothing.
    lastOf: async ({ day }) => (told.has(day ?? "") || day === "2026-11-20" ? day : null),
  });
  expect(await days.namesBefore("2026-11-23" as Day)).toEqual({
    names: new Set(["HOUSING", "GOLD LOAN"]),
    seen: new Set(["FARM LOAN", "HOUSING", "GOLD LOAN"]),
    hidden: 2,
    days: 2,
  });
});

test("a day is seen with how much its summary has beside the loans", async () => {
  const day = "2026-11-23" as Day;
  const tally = {
    fileRows: 506,
    malformedRows: 2,
    leftOut: { repeatedHeader: 1, blank: 3, total: 0, footer: 0 },
  };
  const summary = { ...summaryOfToday, day, tally: { ...summaryOfToday.tally, ...tally } };
  const seen = async (output: object) => {
    const view = async (id: string) =>
      runView({ workflow: "daily-batch", id, day }, { kind: "done", step: "reconcile", output });
    return (await daysOver({ view, lastOf: async () => "batch-loans-2026-11-23-g1" }).see(day))?.remarks;
  };
  expect(
    await seen({ ...summary, warnings: ["2 malformed rows are in no count", "3 rows without Age"] }),
  ).toEqual({
    things: 2,
    rowsInNoCount: 6,
  });
  const withdrawnBefore = { by: "U0OPERATOR", reason: "of another bank" };
  expect(await seen({ ...summary, tally: summaryOfToday.tally, warnings: [], withdrawnBefore })).toEqual({
    things: 1,
    rowsInNoCount: 2,
  });
});
