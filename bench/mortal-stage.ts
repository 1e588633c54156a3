import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Stroke } from "../sandbox/driver/stroke.ts";
import { projectDirectory } from "../sandbox/setup/tools.ts";
import { awsDoor } from "./aws-door.ts";
import { batchOf, setStage } from "./stage.ts";
import type { Workshop } from "./workshop.ts";
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
  const [sparkHold, deathFile] = [join(home, "hold"), join(home, "death.json")];
  const scenery = await zeroWaits(workshop, { pace: 1, sparkHold });
  const stage = await setStage(workshop, {
    ...scenery,
    sandbox: { ...scenery.sandbox, entry: join(projectDirectory, "sandbox", "driver", "mortal-app.ts") },
    env: {
      ...scenery.env,
      DEATH_FILE: deathFile,
      PROVES_DEATHS: provesDeaths ? "yes" : "no",
    },
  });
  const aws = awsDoor(stage.sandbox.urls.aws);
  const until = async <Found>(
    what: string,
    look: () => Found | null | Promise<Found | null>,
  ): Promise<Found> => {
    for (const from = performance.now(); performance.now() - from < 60_000; ) {
      workshop.signal.throwIfAborted();
      const found = await look();
      if (found !== null) return found;
      await wait(10);
    }
    throw new Error(`striking a worker: waited for ${what} in vain`);
  };
  const pid = () => stage.sandbox.processes().find(({ name }) => name === "app")?.pid ?? null;
  const isReady = async () => {
    const response = await fetch(`${stage.sandbox.urls.app}/readyz`).catch(() => null); // null: nobody listens yet
    return response?.ok === true ? true : null;
  };
  /** The moment, in ms since 1970, in which the process was struck. */
  const strike = async (
    signal: "SIGKILL" | "SIGTERM",
  ): Promise<{ readonly at: number; readonly pid: number }> => {
    const struck = await until("an app", pid);
    const at = Date.now();
    process.kill(struck, signal);
    return { at, pid: struck };
  };
  const ended = async (struck: number) =>
    await until("the end of the process", () => (pid() === struck ? null : Date.now()));

  /** Brings a new day's batch into the situation. */
  const bring = async (situation: Situation, runId: string, day: string): Promise<void> => {
    await until("the app to be ready", isReady);
    if (situation === "in the middle of a call") {
      await aws.delayNext({ service: "s3", operation: "PutObject", delayMs: LONG_CALL_MS });
    }
    if (situation === "parked") writeFileSync(sparkHold, "");
    await stage.door.say("operator", `/loans run ${day}`);
    await until(`the run to be ${situation}`, async () => {
      if (situation === "in the middle of a call") return (await aws.struck()) === 1 ? true : null;
      const journal = await stage.journal(runId);
      return journal.some((entry) => entry.kind === "seen" && entry.step === "process") ? true : null;
    });
    await wait(SETTLE_MS);
    rmSync(sparkHold, { force: true });
  };
  /** Lets the product strike itself between effect and entry; answers when it did. */
  const trap = async (day: string): Promise<number> => {
    await until("the app to be ready", isReady);
    const struck = await until("an app", pid);
    const stroke: Stroke = { does: "signal", signal: "SIGKILL" };
    writeFileSync(deathFile, JSON.stringify({ point: "after-effect", step: "process", ...stroke }));
    await stage.door.say("operator", `/loans run ${day}`);
    const file = await until(
      "the trap to close",
      () => readdirSync(home).find((name) => /^death\.json\.\d+$/.test(name)) ?? null,
    );
    const at = statSync(join(home, file)).ctimeMs;
    rmSync(join(home, file));
    // A trap that does not close is no takeover.
    await ended(struck);
    return at;
  };
  const endsWell = async (runId: string): Promise<void> => {
    await stage.ended(runId);
    await aws.clearFaults();
    const steps = (await aws.effects("AddJobFlowSteps")).filter((name) => name.startsWith(`lt/${runId}/`));
    if (steps.length !== 3) throw new Error(`striking a worker: ${runId} has submitted ${steps.join(", ")}`);
  };
  const dayOf = dayCounter();

  await stage.runBatch(dayOf());
  return {
    async kill(situation) {
      const day = dayOf();
      const runId = batchOf(day);
      const isTrap = situation === "after an effect, before it is written down";
      if (!isTrap) await bring(situation, runId, day);
      const at = isTrap ? await trap(day) : (await strike("SIGKILL")).at;
      const next = await until("the next journal entry", async () => {
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
      await until("the next app", isReady);
      return Date.now() - struck.at;
    },
    async stopAtRest() {
      await until("the app to be ready", isReady);
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
