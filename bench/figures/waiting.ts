import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { awsCallsOf } from "../../sandbox/driver/app-status.ts";
import { until } from "../../sandbox/driver/until.ts";
import type { Figure } from "../figure.ts";
import { total } from "../samples.ts";
import { commandsOf } from "../stages/redis-commands.ts";
import type { Stage } from "../stages/stage.ts";
import { batchOf, setStage } from "../stages/stage.ts";
import { zeroWaits } from "../stages/zero-wait-stage.ts";
import type { Workshop } from "../workshop.ts";

/** Every wait of the app is a tenth: a minute of a bank is six seconds here. */
const PACE = 10;

/** More than wait at once in a bank: a month of days, asked for one by one, and half as many again. */
const MANY = 50;

/** Paced minutes that are counted, after those in which looks become rarer: at three minutes they rest the longest. */
const [SETTLE_MINUTES, COUNTED_MINUTES] = [5, 5];

const minutes = (count: number) => (count * 60_000) / PACE;

/** What runs that wait ask of AWS, one or fifty of them. */
export const waiting: Figure = {
  name: "waiting",
  limitMs: () => 300_000,
  async measure(workshop) {
    const sparkHold = join(workshop.directory("hold"), "hold");
    const stage = await setStage(workshop, await zeroWaits(workshop, { pace: PACE, sparkHold }));
    await stage.runBatch(dayAt(0));
    writeFileSync(sparkHold, "");

    await stage.person.says(`/loans run ${dayAt(1)}`);
    const isAtSpark = async () => await stage.isAtSpark(batchOf(dayAt(1)));
    await until("its Spark step goes on", isAtSpark, { signal: workshop.signal });
    const alone = await countMinutes(workshop, stage);
    for (let day = 2; day <= MANY; day += 1) await stage.person.says(`/loans run ${dayAt(day)}`);
    const together = await countMinutes(workshop, stage);

    rmSync(sparkHold);
    const what = (runs: string) => `${runs}, the oldest day's Spark step going on, on one worker`;
    return [
      {
        case: "calls to AWS",
        unit: "calls",
        measured: {
          what: `calls to AWS in a minute of production's pace (scaled by ${PACE}: LOANS_PACE ${PACE}, ${minutes(1) / 1_000} s), by ${what(`${MANY} days' runs that wait at once`)}; one batch at a time has the turn to work, so ${MANY - 1} wait for it and one for EMR`,
          values: together.calls,
        },
        baseline: { what: what("one run that waits for EMR"), values: alone.calls },
        aim: { of: "ratio", under: 1.1 },
      },
      {
        case: "Redis commands",
        unit: "commands",
        measured: { what: `Redis commands in the same minutes, by ${MANY} runs`, values: together.commands },
        baseline: { what: "by one run", values: alone.commands },
        aim: null,
        notes: ["runs that wait for their turn are looked at once a minute each, in Redis alone"],
      },
    ];
  },
};

/** What the app asked in each paced minute, once the looks at what goes on have become as rare as they get. */
async function countMinutes(
  workshop: Workshop,
  { sandbox, redis }: Stage,
): Promise<{ readonly calls: readonly number[]; readonly commands: readonly number[] }> {
  await wait(minutes(SETTLE_MINUTES), undefined, { signal: workshop.signal });
  const [calls, commands]: readonly [number[], number[]] = [[], []];
  await workshop.repeat({ times: COUNTED_MINUTES, withinMs: minutes(COUNTED_MINUTES + 1) }, async () => {
    const [callsBefore, commandsBefore] = [
      total(await awsCallsOf(sandbox.urls.app)),
      await commandsOf(redis),
    ];
    await wait(minutes(1), undefined, { signal: workshop.signal });
    calls.push(total(await awsCallsOf(sandbox.urls.app)) - callsBefore);
    commands.push((await commandsOf(redis)) - commandsBefore - 1);
  });
  return { calls, commands };
}

function dayAt(place: number): string {
  return new Date(Date.UTC(2026, 0, 1 + place)).toISOString().slice(0, 10);
}
