import type { Day } from "../domain/day.ts";
import { parseDay } from "../domain/day.ts";
import type { Happening } from "../domain/journal.ts";
import type { Recalled } from "../domain/recovered-lines.ts";
import type { Outcome, Target, WorkflowName } from "../domain/run.ts";
import type { WorldRun } from "../domain/world-runs.ts";
import { runOfOperation, worldRuns } from "../domain/world-runs.ts";
import type { Log } from "../log.ts";
import type { Adopted } from "./openings.ts";
import type { Outbox } from "./outbox.ts";
import type { World } from "./parts.ts";
import type { Announcer, Spoken } from "./ports.ts";
import type { RunStore } from "./run-store.ts";
import { ITSELF } from "./timetable-parts.ts";
import type { TimetableStore } from "./timetable-store.ts";
import type { AnyWorkflow } from "./workflow.ts";

/** What was told longer ago is not looked for, by default: Slack gives 200 messages a call. */
const LOOK_BACK_DAYS = 35;

const DAY_MS = 24 * 3_600_000;

interface RecallParts {
  readonly store: RunStore;
  readonly world: Pick<World, "stacks" | "clusters" | "lake" | "warehouse" | "clock"> & {
    readonly settings: Pick<World["settings"], "stack">;
  };
  readonly announcer: Announcer;
  readonly outbox: Outbox;
  readonly schedule: Pick<TimetableStore, "recall">;
  readonly channel: string;
  readonly workflows: Readonly<Record<WorkflowName, AnyWorkflow>>;
  /** Makes a run move that goes on. */
  readonly wake: (runId: string) => Promise<void>;
  readonly log: Log;
}

/**
 * Tells a Redis that knows nothing what AWS and Slack know: which days were told, which runs go on, are broken or have
 * ended, what people decided about the schedule, and how far the numbers have come. Harmless to repeat: what Redis knows stays as it is. Throws what AWS throws; a
 * Slack that is away is told in the answer, and leaves the outbox looking before each first post.
 */
export async function recall(parts: RecallParts, { days = LOOK_BACK_DAYS } = {}): Promise<Recalled> {
  const { store, world, log, workflows } = parts;
  const since = new Date(world.clock.now().getTime() - days * DAY_MS);
  const messages = await spoken(parts, since);
  const traces = await awsTraces(parts, since);
  const { current, sets } = traces;
  const stepsOf = (workflow: WorkflowName) => workflows[workflow].steps.map(({ name }) => name);
  const found = worldRuns({ ...traces, messages: messages ?? [], stepsOf });

  await parts.outbox.remember(messages ?? []);
  await parts.schedule.recall(
    (messages ?? []).flatMap(({ schedule, ts }) =>
      schedule === null ? [] : [{ ...schedule, at: new Date(Number(ts) * 1_000) }],
    ),
  );
  await store.raiseNumbers(found.numbers);
  const adopted: string[] = [];
  // Without Slack it is not known what people said of a run, so none is gone on with.
  for (const one of messages === null ? [] : inTurn(found.runs, current)) {
    const run = adoptable(parts, one, { messages: messages ?? [], sets });
    if (!run || !(await store.adopt(run))) continue;
    adopted.push(run.id);
    if (run.outcome === null) await parts.wake(run.id);
    else if (!run.isShown) await parts.outbox.cardIsStale(run.id);
  }
  // After a shorter look there is more to know.
  if (messages !== null && days >= LOOK_BACK_DAYS) await store.beginEpoch();
  log.info({ numbers: found.numbers, adopted, current, messages: messages?.length ?? null }, "recalled");
  return { ...found, messages: messages?.length ?? null, current, adopted };
}

/** A summary follows its output within a day; both clocks may differ by some minutes. */
const AROUND = { beforeMs: 3_600_000, afterMs: 2 * DAY_MS } as const;

/**
 * The same for one day that was told longer ago than is looked for: its output in the lake tells when it was counted, and
 * the channel around that time what came of it. Throws what AWS and Slack throw.
 */
export async function recallDay(
  parts: RecallParts,
  { day, runId }: { readonly day: Day; readonly runId: string },
): Promise<"counted" | "nothing"> {
  const { world, workflows, announcer, channel, store, log } = parts;
  const { stack } = world.settings;
  const bucket = (await world.stacks.see(stack))?.outputs["BucketName"];
  if (bucket === undefined) return "nothing";
  const staged: string[] = [];
  const times: number[] = [];
  for await (const { key, modifiedAt } of world.lake.list({
    bucket,
    prefix: `stage/loan_tracker/insert_date=${day}/`,
  })) {
    staged.push(key);
    times.push(Date.parse(modifiedAt));
  }
  if (!staged.some((key) => key.includes(`/run=${runId}-a`) && key.endsWith("/_SUCCESS"))) return "nothing";
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [since, until] = [new Date(first - AROUND.beforeMs), new Date(last + AROUND.afterMs)];
  const messages = await announcer.spoken({ channel, since, until });
  const stepsOf = (workflow: WorkflowName) => workflows[workflow].steps.map(({ name }) => name);
  const found = worldRuns({ stack, messages, staged, steps: [], keyed: [], current: null, stepsOf });
  const adopted: string[] = [];
  for (const run of found.runs) {
    if (run.day !== day || (run.is !== "told" && run.is !== "ended")) continue;
    const was = adoptable(parts, run, { messages, sets: [] });
    if (was && (await store.adopt(was))) adopted.push(run.id);
  }
  await parts.outbox.remember(messages.filter(({ id }) => adopted.some((one) => id.endsWith(one))));
  log.info({ day, adopted }, "recalled a day");
  if (adopted.includes(runId)) return "nothing";
  // What was counted lately may not have been told yet: whoever asks finds its EMR steps and goes on from there.
  const isOld = world.clock.now().getTime() - last > LOOK_BACK_DAYS * DAY_MS;
  const emr = isOld ? null : await world.clusters.findLive({ stack });
  const steps = emr ? await world.clusters.steps({ clusterId: emr.id, prefix: `lt/${runId}/` }) : [];
  return steps.length > 0 ? "nothing" : "counted";
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
async function awsTraces({ world }: RecallParts, since: Date) {
  const { stacks, clusters, lake, warehouse, settings } = world;
  const stack = await stacks.see(settings.stack);
  if (!stack || stack.status.isDeleted) {
    return { stack: settings.stack, steps: [], staged: [], keyed: [], sets: [], current: null };
  }
  const events = await stacks.events({ stackId: stack.id });
  const sets = await stacks.changeSets(stack.id);
  const executed = /:changeSet\/([^/]+)\//.exec(stack.changeSetId ?? "")?.[1];
  const tokens = [
    ...events.flatMap(({ token }) => token ?? []),
    ...(executed === undefined ? [] : [executed]),
  ];

  const staged: string[] = [];
  const { BucketName: bucket, RedshiftClusterId: cluster, RedshiftDatabase: database } = stack.outputs;
  if (bucket !== undefined) {
    for await (const { key } of lake.list({ bucket, prefix: "stage/loan_tracker/" })) staged.push(key);
  }
  const emr = await clusters.findLive({ stack: settings.stack });
  const steps = emr
    ? await clusters.steps({ clusterId: emr.id, since: since.toISOString(), prefix: "lt/" })
    : [];
  const statements =
    cluster === undefined || database === undefined
      ? []
      : [
          ...(await warehouse.names(`batch-${settings.stack}-`, { cluster, database })),
          ...(await warehouse.names(`deploy-${settings.stack}-`, { cluster, database })),
        ];

  // A plan that nobody has applied yet left no event: its change set alone tells of it.
  const waiting = sets.findLast(({ isWaiting }) => isWaiting)?.name;
  const newest = events.findLast(({ token }) => token !== null)?.token ?? executed;
  const isWorking = !stack.status.isSettled && !stack.status.isReviewing;
  const operation = isWorking ? newest : waiting;
  return {
    stack: settings.stack,
    steps,
    staged,
    keyed: [...tokens, ...sets.map(({ name }) => name), ...statements],
    sets: sets.map(({ name }) => name),
    current: operation === undefined ? null : runOfOperation(operation),
  };
}

/** What AWS works on goes first, since it holds the stack; then the days, oldest first, then all that asks for the stack. */
function inTurn(runs: readonly WorldRun[], current: string | null): readonly WorldRun[] {
  return [...runs.filter(({ id }) => id === current), ...runs.filter(({ id }) => id !== current)];
}

/** The run as it is written down; `null` for one that is left to whoever asks for it. */
function adoptable(
  parts: RecallParts,
  run: WorldRun,
  { messages, sets }: { readonly messages: readonly Spoken[]; readonly sets: readonly string[] },
): Adopted | null {
  const { id, attempt, memory } = run;
  const card = messages.find((message) => message.id === `card-${id}`);
  const summary = messages.find((message) => message.id === `summary-${id}`);
  const workflow = parts.workflows[run.workflow];
  // Cards of an earlier version do not say who asked; a later attempt would not be found by one that begins anew.
  const isLeft = run.is === "begun" || (run.is === "going" && run.asker === null && attempt === 1);
  const target = targetOf(parts.world.settings.stack, run);
  if (isLeft || target === null) return null;
  const at = card ?? summary;
  const happenings = [...retries(run), ...ending(run, { summary: summary?.summary ?? null, sets, workflow })];
  const finished = happenings.findLast(({ happening }) => happening.kind === "finished")?.happening;
  const said = at ? new Date(Number(at.ts) * 1_000) : parts.world.clock.now();
  return {
    id,
    target,
    asker: { user: run.asker ?? ITSELF, channel: parts.channel },
    openedAt: memory === null ? said : new Date(memory.openedAt),
    outcome: finished?.kind === "finished" ? finished.outcome : null,
    // A card from before cards said anything of their runs is left as it is, and a deleted one is not said again.
    isShown: memory === null || run.said.some(({ kind }) => kind === "finished"),
    opened: {
      workflow: run.workflow,
      version: memory?.version ?? workflow.version,
      steps: workflow.steps.map(({ name }) => name),
      input: memory?.input ?? inputOf(run),
    },
    happenings,
  };
}

/** `null` for a backfill whose card does not say its days. */
function targetOf(stack: string, { workflow, day, memory }: WorldRun): Target | null {
  if (workflow !== "backfill") return { stack, day };
  const { from, until } = memory?.input ?? {};
  const [first, last] = [from, until].map((text) => (typeof text === "string" ? parseDay(text) : null));
  return first && last ? { stack, day: first, until: last } : null;
}

function inputOf({ day, backfill }: WorldRun): Readonly<Record<string, unknown>> {
  if (day === null) return {};
  return backfill === null ? { day } : { day, backfill };
}

function retries({ retriedAt, memory }: WorldRun): Adopted["happenings"] {
  return retriedAt.map((step, index) => {
    const entry = memory?.happened.find((one) => one.kind === "retried" && one.attempt === index + 2);
    const by = entry ? { actor: entry.actor, at: entry.at } : {};
    return { happening: { kind: "retried", step }, attempt: index + 2, ...by };
  });
}

/** What is known of the newest attempt, to its end where it has one. */
function ending(
  run: WorldRun,
  {
    summary,
    sets,
    workflow,
  }: {
    readonly summary: Spoken["summary"];
    readonly sets: readonly string[];
    readonly workflow: AnyWorkflow;
  },
): Adopted["happenings"] {
  const { attempt } = run;
  const now = (happening: Happening) => ({ happening, attempt });
  const ends = (outcome: Outcome) => now({ kind: "finished", outcome });
  const first = workflow.steps[0]?.name ?? "";
  // The approval was of that very plan; where it is gone, the next one wants an approval of its own.
  const isPlanGone = run.workflow === "deploy-stack" && !sets.includes(planOf(run));
  const said = run.said
    .filter(({ kind }) => !(isPlanGone && kind === "approved"))
    .map(({ v: _v, seq: _seq, fence: _fence, at, actor, attempt: its, ...happening }) => ({
      happening,
      attempt: its,
      actor,
      at,
    }));
  switch (run.is) {
    case "told":
      // All that comes before its summary was done; what it came to is in the summary alone.
      return [
        ...workflow.steps.map(({ name }) => {
          const output = name === "reconcile" || name === "summarize" ? summary : null;
          return now({ kind: "done", step: name, output });
        }),
        ends("succeeded"),
      ];
    case "broken":
      return [now(broken(run, first)), ends("failed")];
    case "going": {
      const isStopping = said.some(({ happening }) => happening.kind === "canceled");
      return isStopping ? [...said, now(unstopped(run, first)), ends("canceled")] : said;
    }
    default:
      return said;
  }
}

/** The name of the change set that was planned last. */
function planOf({ id, retriedAt }: WorldRun): string {
  const anew = retriedAt.findLastIndex((step) => step === "clear-remains" || step === "plan");
  return `${id}-plan-a${anew + 2}`;
}

function broken({ day, attempt }: WorldRun, retryFrom: string) {
  return {
    kind: "failed" as const,
    step: "process",
    problem: {
      code: "emr-step-failed",
      says: `running the EMR steps of ${day}: attempt ${attempt} did not complete, and its journal was lost with Redis`,
      remedy: `mend the cause, then type \`/loans run ${day}\``,
    },
    held: false,
    retryFrom,
  };
}

/** What a canceled run had underway is known to its lost journal alone. */
function unstopped({ id }: WorldRun, step: string) {
  return {
    kind: "undone" as const,
    step,
    problem: {
      code: "journal-lost",
      says: `stopping ${id}: Redis was emptied meanwhile, so what was underway may go on`,
      remedy: "look for its name in AWS, and cancel it there",
    },
  };
}
