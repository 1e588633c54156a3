/**
 * What runs call the things that they make in AWS. A repeat finds the first try by its name, and a Redis that was emptied
 * learns of runs by them, so none of them ever changes.
 */

import type { Day } from "../day.ts";
import { parseDay } from "../day.ts";

/** Which try of which step something was made by. */
export interface StepTry {
  readonly runId: string;
  readonly step: string;
  readonly attempt: number;
}

/** The same for each repeat of one try: change sets, client tokens and statements are named by it. */
export function stepKey({ runId, step, attempt }: StepTry): string {
  return `${runId}-${step}-a${attempt}`;
}

/** Reads the key that a name begins with; `null` where it begins with none. */
export function readStepKey(name: string): StepTry | null {
  const [, runId, step, attempt] = /^(.+-g?\d+)-([a-z]+(?:-[a-z]+)*)-a(\d+)(?:-|$)/.exec(name) ?? [];
  return runId === undefined || step === undefined ? null : { runId, step, attempt: Number(attempt) };
}

/** One attempt of a run. */
export interface RunTry {
  readonly runId: string;
  readonly attempt: number;
}

/** What the names of all EMR steps of ours begin with. */
export const EMR_STEPS = "lt/";

const ofEmr = new RegExp(`^${EMR_STEPS}(.+)/a(\\d+)/`);

/** What the names of a run's EMR steps begin with. */
export function emrStepsOfRun(runId: string): string {
  return `${EMR_STEPS}${runId}/`;
}

/** What the names of an attempt's EMR steps begin with; `1-in`, `2-count` and `3-out` follow. */
export function emrStepsOfTry({ runId, attempt }: RunTry): string {
  return `${emrStepsOfRun(runId)}a${attempt}/`;
}

/** The EMR steps of an attempt, by the last part of their names, in order. */
export const emrStepNames = ["1-in", "2-count", "3-out"] as const;
export type EmrStepName = (typeof emrStepNames)[number];

/** The step whose log tells why a day was not counted. */
export const COUNTING_STEP = "2-count" satisfies EmrStepName;

/** Whose the EMR step of that name is; `null` for one of somebody else's. */
export function readEmrStep(name: string): RunTry | null {
  const [, runId, attempt] = ofEmr.exec(name) ?? [];
  return runId === undefined ? null : { runId, attempt: Number(attempt) };
}

/** `2-count` of `lt/<run id>/a1/2-count`. */
export function emrStepWord(name: string): string {
  return name.split("/").at(-1) ?? name;
}

/** What an attempt calls its own folder, in HDFS and under `stage/`. */
export function folderOfTry({ runId, attempt }: RunTry): string {
  return `${runId}-a${attempt}`;
}

/** Where the days' files are kept as they were received, until they expire (`RawRetentionDays`). */
export const RAW = "raw/loan_tracker/";

/** Where the counts of all days are. */
export const STAGE = "stage/loan_tracker/";

/** The business date whose file or counts are at that key; `null` for any other key, as of a log, which has dates of its own. */
export function dayOfKey(key: string): Day | null {
  const [, day = ""] = /^(?:raw\/loan_tracker\/|stage\/loan_tracker\/insert_date=)([^/]+)\//.exec(key) ?? [];
  return parseDay(day);
}

/** Where the counts of a day are, by all of its runs. */
export function stageOfDay(day: string): string {
  return `${STAGE}insert_date=${day}/`;
}

/** Where an attempt writes its counts of a day. */
export function stageOfTry(day: string, by: RunTry): string {
  return `${stageOfDay(day)}run=${folderOfTry(by)}/`;
}

/** The newest try of each run whose counts were written whole, by all keys of a day or of more. */
export function wholeTries(keys: readonly string[]): ReadonlyMap<string, RunTry> {
  const tries = new Map<string, RunTry>();
  for (const key of keys) {
    const by = key.endsWith("/_SUCCESS") ? readStageKey(key) : null;
    if (by !== null && by.attempt > (tries.get(by.runId)?.attempt ?? 0)) tries.set(by.runId, by);
  }
  return tries;
}

/** Whose the counts at that key are; `null` for a key of somebody else's. */
export function readStageKey(key: string): RunTry | null {
  const [, runId, attempt] = /\/run=(.+)-a(\d+)\//.exec(key) ?? [];
  return runId === undefined ? null : { runId, attempt: Number(attempt) };
}
