import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { DayHeld, Problem } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

const read = async (text: string) => await readLoanFile(Readable.from([Buffer.from(text)]), "loan.csv");

describe("a loan file is counted", () => {
  test("with CRLF, a byte-order mark and quoted commas", async () => {
    const facts = await read(
      '\uFEFFid,loan_category, Debt Record\r\n1,HOUSING,"42,898"\r\n2,GOLD LOAN,"1,000"\r\n',
    );
    expect(facts).toMatchObject({ rows: 2, malformedRows: 0, isMultiLine: false });
  });

  test("with line breaks in quoted fields, and says so", async () => {
    expect(await read('id,loan_category\n1,"HOUS\nING"\n2,BUSINESS\n')).toMatchObject({
      rows: 2,
      isMultiLine: true,
    });
  });

  test("with rows of too few and too many columns told apart, up to one in a hundred", async () => {
    const text = `id,loan_category\n1\n3,B,C\n${"2,A\n".repeat(198)}`;
    expect(await read(text)).toMatchObject({ rows: 200, malformedRows: 2 });
  });

  test("with a last line that does not end, and empty lines that are no rows", async () => {
    expect(await read("id,loan_category\n1,A\n\n\n2,B")).toMatchObject({ rows: 2, isMultiLine: false });
  });

  test("with its size and hash over every byte", async () => {
    const { bytes, sha256 } = await read("id,loan_category\n1,A\n");
    expect(bytes).toBe(21);
    // printf 'id,loan_category\n1,A\n' | sha256sum
    expect(sha256).toBe("ac3167be1a18104d7ca32e8708b7973621b101eb8160ad7b525a1220751a4026");
  });
});

const thrownBy = async (text: string) => {
  const error = await read(text).catch((thrown: unknown) => thrown);
  if (!(error instanceof Problem)) throw new Error("the file was taken");
  return error;
};

describe("a loan file is refused", () => {
  test("when it is empty, has only a header, or misses the column", async () => {
    expect((await thrownBy("")).message).toBe(
      'reading "loan.csv": the file is empty; put a complete file in its place, then press Retry',
    );
    expect((await thrownBy("\uFEFF")).says).toContain("the file is empty");
    expect((await thrownBy("id,loan_category\n")).says).toContain("it has a header and no rows");
    expect((await thrownBy("id,category\n1,A\n")).says).toContain(
      'the column "loan_category" is missing from its header',
    );
  });

  test("when a quote is never closed, naming the row and nothing of what is in it", async () => {
    const problem = await thrownBy('id,loan_category\n1,A\n2,"HOUSING\n3,B\n');
    expect(problem.message).toBe(
      'reading "loan.csv": a quote that opens in row 2 is never closed; put a complete file in its place, then press Retry',
    );
  });

  test("when one row goes on for ever, before it fills the memory", async () => {
    const problem = await thrownBy(`id,loan_category\n1,A\n2,"${"HOUSING\n".repeat(200_000)}`);
    expect(problem.says).toBe(
      'reading "loan.csv": row 2 is longer than 1 MB, as when a quote is never closed',
    );
  });
});

describe("a day is held before anything is uploaded", () => {
  test("when more than one row in a hundred is malformed", async () => {
    const problem = await thrownBy(`id,loan_category\n1\n3,B,C\n${"2,A\n".repeat(197)}`);
    expect(problem).toBeInstanceOf(DayHeld);
    expect(problem.says).toBe(
      'reading "loan.csv": 2 of 199 rows have another number of fields than the header (2), more than the 1 % allowed',
    );
  });

  test("when a category is longer than the table's column, counted in bytes", async () => {
    expect(await read(`id,loan_category\n1, ${"é".repeat(50)} \n`)).toMatchObject({ rows: 1 });
    const problem = await thrownBy(`id,loan_category\n1,${"é".repeat(51)}\n`);
    expect(problem).toBeInstanceOf(DayHeld);
    expect(problem.says).toBe(
      'reading "loan.csv": a name in "loan_category" is 102 bytes long, the table holds 100',
    );
  });
});
