import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { SlackDoor } from "../sandbox/driver/slack-door.ts";
import type { Sandbox, SandboxOptions } from "../sandbox/sandbox.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import { actionId } from "../src/bot/names.ts";
import type { Entry, Journal } from "../src/domain/runs/journal.ts";
import { parseEntry } from "../src/domain/runs/journal.ts";
import { keysFor } from "../src/jobs/store/keys.ts";
import { loanFile } from "./loan-file.ts";
import type { Workshop } from "./workshop.ts";

export const STACK = "loan-tracker";

/** A sandbox of the bench's own, and what a figure does there; all commands are typed in Slack. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly door: SlackDoor;
  readonly redis: Redis;
  /** Types `/loans deploy`, presses Apply and waits for the good end. */
  deploy(): Promise<FinishedRun>;
  /** Runs a day's batch to its good end. */
  runBatch(day: string): Promise<FinishedRun>;
  /** Types `/loans teardown` and the stack's name, and waits for the good end. */
  teardown(): Promise<FinishedRun>;
  /** Presses that button on the newest message of this id that has it, as soon as there is one. */
  press(messageId: string, action: string): Promise<void>;
  /** Waits until the run has succeeded and answers after how many looks; throws when it ends in another way. */
  ended(runId: string): Promise<number>;
  /** The run's journal, oldest first; one Redis command. */
  journal(runId: string): Promise<Journal>;
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
    env: { PATH: process.env["PATH"], LOANS_SOURCE: loanFile(workshop), LOG_LEVEL: "warn", ...env },
  });
  workshop.defer(() => sandbox.stop());
  const redis = new Redis(sandbox.urls.redis);
  redis.on("error", () => {}); // gone with the sandbox
  workshop.defer(() => redis.disconnect());
  const door = new SlackDoor(sandbox.urls.slack);
  const keys = keysFor(STACK);

  const ended = async (runId: string): Promise<number> => {
    for (let looks = 1; ; looks += 1) {
      workshop.signal.throwIfAborted();
      const outcome = await redis.hget(keys.run(runId), "outcome");
      if (outcome === "succeeded") return looks;
      if (outcome !== null) throw new Error(`running ${runId} for the bench: it ${outcome}`);
      await wait(lookEveryMs);
    }
  };
  const press = async (messageId: string, action: string): Promise<void> => {
    for (;;) {
      workshop.signal.throwIfAborted();
      const card = (await door.messages("operator")).findLast(
        ({ metadata, blocks }) =>
          metadata?.event_payload["id"] === messageId && JSON.stringify(blocks).includes(action),
      );
      if (card) {
        await door.click("operator", { ts: card.ts, action_id: action });
        return;
      }
      await wait(50);
    }
  };
  const journalOf = async (runId: string): Promise<Journal> =>
    (await redis.lrange(keys.journal(runId), 0, -1)).map(parseEntry);
  /** Follows the run to its end while it is asked for; these are four commands besides the looks. */
  const followed = async (runId: string, asking: () => Promise<unknown>): Promise<FinishedRun> => {
    const [, looks] = await Promise.all([asking(), ended(runId)]);
    const journal = await journalOf(runId);
    // Fences begin with the second of the epoch, and each claim adds one.
    const [fence, epoch] = [await redis.hget(keys.run(runId), "fence"), await redis.get(keys.epoch)];
    return {
      ms: instant(journal.at(-1)) - instant(journal[0]),
      journal,
      slices: Number(fence) - Number(epoch),
      asked: looks + 3,
    };
  };
  let deploys = 0;
  let teardowns = 0;
  return {
    sandbox,
    door,
    redis,
    press,
    ended,
    journal: journalOf,
    deploy: async () => {
      deploys += 1;
      const runId = `deploy-${STACK}-${deploys}`;
      return await followed(runId, async () => {
        await door.say("operator", "/loans deploy");
        await press(`card-${runId}`, actionId.apply);
      });
    },
    runBatch: async (day) =>
      await followed(batchOf(day), async () => await door.say("operator", `/loans run ${day}`)),
    teardown: async () => {
      teardowns += 1;
      return await followed(`teardown-${STACK}-${teardowns}`, async () => {
        await door.say("operator", "/loans teardown");
        const form = (await door.views("operator")).findLast((view) => view.type === "modal");
        await door.submit("operator", { view_id: form?.id ?? "", values: { stack_name: STACK } });
      });
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
