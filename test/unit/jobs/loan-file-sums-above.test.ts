import { describe, expect, test } from "vitest";
import { fileReader } from "../../support/loans/rows-of-a-file.ts";

const columns = { id: { is: "id" }, kind: { is: "category" }, lent: { is: "amount", sum: true } };
const { read, warnings, holdOf } = fileReader({ header: "id,kind,lent", columns });

/** Cents of a loan, different for each. */
const cents = (at: number) => 100_037 + at * 1_327 + ((at * at * 7_919) % 99_991);
const money = (some: number) => (some / 100).toFixed(2);
const sum = (ats: readonly number[]) => ats.reduce((all, at) => all + cents(at), 0);
const ats = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);
const loans = (some: readonly number[], kind = "AUTO") =>
  some.map((at) => `C${at},${kind},${money(cents(at))}`);
const says = (rows: string) =>
  `${rows} the sum of the rows above in "lent": ${rows.endsWith("has") ? "perhaps a total, which is" : "perhaps totals, which are"} in the counts and sums`;
const held = async (rows: readonly string[]) =>
  (await holdOf(rows)).holds.map(({ rule, says: told }) => [rule, told.replace('reading "loan.csv": ', "")]);

describe("a row with the sum of those above it", () => {
  test("holds the day where loans follow its total", async () => {
    const rows = [...loans(ats(0, 27)), `Gesamt,,${money(sum(ats(0, 27)))}`, ...loans(ats(27, 3))];
    expect(await held(rows)).toEqual([["perhaps-totals", says("row 28 has")]]);
    const { holds } = await holdOf(rows);
    expect(await read(rows, { released: holds })).toMatchObject({ rows: 31 });
    expect(await warnings(rows, { rules: { perhapsTotals: "warn" } })).toEqual([says("row 28 has")]);
  });

  test.for([
    { name: "pages under a loan's category", total: "Seite,MSME" },
    { name: "under a product's name that none has", total: "X1,AUTO Ergebnis" },
  ])("holds the day where it adds up those since the one before: $name", async ({ total }) => {
    const pages = [0, 1, 2].map((page) => ats(page * 20, 20));
    const rows = pages.flatMap((page) => [...loans(page, "MSME"), `${total},${money(sum(page))}`]);
    expect(await held([...rows, "C99,GOLD,17.11"])).toEqual([
      ["perhaps-totals", says("rows 21, 42 and 63 each have")],
    ]);
  });

  test("holds the day where small blocks, some of a single loan, have one each and all of them another", async () => {
    const blocks = [ats(0, 6), ats(6, 5), ats(11, 1)];
    const rows = blocks.flatMap((block, at) => [
      ...loans(block, ["AUTO", "HOUSING", "GOLD"][at]),
      `Z${at},${["AUTO", "HOUSING", "GOLD"][at]} Ergebnis,${money(sum(block))}`,
    ]);
    rows.push(`Z9,Gesamtergebnis,${money(sum(ats(0, 12)))}`);
    expect(await held(rows)).toEqual([["perhaps-totals", says("rows 7, 13 and 16 each have")]]);
  });

  test("is told of, and no more, where a single one adds up a few", async () => {
    const rows = [...loans(ats(0, 4)), `C9,AUTO,${money(sum(ats(0, 4)))}`, ...loans(ats(10, 20))];
    expect(await warnings(rows)).toEqual([
      'row 5 has the sum of the rows above in "lent": perhaps a total, which is in the counts and sums',
    ]);
  });

  test("is nothing where amounts are round, the same, or two", async () => {
    const fees = [50, 50, 50, 150, 50, 100, 50, 200, 50, 50, 50, 150, 50, 50, 100, 50, 50, 50, 150];
    expect(await warnings(fees.map((fee, at) => `C${at},AUTO,${fee}`))).toEqual([]);
    expect(await warnings(ats(0, 40).map((at) => `C${at},AUTO,1234.56`))).toEqual([]);
    const pairs = ats(0, 20).flatMap((at) => loans([at, at]));
    expect(await warnings(pairs)).toEqual([]);
  });
});
