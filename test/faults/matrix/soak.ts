import { createRandom } from "../../../sandbox/data/random.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import { until } from "../../support/until.ts";
import type { Play } from "./play.ts";
import { accompany, batchPlay, wrongEffects } from "./play.ts";
import type { StageSettings } from "./stage.ts";
import { Stage } from "./stage.ts";

/** What the soak came to; `wrong` is a sentence for everything that was lost or done twice. */
export interface Soaked {
  readonly kills: number;
  readonly days: number;
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
  let killed = 0;
  const isOver = () => killed >= kills || signal.aborted;
  try {
    await product.deploy();
    const kill = async () => {
      while (!isOver()) {
        await new Promise((resolve) => setTimeout(resolve, 100 + random.integer(900)));
        const pid = stage.pid(random.pick(["bot", "worker", "worker-2", "redis"]));
        if (pid === 0) continue; // dead already, and not up again
        process.kill(pid, "SIGKILL");
        killed += 1;
      }
    };
    const ask = async () => {
      while (!isOver()) {
        const play = batchPlay(product, addDays("2026-01-01" as Day, plays.length));
        plays.push(play);
        await accompany(product, play, { retries: 0, withinMs: DAY_MS });
      }
    };
    await Promise.all([kill(), ...Array.from({ length: DAYS_AT_ONCE }, ask)]);
    await until("nothing is left to do", async () => (await stage.left().catch(() => ["away"])).length === 0);
    const effects = await product.effects();
    const wrong: string[] = [];
    for (const play of plays) {
      const day = /\d{4}-\d\d-\d\d/.exec(play.runId)?.[0] ?? "";
      // Uploaded by the first day, and found there by the others.
      const expected = play.effects.filter((effect) => !effect.includes("/scripts/"));
      const own = effects.filter(({ name }) => name.includes(day));
      wrong.push(...wrongEffects({ ...play, effects: expected }, own, { hasUndone: false }));
      wrong.push(...(await stage.wrongMessages(play)).map((what) => `${play.runId}: ${what}`));
    }
    return { kills: killed, days: plays.length, wrong };
  } finally {
    await stage.close();
  }
}
