import type { Log } from "../../config/log.ts";
import type { Day } from "../../domain/day.ts";
import { emrStepsOfRun, stageOfDay, wholeTries } from "../../domain/runs/effect-names.ts";
import type { Announcer, Spoken } from "../messages/announcer.ts";
import type { Outbox } from "../messages/outbox.ts";
import { LOOK_BACK_DAYS } from "../messages/retention.ts";
import type { RunStore } from "../store/run-store.ts";
import type { ScheduleStore } from "../store/schedule-store.ts";
import type { World } from "../workflows/world.ts";
import type { TracedWorld } from "./aws-traces.ts";
import { awsTraces } from "./aws-traces.ts";
import type { LakeOfCounts } from "./counts-in-lake.ts";
import { countsInLake } from "./counts-in-lake.ts";
import { rebuildRun } from "./rebuild-run.ts";
import type { Recovered } from "./recovered-lines.ts";
import type { WorldRun } from "./runs-from-traces.ts";
import { worldRuns } from "./runs-from-traces.ts";

const DAY_MS = 24 * 3_600_000;

interface RecallParts {
  readonly store: RunStore;
  readonly world: TracedWorld & Pick<World, "clock"> & Pick<LakeOfCounts, "contract">;
  readonly announcer: Announcer;
  readonly outbox: Outbox;
  readonly schedule: Pick<ScheduleStore, "recall">;
  readonly channel: string;
  /** Makes a run move that goes on. */
  readonly wake: (runId: string) => Promise<void>;
  readonly log: Log;
}

/**
 * Tells a Redis that knows nothing what AWS and Slack know: which days were told, which runs go on, are broken or have
 * ended, what people decided about the schedule, and how far the numbers have come. Harmless to repeat: what Redis knows stays as it is, and the lake is not asked for it. Throws what AWS
 * throws; a Slack that is away is told in the answer, and leaves the outbox looking before each first post.
 */
export async function recall(parts: RecallParts, { days = LOOK_BACK_DAYS } = {}): Promise<Recovered> {
  const { store, world, log } = parts;
  const since = new Date(world.clock.now().getTime() - days * DAY_MS);
  const messages = await spoken(parts, since);
  const traces = await awsTraces(world, since);
  const { current, sets, made, bucket } = traces;
  const tries = wholeTries(traces.staged);
  const found = worldRuns({ ...traces, messages: messages ?? [] });

  await parts.outbox.remember(messages ?? []);
  await parts.schedule.recall(
    (messages ?? []).flatMap(({ schedule, ts }) =>
      schedule === null ? [] : [{ ...schedule, at: new Date(Number(ts) * 1_000) }],
    ),
  );
  if (made !== null) await store.ledger.stackIs(made);
  await store.raiseNumbers(found.numbers);
  const restored: string[] = [];
  // Without Slack it is not known what people said of a run, so none is gone on with.
  for (const one of messages === null ? [] : inTurn(found.runs, current)) {
    if ((await store.run(one.id)) !== null) continue;
    const said = messages ?? [];
    const counted = bucket === null ? null : await countsInLake(one, said, { ...world, bucket, tries });
    const run = rebuildRun(one, { ...around(parts), messages: said, sets, counted });
    if (!run || !(await store.restore(run))) continue;
    restored.push(run.id);
    if (run.outcome === null) await parts.wake(run.id);
    else if (!run.isShown) await parts.outbox.cardIsStale(run.id);
  }
  // After a shorter look there is more to know.
  if (messages !== null && days >= LOOK_BACK_DAYS) await store.ledger.beginEpoch();
  log.info({ numbers: found.numbers, restored, current, messages: messages?.length ?? null }, "recalled");
  return { ...found, messages: messages?.length ?? null, current, restored };
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
  const { world, announcer, channel, store, log } = parts;
  const { stack } = world.settings;
  const bucket = (await world.stacks.see(stack))?.outputs["BucketName"];
  if (bucket === undefined) return "nothing";
  const staged: string[] = [];
  const times: number[] = [];
  for await (const { key, modifiedAt } of world.lake.list({
    bucket,
    prefix: stageOfDay(day),
  })) {
    staged.push(key);
    times.push(Date.parse(modifiedAt));
  }
  const tries = wholeTries(staged);
  if (!tries.has(runId)) return "nothing";
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [since, until] = [new Date(first - AROUND.beforeMs), new Date(last + AROUND.afterMs)];
  const messages = await announcer.spoken({ channel, since, until });
  const found = worldRuns({ stack, messages, staged, steps: [], keyed: [], current: null });
  const restored: string[] = [];
  for (const run of found.runs) {
    if (run.day !== day || (run.is !== "told" && run.is !== "ended")) continue;
    if ((await store.run(run.id)) !== null) continue;
    const counted = await countsInLake(run, messages, { ...world, bucket, tries });
    const was = rebuildRun(run, { ...around(parts), messages, sets: [], counted });
    if (was && (await store.restore(was))) restored.push(run.id);
  }
  await parts.outbox.remember(messages.filter(({ id }) => restored.some((one) => id.endsWith(one))));
  log.info({ day, restored }, "recalled a day");
  if (restored.includes(runId)) return "nothing";
  // What was counted lately may not have been told yet: whoever asks finds its EMR steps and goes on from there.
  const isOld = world.clock.now().getTime() - last > LOOK_BACK_DAYS * DAY_MS;
  const emr = isOld ? null : await world.clusters.findLive({ stack });
  const steps = emr ? await world.clusters.steps({ clusterId: emr.id, prefix: emrStepsOfRun(runId) }) : [];
  return steps.length > 0 ? "nothing" : "counted";
}

function around({ world: { settings, clock }, channel }: RecallParts) {
  return { stack: settings.stack, channel, now: clock.now() };
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

/** What AWS works on goes first, since it holds the stack; then the days, oldest first, then all that asks for the stack. */
function inTurn(runs: readonly WorldRun[], current: string | null): readonly WorldRun[] {
  return [...runs.filter(({ id }) => id === current), ...runs.filter(({ id }) => id !== current)];
}
