import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isReady } from "../../sandbox/driver/app-status.ts";
import { openTrap } from "../../sandbox/driver/trap.ts";
import { until } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { emrStepsOfRun } from "../../src/domain/runs/effect-names.ts";
import type { Workshop } from "../workshop.ts";
import { batchOf, setStage } from "./stage.ts";
import { zeroWaits } from "./zero-wait-stage.ts";

/** Where a batch is when its worker is struck. */
export const situations = [
  "parked",
  "in the middle of a call",
  "after an effect, before it is written down",
] as const;
export type Situation = (typeof situations)[number];

/** A stage whose app can be struck down in each situation; every strike is of a day of its own, which ends well. */
export interface MortalStage {
  /** Milliseconds from SIGKILL to the next journal entry. */
  kill(situation: Situation): Promise<number>;
  /** Milliseconds from SIGTERM to the end of the process. */
  terminate(situation: Situation): Promise<number>;
  /** Milliseconds from SIGKILL of an app at rest until the next one is ready. */
  restart(): Promise<number>;
  /** Milliseconds from SIGTERM to the end of an app at rest. */
  stopAtRest(): Promise<number>;
}

/** A call that is in the air as long as this has not been answered when the process is struck, or asked to end. */
const LONG_CALL_MS = 45_000;

/** After a sign that the situation is there it lasts, so that the strike falls into it. */
const SETTLE_MS = 300;

/** Sets the stage at the pace of production, with AWS waiting for nothing; the app is the product with a trap in it. */
export async function setMortalStage(
  workshop: Workshop,
  { provesDeaths }: { readonly provesDeaths: boolean },
): Promise<MortalStage> {
  const home = workshop.directory("strikes");
  const sparkHold = join(home, "hold");
  const trap = openTrap(home);
  const scenery = await zeroWaits(workshop, { pace: 1, sparkHold });
  const stage = await setStage(workshop, {
    ...scenery,
    sandbox: {
      ...scenery.sandbox,
      entry: join(projectDirectory, "sandbox", "driver", "mortal-app.ts"),
    },
    env: { ...scenery.env, ...trap.env, PROVES_DEATHS: provesDeaths ? "yes" : "no" },
  });
  const { sandbox, person, cloud } = stage;
  const comes = async <Found>(what: string, look: () => Promise<Found> | Found) =>
    await until(what, look, { withinMs: 60_000, everyMs: 10, signal: workshop.signal });
  const pid = () => sandbox.pid("app");
  const isUp = async () => await comes("the app is ready", async () => await isReady(sandbox.urls.app));
  /** The moment, in ms since 1970, in which the process was struck. */
  const strike = async (
    signal: "SIGKILL" | "SIGTERM",
  ): Promise<{ readonly at: number; readonly pid: number }> => {
    await comes("there is an app", pid);
    return { at: Date.now(), pid: sandbox.signal("app", signal) };
  };
  const ended = async (struck: number) =>
    await comes("the process has ended", () => (pid() === struck ? null : Date.now()));

  /** Brings a new day's batch into the situation. */
  const bring = async (situation: Situation, runId: string, day: string): Promise<void> => {
    await isUp();
    if (situation === "in the middle of a call") {
      const call = { service: "s3", operation: "PutObject" };
      await cloud.awsFault({ ...call, kind: "delay", delayMs: LONG_CALL_MS, times: 1 });
    }
    if (situation === "parked") writeFileSync(sparkHold, "");
    await person.says(`/loans run ${day}`);
    await comes(`the run is ${situation}`, async () =>
      situation === "in the middle of a call"
        ? (await cloud.firedFaults()) === 1
        : await stage.isAtSpark(runId),
    );
    await wait(SETTLE_MS);
    rmSync(sparkHold, { force: true });
  };
  /** Lets the product strike itself between effect and entry; answers when it did. */
  const walkIn = async (day: string): Promise<number> => {
    await isUp();
    const struck = await comes("there is an app", pid);
    trap.dieAt("after-effect", "process");
    await person.says(`/loans run ${day}`);
    await comes("the trap closes", trap.signalWasSent);
    // A trap that does not close is no takeover.
    await ended(struck);
    return trap.lastDeathAt() ?? Number.NaN;
  };
  const endsWell = async (runId: string): Promise<void> => {
    await stage.ended(runId);
    await cloud.clearAwsFaults();
    const steps = await cloud.ledger({ operation: "AddJobFlowSteps", prefix: emrStepsOfRun(runId) });
    if (steps.length !== 3) {
      const names = steps.map(({ name }) => name).join(", ");
      throw new Error(`striking a worker: ${runId} has submitted ${names}`);
    }
  };
  const dayOf = dayCounter();

  await stage.runBatch(dayOf());
  return {
    async kill(situation) {
      const day = dayOf();
      const runId = batchOf(day);
      const isTrap = situation === "after an effect, before it is written down";
      if (!isTrap) await bring(situation, runId, day);
      const at = isTrap ? await walkIn(day) : (await strike("SIGKILL")).at;
      const next = await comes("the run has its next journal entry", async () => {
        const entry = (await stage.journal(runId)).find((one) => Date.parse(one.at) > at);
        return entry ? Date.parse(entry.at) : null;
      });
      await endsWell(runId);
      return next - at;
    },
    async terminate(situation) {
      const day = dayOf();
      await bring(situation, batchOf(day), day);
      const struck = await strike("SIGTERM");
      const endedAt = await ended(struck.pid);
      await endsWell(batchOf(day));
      return endedAt - struck.at;
    },
    async restart() {
      await wait(SETTLE_MS);
      const struck = await strike("SIGKILL");
      await ended(struck.pid);
      await isUp();
      return Date.now() - struck.at;
    },
    async stopAtRest() {
      await isUp();
      await wait(SETTLE_MS);
      const struck = await strike("SIGTERM");
      return (await ended(struck.pid)) - struck.at;
    },
  };
}

/** Days, one after the other. */
function dayCounter(): () => string {
  let days = 0;
  return () => {
    days += 1;
    return new Date(Date.UTC(2026, 0, days)).toISOString().slice(0, 10);
  };
}
