import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import type { Recording } from "./floor.ts";
import { readExchanges } from "./floor.ts";
import { tapHttp } from "./http-tap.ts";
import { commandsOf } from "./redis-commands.ts";
import { quantile } from "./samples.ts";
import type { Stage } from "./stage.ts";
import type { Workshop } from "./workshop.ts";
import { setZeroWaitStage } from "./zero-wait-stage.ts";

/** What the orchestration itself takes of a batch, when nothing has to be waited for. */
export const orchestration: Figure = {
  name: "orchestration",
  async measure(workshop) {
    const traffic = join(workshop.directory("taps"), "traffic");
    tapHttp({ directory: traffic, name: "slack" });
    const stage = await setZeroWaitStage(workshop, traffic);
    const recording = await record(stage, traffic);
    const floor = await startFloor(workshop, recording);

    const batches: number[] = [];
    const floors: number[] = [];
    const slices: number[] = [];
    const commands: number[] = [];
    await workshop.repeat({ times: 15, withinMs: 15_000 }, async (index) => {
      const day = String(index + 1).padStart(2, "0");
      const before = await commandsOf(stage.redis);
      const batch = await stage.runBatch(`2026-02-${day}`);
      commands.push((await commandsOf(stage.redis)) - before - batch.asked - 1);
      batches.push(batch.ms);
      slices.push(batch.slices);
      floors.push(await floor(`2026-03-${day}`));
    });
    const [batch, bare] = [quantile(batches, 0.5), quantile(floors, 0.5)];
    const calls = { aws: readExchanges(recording.aws).length, slack: readExchanges(recording.slack).length };
    return [
      {
        unit: "ms",
        measured: {
          what: "a day's batch without waits: from the first journal entry to the last; Spark steps hand out what a real run at the start of this bench had written",
          values: batches,
        },
        baseline: {
          what: "its floor: the calls of a recorded batch to AWS and Slack again for another day in a bare loop, and one RPUSH for each journal entry",
          values: floors,
        },
        aim: null,
        notes: [
          `orchestration's own share is ${(100 * (1 - bare / batch)).toFixed(0)} % of such a batch, ${(batch - bare).toFixed(0)} ms`,
          `the recorded batch: ${calls.aws} AWS calls, ${calls.slack} Slack calls, ${recording.journal.length} journal entries`,
          `medians: ${quantile(slices, 0.5)} slices, ${quantile(commands, 0.5)} Redis commands with those inside scripts`,
        ],
      },
    ];
  },
};

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
  const child = fork(join(import.meta.dirname, "floor.ts"), {
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
