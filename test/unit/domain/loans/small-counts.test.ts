import { describe, expect, test } from "vitest";
import { compare, total } from "../../../../src/domain/loans/category-counts.ts";
import {
  categoriesIn,
  folded,
  foldsOf,
  hiddenNames,
  isFoldedName,
  nameOfFile,
} from "../../../../src/domain/loans/names/small-counts.ts";

type Counts = readonly { readonly category: string; readonly count: number }[];

const of = (counts: Readonly<Record<string, number>>): Counts =>
  Object.entries(counts).map(([category, count]) => ({ category, count }));
const foldSmall = (all: Counts, k: number) => folded(all, foldsOf(all, { isShown: () => true, k }));
const without = (names: readonly string[], all: Counts, k = 0) =>
  folded(all, foldsOf(all, { isShown: (name) => !names.includes(name), k }));

const counts = of({ "GOLD LOAN": 77, FARM: 2, BUILDING: 4, HOUSING: 5 });

test("categories under five loans are shown as one, with the same sum", () => {
  const shown = foldSmall(counts, 5);
  expect(shown).toEqual(of({ "GOLD LOAN": 77, HOUSING: 5, "others (<5)": 6 }));
  expect(total(shown)).toBe(total(counts));
  expect(foldSmall(counts, 0)).toBe(counts);
  expect(foldSmall(counts, 2)).toBe(counts);
});

describe("no small number is read out of the row that they share:", () => {
  test("the next smallest goes with one alone", () => {
    expect(foldSmall(of({ A: 77, B: 9, C: 12, D: 3 }), 5)).toEqual(of({ A: 77, C: 12, "others (<5)": 12 }));
  });

  test("and with two whose sum would tell that each has one", () => {
    expect(foldSmall(of({ A: 77, B: 9, C: 1, D: 1 }), 5)).toEqual(of({ A: 77, "others (<5)": 11 }));
  });

  test("where there is nothing to go with it, it is the day's total", () => {
    expect(foldSmall(of({ A: 3 }), 5)).toEqual(of({ "others (<5)": 3 }));
  });
});

describe("names that may be a customer's", () => {
  const all = of({ HOUSING: 60, "ASHA RAO": 1, "RAVI RAO": 2, FARM: 4 });

  test("share one row that says how many they are, with the same sum", () => {
    const shown = without(["ASHA RAO", "RAVI RAO"], all);
    expect(shown).toEqual(of({ HOUSING: 60, FARM: 4, "not shown (2 names)": 3 }));
    expect(shown.map(({ category }) => isFoldedName(category))).toEqual([false, false, true]);
    expect(hiddenNames(shown)).toBe(2);
    expect(categoriesIn(shown)).toBe(4);
    expect(without(["ASHA RAO"], all).at(-1)).toEqual({ category: "not shown (1 name)", count: 1 });
  });

  test("share that of small counts where these are hidden, too", () => {
    const shown = without(["ASHA RAO", "RAVI RAO"], all, 5);
    expect(shown).toEqual(of({ HOUSING: 60, "others (<5)": 7 }));
    expect(hiddenNames(shown)).toBe(Number.POSITIVE_INFINITY);
    expect(categoriesIn(shown)).toBe(2);
  });

  test("have no change, and take none from the others", () => {
    const before = without(["SOMEBODY"], of({ HOUSING: 50, SOMEBODY: 1, GONE: 9 }));
    expect(compare(without(["ASHA RAO", "RAVI RAO"], all), before)).toEqual([
      { category: "HOUSING", count: 60, change: 10 },
      { category: "FARM", count: 4, change: 4 },
      { category: "not shown (2 names)", count: 3, change: null },
      { category: "GONE", count: 0, change: -9 },
    ]);
  });
});

test("a name of the file that looks like one of these rows stands in quotes, and is none", () => {
  const odd = of({
    HOUSING: 60,
    "others (<5)": 9,
    "not shown (99 names)": 8,
    '"others (<5)"': 7,
    "ASHA RAO": 1,
  });
  const shown = without(["ASHA RAO"], odd);
  expect(shown).toEqual(
    of({
      HOUSING: 60,
      '"others (<5)"': 9,
      '"not shown (99 names)"': 8,
      '""others (<5)""': 7,
      "not shown (1 name)": 1,
    }),
  );
  expect(hiddenNames(shown)).toBe(1);
  expect(categoriesIn(shown)).toBe(5);
  expect(shown.map(({ category }) => nameOfFile(category)).toSorted()).toEqual(
    [
      "not shown (1 name)",
      ...odd.map(({ category }) => category).filter((name) => name !== "ASHA RAO"),
    ].toSorted(),
  );
  expect(nameOfFile('"GOLD"')).toBe('"GOLD"');
  expect(foldSmall(of({ "others (<5)": 9, A: 1, B: 4 }), 5)).toEqual(
    of({ '"others (<5)"': 9, "others (<5)": 5 }),
  );
});

test("no change gives a small number of either day away", () => {
  const before = [
    { category: "GOLD LOAN", count: 70 },
    { category: "FARM", count: 60 },
    { category: "HOUSING", count: 3 },
  ];
  expect(compare(foldSmall(counts, 5), foldSmall(before, 5))).toEqual([
    { category: "GOLD LOAN", count: 77, change: 7 },
    { category: "others (<5)", count: 6, change: null },
    { category: "HOUSING", count: 5, change: null },
  ]);
  // One that was never small has gone altogether, and nothing is hidden today.
  expect(compare(foldSmall(counts.slice(0, 1), 5), foldSmall(before.slice(0, 2), 5))).toEqual([
    { category: "GOLD LOAN", count: 77, change: 7 },
    { category: "FARM", count: 0, change: -60 },
  ]);
});
