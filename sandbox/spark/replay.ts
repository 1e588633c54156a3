import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultContract } from "../../src/domain/loans/contract.ts";
import { sparkContract } from "../../src/domain/loans/spark-contract.ts";
import { projectDirectory, toolsDirectory } from "../setup/tools.ts";
import type { SparkRunner } from "./submit.ts";
import { createSparkRunner } from "./submit.ts";

/**
 * Answers every application with the output that one real run of the product's script left in the directory `recorded`,
 * the quality report under the run and day that were asked for. The application's log says that nothing was counted.
 */
export function replaySpark(recorded: string): SparkRunner {
  return {
    async submit({ args }) {
      const { values: asked } = parseArgs({
        args: [...args],
        options: {
          ...{ input: { type: "string" }, output: { type: "string" }, report: { type: "string" } },
          ...{ "run-id": { type: "string" }, day: { type: "string" }, contract: { type: "string" } },
          ...{ "source-sha256": { type: "string" }, "line-ends": { type: "string" } },
          "multi-line": { type: "boolean" },
        },
      });
      cpSync(recorded, pathOf(asked.output), { recursive: true });
      const report: unknown = JSON.parse(readFileSync(join(recorded, "_quality.json"), "utf8"));
      const own = {
        ...(report as object),
        ...{ run_id: asked["run-id"], day: asked.day, source_sha256: asked["source-sha256"] },
      };
      writeFileSync(pathOf(asked.report), JSON.stringify(own));
      const stderr = `recorded: Spark did not run, this is what a real run left in ${recorded}\n`;
      return { exitCode: 0, stdout: "", stderr };
    },
  };
}

/** Runs the product's script on one loan file by the real Spark, below the new directory `cwd`; answers the output's directory. */
export async function recordSpark(
  loanFile: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<string> {
  const [input, output] = [join(cwd, "input"), join(cwd, "output")];
  mkdirSync(input, { recursive: true });
  cpSync(loanFile, join(input, "loan.csv"));
  const { exitCode, stderr } = await createSparkRunner({ toolsDir: toolsDirectory }).submit({
    script: join(projectDirectory, "spark", "loan_tracker.py"),
    args: [
      ...["--input", `file://${input}/`, "--output", `file://${output}/`],
      ...["--report", `file://${output}/_quality.json`, "--run-id", "recorded", "--day", "2026-01-01"],
      ...["--contract", sparkContract(defaultContract), "--source-sha256", "recorded"],
    ],
    sparkArgs: [],
    cwd,
    signal,
  });
  signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(`running Spark alone: spark-submit ended with ${exitCode}\n${stderr}`);
  return output;
}

function pathOf(location: string | undefined): string {
  return location?.replace(/^file:\/\//, "") ?? "";
}
