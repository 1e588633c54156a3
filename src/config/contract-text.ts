import type { Contract } from "../domain/loans/contract/contract.ts";
import { contractFile, contractOf } from "../domain/loans/contract/contract.ts";
import { LONGEST_SPARK_CONTRACT, sparkContract } from "../domain/loans/contract/spark-contract.ts";
import { Problem } from "../domain/problem.ts";
import { complaintsOf } from "./contract-words.ts";
import type { Mistake } from "./mistakes.ts";
import { mistakeLines, mistakesWords, textIn } from "./mistakes.ts";
import { readYaml } from "./yaml-text.ts";

/** The contract that a file of YAML says, or a Problem with all that is wrong with it, a line each. */
export function parseContract(bytes: Uint8Array, name: string): Contract {
  const text = textIn(bytes);
  if (typeof text !== "string") throw badContract(name, [text]);
  const { value, mistakes, lineOf } = readYaml(text);
  // A file of comments alone says nothing, so everything stays as it is.
  const read = contractFile.safeParse(value ?? {});
  const complaints = (read.error?.issues ?? []).flatMap((issue) => complaintsOf(issue, value));
  const all = [...mistakes, ...complaints.map(({ path, says }) => ({ line: lineOf(path), says }))];
  if (!read.success || all.length > 0) throw badContract(name, all);
  const contract = contractOf(read.data);
  const { length } = sparkContract(contract);
  if (length > LONGEST_SPARK_CONTRACT) {
    const says = `columns has ${length} characters with all its names, EMR takes ${LONGEST_SPARK_CONTRACT}; require fewer columns and allow extra ones`;
    throw badContract(name, [{ line: lineOf(["columns"]), says }]);
  }
  return contract;
}

function badContract(name: string, all: readonly Mistake[]): Problem {
  const says = [
    `reading LOANS_CONTRACT, "${name}": ${mistakesWords(all)}`,
    ...mistakeLines(all).map((line) => `  ${line}`),
  ].join("\n");
  const remedy = "correct the file, then start again; docs/contract.md explains each key";
  const problem = new Problem("bad-contract", says, { remedy });
  // Behind a list the remedy would read as its last entry's.
  problem.message = `${says}\n${remedy}`;
  return problem;
}
