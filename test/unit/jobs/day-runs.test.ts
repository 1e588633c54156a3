import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { createDays } from "../../../src/jobs/requests/day-runs.ts";
import { runView, summaryOfToday } from "../../support/runs/run-views.ts";

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
  const nobody = async () => {
    throw new Error("nobody asks for that here");
  };
  const days = createDays({
    store: {
      journal: nobody,
      note: nobody,
      ledger: {
        // The 20th of November was asked for and came to nothing.
        lastOf: async ({ day }) => (told.has(day ?? "") || day === "2026-11-20" ? day : null),
        currentStack: async () => null,
        runOfRequest: nobody,
        stackIs: nobody,
      },
    },
    stack: "loans",
    view,
    told: nobody,
    requests: { ask: nobody },
    noticed: async () => {},
  });
  expect(await days.namesBefore("2026-11-23" as Day)).toEqual({
    names: new Set(["HOUSING", "GOLD LOAN"]),
    seen: new Set(["FARM LOAN", "HOUSING", "GOLD LOAN"]),
    hidden: 2,
    days: 2,
  });
});
