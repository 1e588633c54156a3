import { linkSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toolsDirectory } from "../../sandbox/setup/tools.ts";
import { createSparkRunner } from "../../sandbox/spark/submit.ts";

/** What it took to count a file once with a real spark-submit: of the processor, Java and Python together, and on the clock. */
export interface CountOnce {
  readonly processorMs: number;
  readonly ms: number;
}

/** Ticks of a second in `/proc`, on every Linux that Node runs on. */
const TICKS = 100;

/** Counts `file` by that script in the empty directory `cwd`, and says what it took. */
const [script = "", file = "", cwd = "", ...more] = process.argv.slice(2);
const [input, output] = [join(cwd, "input"), join(cwd, "output")];
mkdirSync(input);
linkSync(file, join(input, "loan.csv"));
const from = performance.now();
const { exitCode, stderr } = await createSparkRunner({ toolsDir: toolsDirectory }).submit({
  script,
  args: [
    ...["--input", `file://${input}/`, "--output", `file://${output}/`],
    ...["--report", `file://${output}/_quality.json`, "--run-id", "measured", "--day", "2026-01-01", ...more],
  ],
  sparkArgs: [],
  cwd,
  signal: new AbortController().signal,
});
const ms = performance.now() - from;
if (exitCode !== 0) throw new Error(`counting ${file}: spark-submit ended with ${exitCode}\n${stderr}`);
// Of children that have ended, those that they waited for among them: user and system, behind the name in parentheses.
const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
const took: CountOnce = { processorMs: ((Number(fields[13]) + Number(fields[14])) / TICKS) * 1_000, ms };
process.stdout.write(JSON.stringify(took));
