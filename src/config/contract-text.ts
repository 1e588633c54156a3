import { parseDocument } from "yaml";
import type { z } from "zod";
import type { Contract } from "../domain/loans/contract.ts";
import { contractFile, contractOf } from "../domain/loans/contract.ts";
import { LONGEST_SPARK_CONTRACT, sparkContract } from "../domain/loans/spark-contract.ts";
import { Problem } from "../domain/problem.ts";

/** The contract that a file of YAML says, or a Problem with all that is wrong with it, a line each. */
export function parseContract(text: string, name: string): Contract {
  const document = parseDocument(text);
  const [broken] = document.errors;
  // Its further lines repeat the file.
  if (broken) throw badContract(name, [["", (broken.message.split("\n")[0] ?? "").replace(/:$/, "")]]);
  // A file of comments alone says nothing, so everything stays as it is.
  const read = contractFile.safeParse(document.toJS() ?? {});
  if (!read.success) throw badContract(name, read.error.issues.flatMap(complaints));
  const contract = contractOf(read.data);
  const { length } = sparkContract(contract);
  if (length > LONGEST_SPARK_CONTRACT) {
    const says = `${length} characters with all its names, EMR takes ${LONGEST_SPARK_CONTRACT}; require fewer columns and allow extra ones`;
    throw badContract(name, [["columns", says]]);
  }
  return contract;
}

/** Where in the file, and what is wrong there. */
type Complaint = readonly [where: string, says: string];

function complaints(issue: z.core.$ZodIssue): readonly Complaint[] {
  const where = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => [[...issue.path, key].join("."), "is no key of a contract; take it out"]);
  return [[where, complaint(issue)]];
}

function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `is not one of ${issue.values.join(" ")}`;
    case "invalid_type":
      return `is not ${typeWords[issue.expected] ?? issue.expected}`;
    case "too_big":
      return `is ${sizeWords[issue.origin] ?? "above"} ${issue.maximum}`;
    case "too_small":
      return issue.origin === "string" ? "is empty" : `is below ${issue.minimum}`;
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  object: "a list of keys with values",
  record: "a list of names with values, such as Income: { is: amount }",
  array: "a list, such as [total, sum]",
  string: "a text; put it in quotes",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
};

const sizeWords: Readonly<Record<string, string>> = { string: "longer than", array: "longer than" };

function badContract(name: string, all: readonly Complaint[]): Problem {
  const width = Math.max(...all.map(([where]) => where.length));
  const lines = all.map(([where, says]) => `  ${where.padEnd(width)}  ${says}`.replace(/^ +$/, ""));
  const problems = `${all.length} ${all.length === 1 ? "problem" : "problems"}`;
  return new Problem(
    "bad-contract",
    [`reading LOANS_CONTRACT, "${name}": ${problems}`, ...lines].join("\n"),
    {
      remedy: "correct the file; docs/contract.md explains each key",
    },
  );
}
