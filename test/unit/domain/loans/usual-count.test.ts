import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../sandbox/data/random.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays } from "../../../../src/domain/day.ts";
import { defaultContract } from "../../../../src/domain/loans/contract/contract.ts";
import { judge } from "../../../../src/domain/loans/plausibility.ts";
import { standingOf } from "../../../../src/domain/loans/usual-count.ts";
import { lastBankDays } from "../../../../src/domain/schedule/bank-days.ts";

const monday = "2026-11-23" as Day;
const tuesday = "2026-11-24" as Day;
const calendar = { weekdays: [1, 2, 3, 4, 5], holidays: {}, noFile: {} };
const shares = { HOUSING: 0.6, "GOLD LOAN": 0.4 };

function countsOf(loans: number) {
  return Object.entries(shares).map(([category, share]) => ({ category, count: Math.round(loans * share) }));
}

/** What is found of a day with so many loans, those of the bank days before it being newest first. */
function found(loans: number, before: readonly number[], { day = monday, rules = {} } = {}) {
  const days = lastBankDays(calendar, { until: addDays(day, -1), count: before.length }).toReversed();
  const earlier = before.map((one, index) => ({ day: days[index] ?? day, counts: countsOf(one) }));
  const contract = { ...defaultContract, rules: { ...defaultContract.rules, ...rules } };
  return judge(
    { counts: countsOf(loans), columns: [], sameAs: null },
    { day, earlier, published: earlier, contract },
  );
}

/** What the total of it comes to. */
function totalOf(...asked: Parameters<typeof found>): string {
  const one = found(...asked).find(({ rule }) => rule === "total-range");
  return one === undefined ? "" : `${one.verdict}: ${one.says}`;
}

describe("of days that lie far apart", () => {
  const varied = [600, 390, 475, 690, 330, 520, 410, 655, 295, 560, 450, 625, 355, 490];

  test("what is under half of the least, or over twice the most, is unusual nevertheless", () => {
    const range = "the last 14 days had 295–690, usual is 148–1,007";
    expect(totalOf(5, varied)).toBe(`hold: 5 loans; ${range}`);
    expect(totalOf(147, varied)).toBe(`hold: 147 loans; ${range}`);
    expect(totalOf(1_010, varied)).toBe(`hold: 1,010 loans; ${range}`);
    const wild = [100, 900, 120, 2_000, 150, 1_500, 110, 1_800, 90, 1_000, 130, 1_700, 140, 1_600];
    expect(totalOf(5_000, wild)).toBe("hold: 5,000 loans; the last 14 days had 90–2,000, usual is 45–2,675");
  });

  test("what is a tenth under the least, or over the most, is told beside the counts", () => {
    const of = "none of the last 14 days was like that, which had 295–690";
    expect(totalOf(250, varied)).toBe(`warn: 250 loans; ${of}`);
    expect(totalOf(1_000, varied)).toBe(`warn: 1,000 loans; ${of}`);
    expect(totalOf(266, varied)).toBe("");
    expect(totalOf(759, varied)).toBe("");
    expect(
      totalOf(250, varied, { rules: { total: { ...defaultContract.rules.total, verdict: "ignore" } } }),
    ).toBe("");
  });

  test("each category is held against the same bounds, beside what is chance of a small one", () => {
    const says = (loans: number) =>
      found(loans, varied).find(({ rule }) => rule === "category-range")?.says ?? "";
    // Half of 177 is 88.5, less three times its root; a count of 60 may be chance of it.
    expect(says(5)).toContain("HOUSING has 3 loans, the last 14 days had 177–414, usual is 61–604");
    expect(says(250)).toBe("");
  });

  test("a contract that says how far is usual is taken by its word", () => {
    const total = { ...defaultContract.rules.total, share: 0.9 };
    expect(totalOf(100, varied, { rules: { total } })).toBe("");
    expect(totalOf(40, varied, { rules: { total } })).toMatch(/^hold: 40 loans/);
  });
});

/** Newest first, the day before a Monday at the beginning: each fifth of them is a Monday. */
const rhythm = (mondays: number, others: number, days = 20) =>
  Array.from({ length: days }, (_, index) => (index % 5 === 4 ? mondays : others) + (index % 3) * 4);

describe("of a bank whose Mondays bring the loans of the weekend", () => {
  const weekly = rhythm(1_100, 500);

  test("a Monday as Mondays are is told beside the counts, and holds nothing", () => {
    expect(totalOf(1_090, weekly)).toBe(
      "warn: 1,090 loans; the last 14 days had 500–1,104, usual is 454–554; the last 4 Mondays had 1,100–1,108, usual is 994–1,214",
    );
    expect(found(1_090, weekly).map(({ rule }) => rule)).toEqual(["total-range"]);
  });

  test("another day with as many holds, and so does a Monday of a hundredth, of a half of another day, or of twice", () => {
    expect(totalOf(1_090, [1_100, ...weekly], { day: tuesday })).toMatch(/^hold: 1,090 loans/);
    for (const loans of [11, 250, 2_200]) expect(totalOf(loans, weekly)).toMatch(/^hold: /);
  });

  test("a Monday like any other day is told beside the counts: it may be half of one", () => {
    expect(totalOf(545, weekly)).toBe(
      "warn: 545 loans; the last 4 Mondays had 1,100–1,108, usual is 994–1,214",
    );
  });

  test("one Monday that went wrong changes nothing, and two Mondays are no rhythm", () => {
    const odd = weekly.map((loans, index) => (index === 9 ? 12 : loans));
    expect(totalOf(1_090, odd)).toMatch(/^warn: 1,090 loans/);
    expect(totalOf(12, odd)).toMatch(/^hold: 12 loans/);
    expect(totalOf(1_090, weekly.slice(0, 14))).toMatch(/^hold: 1,090 loans/);
  });

  test("nor is a bank that has more loans than five weeks ago", () => {
    const grown = Array.from({ length: 24 }, (_, index) => (index < 12 ? 500 : 5));
    expect(totalOf(505, grown)).toBe("");
  });
});

describe("of days that are alike by their weekday alone", () => {
  /** Twenty-five bank days newest first, the last before a Monday, by their place in the week; `but` so many days before. */
  const weeks = (byPlace: readonly number[], but: Readonly<Record<number, number>> = {}) =>
    Array.from({ length: 25 }, (_, index) => but[index] ?? byPlace[4 - (index % 5)] ?? 0);
  const apart = [1_000, 10, 1_000, 10, 1_000];

  test("a hundredth of one holds, also where one of them was cut and told, or two are missing", () => {
    const says = "hold: 10 loans; the last";
    expect(totalOf(10, weeks(apart))).toContain(says);
    for (const cut of [10, 600, 300]) expect(totalOf(10, weeks(apart, { 9: cut }))).toContain(says);
    expect(totalOf(10, weeks(apart).slice(0, 15))).toContain(says);
    expect(totalOf(1_000, weeks(apart, { 9: 10 }))).toBe("");
    expect(totalOf(10, [1_000, ...weeks(apart)], { day: tuesday })).toMatch(/^warn: .* Tuesdays had 10 each/);
  });

  test("half of one, or twice as many, is told beside the counts where the week has a ramp", () => {
    const ramp = [750, 600, 500, 450, 350];
    expect(totalOf(375, weeks(ramp))).toBe(
      "warn: 375 loans; none of the last 5 Mondays was like that, which had 750 each",
    );
    for (const loans of [750, 600, 900]) expect(totalOf(loans, weeks(ramp))).not.toContain("Mondays");
  });
});

test("a day as all of its weekday is told where the others are far above it, and only one of these is among the newest", () => {
  const saturday = "2026-11-28" as Day;
  const rule = { ...defaultContract.rules.total, days: 14 };
  // Six bank days a week; the Saturday before was a holiday.
  const earlier = Array.from({ length: 30 }, (_, back) => addDays(saturday, -1 - back)).flatMap((day) => {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 0 || day === "2026-11-21") return [];
    return [{ day, count: weekday === 6 ? 100 : 401 + (Number(day.slice(-2)) % 5) }];
  });
  const ofWeekday = new Set(earlier.filter(({ count }) => count === 100).map(({ day }) => day));
  expect(standingOf({ count: 100, earlier, ofWeekday }, rule).is).toBe("usual-of-weekday");
  expect(standingOf({ count: 1, earlier, ofWeekday }, rule).is).toBe("unusual");
  expect(standingOf({ count: 100, earlier, ofWeekday: new Set() }, rule).is).toBe("unusual");
});

describe("days of a simulated bank", () => {
  const { integer } = createRandom(23);
  const random = () => integer(2 ** 32) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const about = (loans: number, deviation: number) => loans * Math.exp(deviation * normal());
  const weekend = (index: number) => ((index + 5) % 5 === 4 ? 2.2 : 1);
  const kinds: Readonly<Record<string, { readonly of: (index: number) => number; readonly held: number }>> = {
    "that is quiet": { of: () => about(5_000, 0.03), held: 0.005 },
    "that varies": { of: () => about(500, 0.1), held: 0.04 },
    "that varies much": { of: () => about(500, 0.3), held: 0.04 },
    "that varies evenly between its bounds": { of: () => 300 + 390 * random(), held: 0.03 },
    "that grows by the day": { of: (index) => about(500, 0.05) * 0.995 ** index, held: 0.04 },
    "with a weekly rhythm": { of: (index) => about(500, 0.03) * weekend(index), held: 0.01 },
    "with a weekly rhythm, and that varies": { of: (index) => about(500, 0.1) * weekend(index), held: 0.03 },
  };
  const before = lastBankDays(calendar, { until: addDays(monday, -3), count: 25 }).toReversed();
  const bank = defaultContract.rules.total;

  test.each(Object.entries(kinds))("%s are told, and never one percent of a day", (_, { of, held }) => {
    let [days, holds] = [0, 0];
    for (; days < 2_000; days += 1) {
      // A Monday is one day of five; of another one that of the week before comes last.
      const first = days % 5;
      const loansOf = (index: number) => Math.max(1, Math.round(of(index)));
      const earlier = before.map((day, index) => ({ day, count: loansOf(index + first) }));
      const ofWeekday = new Set(before.filter((__, index) => index % 5 === 4));
      const today = loansOf(first - 1);
      if (standingOf({ count: today, earlier, ofWeekday }, bank).is === "unusual") holds += 1;
      const hundredth = Math.max(1, Math.round(today / 100));
      expect(standingOf({ count: hundredth, earlier, ofWeekday }, bank).is).toBe("unusual");
    }
    expect(holds / days).toBeLessThan(held);
  });
});

describe("of weekdays that are all alike and far from each other", () => {
  /** The bank days before `day`, newest first, by weekday: 1 is Monday. */
  const daysBefore = (day: Day, of: Readonly<Record<number, number>>) =>
    lastBankDays(calendar, { until: addDays(day, -1), count: 25 })
      .toReversed()
      .map((one, at) =>
        Math.round((of[new Date(`${one}T00:00:00Z`).getUTCDay()] ?? 0) * (1 + (at % 3) / 100)),
      );

  test("a count far from those of its weekday is held, though other days have as many", () => {
    const levels = { 1: 9_000, 2: 100, 3: 9_000, 4: 100, 5: 9_000 };
    // Under half of the least that any weekday had.
    expect(totalOf(40, daysBefore(monday, levels))).toMatch(/^hold: 40 loans; the last 14 days had/);
    expect(totalOf(102, daysBefore(monday, levels))).toMatch(/^hold: 102 loans; /);
    expect(totalOf(9_000, daysBefore(tuesday, levels), { day: tuesday })).toMatch(
      /^hold: 9,000 loans; the last 5 Tuesdays/,
    );
    expect(totalOf(8_600, daysBefore(monday, levels))).toBe("");
    expect(totalOf(105, daysBefore(tuesday, levels), { day: tuesday })).toMatch(/^warn/);
    const steps = { 1: 200, 2: 400, 3: 800, 4: 1_600, 5: 3_200 };
    expect(totalOf(2_000, daysBefore(monday, steps))).toMatch(/^hold/);
    expect(totalOf(230, daysBefore(monday, steps))).toBe("");
  });

  test("two of five that were told at half make no less of a third one usual", () => {
    const levels = { 1: 1_000, 2: 300, 3: 1_000, 4: 300, 5: 1_000 };
    // Newest first, every fifth from the fifth on is a Monday.
    const days = daysBefore(monday, levels).with(4, 500).with(9, 500);
    const beyond = "none of the last 3 Mondays was like that, which had 1,000–1,020";
    expect(totalOf(500, days)).toBe(`warn: 500 loans; ${beyond}`);
    expect(totalOf(350, days)).toBe(`warn: 350 loans; ${beyond}`);
    expect(totalOf(200, days)).toMatch(/^hold: 200 loans; /);
    expect(totalOf(990, days)).toBe("");
    // Three of five are what is usual now.
    expect(totalOf(500, days.with(14, 505))).toBe("");
  });

  test("one such day that was like all others does not make the next one unusual", () => {
    const levels = { 1: 500, 2: 1_000, 3: 1_000, 4: 1_000, 5: 1_000 };
    const days = daysBefore(monday, levels).with(4, 1_003);
    expect(totalOf(499, days)).toMatch(
      /^warn: 499 loans; .*the last 4 Mondays had 500–510, usual is 453–552$/,
    );
    expect(totalOf(240, days)).toMatch(/^hold: 240 loans; /);
    expect(totalOf(1_000, days)).toMatch(/^warn: 1,000 loans; the last 4 Mondays had 500–510/);
  });

  test("one day that was far less than each other makes no such day usual", () => {
    const days = [600, 390, 475, 690, 330, 5, 410, 655, 295, 560, 450, 625, 355, 490];
    for (const loans of [5, 10, 50])
      expect(totalOf(loans, days)).toMatch(new RegExp(`^hold: ${loans} loans`));
    expect(totalOf(250, days)).toBe("");
    // Two of them are a kind of day.
    expect(totalOf(5, days.with(0, 6))).toBe("");
  });
});
