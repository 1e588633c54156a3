import { inTime } from "../config/time-limit.ts";
import type { RunCommand } from "../domain/commands/command.ts";
import { typed } from "../domain/commands/command.ts";
import type { Day } from "../domain/day.ts";
import { parseDay } from "../domain/day.ts";
import { keepsOut } from "../domain/schedule/stack-lock.ts";
import { askForRun } from "./ask-for-run.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking } from "./edge/origin.ts";
import { openModal } from "./modals/name-modal.ts";
import { offerForm } from "./modals/offer-form.ts";
import { offerAction } from "./names.ts";
import { askedMessage, busyMessage } from "./views/ask-answers.ts";
import { actions, button, section } from "./views/block-kit/blocks.ts";
import { code, md } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { message } from "./views/block-kit/message.ts";
import { dated } from "./views/days.ts";
import { lockedOut } from "./views/lock.ts";

/** Slack's trigger lives 3 s, so AWS gets this much of it. */
const awsWithinMs = 1_200;

/**
 * Whether a day is to be counted once more without a word why: what is told of it would be replaced by one line that perhaps was
 * typed by mistake, and a second person who is asked would have nothing to judge it by. Several days wait for Apply on their card.
 */
export function lacksReason(command: RunCommand): command is Extract<RunCommand, { readonly name: "run" }> {
  if (command.name !== "run" || !command.force || command.until !== undefined) return false;
  return command.why === undefined;
}

/** Asks why, by the menu's form; nothing is begun before it is sent off. What stands in the way is told instead. */
export async function askWhy(day: Day, asking: Asking, parts: BotParts): Promise<Message | null> {
  const { config, runs, desk } = parts;
  const around = { channel: config.slack.channel, policy: config.people };
  const lock = await desk.lock();
  if (keepsOut(lock, asking.user)) return lockedOut(lock);
  const [view, live] = await Promise.all([runs.batchOf(day), runs.live()]);
  if (view?.run.outcome === null) return askedMessage({ is: "known", view }, around);
  const holder = live.find(({ run }) => run.target.day === null);
  if (holder !== undefined) return busyMessage(holder, around);
  if ((await inTime(runs.stackPresence(), awsWithinMs)) === "absent")
    return await askForRun({ name: "run", day, force: true }, asking, parts);
  if (view === null) return needsNoForce(day);
  const form = offerForm("run", asking, parts, { again: day });
  return form !== null && (await openModal(asking, form, parts)) ? null : question(day);
}

/** Nothing is known of it that another count would replace. Where only its output is left to tell that it was counted, the plain run says so. */
function needsNoForce(day: Day): Message {
  const plain = typed({ name: "run", day, force: false });
  const forced = typed({ name: "run", day, force: true, why: "reason" });
  return message(
    section(
      md`Nothing was begun: no run of ${dated(day)} is known, so it needs no ${code("--force")}: ${code(plain)} counts it. Where that says that it was counted before, ${code(forced)} counts it once more.`,
    ),
  );
}

/** Where Slack gives no trigger for a form, as in a thread, a press of this gives one. */
function question(day: Day): Message {
  const line = typed({ name: "run", day, force: true, why: "reason" });
  return message(
    section(
      md`Nothing was begun: who counts ${dated(day)} once more says why. Press the button, or type ${code(line)}`,
    ),
    actions(button("Say why…", { action: offerAction("run"), value: `${AGAIN}${day}` })),
  );
}

/** What the button carries before the day. */
const AGAIN = "again-";

/** The day that is to be counted once more, by what a button of the menu's carries; `null`: it is of none. */
export function dayAgain(value: string): Day | null {
  return value.startsWith(AGAIN) ? parseDay(value.slice(AGAIN.length)) : null;
}
