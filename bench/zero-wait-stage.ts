import { join } from "node:path";
import { runSparkAlone } from "./spark-alone.ts";
import type { Stage } from "./stage.ts";
import { setStage } from "./stage.ts";
import type { Workshop } from "./workshop.ts";

/** AWS waits as good as nothing then, and the app looks every 10 ms where it otherwise would every 10 s. */
const [SPEED, PACE] = [1_000_000, 1_000];

const outputs = new WeakMap<Workshop, string>();

/**
 * A stage on which nothing has to be waited for; its Spark steps hand out what a real run at the start of the bench had
 * written. A first batch has been run: the SDK's modules are loaded, the script is in the lake. Where `traffic` is, the
 * AWS stand-in is tapped while that directory is there.
 */
export async function setZeroWaitStage(workshop: Workshop, traffic = ""): Promise<Stage> {
  const output = outputs.get(workshop) ?? (await runSparkAlone(workshop)).output;
  outputs.set(workshop, output);
  const stage = await setStage(workshop, {
    speed: SPEED,
    awsEntry: join(import.meta.dirname, "zero-wait-aws.ts"),
    env: { LOANS_PACE: String(PACE), BENCH_SPARK_OUTPUT: output, BENCH_TRAFFIC: traffic },
  });
  await stage.runBatch("2026-01-01");
  return stage;
}
