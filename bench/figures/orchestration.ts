import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Recording } from "../baselines/floor.ts";
import { readExchanges } from "../baselines/floor.ts";
import { tapHttp } from "../baselines/http-tap.ts";
import { daysAgo } from "../days-ago.ts";
import type { Figure } from "../figure.ts";
import { quantile } from "../samples.ts";
import type { Stage } from "../stages/stage.ts";
import { setZeroWaitStage } from "../stages/zero-wait-stage.ts";
import type { Workshop } from "../workshop.ts";

/** What the orchestration itself takes of a batch, when nothing has to be waited for. */
export const orchestration: Figure = {
  name: "orchestration",
  limitMs: () => 300_000,
  async measure(workshop) {
    const traffic = join(workshop.directory("taps"), "traffic");
    tapHttp({ directory: traffic, name: "slack" });
    const stage = await setZeroWaitStage(workshop, traffic);
    const recording = await record(stage, traffic);
    const floor = await startFloor(workshop, recording);

    const batches: number[] = [];
    const floors: number[] = [];
    await workshop.repeat({ times: 100, withinMs: 120_000 }, async (index) => {
      batches.push((await stage.runBatch(daysAgo(300 - index))).ms);
      floors.push(await floor(daysAgo(600 - index)));
    });
    const calls = { aws: readExchanges(recording.aws).length, slack: readExchanges(recording.slack).length };
    return [
      {
        unit: "ms",
        measured: {
          what: "a day's batch without waits: from the first journal entry to the last; Spark steps hand out what a real run at the start of this bench had written",
          values: batches,
        },
        baseline: {
          what: "its floor: the calls of a recorded batch to AWS and Slack again for another day in a bare loop, and one RPUSH to Redis for each journal entry",
          values: floors,
        },
        aim: null,
        notes: [
          ...([0.5, 0.99] as const).flatMap((share) => shareOf(batches, floors, share)),
          `the recorded batch: ${calls.aws} AWS calls, ${calls.slack} Slack calls, ${recording.journal.length} journal entries`,
          "its slices and Redis commands, at production's pace, are the figure `runs`",
        ],
      },
    ];
  },
};

/** What is left of a batch when its floor is taken off, at that quantile of both; nothing where there are too few. */
function shareOf(
  batches: readonly number[],
  floors: readonly number[],
  share: 0.5 | 0.99,
): readonly string[] {
  if (share === 0.99 && batches.length < 100) return [];
  const [batch, bare] = [quantile(batches, share), quantile(floors, share)];
  const name = share === 0.5 ? "p50" : "p99";
  return [
    `orchestration's own share at ${name}: ${(100 * (1 - bare / batch)).toFixed(0)} % of such a batch, ${(batch - bare).toFixed(0)} of ${batch.toFixed(0)} ms`,
  ];
}

/** Runs one batch under the taps. */
async function record({ runBatch, sandbox }: Stage, traffic: string): Promise<Recording> {
  const day = "2026-01-02";
  mkdirSync(traffic);
  const { journal } = await runBatch(day);
  await wait(500); // the last edit of the card
  const kept = `${traffic}-of-a-batch`;
  renameSync(traffic, kept); // which ends the tapping
  return {
    day,
    aws: join(kept, "aws.jsonl"),
    slack: join(kept, "slack.jsonl"),
    journal: journal.map((entry) => JSON.stringify(entry)),
    urls: sandbox.urls,
  };
}

/** Starts the process of the floor; the answer makes it replay the batch for a day and tells the milliseconds. */
async function startFloor(
  workshop: Workshop,
  recording: Recording,
): Promise<(day: string) => Promise<number>> {
  const child = fork(join(import.meta.dirname, "..", "baselines", "floor.ts"), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  workshop.defer(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const ended = once(child, "exit").then(() => []);
  const answer = async (question: Recording | string): Promise<unknown> => {
    child.send(question);
    const [said] = await Promise.race([once(child, "message", { signal: workshop.signal }), ended]);
    if (said === undefined) throw new Error("replaying a batch: the process of the floor ended");
    return said;
  };
  await answer(recording);
  return async (day) => Number(await answer(day));
}
