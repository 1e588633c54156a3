import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory, toolsDirectory } from "../sandbox/setup/tools.ts";
import { createSparkRunner } from "../sandbox/spark/submit.ts";
import { loanFile } from "./loan-file.ts";
import type { Workshop } from "./workshop.ts";

/** What the job left behind, and how long all of spark-submit took. */
export interface SparkAlone {
  readonly ms: number;
  /** The counts, with the quality report among them. */
  readonly output: string;
}

/** Runs the product's job on the bench's loan file by the same spark-submit as the sandbox, with nothing around it. */
export async function runSparkAlone(workshop: Workshop): Promise<SparkAlone> {
  const cwd = workshop.directory("spark");
  const [input, output] = [join(cwd, "input"), join(cwd, "output")];
  mkdirSync(input);
  cpSync(loanFile(workshop), join(input, "loan.csv"));
  const from = performance.now();
  const { exitCode, stderr } = await createSparkRunner({ toolsDir: toolsDirectory }).submit({
    script: join(projectDirectory, "spark", "loan_tracker.py"),
    args: [
      ...["--input", `file://${input}/`, "--output", `file://${output}/`],
      ...["--report", `file://${output}/_quality.json`, "--run-id", "bench", "--day", "2026-01-01"],
    ],
    sparkArgs: [],
    cwd,
    signal: workshop.signal,
  });
  workshop.signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(`running Spark alone: spark-submit ended with ${exitCode}\n${stderr}`);
  return { ms: performance.now() - from, output };
}
