import { z } from "zod";
import type { Duration } from "../duration.ts";
import { isDuration } from "../duration.ts";
import { workflowNames } from "../workflows/index.ts";
import { progress } from "../workflows/progress.ts";
import { withdrawal } from "./day-number/withdrawal.ts";

/** A rule that holds a day, what it says, and of which file; earlier releases did not write down the last. */
const hold = z.object({
  rule: z.string(),
  says: z.string(),
  of: z.object({ file: z.string(), count: z.string().optional() }).readonly().optional(),
});

const problem = z.object({
  code: z.string(),
  says: z.string(),
  remedy: z.string(),
  ref: z.string().optional(),
  holds: z.array(hold).readonly().optional(),
});

/** What every entry carries. `actor` is a Slack user id or `loan-tracker`. */
const common = {
  /** The version of this format. */
  v: z.literal(1),
  /** 1, 2, 3 … without gaps: its place in the journal. */
  seq: z.int().positive(),
  /** ISO time. */
  at: z.iso.datetime(),
  /** The writer's fencing token; 0 for what a person wrote. */
  fence: z.int().nonnegative(),
  /** 1 until the first retry. */
  attempt: z.int().positive(),
  actor: z.string().min(1),
  /** What a person did by a line that they typed: that line. */
  typed: z.string().optional(),
};

const step = z.string().min(1);

const duration = z.custom<Duration>((value) => typeof value === "string" && isDuration(value));

/** One entry, by its kind. */
export const entrySchema = z.discriminatedUnion("kind", [
  /**
   * The request, and the list of steps it was opened with. `isRebuilt`: written down from what AWS and Slack hold after Redis was
   * emptied; with `isForgotten` nothing of that tells when it was opened.
   */
  z.object({
    ...common,
    kind: z.literal("opened"),
    workflow: z.enum(workflowNames),
    version: z.int().positive(),
    steps: z.array(step),
    input: z.record(z.string(), z.unknown()),
    isRebuilt: z.literal(true).optional(),
    isForgotten: z.literal(true).optional(),
  }),
  /** The intent, written before the effect. `within`: of a wait whose limit people are told, how long it waits. */
  z.object({ ...common, kind: z.literal("started"), step, within: duration.optional() }),
  /** A look found nothing although the step had started: the reply, or the effect, was lost. */
  z.object({ ...common, kind: z.literal("missed"), step }),
  /** A look found the effect without an intent of ours: a run before this one, or before Redis was lost, made it. */
  z.object({ ...common, kind: z.literal("adopted"), step }),
  /** A look found news while the step was underway. */
  z.object({ ...common, kind: z.literal("seen"), step, progress }),
  z.object({ ...common, kind: z.literal("done"), step, output: z.unknown() }),
  /** `held` marks a day that does not add up; `retryFrom` is where a retry begins. */
  z.object({
    ...common,
    kind: z.literal("failed"),
    step,
    problem,
    held: z.boolean(),
    retryFrom: step,
  }),
  /** `says` what was stopped or taken back; a problem when that could not be done, so that a person hears what is left. */
  z.object({
    ...common,
    kind: z.literal("undone"),
    step,
    says: z.string().optional(),
    problem: problem.optional(),
  }),
  z.object({ ...common, kind: z.literal("approved"), step }),
  z.object({ ...common, kind: z.literal("canceled"), reason: z.string() }),
  /**
   * Of a day that was told: its number was taken back since; the run has ended, and this changes nothing of that. With `day`:
   * of a backfill that told it, among others.
   */
  z.object({ ...common, kind: z.literal("withdrawn"), withdrawal, day: z.string().optional() }),
  /**
   * A person wants it again: `attempt` is raised, from `step` on everything is done anew. With `because` nobody asked: that
   * step had failed by what passes, and is tried once more by itself. `isForgotten`: only its traces tell of it since Redis was
   * emptied, so that who or what began it is not known.
   */
  z.object({
    ...common,
    kind: z.literal("retried"),
    step,
    because: z.object({ step, problem }).optional(),
    isForgotten: z.literal(true).optional(),
  }),
  /**
   * A person lets pass what held the day at `step`, and says why: as after `retried`, the attempt is raised, and from there
   * on everything is done anew. What was let pass, in these words, is let pass in all later attempts. `since`: ISO time at
   * which it was held.
   */
  z.object({
    ...common,
    kind: z.literal("released"),
    step,
    holds: z.array(hold).readonly(),
    since: z.iso.datetime(),
    reason: z.string(),
  }),
  /** Somebody looks after what went wrong, and says so to the others; it changes nothing of the run. */
  z.object({ ...common, kind: z.literal("taken") }),
  /** `isForgotten`: that it ended so is known since Redis was emptied, and when is not. */
  z.object({
    ...common,
    kind: z.literal("finished"),
    outcome: z.enum(["succeeded", "failed", "held", "canceled"]),
    isForgotten: z.literal(true).optional(),
  }),
]);

/** One line of a run's journal. */
export type Entry = z.infer<typeof entrySchema>;

/**
 * How long a step may take that began with that entry, where the limit is `within` now; `undefined`: it is only beginning. A limit
 * that people were told holds as it was told: it stands in the entry, or is that of the releases which did not write it down
 * (`formerly`; absent: nobody is told).
 */
export function limitOf(
  first: Entry | undefined,
  { within, formerly = within }: { readonly within: Duration; readonly formerly?: Duration },
): Duration {
  if (first === undefined) return within;
  return (first.kind === "started" ? first.within : undefined) ?? formerly;
}

/** What raises the attempt, and makes history of its step and all that follow. */
export type AttemptEntry = Extract<Entry, { readonly kind: "retried" | "released" }>;

/** Whether the entry raises the attempt. */
export function beginsAttempt(entry: Entry): entry is AttemptEntry {
  return entry.kind === "retried" || entry.kind === "released";
}

/** The append-only record of a run, oldest entry first. */
export type Journal = readonly Entry[];

type Distribute<T> = T extends unknown ? Omit<T, "v" | "seq" | "at" | "fence" | "attempt" | "actor"> : never;

/** What happened, without what the store adds to it. */
export type Happening = Distribute<Entry>;

/**
 * Reads a journal as it is stored, oldest line first; an entry's number is its place. Throws when a line is not of this
 * format, because guessing could repeat an effect.
 */
export function parseJournal(lines: readonly string[]): Journal {
  return lines.map((line, index) => parseEntry(line, index + 1));
}

/** Reads the line at that place, 1 for the first. Lines of earlier versions carry their number, which is the same one. */
export function parseEntry(line: string, seq: number): Entry {
  return entrySchema.parse({ ...JSON.parse(line), seq });
}

/** Whoever retried or released the run last; `null`: nobody did, since what the run tries once more by itself nobody asked for. */
export function retrierOf(journal: Journal): string | null {
  const isAsked = (entry: Entry) =>
    beginsAttempt(entry) && !(entry.kind === "retried" && (entry.because ?? entry.isForgotten));
  return journal.findLast(isAsked)?.actor ?? null;
}

/**
 * Who said last that they look after the run, in whatever attempt; `null`: nobody does. It holds until the run is solved, or given
 * up: what is taken up again after that is anybody's anew.
 */
export function careOf(journal: Journal): Extract<Entry, { readonly kind: "taken" }> | null {
  const isOver = (entry: Entry) =>
    entry.kind === "finished" && (entry.outcome === "succeeded" || entry.outcome === "canceled");
  const taken = journal.slice(journal.findLastIndex(isOver) + 1).findLast((entry) => entry.kind === "taken");
  return taken?.kind === "taken" ? taken : null;
}

/** What a step failed by the last time, and when; `null`: it never did. */
export function lastFailure(
  journal: Journal,
  step: string,
): { readonly says: string; readonly at: string } | null {
  const failed = journal.findLast((entry) => entry.kind === "failed" && entry.step === step);
  return failed?.kind === "failed" ? { says: failed.problem.says, at: failed.at } : null;
}
