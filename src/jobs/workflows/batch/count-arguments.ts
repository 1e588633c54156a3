import type { Contract } from "../../../domain/loans/contract.ts";
import { defaultContract } from "../../../domain/loans/contract.ts";
import type { LoanFile } from "../../../domain/loans/loan-file.ts";
import { sparkContract } from "../../../domain/loans/spark-contract.ts";

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
