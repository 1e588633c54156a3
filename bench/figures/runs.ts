import { setTimeout as wait } from "node:timers/promises";
import { DelayedError, Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Comparison, Figure } from "../figure.ts";
import { commandsOf } from "../stages/redis-commands.ts";
import type { FinishedRun, Stage } from "../stages/stage.ts";
import { openStage } from "../stages/stage.ts";
import { zeroWaits } from "../stages/zero-wait-stage.ts";
import type { Workshop } from "../workshop.ts";

/** Nobody has asked for anything: as long as this the commands of an app at rest are counted. */
const IDLE_MS = 10_000;

/** What each workflow asks of Redis, at the pace of production: intervals are those of a bank, only AWS waits for nothing. */
export const runs: Figure = {
  name: "runs",
  limitMs: () => 180_000,
  async measure(workshop) {
    const stage = await openStage(workshop, {
      ...(await zeroWaits(workshop, { pace: 1 })),
      lookEveryMs: 100,
    });
    const idle = (await commandsWhile(stage.redis, async () => await wait(IDLE_MS))) / IDLE_MS;
    const counted = async (run: () => Promise<FinishedRun>) => await count(stage, run, idle);
    const deploy = await counted(stage.deploy);
    const batches = [await counted(async () => await stage.runBatch("2026-01-01"))];
    await workshop.repeat({ times: 2, withinMs: 15_000 }, async (index) => {
      batches.push(await counted(async () => await stage.runBatch(`2026-01-0${index + 2}`)));
    });
    const teardown = await counted(stage.teardown);
    return [
      ...(await comparisons(workshop, stage, { workflow: "batch", runs: batches, idle })),
      ...(await comparisons(workshop, stage, { workflow: "deploy", runs: [deploy], idle })),
      ...(await comparisons(workshop, stage, { workflow: "teardown", runs: [teardown], idle })),
    ];
  },
};

interface Counted {
  readonly commands: number;
  readonly run: FinishedRun;
}

/** The Redis commands of one run until its card shows its end, without those that an app at rest would have sent. */
async function count(stage: Stage, follow: () => Promise<FinishedRun>, idlePerMs: number): Promise<Counted> {
  const { redis, unsaid } = stage;
  const from = performance.now();
  let asked = 0;
  const done: { run?: FinishedRun } = {};
  const all = await commandsWhile(redis, async () => {
    done.run = await follow();
    do {
      await wait(100);
      asked += 1;
    } while ((await unsaid()) > 0);
  });
  if (!done.run) throw new Error("counting the commands of a run: it has not ended");
  const idle = idlePerMs * (performance.now() - from);
  return { commands: Math.round(all - asked - done.run.asked - idle), run: done.run };
}

async function comparisons(
  workshop: Workshop,
  stage: Stage,
  of: { readonly workflow: string; readonly runs: readonly Counted[]; readonly idle: number },
): Promise<readonly Comparison[]> {
  const { workflow, runs: counted, idle } = of;
  const bare = [];
  for (const { run } of counted) bare.push(await bareCommands(workshop, stage, run));
  const [first] = counted;
  return [
    {
      case: `commands of a ${workflow}`,
      unit: "commands",
      measured: {
        what: `Redis commands, those inside scripts included, from \`/loans ${workflow === "batch" ? "run" : workflow}\` until its card shows the end, at the pace of production; those of an app at rest (${Math.round(idle * 60_000)} a minute) are taken off`,
        values: counted.map(({ commands }) => commands),
      },
      baseline: {
        what: "a bare BullMQ job that parks as often, and one RPUSH for each journal entry",
        values: bare,
      },
      aim: { of: "median", under: workflow === "batch" ? 1_000 : 1_500 },
      notes: [
        `the first one has ${first?.run.journal.length} journal entries and took ${((first?.run.ms ?? 0) / 1_000).toFixed(1)} s`,
      ],
    },
    {
      case: `slices of a ${workflow}`,
      unit: "slices",
      measured: {
        what: `how often a ${workflow} was taken up, AWS waiting for nothing`,
        values: counted.map(({ run }) => run.slices),
      },
      baseline: { what: "a run that never has to wait: one slice", values: counted.map(() => 1) },
      aim: { of: "median", under: 20 },
    },
  ];
}

/** The least that the same run could ask of Redis through the same queue. */
async function bareCommands(
  workshop: Workshop,
  stage: Stage,
  { slices, journal }: FinishedRun,
): Promise<number> {
  const connection = new Redis(stage.sandbox.urls.redis, { maxRetriesPerRequest: null });
  const prefix = "{bench}";
  const queue = new Queue("bare", { connection, prefix });
  const lines = journal.map((entry) => JSON.stringify(entry));
  let left = slices;
  try {
    return await commandsWhile(stage.redis, async () => {
      const ended = Promise.withResolvers<void>();
      const worker = new Worker(
        "bare",
        async (job, token) => {
          left -= 1;
          const share = left === 0 ? lines.length : Math.ceil(lines.length / (left + 1));
          for (const line of lines.splice(0, share)) await connection.rpush("{bench}:journal", line);
          if (left === 0) return;
          await job.moveToDelayed(Date.now() + 1, token);
          throw new DelayedError();
        },
        { connection, prefix },
      );
      worker.once("completed", () => ended.resolve());
      await queue.add("bare", {}, { jobId: `bare-${slices}-${lines.length}`, removeOnComplete: true });
      await Promise.race([ended.promise, aborted(workshop)]);
      await worker.close();
    });
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

async function aborted({ signal }: Workshop): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

async function commandsWhile(redis: Redis, doing: () => Promise<unknown>): Promise<number> {
  const before = await commandsOf(redis);
  await doing();
  return (await commandsOf(redis)) - before - 1;
}
