/**
 * Reads files by the upload's reader in the tree that the first argument names: the product's own, or a copy with something
 * changed. Standard input is JSON lines, `{"file", "contract"}`, standard output one JSON line for each.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Contract } from "../../src/domain/loans/contract/contract.ts";
import type { HeldBy } from "../../src/domain/problem.ts";
import type { FileFacts, UploadAnswer } from "./readers.ts";

type Reader = typeof import("../../src/jobs/workflows/batch/loan-file.ts");
type Findings = typeof import("../../src/domain/loans/finding.ts");
type Problems = typeof import("../../src/domain/problem.ts");

const tree = process.argv[2] ?? "";
const { readLoanFile }: Reader = await import(join(tree, "src/jobs/workflows/batch/loan-file.ts"));
const { helpInsteadOfRelease }: Findings = await import(join(tree, "src/domain/loans/finding.ts"));
const { DayHeld, Problem }: Problems = await import(join(tree, "src/domain/problem.ts"));

/** As on the first day of a bank. */
const known = async () => ({ names: new Set<string>(), seen: new Set<string>(), hidden: 0, days: 0 });

for await (const line of createInterface({ input: process.stdin })) {
  const { file, contract } = JSON.parse(line) as { readonly file: string; readonly contract: Contract };
  const answer = await answerOf((released) => {
    // Chunks that end in the middle of whatever stands there.
    const stream = createReadStream(file, { highWaterMark: 1_009 });
    return readLoanFile(stream, { name: "loan.csv", contract, released, known });
  });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** What holds it, and its facts where a person may release it from all that does. */
async function answerOf(
  read: (released: readonly HeldBy[]) => Promise<FileFacts>,
  released: readonly HeldBy[] = [],
): Promise<UploadAnswer> {
  const said = (held: readonly HeldBy[]) => ({
    held: held.map(({ rule }) => rule),
    says: held.map(({ says }) => says).join("; "),
  });
  try {
    return { ...said(released), file: await read(released) };
  } catch (error) {
    if (!(error instanceof Problem)) return { ...said([{ rule: "crash", says: String(error) }]), file: null };
    const holds = error instanceof DayHeld ? error.holds : [{ rule: error.code, says: error.says }];
    const mayRelease =
      error instanceof DayHeld && holds.every(({ rule }) => helpInsteadOfRelease(rule) === null);
    if (mayRelease && released.length === 0) return await answerOf(read, holds);
    return { ...said([...released, ...holds]), file: null };
  }
}
