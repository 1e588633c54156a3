import type { Contract } from "../../../domain/loans/contract/contract.ts";
import { defaultContract } from "../../../domain/loans/contract/contract.ts";
import { sparkContract } from "../../../domain/loans/contract/spark-contract.ts";
import type { LoanFile } from "../../../domain/loans/loan-file.ts";
import { sha256Of } from "../steps/upload.ts";

const CONTRACT = "--contract";

/** What the Spark script is told of a file beside where it is. */
export function readingArguments(
  file: Pick<LoanFile, "sha256" | "lines" | "isMultiLine" | "lineEnds">,
  contract: Contract,
): readonly string[] {
  // A run that an earlier version began has uploaded the script of that version, which takes nothing else.
  if (file.lines === null) return file.isMultiLine ? ["--multi-line"] : [];
  return [
    ...[CONTRACT, sparkContract(contract), "--source-sha256", file.sha256],
    // A file whose quoted breaks stand beside both CR and LF the script refuses by itself.
    ...(file.isMultiLine ? ["--multi-line", "--line-ends", file.lineEnds === "cr" ? "cr" : "lf"] : []),
  ];
}

/** Whether steps with these arguments read the file by this contract. */
export function readsBy(args: ReadonlySet<string>, contract: Contract): boolean {
  const text = sparkContract(contract);
  // Steps of an earlier version were told none, and its script knew the one file that is the default now.
  return args.has(text) || (!args.has(CONTRACT) && text === sparkContract(defaultContract));
}

/** By what a file is counted, as one hash: the same script makes the same counts of it by the same contract. */
export function countedBy(contract: Contract, scriptSha256: string): string {
  return sha256Of(Buffer.from(`${scriptSha256}\n${sparkContract(contract)}`));
}
