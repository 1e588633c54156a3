import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isAsleep, isStopped } from "../../../../sandbox/driver/stroke.ts";
import { until } from "../../../../sandbox/driver/until.ts";
import type { FaultCase, Place } from "../case.ts";
import { placesOf, workflowNames } from "../case.ts";
import type { Stage } from "../stage.ts";

const places = [...workflowNames, "backfill" as const].flatMap(placesOf);
const nameOf = ({ workflow, step, point }: Place) => `${workflow} ${step} ${point}`;

/** The process ends at the point, and its supervisor starts it again. */
function dies(signal: "SIGKILL" | "SIGTERM"): readonly FaultCase[] {
  return places.map((place) => ({
    fault: signal,
    name: nameOf(place),
    workers: 1,
    run: async (stage: Stage) => {
      const before = stage.product.sandbox.pid("app");
      return await stage.play(place.workflow, {
        before: () => stage.product.signalAt({ ...place, signal }),
        fired: () => (stage.product.signalWasSent() && stage.product.sandbox.pid("app") !== before ? 1 : 0),
      });
    },
  }));
}

/**
 * After SIGCONT a worker that believes to own the run does its harm before everything is counted: it has done it once it
 * is found asleep so often in a row. One that other programs keep from the processors is not asleep.
 */
const ASLEEP_LOOKS = 20;
const LOOK_MS = 20;

/** The worker stands still for longer than its lock; another one ends the run; then the first one goes on. */
const freezes: readonly FaultCase[] = places.map((place) => ({
  fault: "SIGSTOP, a second worker, SIGCONT",
  name: nameOf(place),
  workers: 2,
  run: async (stage: Stage) => {
    let frozen = 0;
    return await stage.play(place.workflow, {
      before: () => stage.product.signalAt({ ...place, signal: "SIGSTOP" }),
      afterwards: async () => {
        const { sandbox } = stage.product;
        frozen = ["worker", "worker-2"].map((name) => sandbox.pid(name) ?? 0).find(isStopped) ?? 0;
        if (frozen === 0) return;
        process.kill(frozen, "SIGCONT");
        await until("the worker goes on", () => !isStopped(frozen));
        let looks = 0;
        const isAtRest = () => {
          looks = isAsleep(frozen) ? looks + 1 : 0;
          return looks >= ASLEEP_LOOKS;
        };
        await until("the worker has nothing left to do", isAtRest, { everyMs: LOOK_MS });
      },
      fired: () => (stage.product.signalWasSent() && frozen !== 0 ? 1 : 0),
    });
  },
}));

/** The pid to be struck: of a Redis that is not there, nothing else may be. */
function redisOf({ product }: Stage): number {
  const pid = product.sandbox.pid("redis");
  if (pid === null) throw new Error("striking Redis: it does not run");
  return pid;
}

/** Redis is killed by the worker at the point, and comes back after so long. */
function redisDies(fault: string, awayMs: number): readonly FaultCase[] {
  return places.map((place) => ({
    fault,
    name: nameOf(place),
    workers: 1,
    run: async (stage: Stage) => {
      const redis = redisOf(stage);
      return await stage.play(place.workflow, {
        before: () => {
          stage.product.sandbox.staysAway("redis", () => setTimeout(awayMs));
          stage.product.signalAt({ ...place, signal: "SIGKILL", pid: redis });
        },
        fired: () => (stage.product.signalWasSent() && stage.product.sandbox.pid("redis") !== redis ? 1 : 0),
      });
    },
  }));
}

/** Everything that Redis holds is gone while it stays up; the person asks again. */
const emptied: readonly FaultCase[] = places.map((place) => ({
  fault: "Redis emptied",
  name: nameOf(place),
  workers: 1,
  run: async (stage: Stage) =>
    await stage.play(place.workflow, {
      before: () => {
        const { redis } = stage.product.sandbox.urls;
        stage.product.strikeAt({ ...place, does: "empty", redis });
      },
      fired: () => ((stage.product.struck()?.before ?? 0) > 0 ? 1 : 0),
    }),
}));

/** As much as a few entries of a journal with what the queue writes around them. */
const LOST_BYTES = 2_000;

/** Redis is killed, and the last that it wrote down is lost with it. */
const cut: readonly FaultCase[] = places.map((place) => ({
  fault: "Redis killed, the tail of its file cut",
  name: nameOf(place),
  workers: 1,
  run: async (stage: Stage) => {
    const { product } = stage;
    const pid = redisOf(stage);
    return await stage.play(place.workflow, {
      before: () => {
        // Not back before its file is cut.
        product.sandbox.staysAway("redis", () => until("its file is cut", () => product.struck() !== null));
        const directory = join(product.sandbox.home, "redis");
        product.strikeAt({ ...place, does: "cut", pid, directory, bytes: LOST_BYTES });
      },
      fired: () => {
        const { before, after } = product.struck() ?? { before: 0, after: 0 };
        return before - after === LOST_BYTES && stage.product.sandbox.pid("redis") !== pid ? 1 : 0;
      },
    });
  },
}));

/** Faults that are signals, at every point of every step. */
export const signalCases: readonly FaultCase[] = [
  ...dies("SIGKILL"),
  ...dies("SIGTERM"),
  ...freezes,
  ...redisDies("Redis killed, away shorter than the lock", 300),
  ...redisDies("Redis killed, away longer than the lock", 2_500),
  ...emptied,
  ...cut,
];
