import type { ScheduleWish } from "../../domain/commands/command.ts";
import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { longDay } from "../../domain/long-day.ts";
import { assertNever } from "../../domain/problem.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import { passedOverWords } from "../../domain/schedule/bank-days.ts";
import type { DayAct } from "../../domain/schedule/daybook.ts";
import type { TodayAfterChange } from "../../domain/schedule/due-days.ts";
import type { ScheduleChange, Skip } from "../../domain/schedule/schedule-setting.ts";
import type {
  GoesOn,
  NextDay,
  ScheduleChanged,
  ScheduleView,
  Skipped,
  Unskipped,
} from "../../jobs/schedule/desk-answers.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, link, md, mention, moment, reason, reasonWords } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { bankTime, dated, daysWords, isOrAre, notAskedWords, rangesOf } from "./days.ts";
import { says } from "./problem.ts";
import { stateWords } from "./runs/run-words.ts";
import type { StackState } from "./stack-line.ts";
import { noDayIsDue, stackLine } from "./stack-line.ts";

type Pause = NonNullable<ScheduleView["setting"]["paused"]>;

/** What somebody has just asked of the schedule, and what it came to. */
type Answer = ScheduleChanged & { readonly change: ScheduleWish };

/** The schedule for one person: when, where, whether it is paused, what comes next, and who changed what; `on`: the stack, where it is known. */
export function scheduleMessage(
  view: ScheduleView,
  answer: Answer | null,
  on: { readonly stack: string; readonly state: StackState } = { stack: "", state: "silent" },
): Message {
  const { setting, zone, deadline, next, calendar, listedUntil, changes } = view;
  const { paused, time, changed } = setting;
  const none = noDayIsDue(on.state);
  return message(
    header(time === null ? "No schedule" : `Every ${calendar === null ? "" : "bank "}day at ${time}`),
    answer !== null && section(answered(answer)),
    none !== null && section(lines([stackLine(on.stack, on.state), time !== null && none])),
    section(
      lines([
        time === null
          ? md`Days are run when somebody asks. ${code("/loans schedule 07:30")} sets a time, of ${zone}; so does LOANS_SCHEDULE, at a restart.`
          : md`In ${zone}. ${changed === null ? "As configured in LOANS_SCHEDULE" : md`Set by ${mention(changed.user)}, in place of LOANS_SCHEDULE`}.`,
        calendarLine(calendar),
        deadline !== null && md`A summary that is not there at ${deadline} is told as late.`,
      ]),
    ),
    paused !== null &&
      section(
        md`*Paused* by ${mention(paused.user)} since ${moment(paused.at)}${reason(paused.why)}. ${endWords(paused)} Days before that are not made up for.`,
      ),
    next.length > 0 &&
      section(
        lines([
          nextHeading(setting, none),
          ...next.map((one) => nextLine(one, zone)),
          listedUntil !== null &&
            md`LOANS_CALENDAR lists no holiday after ${listedUntil}: days behind it may be some.`,
        ]),
      ),
    changes.length > 0 && context(lines(changes.map(changeLine))),
  );
}

/** What the person who skipped days sees; `today`: a day after it nobody can run yet. */
export function skippedMessage(
  { skipped, withdrawn, known, counted, backfilled, noBankDays }: Skipped,
  today: Day | null = null,
): Message {
  const [first] = skipped;
  return says(
    lines([
      first !== undefined && skippedWords(skipped, withdrawn, today),
      noBankDays.length > 0 &&
        md`The schedule passes over ${joined(
          noBankDays.map(({ day, because }) => md`${day} (${passedOverWords(because)})`),
          ", ",
        )} also without that.`,
      ...backfilled.map(
        ({ days, view: { run, cardUrl } }) =>
          md`${daysWords(days)} ${isOrAre(days)} run all the same by ${link(cardUrl, run.id)}, for which a person asked. To end it: ${code(typed({ name: "cancel", which: { runId: run.id } }))}`,
      ),
      ...known.map(({ day, skip }) => md`${day} was skipped already, by ${by(skip)}.`),
      ...counted.map(({ day, is, view }) => {
        const run = link(view.cardUrl, view.run.id);
        return is === "done"
          ? md`${day} is done, so there is nothing to skip: ${run}`
          : md`${day} is ${stateWords[view.progress.state]} now and is not skipped: ${run}. To end it first: ${code(typed({ name: "cancel", which: { day } }))}`;
      }),
    ]),
  );
}

/** How a day is run all the same is told of one that has come: of one to come nobody can ask for it. */
function skippedWords(days: readonly Day[], withdrawn: readonly Day[], today: Day | null): Markup {
  const [day] = days;
  if (day === undefined) return md``;
  // One range over all would take back what others had skipped between them.
  const ranges = rangesOf(days);
  const back = joined(
    ranges.map((range) => code(typed({ name: "unskip", ...range }))),
    ", ",
  );
  if (days.length === 1 && today !== null && day > today)
    return md`${day} is skipped: it is not run by itself, and the days after it do not wait for it. ${back} takes that back.`;
  return days.length === 1
    ? md`${day} is skipped: it is not run by itself, and the days after it do not wait for it. ${code(typed({ name: "run", day, force: withdrawn.includes(day) }))} still runs it, ${back} takes that back.`
    : md`${daysWords(days)} are skipped: they are not run by themselves, and the days after them do not wait for them. ${back} ${ranges.length === 1 ? "takes" : "take"} that back.`;
}

/** What the person who took a skip back sees. */
export function unskippedMessage({ unskipped, unknown, dueNow, awaited, notAsked }: Unskipped): Message {
  const later = unskipped.length - dueNow.length - awaited.length - notAsked.length;
  return says(
    lines([
      unskipped.length > 0 && md`${daysWords(unskipped)} ${isOrAre(unskipped)} skipped no more.`,
      dueNow.length > 0 &&
        md`${daysWords(dueNow)} ${isOrAre(dueNow)} due and asked for now, unless the stack or a day before keeps it waiting.`,
      ...awaited.map(
        ({ day, until }) =>
          md`The file of ${day} is looked for again until ${moment(until)}, and the day goes on once it is there, whole.`,
      ),
      ...notAsked.map(notAskedWords),
      later > 0 && md`${code("/loans schedule")} shows what comes next.`,
      unknown.length > 0 && md`${daysWords(unknown)} ${unknown.length === 1 ? "was" : "were"} not skipped.`,
    ]),
  );
}

function endWords({ until }: Pause): Markup {
  const resume = code(typed({ name: "schedule", change: { is: "resume", why: null } }));
  return until === undefined
    ? md`${resume} goes on with the day on which it is typed.`
    : md`It goes on by itself with ${dated(until.day as Day)}; ${resume} goes on before that, with the day on which it is typed.`;
}

function nextHeading({ time, paused }: ScheduleView["setting"], none: Markup | null): Markup {
  if (time === null) return md`*The next bank days*`;
  if (none !== null && paused === null) return md`*Next, as far as there is a stack by then*`;
  if (paused === null) return md`*Next*`;
  return paused.until === undefined
    ? md`*Next, once it is resumed*`
    : md`*Next, from ${dated(paused.until.day as Day)} on*`;
}

function calendarLine(calendar: ScheduleView["calendar"]): Markup {
  if (calendar === null) return md`Every day is a bank day; LOANS_CALENDAR says which are, at a restart.`;
  const { weekdays, holidays, noFile, nextHoliday } = calendar;
  const next =
    nextHoliday === null
      ? md`, none of them within a year`
      : md`, the next on ${dated(nextHoliday.day)}${nextHoliday.name === "" ? "" : md` (${reasonWords(nextHoliday.name)})`}`;
  return joined(
    [
      md`Bank days are ${weekdays}`,
      ...(holidays > 0 ? [md` but ${holidays} ${holidays === 1 ? "holiday" : "holidays"}${next}`] : []),
      ...(noFile > 0 ? [md`; no file comes on ${noFile} ${noFile === 1 ? "day" : "days"} listed`] : []),
      md`.`,
    ],
    "",
  );
}

/** A line of what comes next: weekday, day and time on the wall of the bank, and the moment on the reader's own. */
function nextLine(next: NextDay, zone: string): Markup {
  if (next.is === "passed-over") {
    const { from, until, because } = next;
    const days = from === until ? dated(from) : `${dated(from)} to ${dated(until)}`;
    const why =
      because.is === "skipped"
        ? md`skipped by ${by(because)}`
        : because.is === "weekday" && from !== until
          ? md`no bank days`
          : md`${passedOverWords(because)}`;
    return md`– ${days}: passed over, ${why}`;
  }
  const { day, at, hasRun } = next;
  if (at === null) return md`• ${dated(day)}${hasRun ? " · has its run already" : ""}`;
  return md`• ${dated(day)} at ${bankTime(at, zone)}${hasRun ? " · has its run already" : ""}`;
}

function answered(answer: Answer): Markup {
  const { change } = answer;
  if (answer.is === "already") {
    return change.is === "pause"
      ? md`It is paused already${change.until === undefined ? "" : ` until ${dated(change.until)}`}; nothing was changed.`
      : md`It is not paused; nothing was changed.`;
  }
  switch (change.is) {
    case "pause":
      return change.until === undefined
        ? md`Paused: no day is run by itself any more. What is underway goes on.`
        : md`Paused until ${longDay(change.until)}: with that day it goes on by itself, and no day before it is run. What is underway goes on.`;
    case "resume":
      return goesOnWords(answer.goesOn ?? null);
    case "time":
      return md`From now on at ${change.time}.${answer.today === null ? "" : todayWords(answer.today)}`;
  }
}

function goesOnWords(first: GoesOn | null): Markup {
  if (first === null) return md`It goes on.`;
  return first.isToday
    ? md`It goes on with today.`
    : md`It goes on with ${dated(first.day)}: days before that are passed over.`;
}

function todayWords(today: TodayAfterChange): Markup {
  const { day } = today;
  switch (today.is) {
    case "due-now":
      return md` By that ${day} is due now and is asked for at once, unless the stack or a day before it keeps it waiting.`;
    case "due-later":
      return md` ${day} is due on ${moment(today.at)}.`;
    case "has-run":
      return md` ${day} has its run already and is not run again by that.`;
    default:
      return assertNever(today);
  }
}

function changeLine(change: ScheduleChange | DayAct): Markup {
  const what =
    change.is === "time"
      ? md`set to ${change.time}`
      : "days" in change
        ? md`${daysWords(change.days)} ${change.is === "skipped" ? "skipped" : "skipped no more"}`
        : change.is === "paused" && change.until !== undefined
          ? md`paused until ${dated(change.until.day as Day)}`
          : md`${change.is}`;
  const why = change.is === "unskipped" ? null : change.why;
  const who = change.user === ITSELF ? md`by itself` : md`by ${mention(change.user)}`;
  return md`${what} ${who}, ${moment(change.at)}${reason(why)}`;
}

function by({ user, why }: Skip): Markup {
  return md`${mention(user)}${reason(why)}`;
}
