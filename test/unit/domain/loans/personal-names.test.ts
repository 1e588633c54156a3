import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../../src/domain/loans/contract/contract.ts";
import type { KnownNames } from "../../../../src/domain/loans/names/known-names.ts";
import { knownByShown, knownNames, NOTHING_KNOWN } from "../../../../src/domain/loans/names/known-names.ts";
import {
  looksPersonal,
  NameCensus,
  namesNotShown,
} from "../../../../src/domain/loans/names/personal-names.ts";

type Names = Readonly<Record<string, number>>;

const contract = defaultContract;
/** What so many days have published. */
const published = (names: Names, days = 7): KnownNames =>
  knownNames(Array(days).fill({ counts: countsOf(names) }));
const countsOf = (names: Names) => Object.entries(names).map(([category, count]) => ({ category, count }));
const judged = (names: Names, known = NOTHING_KNOWN) =>
  looksPersonal(new Map(Object.entries(names)), { contract, known });
const rule = (...args: Parameters<typeof judged>) => judged(...args)?.rule ?? null;

/** The categories of the bank's sample file. */
const bank: Names = {
  "GOLD LOAN": 77,
  HOUSING: 67,
  AUTOMOBILE: 60,
  TRAVELLING: 53,
  RESTAURANTS: 41,
  SHOPPING: 35,
  "COMPUTER SOFTWARES": 35,
  BUSINESS: 24,
  "EDUCATIONAL LOAN": 20,
  RESTAURANT: 20,
  ELECTRONICS: 14,
  "HOME APPLIANCES": 14,
  DINNING: 14,
  AGRICULTURE: 12,
  "BOOK STORES": 7,
  BUILDING: 7,
};

/** So many made-up customers with so many rows each. */
const people = (many: number, rows: (index: number) => number = () => 1): Names =>
  Object.fromEntries(Array.from({ length: many }, (_, at) => [`ASHA RAO ${letters(at)}`, rows(at)]));
const categories = (counts: readonly number[]): Names =>
  Object.fromEntries(counts.map((count, at) => [`PRODUCT ${letters(at)}`, count]));

function letters(index: number): string {
  return String.fromCharCode(
    65 + (index % 26),
    65 + (Math.floor(index / 26) % 26),
    65 + Math.floor(index / 676),
  );
}

/** As shares of categories fall by their rank (Zipf); those that come to none are not there. */
const zipf = (many: number, loans: number): Names => {
  const all = Array.from({ length: many }, (_, at) => 1 / (at + 1));
  const sum = all.reduce((one, other) => one + other, 0);
  return categories(all.map((share) => Math.max(1, Math.round((share / sum) * loans))));
};

describe("on the first days", () => {
  test.each<[string, Names]>([
    ["the bank's sample file", bank],
    ["some typing errors beside many loans", { ...bank, HOUSNG: 1, GLOD: 1, "BOOK STORE": 1 }],
    ["45 loans in 25 categories", categories([8, 6, 4, 3, 2, 2, 2, ...Array<number>(18).fill(1)])],
    ["a hundred categories in three hundred loans", zipf(100, 300)],
    ["forty categories in a hundred rows", categories(Array.from({ length: 40 }, (_, at) => 1 + (at % 4)))],
    ["three hundred categories in a large file", categories(Array.from({ length: 300 }, (_, at) => 10 + at))],
    ["one category in four rows", { HOUSING: 4 }],
    ["no category", { "(blank)": 2 }],
    ["a small part of a file that moved", { ...bank, ...people(10) }],
  ])("%s is told", (_what, names) => {
    expect(judged(names)).toBeNull();
  });

  test.each<[string, Names]>([
    ["3 customers in a file of as many rows", people(3)],
    ["5", people(5)],
    ["10", people(10)],
    ["19", people(19)],
    ["one in a file of one row", people(1)],
    ["9 with two rows each", people(9, () => 2)],
    ["40 with one to three rows each", people(40, (at) => 1 + (at % 3))],
    ["97 beside the categories of the bank", { ...bank, ...people(97) }],
    ["97 with some rows each beside them", { ...bank, ...people(97, (at) => 2 + (at % 2)) }],
    [
      "97 in a large file",
      {
        ...Object.fromEntries(Object.entries(bank).map(([name, rows]) => [name, rows * 100_000])),
        ...people(97),
      },
    ],
    ["10 where the other names are fewer", { "GOLD LOAN": 300, HOUSING: 200, ...people(10) }],
  ])("%s hold the day", (_what, names) => {
    expect(rule(names)).toBe("rare-names");
  });

  test("the sentence says how many they are, and names none", () => {
    const where = 'names in "loan_category" are new and stand in';
    const why = "each, as customers do and most categories do not";
    expect(judged({ ...bank, ...people(97) })?.says).toBe(`97 of 113 ${where} one row ${why}`);
    expect(judged(people(9, () => 2))?.says).toBe(`9 of 9 ${where} 3 rows or fewer ${why}`);
    expect(judged(people(1))?.says).toBe(
      '1 of 1 name in "loan_category" is new and stands in one row, as customers do and most categories do not',
    );
  });

  test("names that a day had are no strangers", () => {
    const tiny = { GOLD: 1, HOUSING: 2, FARM: 1 };
    expect(rule(tiny)).toBe("rare-names");
    expect(rule(tiny, published(tiny, 1))).toBeNull();
  });
});

describe("once a week is published", () => {
  const known = published(bank);

  test.each<[string, Names]>([
    ["the same categories", bank],
    ["one that is new, whatever its rows", { ...bank, "FARM LOAN": 1 }],
    ["one that is new among three", { HOUSING: 90, "GOLD LOAN": 80, "FARM LOAN": 1 }],
    ["a typing error", { ...bank, HOUSNG: 2 }],
    ["names in other letters", { ...bank, Housing: 1, "GOLD LOANS": 1, Building: 1, "BOOK-STORE": 2 }],
    ["strangers in many rows each", { ...bank, ...people(10, () => 4) }],
  ])("%s is told", (_what, names) => {
    expect(judged(names, known)).toBeNull();
  });

  test.each<[string, Names]>([
    ["10 of 500 rows that moved", { ...bank, ...people(10) }],
    ["3 customers", { ...bank, ...people(3) }],
    ["6 with two or three rows each", { ...bank, ...people(6, (at) => 2 + (at % 2)) }],
  ])("%s hold the day", (_what, names) => {
    expect(rule(names, known)).toBe("rare-names");
    expect(rule(names, published(bank, 6))).toBeNull();
  });

  test("a bank of small categories is not held for those that it has every day", () => {
    const small = categories([9, 6, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
    expect(judged(small, published(small))).toBeNull();
  });

  test("where earlier days did not show so many names, as many strangers may be these", () => {
    const shown = (all: Names) =>
      knownByShown(Array.from({ length: 7 }, () => ({ counts: countsOf({ ...bank, ...all }) })));
    const hidden = (many: number) => shown({ [`not shown (${many} names)`]: many });
    const names = { ...bank, ...people(4) };
    expect(rule(names, hidden(2))).toBeNull();
    expect(rule(names, hidden(1))).toBe("rare-names");
    expect(rule(people(30), shown({ "others (<5)": 9 }))).toBeNull();
  });

  test("a name of a file that says so hides none", () => {
    const names = { ...bank, ...people(4) };
    expect(rule(names, published({ ...bank, "not shown (99 names)": 9, "others (<5)": 9 }))).toBe(
      "rare-names",
    );
    const inQuotes = countsOf({ ...bank, '"not shown (99 names)"': 9 });
    const known = knownByShown(Array.from({ length: 7 }, () => ({ counts: inQuotes })));
    expect(known.names).toContain("not shown (99 names)");
    expect(rule(names, known)).toBe("rare-names");
  });
});

describe("by the look of a name", () => {
  const says =
    '1 name looks like an account, an e-mail address or a person, where "loan_category" should have categories';

  test("one is enough, in however many rows", () => {
    for (const name of ["LN9000000", "asha@example.org", "123-45-6789"])
      for (const [rows, where] of [
        [1, "in 1 row"],
        [500, "in 500 rows"],
      ] as const)
        expect(judged({ ...bank, [name]: rows })).toEqual({
          rule: "personal-names",
          says: `${says}: ${where}`,
          verdict: "hold",
        });
  });

  test.each([
    ...["Ms Rao", "Dr. Ambedkar Yojana", "Smt. Indira Gandhi Yojana", "MR COOPER LOANS", "MS MEDIUM SCALE"],
    ...["MS STEEL", "MISS INDIA SCHEME", "PMEGP2024G", "HOUSE2024B", "LOANS2025A", "SBA 504-25-2025"],
  ])("%j is somebody in three rows or fewer, and a category in more", (name) => {
    for (const rows of [1, 3])
      expect(judged({ ...bank, [name]: rows })?.says).toBe(`${says}: in ${rows} row${rows === 1 ? "" : "s"}`);
    for (const rows of [4, 500]) expect(judged({ ...bank, [name]: rows })).toBeNull();
  });

  test("one handle is a category, and so are many in many rows; more of them in few rows are addresses", () => {
    const rates: Names = {
      "Loan@Home": 40,
      "TDS@Source": 30,
      "MCLR@RBI": 20,
      "HL@EBLR": 9,
      "HL@Repo+2.5": 4,
    };
    expect(judged(rates)).toBeNull();
    expect(judged({ ...bank, "Loan@Home": 1 })).toBeNull();
    expect(judged({ ...bank, "asha@okbank": 1, "ravi@okbank": 3 })?.says).toMatch(/^2 names look/);
    expect(judged({ ...bank, 1234567: 1, 1234568: 2 })?.says).toMatch(/^2 names look/);
  });

  test("where most names look like persons in some rows each, they are", () => {
    const titled = (rows: number): Names =>
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`MR RAO ${letters(at)}`, rows]));
    const handles: Names = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`asha${letters(at)}@okbank`, 5]),
    );
    expect(judged({ ...bank, ...titled(4) })?.says).toMatch(/^20 names look .*: in 80 rows$/);
    expect(rule({ ...bank, ...handles })).toBe("personal-names");
    expect(rule({ ...bank, ...titled(40) })).toBeNull();
  });

  test("the numbers of the first rows that they stand in are told, where the file is at hand", () => {
    const census = new NameCensus();
    const file = [
      "HOUSING",
      "asha@example.org",
      "LN9000000",
      "HOUSING",
      "asha@example.org",
      "asha@example.org",
    ];
    const told = () => {
      const { rows, firstRows } = census;
      return looksPersonal(rows, { contract, known: NOTHING_KNOWN, firstRows })?.says;
    };
    for (const [at, name] of file.slice(0, 2).entries()) census.of(name)?.take(at + 1);
    expect(told()).toBe(`${says}: in row 2`);
    for (const [at, name] of file.slice(2).entries()) census.of(name)?.take(at + 3);
    expect(told()).toMatch(/^2 names look .*: in 4 rows, the first of them 2, 3 and 5$/);

    const later = new NameCensus();
    later.of("asha@example.org")?.take(1_234);
    const both = new NameCensus();
    both.of("asha@example.org")?.take(7);
    both.add(later);
    expect(both.firstRows.get("asha@example.org")).toEqual([7, 1_234]);

    const customers = new NameCensus();
    for (const [at, name] of Object.keys(people(5)).entries()) customers.of(name)?.take(at + 1);
    const { rows, firstRows } = customers;
    expect(looksPersonal(rows, { contract, known: NOTHING_KNOWN, firstRows })?.says).toBe(
      '5 of 5 names in "loan_category" are new and stand in one row each, as customers do and most categories do not: ' +
        "in 5 rows, the first of them 1, 2 and 3",
    );
  });

  test("one that a day showed, or that the contract lists, is none", () => {
    const odd = { LN9000000: 9 };
    expect(judged({ ...bank, ...odd }, published(odd, 1))).toBeNull();
    const isListed = (name: string, categories: string[]) =>
      looksPersonal(new Map([[name, 9]]), { contract: { ...contract, categories }, known: NOTHING_KNOWN }) ===
      null;
    expect(isListed("LN9000000", ["LN9000000"])).toBe(true);
    expect(isListed("LN9000001", ["LN9000000"])).toBe(false);
    // In other letters, too, as for what is shown.
    expect(isListed("DR. RAO'S 9000000 SCHEMES", ["Dr. Rao\u2019s 9000000 Scheme"])).toBe(true);
    expect(judged({ ...bank, "LN 9000000": 1 }, published({ LN9000000: 9 }, 1))).toBeNull();
    // In so few rows it was never shown.
    expect(rule({ ...bank, "Ms Rao": 1 }, published({ ...bank, "Ms Rao": 1 }))).toBe("personal-names");
  });

  test("one code is a product's, and so are many in many rows; more of them in few rows are accounts", () => {
    expect(judged({ ...bank, "HL-10001": 1 })).toBeNull();
    expect(judged({ "HL-10001": 40, "HL-10002": 30, "GL-20001": 9 })).toBeNull();
    expect(judged({ ...bank, KD70001: 1, KD70002: 2 })?.says).toMatch(/^2 names look like/);
    const codes = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`PRD10${100 + at}`, 1]));
    expect(rule(codes)).toBe("personal-names");
    expect(judged(codes, published(codes, 1))).toBeNull();
  });
});

test("how many names are not shown is said with what helps", () => {
  const not = (names: Names, known = NOTHING_KNOWN) =>
    namesNotShown(new Map(Object.entries(names)), { contract, known })?.says;
  expect(not(bank)).toBeUndefined();
  expect(not({ ...bank, FARM: 3, MILK: 1 })).toBe(
    "2 names stand in 3 rows or fewer each, today and on each day of the last 35, and may be customers, so they are not shown; " +
      'list what is a category under "categories" in LOANS_CONTRACT and restart the app, which reads it at its start',
  );
  expect(not({ ...bank, FARM: 3 }, published({ FARM: 3 }))).toMatch(
    /^1 name stands in 3 rows or fewer, today/,
  );
  expect(not({ ...bank, FARM: 3 }, published({ FARM: 4 }, 1))).toBeUndefined();
});

test("the census counts the rows of up to a thousand names, and knows when there were more", () => {
  const few = new NameCensus();
  for (let row = 0; row < 4_000; row++) few.of(`name ${row % 1_000}`)?.take(row);
  expect(few.rows?.size).toBe(1_000);
  expect(few.rows?.get("name 999")).toBe(4);

  // No more of a name than tells that it is too long for the table.
  const long = new NameCensus();
  long.of("A".repeat(1_000_000))?.take(1);
  long.of("B")?.take(2);
  expect([...(long.rows?.keys() ?? [])].map(({ length }) => length)).toEqual([1_000, 1]);
  expect([...long.firstRows.values()]).toEqual([[1], [2]]);

  const census = new NameCensus();
  for (let row = 0; row < 200_000; row++) census.of(row % 2 === 0 ? "GOLD LOAN" : `name ${row}`)?.take(row);
  expect(census.rows).toBeNull();
  expect(looksPersonal(census.rows, { contract, known: published({ "GOLD LOAN": 9 }) })).toEqual({
    rule: "personal-names",
    says: '"loan_category" has more than 1,000 different names: no categories',
    verdict: "hold",
  });
});
