import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { SlackDoor } from "../sandbox/door-client.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import { actionId } from "../src/bot/names.ts";
import type { Entry, Journal } from "../src/domain/journal.ts";
import { parseEntry } from "../src/domain/journal.ts";
import { keysFor } from "../src/jobs/keys.ts";
import { loanFile } from "./loan-file.ts";
import type { Workshop } from "./workshop.ts";

const STACK = "loan-tracker";

/** A sandbox with a stack in it, and what a figure does there. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly door: SlackDoor;
  readonly redis: Redis;
  /** Runs a day's batch, asked for in Slack, to its good end. */
  runBatch(day: string): Promise<Batch>;
}

/** A batch that was run. */
export interface Batch {
  /** From the first journal entry to the last. */
  readonly ms: number;
  readonly journal: Journal;
  /** How often the run was taken up. */
  readonly slices: number;
  /** How often the bench asked Redis whether it has ended. */
  readonly looks: number;
}

/** Starts a sandbox of the bench's own and deploys the stack in it. */
export async function setStage(
  workshop: Workshop,
  options: {
    /** Divides AWS's modeled waits. */
    readonly speed: number;
    readonly awsEntry?: string;
    /** Added to the environment of everything in the sandbox. */
    readonly env?: NodeJS.ProcessEnv;
  },
): Promise<Stage> {
  const { env = {}, ...rest } = options;
  const sandbox = await startSandbox({
    ...rest,
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

  /** Answers after how many looks the run had succeeded. */
  const ended = async (runId: string): Promise<number> => {
    for (let looks = 1; ; looks += 1) {
      workshop.signal.throwIfAborted();
      const outcome = await redis.hget(keys.run(runId), "outcome");
      if (outcome === "succeeded") return looks;
      if (outcome !== null) throw new Error(`running ${runId} for the bench: it ${outcome}`);
      await wait(10);
    }
  };

  const deploy = async (): Promise<void> => {
    const runId = `deploy-${STACK}-1`;
    await door.say("operator", "/loans deploy");
    for (;;) {
      workshop.signal.throwIfAborted();
      const card = (await door.messages("operator")).find(
        ({ metadata, blocks }) =>
          metadata?.event_payload["id"] === `card-${runId}` &&
          JSON.stringify(blocks).includes(actionId.apply),
      );
      if (card) {
        await door.click("operator", { ts: card.ts, action_id: actionId.apply });
        await ended(runId);
        return;
      }
      await wait(50);
    }
  };
  await deploy();

  return {
    sandbox,
    door,
    redis,
    async runBatch(day) {
      const runId = `batch-${STACK}-${day}-g1`;
      const [, looks] = await Promise.all([door.say("operator", `/loans run ${day}`), ended(runId)]);
      const journal = (await redis.lrange(keys.journal(runId), 0, -1)).map(parseEntry);
      const slices = Number(await redis.hget(keys.run(runId), "fence"));
      return { ms: instant(journal.at(-1)) - instant(journal[0]), journal, slices, looks };
    },
  };
}

function instant(entry: Entry | undefined): number {
  return Date.parse(entry?.at ?? "");
}
