import { expect, test } from "vitest";
import { defaultContract } from "../../../../src/domain/loans/contract.ts";
import type { KnownNames } from "../../../../src/domain/loans/personal-names.ts";
import { looksLikeSomebody, looksPersonal, NameCensus } from "../../../../src/domain/loans/personal-names.ts";

const nothing: KnownNames = { names: new Set(), days: 0 };
/** What so many days have published. */
const published = (names: Readonly<Record<string, number>>, days = 7): KnownNames => ({
  names: new Set(Object.keys(names)),
  days,
});
const contract = defaultContract;
const judged = (names: Readonly<Record<string, number>>, known = nothing) =>
  looksPersonal(new Map(Object.entries(names)), { contract, known });

/** The categories of the bank's sample file. */
const bank: Readonly<Record<string, number>> = {
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
/** Made up: 97 customers as a moved column shows them. */
const customers = Object.fromEntries(
  Array.from({ length: 97 }, (_, index) => [`ASHA RAO ${letters(index)}`, 1]),
);

function letters(index: number): string {
  return String.fromCharCode(65 + (index % 26), 65 + Math.floor(index / 26));
}

test.each([
  "asha.rao@example.org",
  "ASHA @ HOME asha@bank",
  "ＡＳＨＡ＠ＥＸＡＭＰＬＥ.org",
  "LN9000000 ASHA RAO 0",
  "LN9000000",
  "IB14001",
  "LN-9000000",
  "ABCDE1234F",
  "123456789",
  "GB82 WEST 1234 5698 7654 32",
  "4111 1111 1111 1111",
  "1234-5678-9012",
  "+91 98765 43210",
  "(987) 654-3210",
  "९८७६५४३२१०",
  "LN90\u200b00000",
  "MR. ASHA RAO",
  "Smt Asha Rao",
  "LN900\u034f0000",
  "123\u2800456\u28007890",
])("%j has the look of somebody", (name) => {
  expect(looksLikeSomebody(name)).toBe(true);
});

test.each([
  ...Object.keys(bank),
  "(blank)",
  "CREDIT CARD",
  "HOME LOAN 2",
  "CATEGORY 12345",
  "LOAN @ 8 %",
  "SCHEME 2025-26",
  "SCHEME 2.0 2025-2026",
  "FY2025-26",
  "2026-11-23",
  "10,00,000",
  "42898",
  "4",
  "PMAY(U) 2.0",
  "MSME 10000",
  "DRIVER TRAINING",
  "MRI EQUIPMENT",
  "स्वर्ण ऋण",
  "ЖИЛЬЁ",
  "住宅ローン",
  "قرض السكن",
])("%j has not", (name) => {
  expect(looksLikeSomebody(name)).toBe(false);
});

test.each<[string, Readonly<Record<string, number>>]>([
  ["the bank's sample file", bank],
  ["three rows of three names", { GOLD: 1, HOUSING: 1, "CREDIT CARD": 1 }],
  [
    "a file in which every category stands once",
    Object.fromEntries(Object.keys(bank).map((name) => [name, 1])),
  ],
  ["some typing errors beside many loans", { ...bank, HOUSNG: 1, GLOD: 1, "BOOK STORE": 1 }],
  [
    "forty categories in a hundred rows",
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`PRODUCT ${i}`, 1 + (i % 4)])),
  ],
  [
    "three hundred categories in a large file",
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`PRODUCT ${i}`, 10 + i])),
  ],
])("%s is told", (_what, names) => {
  expect(judged(names)).toBeNull();
});

test("97 customers are held whatever else the file has, and none is named", () => {
  const says = `97 of the 97 names in "loan_category" stand in one row each, as customers do and categories do not`;
  expect(judged(customers)).toBe(says);
  expect(judged({ ...bank, ...customers })).toBe(says.replace("the 97", "the 113"));
  const large = Object.fromEntries(Object.entries(bank).map(([name, rows]) => [name, rows * 100_000]));
  expect(judged({ ...large, ...customers })).toBe(says.replace("the 97", "the 113"));
});

test("a few customers are enough where the other names are fewer and in many rows", () => {
  const ten = Object.fromEntries(Object.entries(customers).slice(0, 10));
  expect(judged({ "GOLD LOAN": 300, HOUSING: 200, ...ten })).toBe(
    `10 of the 12 names in "loan_category" stand in one row each, as customers do and categories do not`,
  );
  expect(judged({ "GOLD LOAN": 3, HOUSING: 2, ...ten })).toBeNull();
});

test("customers with some loans each are held as well", () => {
  const some = Object.fromEntries(Object.keys(customers).map((name, index) => [name, 2 + (index % 2)]));
  expect(judged({ ...bank, ...some })).toBe(
    `97 of the 113 names in "loan_category" stand in 3 rows or fewer each, as customers do and categories do not`,
  );
});

test("one name with the look of an account is enough", () => {
  expect(judged({ ...bank, IB14001: 1 })).toBe(
    '1 name looks like an account, an e-mail address or a person, where "loan_category" should have categories',
  );
});

test("a name that a published day had is no person, and once days are published fewer strangers are enough", () => {
  const codes = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`PRD10${100 + index}`, 1]));
  expect(judged(codes)).not.toBeNull();
  expect(judged(codes, published(codes, 1))).toBeNull();

  const six = Object.fromEntries(Object.entries(customers).slice(0, 6));
  expect(judged({ ...bank, ...six })).toBeNull();
  expect(judged({ ...bank, ...six }, published(bank, 6))).toBeNull();
  expect(judged({ ...bank, ...six }, published(bank))).toBe(
    `6 of the 6 names in "loan_category" that no published day had stand in one row each, as customers do and categories do not`,
  );
});

test("a name that the contract lists is no person either, also on the first day", () => {
  const names = new Map([...Object.entries(bank), ["PRD10045", 1], ["MR COOPER LOANS", 1]]);
  const listed = { ...contract, categories: ["PRD10045", "MR COOPER LOANS"] };
  expect(looksPersonal(names, { contract, known: nothing })).toMatch(/^2 names look like/);
  expect(looksPersonal(names, { contract: listed, known: nothing })).toBeNull();
});

test("the census counts the rows of up to a thousand names, and knows when there were more", () => {
  const few = new NameCensus();
  for (let row = 0; row < 4_000; row++) few.take(`name ${row % 1_000}`);
  expect(few.rows?.size).toBe(1_000);
  expect(few.rows?.get("name 999")).toBe(4);

  const census = new NameCensus();
  for (let row = 0; row < 200_000; row++) census.take(row % 2 === 0 ? "GOLD LOAN" : `name ${row}`);
  expect(census.rows).toBeNull();
  expect(looksPersonal(census.rows, { contract, known: published({ "GOLD LOAN": 1 }) })).toBe(
    '"loan_category" has more than 1,000 different names: no categories',
  );
});
