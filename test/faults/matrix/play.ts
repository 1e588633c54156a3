import { until } from "../../../sandbox/driver/until.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays, parseDay } from "../../../src/domain/day.ts";
import { cardId } from "../../../src/domain/messages/message-id.ts";
import type { WorkflowName } from "../../../src/domain/workflows/index.ts";
import type { Product } from "../../support/product.ts";

/** A run that a case asks for: how a person asks, and the effects that it must have, each of them once. */
export interface Play {
  readonly workflow: WorkflowName;
  readonly runId: string;
  /** Types the command, and what belongs to it. */
  readonly ask: () => Promise<unknown>;
  /** `service operation name`, the attempt in a name as `a1`. */
  readonly effects: readonly string[];
  /** What a try that failed may take back, where there was anything. */
  readonly undoes?: readonly string[];
  /** The batches of a backfill. */
  readonly batches?: readonly Play[];
  /**
   * What it is where a person has to ask anew: a Redis that was emptied before the run's card was said knows its name from AWS
   * alone, and gives it to no other run.
   */
  readonly anew?: Play;
}

/** The bucket of the sandbox's account. */
export const BUCKET = "loan-tracker-123456789012-us-west-1";

/** Takes the script out of the lake, so that the next batch has to upload it. */
export async function forgetScript(product: Product): Promise<void> {
  for (const { name } of await product.ledger({ operation: "PutObject", prefix: `${BUCKET}/scripts/` })) {
    await fetch(`${product.sandbox.urls.aws}/${name}`, { method: "DELETE" });
  }
}

/** One day's batch, in a lake without the script. */
export function batchPlay(product: Product, day: string): Play {
  if (parseDay(day) === null) throw new Error(`"${day}" is no day`);
  const runId = `batch-loan-tracker-${day}-g1`;
  return {
    workflow: "daily-batch",
    runId,
    ask: async () => await product.door.say("operator", `/loans run ${day}`),
    effects: [
      `s3 PutObject ${BUCKET}/raw/loan_tracker/${day}/<hash>/loan.csv`,
      `s3 PutObject ${BUCKET}/scripts/<hash>/loan_tracker.py`,
      ...["1-in", "2-count", "3-out"].map((step) => `emr AddJobFlowSteps lt/${runId}/a1/${step}`),
      `redshift-data ExecuteStatement ${runId}-compare-a1-1-category-counts`,
      `redshift-data ExecuteStatement ${runId}-publish-a1-1-add-partition`,
      `redshift-data ExecuteStatement ${runId}-publish-a1-2-set-location`,
      `redshift-data ExecuteStatement ${runId}-reconcile-a1-1-category-counts`,
    ],
  };
}

/** The first withdrawal of a day that was told once. */
export function withdrawPlay(product: Product, day: string): Play {
  const play = (number: number): Play => {
    const runId = `withdraw-loan-tracker-${day}-g${number}`;
    return {
      workflow: "withdraw-day",
      runId,
      ask: async () => await product.door.say("operator", `/loans withdraw ${day} "of another bank"`),
      effects: [
        `redshift-data ExecuteStatement ${runId}-look-a1-1-partition`,
        `redshift-data ExecuteStatement ${runId}-unpublish-a1-1-drop-partition`,
        `redshift-data ExecuteStatement ${runId}-check-a1-1-day-loans`,
      ],
    };
  };
  const [first, second] = [play(1), play(2)];
  // The name was known from the statement that looks, which changes nothing.
  return { ...first, anew: { ...second, effects: [...first.effects.slice(0, 1), ...second.effects] } };
}

/** The `number`th backfill: three days, of which the first has to upload the script. */
export function backfillPlay(product: Product, { number, from }: { number: number; from: Day }): Play {
  const until = addDays(from, 2);
  const batches = [from, addDays(from, 1), until].map((day) => batchPlay(product, day));
  return {
    workflow: "backfill",
    runId: `backfill-loan-tracker-${number}`,
    ask: async () => await product.door.say("operator", `/loans run ${from}..${until}`),
    effects: [...new Set(batches.flatMap(({ effects }) => effects))],
    batches,
  };
}

/** The `number`th deploy, on nothing. */
export function deployPlay(product: Product, number: number): Play {
  const runId = `deploy-loan-tracker-${number}`;
  const warehouse = `redshift-data ExecuteStatement ${runId}-prepare-warehouse-a1`;
  return {
    workflow: "deploy-stack",
    runId,
    ask: async () => await product.door.say("operator", "/loans deploy"),
    effects: [
      `cloudformation CreateChangeSet ${runId}-plan-a1`,
      `cloudformation ExecuteChangeSet ${runId}-plan-a1`,
      "cloudformation UpdateTerminationProtection loan-tracker",
      `${warehouse}-1-external-schema`,
      `${warehouse}-2-external-table`,
      `${warehouse}-3-external-table`,
      `${warehouse}-4-bot-user`,
      `${warehouse}-5-bot-user`,
      `${warehouse}-6-bot-owner`,
      `${warehouse}-7-bot-usage`,
      `${warehouse}-8-public-closed`,
    ],
    undoes: [`cloudformation DeleteChangeSet ${runId}-plan-a1`, "cloudformation DeleteStack loan-tracker"],
  };
}

/** The `number`th teardown, of a stack whose lake holds one object at least. */
export async function teardownPlay(product: Product, number: number): Promise<Play> {
  const left = `${BUCKET}/raw/left-over-${number}`;
  await fetch(`${product.sandbox.urls.aws}/${left}`, { method: "PUT", body: "left over" });
  return {
    workflow: "teardown-stack",
    runId: `teardown-loan-tracker-${number}`,
    ask: async () => await product.tearDown(),
    effects: [
      "emr TerminateJobFlows loan-tracker",
      `s3 DeleteObjects ${left}`,
      "cloudformation UpdateTerminationProtection loan-tracker",
      "cloudformation DeleteStack loan-tracker",
    ],
  };
}

/** How a person accompanies a run. */
export interface Company {
  /** How often Retry is pressed on the card of a run that failed. */
  readonly retries: number;
  readonly withinMs: number;
}

/**
 * Asks for the run, again while nothing has come of it, presses Apply and Retry where the card waits for them, and
 * returns once the run has succeeded and the channel shows it: the play as it came to be. Throws when it ends otherwise, or does
 * not end.
 */
export async function accompany(
  product: Product,
  asked: Play,
  { retries, withinMs }: Company,
): Promise<Play> {
  let play = asked;
  let askedAt = Number.NEGATIVE_INFINITY;
  let pressedAt = 0;
  const waitedMs = (since: number) => performance.now() - since;
  const press = async (action: string) => {
    if (waitedMs(pressedAt) < 700) return;
    const card = await product.message(cardId(play.runId));
    if (!card) return;
    pressedAt = performance.now();
    await product.door.click("operator", { ts: card.ts, action_id: action }).catch(ignoreAway);
  };
  await until(
    `${play.runId} has succeeded`,
    async () => {
      const journal = await product.journal(play.runId).catch(() => null); // null: Redis is away
      if (journal === null) return false;
      if (journal.length === 0) {
        const { anew } = play;
        if (anew !== undefined && (await product.journal(anew.runId).catch(() => [])).length > 0) play = anew;
        if (waitedMs(askedAt) < 1_500) return false;
        askedAt = performance.now();
        await play.ask().catch(ignoreAway);
        return false;
      }
      const last = journal.at(-1);
      if (last?.kind === "started" && last.step === "approve") await press("run.apply");
      if (last?.kind !== "finished") return false;
      if (last.outcome === "succeeded") return true;
      const problem = journal.findLast((entry) => entry.kind === "failed")?.problem;
      const ends = journal.filter(({ kind }) => kind === "finished").length;
      if (ends > retries) throw new Error(`${play.runId} ended as ${last.outcome}: ${problem?.says}`);
      await press("run.retry");
      return false;
    },
    { withinMs },
  ).catch(async (error: unknown) => {
    throw new Error(`${String(error)}; its journal ends with ${await newest(product, play.runId)}`);
  });
  await until(`the card of ${play.runId} says so`, async () =>
    (await product.textOf(cardId(play.runId))).includes("succeeded"),
  );
  return play;
}

async function newest(product: Product, runId: string): Promise<string> {
  const journal = await product.journal(runId).catch(() => []); // Redis is away
  return journal
    .slice(-3)
    .map((entry) => `${entry.kind} ${"step" in entry ? entry.step : ""}`)
    .join(", ");
}

/** The app, or what it needs, is dead just now: the person sees an error and tries again. */
function ignoreAway(): void {}
