import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startAws } from "../sandbox/aws/main.ts";
import type { SparkRunner } from "../sandbox/spark/submit.ts";
import { tapHttp } from "./http-tap.ts";

/**
 * The AWS stand-in for the bench, a process of the sandbox: its modeled waits are nothing, and its Spark steps hand out
 * what a real Spark run of this bench left in `$BENCH_SPARK_OUTPUT`. Its traffic is tapped into `$BENCH_TRAFFIC`.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    home: { type: "string", default: "" },
    speed: { type: "string", default: "1" },
  },
});
tapHttp({ directory: process.env["BENCH_TRAFFIC"] ?? "", name: "aws" });
const aws = await startAws({
  port: Number(values.port),
  home: values.home,
  speed: Number(values.speed),
  spark: replayOf(process.env["BENCH_SPARK_OUTPUT"] ?? ""),
});
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void aws.close().then(() => process.exit(0)));
}

/** Answers every application with the recorded output, the quality report under the run and day that were asked for. */
function replayOf(recorded: string): SparkRunner {
  return {
    async submit({ args }) {
      const { values: asked } = parseArgs({
        args: [...args],
        options: {
          ...{ input: { type: "string" }, output: { type: "string" }, report: { type: "string" } },
          ...{ "run-id": { type: "string" }, day: { type: "string" }, "multi-line": { type: "boolean" } },
        },
      });
      const output = pathOf(asked.output);
      cpSync(recorded, output, { recursive: true });
      const report: unknown = JSON.parse(readFileSync(`${recorded}/_quality.json`, "utf8"));
      const own = { ...(report as object), run_id: asked["run-id"], day: asked.day };
      writeFileSync(pathOf(asked.report), JSON.stringify(own));
      return { exitCode: 0, stdout: "", stderr: "" };
    },
  };
}

function pathOf(location: string | undefined): string {
  return location?.replace(/^file:\/\//, "") ?? "";
}
