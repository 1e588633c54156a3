import type { Day } from "../../../domain/day.ts";
import type { Notice } from "../../../domain/messages/notice.ts";
import { assertNever } from "../../../domain/problem.ts";
import { ITSELF } from "../../../domain/runs/run.ts";
import { header, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { code, md, mention, moment, reason } from "../block-kit/markup.ts";
import type { Message } from "../block-kit/message.ts";
import { message } from "../block-kit/message.ts";
import { dated } from "../days.ts";
import { lockedMeans, lockHolder, lockWords } from "../lock.ts";

type Changed = Extract<Notice, { readonly is: "schedule-changed" }>;

/** What somebody has set: a pause and its end, the time of the days, a lock and its end. */
export function scheduleChanged({ change, again, zone }: Changed): Message {
  const still = again ? "still " : "";
  switch (change.is) {
    case "paused":
      return message(
        header(`The schedule is ${still}paused`),
        section(
          md`By ${mention(change.user)} since ${moment(change.at)}${reason(change.why)}. ${pauseEnd(change)}`,
        ),
      );
    case "resumed":
      return message(
        header("The schedule goes on"),
        section(
          md`${change.user === ITSELF ? "Its pause is over: it goes on" : md`${mention(change.user)} resumed it`} with ${dated(change.from as Day)}${reason(change.why)}. Days that came due while it was paused are not made up for.`,
        ),
      );
    case "time":
      return message(
        header(`The schedule ${again ? "still runs" : "runs"} days at ${change.time}`),
        section(
          md`${zone === undefined ? "" : `By the clock of ${zone}. `}Set by ${mention(change.user)} on ${moment(change.at)}${reason(change.why)}, in place of LOANS_SCHEDULE.`,
        ),
      );
    case "locked":
      return message(
        header(`The stack is ${still}${change.user === ITSELF ? "frozen" : "locked"}`),
        section(md`It is ${lockWords(change)}.${takenOver(change.from)} ${lockedMeans(change.user)}`),
      );
    case "unlocked":
      return message(
        header("The stack is locked no more"),
        section(
          md`${mention(change.user)} lifted the lock${change.from === undefined ? "" : md` of ${lockHolder(change.from)}`} ${moment(change.at)}.`,
        ),
      );
    default:
      return assertNever(change);
  }
}

function pauseEnd({ until }: Extract<Changed["change"], { readonly is: "paused" }>): Markup {
  const resume = code("/loans schedule resume");
  return until === undefined
    ? md`No day is run by itself until ${resume}.`
    : md`It goes on by itself with ${dated(until.day as Day)}, and no day before that is run; ${resume} goes on sooner.`;
}

function takenOver(from: string | undefined): Markup {
  return from === undefined ? md`` : md` It was locked by ${lockHolder(from)} before.`;
}
