import type { Day } from "../../domain/day.ts";
import { readinessOf } from "../../domain/loans/file-readiness.ts";
import { noticeNames } from "../../domain/messages/message-id.ts";
import type { Lateness, Notice } from "../../domain/messages/notice.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import { BATCH_KIND, usualLength } from "../../domain/runs/usual-length.ts";
import { nextBankDay } from "../../domain/schedule/bank-days.ts";
import { deadlineAt, dueAt, paceOf } from "../../domain/schedule/due-days.ts";
import type { RunView } from "../requests/run-view.ts";
import { NOT_THERE_YET } from "../workflows/batch/day-file.ts";
import { isStillWanted } from "./ask-for-day.ts";
import { dayBefore } from "./day-before.ts";
import { wasJustLookedAt } from "./file-look.ts";
import type { DayAsked, Hold, Look, TimetableParts } from "./timetable-parts.ts";

/** Of so many of the newest days a file that was not there yet is looked for: the others wait for theirs. */
const LOOKED_FOR_DAYS = 7;

/** Runs among which batches are looked for whose length tells that of a late one. */
const LOOK_BACK = 100;

/** The last look for a file that was not there yet. */
export interface LookedFor {
  readonly atMs: number;
  /** Of a file that is not whole yet; else empty. */
  readonly says: string;
}

/** A day's run that the schedule asked for and that found no whole file: it is looked for again until the deadline. */
export async function findAwaitedFiles(
  parts: TimetableParts,
  look: Look,
  lookedFor: Map<string, LookedFor>,
): Promise<void> {
  for (const day of look.days.filter(look.expected.isWanted).slice(-LOOKED_FOR_DAYS)) {
    const runId = look.newest.get(day);
    if (runId === undefined || look.decided.get(day)?.is === "skipped") continue;
    const view = await parts.runs.view(runId);
    const { expected, schedule } = look;
    if (view === null) continue;
    const until = awaitedUntil(day, view, { expected, schedule, deadline: parts.daily.deadline });
    if (until === null) continue;
    const { problem, attempt } = view.progress;
    const isOver = look.now >= until;
    await parts.outbox.amendAlert({ runId, attempt }, { awaitedUntil: isOver ? null : until.toISOString() });
    const nowMs = look.now.getTime();
    const ended = Date.parse(view.progress.endedAt ?? view.progress.openedAt);
    const last = lookedFor.get(runId) ?? null;
    if (isOver || wasJustLookedAt(Math.max(last?.atMs ?? 0, ended), { nowMs, pace: parts.pace })) continue;
    // A look costs nothing; only a file that is whole is worth a new attempt, with its entries and its edit of the card.
    const seen = await parts.world.source(day).file.see();
    const earlier = [
      ...(problem === null ? [] : [{ says: problem.says, at: new Date(ended).toISOString() }]),
      ...(last === null ? [] : [{ says: last.says, at: new Date(last.atMs).toISOString() }]),
    ];
    const readiness = seen && readinessOf(seen, { now: look.now, pace: parts.pace, earlier });
    lookedFor.set(runId, { atMs: nowMs, says: readiness?.is === "unfinished" ? readiness.says : "" });
    if (readiness?.is !== "ready") continue;
    if (!(await isStillWanted(parts, look, day))) continue;
    const pressed = await parts.requests.retry(runId, ITSELF);
    parts.log.info({ run: runId, came: pressed.is }, "the awaited file is there");
  }
}

/**
 * How long a whole file of that run's day is looked for: until the deadline; where there is none, or it was over when the day was
 * asked for, until the next bank day is due. `null`: it ended otherwise, or a person asked for it.
 */
export function awaitedUntil(
  day: Day,
  view: RunView,
  {
    expected,
    schedule,
    deadline,
  }: Pick<Look, "expected" | "schedule"> & { readonly deadline: string | null },
): Date | null {
  const { state, problem } = view.progress;
  const isAwaited = state === "failed" && NOT_THERE_YET.includes(problem?.code ?? "");
  if (!isAwaited || view.run.askedBy.user !== ITSELF) return null;
  const { zone } = schedule;
  const at = deadline === null ? null : deadlineAt(expected.dueSince(day), { time: deadline, zone });
  if (at !== null && at > new Date(view.run.openedAt)) return at;
  return dueAt(nextBankDay(expected.calendar, day), schedule);
}

/** Says once of the newest day whose deadline is over that its summary is not there, why, and what to expect. */
export async function sayWhatIsLate(
  parts: TimetableParts,
  look: Look,
  { asking, holdOf }: { readonly asking: DayAsked | null; readonly holdOf: (day: Day) => Promise<Hold> },
): Promise<void> {
  const { runs, outbox } = parts;
  const { deadline } = parts.daily;
  if (deadline === null) return;
  const { expected, schedule } = look;
  const of = (day: Day) => deadlineAt(expected.dueSince(day), { time: deadline, zone: schedule.zone });
  const day = look.days.findLast((one) => expected.isWanted(one) && of(one) <= look.now);
  // On the day of the deploy, or of a resumption, the deadline may have passed before anything was expected.
  if (day === undefined || of(day) <= look.since || look.decided.get(day)?.is === "skipped") return;
  // Somebody who took its number back knows that it has none, and the channel was told.
  if ((await runs.summary(day)) !== null || (await runs.withdrawalOf(day)) !== null) return;

  const ownRun = look.newest.get(day) ?? null;
  const view = ownRun === null ? null : await runs.view(ownRun);
  // Who was called because it ended badly knows more than that it is late.
  if (ownRun !== null && (view?.run.outcome === "failed" || view?.run.outcome === "held")) {
    await outbox.amendAlert({ runId: ownRun, attempt: view.progress.attempt }, { lateAt: deadline });
    // But it was told that its file is looked for until now: that this is over is news, and an edit notifies nobody.
    if (!wasAwaited(view, of(day))) {
      await outbox.tellElsewhere(noticeNames.summaryLate(day));
      return;
    }
  }
  if (await outbox.knowsNotice(noticeNames.summaryLate(day))) return;
  const because = view === null ? notBegun(day, look, { asking, hold: await holdOf(day) }) : latenessOf(view);
  const runId = because.is === "kept-waiting" ? because.holder.runId : ownRun;
  const usual = usualLength(BATCH_KIND, await runs.recent(LOOK_BACK));
  const pace =
    usual !== null && because.is === "underway" && because.step !== null
      ? paceOf({ startedAt: because.startedAt, usualMs: usual.ms, now: look.now })
      : null;
  const late: Notice = {
    ...{ is: "summary-late", day, deadline, zone: schedule.zone },
    ...{ because, runId, usual, pace },
  };
  await outbox.oweNotice(noticeNames.summaryLate(day), late);
  parts.log.warn({ day, deadline, because: because.is, run: runId }, "a summary is late");
}

/** Whether that run ended before the deadline for want of a whole file, which was then looked for until then. */
function wasAwaited({ run, progress: { problem, endedAt } }: RunView, deadline: Date): boolean {
  const isMissing = run.askedBy.user === ITSELF && NOT_THERE_YET.includes(problem?.code ?? "");
  return isMissing && endedAt !== null && new Date(endedAt) < deadline;
}

function notBegun(
  day: Day,
  look: Look,
  { asking, hold }: { readonly asking: DayAsked | null; readonly hold: Hold },
): Lateness {
  if (look.hindrance !== null) {
    const { says, problem } = look.hindrance;
    return { is: "not-begun", says, ...(problem === null ? {} : { problem }) };
  }
  const is = "not-begun";
  if (look.setting.time === null) return { is, says: "nobody has asked for it, and there is no schedule" };
  if (look.decided.has(day)) return { is, says: "it was left to a person" };
  if (hold === "wait") return { is, says: `the batch of ${dayBefore(day, look)} is still underway` };
  const obstacle = asking?.obstacle ?? null;
  // A day before it that has a run is in its own way; one that has none waits for the same as this one.
  if (obstacle !== null && (hold === null || hold.runId === null)) {
    if (obstacle.is === "busy") return { is: "kept-waiting", holder: obstacle.holder };
    const says = obstacle.is === "refused" ? "it cannot be run by itself" : "asking for it came to nothing";
    return {
      is,
      says: asking?.day === day ? says : `it waits for ${asking?.day}`,
      problem: obstacle.problem,
    };
  }
  if (hold !== null) return { is, says: `it waits for ${hold.day}` };
  return { is, says: asking?.day === day ? "it was asked for only now" : "its turn comes next" };
}

function latenessOf({ run, progress, behind }: RunView): Lateness {
  if (run.outcome !== null) return { is: "ended", outcome: run.outcome, problem: progress.problem };
  if (behind !== undefined) return { is: "kept-waiting", holder: behind };
  const begun = progress.state === "queued" ? null : (progress.steps[0]?.startedAt ?? null);
  return {
    is: "underway",
    step: begun === null ? null : progress.at,
    startedAt: begun ?? progress.openedAt,
  };
}
