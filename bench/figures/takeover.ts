import type { Comparison, Figure } from "../figure.ts";
import type { Series } from "../samples.ts";
import type { MortalStage, Situation } from "../stages/mortal-stage.ts";
import { setMortalStage, situations } from "../stages/mortal-stage.ts";

/** What a bank can wait for when a worker dies, and the aim where its death is proven. */
const [LIMIT_MS, AIM_MS] = [20_000, 5_000];

/** A service manager's patience. */
const STOP_LIMIT_MS = 10_000;

/** How soon a run moves on when its only worker is killed, and how soon a worker ends that is asked to. */
export const takeover: Figure = {
  name: "takeover",
  limitMs: () => 600_000,
  async measure(workshop) {
    const proven = new Map<Situation, number[]>();
    const unproven = new Map<Situation, number[]>();
    const stopped = new Map<Situation, number[]>();
    const [restarts, idleStops]: readonly [number[], number[]] = [[], []];
    const gather = async (
      into: Map<Situation, number[]>,
      strike: MortalStage["kill"],
      which: readonly Situation[] = situations,
    ) => {
      for (const situation of which) {
        into.set(situation, [...(into.get(situation) ?? []), await strike(situation)]);
      }
    };

    const here = await setMortalStage(workshop, { provesDeaths: true });
    await workshop.repeat({ times: 3, withinMs: 120_000 }, async () => {
      restarts.push(await here.restart());
      await gather(proven, here.kill);
      idleStops.push(await here.stopAtRest());
      await gather(stopped, here.terminate, ["parked", "in the middle of a call"]);
    });
    await workshop.clearUp();
    const elsewhere = await setMortalStage(workshop, { provesDeaths: false });
    await workshop.repeat({ times: 2, withinMs: 150_000 }, async () => {
      await gather(unproven, elsewhere.kill);
    });

    const restart: Series = {
      what: "the restart alone: from SIGKILL of an app at rest until the next one answers /readyz",
      values: restarts,
    };
    const row = (
      [situation, values]: readonly [Situation, readonly number[]],
      where: string,
      under: number,
    ): Comparison => ({
      case: `${situation}, ${where}`,
      unit: "ms",
      measured: {
        what: `from SIGKILL of the only worker, ${situation}, to the run's next journal entry by the one that is started in its place; ${where}; locks as in production`,
        values,
      },
      baseline: restart,
      aim: { of: "p99", under },
      notes: [
        `the longest took ${(Math.max(...values) / 1_000).toFixed(1)} s; every effect was made once, and the day ended well`,
      ],
    });
    return [
      ...[...proven].map((one) => row(one, "its death is proven", AIM_MS)),
      ...[...unproven].map((one) => row(one, "nothing is proven, as on another host", LIMIT_MS)),
      ...[...stopped].map(
        ([situation, values]): Comparison => ({
          case: `SIGTERM, ${situation}`,
          unit: "ms",
          measured: { what: `from SIGTERM to the end of the process, ${situation}`, values },
          baseline: { what: "the same of an app at rest", values: idleStops },
          aim: { of: "p99", under: STOP_LIMIT_MS },
          notes: ["the next one read the journal whole, made every effect once, and the day ended well"],
        }),
      ),
    ];
  },
};
