import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { awsCallsOf } from "../../sandbox/driver/app-status.ts";
import { actionId } from "../../src/bot/names.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Journal } from "../../src/domain/runs/journal.ts";
import { daysAgo } from "../days-ago.ts";
import type { Comparison, Figure } from "../figure.ts";
import { quantile, total } from "../samples.ts";
import type { Stage } from "../stages/stage.ts";
import { batchOf, STACK, setStage } from "../stages/stage.ts";
import { zeroWaits } from "../stages/zero-wait-stage.ts";

/** One command takes as many days (docs/commands.md); a year is asked for in a dozen of them, one after the other. */
const DAYS_A_COMMAND = 31;

/** The first and the last of them are compared. */
const COMPARED_DAYS = 30;

/** The app looks every 50 ms where it otherwise would every 10 s; AWS waits for nothing. */
const PACE = 200;

/** Every so many days everything is weighed; more often where there are only a few. */
const WEIGH_EVERY = 5;

/** What the last days may cost more than the first ones. */
const FLAT = 1.25;

/** Whether a day costs the same at the end of a year as at its beginning. */
export const backfill: Figure = {
  name: "backfill",
  limitMs: ({ days }) => 120_000 + 3_000 * days,
  async measure(workshop) {
    const file = join(workshop.directory("scale"), "weight.json");
    const scenery = await zeroWaits(workshop, { pace: PACE });
    const stage = await setStage(workshop, {
      ...scenery,
      sandbox: { ...scenery.sandbox, entry: join(import.meta.dirname, "..", "stages", "weighed-app.ts") },
      env: { ...scenery.env, BENCH_WEIGHT: file },
    });
    await stage.runBatch(dayAt(-1));
    const weighEvery = Math.max(1, Math.min(WEIGH_EVERY, Math.floor(workshop.days / 2)));
    const days: number[] = [];
    const steps = new Map<string, number[]>();
    const weights = [await weigh(stage, file)];
    const from = performance.now();
    for (let command = 1; days.length < workshop.days; command += 1) {
      const count = Math.min(DAYS_A_COMMAND, workshop.days - days.length);
      const asked = days.length;
      await stage.person.says(`/loans run ${dayAt(asked)}..${dayAt(asked + count - 1)}`);
      await stage.person.pressWhenShown(cardId(`backfill-${STACK}-${command}`), actionId.apply);
      let before = Number.NaN;
      for (let at = asked; at < asked + count; at += 1) {
        await stage.ended(batchOf(dayAt(at)));
        const journal = await stage.journal(batchOf(dayAt(at)));
        const [first, last] = [journal[0], journal.at(-1)].map((entry) => Date.parse(entry?.at ?? ""));
        // From the end of the day before: what the backfill itself does in between belongs to the day.
        days.push((last ?? 0) - (Number.isNaN(before) ? (first ?? 0) : before));
        before = last ?? 0;
        for (const [step, ms] of stepTimes(journal)) steps.set(step, [...(steps.get(step) ?? []), ms]);
        if ((at + 1) % weighEvery === 0) weights.push(await weigh(stage, file));
      }
      await stage.ended(`backfill-${STACK}-${command}`);
    }
    const tookS = Math.round((performance.now() - from) / 1_000);
    return rows({ days, steps, weights, weighEvery, tookS });
  },
};

interface Weight {
  readonly cpuMs: number;
  readonly appMb: number;
  readonly redisMb: number;
  readonly awsCalls: ReadonlyMap<string, number>;
}

/** What app and Redis weigh now. */
async function weigh({ sandbox, redis }: Stage, file: string): Promise<Weight> {
  rmSync(file, { force: true });
  sandbox.signal("app", "SIGUSR2");
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await wait(10);
  const { rss, cpu } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly rss: number;
    readonly cpu: number;
  };
  const used = Number(/used_memory_dataset:(\d+)/.exec(await redis.info("memory"))?.[1]);
  return {
    cpuMs: cpu / 1_000,
    appMb: rss / 2 ** 20,
    redisMb: used / 2 ** 20,
    awsCalls: await awsCallsOf(sandbox.urls.app),
  };
}

function rows({
  days,
  steps,
  weights,
  weighEvery,
  tookS,
}: {
  readonly days: readonly number[];
  readonly steps: ReadonlyMap<string, readonly number[]>;
  readonly weights: readonly Weight[];
  readonly weighEvery: number;
  readonly tookS: number;
}): readonly Comparison[] {
  const compared = Math.min(COMPARED_DAYS, Math.floor(days.length / 2));
  const weighings = Math.max(1, Math.min(compared / weighEvery, Math.floor((weights.length - 1) / 2)));
  const grown = (of: (weight: Weight) => number) =>
    weights.slice(1).map((weight, index) => (of(weight) - of(weights[index] ?? weight)) / weighEvery);
  const row = (
    what: { readonly case: string; readonly unit: Comparison["unit"]; readonly what: string },
    values: readonly number[],
    count: number,
    notes: readonly string[] = [],
  ): Comparison => ({
    case: what.case,
    unit: what.unit,
    measured: {
      what: `${what.what}, over the last ${compared} of ${days.length} days`,
      values: values.slice(-count),
    },
    baseline: { what: `the same over the first ${compared}`, values: values.slice(0, count) },
    aim: { of: "ratio", under: FLAT },
    notes,
  });
  const redisKb = grown(({ redisMb }) => redisMb * 1_024);
  const last = weights.at(-1);
  return [
    row(
      {
        case: "time of a day",
        unit: "ms",
        what: "a day of a backfill, from the end of the day before, Spark replayed and AWS waiting for nothing",
      },
      days,
      compared,
      [
        `all ${days.length} days took ${tookS} s; --days takes another number`,
        ...changed(steps, compared, 50),
        "of which reconcile is the stand-in's SQL, which opens the files of the last weeks alone and yet plans with every day that is published; a look every 10 ms asks AWS more often, the longer it takes",
      ],
    ),
    row(
      {
        case: "processor time of a day",
        unit: "ms",
        what: "processor time that the app takes for a day of a backfill, which neither the stand-ins nor other programs change",
      },
      grown(({ cpuMs }) => cpuMs),
      weighings,
    ),
    row(
      {
        case: "calls of a day",
        unit: "calls",
        what: "calls to AWS a day of a backfill makes",
      },
      grown(({ awsCalls }) => total(awsCalls)),
      weighings,
      changed(
        new Map(
          [...(last?.awsCalls.keys() ?? [])].map((call) => [
            call.split(" ").at(-1) ?? "",
            grown(({ awsCalls }) => awsCalls.get(call) ?? 0),
          ]),
        ),
        weighings,
        1,
      ),
    ),
    row(
      {
        case: "memory of the app",
        unit: "MB",
        what: "resident memory of the app, bot and worker in one, after a collection",
      },
      weights.slice(1).map(({ appMb }) => appMb),
      weighings,
    ),
    row(
      { case: "memory of Redis", unit: "kB", what: "what a day adds to the data in Redis" },
      redisKb,
      weighings,
      [`in the end Redis holds ${last?.redisMb.toFixed(1)} MB of data, of which journals are kept for good`],
    ),
  ];
}

/** Milliseconds that each step took, from its first entry to its last. */
function stepTimes(journal: Journal): ReadonlyMap<string, number> {
  const times = new Map<string, readonly [number, number]>();
  for (const entry of journal) {
    if (!("step" in entry)) continue;
    const at = Date.parse(entry.at);
    times.set(entry.step, [times.get(entry.step)?.[0] ?? at, at]);
  }
  return new Map([...times].map(([step, [first, last]]) => [step, last - first]));
}

/** In words, what costs at least so much more or less at the end than at the beginning, by their medians. */
function changed(
  series: ReadonlyMap<string, readonly number[]>,
  count: number,
  atLeast: number,
): readonly string[] {
  const words = [...series].flatMap(([name, values]) => {
    const [first, last] = [quantile(values.slice(0, count), 0.5), quantile(values.slice(-count), 0.5)];
    return Math.abs(last - first) < atLeast ? [] : [`${name} ${first.toFixed(0)} to ${last.toFixed(0)}`];
  });
  return words.length === 0 ? [] : [`what changed from the first to the last: ${words.join(", ")}`];
}

/** The day at that place of the year; -1 is the day before it. */
/** A year of days, of which the last is today. */
function dayAt(place: number): string {
  return daysAgo(364 - place);
}
