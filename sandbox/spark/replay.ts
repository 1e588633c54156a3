import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { sparkContract } from "../../src/domain/loans/contract/spark-contract.ts";
import { projectDirectory, toolsDirectory } from "../setup/tools.ts";
import type { SparkRunner } from "./submit.ts";
import { createSparkRunner } from "./submit.ts";

const REPORT = "_quality.json";

/**
 * Answers every application with the output that one real run of the product's script left in the directory `recorded`,
 * the quality report under the run and day that were asked for. The application's log says that nothing was counted.
 * Where `recorded` holds several, each is in a directory that is named by the number of lines of its file.
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
      const isOne = existsSync(join(recorded, REPORT));
      const from = isOne ? recorded : join(recorded, String(linesIn(pathOf(asked.input))));
      if (!existsSync(from)) return { exitCode: 1, stdout: "", stderr: `recorded: there is no ${from}\n` };
      cpSync(from, pathOf(asked.output), { recursive: true });
      const report: unknown = JSON.parse(readFileSync(join(from, REPORT), "utf8"));
      const own = {
        ...(report as object),
        ...{ run_id: asked["run-id"], day: asked.day, source_sha256: asked["source-sha256"] },
      };
      writeFileSync(pathOf(asked.report), JSON.stringify(own));
      const stderr = `recorded: Spark did not run, this is what a real run left in ${from}\n`;
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
      ...["--report", `file://${output}/${REPORT}`, "--run-id", "recorded", "--day", "2026-01-01"],
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

/** How many lines the files of a directory have. */
function linesIn(directory: string): number {
  const texts = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
  return texts.join("").split("\n").length - 1;
}

function pathOf(location: string | undefined): string {
  return location?.replace(/^file:\/\//, "") ?? "";
}
