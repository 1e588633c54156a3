import { join } from "node:path";
import type { Workshop } from "../workshop.ts";
import { recordedSpark } from "./spark-alone.ts";
import type { Scenery, Stage } from "./stage.ts";
import { setStage } from "./stage.ts";

/**
 * AWS waits as good as nothing then, and the app looks every 33 ms where it otherwise would every 10 s. A higher pace
 * would measure what the app does once a minute: at 1,000 that came every 60 ms and was a third of all Redis commands.
 */
const [SPEED, PACE] = [1_000_000, 300];

/**
 * Nothing has to be waited for in AWS; its Spark steps hand out what a real run at the start of the bench had written.
 * Where `traffic` is, the AWS stand-in is tapped while that directory is there.
 */
export async function zeroWaits(
  workshop: Workshop,
  {
    pace,
    traffic = "",
    sparkHold = "",
  }: {
    readonly pace: number;
    readonly traffic?: string;
    /** While this file is there, Spark steps go on. */
    readonly sparkHold?: string;
  },
): Promise<Scenery> {
  return {
    speed: SPEED,
    sandbox: { awsEntry: join(import.meta.dirname, "zero-wait-aws.ts") },
    env: {
      LOANS_PACE: String(pace),
      BENCH_SPARK_OUTPUT: await recordedSpark(workshop),
      BENCH_TRAFFIC: traffic,
      BENCH_SPARK_HOLD: sparkHold,
    },
  };
}

/** A stage on which nothing has to be waited for. A first batch has been run: the SDK is loaded, the script in the lake. */
export async function setZeroWaitStage(workshop: Workshop, traffic = ""): Promise<Stage> {
  const stage = await setStage(workshop, await zeroWaits(workshop, { pace: PACE, traffic }));
  await stage.runBatch("2026-01-01");
  return stage;
}
