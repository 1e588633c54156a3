import { describe, expect, test } from "vitest";
import { fileReader } from "../../support/loans/rows-of-a-file.ts";

const columns = {
  id: { is: "id" },
  kind: { is: "category" },
  lent: { is: "amount", sum: true },
  fee: { is: "amount" },
};

const { read, warnings, holdOf } = fileReader({
  ...{ header: "id,kind,lent,fee,note", columns, extraColumns: "allow" },
});

const heldBy = async (...file: Parameters<typeof read>) =>
  (await holdOf(...file)).holds.map(({ rule, says }) => [rule, says.replace('reading "loan.csv": ', "")]);

/** So many loans of a kind, of 101, 102 and so on. */
const block = (kind: string, many: number) =>
  Array.from({ length: many }, (_, at) => `C${at},${kind},${101 + at},1,`);
const sumOf = (many: number) => 100 * many + (many * (many + 1)) / 2;
const says = (rows: string, named = '"lent"') =>
  `rows ${rows} each have the sum of all other rows of their category in ${named}: perhaps subtotals, which are in the counts and sums`;

describe("a row in each category with the sum of all others of it", () => {
  test.each([
    ["behind its block", (kind: string, sum: number) => `Zwischensumme,${kind},${sum},,`],
    ["with its word elsewhere", (kind: string, sum: number) => `ALL,${kind},${sum},,Subtotal`],
    ["like any loan", (kind: string, sum: number) => `C99,${kind},${sum}.00,,`],
  ])("holds the day, until a person lets it pass: %s", async (_, subtotal) => {
    const kinds = ["GOLD", "HOME", "AUTO"];
    const rows = kinds.flatMap((kind) => [...block(kind, 20), subtotal(kind, sumOf(20))]);
    const held = await holdOf(rows);
    expect(held.holds).toEqual([
      { rule: "perhaps-totals", says: `reading "loan.csv": ${says("21, 42 and 63")}`, of: expect.anything() },
    ]);
    expect(await read(rows, { released: held.holds })).toMatchObject({
      rows: 63,
      sums: { lent: String(6 * sumOf(20)) },
    });
    expect(await warnings(rows, { rules: { perhapsTotals: "warn" } })).toEqual([says("21, 42 and 63")]);
  });

  test("is told of for all of its columns, above its block, twice, and without ids", async () => {
    const twice = (kind: string) => [`,${kind},${sumOf(9)},9,`, ...block(kind, 9), `,${kind},${sumOf(9)},9,`];
    const named = { ...columns, id: {} };
    expect(await heldBy([...twice("A"), ...twice("B")], { columns: named })).toEqual([
      ["perhaps-totals", says("1, 11, 12 and 22", '"lent", "fee"')],
    ]);
  });

  test("is told of by the first ten of many", async () => {
    const rows = Array.from({ length: 12 }, (_, at) => `K${at}`).flatMap((kind) => [
      ...block(kind, 5),
      `X,${kind},${sumOf(5)},,`,
    ]);
    expect(await heldBy(rows)).toEqual([
      ["perhaps-totals", says("6, 12, 18, 24, 30, 36, 42, 48, 54, 60 and 2 more")],
    ]);
  });

  test("is found in two categories of ten amounts, and in smaller ones where most of them have one", async () => {
    const total = (kind: string, many: number) => [...block(kind, many), `X,${kind},${sumOf(many)},,`];
    const others = ["D", "E", "F"].flatMap((kind) => block(kind, 9));
    expect(await heldBy([...total("A", 9), ...total("B", 9), ...others])).toEqual([
      ["perhaps-totals", says("10 and 20")],
    ]);
    expect(await heldBy([...total("A", 4), ...total("B", 4), ...others.slice(0, 9)])).toEqual([
      ["perhaps-totals", says("5 and 10")],
    ]);
  });

  test("is found in fewer and smaller ones where it stands below its block", async () => {
    const others = ["D", "E", "F"].flatMap((kind) => block(kind, 9));
    const within = (kind: string, many: number) =>
      block(kind, many).toSpliced(2, 0, `X,${kind},${sumOf(many)},,`);
    const below = (kind: string, many: number) => [...block(kind, many), `X,${kind},${sumOf(many)},,`];
    const above = (rows: string) =>
      `${rows} the sum of the rows above in "lent": perhaps total${rows.includes("each") ? "s, which are" : ", which is"} in the counts and sums`;
    expect(await warnings([...below("A", 8), ...below("B", 8), ...others])).toEqual([
      above("rows 9 and 18 each have"),
    ]);
    expect(await warnings([...below("A", 9), ...others])).toEqual([
      above("row 10 has").replace("perhaps", "perhaps a"),
    ]);
    expect(await heldBy([...below("A", 3), ...below("B", 3), ...below("C", 3)])).toEqual([
      ["perhaps-totals", above("rows 4, 8 and 12 each have")],
    ]);
    expect(await warnings([...within("A", 8), ...within("B", 8), ...others])).toEqual([]);
  });

  test("is none where an amount differs, or all are the same", async () => {
    const near = ["A", "B", "C"].flatMap((kind) => [...block(kind, 20), `X,${kind},${sumOf(20)}.01,,`]);
    expect(await warnings(near)).toEqual([]);
    expect(await warnings(["A", "B", "C"].flatMap((kind) => Array(20).fill(`1,${kind},500,5,`)))).toEqual([]);
  });

  test("is counted where lines that could be a footer turn out to be none, and not where they are it", async () => {
    const rows = ["A", "B", "C"].flatMap((kind) => [...block(kind, 20), `Summe,${kind},${sumOf(20)},,`]);
    const by = { footer: "^Summe" };
    expect(await heldBy(rows, by)).toEqual([["perhaps-totals", says("21 and 42")]]);
    expect(await heldBy([...rows, "9,D,5,,"], { ...by, rules: { footer: "ignore" } })).toEqual([
      ["perhaps-totals", says("21, 42 and 63")],
    ]);
  });
});

describe("categories that have together the sum of all others", () => {
  const kinds = ["HOUSING", "GOLD", "AUTO"];
  const says = (who: string) =>
    `${who} have together the sum of all other rows in "lent": perhaps subtotals, which are in the counts and sums`;

  test("are held: a word of their own in the column of categories, whatever it is", async () => {
    for (const word of ["TOPLAM", "कुल", "Zwischensumme je Produkt"]) {
      const rows = kinds.flatMap((kind) => [...block(kind, 12), `${kind},${word},${sumOf(12)},,`]);
      expect(await heldBy(rows)).toEqual([["perhaps-totals", says("the rows of one category")]]);
    }
    const withoutId = kinds.flatMap((kind) => [...block(kind, 4), `X,ARA,${sumOf(4)},,`]);
    expect(await heldBy(withoutId)).toEqual([["perhaps-totals", says("the rows of one category")]]);
  });

  test("are held: each subtotal alone in a category of its own", async () => {
    const rows = kinds.flatMap((kind) => [...block(kind, 12), `X,${kind} TOPLAMI,${sumOf(12)},,`]);
    expect(await heldBy(rows)).toEqual([
      ["perhaps-totals", says("the rows that are alone in their category")],
    ]);
  });

  test("are held beside a total with another word, and where that has theirs", async () => {
    const blocks = kinds.flatMap((kind) => [...block(kind, 12), `X,ARA,${sumOf(12)},,`]);
    const both = "the rows of one category, and those that are alone in theirs,";
    expect(await heldBy([...blocks, `X,GENEL,${3 * sumOf(12)},,`])).toEqual([
      ["perhaps-totals", says(both).replace("the sum of", "2 times the sum of")],
    ]);
    expect(await heldBy([...blocks, `X,ARA,${3 * sumOf(12)},,`])).toEqual([
      ["perhaps-totals", says("the rows of one category").replace("the sum of", "2 times the sum of")],
    ]);
    const apart = kinds.flatMap((kind) => [...block(kind, 12), `X,${kind} ARA,${sumOf(12)},,`]);
    expect(await heldBy([...apart, `X,GENEL,${3 * sumOf(12)},,`])).toEqual([
      [
        "perhaps-totals",
        says("the rows that are alone in their category").replace("the sum of", "2 times the sum of"),
      ],
    ]);
  });

  test("are told of alone where a few round amounts may add up to one another by chance", async () => {
    const fees = (kind: string, fee: number, many: number) => Array<string>(many).fill(`1,${kind},${fee},,`);
    expect(await warnings([...fees("H", 100, 5), ...fees("C", 50, 10)])).toEqual([
      says("the rows of one category"),
    ]);
    // Of the same in cents it is none.
    const cents = [
      ...block("C", 20),
      ...Array.from({ length: 10 }, (_, at) => `1,H,${2 * (101 + at) + 10},,`),
    ];
    expect(await heldBy(cents)).toEqual([["perhaps-totals", says("the rows of one category")]]);
  });

  test("are none where an amount differs, where they are as many as the others, or where there are few amounts", async () => {
    const near = kinds.flatMap((kind) => [...block(kind, 12), `${kind},TOPLAM,${sumOf(12)}.01,,`]);
    expect(await warnings(near)).toEqual([]);
    const alike = (kind: string, many: number) => Array<string>(many).fill(`1,${kind},500,5,`);
    expect(await warnings([...alike("A", 20), ...alike("B", 20)])).toEqual([]);
    expect(await warnings([...alike("A", 10), ...alike("B", 5), ...alike("C", 5)])).toEqual([]);
    expect(
      await warnings([...block("A", 3), ...block("B", 3).slice(0, 1), `X,T,${sumOf(3) + 101},,`]),
    ).not.toEqual([says("the rows of one category")]);
  });
});
