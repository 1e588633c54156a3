import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { contractFile, contractOf, defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

/** By a contract of an id, a category and an amount, and what else a test says. */
const by = (more: Readonly<Record<string, unknown>> = {}) =>
  contractOf(
    contractFile.parse({ columns: { id: { is: "id" }, cat: { is: "category" }, loan_amt: {} }, ...more }),
  );

/** What is said of a file that is refused, without its name. */
async function saidOf(text: string, contract = by()): Promise<string> {
  const known = async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY });
  const error = await readLoanFile(Readable.from([Buffer.from(text)]), {
    ...{ name: "loan.csv", contract, released: [], known },
  }).catch((thrown: unknown) => thrown);
  if (!(error instanceof Error) || !("says" in error))
    throw new Error("the file was taken", { cause: error });
  return String(error.says).replace('reading "loan.csv": ', "");
}

describe("no name of a header is shown that the contract lacks", () => {
  const row = "KD70001,21,MALE,CLERK,SINGLE,4,40000,30000,RARE,HOUSING,5000,NO,0,NO,Asha Rao";
  const header = defaultContract.columns.map(({ name }) => name).join(",");
  const lost = "a line end may be missing behind the header";

  test("where its line end is lost, and a customer's row stands in it", async () => {
    expect(await saidOf(`${header},${row}\n${row}\n`, defaultContract)).toBe(
      `its header has 15 columns that the contract does not name, from the 16th on; it has 30 columns, the contract 15: ${lost}`,
    );
    expect(await saidOf(`${header}${row}\n${row}\n`, defaultContract)).toBe(
      `the column "Dishonour of Bill" is missing from its header; it has 29 columns, the contract 15: ${lost}`,
    );
    expect(await saidOf('"id","cat","loan_amt","IB9","Asha Rao"\n1,A,2\n')).toBe(
      `its header has 2 columns that the contract does not name, from the 4th on; it has 5 columns, the contract 3: ${lost}`,
    );
  });

  test.each([
    ["id,cat,loan_amt,Asha Rao", "1 column that the contract does not name, the 4th"],
    ["id,Asha,cat,loan_amt,Rao", "2 columns that the contract does not name, the 2nd and 5th"],
    [
      "a,id,b,cat,c,loan_amt,d,id,e,f,g,h,i",
      "9 columns that the contract does not name, among them the 1st, 3rd, 5th, 7th and 9th",
    ],
    ["id,cat,,loan_amt,Rao", "1 column that the contract does not name, the 5th and no name for column 3"],
  ])("as in %s", async (first, says) => {
    const said = await saidOf(`${first}\n1,A,2\n`);
    expect(said).toContain(`its header has ${says}`);
    expect(said).not.toMatch(/Asha|Rao/);
  });

  test("nor where columns are missing from it", async () => {
    expect(await saidOf("id,cat,Asha Rao\n1,A,2\n")).toBe('the column "loan_amt" is missing from its header');
  });
});

describe("a name that only looks like one of the contract is told", () => {
  const all = (...has: readonly string[]) =>
    `the columns "id", "cat", "loan_amt" are missing from its header, which has ${has.map((name) => `"${name}"`).join(", ")}`;

  test.each([
    ["ID,CAT,LOAN_AMT", all("ID", "CAT", "LOAN_AMT")],
    ["'id','cat','loan_amt'", all("'id'", "'cat'", "'loan_amt'")],
    ["[id],[cat],[loan_amt]", all("[id]", "[cat]", "[loan_amt]")],
    ["`id`,`cat`,`loan_amt`", all("'id'", "'cat'", "'loan_amt'")],
    [
      "\u201cid\u201d,\u201ccat\u201d,\u201cloan_amt\u201d",
      all("\u201cid\u201d", "\u201ccat\u201d", "\u201cloan_amt\u201d"),
    ],
    ["i\u200bd,ca\u200bt,loan\u200b_amt", all("i[U+200B]d", "ca[U+200B]t", "loan[U+200B]_amt")],
    ["id,cat,loan amt", 'the column "loan_amt" is missing from its header, which has "loan amt"'],
    ["id,cat,loan\u00a0amt", 'the column "loan_amt" is missing from its header, which has "loan[U+00A0]amt"'],
    ["id,cat,LoanAmt.", 'the column "loan_amt" is missing from its header, which has "LoanAmt."'],
    ["id,c\u0430t,loan_amt", 'the column "cat" is missing from its header, which has "c[U+0430]t"'],
  ])("%s", async (header, says) => {
    expect(await saidOf(`${header}\n1,A,2\n`)).toBe(says);
  });

  test("also where its letters and their marks stand apart", async () => {
    const contract = by({ columns: { id: { is: "id" }, "cat\u00e9gorie": { is: "category" } } });
    expect(await saidOf("id,cate\u0301gorie\n1,A\n", contract)).toBe(
      'the column "cat\u00e9gorie" is missing from its header, which has "cate[U+0301]gorie"',
    );
  });

  test("and other separators are seen between such names, too", async () => {
    expect(await saidOf("ID;CAT;LOAN_AMT\n1;A;2\n")).toBe('its fields are separated by ";", not by ","');
    expect(await saidOf("Loans of the day\nID,CAT,LOAN_AMT\n1,A,2\n")).toBe(
      "its header stands on line 2, below something else",
    );
  });

  test("and a customer's row is no header", async () => {
    expect(await saidOf("LN1,Asha Rao,5\n1,A,2\n")).toBe(
      "its first line is no header: none of the 3 columns of the contract is in it",
    );
  });
});

test("a line break in a field of the header is none of the lines that rows may have swallowed", async () => {
  const contract = by({ extraColumns: "allow" });
  const file = await readLoanFile(Readable.from([Buffer.from('id,cat,loan_amt,"more\nof it"\n1,A,2,3\n')]), {
    ...{ name: "loan.csv", contract, released: [] },
    known: async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY }),
  });
  expect(file).toMatchObject({ rows: 1, warnings: ["1 line break stands inside quoted fields"] });
});
