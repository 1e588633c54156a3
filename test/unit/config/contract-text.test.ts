import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseContract } from "../../../src/config/contract-text.ts";
import { contractFile, defaultContract } from "../../../src/domain/loans/contract.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { textOf } from "../../support/repository.ts";

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
  expect(parseContract(shown.split("```")[0] ?? "", "contract.yaml")).toEqual(defaultContract);
  expect(Object.keys(parse(shown.split("```")[0] ?? ""))).toEqual(Object.keys(contractFile.shape));
  expect(parseContract("", "contract.yaml")).toEqual(defaultContract);
  expect(parseContract("# nothing\n", "contract.yaml")).toEqual(defaultContract);
});

test("what a contract says is taken, the rest stays", () => {
  const contract = parseContract(
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
    "contract.yaml",
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

function refusalOf(text: string): string {
  try {
    parseContract(text, "contract.yaml");
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  throw new Error("the contract was taken");
}

test("all that is wrong with a contract is told at once, by name", () => {
  const text = [
    "separatr: ','",
    "separator: x",
    "footer: '('",
    "rules: { malformed: 2, nope: 1, total: { least: 30 }, identical: sometimes, smallCounts: many }",
  ].join("\n");
  expect(refusalOf(text).split("\n")).toEqual([
    'reading LOANS_CONTRACT, "contract.yaml": 8 problems',
    "  separator          is not one of , ; tab |",
    "  footer             is not a regular expression; try it on https://regex101.com (ECMAScript)",
    "  rules.malformed    is above 1",
    "  rules.identical    is not one of hold warn ignore",
    "  rules.total        least is more than days: nothing would ever be said",
    "  rules.smallCounts  is not a number",
    "  rules.nope         is no key of a contract; take it out",
    "  separatr           is no key of a contract; take it out; correct the file; docs/contract.md explains each key",
  ]);
});

/** So many columns of 40 letters. */
function many(columns: number): string {
  return Array.from({ length: columns }, (_, at) => `${String(at).padEnd(40, "x")}: {}`).join(", ");
}

test.each([
  ["columns: { A: {} }", "columns  none is: category; the counts are by exactly one column"],
  ["columns: { A: { is: category }, B: { is: category } }", 'columns  "A", "B" is: category; the counts'],
  ["columns: { A: { is: category }, B: { is: id }, C: { is: id } }", 'columns  "B", "C" are: id; at most'],
  ["columns: { ' A': { is: category } }", '" A" has a blank at an end'],
  ["columns: { A: { is: category, sum: true } }", "columns.A  sum: true is for an amount"],
  ["columns: { A: { is: category }, B: }", "columns.B  is not a list of keys with values"],
  ["rules: []", "rules  is not a list of keys with values"],
  ["columns: {}", "none is: category"],
  ["- a", "is not a list of keys with values"],
  ["footer: '^(?<end>Ende)'", "footer  has what JavaScript and Python do not both know"],
  ["footer: '\\p{Lu}+'", "footer  has what JavaScript and Python do not both know"],
  [`columns: { A: { is: category }, ${many(200)} }`, "require fewer columns and allow extra ones"],
  ["separator: [", "Flow sequence in block collection must be"],
  ["separator: ','\nseparator: ;", "Map keys must be unique at line 2"],
])("the contract %j is refused", (text, says) => {
  expect(refusalOf(text)).toContain(says);
});

test("the schema for editors is the one by which a contract is read", async () => {
  const schema = z.toJSONSchema(contractFile, { io: "input" });
  const titled = { title: "Contract of Loan Tracker's loan file", ...schema };
  await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot(
    "../../../docs/contract.schema.json",
  );
});
