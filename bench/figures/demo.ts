import type { Figure } from "../figure.ts";
import { playDemo } from "../stages/played-demo.ts";
import { runSparkAlone } from "../stages/spark-alone.ts";

/** How long the whole loop takes, once set-up is done. */
export const demo: Figure = {
  name: "demo",
  async measure(workshop) {
    const demos: number[] = [];
    const sparks: number[] = [];
    await workshop.repeat({ times: 2, withinMs: 60_000 }, async () => {
      sparks.push((await runSparkAlone(workshop)).ms);
      demos.push((await playDemo(workshop)).ms);
    });
    return [
      {
        unit: "ms",
        measured: {
          what: "the demo: sandbox, deploy, a day on Spark, again, a backfill of three days on Spark, a day canceled, one held, status, teardown; checked",
          values: demos,
        },
        baseline: {
          what: "a Spark step alone: a spark-submit of its own on the same file",
          values: sparks,
        },
        aim: { of: "median", under: 45_000 },
      },
    ];
  },
};
