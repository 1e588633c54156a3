/**
 * `npm run differential`: generated odd loan files through the upload's reader, the Spark script and Python's csv module;
 * prints what became of each kind, and ends with 1 where any of the three counts otherwise than the file was made, or a file
 * is held for a reason that is not true of it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions, wholeNumber } from "../../src/cli/command-line.ts";
import { Problem } from "../../src/domain/problem.ts";
import { closeAll, compare, startAll } from "./compare.ts";
import { oddFiles } from "./odd-files.ts";
import { write } from "./readers.ts";
import { differences, summary, table } from "./table.ts";
import type { Verdict } from "./verdict.ts";

const act = "holding the readers against each other";
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());

/** Reads some files; those that differ stay in the folder, so that they can be looked at. */
async function run(count: number, seed: number): Promise<readonly Verdict[]> {
  const home = mkdtempSync(join(tmpdir(), "odd-files-"));
  const files = oddFiles(count, seed);
  write(files, home);
  const readers = startAll(home);
  const verdicts: Verdict[] = [];
  try {
    for (const file of files) {
      if (interruption.signal.aborted) break;
      const { verdict } = await compare(file, readers);
      verdicts.push(verdict);
      if (verdict.outcome !== "differs") rmSync(join(home, file.name), { recursive: true });
    }
  } finally {
    await closeAll(readers);
  }
  if (verdicts.some(({ outcome }) => outcome === "differs"))
    process.stdout.write(`what differs is in ${home}\n\n`);
  else rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  return verdicts;
}

try {
  const asked = readOptions(
    { files: { type: "string", default: "300" }, seed: { type: "string", default: "1" } },
    { act, usage: "use npm run differential -- [--files N] [--seed N]" },
  );
  const count = wholeNumber(asked.files, { act, option: "--files", least: 1, most: 100_000 });
  const seed = wholeNumber(asked.seed, { act, option: "--seed", least: 0, most: 2 ** 31 });
  const verdicts = await run(count, seed);
  process.stdout.write(`${table(verdicts)}\n\n`);
  const differ = differences(verdicts);
  if (differ !== "") process.stdout.write(`${differ}\n\n`);
  process.stdout.write(`seed ${seed}, ${summary(verdicts)}\n`);
  process.exitCode = differ === "" && verdicts.length === count ? 0 : 1;
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
