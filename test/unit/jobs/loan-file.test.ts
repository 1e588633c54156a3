import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { defaultLoanFile } from "../../../sandbox/data/loan-file.ts";
import type { Contract } from "../../../src/domain/loans/contract/contract.ts";
import { contractFile, contractOf, defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import type { KnownNames } from "../../../src/domain/loans/names/known-names.ts";
import { knownNames, NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import type { HeldBy } from "../../../src/domain/problem.ts";
import { DayHeld, Problem } from "../../../src/domain/problem.ts";
import { ByteCount } from "../../../src/jobs/workflows/batch/loan-file/bytes.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

/** A contract of two columns, and what else a test says. */
function contract(more: Readonly<Record<string, unknown>> = {}): Contract {
  const columns = { id: { is: "id" }, loan_category: { is: "category" } };
  return contractOf(contractFile.parse({ columns, extraColumns: "allow", ...more }));
}

/** Files of a few rows stand for larger ones here: what their names look like is judged below. */
const anyName: KnownNames = { ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY };

const read = async (
  file: string | Buffer,
  by = contract(),
  name = "loan.csv",
  released: readonly HeldBy[] = [],
) =>
  await readLoanFile(Readable.from([Buffer.from(file)]), {
    name,
    contract: by,
    released,
    known: async () => anyName,
  });

async function thrownBy(file: string | Buffer, by = contract(), name = "loan.csv"): Promise<Problem> {
  const error = await read(file, by, name).catch((thrown: unknown) => thrown);
  if (!(error instanceof Problem)) throw new Error("the file was taken", { cause: error });
  return error;
}

/** What holds the day: the sentence without the name of the file. */
async function heldBy(file: string | Buffer, by = contract()): Promise<string> {
  const problem = await thrownBy(file, by);
  expect(problem).toBeInstanceOf(DayHeld);
  return problem.says.replaceAll('reading "loan.csv": ', "");
}

const rows = (count: number, end = "\n") => `2,A${end}`.repeat(count);
const nothing = { repeatedHeader: 0, blank: 0, total: 0, footer: 0 };

describe("a loan file is counted", () => {
  test("with CRLF, a byte-order mark and quoted commas", async () => {
    const facts = await read(
      '\uFEFFid,loan_category, Debt Record\r\n1,HOUSING,"42,898"\r\n2,GOLD LOAN,"1,000"\r\n',
    );
    expect(facts).toMatchObject({ rows: 2, lines: 3, malformedRows: 0, isMultiLine: false, lineEnds: "lf" });
  });

  test("the generator's file by the contract that is the default", async () => {
    const facts = await read(defaultLoanFile(), defaultContract);
    expect(facts).toMatchObject({ rows: 500, lines: 501, malformedRows: 0, leftOut: nothing });
  });

  test("with the columns that are written with the other decimal sign than the contract's", async () => {
    const columns = {
      ...{ id: { is: "id" }, loan_category: { is: "category" } },
      ...{ amount: { is: "amount" }, rate: { is: "number" }, whole: { is: "number" }, text: {} },
    };
    const file = (amount: string, rate: string) =>
      `id;loan_category;amount;rate;whole;text\n${`1;HOUSING;${amount};${rate};7;1,5\n`.repeat(3)}`;
    const by = (decimal: string) => contract({ columns, separator: ";", decimal });
    const otherOf = async (text: string, decimal: string) => {
      const held = await read(text, by(decimal)).catch((thrown: unknown) => thrown);
      const released = held instanceof DayHeld ? held.holds : [];
      return (await read(text, by(decimal), "loan.csv", released)).otherDecimal;
    };
    expect(await otherOf(file("1.234,50", "2,5"), ".")).toEqual(["amount", "rate"]);
    expect(await otherOf(file("1,234.50", "2.5"), ",")).toEqual(["amount", "rate"]);
    expect(await otherOf(file("1.234,50", "2,5"), ",")).toBeUndefined();
    // Either sign makes a number of it, or neither does.
    expect(await otherOf(file("1,234", "none"), ".")).toBeUndefined();
  });

  test("whatever ends its lines: each of CR, LF and CRLF ends a record", async () => {
    const mixed = `id,loan_category\r\n${rows(500, "\r\n")}${rows(1000, "\n")}${rows(3, "\r")}`;
    expect(await read(mixed)).toMatchObject({ rows: 1503, isMultiLine: false, lineEnds: "mixed" });
    expect(await read(`id,loan_category\r\n${rows(100, "\n")}`)).toMatchObject({ rows: 100 });
    expect(await read(`id,loan_category\n1,A\r\n${rows(300)}`)).toMatchObject({ rows: 301, lineEnds: "lf" });
    expect(await read(`id,loan_category\r${rows(7, "\r")}`)).toMatchObject({ rows: 7, lineEnds: "cr" });
  });

  test("with line breaks in quoted fields, and says how many", async () => {
    const facts = await read(`id,loan_category\n1,"HOUS\nING"\n2,"A\r\n\r\nB"\n${rows(400)}`);
    expect(facts).toMatchObject({
      rows: 402,
      lines: 406,
      isMultiLine: true,
      warnings: ["3 line breaks stand inside quoted fields"],
    });
  });

  test("with rows of too few and too many columns told apart, up to one line in a hundred", async () => {
    const text = `id,loan_category\n1\n3,B,C\n${rows(198)}`;
    expect(await read(text)).toMatchObject({ rows: 200, malformedRows: 2 });
  });

  test("with a last line that does not end, and lines of blanks that are no rows", async () => {
    const facts = await read("\n \t\nid,loan_category\n1,A\n\n  \u00a0\n\n2,B");
    expect(facts).toMatchObject({ rows: 2, lines: 8, isMultiLine: false });
  });

  test("with blanks around fields and quotes, in the header too", async () => {
    const facts = await read(
      ' id , "loan_category" \n1, "HOUSING, BIG" \n 2 ,"\u00a0A"\n\u00a03\u00a0,\u00a0A\n',
    );
    expect(facts).toMatchObject({ rows: 3, malformedRows: 0, warnings: [] });
  });

  test("where every field of the header is quoted, with a blank inside", async () => {
    const header = defaultContract.columns.map(({ name }) => `" ${name}"`).join(",");
    const row = `"1"${',"1"'.repeat(14)}`;
    expect(await read(`${header}\n${row}\n`, defaultContract)).toMatchObject({ rows: 1 });
  });

  test("with blanks of other scripts around a name of the header", async () => {
    expect(await read("\u00a0id,loan_category\u00a0\n1,A\n")).toMatchObject({ rows: 1 });
  });

  test("with its columns in another order", async () => {
    expect(await read("loan_category,x,id\nA,1,2\n")).toMatchObject({ rows: 1 });
  });

  test("with a quote in the middle of a field, which is told", async () => {
    expect(await read('id,loan_category\n1,PIPE 5" WIDE\n2,A\n')).toMatchObject({
      ...{ rows: 2, warnings: ["1 line has a quote that stands by itself"], isMultiLine: false },
    });
  });

  test("with its size and hash over every byte", async () => {
    const { bytes, sha256 } = await read("id,loan_category\n1,A\n");
    expect(bytes).toBe(21);
    // printf 'id,loan_category\n1,A\n' | sha256sum
    expect(sha256).toBe("ac3167be1a18104d7ca32e8708b7973621b101eb8160ad7b525a1220751a4026");
  });

  test("by another separator", async () => {
    expect(await read("id;loan_category\n1;A,B\n", contract({ separator: ";" }))).toMatchObject({ rows: 1 });
    const tabs = "id\tloan_category\n\t\n1\tA\n\t\n";
    expect(await read(tabs, contract({ separator: "tab" }))).toMatchObject({ rows: 1, leftOut: nothing });
    const quoted = 'id\tloan_category\n \t\u00a0\n1\tA\n""\t""\n';
    const leftOut = { ...nothing, blank: 1 };
    expect(await read(quoted, contract({ separator: "tab" }))).toMatchObject({ rows: 2, leftOut });
  });
});

describe("what is no loan is left out by name", () => {
  const counted = async (text: string, by = contract()) => {
    const { rows: all, malformedRows, leftOut } = await read(text, by);
    return { rows: all, malformedRows, ...leftOut };
  };

  test("the header once more, rows of commas, and totals", async () => {
    const text = `id,loan_category,x\n1,A,2\n id,"loan_category", x\n,,\n"", ,\nTOTAL,,4\nGrand Total,,4\n9,,4\n`;
    expect(await counted(text)).toEqual({
      ...{ rows: 7, malformedRows: 0, repeatedHeader: 1, blank: 2, total: 2, footer: 0 },
    });
  });

  test("the header once more, whatever the case of its letters and the blanks in its names", async () => {
    const again = ["ID,LOAN_CATEGORY,LOAN AMOUNT", 'Id , Loan_Category,"loan\u00a0  Amount"'];
    const other = ["id,loan_category,9", "id,loan_categories,Loan Amount"];
    expect(
      await counted(["id,loan_category,Loan Amount", ...again, ...other, "1,A,2"].join("\n")),
    ).toMatchObject({ rows: 5, repeatedHeader: 2, total: 0 });
  });

  test("totals whatever stands around their word, in the id column or in that of the category", async () => {
    const totals = [
      "Total:,",
      '" Grand  TOTAL :",',
      "sum =,",
      "Total...,",
      "Sub-Total,",
      "sub total,",
      "Totals,",
    ];
    const besideNoId = [",TOTAL", ',"Grand total: "', "  ,Sum"];
    const loans = ["total,B", "7,total", "total of all,", ",totally", ":,", ",="];
    expect(
      await counted(`id,loan_category\n${[...totals, ...besideNoId, ...loans].join("\n")}\n`),
    ).toMatchObject({ rows: 16, malformedRows: 0, total: 10, blank: 2 });
  });

  test("and neither is a word of nothing but marks; without an id the first column stands for it", async () => {
    const marks = contract({ totals: ["Summe:"] });
    // The reader relies on no one else for it.
    for (const by of [marks, { ...marks, totals: [":", ...marks.totals] }])
      expect(await counted("id,loan_category,x\n,,5\n:,,5\nSUMME,,5\n1,A,5\n", by)).toMatchObject({
        total: 1,
      });
    const noId = contract({ columns: { loan_category: { is: "category" } } });
    // The first column, which stands for an id, is the category: the word alone is enough.
    expect(await counted("loan_category,x\nTotal,5\nA,5\n,5\n", noId)).toMatchObject({ total: 1, blank: 0 });
    expect(await counted("x,loan_category\n5,Total\n,Total\nTotal,\n5,A\n", noId)).toMatchObject({
      total: 2,
    });
  });

  test("but a row with neither a customer nor a category is a loan, and told", async () => {
    const head = "id,loan_category,x\n1,A,1\n1,,1\n";
    const warned = async (lines: string, by = contract()) => (await read(head + lines, by)).warnings;
    expect(await warned(' ,,8\n,,9\n," ",1\n,,\nTotal,,9\n')).toEqual([
      "3 rows have neither a customer nor a category: perhaps totals",
    ]);
    expect(await warned(",,8\n")).toEqual(["1 row has neither a customer nor a category: perhaps totals"]);
    expect(await warned(",,8\n", contract({ footer: "^,,8" }))).toEqual([]);
    expect(await warned("2,,1\n")).toEqual([]);
    expect(await warned(",B,1\n")).toEqual(['1 row has no "id": perhaps subtotals, which are in the counts']);
    const noId = contract({ columns: { loan_category: { is: "category" } } });
    expect(await warned(",,8\n", noId)).toEqual([]);
  });

  test("a footer, whatever its fields, but only at the end", async () => {
    const by = contract({ footer: "^(Total|-- )" });
    const text = `id,loan_category\nTotal so far,A\n${rows(200)}Total: 201\n-- end of file, page 1, of 1`;
    expect(await counted(text, by)).toMatchObject({ rows: 203, malformedRows: 0, footer: 2 });
    const indented = contract({ footer: "^\\s*Total" });
    expect(await counted(`id,loan_category\n${rows(2)}\n\n\u00a0Total: 2\n\n`, indented)).toMatchObject({
      footer: 1,
    });
    const orNone = { ...by, rules: { ...by.rules, footer: "ignore" as const } };
    expect(await counted(`id,loan_category\nTotal,\n${rows(200)}`, orNone)).toMatchObject({
      total: 1,
      footer: 0,
    });
  });

  test("and it stays held where nothing else is in the file", async () => {
    expect((await thrownBy("id,loan_category\n,\n")).message).toBe(
      'reading "loan.csv": none of its 1 row is a loan: 1 blank; put a complete file in its place, then press Retry',
    );
  });
});

describe("a loan file is refused", () => {
  test("when it is empty or has only a header", async () => {
    expect((await thrownBy("")).message).toBe(
      'reading "loan.csv": the file is empty; put a complete file in its place, then press Retry',
    );
    expect((await thrownBy("\uFEFF")).says).toContain("the file is empty");
    expect((await thrownBy("\n \n")).says).toContain("the file is empty");
    expect((await thrownBy("id,loan_category\n")).says).toContain("it has a header and no rows");
  });

  test.each([
    ["id,category\n1,A\n", 'the column "loan_category" is missing from its header'],
    [
      "id,Loan_Category\n1,A\n",
      'the column "loan_category" is missing from its header, which has "Loan_Category"',
    ],
    ["id,id,loan_category\n1,1,A\n", 'the column "id" stands in its header twice'],
    ["LN1,ASHA RAO\n2,A\n", "its first line is no header: none of the 2 columns of the contract is in it"],
  ])("when its header is %j", async (text, says) => {
    const { message } = await thrownBy(text);
    expect(message).toBe(
      `reading "loan.csv": ${says}; put a file with the columns of the contract in its place, or say in LOANS_CONTRACT which it has and restart the app, which reads it at its start, then press Retry`,
    );
  });

  test("when its header has a column that the contract does not name, or none at all", async () => {
    const by = contract({ extraColumns: "refuse" });
    expect((await thrownBy("id,loan_category,x,y\n1,A,2,3\n", by)).says).toContain(
      "its header has 2 columns that the contract does not name, from the 3rd on",
    );
    expect((await thrownBy("id,loan_category,\n1,A,\n", by)).says).toContain(
      "its header has no name for column 3",
    );
    expect((await thrownBy(",id,loan_category\n0,1,A\n", by)).says).toContain("no name for column 1");
  });

  test("when the header stands elsewhere, or other separators stand in it", async () => {
    expect((await thrownBy("Loans of the day\n\nid,loan_category\n1,A\n")).message).toBe(
      'reading "loan.csv": its header stands on line 3, below something else; put another file in its place, or take the lines above the header out, then press Retry',
    );
    expect((await thrownBy("id;loan_category\n1;A\n")).message).toBe(
      'reading "loan.csv": its fields are separated by ";", not by ","; put another file in its place, or say `separator: ";"` in the contract and restart the app, which reads it at its start, then press Retry',
    );
    expect((await thrownBy("id\tloan_category\n1\tA\n")).message).toContain("say `separator: tab`");
    expect((await thrownBy("Report\nid|loan_category\n1|A\n")).says).toContain(
      'its fields are separated by "|", not by ","; its header stands on line 2',
    );
  });

  test.each([
    [
      "UTF-16 with a mark",
      Buffer.from("\ufeffid,loan_category\n", "utf16le"),
      "UTF-16",
      "iconv -f UTF-16 -t UTF-8",
    ],
    [
      "UTF-16 without one",
      Buffer.from("id,loan_category\n", "utf16le"),
      "UTF-16",
      "iconv -f UTF-16LE -t UTF-8",
    ],
    [
      "UTF-16 the other way",
      Buffer.from("id,loan\n", "utf16le").swap16(),
      "UTF-16",
      "iconv -f UTF-16BE -t UTF-8",
    ],
    [
      "a workbook",
      Buffer.from("PK\u0003\u0004xxxx"),
      "a zip archive or a workbook of Excel",
      "save it as CSV",
    ],
    [
      "gzip inside of gzip",
      gzipSync(gzipSync("id,loan_category\n1,A\n")),
      "gzip inside of gzip",
      "compress it once",
    ],
    ["bzip2", Buffer.from("BZh91AY"), "compressed by bzip2", "unpack it"],
  ])("when it is %s", async (_, file, is, helps) => {
    const { says, remedy } = await thrownBy(file);
    expect(says).toContain(`it is ${is}`);
    expect(remedy).toContain(helps);
  });

  // https://www.unicode.org/faq/utf_bom.html#bom4: the mark of UTF-32 begins as that of UTF-16 does.
  test.each([
    ["with a mark", [0xff, 0xfe, 0, 0, 0x69, 0, 0, 0], "UTF-32"],
    ["with a mark, the other way", [0, 0, 0xfe, 0xff, 0, 0, 0, 0x69], "UTF-32"],
    ["without one", [0x69, 0, 0, 0, 0x64, 0, 0, 0], "UTF-32LE"],
    ["without one, the other way", [0, 0, 0, 0x69, 0, 0, 0, 0x64], "UTF-32BE"],
  ])("when it is UTF-32 %s", async (_, bytes, encoding) => {
    const { says, remedy } = await thrownBy(Buffer.from(bytes));
    expect(says).toBe('reading "loan.csv": it is UTF-32');
    expect(remedy).toContain(`\`iconv -f ${encoding} -t UTF-8 < loan.csv > loan-utf-8.csv\``);
  });

  const utf16 = Buffer.from("\ufeffid,loan_category\n1,CR\u00c9DIT\n", "utf16le");

  test.each([
    ["loan.csv", utf16, "iconv -f UTF-16 -t WINDOWS-1252 < loan.csv > loan-windows-1252.csv"],
    [
      "loans of today's.csv",
      utf16,
      "iconv -f UTF-16 -t WINDOWS-1252 < 'loans of today'\\''s.csv' > 'loans of today'\\''s-windows-1252.csv'",
    ],
    [
      "loan.csv.gz",
      gzipSync(utf16),
      "gunzip -c < loan.csv.gz | iconv -f UTF-16 -t WINDOWS-1252 > loan-windows-1252.csv",
    ],
    [
      "2026.10.06",
      gzipSync(utf16),
      "gunzip -c < 2026.10.06 | iconv -f UTF-16 -t WINDOWS-1252 > 2026.10-windows-1252.06",
    ],
    ["loan", utf16, "iconv -f UTF-16 -t WINDOWS-1252 < loan > loan-windows-1252"],
  ])("when %s is UTF-16, with the line that makes it what the contract says", async (name, file, line) => {
    const { remedy } = await thrownBy(file, contract({ encoding: "windows-1252" }), name);
    expect(remedy).toBe(`convert it by \`${line}\` and put that in its place, then press Retry`);
  });
});

describe("gzip", () => {
  const text = `id,loan_category\n${rows(50_000)}`;

  test("is read through, and hashed as received and by its text", async () => {
    const packed = gzipSync(text);
    const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
    expect(await read(packed)).toMatchObject({
      ...{ compression: "gzip", rows: 50_000, bytes: packed.length, lines: 50_001 },
      ...{ sha256: sha256(packed), textSha256: sha256(text) },
    });
    expect(await read(gzipSync(text, { level: 1 }))).toMatchObject({ textSha256: sha256(text) });
    expect(await read(text)).toMatchObject({ sha256: sha256(text), textSha256: sha256(text) });
    const two = Buffer.concat([gzipSync("id,loan_category\n"), gzipSync(rows(3))]);
    expect(await read(two)).toMatchObject({ compression: "gzip", rows: 3 });
  });

  test("that is cut off, broken or not all of the file is refused", async () => {
    const packed = gzipSync(text);
    for (const lost of [1, 2, 4, 5, 8, 9, 20, packed.length - 20])
      expect((await thrownBy(packed.subarray(0, packed.length - lost))).says).toBe(
        'reading "loan.csv": its gzip is cut off',
      );
    const otherText = packed.map((byte, at) => (at === packed.length - 6 ? byte ^ 1 : byte));
    expect((await thrownBy(Buffer.from(otherText))).says).toBe(
      'reading "loan.csv": its gzip is broken (Z_DATA_ERROR)',
    );
  });

  test.each([
    ["\n", "something stands"],
    ["\r\n", "something stands"],
    ["\u001a", "something stands"],
    ["and more", "something stands"],
    ["\0", "one byte stands"],
    ["\0".repeat(1_234), "1,234 bytes stand"],
    ["\0\0\n", "3 bytes stand"],
  ])("with something behind it is told as that: %j", async (behind, stands) => {
    const problem = await thrownBy(Buffer.concat([gzipSync(text), Buffer.from(behind)]));
    expect([problem.code, problem.message]).toEqual([
      "gzip-broken",
      `reading "loan.csv": ${stands} behind the end of its gzip; put the gzip without that in its place, then press Retry`,
    ]);
    const inChunks = gzipSync(text).toString("latin1") + Buffer.from(behind).toString("latin1");
    const bytes = Readable.from([...inChunks].map((byte) => Buffer.from(byte, "latin1")));
    const by = { name: "loan.csv", contract: contract(), released: [], known: async () => anyName };
    await expect(readLoanFile(bytes, by)).rejects.toThrow(`${stands} behind the end of its gzip`);
  });
});

describe("a day is held before anything is uploaded", () => {
  test("when two stray quotes make one field of the rows between them", async () => {
    const line = (row: number) => `${row},A,${row === 100 || row === 900 ? '"' : ""}CLERK,x\n`;
    const text = `id,loan_category,x,y\n${Array.from({ length: 1000 }, (_, at) => line(at + 1)).join("")}`;
    expect(await heldBy(text)).toBe(
      "1,001 lines, 201 records: a field of row 100 spans 801 lines and holds as many separators as a row, as when a quote is never closed",
    );
  });

  test("when more than one line in a hundred stands inside quoted fields", async () => {
    const text = `id,loan_category\n${'1,"A\nB"\n'.repeat(2)}${rows(150)}`;
    expect(await heldBy(text)).toBe(
      "155 lines, 153 records: 2 lines inside quoted fields, more than the 1 % allowed",
    );
    expect(await read(text, contract({ rules: { swallowed: 0.02 } }))).toMatchObject({ isMultiLine: true });
  });

  test("when more than one line in a hundred is malformed", async () => {
    expect(await heldBy(`id,loan_category\n1\n3,B,C\n${rows(197)}`)).toBe(
      "2 of 199 lines have another number of fields than the header (2), more than the 1 % allowed",
    );
    expect(
      await read(`id,loan_category\n1\n3,B,C\n${rows(197)}`, contract({ rules: { malformed: 0.02 } })),
    ).toMatchObject({ malformedRows: 2 });
  });

  test("when a malformed row has more lines than that", async () => {
    const by = contract({ rules: { swallowed: 1 } });
    expect(await heldBy(`id,loan_category\n1,A,"B\n\nC\nD"\n${rows(296)}`, by)).toBe(
      "301 lines, 298 records: row 1 spans 4 lines and has another number of fields than the header (2), as when a quote swallows a row; " +
        "4 of 299 lines have another number of fields than the header (2), more than the 1 % allowed",
    );
  });

  test("when a quote that opens late in a row closes early in the next one, however few there are", async () => {
    const line = (row: number) =>
      row % 200 === 100 ? `${row},A,x,"CLERK\n` : row % 200 === 101 ? `"${row}",A,x,y\n` : `${row},A,x,y\n`;
    const text = `id,loan_category,x,y\n${Array.from({ length: 2000 }, (_, at) => line(at + 1)).join("")}`;
    const { says, remedy } = await thrownBy(text);
    expect(says).toBe(
      'reading "loan.csv": 2,001 lines, 1,991 records: row 100 spans 2 lines and has another number of fields than the header (4), as when a quote swallows a row',
    );
    expect(remedy).toBe(
      "the day is held: close the quotes in the file, or take the line breaks out of its fields, then press Retry",
    );
  });

  describe("when a field of several lines holds as many separators as a row, all quotes being well placed", () => {
    const head = "id,loan_category,x\n";
    const lines = (from: number) => Array.from({ length: 400 }, (_, at) => `${from + at},A,y\n`).join("");
    const address = (row: number) => `${row},A,"12, MG Road,\nPune, MH"\n`;
    const either = "text of several lines, or rows that quotes have swallowed";

    test("which is an address, or a row: a person who has seen it may let it pass", async () => {
      const text = `${head}${lines(1)}${address(401)}${lines(402)}`;
      const held = await thrownBy(text);
      const says = `reading "loan.csv": 803 lines, 802 records: a field of row 401 spans 2 lines and holds as many separators as a row: ${either}`;
      expect(held).toMatchObject({ says, holds: [{ rule: "perhaps-swallowed", says }] });
      expect((held as DayHeld).remedy).toBe(
        "the day is held: mend the file, then press Retry; or press Release, and say why it may be told as it is",
      );
      const { holds } = held as DayHeld;
      expect(await read(text, contract(), "loan.csv", holds)).toMatchObject({
        ...{ rows: 801, malformedRows: 0, isMultiLine: true, warnings: [says] },
      });
    });

    test("and is told with how many more there are, so that another number of them holds anew", async () => {
      const two = `${head}${address(1)}${lines(2)}${address(402)}`;
      expect(await heldBy(two)).toContain(`holds as many separators as a row, as does 1 more: ${either}`);
      expect(await heldBy(`${two}${address(403)}`)).toContain(`as a row, as do 2 more: ${either}`);
    });

    test("but not where a field goes on behind its closing quote, a row has the wrong number of fields, or there are many", async () => {
      const others = [
        '403,A,"x"y\n',
        '403,A,x,"y\nz"\n',
        Array.from({ length: 9 }, (_, at) => address(at)).join(""),
      ];
      for (const other of others) {
        const held = await thrownBy(`${head}${lines(1)}${address(401)}${other}`);
        expect((held as DayHeld).holds).not.toContainEqual(
          expect.objectContaining({ rule: "perhaps-swallowed" }),
        );
        expect((held as DayHeld).remedy).toMatch(/^the day is held: close the quotes in the file, or /);
      }
    });
  });

  test("when a field of a file of one column holds a line break, which nothing tells from a row", async () => {
    const by = contractOf(contractFile.parse({ columns: { loan_category: { is: "category" } } }));
    expect(await heldBy(`loan_category\n${"A\n".repeat(400)}"A\nB"\n`, by)).toBe(
      "403 lines, 402 records: row 401 spans 2 lines in a file of one column, as when a quote swallows a row",
    );
    expect(await read(`loan_category\n"A"\n"B"\n`, by)).toMatchObject({ rows: 2 });
  });

  test("by a footer of several lines too, which another reader takes for as many", async () => {
    const text = `id,loan_category\n${rows(400)}"END of\nfile"\n`;
    const looks = "row 401 looks like the footer of the contract and holds a line break: take it out";
    for (const footer of ["^.END", "file.$"])
      expect(await heldBy(text, contract({ footer }))).toContain(looks);
    const inTheMiddle = await heldBy(`${text}3,A\n`, contract({ footer: "^.END" }));
    expect(inTheMiddle).toContain("row 401 spans 2 lines");
    expect(inTheMiddle).not.toContain("looks like the footer");
  });

  test("when a quote is never closed, naming the row and nothing of what is in it", async () => {
    const problem = await thrownBy('id,loan_category\n1,A\n2,"HOUSING\n3,B\n');
    expect(problem.message).toBe(
      'reading "loan.csv": a quote that opens in row 2 is never closed; the day is held: put a complete file in its place, then press Retry',
    );
  });

  test("when one row goes on for ever, before it fills the memory", async () => {
    expect(await heldBy(`id,loan_category\n1,A\n2,"${"HOUSING\n".repeat(200_000)}`)).toBe(
      "row 2 is longer than 1 MB, as when a quote is never closed",
    );
  });

  test("when the file ends in the middle of a record", async () => {
    const by = contract({ rules: { malformed: 1 } });
    expect(await heldBy(`id,loan_category\n${rows(200)}LN90`, by)).toBe(
      "it ends in the middle of row 201, with fewer fields than the header; where its last line is no row, as `200 records`, " +
        "name it by `footer` in LOANS_CONTRACT and restart the app, which reads it at its start",
    );
    expect(await read(`id,loan_category\n${rows(200)}LN90\n`)).toMatchObject({ malformedRows: 1 });
  });

  test("when it is not of its encoding, with the line", async () => {
    const cp1252 = Buffer.from(`id,loan_category\n${rows(99)}1,CR\u00c9DIT\n`, "latin1");
    expect(await heldBy(cp1252)).toBe("line 101 is not UTF-8");
    expect(
      await heldBy(Buffer.concat([Buffer.from("id,loan_category\r1,A\r\n1,"), Buffer.from([0xe2, 0x82])])),
    ).toBe("line 3 ends in the middle of a character of UTF-8");
    const windows = contract({ encoding: "windows-1252" });
    expect(await heldBy(Buffer.from("id,loan_category\n1,A\x81\n", "latin1"), windows)).toBe(
      "line 2 is not windows-1252",
    );
    expect(await heldBy("\ufeffid,loan_category\n1,A\n", windows)).toBe(
      "line 1 begins with the mark of UTF-8 and is not windows-1252",
    );
  });

  test.each([
    ["\0", "U+0000 (NUL)"],
    ["\x1a", "U+001A (Ctrl-Z)"],
    ["\x0b", "U+000B (vertical tab)"],
    ["\x7f", "U+007F (delete)"],
    ["\x85", "U+0085 (next line)"],
  ])("when it holds the control character %j, with the line", async (character, says) => {
    expect(await heldBy(`id,loan_category\n1,GOLD\n2,GOLD${character}\n`)).toBe(
      `line 3 holds the control character ${says}`,
    );
  });

  test("when a category is longer than the table's column, counted in bytes", async () => {
    expect(await read(`id,loan_category\n1, ${"é".repeat(50)} \n`)).toMatchObject({ rows: 1 });
    expect(await heldBy(`id,loan_category\n1,${"é".repeat(51)}\n`)).toBe(
      'a name in "loan_category" is 102 bytes long, the table holds 100',
    );
  });
});

describe("a day is held when its letters are of UTF-8, and the contract says another encoding", () => {
  const head = `id,loan_category\n${rows(10)}`;
  const says = (encoding: string) => `line 12 holds letters of UTF-8, and the contract says ${encoding}`;
  const encodings = ["windows-1252", "iso-8859-1"] as const;

  // É and Á end with bytes that ISO 8859-1 has as control characters, or windows-1252 not at all.
  test.each(["CR\u00e9DIT", "CR\u00c9DIT", "\u00c1", "\u20ac", "\u{1f3e0}"])("such as %s", async (name) => {
    for (const encoding of encodings)
      expect(await heldBy(`${head}3,${name}\n4,A\n`, contract({ encoding }))).toBe(says(encoding));
  });

  test("wherever its chunks end", () => {
    const file = Buffer.from(`${head}3,CR\u00e9DIT\r\n4,\u{1f3e0}\n`);
    for (const encoding of encodings)
      for (const size of [1, 2, 3, 5, 7, file.length]) {
        const count = new ByteCount(encoding);
        for (let at = 0; at < file.length; at += size) count.take(file.subarray(at, at + size));
        count.end();
        expect(count.findings()).toEqual([{ rule: "encoding", says: says(encoding), verdict: "hold" }]);
      }
  });

  test("but not when one letter of it is not, nor without any", async () => {
    for (const encoding of encodings) {
      const mixed = Buffer.concat([Buffer.from(`${head}3,\u00e9\n`), Buffer.from("4,\xe9\n", "latin1")]);
      expect(await read(mixed, contract({ encoding }))).toMatchObject({ rows: 12, lines: 13 });
      expect(await read(Buffer.from(`${head}4,\xc3\n`, "latin1"), contract({ encoding }))).toMatchObject({
        rows: 11,
      });
      expect(await read(Buffer.from(`${head}4,A\xc3`, "latin1"), contract({ encoding }))).toMatchObject({
        rows: 11,
      });
      expect(await read(head, contract({ encoding }))).toMatchObject({ rows: 10 });
    }
  });
});

describe("an encoding of the contract is read right", () => {
  // 33 letters: 99 bytes of UTF-8 as windows-1252 has them, 66 as ISO 8859-1 has them.
  const dashes = Buffer.concat([
    Buffer.from("id,loan_category\n1,"),
    Buffer.alloc(34, 0x96),
    Buffer.from("\n"),
  ]);

  test("windows-1252 has letters where ISO 8859-1 has control characters", async () => {
    expect(await heldBy(dashes, contract({ encoding: "windows-1252" }))).toContain("102 bytes long");
    expect(await heldBy(dashes, contract({ encoding: "iso-8859-1" }))).toBe(
      "line 2 holds a letter of windows-1252 (byte 0x96), which iso-8859-1 has not: `encoding: windows-1252`",
    );
  });

  test("and UTF-8 against the contract is told as that where a column of it is named by other letters", async () => {
    const columns = { id: { is: "id" }, Catégorie: { is: "category" }, Prêt: {} };
    for (const encoding of ["windows-1252", "iso-8859-1"]) {
      const problem = await thrownBy("id,Catégorie,Prêt\n1,A,b\n", contract({ columns, encoding }));
      expect(problem.message).toBe(
        `reading "loan.csv": its header is UTF-8, and the contract says ${encoding}; ` +
          "say `encoding: utf-8` in the contract and restart the app, which reads it at its start, or put another file in its place, then press Retry",
      );
    }
    const latin1 = Buffer.from("id,Catégorie,Prêt\n1,A,b\n", "latin1");
    expect(await read(latin1, contract({ columns, encoding: "windows-1252" }))).toMatchObject({ rows: 1 });
    expect(
      (await thrownBy("id,Kategorie\n1,A\n", contract({ columns, encoding: "iso-8859-1" }))).says,
    ).toContain('the columns "Catégorie", "Prêt" are missing');
  });

  test("both have the same blanks and letters above 0xA0", async () => {
    const file = Buffer.from("id,loan_category\n\xa0\n1,\xa0CR\xc9DIT\n", "latin1");
    for (const encoding of ["windows-1252", "iso-8859-1"])
      expect(await read(file, contract({ encoding }))).toMatchObject({ rows: 1, lines: 3, malformedRows: 0 });
    const beside = Buffer.from('id,loan_category\n1,\xa0"CR\xc9DIT"\n', "latin1");
    for (const encoding of ["windows-1252", "iso-8859-1"])
      expect(await heldBy(beside, contract({ encoding }))).toBe(
        "on line 2 a blank other than a space stands beside a quote: take it out",
      );
  });
});

describe("amounts that the contract wants summed", () => {
  const columns = {
    id: { is: "id" },
    loan_category: { is: "category" },
    Amount: { is: "amount", sum: true },
  };
  const summed = async (amounts: readonly string[], decimal = ".") =>
    (
      await read(
        `id,loan_category,Amount\n${amounts.map((amount) => `1,A,"${amount}"\n`).join("")}TOTAL,,999\n`,
        contract({ columns, decimal }),
      )
    ).sums;

  test("are summed exactly, grouped as they may be; rows that are no loans are in no sum", async () => {
    expect(await summed([" 10,00,000 ", "0.10", "0.20", "-1", "+2.5"])).toEqual({ Amount: "1000001.8" });
    expect(await summed(["1.234,50", "0,5"], ",")).toEqual({ Amount: "1235" });
    expect(await summed(["9007199254740993", "0.01"])).toEqual({ Amount: "9007199254740993.01" });
  });

  test("and what is blank or unreadable is none", async () => {
    expect(await summed(["", "n/a", "1e3", "1.2.3", "0.00001", "123456789012345678901", "5"])).toEqual({
      Amount: "5",
    });
  });

  test("with as many digits as the table's column takes, whatever zeros are around them", async () => {
    expect(await summed(["0012345678901234567890.1234000", ".5", "5.", "-0"])).toEqual({
      Amount: "12345678901234567895.6234",
    });
  });
});

describe("names that may be customers", () => {
  const names = (how: (index: number) => string, count = 100) =>
    `id,loan_category\n${Array.from({ length: count }, (_, index) => `${index},${how(index)}\n`).join("")}`;
  const readWith = async (file: string, known: () => Promise<KnownNames>) =>
    await readLoanFile(Readable.from([Buffer.from(file)]), {
      ...{ name: "loan.csv", contract: contract(), released: [], known },
    });

  test("hold the day, and none is told", async () => {
    for (const count of [1, 3, 5, 10, 19, 100]) {
      const customers = readWith(
        names((index) => `ASHA RAO ${index}`, count),
        async () => NOTHING_KNOWN,
      );
      await expect(customers).rejects.toBeInstanceOf(DayHeld);
      await expect(customers).rejects.not.toThrow("ASHA");
      await expect(customers).rejects.toThrow(
        `${count} of ${count} ${count === 1 ? "name" : "names"} in "loan_category"`,
      );
    }
    expect((await thrownBy(names((index) => `A${index}`, 5_000))).says).toBe(
      'reading "loan.csv": "loan_category" has more than 1,000 different names: no categories',
    );
  });

  test("are held against what is published only where they look so, and are none where that had them", async () => {
    let asked = 0;
    const known = async () => {
      asked += 1;
      return knownNames(Array(20).fill({ counts: [{ category: "PRD1004599", count: 9 }] }));
    };
    expect(
      await readWith(
        names(() => "HOUSING"),
        known,
      ),
    ).toMatchObject({ rows: 100 });
    expect(asked).toBe(0);
    expect(
      await readWith(
        names(() => "PRD1004599"),
        known,
      ),
    ).toMatchObject({ rows: 100 });
    expect(asked).toBe(1);
  });

  test("are told by the numbers of their rows, all that is below the header being one", async () => {
    const rows = [
      "1,A",
      "id,loan_category",
      "2",
      "3,A",
      "4,asha@example.org",
      "5,A",
      "6,asha@example.org",
      "",
    ];
    const file = `id,loan_category\n${rows.join("\n")}`;
    const lenient = contract({ rules: { ...contract().rules, malformed: 1 } });
    expect((await thrownBy(file, lenient)).says).toMatch(/: in rows 5 and 7$/);
    // They may be the footer until a row comes that is none.
    const footer = contract({ footer: "asha|^6", rules: lenient.rules });
    expect((await thrownBy(`${file}7,A\n`, footer)).says).toMatch(/: in rows 5 and 7$/);
  });

  test("are not those of rows that are no loans", async () => {
    const footer = contract({ footer: "^LN" });
    expect(await read(`id,loan_category\n1,A\nLN9000000,LN9000000\n`, footer)).toMatchObject({ rows: 2 });
  });
});
