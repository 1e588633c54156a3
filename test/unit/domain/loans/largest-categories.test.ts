import fc from "fast-check";
import { expect, test } from "vitest";
import { total } from "../../../../src/domain/loans/category-counts.ts";
import { largestCategories } from "../../../../src/domain/loans/largest-categories.ts";
import { folded, foldsOf } from "../../../../src/domain/loans/names/small-counts.ts";

const counts = (of: Readonly<Record<string, number>>) =>
  Object.entries(of).map(([category, count]) => ({ category, count }));

test("the largest of either day come first, and the others are told together", () => {
  const today = counts({ GOLD: 5, HOUSING: 40, FARM: 1, MILK: 2 });
  const before = counts({ GOLD: 6, HOUSING: 39, BOATS: 50, MILK: 2 });
  expect(largestCategories(today, before, 3)).toEqual({
    largest: [
      { category: "BOATS", count: 0, before: 50 },
      { category: "HOUSING", count: 40, before: 39 },
    ],
    others: { names: ["GOLD", "MILK", "FARM"], count: 8, before: 8 },
  });
});

test("where there are few enough each has its own bar", () => {
  expect(largestCategories(counts({ GOLD: 5, HOUSING: 4 }), null, 2)).toEqual({
    largest: [
      { category: "GOLD", count: 5, before: null },
      { category: "HOUSING", count: 4, before: null },
    ],
    others: null,
  });
});

test("what shares a row on one of the days is among the others", () => {
  const before = [...counts({ GOLD: 6 }), { category: "others (<5)", count: 7 }];
  expect(largestCategories(counts({ GOLD: 5, FARM: 9 }), before, 12)).toEqual({
    largest: [{ category: "GOLD", count: 5, before: 6 }],
    others: { names: ["FARM", "others (<5)"], count: 9, before: 7 },
  });
});

const names = Array.from({ length: 8 }, (_, at) => `KIND ${at}`);

const shown = fc
  .record({
    of: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 40 }), { noNullPrototype: true }),
    hidden: fc.subarray(names),
    k: fc.constantFrom(0, 5),
  })
  .map(({ of, hidden, k }) => {
    const all = counts(of);
    return folded(all, foldsOf(all, { isShown: (name) => !hidden.includes(name), k }));
  });

test("both days come to their total, whatever is shown of them", () => {
  fc.assert(
    fc.property(shown, shown, fc.integer({ min: 2, max: 6 }), (today, before, most) => {
      const { largest, others } = largestCategories(today, before, most);
      expect(largest.length + (others === null ? 0 : 1)).toBeLessThanOrEqual(most);
      expect(total(largest) + (others?.count ?? 0)).toBe(total(today));
      const beforeAll = largest.reduce((sum, one) => sum + (one.before ?? 0), 0) + (others?.before ?? 0);
      expect(beforeAll).toBe(total(before));
      for (const one of largest) expect(one.before).toBeGreaterThanOrEqual(0);
    }),
  );
});
