import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { DayHeld } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

/** A file whose last column is its category; `known` are the names of published days. */
async function read(
  text: string,
  more: Readonly<Record<string, unknown>> = {},
  known: readonly string[] = [],
) {
  const columns = { id: { is: "id" }, kind: { is: "category" } };
  return await readLoanFile(Readable.from([Buffer.from(text)]), {
    name: "loan.csv",
    contract: contractOf(contractFile.parse({ columns, ...more })),
    released: [],
    known: async () => ({ names: new Set<string>(), seen: new Set(known), hidden: 0, days: 9 }),
  });
}

async function holdsOf(...file: Parameters<typeof read>) {
  const error = await read(...file).catch((thrown: unknown) => thrown);
  if (!(error instanceof DayHeld)) throw new Error("the day is not held", { cause: error });
  return error.holds.map(({ rule, says }) => [rule, says.replace('reading "loan.csv": ', "")]);
}

const head = "id,kind\n";
const rows = "1,GOLD LOAN\n2,HOUSING\n".repeat(100);
const open = "the file does not end with a line end: row 201, its last one, may be cut off";
const short =
  "it ends in the middle of row 201, with fewer fields than the header; where its last line is no row, as `200 records`, " +
  "name it by `footer` in LOANS_CONTRACT and restart the app, which reads it at its start";
const cut =
  'it ends with no line end in the "kind" of row 201, which no other row has and another category begins with; where it is a whole one, list it under `categories` in LOANS_CONTRACT and restart the app, which reads it at its start';

describe("a file without the footer that the contract names", () => {
  const missing = "the footer that the contract names is not at its end: perhaps the file is cut off";
  const by = { footer: "^(END|#)" };

  test("holds the day, is told of, or taken as it is, as the contract says", async () => {
    expect(await holdsOf(`${head}${rows}`, by)).toEqual([["footer-missing", missing]]);
    expect(await read(`${head}${rows}`, { ...by, rules: { footer: "warn" } })).toMatchObject({
      ...{ rows: 200, warnings: [missing] },
    });
    expect(await read(`${head}${rows}`, { ...by, rules: { footer: "ignore" } })).toMatchObject({
      warnings: [],
    });
  });

  test("has it in the middle at most, and one that has it ends with it", async () => {
    const middle = `${head}${rows}END,200\n3,HOUSING\n`;
    expect(await holdsOf(middle, by)).toEqual([["footer-missing", missing]]);
    for (const end of ["END", "END\n", "# 200 rows\n\n  \n", "END,200\n# page 1\n"])
      expect(await read(`${head}${rows}${end}`, by)).toMatchObject({ warnings: [] });
  });

  test.each([
    ...[",", " , ", '"",""', "-----", "----,====", "NULL,\\N", '"(null)";', "\u200b", "\u200b,-\n,\n,"],
    ...["TOTAL,", ",Total:", "Total (200),\n,", '"-\n-",'],
  ])("is none that has %j behind its footer, or among its lines", async (behind) => {
    const lenient = { ...by, rules: { malformed: 1, swallowed: 1 } };
    const end = `END,200\n${behind}\n`;
    expect(await read(`${head}${rows}${end}`, lenient)).toMatchObject({ leftOut: { footer: 1 } });
    expect(await read(`${head}${rows}${end}# page 1\n${behind}`, lenient)).toMatchObject({
      leftOut: { footer: 2 },
    });
  });

  test.each([
    "3,HOUSING",
    "3",
    "Subtotal,HOUSING",
    ",HOUSING Total",
    "NULL,HOUSING",
    "id,kind",
    "x",
    'TOTAL,"\n"',
  ])("is one that has %j behind it", async (behind) => {
    const more = { ...by, rules: { malformed: 1, swallowed: 1 } };
    expect(await holdsOf(`${head}${rows}END,200\n${behind}\n,\n`, more)).toContainEqual([
      "footer-missing",
      missing,
    ]);
  });

  test("is told of beside what else may be cut off", async () => {
    expect(await holdsOf(`${head}${rows}3`, by)).toEqual([
      ["cut-off", short],
      ["footer-missing", missing],
    ]);
  });
});

describe("a file without a line end at its end", () => {
  test("is told of, held, or taken as it is, as the contract says", async () => {
    const text = `${head}${rows}3,HOUSING`;
    expect(await read(text)).toMatchObject({ rows: 201, warnings: [open] });
    expect(await read(text, { rules: { lastLineEnd: "ignore" } })).toMatchObject({ warnings: [] });
    expect(await holdsOf(text, { rules: { lastLineEnd: "hold" } })).toEqual([["last-line-end", open]]);
  });

  test.each(["\n", "\r", "\r\n", "\n   ", "\n\u00a0", "\n\n"])(
    "has one where its last row has it: %j",
    async (end) => {
      expect(await read(`${head}${rows}3,HOUSING${end}`, { rules: { lastLineEnd: "hold" } })).toMatchObject({
        warnings: [],
      });
    },
  );

  test("is whole where its last field is in quotes that are closed", async () => {
    for (const last of ['3,"HOUSING"', '3,"HOUSING" ', '3,"GOLD LO"'])
      expect(await read(`${head}${rows}${last}`)).toMatchObject({ rows: 201, warnings: [] });
    expect(await read(`${head}${rows}3,HOUSING"`)).toMatchObject({
      warnings: expect.arrayContaining([open]),
    });
  });

  test("and a footer is no row that may be cut off", async () => {
    expect(await read(`${head}${rows}# 200 rows`, { footer: "^#" })).toMatchObject({ warnings: [] });
  });

  test("that ends in a line without a separator is held, and nobody but the contract says that it is no row", async () => {
    for (const last of ["200 records", "3"]) {
      const text = `${head}${rows}${last}`;
      const thrown = await read(text, { rules: { malformed: 1 } }).catch((error: unknown) => error);
      if (!(thrown instanceof DayHeld)) throw new Error("the day is not held", { cause: thrown });
      expect(thrown.holds.map(({ rule, says }) => [rule, says])).toEqual([
        ["cut-off", `reading "loan.csv": ${short}`],
      ]);
      expect(thrown.remedy).toBe("the day is held: put a complete file in its place, then press Retry");
    }
    expect(await read(`${head}${rows}200 records`, { footer: "^\\d+ records$" })).toMatchObject({
      ...{ rows: 201, leftOut: { footer: 1 }, warnings: [] },
    });
    const wide = { columns: { id: { is: "id" }, kind: { is: "category" }, more: {} } };
    const begun = `id,kind,more\n${rows.replaceAll("\n", ",x\n")}3,HOU`;
    expect(await holdsOf(begun, wide)).toEqual([["cut-off", short.slice(0, short.indexOf(";"))]]);
  });

  test("is not said to end in the middle of a short row that has its end, above blanks that have none", async () => {
    expect(await read(`${head}${rows}3\n  `)).toMatchObject({ malformedRows: 1 });
  });
});

describe("a last category that is the beginning of another one", () => {
  test.each(["GOLD LO", "H", ""])("%j is cut off where nobody has it", async (name) => {
    expect(await holdsOf(`${head}${rows}3,${name}`)).toEqual([["cut-off", cut]]);
  });

  test("is whole where the contract says that no file ends with a line end", async () => {
    const text = `${head}${rows}3,GOLD`;
    expect(await read(text, { rules: { lastLineEnd: "ignore" } })).toMatchObject({ rows: 201, warnings: [] });
  });

  test("is whole where another row, a published day or the contract has it, or its line has an end", async () => {
    expect(await read(`${head}${rows}4,GOLD\n3,GOLD`)).toMatchObject({ rows: 202 });
    expect(await read(`${head}${rows}3,GOLD`, {}, ["GOLD"])).toMatchObject({ warnings: [open] });
    expect(await read(`${head}${rows}3,GOLD`, { categories: ["GOLD"] })).toMatchObject({ warnings: [open] });
    expect(await read(`${head}${rows}3,GOLD\n`)).toMatchObject({ warnings: [] });
  });

  test("is told of by its line end alone where another field stands behind it", async () => {
    const swapped = rows.replaceAll(/(\d),(.*)\n/g, "$2,$1\n");
    expect(await read(`kind,id\n${swapped}GOLD LO,3`)).toMatchObject({ warnings: [open] });
  });
});
