import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays } from "../../../../src/domain/day.ts";
import { defaultContract } from "../../../../src/domain/loans/contract/contract.ts";
import { judge } from "../../../../src/domain/loans/plausibility.ts";
import { usualOfDay } from "../../../../src/domain/loans/usual-of-day.ts";

const day = "2026-11-23" as Day;
const { rules } = defaultContract;
const counts = (of: Readonly<Record<string, number>>) =>
  Object.entries(of).map(([category, count]) => ({ category, count }));
const earlier = Array.from({ length: 14 }, (_, at) => ({
  day: addDays(day, -1 - at),
  counts: counts({ GOLD: 100 + (at % 3), FARM: 40 }),
}));

test("the range that a summary shows is the one that its remark names", () => {
  const today = { counts: counts({ GOLD: 10, FARM: 40 }), earlier };
  const usual = usualOfDay(day, today, rules);
  const says = judge(
    { counts: today.counts, columns: [], sameAs: null },
    { day, earlier, published: earlier, contract: defaultContract },
  ).map((one) => one.says);
  const range = (of: ReturnType<typeof usual>) => `usual is ${of?.from}–${of?.to}`;
  expect(says.join("; ")).toContain(`50 loans; the last 14 days had 140–142, ${range(usual(null))}`);
  expect(says.join("; ")).toContain(
    `GOLD has 10 loans, the last 14 days had 100–102, ${range(usual("GOLD"))}`,
  );
});

test("a weekday that has a rhythm has a range of its own", () => {
  const mondays = Array.from({ length: 35 }, (_, at) => {
    const one = addDays(day, -1 - at);
    return { day: one, counts: counts({ GOLD: (at + 1) % 7 === 0 ? 300 : 100 }) };
  });
  const usual = usualOfDay(day, { counts: counts({ GOLD: 300 }), earlier: mondays }, rules)(null);
  expect(usual).not.toBeNull();
  expect(usual?.from).toBeGreaterThan(200);
});

test("of too few days, and of a category that is hardly ever there, nothing is known", () => {
  const few = { counts: counts({ GOLD: 100 }), earlier: earlier.slice(0, 3) };
  expect(usualOfDay(day, few, rules)(null)).toBeNull();
  expect(usualOfDay(day, { counts: counts({ BOATS: 1 }), earlier }, rules)("BOATS")).toBeNull();
});
