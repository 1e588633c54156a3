import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startAws } from "../../sandbox/aws/main.ts";
import { replaySpark } from "../../sandbox/spark/replay.ts";
import { tapHttp } from "../baselines/http-tap.ts";

/**
 * The AWS stand-in for the bench, a process of the sandbox: its modeled waits are nothing, and its Spark steps hand out
 * what a real Spark run of this bench left in `$BENCH_SPARK_OUTPUT`, once the file `$BENCH_SPARK_HOLD` is gone. Its
 * traffic is tapped into `$BENCH_TRAFFIC`.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    home: { type: "string", default: "" },
    speed: { type: "string", default: "1" },
  },
});
tapHttp({ directory: process.env["BENCH_TRAFFIC"] ?? "", name: "aws" });
const recorded = replaySpark(process.env["BENCH_SPARK_OUTPUT"] ?? "");
const hold = process.env["BENCH_SPARK_HOLD"] ?? "";
const aws = await startAws({
  port: Number(values.port),
  home: values.home,
  speed: Number(values.speed),
  spark: {
    submit: async (application) => {
      while (existsSync(hold) && !application.signal.aborted) await wait(20);
      return await recorded.submit(application);
    },
  },
});
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void aws.close().then(() => process.exit(0)));
}
