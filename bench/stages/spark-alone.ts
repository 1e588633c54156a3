import { recordSpark } from "../../sandbox/spark/replay.ts";
import type { Workshop } from "../workshop.ts";
import { loanFile } from "./loan-file.ts";

/** What the Spark script left behind, and how long all of spark-submit took. */
export interface SparkAlone {
  readonly ms: number;
  /** The counts, with the quality report among them. */
  readonly output: string;
}

/** Runs the product's script on the bench's loan file by the same spark-submit as the sandbox, with nothing around it. */
export async function runSparkAlone(workshop: Workshop): Promise<SparkAlone> {
  const recording = { cwd: workshop.directory("spark"), signal: workshop.signal };
  const input = loanFile(workshop);
  const from = performance.now();
  const output = await recordSpark(input, recording);
  return { ms: performance.now() - from, output };
}

const outputs = new WeakMap<Workshop, string>();

/** What one real run of the script at the start of the bench had written, made once. */
export async function recordedSpark(workshop: Workshop): Promise<string> {
  const output = outputs.get(workshop) ?? (await runSparkAlone(workshop)).output;
  outputs.set(workshop, output);
  return output;
}
