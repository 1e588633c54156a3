import { describe, expect, test } from "vitest";
import { fileReader } from "../../support/loans/rows-of-a-file.ts";

const columns = {
  Customer_ID: { is: "id" },
  loan_category: { is: "category" },
  "Loan Amount": { is: "amount", sum: true },
  Fee: { is: "amount" },
};
const withoutId = { ...columns, Customer_ID: {} };

const { read, warnings, holdOf } = fileReader({
  ...{ header: "Customer_ID;loan_category;Loan Amount;Fee", separator: ";", columns },
});

/** What holds the day, without the name of the file. */
const heldBy = async (...file: Parameters<typeof read>) =>
  (await holdOf(...file)).says.replaceAll('reading "loan.csv": ', "");

/** Twelve loans, of which the first six come to 21 and the others to 57. */
const loans = Array.from({ length: 12 }, (_, at) => `LN${at + 1};${at < 6 ? "HOUSING" : "GOLD"};${at + 1};1`);

describe("rows without a customer beside a category", () => {
  const one = 'row has no "Customer_ID": perhaps subtotals, which are in the counts and sums';
  test.each([
    [[";HOUSING;5;"], `1 ${one}`],
    [[";HOUSING;5;", "*;GOLD;7;", "NULL;GOLD;7;", "\u200b;-;;9"], '3 rows have no "Customer_ID"'],
  ])("are told by their number: %j", async (more, says) => {
    expect(await warnings([...loans, ...more])).toContainEqual(expect.stringContaining(says));
  });

  test("are nothing where the contract has no ids, or a word tells what they are", async () => {
    expect(await warnings([...loans, ";HOUSING;5;"], { columns: withoutId })).toEqual([]);
    expect(await warnings([...loans, ";HOUSING Total;5;"])).toEqual([
      "1 row has a word of totals beside something else: perhaps totals, which are in the counts and sums",
    ]);
  });

  test("hold the day where they make up the sum of all others, until a person lets it pass", async () => {
    const says =
      '2 rows without a "Customer_ID" have together the sum of all other rows in "Loan Amount": ' +
      "perhaps subtotals, which are in the counts and sums";
    const file = [...loans.slice(0, 6), ";HOUSING;21;", ...loans.slice(6), ";GOLD;57;"];
    const held = await holdOf(file);
    expect(held.says).toBe(`reading "loan.csv": ${says}`);
    expect(held.remedy).toBe(
      "the day is held: mend the file, or list the word of the totals under `totals`, or set `perhapsTotals: warn` " +
        "under `rules`, in LOANS_CONTRACT and restart the app, which reads it at its start, then press Retry; or press " +
        "Release, and say why it may be told as it is",
    );
    const told = await read(file, { released: held.holds });
    expect([told.sums["Loan Amount"], told.warnings]).toEqual(["156", [`reading "loan.csv": ${says}`]]);
    expect(await warnings(file, { rules: { perhapsTotals: "warn" } })).toEqual([says]);
  });

  test.each([
    ["in each column", [";A;21;6", ";B;57;6"], '2 rows without a "Customer_ID" have together the sum', 2],
    ["also where one has no category either", [";A;21;", ";;57;"], "", 1],
    ["beside a sum of them all", [";A;21;", ";B;57;", ";;78;"], "", 1],
    ["beside one that has a word", [";A Total;21;", ";B;57;"], "", 1],
    ["of two kinds", [";A;21;", ";B;57;", ";X;30;", ";Y;48;"], "have together 2 times the sum", 1],
    ["without a category", ["HOUSING;;21;", "GOLD;-;57;"], '2 rows without a "loan_category"', 1],
    ["with a word", ["Subtotal;HOUSING;21;", "Subtotal;GOLD;57;"], "2 rows with a word of totals", 1],
  ])("hold it %s", async (_, more, says, inColumns) => {
    const held = await heldBy([...loans, ...more]);
    expect(held).toContain(says);
    expect(held).toMatch(inColumns === 2 ? /"Loan Amount", "Fee"/ : /"Loan Amount":/);
  });

  const productLoans = loans.map((row) => row.replace("LN", "C"));
  test.each([
    [
      "with it in the id",
      ["Subtotal GOLD;GOLD;57;", "Subtotal HOUSING;HOUSING;21;"],
      "2 rows with a word of totals have",
    ],
    [
      "before it, with marks",
      ["Total GOLD:;GOLD;57;", "*** total housing;HOUSING;21;"],
      "2 rows with a word of totals have",
    ],
    [
      "in the category, beside a number",
      ["20;GOLD Total;57;", "21;HOUSING Total;21;"],
      "2 rows with a word of totals among others have",
    ],
    [
      "in the one and the other",
      ["Subtotal;GOLD Total;57;", "12;Total HOUSING;21;"],
      "1 row with a word of totals and 1 row with a word of totals among others have",
    ],
  ])("hold it where a word of totals has the name of a category beside it, %s", async (_, more, says) => {
    expect(await heldBy([...productLoans, ...more])).toContain(`${says} together the sum of all other rows`);
  });

  test("do not where they would be more kinds of subtotals than a report has", async () => {
    const product = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((at) => `${at};TOTAL CARE;5000;`);
    // Together they are nine times the other loan.
    expect(await warnings([...product, "10;AUTO;5000;"])).toEqual([]);
  });

  test("hold it so without ids, too, in the first column or where that is the category", async () => {
    const branches = loans.map((row) => row.replace(/^LN\d+/, "NORTH"));
    const subtotals = ["Total GOLD;GOLD;57;", "Total HOUSING;HOUSING;21;"];
    expect(await heldBy([...branches, ...subtotals], { columns: withoutId })).toContain(
      "2 rows with a word of totals among others have together the sum",
    );
    const isFirst = {
      Customer_ID: { is: "category" },
      loan_category: {},
      "Loan Amount": columns["Loan Amount"],
      Fee: {},
    };
    const byFirst = [
      ...loans.map((row) => row.replace(/^LN\d+;(\w+)/, "$1;x")),
      "GOLD Total;;57;",
      "HOUSING Total;;21;",
    ];
    expect(await heldBy(byFirst, { columns: isFirst })).toContain(
      "2 rows with a word of totals among others",
    );
  });

  test("hold nothing, and are not told of, where a category has such a name", async () => {
    const honest = loans.map((row, at) =>
      row.replace(/GOLD|HOUSING/, at % 3 === 0 ? "TOTAL PROTECTION LOAN" : "$&"),
    );
    expect(await warnings(honest)).toEqual([]);
    expect(await warnings(honest.map((row) => row.replace(/^LN(\d+)/, "LN-$1/2026")))).toEqual([]);
    const customers = loans.map((row, at) => row.replace(/^LN\d+/, at % 4 === 0 ? "Total Gas" : "North"));
    expect(await warnings(customers, { columns: withoutId })).toEqual([]);
    expect(await warnings([...loans, "Total Gas Ltd;HOUSING;5;"])).toEqual([
      "1 row has a word of totals beside something else: perhaps totals, which are in the counts and sums",
    ]);
  });

  test("also without ids, by the category alone, and not where a footer or few amounts leave it open", async () => {
    expect(await heldBy([...loans, "A;;21;", "B;;57;"], { columns: withoutId })).toContain(
      '2 rows without a "loan_category"',
    );
    expect(await warnings([...loans, ";A;21;", ";B;57;"], { footer: "^;" })).toEqual([]);
    const few = ["1;A;1;", "2;A;2;", "3;B;4;", ";A;3;", ";B;4;"];
    expect(await warnings(few)).toEqual([
      '2 rows have no "Customer_ID": perhaps subtotals, which are in the counts and sums',
    ]);
  });

  test("leave the day alone where their amounts are others, or there is no other row", async () => {
    expect((await warnings([...loans, ";A;21;", ";B;57.01;"])).length).toBe(1);
    expect((await warnings([...loans, ";A;-21;", ";B;-57;"])).length).toBe(1);
    expect((await warnings(loans.map((row) => row.replace(/^LN\d+/, "")))).length).toBe(1);
  });

  test("prove nothing where their amounts are no greater than those of the others", async () => {
    const micro = (amounts: readonly number[], ids: number) =>
      amounts.map((amount, at) => `${at < ids ? `LN${at}` : ""};HOUSING;${amount};`);
    const warned = [expect.stringMatching(/^\d+ rows have no "Customer_ID": perhaps subtotals/)];
    expect(await warnings(micro(Array(30).fill(10_000), 10))).toEqual(warned);
    expect(await warnings(micro(Array(30).fill(10_000), 15))).toEqual(warned);
    // Of three amounts both halves have as many.
    expect(await warnings(micro(Array(6).fill([10_000, 20_000, 5_000]).flat(), 9))).toEqual(warned);
    // Thrice the sum of four others.
    expect(await warnings(micro([...Array(4).fill(5), ...Array(12).fill(4), 12], 4))).toEqual(warned);
  });

  test("give no small count away", async () => {
    const by = { rules: { smallCounts: 5, perhapsTotals: "warn" } };
    expect(await warnings([...loans, ";;9;"], by)).toEqual([
      "some rows have neither a customer nor a category: perhaps totals",
    ]);
    expect((await warnings([...loans, "A;;21;", "B;;57;"], by))[0]).toMatch(/^some rows without a "loan_cat/);
  });
});

describe("a row with the sum of all others in ten amounts and more", () => {
  const says =
    'row 10 has the sum of all other rows in "Loan Amount": perhaps a total, which is in the counts and sums';
  const nine = loans.slice(0, 9);

  test("holds the day, and below that is told beside the counts", async () => {
    expect(await heldBy([...nine, "Gesamt;Alle;45;"])).toBe(says);
    expect(await warnings([...nine.slice(1), "Gesamt;Alle;44;"])).toEqual([says.replace("10", "9")]);
    expect(await warnings([...nine, "Gesamt;Alle;45;"], { rules: { perhapsTotals: "warn" } })).toEqual([
      says,
    ]);
  });

  test("and so do two that each have it", async () => {
    expect(await heldBy([...nine, "Gesamt;Alle;45;", "Gesamt;Alle;45;"])).toContain(
      "rows 10 and 11 each have the sum of all others",
    );
  });

  test("is left out, and holds nothing, once the contract lists its word", async () => {
    const file = await read([...nine, "Gesamt;;45;"], { totals: ["Gesamt"] });
    expect([file.leftOut.total, file.warnings]).toEqual([1, []]);
  });
});

describe("amounts of the other decimal sign", () => {
  const write = (sign: string) =>
    `write \`decimal: "${sign}"\` in LOANS_CONTRACT and restart the app, which reads it at its start`;
  const rows = (amounts: readonly string[]) => amounts.map((amount, at) => `LN${at};HOUSING;${amount};1`);
  const times = (many: number, amount: string) => Array<string>(many).fill(amount);
  const unsummed = { columns: { ...columns, "Loan Amount": { is: "amount" } } };
  /** The same amounts by a program of the other sign. */
  const mirrored = (amounts: readonly string[]) =>
    amounts.map((amount) => amount.replace(/[.,]/g, (sign) => (sign === "." ? "," : ".")));

  test.each([
    [".", ["250.000", "250.000", "1.250.000"], "1 value is an amount", "in row 3"],
    [
      ".",
      ["250.000", "850", "", "n/a", "1.250.000", "1.250.000,50"],
      "2 values are amounts",
      "in rows 5 and 6",
    ],
    [",", ["250,000", "1,250,000", "1,250.5"], "2 values are amounts", "in rows 2 and 3"],
    [".", [...times(2_000, "250.000"), "12,50"], "1 value is an amount", "in row 2,001"],
    [
      ".",
      times(50, "1.250.000,5"),
      "50 values are amounts",
      "in 50 rows, the first of them 1, 2 and 3",
      "mend them in the file, or ",
    ],
    [".", [...times(49, "1000"), "12,50"], "1 value is an amount", "in row 50", "mend it in the file, or "],
  ])(
    "hold the day where some are read by that alone, and none by `%s` alone: %j",
    async (decimal, amounts, are, where, mend = "") => {
      const other = decimal === "." ? "," : ".";
      const file = rows(amounts);
      expect(await heldBy(file, { decimal })).toBe(
        `in "Loan Amount" ${are} with the decimal sign \`${other}\` alone, ${where}, and none with \`${decimal}\` alone: ${mend}${write(other)}`,
      );
      expect(await warnings(file, { decimal: other })).toEqual([]);
      const held = await holdOf(file, { decimal });
      expect(await read(file, { decimal, released: held.holds })).toMatchObject({ rows: amounts.length });
    },
  );

  test.each([
    ["both", ["1234.5", "1.250.000", "1234.5"], "1 value is an amount", "row 2", "2", "rows 1 and 3"],
    [
      "both beside what may be thousands",
      [...times(200, "12.400"), "1.250.000", "1234.5"],
      ...["1 value is an amount", "row 201", "1", "row 202"],
    ],
    [
      "a share of both that is no slip's",
      [...times(200, "0.50"), ...times(5, "0,50")],
      ...["5 values are amounts", "5 rows, the first of them 201, 202 and 203", "200"],
      "200 rows, the first of them 1, 2 and 3",
    ],
    [
      "one beside many, and what may be thousands of the same program",
      [...times(40, "1234.50"), "12.400", "1.250.000"],
      ...["1 value is an amount", "row 42", "40", "40 rows, the first of them 1, 2 and 3"],
    ],
  ])("hold the day where one column has %s", async (_, amounts, are, others, many, own) => {
    for (const [decimal, other, file] of [
      [".", ",", rows(amounts)],
      [",", ".", rows(mirrored(amounts))],
    ] as const) {
      const held = await holdOf(file, { decimal });
      expect(held.holds.map(({ says }) => says)).toEqual([
        `reading "loan.csv": in "Loan Amount" ${are} with the decimal sign \`${other}\` alone, in ${others}, and ${many} with ` +
          `\`${decimal}\` alone, in ${own}: write all of them with the contract's \`decimal\``,
      ]);
      expect(held.remedy).toContain("or press Release");
      expect(await read(file, { decimal, released: held.holds })).toMatchObject({ rows: amounts.length });
      const untold = await warnings(file, { decimal, ...unsummed });
      expect(untold.join()).toContain(`${own}: write all of them with the`);
    }
  });

  test.each([
    ["whole ones", Array.from({ length: 200 }, (_, at) => String(1_000 + at)), ["12,50"]],
    ["whole ones in groups", times(200, "1,250"), ["12,50"]],
    ["ones by the contract's sign alone", times(200, "1234.50"), ["1.250.000", "12,50"]],
    ["both, of which three digits are a few", [...times(200, "8.25"), ...times(50, "8.125")], ["8,5"]],
  ])("are slips where they are very few beside %s, and told by their rows", async (_, amounts, slips) => {
    const isOne = slips.length === 1;
    const says =
      `in "Loan Amount" ${isOne ? "1 value is an amount" : "2 values are amounts"} with the decimal sign \`,\` alone, ` +
      `in row${isOne ? "" : "s"} ${amounts.length + 1}${isOne ? "" : ` and ${amounts.length + 2}`}, and ${isOne ? "is" : "are"} not read: ` +
      `mend ${isOne ? "it" : "them"} in the file`;
    expect(await warnings(rows([...amounts, ...slips]))).toEqual([says]);
    expect(await warnings(rows(mirrored([...amounts, ...slips])), { decimal: "," })).toEqual([
      says.replace("`,`", "`.`"),
    ]);
  });

  test.each([
    ["they are of neither", ["41,23,65", "1.2.3", "250000"]],
    ["it is no amount", ["250000", "-", "250000"]],
  ])("hold nothing where %s", async (_, amounts) => {
    expect(await warnings(rows(amounts))).toEqual([]);
  });

  test.each([
    ["all have", times(19, "12.400"), "19 of 19", "have"],
    ["a single one has", ["12.400"], "1 of 1", "has"],
    ["others are none", [...times(20, "123.456"), "0", "", "850"], "20 of 20", "have"],
    ["many others are less", [...times(1_000, "850"), ...times(20, "1.250")], "20 of 20", "have"],
    ["a whole one does not", [...times(200, "12.400"), "1500"], "200 of 200", "have"],
    ["a grouped one does not", [...times(200, "12.400"), "1'500"], "200 of 200", "have"],
    ["one has a digit", [...times(200, "12.400"), "1234.5"], "200 of 201", "have"],
    ["one begins with a zero", [...times(20, "12.400"), "0.500"], "20 of 21", "have"],
    ["a third has other ones", [...times(200, "12.400"), ...times(100, "1234.5")], "200 of 300", "have"],
  ])(
    "are perhaps thousands where most have three digits behind the sign, in a column that is summed up: %s",
    async (_, amounts, of, have) => {
      const are = have === "has" ? "is" : "are";
      const says = (sign: string, other: string) =>
        `in "Loan Amount" ${of} amounts with a \`.\` or \`,\` ${have} three digits behind \`${sign}\` and ${are} less than 1,000: ` +
        `perhaps they are thousands; then ${write(other)}`;
      expect(await warnings(rows(amounts))).toEqual([says(".", ",")]);
      expect(await warnings(rows(mirrored(amounts)), { decimal: "," })).toEqual([says(",", ".")]);
      expect(await warnings(rows(amounts), unsummed)).toEqual([]);
    },
  );

  test.each([
    ["a few of whole ones have", [...times(200, "1500"), ...times(19, "12.345")]],
    ["a few of small ones have", [...times(200, "500"), ...times(19, "12.345")]],
    ["a few of ones with cents have", [...times(200, "12.50"), ...times(50, "12.345")]],
    ["half have", [...times(50, "12.50"), ...times(50, "12.345")]],
    [
      "a currency has three decimals",
      [...times(200, "12.400"), ...times(15, "1234.500"), ...times(5, "0.500")],
    ],
  ])("are none where %s", async (_, amounts) => {
    expect(await warnings(rows(amounts))).toEqual([]);
    expect(await warnings(rows(mirrored(amounts)), { decimal: "," })).toEqual([]);
  });

  test("are told of as well where some lines could be a footer", async () => {
    const file = [...rows(["250.000", "1.250.000"]), "END;HOUSING;0.5;1", "LN9;HOUSING;7;1"];
    expect(await heldBy(file, { footer: "^END", rules: { footer: "ignore" } })).toContain(
      "alone, in row 2, and 1 with `.` alone, in row 3:",
    );
  });
});
