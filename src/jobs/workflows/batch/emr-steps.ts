import type { EmrStepFacts, StepWish } from "../../../aws/clusters.ts";
import { namesCause, rootErrorLine } from "../../../domain/aws/log-cause.ts";
import { clusterEnded } from "../../../domain/aws/lost-parts.ts";
import { isPassing } from "../../../domain/aws/passing-trouble.ts";
import { durationMs } from "../../../domain/duration.ts";
import { NotYet, Problem } from "../../../domain/problem.ts";
import { emrStepWord } from "../../../domain/runs/effect-names.ts";
import type { ProgressItem } from "../../../domain/workflows/progress.ts";
import type { Sighting, StepContext, Stopped, WatchedStep } from "../../engine/workflow.ts";
import { classify } from "../error-class.ts";
import type { World } from "../world.ts";

/** EMR pushes a step's log about every five minutes: as long as this it may be missing. */
const LOG_DELAY = "6m";

/** As long as this a step may be missing in EMR's list although it was taken on. */
const GRACE = "60s";

/** Steps of which nothing new was heard for as long as this may have lost their cluster. */
const QUIET = "3m";

/** What to submit, to which cluster. */
export interface EmrWish {
  readonly clusterId: string;
  /** Begins every step's name: `runPrefix` and the attempt. */
  readonly prefix: string;
  /** Begins the names of all the run's steps, those of earlier attempts included. */
  readonly runPrefix: string;
  readonly steps: readonly StepWish[];
  /** Whether steps with all these arguments count what is wished for: names say nothing of files or of how they are read. */
  readonly counts: (args: ReadonlySet<string>) => boolean;
}

/** What was carried out. */
export interface EmrOutput {
  readonly clusterId: string;
  /** In the order of the wish. */
  readonly stepIds: readonly string[];
  /** Whose they are: under it stands what they have written, whatever attempt the steps after this one are in. */
  readonly attempt: number;
}

/**
 * Submits steps in one call and watches them. EMR has no client token for this, so the names are the identity: they
 * are looked for before and after the call, and a second submission waits for the grace.
 */
export function emrSteps<Input, Results>(how: {
  readonly wish: (context: StepContext<Input, Results, World>) => EmrWish;
  readonly retryFrom: string;
}): WatchedStep<Input, Results, World, EmrOutput> {
  return {
    observe: async (context) => await see(context, how.wish(context)),
    run: async (context) => {
      const wish = how.wish(context);
      await endFormerAttempts(context, wish);
      try {
        await context.world.clusters.addSteps({ clusterId: wish.clusterId, steps: wish.steps });
      } catch (error) {
        // Nothing was taken on; the next look tells why the cluster ended.
        if (classify(error) === "config" && (await lostCluster(context.world, wish))) return;
        throw error;
      }
      await cancelDoubles(context.world, wish);
    },
    // After a failure there is nothing to stop: CANCEL_AND_WAIT has canceled what was pending.
    stop: async (context) => await stop(context, how.wish(context)),
    every: "10s",
    within: "2h",
    grace: GRACE,
    retryFrom: how.retryFrom,
  };
}

/** Those that were wished for, the oldest of each name: a younger one of the same name is a double. */
function oldest(steps: readonly EmrStepFacts[], wish: EmrWish): readonly EmrStepFacts[] {
  return wish.steps.flatMap(({ name }) => steps.find((step) => step.name === name) ?? []);
}

/**
 * The look or the call at which an attempt failed may have left its steps at work; they would count the day beside the
 * new ones, and on their failure cancel these. Throws until they have ended.
 */
async function endFormerAttempts(
  context: StepContext<unknown, unknown, World>,
  { clusterId, prefix, runPrefix }: EmrWish,
): Promise<void> {
  if (context.attempt === 1) return;
  const { clusters } = context.world;
  const steps = await clusters.steps({ clusterId, prefix: runPrefix });
  const open = steps.filter(({ name, isSettled }) => !name.startsWith(prefix) && !isSettled);
  if (open.length === 0) return;
  await cancelTogether(context, { clusterId, open });
  const says = `submitting the EMR steps of ${prefix}: those of an earlier attempt have not ended yet`;
  throw new NotYet("former-steps", says, {
    remedy: "cancel them in EMR, then press Retry",
  });
}

/**
 * Whoever looks finds the same ones younger, so it is done without asking for the run: a process that was overtaken
 * while its call was on the way has to take back its own.
 */
async function cancelDoubles({ clusters }: World, wish: EmrWish): Promise<void> {
  const { clusterId, prefix } = wish;
  const all = await clusters.steps({ clusterId, prefix });
  const kept = new Set(oldest(all, wish).map((step) => step.id));
  const doubles = all.filter((step) => !kept.has(step.id) && !step.isSettled).map((step) => step.id);
  if (doubles.length > 0) await clusters.cancelSteps({ clusterId, stepIds: doubles.toReversed() });
}

/** Cancels those that nobody has canceled yet; the last first, in one call: canceling one alone lets the next one run. */
async function cancelTogether(
  { world, confirmOwner }: StepContext<unknown, unknown, World>,
  { clusterId, open }: { readonly clusterId: string; readonly open: readonly EmrStepFacts[] },
): Promise<void> {
  const unasked = open.filter((step) => !step.isCanceling).map((step) => step.id);
  if (unasked.length === 0) return;
  await confirmOwner();
  await world.clusters.cancelSteps({ clusterId, stepIds: unasked.toReversed() });
}

/** Cancels all of the run's steps in one call and looks until none of them moves: a cancel is not guaranteed. */
async function stop(context: StepContext<unknown, unknown, World>, wish: EmrWish): Promise<Stopped> {
  const { clusters, clock, settings } = context.world;
  const { clusterId, prefix, runPrefix } = wish;
  const all = await clusters.steps({ clusterId, prefix: runPrefix });
  const steps = all.filter(({ name, isSettled }) => name.startsWith(prefix) || !isSettled);
  if (steps.length === 0) {
    const started = context.journal.findLast((entry) => entry.kind === "started");
    const sinceMs = clock.now().getTime() - Date.parse(started?.at ?? "");
    // Less than nothing: the clock was set back, and a cancel does not wait for it to catch up.
    return sinceMs >= 0 && sinceMs < durationMs(GRACE) / settings.pace
      ? { is: "underway", progress: { text: "looking whether EMR has steps of it" } }
      : { is: "done", says: "nothing of it is at work in EMR" };
  }
  const open = steps.filter((step) => !step.isSettled);
  if (open.length === 0) return { is: "done", says: stoppedWords(steps) };
  await cancelTogether(context, { clusterId, open });
  return { is: "underway", progress: { text: "EMR is canceling its steps", items: steps.map(itemOf) } };
}

/** What a cancel came to, step by step, because one that had ended cannot be canceled. */
function stoppedWords(steps: readonly EmrStepFacts[]): string {
  const those = (which: (step: EmrStepFacts) => boolean, words: string) => {
    const names = steps.filter(which).map(shortName);
    return names.length === 0 ? [] : [`${words} ${names.join(", ")}`];
  };
  return [
    ...those((step) => step.isCanceled, "EMR canceled"),
    ...those((step) => step.isCompleted, "completed before:"),
    ...those((step) => step.isFailed, "failed before:"),
  ].join("; ");
}

async function see(
  context: StepContext<unknown, unknown, World>,
  wish: EmrWish,
): Promise<Sighting<EmrOutput>> {
  const { clusterId, prefix } = wish;
  const found = oldest(await context.world.clusters.steps({ clusterId, prefix }), wish);
  if (found.length === 0) {
    const wasSubmitted = context.journal.some((entry) => entry.kind === "started");
    return (wasSubmitted && (await lostCluster(context.world, wish))) || { is: "absent" };
  }
  if (found.length < wish.steps.length) {
    return {
      is: "failed",
      problem: new Problem(
        "steps-incomplete",
        `looking for the EMR steps of ${wish.prefix}: ${found.length} of ${wish.steps.length} are there`,
        { remedy: "cancel them in EMR, then press Retry" },
      ),
    };
  }
  // A journal that was lost with Redis is begun anew with the file of now, and the names say nothing of files.
  const given = new Set(found.flatMap(({ args }) => args));
  if (!wish.counts(given)) return { is: "failed", problem: otherSources(wish) };
  if (found.every((step) => step.isCompleted)) {
    return {
      is: "done",
      output: {
        clusterId: wish.clusterId,
        stepIds: found.map((step) => step.id),
        attempt: context.attempt,
      },
    };
  }
  const items = found.map(itemOf);
  const failed = found.find((step) => step.isFailed) ?? found.find((step) => step.isCanceled);
  // Steps end with their cluster; then it is the cluster that has to be told of.
  const lost = failed || isQuiet(context) ? await lostCluster(context.world, wish) : null;
  if (lost) return lost;
  if (!failed) return { is: "underway", progress: { items } };
  const log = await logOf(context.world, failed);
  if (log === "awaited") {
    return {
      is: "underway",
      progress: { text: "a step failed; EMR has not pushed its log yet", items },
    };
  }
  const { reason = "", message = "" } = failed.failure ?? {};
  const words = [reason, message, ...log];
  return {
    is: "failed",
    problem: new Problem(
      failed.isFailed ? "emr-step-failed" : "emr-step-canceled",
      `running the EMR step ${shortName(failed)}: ${causeOf(failed, log)}`,
      { remedy: "mend the cause, then press Retry" },
    ),
    mayPass: failed.isFailed && isPassing({ isClusterEnded: false, endedBy: null, words }),
  };
}

function otherSources({ prefix }: EmrWish): Problem {
  const says = `looking for the EMR steps of ${prefix}: they count another file, or by another script or contract, than there is now`;
  return new Problem("file-changed", says, { remedy: "press Retry to count what there is now" });
}

/** Whether the steps have shown nothing new for a while. */
function isQuiet({ world, journal }: StepContext<unknown, unknown, World>): boolean {
  const heardAt = Date.parse(journal.at(-1)?.at ?? "");
  return world.clock.now().getTime() - heardAt > durationMs(QUIET) / world.settings.pace;
}

/** That the cluster has ended under its steps; `null` while it lives. */
async function lostCluster(
  { clusters }: World,
  { clusterId, prefix }: Pick<EmrWish, "clusterId" | "prefix">,
): Promise<Extract<Sighting<EmrOutput>, { is: "failed" }> | null> {
  const cluster = await clusters.see(clusterId);
  if (cluster?.isLive) return null;
  const { state = null, reason = null, endedBy = null } = cluster ?? {};
  return {
    is: "failed",
    problem: clusterEnded({ id: clusterId, state, reason }, `running the EMR steps of ${prefix}`),
    mayPass: isPassing({ isClusterEnded: true, endedBy, words: [] }),
  };
}

/**
 * The end of the log of a failed step that names the cause, its program's or EMR's own; nothing where none was written,
 * `awaited` while EMR may still push it.
 */
async function logOf(world: World, step: EmrStepFacts): Promise<readonly string[] | "awaited"> {
  const at = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(step.failure?.logFile ?? "");
  if (!at) return [];
  const [, bucket = "", key = ""] = at;
  const tail = async (one: string) => await world.lake.tailOfGzip({ bucket, key: one, lines: 200 });
  const lines = await tail(key);
  if (lines !== null && namesCause(lines)) return lines;
  const endedAt = Date.parse(step.endedAt ?? step.createdAt);
  const isLate = world.clock.now().getTime() - endedAt > durationMs(LOG_DELAY) / world.settings.pace;
  if (lines === null && !isLate) return "awaited";
  // A program that never began has written nothing, and EMR's own logs stand beside.
  for (const beside of ["controller.gz", "syslog.gz"]) {
    const others = await tail(key.replace(/[^/]+$/, beside));
    if (others !== null && namesCause(others)) return others;
  }
  return lines ?? [];
}

/** The first real error of a step. */
function causeOf({ isFailed, state, failure }: EmrStepFacts, log: readonly string[]): string {
  if (!isFailed) return `it is ${state}`;
  return (
    rootErrorLine(log) || failure?.message || failure?.reason || `it is ${state}, and EMR gives no reason`
  );
}

function itemOf(step: EmrStepFacts): ProgressItem {
  return {
    name: shortName(step),
    type: "EMR step",
    state: step.isCompleted
      ? "done"
      : step.isSettled
        ? "failed"
        : step.startedAt === null
          ? "waiting"
          : "underway",
  };
}

function shortName(step: EmrStepFacts): string {
  return emrStepWord(step.name);
}
