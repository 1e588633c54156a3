import { setTimeout as wait } from "node:timers/promises";
import type { Cloud } from "../../sandbox/driver/cloud.ts";
import { openCloud } from "../../sandbox/driver/cloud.ts";
import type { Journals } from "../../sandbox/driver/journal.ts";
import { openJournals } from "../../sandbox/driver/journal.ts";
import type { Person } from "../../sandbox/driver/person.ts";
import { openPerson } from "../../sandbox/driver/person.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/sandbox.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { actionId } from "../../src/bot/names.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Entry, Journal } from "../../src/domain/runs/journal.ts";
import type { Workshop } from "../workshop.ts";
import { loanSource } from "./loan-file.ts";

export const STACK = "loan-tracker";

/** A sandbox of the bench's own, and what a figure does there; all commands are typed in Slack. */
export interface Stage extends Pick<Journals, "redis" | "journal" | "unsaid"> {
  readonly sandbox: Sandbox;
  readonly person: Person;
  readonly cloud: Cloud;
  /** Types `/loans deploy`, presses Apply and waits for the good end. */
  deploy(): Promise<FinishedRun>;
  /** Runs a day's batch to its good end. */
  runBatch(day: string): Promise<FinishedRun>;
  /** Types `/loans teardown` and the stack's name, and waits for the good end. */
  teardown(): Promise<FinishedRun>;
  /** Whether EMR was seen at work on the run. */
  isAtSpark(runId: string): Promise<boolean>;
  /** Waits until the run has succeeded and answers after how many looks; throws when it ends in another way. */
  ended(runId: string): Promise<number>;
}

/** A run that has succeeded. */
export interface FinishedRun {
  /** From the first journal entry to the last. */
  readonly ms: number;
  readonly journal: Journal;
  /** How often the run was taken up. */
  readonly slices: number;
  /** Commands that the bench itself has sent to Redis meanwhile. */
  readonly asked: number;
}

/** The id of a day's run. */
export function batchOf(day: string): string {
  return `batch-${STACK}-${day}-g1`;
}

/** How a stage is set. */
export interface Scenery {
  /** Divides AWS's modeled waits. */
  readonly speed: number;
  /** Added to the environment of everything in the sandbox. */
  readonly env?: NodeJS.ProcessEnv;
  readonly sandbox?: Pick<SandboxOptions, "awsEntry" | "entry" | "replaySpark">;
  /** Between two looks whether a run has ended. */
  readonly lookEveryMs?: number;
}

/** Starts a sandbox of the bench's own, in which there is no stack yet. */
export async function openStage(workshop: Workshop, scenery: Scenery): Promise<Stage> {
  const { speed, env = {}, lookEveryMs = 10 } = scenery;
  const sandbox = await startSandbox({
    ...scenery.sandbox,
    speed,
    home: workshop.directory("stage"),
    fresh: false,
    env: { PATH: process.env["PATH"], LOANS_SOURCE: loanSource(workshop), LOG_LEVEL: "warn", ...env },
  });
  workshop.defer(() => sandbox.stop());
  const { redis, journal, outcome, slices, unsaid, close } = openJournals(sandbox.urls.redis, STACK);
  workshop.defer(close);
  const { signal } = workshop;
  const person = openPerson(sandbox, { withinMs: Number.POSITIVE_INFINITY, signal });

  const ended = async (runId: string): Promise<number> => {
    for (let looks = 1; ; looks += 1) {
      signal.throwIfAborted();
      const came = await outcome(runId);
      if (came === "succeeded") return looks;
      if (came !== null) throw new Error(`running ${runId} for the bench: it ${came}`);
      await wait(lookEveryMs);
    }
  };
  /** Follows the run to its end while it is asked for; these are three commands besides the looks. */
  const followed = async (runId: string, asking: () => Promise<unknown>): Promise<FinishedRun> => {
    const [, looks] = await Promise.all([asking(), ended(runId)]);
    const entries = await journal(runId);
    const ms = instant(entries.at(-1)) - instant(entries[0]);
    return { ms, journal: entries, slices: await slices(runId), asked: looks + 3 };
  };
  let deploys = 0;
  let teardowns = 0;
  return {
    ...{ sandbox, person, redis, journal, unsaid, ended },
    isAtSpark: async (runId) =>
      (await journal(runId)).some((entry) => entry.kind === "seen" && entry.step === "process"),
    cloud: openCloud(sandbox.urls.aws),
    deploy: async () => {
      deploys += 1;
      const runId = `deploy-${STACK}-${deploys}`;
      return await followed(runId, async () => {
        await person.says("/loans deploy");
        await person.pressWhenShown(cardId(runId), actionId.apply);
      });
    },
    runBatch: async (day) => await followed(batchOf(day), async () => await person.says(`/loans run ${day}`)),
    teardown: async () => {
      teardowns += 1;
      return await followed(`teardown-${STACK}-${teardowns}`, person.tearDown);
    },
  };
}

/** A stage with a stack in it. */
export async function setStage(workshop: Workshop, scenery: Scenery): Promise<Stage> {
  const stage = await openStage(workshop, scenery);
  await stage.deploy();
  return stage;
}

function instant(entry: Entry | undefined): number {
  return Date.parse(entry?.at ?? "");
}
