import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { DayHeld } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

const columns = {
  Customer_ID: { is: "id" },
  loan_category: { is: "category" },
  "Loan Amount": { is: "amount", sum: true },
  Branch: {},
};
const header = "Customer_ID,loan_category,Loan Amount,Branch";

const read = (lines: readonly string[], more: Readonly<Record<string, unknown>> = {}) =>
  readText([header, "1,HOUSING,5,N", "2,GOLD LOAN,7,S", ...lines], more);

async function readText(lines: readonly string[], more: Readonly<Record<string, unknown>>) {
  const text = [...lines, ""].join("\n");
  return await readLoanFile(Readable.from([Buffer.from(text)]), {
    ...{ name: "loan.csv", contract: contractOf(contractFile.parse({ columns, ...more })), released: [] },
    known: async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY }),
  });
}

const none = { repeatedHeader: 0, blank: 0, total: 0, footer: 0 };
const warned = (rows: number) =>
  `${rows} row${rows === 1 ? " has" : "s have"} a word of totals beside something else: perhaps totals, which are in the counts and sums`;

describe("a header again", () => {
  test.each([
    "Customer ID,loan_category,Loan Amount,Branch",
    "CUSTOMER-ID,Loan Category,loan_amount,BRANCH",
    "Customer_ID,loan_category,Loan Amount,Filiale",
    "Kunde,loan_category,Loan Amount,Branch",
  ])("is left out where a name of it is spelt otherwise: %s", async (again) => {
    expect(await read([again])).toMatchObject({
      leftOut: { ...none, repeatedHeader: 1 },
      sums: { "Loan Amount": "12" },
    });
  });

  test.each([
    "Branch,loan_category,Loan Amount,Customer_ID",
    "loan_category,Customer_ID,Loan Amount,Branch",
    "BRANCH,loan category,LOAN AMOUNT,Kunde",
  ])("holds the day where its columns are in another order: %s", async (again) => {
    const held = await read([again, "S,HOUSING,9,4"]).catch((thrown: unknown) => thrown);
    expect(held).toBeInstanceOf(DayHeld);
    expect((held as DayHeld).says).toBe(
      'reading "loan.csv": row 3 is the header again with its columns in another order, so that the rows below it belong to other columns',
    );
  });

  test.each(["9,loan_category,5,N", "9,loan_category,5,Branch", "9,Branch,5,loan_category", "9,Branch,5,N"])(
    "is none where most of its fields are others: %s",
    async (loan) => {
      expect(await read([loan])).toMatchObject({ rows: 3, leftOut: none });
    },
  );
});

describe("columns without a name or called alike have no part in what a header is", () => {
  const kind = { kind: { is: "category" } };
  test.each([
    [{ id: { is: "id" }, ...kind }, "id,kind,", ["1,A,"], ["ID, Kind,"]],
    [{ id: {}, ...kind }, "id,kind,,,", ["1,A,,,", "kind,kind,,,"], ["id,kind,,,", "id,kind,,5,"]],
    [{ id: {}, ...kind }, "id,kind,lent,,,", ["1,A,2,,,", "Nr,kind,lent,,,"], ["ID,KIND,LENT,,9,"]],
    [kind, "kind,", ["A,", "kind,9"], ["kind,", "KIND, "]],
    [kind, "kind,note,note,Note", ["A,1,2,3", "kind,1,2,3"], ["Kind,NOTE,note,note", "kind,note,x,x"]],
    [{ ...kind, Kind: {} }, "kind,Kind", ["A,B", "kind,B"], ["kind,Kind", "Kind,kind"]],
  ])("%j: %s", async (named, first, loans, again) => {
    const { rows, leftOut } = await readText([first, ...loans, ...again], {
      ...{ columns: named, extraColumns: "allow" },
    });
    expect({ rows, leftOut }).toEqual({
      rows: loans.length + again.length,
      leftOut: { ...none, repeatedHeader: again.length },
    });
  });
});

describe("a row of totals", () => {
  test.each([
    ...["TOTAL,TOTAL,300,", "Total,30,300,", "Total 30,,300,", "TOTAL (30),,300,", "**TOTAL**,,300,"],
    ...[
      "Total -,,300,",
      "Total: 30,,300,",
      "30 rows total,,300,".replace("rows ", ""),
      "--- Grand Total ---,,300,",
    ],
    ...["Sub-Total (2),Total,300,", "Total,(30),300,", "Total,-,300,", ",Total 30,300,", ",* SUM *,300,"],
    "\u2211 Total,,300,",
  ])("is left out for sure: %s", async (total) => {
    expect(await read([total])).toMatchObject({
      ...{ leftOut: { ...none, total: 1 }, warnings: [] },
      sums: { "Loan Amount": "12" },
    });
  });

  test.each([
    ...["Subtotal,HOUSING,100,", ",HOUSING Total,100,", ",Total HOUSING,100,", ",HOUSING - Sub-Total:,100,"],
    ...[
      "HOUSING Total,,100,",
      "Grand Total:,GOLD LOAN,100,",
      "7,TOTAL,100,",
      ",HOUSING GRAND TOTAL (30),100,",
    ],
  ])("is counted and told of where it may be one: %s", async (perhaps) => {
    expect(await read([perhaps])).toMatchObject({
      ...{ rows: 3, leftOut: none, warnings: [warned(1)], sums: { "Loan Amount": "112" } },
    });
  });

  test.each(["\u3164", "\ufe0f", "\u115f\uffa0", "\u200b", "\u{e0100}"])(
    "has no letter in one that nobody sees: %j",
    async (unseen) => {
      const totals = [
        ...[`TOTAL,${unseen},3,`, `${unseen},TOTAL,3,`, `TOTAL,30${unseen},3,`],
        ...[`\u2211${unseen} Total,,3,`, `Total ${unseen}5,,3,`],
      ];
      const loans = [`3,${unseen},3,`, `${unseen},HOUSING,3,`, `${unseen},-,3,`];
      expect(await read([...totals, ...loans])).toMatchObject({
        ...{ rows: 10, leftOut: { ...none, total: 5 }, sums: { "Loan Amount": "21" } },
        warnings: [
          "1 row has neither a customer nor a category: perhaps totals",
          '1 row has no "Customer_ID": perhaps subtotals, which are in the counts and sums',
        ],
      });
    },
  );

  test("is neither where a word only begins with or ends in one, or a number hangs on it", async () => {
    const loans = ["SUM1001,,1,", "TOTAL30,,1,", "8,SUMMER LOAN,1,", "9,HOUSING Total,1,", "total30,A,1,"];
    expect(await read(loans)).toMatchObject({ leftOut: none, warnings: [] });
  });

  test("is told of together, and not where it is a footer", async () => {
    expect(await read(["Subtotal,HOUSING,100,", ",HOUSING Total,100,"])).toMatchObject({
      warnings: [warned(2)],
    });
    expect(await read(["Subtotal,HOUSING,100,"], { footer: "^Subtotal" })).toMatchObject({
      ...{ leftOut: { ...none, footer: 1 }, warnings: [] },
    });
  });

  test("may have a word of the contract that ends with a digit or a mark", async () => {
    const totals = ["Summe 1", "=Summe=", "9999"];
    expect(await read(["SUMME  1,,5,", "=summe=,,5,", "9999,,5,", "Summe 2,,5,"], { totals })).toMatchObject({
      leftOut: { ...none, total: 3 },
    });
  });

  test("may have such a word with more around it, as any other", async () => {
    const totals = ["*** TOTAL ***", "Total (INR)", "Total 2026"];
    const rows = [
      "*** TOTAL *** (30),,5,",
      "** *** total ***:,,5,",
      "TOTAL (inr) 12,,5,",
      "Total  2026 = 12,,5,",
    ];
    expect(await read([...rows, "Total 20261,,5,"], { totals })).toMatchObject({
      leftOut: { ...none, total: 4 },
    });
  });

  test.each([
    "\u0393\u0395\u039d\u0399\u039a\u039f\u03a3 \u03a3\u03a5\u039d\u039f\u039b\u039f",
    "*\u039f\u03a3. \u0391*",
  ])("has its word in whatever sigma: %s", async (word) => {
    const rows = [word, word.toLowerCase(), word.replaceAll("\u03a3", "\u03c2"), `${word} (2)`].map(
      (one) => `${one},,5,`,
    );
    expect(await read(rows, { totals: [word] })).toMatchObject({ leftOut: { ...none, total: 4 } });
  });

  test("is none in a field as long as a line may be", async () => {
    expect(await read([`7${"!".repeat(900_000)}a,,5,`])).toMatchObject({ leftOut: none });
  });
});

describe("a row that nobody sees anything of", () => {
  test.each([
    "\u200b,\u200b,\u200b,\u200b",
    ",\u2060,,",
    "\u200b \u200d,, ,",
    '"\u200b",,,\u00ad',
    "\u200b",
    '"\u200b"',
  ])("is blank: %j", async (line) => {
    expect(await read([line])).toMatchObject({ malformedRows: 0, leftOut: { ...none, blank: 1 } });
  });

  test.each([
    ...[
      "-----------,-------------,-----------,------",
      "-,-,-,-",
      "====,====,====,====",
      "____,____,____,____",
    ],
    ...["*****,*****,*****,*****", ",----,,", "- - -,~~~,...,+--+", "'----','----','----','----'"],
    ...[
      "\u2500\u2500\u2500,\u2550\u2550,\u2014\u2013,\u2212",
      '"---,---",----,----,"----" ',
      "\u200b--,--\u2060,--,--",
    ],
    ...["NULL,NULL,NULL,NULL", "\\N,\\N,\\N,\\N", "(null),[NULL],<null>,Null", "NULL,----,,\\N"],
  ])("says nothing but rulings, or what a database writes for nothing: %s", async (line) => {
    expect(await read([line])).toMatchObject({
      ...{ rows: 3, malformedRows: 0, leftOut: { ...none, blank: 1 }, warnings: [] },
      sums: { "Loan Amount": "12" },
    });
  });

  test.each([
    ...["3,-,5,N", "3,HOUSING,-,-", "-,-,5,-", "NULL,HOUSING,NULL,NULL", "-,N,-,-", "0,-,-,-", "-,-,-,nil"],
    ...["-,-NULLS,-,-", "-,\\n,-,-", "-,NU-LL,-,-", "-,NULL NULL,-,-"],
  ])("is a loan where a field says something: %s", async (line) => {
    expect(await read([line])).toMatchObject({ rows: 3, malformedRows: 0, leftOut: none });
  });

  test("may be as long as a line", async () => {
    const ruling = "-".repeat(900_000);
    expect(await read([`${ruling},-,-,-`])).toMatchObject({ leftOut: { ...none, blank: 1 } });
    expect(await read([`${ruling}a,-,-,-`])).toMatchObject({ leftOut: none });
  });

  test("stands between the pages of a report, with its header", async () => {
    const page = ["-----------,-------------,-----------,------", "1,HOUSING,5,N", "2,GOLD LOAN,7,S"];
    expect(
      await readText(
        Array(20)
          .fill([header, ...page])
          .flat(),
        {},
      ),
    ).toMatchObject({
      ...{ rows: 79, malformedRows: 0, leftOut: { ...none, repeatedHeader: 19, blank: 20 } },
    });
  });

  test("is a loan where anything of it is seen, and malformed where its separators are", async () => {
    expect(await read(["\u200b,\u200b,5,"])).toMatchObject({ leftOut: none });
    expect(await read(["\u200b,\u200b"], { rules: { malformed: 1 } })).toMatchObject({ malformedRows: 1 });
  });
});
