import fc from "fast-check";
import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import type { CategoryCount } from "../../../src/domain/loans/category-counts.ts";
import { compare, total } from "../../../src/domain/loans/category-counts.ts";
import { folded, foldsOf } from "../../../src/domain/loans/names/small-counts.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

const names = Array.from({ length: 8 }, (_, at) => `KIND ${at}`);

/** A day's counts as they are shown: some names hidden, and numbers smaller than `k` together. */
const shownDay = fc
  .record({
    counts: fc.dictionary(fc.constantFrom(...names), fc.nat({ max: 40 }), { noNullPrototype: true }),
    hidden: fc.subarray(names),
    k: fc.constantFrom(0, 5, 10),
  })
  .map(({ counts, hidden, k }) => {
    const all = Object.entries(counts).map(([category, count]) => ({ category, count }));
    return folded(all, foldsOf(all, { isShown: (name) => !hidden.includes(name), k }));
  });

/** What the message says of both days: the change of the headline, and the last row of the table. */
function told(counts: readonly CategoryCount[], before: readonly CategoryCount[]) {
  const { previous } = summaryOfToday;
  const text = messageAsText(
    daySummary(
      { ...summaryOfToday, counts, previous: previous && { ...previous, counts: before }, warnings: [] },
      null,
    ),
  );
  return {
    headline: /· (no change|the same total|\S+) (?:since|as) /
      .exec(text)?.[1]
      ?.replace(/no change|the same total/, "–"),
    total: /^Total +\S+ +\S+ +(\S+)/m.exec(text)?.[1],
    rows: text.split("\n"),
  };
}

test("a day without a name that was hidden the day before tells one change, with a row for what is gone", () => {
  const before = [
    { category: "A", count: 496 },
    { category: "not shown (2 names)", count: 4 },
  ];
  const { headline, total: last, rows } = told([{ category: "A", count: 500 }], before);
  expect([headline, last]).toEqual(["–", "–"]);
  expect(rows.find((row) => row.startsWith("not shown"))).toMatch(
    /^not shown \(2 names\) +0 +not told +not told +gone$/,
  );
});

test("a total that is the same is not said to be no change where categories changed", () => {
  const before = [
    { category: "A", count: 300 },
    { category: "B", count: 200 },
  ];
  const said = (...counts: readonly number[]) => {
    const now = before.map(({ category }, at) => ({ category, count: counts[at] ?? 0 }));
    return told(now, before).rows.find((row) => row.includes(" in 2 categories"));
  };
  expect(said(300, 200)).toMatch(/· no change since Sun 22 Nov$/);
  expect(said(290, 210)).toMatch(/· the same total as Sun 22 Nov, 2 categories changed$/);
  expect(said(290, 211)).toMatch(/· \+1 since Sun 22 Nov$/);
});

test("of any two days the headline, the last row and all rows tell the same change, whatever shares a row", () => {
  fc.assert(
    fc.property(shownDay, shownDay, (counts, before) => {
      const changes = compare(counts, before);
      const change = total(counts) - total(before);
      const { headline, total: last } = told(counts, before);
      if (changes.length > 0) expect(last).toBe(headline);
      expect(total(changes)).toBe(total(counts));
      const isAllKnown = changes.every((one) => one.change !== null);
      if (isAllKnown) expect(changes.reduce((sum, one) => sum + (one.change ?? 0), 0)).toBe(change);
    }),
    { numRuns: 500, seed: 14 },
  );
});
