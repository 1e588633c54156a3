import type { ScheduleWish } from "../../domain/commands/command.ts";
import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { assertNever } from "../../domain/problem.ts";
import type { TodayAfterChange } from "../../domain/schedule/due-days.ts";
import type { ScheduleChange, Skip } from "../../domain/schedule/schedule-setting.ts";
import type { ScheduleChanged, ScheduleView, Skipped } from "../../jobs/schedule/schedule-desk.ts";
import { context, header, section } from "./blocks.ts";
import type { Markup } from "./markup.ts";
import { code, lines, link, md, mention, moment, reason } from "./markup.ts";
import type { Message } from "./message.ts";
import { message } from "./message.ts";
import { says } from "./problem.ts";
import { stateWords } from "./run-words.ts";

/** What somebody has just asked of the schedule, and what it came to. */
type Answer = ScheduleChanged & { readonly change: ScheduleWish };

/** The schedule for one person: when, where, whether it is paused, what comes next, and who changed what. */
export function scheduleMessage(view: ScheduleView, answer: Answer | null): Message {
  const { setting, zone, deadline, next, changes } = view;
  const { paused, time, changed } = setting;
  return message(
    header(time === null ? "No schedule" : `Every day at ${time}`),
    answer !== null && section(answered(answer)),
    section(
      lines([
        time === null
          ? md`Days are run when somebody asks. ${code("/loans schedule HH:MM")} sets a time.`
          : md`In ${zone}. ${changed === null ? "As configured in LOANS_SCHEDULE" : md`Set by ${mention(changed.user)}, in place of LOANS_SCHEDULE`}.`,
        deadline !== null && md`A summary that is not there at ${deadline} is told as late.`,
      ]),
    ),
    paused !== null &&
      section(
        md`*Paused* by ${mention(paused.user)} since ${moment(paused.at)}${reason(paused.why)}. ${code("/loans schedule resume")} goes on with the day on which it is typed; days before that are not made up for.`,
      ),
    next.length > 0 &&
      section(
        lines([
          paused === null ? md`*Next*` : md`*Next, once it is resumed*`,
          ...next.map(
            ({ day, at, skipped, hasRun }) =>
              md`• ${day} at ${moment(at)}${hasRun ? " · has its run already" : skipped === null ? "" : md` · skipped by ${by(skipped)}`}`,
          ),
        ]),
      ),
    changes.length > 0 && context(lines(changes.map(changeLine))),
  );
}

/** What the person who skipped a day sees. */
export function skippedMessage(day: Day, skipped: Skipped): Message {
  switch (skipped.is) {
    case "skipped":
      return says(
        md`${day} is skipped: it is not run by itself, and the days after it do not wait for it. ${code(`/loans run ${day}`)} still runs it.`,
      );
    case "known":
      return says(md`${day} was skipped already, by ${by(skipped.skip)}.`);
    case "done":
      return says(
        md`${day} is done, so there is nothing to skip: ${link(skipped.view.cardUrl, skipped.view.run.id)}`,
      );
    case "live":
      return says(
        md`${day} is ${stateWords[skipped.view.progress.state]} now and is not skipped: ${link(skipped.view.cardUrl, skipped.view.run.id)}. To end it first: ${code(typed({ name: "cancel", which: { day } }))}`,
      );
    default:
      return assertNever(skipped);
  }
}

function answered(answer: Answer): Markup {
  const { change } = answer;
  if (answer.is === "already") {
    return change.is === "pause"
      ? md`It is paused already; nothing was changed.`
      : md`It is not paused; nothing was changed.`;
  }
  switch (change.is) {
    case "pause":
      return md`Paused: no day is run by itself any more. What is underway goes on.`;
    case "resume":
      return md`It goes on with today.`;
    case "time":
      return md`From now on at ${change.time}.${answer.today === null ? "" : todayWords(answer.today)}`;
  }
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

function changeLine(change: ScheduleChange): Markup {
  const what = change.is === "time" ? `set to ${change.time}` : change.is;
  return md`${what} by ${mention(change.user)}, ${moment(change.at)}${reason(change.why)}`;
}

function by({ user, why }: Skip): Markup {
  return md`${mention(user)}${reason(why)}`;
}
