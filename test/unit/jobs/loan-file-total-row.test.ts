import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { AmountColumn } from "../../../src/jobs/workflows/batch/loan-file/amounts/amount-column.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

const columns = {
  Vertrag: { is: "id" },
  Produkt: { is: "category" },
  Betrag: { is: "amount", sum: true },
  Zins: { is: "amount" },
};

async function warnings(rows: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  const text = ["Vertrag;Produkt;Betrag;Zins", ...rows, ""].join("\n");
  const contract = contractOf(
    contractFile.parse({ separator: ";", decimal: ",", totals: ["Summe"], columns, ...more }),
  );
  const known = async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY });
  return (
    await readLoanFile(Readable.from([Buffer.from(text)]), {
      ...{ name: "loan.csv", contract, released: [], known },
    })
  ).warnings;
}

const loans = ["1;AUTO;10.000,00;1,5", "2;HAUS;50.000,25;2,5", "3;AUTO;299,75;0,25"];
const summed = (row: number, named = '"Betrag"', others = "rows") =>
  `row ${row} has the sum of all other ${others} in ${named}: perhaps a total, which is in the counts and sums`;
const above = (row: number) =>
  `row ${row} has the sum of the rows above in "Betrag": perhaps a total, which is in the counts and sums`;

describe("a row with the sum of all others", () => {
  test.each([
    "Gesamtsumme;;60.300,00;",
    "Gesamt;;60300;9",
    "60 rows;;60 300,0;",
    "4;HAUS;060300,0000;",
    "4;Gesamt;+60.300;1",
  ])("is told of by its number, whatever its words: %s", async (total) => {
    expect(await warnings([...loans, total])).toEqual([summed(4)]);
    expect(await warnings([total, ...loans])).toEqual([summed(1)]);
  });

  test("is told of beside what it does not say", async () => {
    expect(await warnings([...loans, "-;-;60.300,00;"])).toEqual([
      "1 row has neither a customer nor a category: perhaps totals",
      summed(4),
    ]);
  });

  test("is told of once for all of its columns, and where no column is summed up", async () => {
    expect(await warnings([...loans, "Gesamt;;60.300;4,25"])).toEqual([summed(4, '"Betrag", "Zins"')]);
    const unsummed = { ...columns, Betrag: { is: "amount" } };
    expect(await warnings([...loans, "Gesamt;;60.300;"], { columns: unsummed })).toEqual([
      summed(4).replace("the counts and sums", "the counts"),
    ]);
  });

  test("may be there twice, side by side or not, and both are told", async () => {
    const twice = (rows: string) =>
      `rows ${rows} each have the sum of all others in "Betrag": perhaps totals, which are in the counts and sums`;
    const total = "Gesamt;;60.300;";
    expect(await warnings([...loans, total, "Kontrolle;;60.300,00;"])).toEqual([twice("4 and 5")]);
    expect(await warnings([total, ...loans, "Kontrolle;;+60.300,0000;"])).toEqual([twice("1 and 5")]);
    // Two pairs of four loans are nothing odd, and nor is the greatest of several that stands twice.
    expect(await warnings(["1;AUTO;9;", "2;AUTO;9;", "3;AUTO;4;", "4;AUTO;5;"])).toEqual([]);
    expect(await warnings([...loans, "4;HAUS;50.000,25;", "5;AUTO;1;"])).toEqual([]);
    expect(await warnings([...loans, total, "Kontrolle;;-60.300;"])).toEqual([
      summed(4, '"Betrag"', "rows above 0"),
    ]);
  });

  test("is found as the last one where some amounts are negative", async () => {
    expect(await warnings([...loans, "4;AUTO;-60.000,00;", "Gesamt;;300,00;"])).toEqual([summed(5)]);
    expect(await warnings(["1;AUTO;-5;", "2;HAUS;-7,5;", "Gesamt;;-12,5;"])).toEqual([summed(3)]);
  });

  test("is found beside a total that is left out, and among lines that could be a footer", async () => {
    expect(await warnings([...loans, "Gesamt;;60.300;", "Summe;;60.300;"])).toEqual([summed(4)]);
    const rules = { footer: "ignore" };
    expect(await warnings([...loans, "Gesamt;;60.300;", "5;AUTO;0;"], { footer: "^Gesamt", rules })).toEqual([
      summed(4),
    ]);
    expect(await warnings([...loans, "Gesamt;;60.300;"], { footer: "^Gesamt" })).toEqual([]);
  });

  test.each([[[]], [["Gesamt;;60.300,01;"]], [["Gesamt;;60.300,00 EUR;"]]])(
    "is none where the amount is another: %j",
    async (more) => {
      expect(await warnings([...loans, ...more])).toEqual([]);
    },
  );

  test("is found with the other sign than all it adds up", async () => {
    expect(await warnings([...loans, "X;ALLE;-60.300;"])).toEqual([summed(4)]);
    expect(await warnings(["1;AUTO;-5;", "2;HAUS;-7,5;", "Gesamt;;12,5;"])).toEqual([summed(3)]);
    // A reversal of a loan, and books that are balanced, are no totals.
    expect(await warnings([...loans, "4;AUTO;-299,75;"])).toEqual([]);
    expect(await warnings(["1;AUTO;5;", "2;HAUS;7;", "1;AUTO;-5;", "2;HAUS;-7;"])).toEqual([]);
  });

  test("is found beside other rows of a report's end: a number, an average, the same with another sign", async () => {
    const many = Array.from({ length: 36 }, (_, at) => `${at};AUTO;${101 + at};`);
    const total = "GESAMT;ALLE;4266;"; // 36 × 100 + 36 × 37 / 2
    const held = (row: number, beside: string) =>
      `row ${row} has the sum of all other rows but ${beside} in "Betrag": perhaps a total, which is in the counts and sums`;
    const rules = { rules: { perhapsTotals: "warn" } };
    expect(await warnings([...many, total, "ANZAHL;ALLE;36;"], rules)).toEqual([held(37, "row 38")]);
    expect(await warnings([...many, "MITTEL;ALLE;118,5;", total], rules)).toEqual([held(38, "row 37")]);
    expect(await warnings([...many, "ANZAHL;ALLE;36;", total, "MITTEL;ALLE;118,5;"], rules)).toEqual([
      held(38, "rows 37 and 39"),
    ]);
    expect(await warnings([...many, total, "HABEN;ALLE;-4266;"], rules)).toEqual([held(37, "row 38")]);
    expect(await warnings([...many, total, total, total], rules)).toEqual([held(37, "rows 38 and 39")]);
    expect(await warnings([...many, "GESAMT;ALLE;4266,01;", "ANZAHL;ALLE;36;"], rules)).toEqual([]);
    // Of a few amounts it may be chance, but for the rows above it.
    expect(await warnings([...loans, "Gesamt;;60.300;", "Anzahl;;3;"], rules)).toEqual([above(4)]);
    expect(await warnings([...loans, "Anzahl;;3;", "Gesamt;;60.300;"], rules)).toEqual([]);
  });

  test("is found as one of what was lent, too, from which the refunds are not taken off", async () => {
    const many = Array.from({ length: 40 }, (_, at) => `${at};AUTO;${1000 + at * 13},37;`);
    const refunds = [3, 9, 14, 21, 30].map((at) => `${at};AUTO;-${1000 + at * 13},37;`);
    const lent = "Gesamt;ALLE;50.154,80;"; // 40 × 1,000.37 + 13 × 39 × 40 / 2
    const rules = { rules: { perhapsTotals: "warn" } };
    expect(await warnings([...many, ...refunds, lent], rules)).toEqual([
      summed(46, '"Betrag"', "rows above 0"),
    ]);
    expect(await warnings([lent, ...refunds, ...many], rules)).toEqual([
      summed(1, '"Betrag"', "rows above 0"),
    ]);
    expect(await warnings([...many, ...refunds, lent.replace(",80", ",81")], rules)).toEqual([]);
  });

  test("is found with the other sign beside a refund and a number, and where it stands twice", async () => {
    const many = Array.from({ length: 36 }, (_, at) => `${at};AUTO;${101 + at};`);
    const rules = { rules: { perhapsTotals: "warn" } };
    const held = (row: number, beside: string) =>
      `row ${row} has the sum of all other rows but ${beside} in "Betrag": perhaps a total, which is in the counts and sums`;
    // 4266 − 100.
    const refunded = [...many, "36;AUTO;-100;"];
    expect(await warnings([...refunded, "X;ALLE;-4166;"], rules)).toEqual([summed(38)]);
    expect(await warnings([...many, "X;ALLE;-4266;", "ANZAHL;ALLE;36;"], rules)).toEqual([
      held(37, "row 38"),
    ]);
    expect(await warnings([...many, "X;ALLE;-4266;", "X;ALLE;-4266;"], rules)).toEqual([
      'rows 37 and 38 each have the sum of all others in "Betrag": perhaps totals, which are in the counts and sums',
    ]);
  });

  test.each([
    ["one amount that is taken back again and again", () => (at: number) => (at % 2 === 0 ? 500 : -500)],
    [
      "a few amounts, each taken back",
      () => (at: number) => ([100, 250, 500][at % 3] ?? 0) * (at % 2 === 0 ? 1 : -1),
    ],
    [
      "cents, of which the last are taken back twice",
      () => (at: number) => (at > 27 ? 7.01 : 1_234.56 + at - (at % 2)) * (at % 2 === 0 ? 1 : -1),
    ],
    ["small whole numbers below and above 0", () => (at: number) => ((at * 7) % 7) - 3 || 1],
  ])("is none among reversals: %s", async (_, made) => {
    const amount = made();
    const rows = (many: number) =>
      Array.from({ length: many }, (__, at) => `${at};AUTO;${amount(at).toFixed(2).replace(".", ",")};`);
    for (let many = 29; many < 36; many += 1) expect(await warnings(rows(many))).toEqual([]);
  });

  test("is none of two amounts alone, however many rows have none", async () => {
    expect(await warnings(["1;AUTO;5;", "2;HAUS;0;", "3;AUTO;;", "4;HAUS;5;"])).toEqual([]);
  });
});

describe("a word of totals in another spelling", () => {
  const many = Array.from({ length: 12 }, (_, at) => `V${at};AUTO;${101 + at};`);
  const says =
    "1 row has a word of totals beside something else: perhaps totals, which are in the counts and sums";

  test.each([
    ["ΣΥΝΟΛΟ", "σύνολο"],
    ["İCMAL", "icmal"],
    ["ICMAL", "İcmal"],
    ["Resumé".normalize("NFD"), "Resumé"],
    ["ＳＵＭＭＥ", "Summe"],
    ["SUMME GESAMT", "Šumme gesamt"],
  ])("is counted and told: %s where the contract has %s", async (word, listed) => {
    for (const row of [`${word};AUTO;7;`, `${word};;7;`, `V99;${word};7;`])
      expect(await warnings([...many, row], { totals: [listed] })).toContain(says);
    expect(await warnings([...many, `${listed};;7;`], { totals: [listed] })).toEqual([]);
  });

  test("is none where letters differ", async () => {
    expect(await warnings([...many, "SUMMA;AUTO;7;"])).toEqual([]);
  });
});

test("amounts are added up exactly, however many and however large", () => {
  const made = () => new AmountColumn({ name: "lent", sum: false }, ".");
  const take = (column: AmountColumn, units: bigint, row: number) =>
    column.take(`${units / 10_000n}.${String(units % 10_000n).padStart(4, "0")}`, row, "whole", undefined);
  const column = made();
  let sum = 0n;
  for (let row = 1; row <= 200_000; row += 1) {
    const amount = BigInt(row) * 4_503_599n;
    sum += amount;
    take(column, amount, row);
  }
  const [total, other] = [made(), made()];
  total.add(column);
  take(total, sum, 200_001);
  other.add(column);
  take(other, sum + 1n, 200_001);
  expect([column, total, other].map((one) => one.totals([]).rows)).toEqual([[], [200_001], []]);
});
