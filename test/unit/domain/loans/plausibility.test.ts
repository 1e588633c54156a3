import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays } from "../../../../src/domain/day.ts";
import type { CategoryCount } from "../../../../src/domain/loans/category-counts.ts";
import type { Contract } from "../../../../src/domain/loans/contract/contract.ts";
import { defaultContract } from "../../../../src/domain/loans/contract/contract.ts";
import type { CountedDay } from "../../../../src/domain/loans/plausibility.ts";
import { judge } from "../../../../src/domain/loans/plausibility.ts";

const { rules } = defaultContract;
const today = "2026-11-23" as Day;

function of(counts: Readonly<Record<string, number>>): readonly CategoryCount[] {
  return Object.entries(counts).map(([category, count]) => ({ category, count }));
}

function asRecord(counts: readonly CategoryCount[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.map(({ category, count }) => [category, count]));
}

/** The days before today, newest first. */
function daysBefore(...days: readonly Readonly<Record<string, number>>[]) {
  return days.map((counts, index) => ({ day: addDays(today, -index - 1), counts: of(counts) }));
}

function found(
  counts: Readonly<Record<string, number>>,
  earlier: ReturnType<typeof daysBefore>,
  more: { readonly rules?: Partial<Contract["rules"]>; readonly day?: Partial<CountedDay> } = {},
) {
  return judge(
    { counts: of(counts), columns: [], sameAs: null, ...more.day },
    {
      day: today,
      earlier,
      published: earlier,
      contract: { ...defaultContract, rules: { ...rules, ...more.rules } },
    },
  );
}

/** Fourteen days with 480 to 510 loans. */
const usual = daysBefore(
  ...[480, 485, 490, 495, 500, 500, 505, 510, 490, 495, 500, 505, 500, 495].map((loans) => ({
    "GOLD LOAN": loans - 300,
    HOUSING: 200,
    AUTOMOBILE: 100,
  })),
);
const usualDay = { "GOLD LOAN": 198, HOUSING: 203, AUTOMOBILE: 99 };

test("a day like those before it has no finding", () => {
  expect(found(usualDay, usual)).toEqual([]);
});

describe("of too few known days to say what is usual", () => {
  const few = usual.slice(0, 3);

  test.each([
    ["less than half", { "GOLD LOAN": 5, HOUSING: 3, AUTOMOBILE: 1 }, "9 loans"],
    ["more than twice", { "GOLD LOAN": 500, HOUSING: 400, AUTOMOBILE: 100 }, "1,000 loans"],
  ])("a total of %s that of the day before is told, and holds nothing", (what, counts, loans) => {
    const says = `${loans}, ${what} the 480 of Sun 22 Nov; too few days are known to say what is usual`;
    expect(found(counts, few)).toEqual([{ rule: "total-range", verdict: "warn", says }]);
    const total = { ...rules.total, verdict: "ignore" as const };
    expect(found(counts, few, { rules: { total } })).toEqual([]);
  });

  test("half of it, or twice as much, is not told, nor anything of the first day", () => {
    for (const times of [0.5, 2]) {
      const counts = { "GOLD LOAN": 180 * times, HOUSING: 200 * times, AUTOMOBILE: 100 * times };
      expect(found(counts, few)).toEqual([]);
    }
    expect(found({ "GOLD LOAN": 5 }, [])).toEqual([]);
  });

  test("categories that the day before had and this one has not are told with what they had", () => {
    const says = (name: string, had: string) => `${name} no loans; Sun 22 Nov had ${had}`;
    const { HOUSING, AUTOMOBILE, ...rest } = usualDay;
    const gone = (counts: typeof rest, earlier = few, more = {}) =>
      found(counts, earlier, more).filter(({ rule }) => rule === "vanished-category");
    const told = (text: string) => [{ rule: "vanished-category", verdict: "warn", says: text }];
    expect(gone({ ...rest, HOUSING } as typeof rest)).toEqual(told(says("AUTOMOBILE has", "100")));
    expect(gone(rest)).toEqual(told(says("HOUSING and AUTOMOBILE have", "300")));
    // Where no small count is to be read, neither is one told here.
    expect(gone(rest, few, { rules: { smallCounts: 5 } })).toEqual(
      told(says("HOUSING and AUTOMOBILE have", "some")),
    );
    expect(gone(rest, few, { rules: { vanishedCategory: "ignore" } })).toEqual([]);
  });

  test("one of a few loans is missed where each of several days had some", () => {
    const rare = daysBefore(...few.map(({ counts }) => ({ ...asRecord(counts), BOATS: 5 })));
    const gone = (earlier: typeof rare) =>
      found(usualDay, earlier).flatMap(({ rule, says }) => (rule === "vanished-category" ? says : []));
    expect(gone(rare)).toEqual(["BOATS has no loans; Sun 22 Nov had 5"]);
    expect(gone(rare.slice(0, 1))).toEqual([]);
    expect(gone([...rare.slice(0, 1), ...few.slice(1)])).toEqual([]);
  });
});

describe("the total", () => {
  test("of one percent of the rows holds the day, with what the last days had", () => {
    expect(found({ "GOLD LOAN": 2, HOUSING: 2, AUTOMOBILE: 1 }, usual)[0]).toEqual({
      rule: "total-range",
      verdict: "hold",
      // The median is 497.5, and a tenth of it is more than five median deviations.
      says: "5 loans; the last 14 days had 480–510, usual is 448–547",
    });
  });

  test("of a file that came twice holds it too", () => {
    const twice = { "GOLD LOAN": 396, HOUSING: 406, AUTOMOBILE: 198 };
    expect(found(twice, usual)[0]?.says).toBe("1,000 loans; the last 14 days had 480–510, usual is 448–547");
  });

  test("says what is usual where it lies between what the days had", () => {
    const days = daysBefore(
      ...Array.from({ length: 14 }, (_, index) => ({ A: index === 3 ? 10_000 : 5_000 })),
    );
    expect(found({ A: 10_000 }, days)[0]?.says).toBe(
      "10,000 loans; the last 14 days had 5,000–10,000, usual is 4,500–5,500",
    );
  });

  test("of few loans is held to what the contract says, and to nothing wider", () => {
    const days = daysBefore(...Array.from({ length: 14 }, () => ({ A: 12 })));
    for (const loans of [11, 12, 13]) expect(found({ A: loans }, days)).toEqual([]);
    for (const loans of [1, 10, 14, 22])
      expect(found({ A: loans }, days)[0]?.says).toBe(
        `${loans} ${loans === 1 ? "loan" : "loans"}; the last 14 days had 12 each, usual is 11–13`,
      );
  });

  test("holds a day once seven earlier ones are known", () => {
    const verdictOf = (earlier: typeof usual) =>
      found({ "GOLD LOAN": 5 }, earlier).find(({ rule }) => rule === "total-range")?.verdict;
    expect([6, 7].map((known) => verdictOf(usual.slice(0, known)))).toEqual(["warn", "hold"]);
  });

  test("looks at the last fourteen days alone, and at as many as the contract says", () => {
    const long = daysBefore(...Array.from({ length: 30 }, (_, index) => ({ A: index < 14 ? 500 : 5 })));
    expect(found({ A: 500 }, long)).toEqual([]);
    const all = { ...rules.total, days: 30 };
    expect(found({ A: 500 }, long, { rules: { total: all } })[0]?.says).toBe(
      // Sixteen of the thirty days had 5.
      "500 loans; the last 30 days had 5–500, usual is 5",
    );
  });

  test("does what the contract says", () => {
    const one = { "GOLD LOAN": 5, HOUSING: 5, AUTOMOBILE: 5 };
    const verdicts = (verdict: "warn" | "ignore") =>
      found(one, usual, { rules: { total: { ...rules.total, verdict } } }).map((finding) => [
        finding.rule,
        finding.verdict,
      ]);
    expect(verdicts("warn")[0]).toEqual(["total-range", "warn"]);
    expect(verdicts("ignore")[0]).toEqual(["category-range", "warn"]);
  });
});

describe("each category", () => {
  test("is told where it is far from what it was, five of them by name", () => {
    expect(found({ "GOLD LOAN": 80, HOUSING: 299, AUTOMOBILE: 110 }, usual)).toEqual([
      {
        rule: "category-range",
        verdict: "warn",
        says: "GOLD LOAN has 80 loans, the last 14 days had 180–210, usual is 99–296",
      },
    ]);
    const many = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`PRODUCT ${"ABCDEFGH"[index]}`, 100]),
    );
    const half = Object.fromEntries(
      Object.entries(many).map(([name, count], index) => [name, index < 7 ? count / 4 : 625]),
    );
    const [finding] = found(half, daysBefore(...Array(8).fill(many)));
    expect(finding?.says).toMatch(
      /^PRODUCT A has 25 loans, the last 8 days had 100 each, usual is 50–150; .*PRODUCT E .*; 3 more categories are unusual too$/,
    );
  });

  test("of few loans may move as chance has it", () => {
    const days = daysBefore(...Array.from({ length: 14 }, () => ({ "BOOK STORES": 7, HOUSING: 500 })));
    expect(found({ "BOOK STORES": 1, HOUSING: 500 }, days)).toEqual([]);
    expect(found({ "BOOK STORES": 16, HOUSING: 500 }, days).map(({ says }) => says)).toEqual([
      "BOOK STORES has 16 loans, the last 14 days had 7 each, usual is 0–14",
    ]);
  });

  test("that fewer than seven days had is not compared", () => {
    const days = daysBefore(
      ...Array.from({ length: 14 }, (_, index) => ({ HOUSING: 500, ...(index < 6 ? { FARM: 50 } : {}) })),
    );
    expect(found({ HOUSING: 500, FARM: 5 }, days)).toEqual([]);
  });

  test("with a small number is not told with it where the contract hides these", () => {
    const small = { rules: { smallCounts: 5, total: { ...rules.total, verdict: "ignore" as const } } };
    expect(found({ "GOLD LOAN": 4, HOUSING: 200, AUTOMOBILE: 100 }, usual, small)[0]?.says).toBe(
      "GOLD LOAN has fewer than 5 loans, the last 14 days had 180–210, usual is 99–296",
    );
  });
});

describe("a name", () => {
  test("that no published day had is new", () => {
    expect(found({ ...usualDay, "FARM LOAN": 4 }, usual)).toEqual([
      { rule: "new-category", verdict: "warn", says: "FARM LOAN is new: no day of the last 35 had it" },
    ]);
  });

  test("on the first day is not new, and nothing is compared", () => {
    expect(found(usualDay, [])).toEqual([]);
  });

  test("that every day had and today has not, has vanished", () => {
    const { AUTOMOBILE: _gone, ...rest } = { ...usualDay, HOUSING: 290 };
    expect(found(rest, usual)).toEqual([
      {
        rule: "vanished-category",
        verdict: "warn",
        says: "AUTOMOBILE has no loans; each of the last 14 days had some",
      },
    ]);
    expect(found(rest, usual.slice(0, 6)).map(({ verdict }) => verdict)).toEqual(["warn"]);
  });

  test("of digits alone is no name, unless published days had it", () => {
    const shifted = { ...usualDay, "4": 10 };
    expect(found(shifted, usual)).toEqual([
      { rule: "numeric-category", verdict: "warn", says: "4 is a number and no name of a category" },
    ]);
    expect(found(shifted, [])).toHaveLength(1);
    expect(found(shifted, [...daysBefore(shifted), ...usual])).toEqual([]);
  });

  test("that looks like another of the day is told as long as one of the two is new", () => {
    const day = { RESTAURANT: 4, RESTAURANTS: 2, G0LD: 3, GOLD: 9 };
    const gold = { rule: "look-alike", verdict: "warn", says: "G0LD and GOLD look like one category" };
    expect(found(day, [])).toEqual([
      gold,
      { rule: "look-alike", verdict: "warn", says: "RESTAURANT and RESTAURANTS look like one category" },
    ]);
    const { G0LD: _new, ...before } = day;
    expect(found(day, daysBefore(before))).toEqual([gold]);
    expect(found(day, daysBefore(day))).toEqual([]);
  });

  test("in few rows that no published day had in more is told by how many there are alone, also a number", () => {
    const rare = {
      rule: "rare-names",
      verdict: "warn",
      says:
        "1 name stands in 3 rows or fewer, today and on each day of the last 35, and may be customers, so it is not shown; " +
        'list what is a category under "categories" in LOANS_CONTRACT and restart the app, which reads it at its start',
    };
    expect(found({ ...usualDay, "FARM LOAN": 3 }, usual)).toEqual([rare]);
    expect(found({ ...usualDay, "42898": 1 }, usual)).toEqual([
      rare,
      { rule: "numeric-category", verdict: "warn", says: "1 name that is not shown is a number" },
    ]);
    // Nor is it told as gone on the day after.
    const days = daysBefore(...Array(8).fill({ ...usualDay, "FARM LOAN": 3 }));
    expect(found(usualDay, days)).toEqual([]);
    expect(found({ ...usualDay, "FARM LOAN": 3 }, days)).toEqual([rare]);
  });

  test("of which letters were lost before the file came is told", () => {
    const says = "has � (U+FFFD) in place of letters, which were lost before the file came";
    const lost = (names: Readonly<Record<string, number>>) =>
      found({ ...usualDay, ...names }, usual)
        .filter(({ rule }) => rule === "lost-letters")
        .map((finding) => finding.says);
    expect(lost({ "CR\ufffdDIT": 4 })).toEqual([`\`CR\ufffdDIT\` ${says}`]);
    expect(lost({ "CR\ufffdDIT": 1 })).toEqual([`1 name ${says}`]);
  });

  test("that took the place of one that looks like it is told as that, and neither as new nor as gone", () => {
    const { HOUSING, ...rest } = usualDay;
    expect(found({ ...rest, HОUSING: HOUSING }, usual)).toEqual([
      { rule: "look-alike", verdict: "warn", says: "HОUSING is new and looks like HOUSING of earlier days" },
    ]);
  });

  test("is one line of plain text in every sentence", () => {
    const [finding] = found({ ...usualDay, "FARM\n*Adds up*\u202e": 4 }, usual);
    expect(finding?.says).toBe("`FARM[U+000A]*Adds up*[U+202E]` is new: no day of the last 35 had it");
  });

  test("of a customer holds the day, and nothing else is said of it", () => {
    const customers = Object.fromEntries(
      Array.from({ length: 97 }, (_, index) => [`LN${9_000_000 + index} ASHA`, 1]),
    );
    expect(found({ ...usualDay, ...customers }, usual, { day: { sameAs: "2026-11-20" as Day } })).toEqual([
      {
        rule: "personal-names",
        verdict: "hold",
        says: '97 names look like an account, an e-mail address or a person, where "loan_category" should have categories: in 97 rows',
      },
    ]);
  });
});

test("names in few rows hold the day together with what else does, and none is named until a person lets them pass", () => {
  const strangers = Object.fromEntries(
    Array.from({ length: 25 }, (_, at) => [`ASHA ${at}`, at < 20 ? 2 : 1]),
  );
  const holds = (day: Partial<CountedDay>) => found({ ...usualDay, ...strangers, "4": 2 }, usual, { day });
  const sameAs = "2026-11-20" as Day;
  expect(holds({ sameAs }).map(({ rule, verdict }) => [rule, verdict])).toEqual([
    ["rare-names", "hold"],
    ["identical", "hold"],
    ["numeric-category", "warn"],
  ]);
  expect(JSON.stringify(holds({}))).not.toContain("ASHA");
  expect(holds({ areVouched: true }).map(({ rule }) => rule)).toEqual(["numeric-category", "new-category"]);
});

test("a small number of an earlier day is not told either", () => {
  const days = daysBefore(
    ...Array.from({ length: 8 }, (_, at) => ({ FARM: at === 0 ? 2 : 40, HOUSING: 500 })),
  );
  const told = found({ FARM: 200, HOUSING: 500 }, days, {
    rules: { smallCounts: 5, total: { ...rules.total, verdict: "ignore" } },
  });
  expect(told.map(({ says }) => says)).toEqual([
    "FARM has 200 loans, the last 8 days had fewer than 5–40, usual is 20–60",
  ]);
});

test("a category that shares its row is told without its number", () => {
  const small = { rules: { smallCounts: 5, total: { ...rules.total, verdict: "ignore" as const } } };
  const told = found({ "GOLD LOAN": 30, HOUSING: 200, AUTOMOBILE: 100, FARM: 4 }, usual, small);
  expect(told.map(({ says }) => says)).toContain(
    "GOLD LOAN has an unusual number of loans, the last 14 days had 180–210, usual is 99–296",
  );
});

test("more names than categories can be hold the day", () => {
  expect(found(usualDay, usual, { day: { counts: null } })).toEqual([
    {
      rule: "personal-names",
      verdict: "hold",
      says: '"loan_category" has more than 1,000 different names: no categories',
    },
  ]);
});

test("the same bytes as another day's hold the day, as the contract says", () => {
  const day = { sameAs: "2026-11-20" as Day };
  expect(found(usualDay, usual, { day })).toEqual([
    { rule: "identical", verdict: "hold", says: "the same file as 2026-11-20" },
  ]);
  expect(found(usualDay, usual, { day, rules: { identical: "ignore" } })).toEqual([]);
  expect(found(usualDay, usual, { day: { ...day, isFileOfAllDays: true } })[0]?.says).toBe(
    "the same file as 2026-11-20: LOANS_SOURCE has no {date}, so that every day reads it",
  );
});

test("columns that do not look like themselves hold the day by their names", () => {
  const columns = [
    { name: "Age", blank: 2, unreadable: 250 },
    { name: "Income", blank: 100, unreadable: 200 },
    { name: "Loan Amount", blank: 0, unreadable: 500 },
    { name: "Debt Record", blank: 500, unreadable: 0 },
  ];
  expect(found(usualDay, usual, { day: { columns } })).toEqual([
    {
      rule: "columns",
      verdict: "hold",
      says: '250 of 498 values in "Age" are no numbers; 500 of 500 values in "Loan Amount" are no numbers',
    },
  ]);
});

test("of columns that the other decimal sign would make numbers, the hold names what the contract would say", () => {
  const columns = [
    { name: "Age", blank: 0, unreadable: 500 },
    { name: "Loan Amount", blank: 0, unreadable: 499 },
  ];
  const otherDecimal = { sign: ",", columns: ["Loan Amount", "Income"] } as const;
  expect(found(usualDay, usual, { day: { columns, otherDecimal } })[0]?.says).toBe(
    '500 of 500 values in "Age" are no numbers; 499 of 500 values in "Loan Amount" are no numbers; "Loan Amount" has ' +
      'the other decimal sign: write `decimal: ","` in LOANS_CONTRACT and restart the app, which reads it at its start',
  );
});

describe("a category column that no longer looks like itself", () => {
  const holds = (...args: Parameters<typeof found>) =>
    found(...args)
      .filter(({ verdict }) => verdict === "hold")
      .map(({ rule, says }) => [rule, says]);
  const moved = { CLERK: 200, TEACHER: 212, HOUSING: 88 };
  const strange = [["columns", "412 of 500 loans stand in categories that no day of the last 35 had"]];

  test("holds the day where more than half its loans stand in names that a week of days did not have", () => {
    expect(holds(moved, usual)).toEqual(strange);
    expect(holds(moved, usual.slice(0, 7))).toEqual(strange);
    expect(holds(moved, usual.slice(0, 6))).toEqual([]);
    expect(holds({ CLERK: 250, HOUSING: 250 }, usual)).toEqual([]);
    expect(holds(moved, usual, { rules: { columns: 0.9 } })).toEqual([]);
  });

  test("knows the names that the contract lists", () => {
    const contract = { ...defaultContract, categories: ["TEACHER"] };
    const day = { counts: of(moved), columns: [], sameAs: null };
    const findings = judge(day, { day: today, earlier: usual, published: usual, contract });
    expect(findings.filter(({ rule }) => rule === "columns")).toEqual([]);
  });

  test("holds it where more than half its loans have no category, with or without a day before", () => {
    const blank = { "(blank)": 300, "GOLD LOAN": 100, HOUSING: 100 };
    const none = [["columns", "300 of 500 loans have no category"]];
    expect(holds(blank, [])).toEqual(none);
    expect(holds(blank, usual)).toEqual(none);
    expect(holds({ "(blank)": 250, HOUSING: 250 }, usual)).toEqual([]);
  });

  test("names none of them, though the contract holds a day for a name that is new", () => {
    const occupations = { CLERK: 300, DENTIST: 200, "7": 4 };
    const strict = { newCategory: "hold", vanishedCategory: "hold", numericCategory: "hold" } as const;
    const says = "504 of 504 loans stand in categories that no day of the last 35 had";
    expect(holds(occupations, usual, { rules: strict })).toEqual([["columns", says]]);
    // Whoever lets the column pass is told them with the counts.
    const told = found(occupations, usual, { rules: strict }).filter(({ verdict }) => verdict === "warn");
    expect(told.map(({ rule }) => rule)).toEqual(["numeric-category", "new-category", "vanished-category"]);
  });

  test("says nothing of a name that may be a customer's", () => {
    const findings = found({ "LN9000000 ASHA": 500 }, usual);
    expect(findings.map(({ rule }) => rule)).toEqual(["personal-names"]);
  });
});

test("what another day than a bank day had is known, and compared with nothing", () => {
  const saturday = daysBefore({ "FARM LOAN": 4 });
  const comparison = { day: today, contract: defaultContract };
  const day = { counts: of({ ...usualDay, "FARM LOAN": 3 }), columns: [], sameAs: null };
  expect(judge(day, { ...comparison, earlier: usual, published: [...saturday, ...usual] })).toEqual([]);
  const small = { ...day, counts: of({ HOUSING: 2 }) };
  expect(judge(small, { ...comparison, earlier: [], published: usual })).toEqual([]);
});
