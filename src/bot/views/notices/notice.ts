import { typed } from "../../../domain/commands/command.ts";
import type { Day } from "../../../domain/day.ts";
import { addDays } from "../../../domain/day.ts";
import { formatDuration } from "../../../domain/duration.ts";
import type { DaySince, FailedDay, Lateness, Notice } from "../../../domain/messages/notice.ts";
import { assertNever } from "../../../domain/problem.ts";
import type { Outcome } from "../../../domain/runs/run.ts";
import type { Pace } from "../../../domain/schedule/due-days.ts";
import type { Holder } from "../../../domain/schedule/obstacle.ts";
import { factsOf, stepTitle } from "../../../domain/workflows/index.ts";
import { actionId, buttonValue } from "../../names.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { actions, button, context, header, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { code, joined, lines, link, md, mention, moment, reason } from "../block-kit/markup.ts";
import type { Message } from "../block-kit/message.ts";
import { message } from "../block-kit/message.ts";
import { dated, daysWords, isOrAre, notAskedWords, rangeOf } from "../days.ts";
import { problemText } from "../problem.ts";
import { changedFileWords, runName } from "../runs/run-words.ts";
import { dayWithdrawn } from "../withdrawal.ts";
import { callOf } from "./call.ts";
import { scheduleChanged } from "./schedule-changed.ts";

/** What the timetable has to say to the channel, each once; `calls`: the user group that is called where a day is late. */
export function noticeMessage(notice: Notice, cardUrl: string | null, calls: string | null = null): Message {
  switch (notice.is) {
    case "schedule-changed":
      return scheduleChanged(notice);
    case "day-skipped":
      return daySkipped(notice);
    case "days-unskipped":
      return daysUnskipped(notice, calls);
    case "day-withdrawn":
      return dayWithdrawn(notice, cardUrl);
    case "days-left":
      return daysLeft(notice);
    case "held-up":
      return heldUp(notice, cardUrl);
    case "kept-waiting":
      return keptWaiting(notice, cardUrl);
    case "file-missing":
      return fileMissing(notice, cardUrl);
    case "file-changed":
      return fileChanged(notice, cardUrl);
    case "summary-late":
      return summaryLate(notice, cardUrl, calls);
    case "audit-head":
      return auditHead(notice, cardUrl);
    default:
      return assertNever(notice);
  }
}

function auditHead({ seq, hash }: Of<"audit-head">, cardUrl: string | null): Message {
  const the = cardUrl === null ? md`the teardown` : link(cardUrl, "the teardown");
  return message(
    header("The audit record at this teardown"),
    section(md`It has ${seq} entries up to the end of ${the}. The hash of the last one is ${code(hash)}.`),
    context(
      md`The record stays in the bot's Redis alone, since LOANS_AUDIT is not set. ${code("npm run audit -- --verify")} tells whether this entry still stands in it as it did.`,
    ),
  );
}

function daySkipped({
  day,
  days = [day as Day],
  isWithdrawn = false,
  isAhead = false,
  skip,
  again,
}: Of<"day-skipped">): Message {
  const several = days.length > 1;
  const title = several ? daysWords(days).markup : day;
  const what = several
    ? md`They are not run by themselves, and the days after them do not wait for them.`
    : joined(
        [
          md`It is not run by itself, and the days after it do not wait for it.`,
          !isAhead && md`${runIt(days, isWithdrawn)} still runs it.`,
        ],
        " ",
      );
  return message(
    header(`Daily loans ${title}: ${again ? "still " : ""}skipped`),
    section(md`By ${mention(skip.user)} on ${moment(skip.at)}${reason(skip.why)}. ${what}`),
  );
}

/** An edit of the message that called people before would notify nobody. */
function failedBefore(failed: readonly FailedDay[], calls: string | null): Markup | null {
  const [first] = failed;
  if (first === undefined) return null;
  const which = failed.map(({ day, outcome }) => md`${day} ${outcome === "held" ? "was held" : "failed"}`);
  const where = failed.length === 1 ? "its card" : "their cards";
  const words = md`${joined(which, ", ")} before, and that stands: what can be done about it stands on ${where}.`;
  return joined([callOf(calls, first.asker), words], " · ");
}

function daysUnskipped(
  { days, user, at, notAsked, failed = [] }: Of<"days-unskipped">,
  calls: string | null,
): Message {
  const asked = days.filter((day) => !(notAsked ?? []).some((one) => one.day === day));
  const [it, its] = asked.length === 1 ? ["It is", "its"] : ["They are", "their"];
  const which = asked.length === days.length ? md`${it}` : md`${daysWords(asked)} ${isOrAre(asked)}`;
  return message(
    header(`Daily loans ${daysWords(days).markup}: skipped no more`),
    section(
      lines([
        joined(
          [
            md`Taken back by ${mention(user)} on ${moment(at)}.`,
            notAsked === undefined && md`${code("/loans schedule")} shows what comes next.`,
            notAsked !== undefined &&
              asked.length > 0 &&
              md`${which} run by the schedule when ${its} turn comes.`,
          ],
          " ",
        ),
        ...(notAsked ?? []).map(notAskedWords),
        failedBefore(failed, calls),
      ]),
    ),
  );
}

function daysLeft({ run, left }: Of<"days-left">): Message {
  const count = run.length + left.length;
  const title = header(count === 1 ? "1 day was missed" : `${count} days were missed`);
  if (run.length === 0) {
    return message(
      title,
      section(
        md`They were due before the schedule was paused, and it goes on without them: ${daysWords(left)}.`,
      ),
      section(md`Run them: ${runIt(left)}, or say why not: ${skipIt(left)}. No other day waits for that.`),
    );
  }
  return message(
    title,
    section(
      md`I run the oldest ${run.length} now, one after the other: ${daysWords(run)}. The other ${left.length} are left to you: ${daysWords(left)}.`,
    ),
    section(
      md`Run them: ${runIt(left)}, or pass over them: ${skipIt(left)}. The days after them wait for that.`,
    ),
  );
}

function heldUp(notice: Of<"held-up">, cardUrl: string | null): Message {
  const { day, by, outcome, runId } = notice;
  const why =
    outcome === null
      ? md`${by} was left to you and has not been run`
      : md`the ${addDays(day, -1) === by ? "day" : "bank day"} before, ${by}, ${ended[outcome]}`;
  const came = cameSince(by, notice);
  if (came !== null) {
    return message(
      header(`Daily loans ${day}: it had to wait`),
      section(md`When ${day} was due, ${why}. ${came}`),
      runId !== null && context(md`run ${link(cardUrl, runId)}`),
    );
  }
  return message(
    header(`Daily loans ${day}: waiting`),
    section(md`${day} is due and waits, because ${why}. So do the days after it.`),
    section(
      md`They go on when ${by} succeeds (${runIt([by])}) or is passed over (${skipIt([by])}). To begin anew with today: ${code("/loans schedule pause")}, then ${code("/loans schedule resume")}.`,
    ),
    retryButton(outcome === null || outcome === "canceled" ? null : runId),
    runId !== null && context(md`run ${link(cardUrl, runId)}`),
  );
}

function keptWaiting(notice: Of<"kept-waiting">, cardUrl: string | null): Message {
  const { day, obstacle, runId } = notice;
  const came = cameSince(day, notice);
  if (came !== null) {
    const why =
      obstacle.is === "busy"
        ? md`it had to wait for ${runName(obstacle.holder)}`
        : md`it could not be run by itself`;
    return message(
      header(`Daily loans ${day}: it had to wait`),
      section(md`When ${day} was due, ${why}. ${came}`),
      runId !== null && context(md`run ${link(cardUrl, runId)}`),
    );
  }
  const head = header(`Daily loans ${day}: waiting`);
  if (obstacle.is === "busy") {
    return message(
      head,
      section(md`${day} is due and waits for ${holding(obstacle.holder)}. So do the days after it.`),
      section(untilItEnds(obstacle.holder)),
      runId !== null && context(md`run ${link(cardUrl, runId)}`),
    );
  }
  return message(
    head,
    section(md`${day} is due and cannot be run by itself. The days after it wait for it.`),
    section(problemText(obstacle.problem)),
    section(md`To let the days after it go on without it: ${skipIt([day])}`),
  );
}

/** Who has the stack, or comes before, and since when: that may be a day. */
function holding({ workflow, target, since, askedBy, waitsForPerson }: Holder): Markup {
  // A run in line that waits for a person keeps away only those that its day, or all of the stack, is for.
  const isInLine = factsOf(workflow).holds === "in-line" && waitsForPerson;
  const does = isInLine ? "has waited for a second person's yes" : "has held the stack";
  return md`${runName({ workflow, target })}, which ${does} since ${moment(since)}, asked by ${mention(askedBy)}`;
}

/** What helps against a run that has the stack. */
function untilItEnds({ runId, workflow, waitsForPerson }: Holder): Markup {
  const then =
    workflow === "teardown-stack"
      ? md`Days are run again once there is a stack.`
      : md`The day is run by itself once that run has ended.`;
  return waitsForPerson
    ? md`That run waits for a person: answer on its card, or drop it with ${code(typed({ name: "cancel", which: { runId } }))}. ${then}`
    : md`That run is underway. ${then}`;
}

function fileMissing(notice: Of<"file-missing">, cardUrl: string | null): Message {
  const { day, problem, runId, until } = notice;
  const isMissing = problem.code === "source-missing";
  const came = cameSince(day, notice);
  if (came !== null) {
    return message(
      header(`Daily loans ${day}: ${isMissing ? "there was no file" : "the file was not finished"}`),
      section(lines([problemText({ ...problem, remedy: "" }), came])),
      context(md`run ${link(cardUrl, runId)}`),
    );
  }
  return message(
    header(`Daily loans ${day}: ${isMissing ? "no file" : "the file is not finished"}`),
    section(problemText(problem)),
    until !== null &&
      section(
        md`I look for it every few minutes until ${moment(until)} and go on by myself once it is there, whole.`,
      ),
    retryButton(runId),
    context(md`run ${link(cardUrl, runId)}`),
  );
}

function fileChanged(notice: Of<"file-changed">, cardUrl: string | null): Message {
  const { day, change, isWithdrawn = false, runId } = notice;
  return message(
    header(`Daily loans ${day}: the file has changed`),
    section(
      notice.isTold === true
        ? md`Its file ${code(change.name)} was replaced after it had been counted. It was counted anew since: ${summaryOf(day)}`
        : changedFileWords(day, change, { isPublished: !isWithdrawn }),
    ),
    context(md`run ${link(cardUrl, runId)}`),
  );
}

function summaryLate(notice: Of<"summary-late">, cardUrl: string | null, calls: string | null): Message {
  const { day, deadline, zone, because, runId, usual, pace = null } = notice;
  const wasNone = `There was no summary of ${dated(day)} at ${deadline}${zone === undefined ? "" : ` ${zone}`}.`;
  const problem = "problem" in because ? (because.problem ?? null) : null;
  const isOver = because.is === "ended" && because.outcome !== "canceled" && because.outcome !== "succeeded";
  const came = cameSince(day, notice);
  if (came !== null) {
    // What its batch was at then is over.
    const why = notice.isTold === true && because.is === "ended" ? lateness(because) : null;
    return message(
      header(`Daily loans ${day}: ${notice.isTold === true ? "it was late" : "skipped"}`),
      section(joined([md`${wasNone}`, why, came], " ")),
      runId !== null && context(md`run ${link(cardUrl, runId)}`),
    );
  }
  return message(
    header(`Daily loans ${day}: late`),
    section(joined([callOf(calls, null), md`${wasNone} ${lateness(because)}`], " ")),
    problem !== null && section(problemText(problem)),
    because.is === "kept-waiting" && section(untilItEnds(because.holder)),
    usual !== null &&
      section(
        md`A batch usually takes ${formatDuration(usual.ms)} (the middle of the last ${usual.of} ${usual.of === 1 ? "run" : "runs"}).${pace === null ? "" : paceWords(pace)}`,
      ),
    retryButton(isOver ? runId : null),
    runId !== null && context(md`run ${link(cardUrl, runId)}`),
  );
}

function lateness(because: Lateness): Markup {
  switch (because.is) {
    case "not-begun":
      return md`Its batch has not begun: ${because.says}.`;
    case "kept-waiting":
      return md`Its batch has not begun: it waits for ${holding(because.holder)}.`;
    case "underway":
      return because.step === null
        ? md`Its batch has been queued since ${moment(because.startedAt)}.`
        : md`Its batch has been underway since ${moment(because.startedAt)}; now: ${stepTitle(because.step)}.`;
    case "ended":
      return md`Its batch ${ended[because.outcome]}.`;
    default:
      return assertNever(because);
  }
}

function paceWords(pace: Pace): Markup {
  return pace.is === "on-time"
    ? md` At that pace it is due by ${moment(pace.dueAt)}.`
    : md` This one has taken longer: ${formatDuration(pace.soFarMs)} so far.`;
}

/** What became since of a day that was waited for; `null`: it is waited for. */
function cameSince(day: Day, { isTold, isTakenBack, skipped }: DaySince): Markup | null {
  if (isTold === true)
    return isTakenBack === true
      ? md`${day} was told since, and its number was withdrawn.`
      : md`${day} was told since: ${summaryOf(day)}`;
  if (skipped === undefined) return null;
  return md`${day} was *skipped* ${moment(skipped.at)} by ${mention(skipped.user)}${reason(skipped.why)}.`;
}

function summaryOf(day: Day): Markup {
  return code(typed({ name: "summary", day }));
}

/** How a run ended, as a verb. */
const ended = {
  succeeded: "succeeded",
  failed: "failed",
  held: "is held",
  canceled: "was canceled",
} as const satisfies Record<Outcome, string>;

function retryButton(runId: string | null): MessageBlock | null {
  if (runId === null) return null;
  return actions(button("Retry", { action: actionId.retry, value: buttonValue(runId, null) }));
}

function runIt(all: readonly Day[], force = false): Markup {
  return code(typed({ name: "run", ...rangeOf(all), force }));
}

function skipIt(all: readonly Day[]): Markup {
  return code(typed({ name: "skip", ...rangeOf(all), why: "reason" }));
}

type Of<Kind extends Notice["is"]> = Extract<Notice, { readonly is: Kind }>;
