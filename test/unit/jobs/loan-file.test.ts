import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { Problem } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/steps/loan-file.ts";

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

  test("with rows of too few and too many columns told apart", async () => {
    expect(await read("id,loan_category\n1\n2,A\n3,B,C\n")).toMatchObject({ rows: 3, malformedRows: 2 });
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

describe("a loan file is refused", () => {
  const problem = async (text: string) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    if (!(error instanceof Problem)) throw new Error("the file was taken");
    return error.message;
  };

  test("when it is empty, has only a header, or misses the column", async () => {
    expect(await problem("")).toBe(
      'reading "loan.csv": the file is empty; put a complete file in its place, then press Retry',
    );
    expect(await problem("id,loan_category\n")).toContain("it has a header and no rows");
    expect(await problem("id,category\n1,A\n")).toContain(
      'the column "loan_category" is missing from its header',
    );
  });
});
