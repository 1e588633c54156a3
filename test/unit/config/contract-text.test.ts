import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseContract } from "../../../src/config/contract-text.ts";
import { contractFile, defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { textOf } from "../../support/repository.ts";

const parsed = (text: string | Buffer) => parseContract(Buffer.from(text), "contract.yaml");

test("left out, the contract is of the file that the product was made for", () => {
  expect(defaultContract).toMatchObject({
    separator: ",",
    encoding: "utf-8",
    decimal: ".",
    extraColumns: "refuse",
    category: "loan_category",
    id: "Customer_ID",
    totals: ["total", "totals", "sub-total", "subtotal", "grand total", "sum"],
    footer: null,
  });
  const by = (kind: string) =>
    defaultContract.columns.filter(({ is }) => is === kind).map(({ name }) => name);
  expect(defaultContract.columns).toHaveLength(15);
  expect(by("amount")).toEqual(["Income", "Expenditure", "Loan Amount", "Debt Record"]);
  expect(by("number")).toEqual(["Age", "Family Size"]);
  expect(defaultContract.columns.filter(({ personal }) => personal).map(({ name }) => name)).toEqual([
    "Customer_ID",
  ]);
  expect(defaultContract.columns.some(({ sum }) => sum)).toBe(false);
});

test("the contract that the document shows in full is the one of a file that says nothing", () => {
  const [, , shown = ""] = textOf("docs/contract.md").split("```yaml\n");
  expect(parsed(shown.split("```")[0] ?? "")).toEqual(defaultContract);
  expect(Object.keys(parse(shown.split("```")[0] ?? ""))).toEqual(Object.keys(contractFile.shape));
  expect(parsed("")).toEqual(defaultContract);
  expect(parsed("# nothing\n")).toEqual(defaultContract);
});

test("the contract of another bank that the document shows is taken, and what it says is said of a wrong one", () => {
  const text = textOf("docs/contract.md");
  const [, example = ""] = text.split("```yaml\n");
  expect(parsed(example.split("```")[0] ?? "")).toMatchObject({
    ...{ separator: ";", encoding: "windows-1252", decimal: ",", category: "Produkt", id: "Vertrag" },
    totals: ["summe"],
  });
  const wrong = [
    "separator: ';'",
    "encoding: cp1252",
    "columns:",
    "  Vertrag: { is: id }",
    "  Kunde: {}",
    "  Produkt: { is: catgory }",
    "decimal: ','",
    'footer: "Summe',
  ].join("\n");
  expect(text).toContain(refusalOf(wrong));
});

test("what a contract says is taken, the rest stays", () => {
  const contract = parsed(
    [
      "separator: tab",
      "encoding: windows-1252",
      "columns:",
      "  Konto: { is: id, personal: true }",
      "  Kreditart: { is: category }",
      "  Betrag: { is: amount, sum: true }",
      "totals: [SUMME]",
      "rules: { identical: warn, total: { mads: 3 } }",
    ].join("\n"),
  );
  expect(contract).toMatchObject({
    ...{ separator: "\t", encoding: "windows-1252", decimal: ".", category: "Kreditart", id: "Konto" },
    columns: [
      { name: "Konto", is: "id", personal: true, sum: false },
      { name: "Kreditart", is: "category", personal: false, sum: false },
      { name: "Betrag", is: "amount", personal: false, sum: true },
    ],
    totals: ["summe"],
  });
  expect(contract.rules).toEqual({
    ...defaultContract.rules,
    identical: "warn",
    total: { ...defaultContract.rules.total, mads: 3 },
  });
});

function refusalOf(text: string | Buffer): string {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  throw new Error("the contract was taken");
}

/** The lines about what is wrong, without heading and remedy. */
function complaintsOn(text: string | Buffer): readonly string[] {
  return refusalOf(text)
    .split("\n")
    .slice(1, -1)
    .map((line) => line.trim());
}

test.each([
  ["days", "days: 60"],
  ["least", "days: 20, least: 21"],
])(
  "a range of more days than are ever looked at is refused, since it would never strike: %s",
  (name, rule) => {
    expect(complaintsOn(`rules: { total: { ${rule} } }`).join(" ")).toMatch(
      new RegExp(`total\\.${name}\\b.*20`),
    );
  },
);

test("an amount that tells who a customer is has no sum, which may be of one customer alone", () => {
  const text = "columns:\n  Art: { is: category }\n  Einkommen: { is: amount, personal: true, sum: true }";
  expect(complaintsOn(text)).toEqual([
    expect.stringContaining(
      "has personal: true and sum: true, and a sum may be of one customer alone; take one of them out",
    ),
  ]);
});

test("all that is wrong with a contract is told at once, each with its line and what helps", () => {
  const text = [
    "separatr: ','",
    "separator: x",
    "footer: '('",
    "columns:",
    "  Vertrag: { is: id }",
    "  Konto: { is: id }",
    "  Produkt: { is: catgory }",
    "  Art: { is: category }",
    "  Typ: { is: category }",
    "  Rest: { sum: true }",
    "  ' Ort': {}",
    "  Ort: {}",
    "rules: { malformed: 2, nope: 1, identical: sometimes, smallCounts: many, total: { least: 19, mads: -1 } }",
  ].join("\n");
  expect(refusalOf(text).split("\n")).toEqual([
    'reading LOANS_CONTRACT, "contract.yaml": 15 mistakes',
    "  line 1: separatr is no key of a contract; did you mean separator?",
    '  line 2: separator is "x"; it takes one of "," ";" tab "|"',
    "  line 3: footer is not a regular expression; try it on https://regex101.com (ECMAScript)",
    '  line 6: columns.Konto is: id, and so is "Vertrag"; leave at most one, which tells rows apart',
    '  line 7: columns.Produkt.is is "catgory"; it takes one of category id number amount text; did you mean category?',
    '  line 9: columns.Typ is: category, and so is "Art"; leave exactly one, by which the loans are counted',
    "  line 10: columns.Rest has sum: true, which is for an amount; write is: amount beside it",
    '  line 11: columns." Ort" has a blank at an end, which is taken off in the header; write it without',
    '  line 12: columns.Ort is " Ort" once more; leave one of them',
    "  line 13: rules.malformed is 2; it takes a number from 0 to 1, such as 0.01",
    '  line 13: rules.identical is "sometimes"; it takes one of hold warn ignore',
    "  line 13: rules.total.mads is -1; it takes a number from 0 to 1000, such as 5",
    "  line 13: rules.total.least is 19, more than days, so that nothing would ever be said; write less",
    '  line 13: rules.smallCounts is "many"; it takes a whole number from 0 to 1000, such as 0',
    "  line 13: rules.nope is no key of a contract; there are, under rules, malformed, swallowed, lastLineEnd, footer, perhapsTotals, identical, total, category, newCategory, vanishedCategory, numericCategory, lookAlike, columns, smallCounts",
    "correct the file, then start again; docs/contract.md explains each key",
  ]);
});

/** So many columns of 40 letters. */
function many(columns: number): string {
  return Array.from({ length: columns }, (_, at) => `${String(at).padEnd(40, "x")}: {}`).join(", ");
}

const none =
  "columns has no column with is: category; write that beside the one by which the loans are counted";
const notClosed = (what: string) => `the ${what} that opens here is not closed; close it, or take it out`;

test.each([
  ["columns: { A: {} }", `line 1: ${none}`],
  ["columns: {}", `line 1: ${none}`],
  [
    "a: 1\ncolumns:",
    "line 2: columns is empty; it takes names with what they are, such as Income: { is: amount }; take it out for what is usual",
  ],
  [
    "columns:\n- A\n- B",
    "line 1: columns is a list of 2; it takes names with what they are, such as Income: { is: amount }",
  ],
  [
    "columns: { A: { is: category, sum: true } }",
    "line 1: columns.A has sum: true, which is for an amount; write is: amount beside it",
  ],
  ["columns: { A: { is: category },\n B: }", "line 2: columns.B is empty; write B: {} for a text"],
  [
    'columns: { A: { is: category }, "": {} }',
    'line 1: "" under columns is no name of a column; a name has 1 to 200 characters',
  ],
  [
    "rules: []",
    "line 1: rules is a list of 0; it takes keys with values, such as malformed: … and swallowed: …",
  ],
  ["malformed: 0.1", "line 1: malformed is no key here; put it under rules"],
  [
    "rules: { malformed:0.1 }",
    'line 1: rules."malformed:0.1" is no key of a contract; put a blank behind the colon',
  ],
  [
    "encoding: cp1252",
    'line 1: encoding is "cp1252"; it takes one of utf-8 windows-1252 iso-8859-1; did you mean windows-1252?',
  ],
  [
    "rules: { malformed: 1% }",
    'line 1: rules.malformed is "1%"; it takes a number from 0 to 1, such as 0.01',
  ],
  ...[
    ["CP-1252", "windows-1252"],
    ["win1252", "windows-1252"],
    ["Latin 1", "iso-8859-1"],
    ["ISO_8859-1", "iso-8859-1"],
    ["utf-8-bom", "utf-8"],
    ["ascii", "utf-8"],
    ["uft-8", "utf-8"],
  ].map(([written, meant]): [string, string] => [
    `encoding: ${written}`,
    `line 1: encoding is "${written}"; it takes one of utf-8 windows-1252 iso-8859-1; did you mean ${meant}?`,
  ]),
  ...["iso-8859-15", "utf-16", "UTF-16LE", "cp850"].map((written): [string, string] => [
    `encoding: ${written}`,
    `line 1: encoding is "${written}"; it takes one of utf-8 windows-1252 iso-8859-1; have the file written so, or convert it before: iconv -f ${written.toUpperCase()} -t UTF-8`,
  ]),
  [
    "encoding: windows-1252\ncolumns:\n  Nr: { is: id }\n  Категория: { is: category }",
    'line 4: columns."Категория" has the letter К, which windows-1252 cannot write; correct the name or the encoding',
  ],
  [
    "encoding: iso-8859-1\ncolumns: { € Art: { is: category } }",
    'line 2: columns."€ Art" has the letter €, which iso-8859-1 cannot write; correct the name or the encoding',
  ],
  [
    "columns: { A: { is: category, personal: true } }",
    "line 1: columns.A has personal: true, and the names of categories are shown; take that out, or count by another column",
  ],
  [
    'totals: [Summe, "::"]',
    "line 1: totals.2 is no word, since blanks and : . = behind one do not count; write its letters",
  ],
  [
    "rules: { malformed: '0,01' }",
    'line 1: rules.malformed is "0,01"; it takes a number from 0 to 1; write it with a decimal point: 0.01',
  ],
  [
    "rules: { malformed: 0,01 }",
    "line 1: rules.01 is no key of a contract; write a number with a decimal point, such as 0.01",
  ],
  ["footer: /total/i", "line 1: footer is written between slashes; leave them out"],
  [
    "separator: |",
    'line 1: separator is ""; it takes one of "," ";" tab "|"; put a sign in quotes, such as "|"',
  ],
  ['separator: "\\t"', 'line 1: separator is "\\t"; it takes one of "," ";" tab "|"; did you mean tab?'],
  [
    "categories: [A, KCC: 2025]",
    'line 1: categories.2 is keys with values; it takes a text of 1 to 200 characters, in quotes; put all of it in quotes: "KCC: 2025"',
  ],
  [
    'columns: { "A\\tB": { sum: true } }',
    'line 1: columns."A\\tB" has sum: true, which is for an amount; write is: amount beside it',
  ],
  ["totals: Summe", 'line 1: totals is "Summe"; it takes a list of at most 50 texts, such as [one, two]'],
  ["totals: [a,\n 5]", "line 2: totals.2 is 5; it takes a text of 1 to 200 characters, in quotes"],
  ["- a", "line 1: the file is a list of 1; write lines like encoding: utf-8, with a colon and a blank"],
  [
    'separator ";"',
    "line 1: the file holds no key; write lines like encoding: utf-8, with a colon and a blank",
  ],
  [
    "footer: '^(?<end>Ende)'",
    "line 1: footer has (?<, which JavaScript and Python do not both know as the same; write it with letters, classes, groups, | * + ? {…} ^ $ \\d \\w \\s \\b alone",
  ],
  ["separator: [", `line 1, column 12: ${notClosed("bracket [")}`],
  ["rules: {\n malformed: 0.1\nfooter: x", `line 1, column 8: ${notClosed("bracket {")}`],
  ["separator: ';\nencoding: utf-8", `line 1, column 12: ${notClosed("quote '")}`],
  [
    "rules: { identical: 'warn,\n  newCategory: 'hold' }",
    "line 1, column 21: the quote ' that opens here is closed only on line 2; close it here, or take it out",
  ],
  [
    "decimal: ','\n\ndecimal: '.'",
    'line 3: "decimal" stands here once more, and before on line 1; leave one of them',
  ],
  [
    "decimal: ','\nencoding\nfooter: x",
    'line 2, column 1: "encoding" has no colon; write name: value, with a blank behind the colon',
  ],
  ["rules:\n\tmalformed: 1", "line 2, column 1: begins with a tab; indent it by blanks"],
  [
    "rules:\n  malformed: 0.1\n   swallowed: 0.1",
    "line 3, column 4: begins further right than the lines that it belongs to; let it begin where they do",
  ],
  [
    "rules:\n  malformed: 0.1\n swallowed: 0.1",
    "line 3, column 1: begins further left or right than the lines that it belongs to; let it begin where they do",
  ],
  [
    "footer: ^Ende: .*",
    'line 1, column 9: "^Ende: .*" has a colon with a blank behind it; put the value in quotes',
  ],
  ["separator: ,", "line 1, column 12: a value cannot begin with ,; put it in quotes"],
  [
    "decimal: ','\n---\nencoding: utf-8",
    "line 2, column 1: another document begins here; take this line and what is below it out",
  ],
  ["decimal: &a ','", 'line 1: "&a" is not read here; put the value in quotes, or take this out'],
  ["? [a, b]\n: c", "line 1: a list or a map is no name; write one word or a text in quotes"],
  ["__proto__: 1", 'line 1: "__proto__" cannot be a name here; take it out'],
])("the contract %j is refused", (text, says) => {
  expect(complaintsOn(text)).toContain(says);
});

test("a column that is written as a text is one mistake, with how it is written", () => {
  expect(complaintsOn("columns: { A: {}, Produkt: category }")).toEqual([
    'line 1: columns.Produkt is "category"; write Produkt: { is: category }',
  ]);
  expect(complaintsOn("columns: { Produkt: catgory }")).toEqual([
    'line 1: columns.Produkt is "catgory"; write Produkt: { is: category }',
  ]);
  expect(complaintsOn("columns: { Produkt: loans }")).toEqual([
    'line 1: columns.Produkt is "loans"; write Produkt: { is: category or id or number or amount or text }',
  ]);
});

test("what a file of the encoding can hold is taken for the name of a column", () => {
  for (const [encoding, name] of [
    ["windows-1252", "€-Größe"],
    ["iso-8859-1", "Größe"],
    ["utf-8", "Категория"],
  ])
    expect(parsed(`encoding: ${encoding}\ncolumns: { ${name}: { is: category } }`).category).toBe(name);
});

test("more names than EMR takes are refused with how many characters they have", () => {
  expect(complaintsOn(`columns: { A: { is: category }, ${many(200)} }`)).toEqual([
    expect.stringMatching(
      /^line 1: columns has \d+ characters with all its names, EMR takes \d+; require fewer/,
    ),
  ]);
});

test("what is ahead of a broken line is told beside it", () => {
  expect(complaintsOn("separatr: ';'\ndecimal: comma\nrules:\n\tmalformed: 1\nnope: 1")).toEqual([
    "line 1: separatr is no key of a contract; did you mean separator?",
    'line 2: decimal is "comma"; it takes one of "." ","; did you mean ","?',
    "line 4, column 1: begins with a tab; indent it by blanks",
  ]);
});

test("a file of other letters, or of another kind, is told with its line", () => {
  const notUtf8 = "is not UTF-8; save the file as UTF-8";
  expect(complaintsOn(Buffer.from("# a\r\ntotals: [\u00fc]\n", "latin1"))).toEqual([`line 2: ${notUtf8}`]);
  expect(complaintsOn(Buffer.from("\ufeffdecimal: ','\n", "utf16le"))).toEqual([`line 1: ${notUtf8}`]);
  expect(complaintsOn(`decimal: ','\n# ${"\0"}\n`)).toEqual([
    "line 2: holds the control character U+0000; take it out, or save the file as UTF-8",
  ]);
});

test("of fifty mistakes and more the first fifty are told, and how many more there are", () => {
  const all = complaintsOn(Array.from({ length: 62 }, (_, at) => `x${at}: 1`).join("\n"));
  expect(all).toHaveLength(51);
  expect(all.at(-1)).toBe("and 12 more");
});

test("a file of another kind is told within its bounds, however much of it is wrong", () => {
  const broken = complaintsOn("a: b: c\n".repeat(2_000));
  expect(broken).toHaveLength(51);
  expect(broken.at(-1)).toBe("and 50 more");
  expect(complaintsOn('a: "\n'.repeat(2_000)).length).toBeLessThan(52);
});

test("each mistake is told with the line that an editor shows, whatever stands above it and ends the lines", () => {
  const above = [
    "# a comment",
    "",
    "totals: [total,",
    "  sum]",
    "rules:",
    "  identical: warn",
    "footer: 'one",
    "  two'",
  ];
  const mistakes = [
    "nope: 1",
    "separator: x",
    "encoding utf-8",
    "decimal: ,",
    "categories: [",
    "extraColumns: *x",
  ];
  const whole = fc.constantFrom(0, 1, 2, 4, 6, 8);
  fc.assert(
    fc.property(
      whole,
      fc.constantFrom(...mistakes),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.boolean(),
      (lines, mistake, end, mark) => {
        const text = [...above.slice(0, lines), mistake, "# below"].join(end);
        const [only, ...more] = complaintsOn(`${mark ? "\ufeff" : ""}${text}${end}`);
        expect(more).toEqual([]);
        expect(only).toMatch(new RegExp(`^line ${lines + 1}\\b`));
      },
    ),
  );
});

test("the schema for editors is the one by which a contract is read", async () => {
  const schema = z.toJSONSchema(contractFile, { io: "input" });
  const titled = { title: "Contract of Loan Tracker's loan file", ...schema };
  await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot(
    "../../../docs/contract.schema.json",
  );
});
