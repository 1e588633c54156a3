import { parseArgs } from "node:util";
import { startAws } from "../sandbox/aws/main.ts";
import { replaySpark } from "../sandbox/spark/replay.ts";
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
  spark: replaySpark(process.env["BENCH_SPARK_OUTPUT"] ?? ""),
});
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void aws.close().then(() => process.exit(0)));
}
