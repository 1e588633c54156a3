import type { Recalled } from "../domain/recovered-lines.ts";
import type { WorldBatch } from "../domain/world-runs.ts";
import { runOfOperation, worldRuns } from "../domain/world-runs.ts";
import type { Log } from "../log.ts";
import type { Outbox } from "./outbox.ts";
import type { World } from "./parts.ts";
import type { Announcer, Spoken } from "./ports.ts";
import type { Adopted, RunStore } from "./run-store.ts";
import type { AnyWorkflow } from "./workflow.ts";

/** What was told longer ago is not looked for, by default: Slack gives 200 messages a call. */
const LOOK_BACK_DAYS = 35;

const DAY_MS = 24 * 3_600_000;

interface RecallParts {
  readonly store: RunStore;
  readonly world: Pick<World, "stacks" | "clusters" | "lake" | "clock"> & {
    readonly settings: Pick<World["settings"], "stack">;
  };
  readonly announcer: Announcer;
  readonly outbox: Outbox;
  readonly channel: string;
  readonly batch: AnyWorkflow;
  /** Makes a run move that goes on. */
  readonly wake: (runId: string) => Promise<void>;
  readonly log: Log;
}

/**
 * Tells a Redis that knows nothing what AWS and Slack know: which days were told, which batches go on or are broken,
 * and how far the numbers have come. Harmless to repeat: what Redis knows stays as it is. Throws what AWS throws; a
 * Slack that is away is told in the answer, and leaves the outbox looking before each first post.
 */
export async function recall(parts: RecallParts, { days = LOOK_BACK_DAYS } = {}): Promise<Recalled> {
  const { store, world, log } = parts;
  const since = new Date(world.clock.now().getTime() - days * DAY_MS);
  const messages = await spoken(parts, since);
  const { traces, current } = await awsTraces(parts, { since, messages: messages ?? [] });
  const found = worldRuns({ ...traces, messages: messages ?? [], current });

  await parts.outbox.remember(messages ?? []);
  await store.raiseNumbers(found.numbers);
  const adopted: string[] = [];
  for (const batch of found.batches) {
    const run = adoptable(parts, batch, messages ?? []);
    if (!run || !(await store.adopt(run))) continue;
    adopted.push(run.id);
    if (run.outcome === null) await parts.wake(run.id);
  }
  // After a shorter look there is more to know.
  if (messages !== null && days >= LOOK_BACK_DAYS) await store.beginEpoch();
  log.info({ numbers: found.numbers, adopted, current, messages: messages?.length ?? null }, "recalled");
  return { ...found, messages: messages?.length ?? null, current, adopted };
}

async function spoken(
  { announcer, channel, log }: RecallParts,
  since: Date,
): Promise<readonly Spoken[] | null> {
  try {
    return await announcer.spoken({ channel, since });
  } catch (error) {
    log.warn({ err: error }, "what was said in the channel is not known: Slack did not tell");
    return null;
  }
}

/** Names that AWS holds, and which stack operation is underway. */
async function awsTraces(
  { world }: RecallParts,
  { since, messages }: { readonly since: Date; readonly messages: readonly Spoken[] },
) {
  const { stacks, clusters, lake, settings } = world;
  const stack = await stacks.see(settings.stack);
  const none = { stack: settings.stack, steps: [], staged: [] as string[], operations: [] as string[] };
  if (!stack || stack.status.isDeleted) return { traces: none, current: null };

  const events = await stacks.events({ stackId: stack.id });
  const executed = /:changeSet\/([^/]+)\//.exec(stack.changeSetId ?? "")?.[1];
  const operations = [
    ...events.flatMap(({ token }) => token ?? []),
    ...(executed === undefined ? [] : [executed]),
  ];
  const highest = { ...none, operations, messages, current: null };
  const number = worldRuns(highest).numbers[`deploy-${settings.stack}`] ?? 0;
  // A plan that nobody has applied yet left no event: its change set alone tells of it.
  const planned = await newestPlan(stacks, { stack: settings.stack, from: Math.max(number, 1) });
  if (planned) operations.push(planned.name);

  const staged: string[] = [];
  const bucket = stack.outputs["BucketName"];
  if (bucket !== undefined) {
    for await (const { key } of lake.list({ bucket, prefix: "stage/loan_tracker/" })) staged.push(key);
  }
  const cluster = await clusters.findLive({ stack: settings.stack });
  const steps = cluster
    ? await clusters.steps({ clusterId: cluster.id, since: since.toISOString(), prefix: "lt/" })
    : [];
  const newest = events.findLast(({ token }) => token !== null)?.token ?? null;
  const isWorking = !stack.status.isSettled && !stack.status.isReviewing;
  const operation = isWorking ? (newest ?? executed ?? "") : planned?.isWaiting ? planned.name : "";
  // A run that is opened anew begins with its first attempt: a later one it would not find.
  const current = operation.endsWith("-a1") ? runOfOperation(operation) : null;
  return { traces: { ...none, operations, staged, steps }, current };
}

/** The highest number of a change set that is there, counting up from `from`; retried plans have names of their own. */
async function newestPlan(
  stacks: World["stacks"],
  { stack, from }: { readonly stack: string; readonly from: number },
): Promise<{ readonly name: string; readonly isWaiting: boolean } | null> {
  let newest: { name: string; isWaiting: boolean } | null = null; // null: none is there
  for (let number = from; ; number += 1) {
    const name = `deploy-${stack}-${number}-plan-a1`;
    const set = await stacks.seeChangeSet({ stack, name });
    if (set) newest = { name, isWaiting: set.isExecutable || !set.isSettled };
    else if (number > from) return newest;
  }
}

/** The run as it is written down; `null` for one that is left to whoever asks for its day. */
function adoptable(parts: RecallParts, batch: WorldBatch, messages: readonly Spoken[]): Adopted | null {
  const { id, day, attempt } = batch;
  const card = messages.find((message) => message.id === `card-${id}`);
  const summary = messages.find((message) => message.id === `summary-${id}`);
  const [first] = parts.batch.steps;
  if (batch.is === "begun" || !first) return null;
  // Who goes on with a run has to be told by it; cards of an earlier version do not say who asked.
  if (batch.is === "going" && !card?.asker) return null;
  const at = card ?? summary;
  const retries = Array.from({ length: attempt - 1 }, (_, index) => ({
    happening: { kind: "retried" as const, step: first.name },
    attempt: index + 2,
  }));
  const ending = ((): Adopted["happenings"] => {
    switch (batch.is) {
      case "told":
        return [
          ...(summary?.summary
            ? [{ happening: { kind: "done" as const, step: "summarize", output: summary.summary }, attempt }]
            : []),
          { happening: { kind: "finished" as const, outcome: "succeeded" as const }, attempt },
        ];
      case "broken":
        return [
          { happening: { ...broken(batch), retryFrom: first.name }, attempt },
          { happening: { kind: "finished" as const, outcome: "failed" as const }, attempt },
        ];
      case "going":
        return [];
    }
  })();
  return {
    id,
    stack: parts.world.settings.stack,
    day,
    asker: { user: card?.asker ?? "loan-tracker", channel: parts.channel },
    openedAt: at ? new Date(Number(at.ts) * 1_000) : parts.world.clock.now(),
    outcome: batch.is === "told" ? "succeeded" : batch.is === "broken" ? "failed" : null,
    opened: {
      workflow: "daily-batch",
      version: parts.batch.version,
      steps: parts.batch.steps.map(({ name }) => name),
      input: { day },
    },
    happenings: [...retries, ...ending],
  };
}

function broken({ day, attempt }: WorldBatch) {
  return {
    kind: "failed" as const,
    step: "process",
    problem: {
      code: "emr-step-failed",
      says: `running the EMR steps of ${day}: attempt ${attempt} did not complete, and its journal was lost with Redis`,
      remedy: `mend the cause, then type \`/loans run ${day}\``,
    },
    held: false,
  };
}
