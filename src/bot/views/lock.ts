import { assertNever } from "../../domain/problem.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { LockAnswer, UnlockAnswer } from "../../jobs/schedule/desk-answers.ts";
import { actionId } from "../names.ts";
import { actions, button, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, lines, md, mention, moment, reason } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { says } from "./problem.ts";
import { liveLines } from "./runs/run-line.ts";

/** Who has locked the stack, since when, why and until when. */
export function lockWords({ user, at, why, until }: StackLock): Markup {
  const end = until === null ? md`until it is unlocked` : md`until ${moment(until)}`;
  if (user === ITSELF)
    return md`frozen for the month's end since ${moment(at)}, ${end}, as LOANS_CALENDAR says`;
  return md`locked by ${mention(user)} since ${moment(at)}, ${end}${reason(why)}`;
}

/** The same as a line of how things stand; nothing where nobody has. */
export function lockLine(lock: StackLock | null): Markup {
  return lock === null ? md`` : md`*Lock*: ${lockWords(lock)}.`;
}

/** Whose lock it is, for a sentence. */
export function lockHolder(user: string): Markup {
  return user === ITSELF ? md`the month's end` : mention(user);
}

/** What a lock keeps from others, and the month's end from everybody, and what goes on. */
export function lockedMeans(user: string): Markup {
  return md`Nobody ${user === ITSELF ? "" : "else "}may deploy, tear down, withdraw, or run with ${code("--force")}; the daily batch goes on. ${code("/loans unlock")} lifts it.`;
}

/** For somebody whom it keeps from changing the stack. */
export function lockedOut(lock: StackLock): Message {
  const who = lock.user === ITSELF ? md`To change it all the same,` : md`Ask ${mention(lock.user)}, or`;
  return says(
    md`Nothing was done: the stack is ${lockWords(lock)}. ${who} take the lock over with ${code("/loans unlock")}.`,
  );
}

/**
 * What the person who typed a lock sees; `value` is what a press of *Take it over* carries, `goesOn` what others have begun that it is too
 * late for.
 */
export function lockMessage(
  answer: LockAnswer,
  { value, goesOn = [] }: { readonly value: string; readonly goesOn?: readonly RunView[] },
): Message {
  switch (answer.is) {
    case "locked":
      return message(
        section(md`The stack is ${lockWords(answer.lock)}. ${lockedMeans(answer.lock.user)}`),
        goesOn.length > 0 && section(lines([md`Begun before, and not stopped by it:`, ...liveLines(goesOn)])),
      );
    case "yours":
      return says(
        md`You hold the lock already, so nothing was changed: the stack is ${lockWords(answer.lock)}.`,
      );
    case "held":
      return takeOver(answer.lock, { value, label: "Take it over" });
    case "over":
      return says(md`Nothing was locked: ${moment(answer.until)} is over. Name a later time, or none.`);
    default:
      return assertNever(answer);
  }
}

/** The same of an unlock. */
export function unlockMessage(answer: UnlockAnswer, value: string): Message {
  switch (answer.is) {
    case "unlocked":
      return says(md`The stack is unlocked. It was ${lockWords(answer.lock)}.`);
    case "held":
      return takeOver(answer.lock, { value, label: "Unlock it" });
    case "free":
      return says(md`The stack is not locked.`);
    default:
      return assertNever(answer);
  }
}

function takeOver(
  lock: StackLock,
  { value, label }: { readonly value: string; readonly label: string },
): Message {
  return message(
    section(md`Nothing was changed yet: the stack is ${lockWords(lock)}.`),
    actions(
      button(label, {
        action: actionId.takeLock,
        value,
        style: "danger",
        confirm: {
          title: `${label}?`,
          text: "The stack is locked by somebody else, or for the month's end. The channel hears that you take the lock over.",
          confirm: label,
          deny: "Leave it",
        },
      }),
    ),
  );
}
