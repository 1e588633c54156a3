import { join } from "node:path";
import { placeDailyFiles } from "../../../sandbox/data/daily-files.ts";
import { createRandom } from "../../../sandbox/data/random.ts";
import type { Sandbox } from "../../../sandbox/sandbox.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays, daysOf } from "../../../src/domain/day.ts";
import type { Play } from "./play.ts";
import { accompany, backfillPlay, batchPlay } from "./play.ts";
import type { StageSettings } from "./stage.ts";
import { Stage } from "./stage.ts";
import type { Wrong } from "./wrong.ts";
import { wrongEffects } from "./wrong.ts";

/** What the soak came to; `wrong` is a sentence for everything that was lost or done twice. */
export interface Soaked {
  readonly kills: number;
  readonly days: number;
  /** Backfills, each of three of the days. */
  readonly backfills: number;
  /** Effects in AWS that were held against those that the days must have. */
  readonly effects: number;
  /** Days of which an effect or a message is missing. */
  readonly lost: number;
  /** Days of which an effect or a message is there more than once. */
  readonly doubled: number;
  readonly wrong: readonly string[];
}

/** So many days are asked for at once; they go one after the other. */
const DAYS_AT_ONCE = 3;

/** A day may be killed many times over. */
const DAY_MS = 600_000;

/** Kills bot, workers and Redis at random while days run one after the other, and then counts everything. */
export async function soak(
  settings: Omit<StageSettings, "workers">,
  { kills, seed, signal }: { readonly kills: number; readonly seed: number; readonly signal: AbortSignal },
): Promise<Soaked> {
  const random = createRandom(seed);
  const stage = await Stage.start({ ...settings, workers: 2 });
  const { product } = stage;
  const plays: Play[] = [];
  const wrong = new Map<string, readonly Wrong[]>();
  const note = (runId: string, what: readonly Wrong[]) =>
    wrong.set(runId, [...(wrong.get(runId) ?? []), ...what]);
  let days = 0;
  let backfills = 0;
  let killed = 0;
  const isOver = () => killed >= kills || signal.aborted || wrong.size > 0;
  try {
    await product.deploy();
    const kill = async () => {
      while (!isOver()) {
        await new Promise((resolve) => setTimeout(resolve, 100 + random.integer(900)));
        if (isKilled(product.sandbox, random.pick(["bot", "worker", "worker-2", "redis"]))) killed += 1;
      }
    };
    const next = (mayBackfill: boolean): Play => {
      const day = addDays("2026-01-01" as Day, days);
      placeDailyFiles(join(product.sandbox.home, "loans"), daysOf(day, addDays(day, 2)));
      if (!mayBackfill || random.integer(3) > 0) {
        days += 1;
        return batchPlay(product, day);
      }
      days += 3;
      backfills += 1;
      return backfillPlay(product, { number: backfills, from: day });
    };
    // One of them alone asks for backfills: their numbers are given in the order in which they are asked for.
    const ask = async (lane: number) => {
      while (!isOver()) {
        const play = next(lane === 0);
        plays.push(play);
        await accompany(product, play, { retries: 0, withinMs: DAY_MS }).catch((error: unknown) =>
          note(play.runId, [{ is: "missing", says: `it never succeeded: ${String(error)}` }]),
        );
      }
    };
    await Promise.all([kill(), ...Array.from({ length: DAYS_AT_ONCE }, (_, lane) => ask(lane))]);
    await stage
      .isSettled(50_000)
      .catch((error: unknown) => note("the stack", [{ is: "alien", says: String(error) }]));
    const effects = await product.effects();
    let counted = 0;
    for (const play of plays.flatMap((one) => one.batches ?? [one])) {
      const day = /\d{4}-\d\d-\d\d/.exec(play.runId)?.[0] ?? "";
      // Uploaded by the first day, and found there by the others.
      const expected = play.effects.filter((effect) => !effect.includes("/scripts/"));
      const own = effects.filter(({ name }) => name.includes(day));
      counted += own.length;
      note(play.runId, wrongEffects({ ...play, effects: expected }, own, { hasUndone: false }));
    }
    for (const play of plays) note(play.runId, await stage.wrongMessages(play));
    const howMany = (kind: Wrong["is"]) =>
      [...wrong.values()].filter((all) => all.some(({ is }) => is === kind)).length;
    return {
      ...{ kills: killed, days, backfills, effects: counted },
      ...{ lost: howMany("missing"), doubled: howMany("twice") },
      wrong: [...wrong].flatMap(([runId, all]) => all.map(({ says }) => `${runId}: ${says}`)),
    };
  } finally {
    await stage.close();
  }
}

/** Whether it was there to be killed; it may be dead already and not up again. */
function isKilled(sandbox: Sandbox, name: string): boolean {
  try {
    return sandbox.signal(name, "SIGKILL") > 0;
  } catch {
    return false; // it is dead, or dies in this moment
  }
}
