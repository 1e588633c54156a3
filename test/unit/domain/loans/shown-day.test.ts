import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays } from "../../../../src/domain/day.ts";
import type { CategoryCount } from "../../../../src/domain/loans/category-counts.ts";
import { total } from "../../../../src/domain/loans/category-counts.ts";
import { defaultContract } from "../../../../src/domain/loans/contract/contract.ts";
import { knownNames } from "../../../../src/domain/loans/names/known-names.ts";
import { judge } from "../../../../src/domain/loans/plausibility.ts";
import { areNamesVouched, shownDay } from "../../../../src/domain/loans/shown-day.ts";
import type { HeldBy } from "../../../../src/domain/problem.ts";

const date = "2026-11-23" as Day;

type Counts = readonly CategoryCount[];

const of = (counts: Readonly<Record<string, number>>): Counts =>
  Object.entries(counts).map(([category, count]) => ({ category, count }));

/** What everybody sees of a day, the days before it being newest first. */
function shown(
  counts: Counts,
  before: readonly Counts[] = [],
  { areVouched = false, contract = defaultContract } = {},
) {
  const known = knownNames(before.map((one) => ({ counts: one })));
  const { beside, ...day } = shownDay(counts, { contract, known, areVouched });
  return { ...day, previous: before[0] ? beside(before[0]) : null };
}

describe("a name in three rows or fewer", () => {
  const bank = { HOUSING: 60, "GOLD LOAN": 40 };

  test("is not shown, neither on its day nor beside the day after", () => {
    const before = of({ ...bank, "ASHA RAO": 3 });
    expect(shown(before).counts).toEqual(of({ ...bank, "not shown (1 name)": 3 }));
    expect(shown(of({ ...bank, "ASHA RAO": 1 }), [before])).toMatchObject({
      counts: of({ ...bank, "not shown (1 name)": 1 }),
      previous: of({ ...bank, "not shown (1 name)": 3 }),
    });
  });

  test("is shown where the contract lists it, where a published day had it in more, and where it looks like such a one", () => {
    const farm = of({ ...bank, FARM: 2, Housing: 1, "GOLD LOANS": 1 });
    expect(shown(farm, [of({ ...bank, FARM: 4 })]).counts).toBe(farm);
    expect(shown(farm, [], { contract: { ...defaultContract, categories: ["FARM"] } }).counts).toBe(farm);
    expect(shown(farm, [of({ ...bank, FARM: 2 })]).counts.map(({ category }) => category)).not.toContain(
      "FARM",
    );
  });

  test("is shown on a day whose names a person vouches for, and not of the day before", () => {
    const day = of({ MILK: 1, FARM: 2 });
    const before = of({ MILK: 1, "ASHA RAO": 1, HOUSING: 9 });
    expect(shown(day, [before], { areVouched: true })).toMatchObject({
      counts: day,
      previous: of({ MILK: 1, HOUSING: 9, "not shown (1 name)": 1 }),
    });
  });
});

test("a person vouches for the names of one file, by the words that are told of it", () => {
  const told = { warnings: ["1 row without Income", "3 of 3 names are new"], file: "a1" };
  const vouched = (hold: Partial<HeldBy>) =>
    areNamesVouched(
      [{ rule: "rare-names", says: "3 of 3 names are new", of: { file: "a1" }, ...hold }],
      told,
    );
  expect(vouched({})).toBe(true);
  expect(vouched({ of: { file: "b2" } })).toBe(false);
  expect(vouched({ says: "5 of 5 names are new" })).toBe(false);
  expect(vouched({ rule: "malformed" })).toBe(false);
});

describe("whatever the file, no customer in three rows or fewer is seen", () => {
  const word = fc
    .array(fc.constantFrom(..."abdeghiklmnoprstuvyáčøजिр"), { minLength: 3, maxLength: 9 })
    .map((all) => all.join(""));
  const person = fc.tuple(word, word).map(([first, last]) => `zq${first} qz${last}`);
  const customersCalled = (name: fc.Arbitrary<string>) =>
    fc
      .uniqueArray(fc.tuple(name, fc.integer({ min: 1, max: 3 })), {
        minLength: 1,
        maxLength: 40,
        selector: ([one]) => one,
      })
      .map((all) => Object.fromEntries(all));
  const customers = customersCalled(person);
  /** As names that may be categories look, too. */
  const looks = fc.constantFrom(
    (name: string) => `Mr ${name}`,
    (name: string) => `Dr. ${name} Yojana`,
    (name: string) => `${name}@okbank`,
    (name: string) => `${name} 504-25-2025`,
    (name: string) => `${name} HOUSE2024B`,
    (name: string) => `${name} 25001-50000`,
    (name: string) => `"others (<5)" ${name}`,
  );
  const anybody = customersCalled(
    fc.oneof(
      person,
      fc.tuple(person, looks).map(([name, look]) => look(name)),
    ),
  );
  const loans = fc.integer({ min: 4, max: 100_000 });
  const categories = fc.dictionary(
    fc.constantFrom(
      "HOUSING",
      "GOLD LOAN",
      "FARM",
      "4",
      "BOATS",
      "G\ufffdLD",
      "others (<5)",
      "not shown (99 names)",
    ),
    loans,
  );
  const day = fc
    .record({ categories, customers: anybody })
    .map((one) => of({ ...one.categories, ...one.customers }));
  const contracts = fc.constantFrom(0, 5, 20).map((smallCounts) => ({
    ...defaultContract,
    rules: { ...defaultContract.rules, smallCounts },
  }));

  test("in the table, beside the day before or in a sentence, day after day", () => {
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 10 }), contracts, (days, contract) => {
        const [today = [], ...before] = days;
        const table = shown(today, before, { contract });
        expect(total(table.counts)).toBe(total(today));
        const published = before.map((counts, index) => ({ day: addDays(date, -index - 1), counts }));
        const against = { day: date, earlier: published, published, contract };
        const sentences = judge({ counts: today, columns: [], sameAs: null }, against);
        const seen = JSON.stringify([table.counts, table.previous, sentences]);
        const names = new Set(days.flatMap((one) => one.map(({ category }) => category)));
        for (const name of names) if (name.includes("zq")) expect(seen).not.toContain(name);
      }),
      { numRuns: 300 },
    );
  });

  test("and a file of customers alone is held, however many they are", () => {
    fc.assert(
      fc.property(customers, (names) => {
        const findings = judge(
          { counts: of(names), columns: [], sameAs: null },
          { day: date, earlier: [], published: [], contract: defaultContract },
        );
        expect(findings[0]).toMatchObject({ rule: "rare-names", verdict: "hold" });
      }),
    );
  });
});
