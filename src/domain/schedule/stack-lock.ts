import type { LockEnd, RunCommand } from "../commands/command.ts";
import { ITSELF } from "../runs/run.ts";
import { isAskedAbout } from "../workflows/batch-facts.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { dueAt } from "./due-days.ts";
import type { FreezeBy } from "./month-end-freeze.ts";
import { LAST_MINUTE, monthEndFreeze } from "./month-end-freeze.ts";
import type { ScheduleEntry } from "./schedule-setting.ts";

/** Somebody keeps all others from changing the stack: who, since when (`at`, ISO time), why, and until when. */
export type StackLock = Extract<ScheduleEntry, { readonly is: "locked" }>;

/**
 * The lock that holds now: a person's, or that of a month's end, unless somebody has unlocked the stack since that began;
 * `null`: none, or the last one is lifted or over.
 */
export function lockOf(record: readonly ScheduleEntry[], now: Date, by: FreezeBy): StackLock | null {
  const last = record.findLast((entry) => entry.is === "locked" || entry.is === "unlocked");
  if (last?.is === "locked" && (last.until === null || new Date(last.until) > now)) return last;
  const frozen = monthEndFreeze(now, by);
  if (frozen === null) return null;
  const isLifted = record.some((entry) => entry.is === "unlocked" && entry.at >= frozen.at);
  return isLifted ? null : { is: "locked", user: ITSELF, ...frozen, why: null };
}

/** Whether that lock keeps this person (Slack's user id) out: whose lock it is goes on. */
export function keepsOut(lock: StackLock | null, user: string): lock is StackLock {
  return lock !== null && lock.user !== user;
}

/** The moment at which it ends in that zone. */
export function endOfLock({ day, time }: LockEnd, zone: string): Date {
  return dueAt(day, { time: time ?? LAST_MINUTE, zone });
}

/** Whether a lock keeps that from others: what changes the stack or a told number, never the days that the schedule runs. */
export function isLockable(command: RunCommand): boolean {
  return command.name !== "run" || command.force;
}

/** The same of taking up, or letting go on, a run that is there; `input`: what it was asked for with. */
export function isLockableRun(
  workflow: WorkflowName,
  { input }: { readonly input: Readonly<Record<string, unknown>> },
): boolean {
  if (workflow === "backfill") return input["force"] === true;
  return workflow !== "daily-batch" || isAskedAbout(input);
}
