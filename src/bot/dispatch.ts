import { inTime } from "../config/time-limit.ts";
import type { Command } from "../domain/commands/command.ts";
import { daysIn } from "../domain/commands/command.ts";
import { ordersIn } from "../domain/commands/command-name.ts";
import { farOffDay } from "../domain/commands/days/far-off.ts";
import { parseOrders } from "../domain/commands/parse-command.ts";
import { isChange, mayAsk } from "../domain/commands/permission.ts";
import { dayIn } from "../domain/day.ts";
import type { BotParts } from "./bot-parts.ts";
import { commands } from "./commands/index.ts";
import { corrected } from "./correct.ts";
import type { Asking, Origin } from "./edge/origin.ts";
import { once } from "./edge/redelivery.ts";
import { troubleMessage } from "./errors.ts";
import { lookingFor } from "./find-person.ts";
import { insteadOf } from "./shared-refusal.ts";
import { code, md } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { farOffMessage, withDay } from "./views/offer.ts";
import { refusal, says } from "./views/problem.ts";
import { withWhomToAsk } from "./whom-to-ask.ts";

/** After this long the asker is told that it takes long; the answer still comes when there is one. */
const longestMs = 10_000;

/** Parses what was typed, asks whether that person may, and answers. Already acknowledged; never throws. */
export async function dispatch(text: string, origin: Origin, parts: BotParts): Promise<void> {
  await answerWith(origin, parts, () => answered(text, origin, parts));
}

/**
 * Answers with what `listener` makes, or with what went wrong in it. What Slack delivers again is not answered again: the person
 * has said it once, and this process has answered it or is about to.
 */
export async function answerWith(
  origin: Origin,
  { log, inbox }: Pick<BotParts, "log" | "inbox">,
  listener: () => Promise<Message | null>,
  { patienceMs = longestMs }: { readonly patienceMs?: number } = {},
): Promise<void> {
  const scoped = log.child({ user: origin.user, request: origin.requestKey.slice(0, 12) });
  if (inbox.repeats(origin.delivery)) {
    scoped.warn("delivered again, and answered before");
    return;
  }
  const work = listener().catch((error: unknown) => troubleMessage(error, scoped));
  if ((await inTime(work, patienceMs)) === "late") {
    scoped.warn({ patienceMs }, "a listener is slow");
    const waited = Math.round(patienceMs / 1_000);
    await origin.answer(
      says(md`No answer after ${waited} s. ${code("/loans status")} tells what is underway.`),
    );
  }
  const answer = await work;
  if (answer !== null) await origin.answer(answer);
}

async function answered(text: string, origin: Origin, parts: BotParts): Promise<Message | null> {
  const { parsed, line } = read(text, parts);
  if (parsed.is === "unknown") return await corrected(parsed, origin, parts);
  const { command } = parsed;
  const typed = { ...origin, typed: line.trim() };
  if (!isChange(command)) return await carriedOut(command, await lookingFor(typed, parts), parts);
  return await once(typed, parts, async (asking) => await meantAndCarriedOut(command, asking, parts));
}

/** The same as `carriedOut`, but that of a day far from today it is asked first whether it is meant. */
export async function meantAndCarriedOut(
  command: Command,
  asking: Asking,
  parts: BotParts,
): Promise<Message | null> {
  const { people, daily } = parts.config;
  const today = dayIn(daily.zone, parts.clock.now());
  const far = farOffDay(command, today);
  const isAsked = far !== null && mayAsk(command, asking.person, people).allowed;
  if (!isAsked) return await carriedOut(command, asking, parts);
  const instead = await insteadOf(command, asking, parts);
  return instead ?? farOffMessage(command, far, { today, zone: daily.zone });
}

function read(text: string, { config, clock }: Pick<BotParts, "config" | "clock">) {
  const { zone, calendar } = config.daily;
  const orders = ordersIn(text, config.slack.command);
  const today = dayIn(zone, clock.now());
  return { parsed: parseOrders(orders, { today, calendar }), line: orders.join("\n") };
}

/** Whether a text is an order that changes nothing. */
export function isLook(text: string, parts: Pick<BotParts, "config" | "clock">): boolean {
  const { parsed } = read(text, parts);
  return parsed.is === "command" && !isChange(parsed.command);
}

/**
 * The answer to a command, where the policy lets that person ask for it; whoever gives one that changes something has taken it
 * once. Of a change it ends with the days that were read, where it is about them and the line that was typed does not hold them in
 * full.
 */
export async function carriedOut(command: Command, asking: Asking, parts: BotParts): Promise<Message | null> {
  const { config } = parts;
  const instead = await insteadOf(command, asking, parts);
  if (instead !== null) return instead;
  const verdict = mayAsk(command, asking.person, config.people);
  if (!verdict.allowed) {
    parts.log.info({ user: asking.user, command: command.name, because: verdict.because }, "refused");
    return refusal(verdict);
  }
  const entry = commands.find(({ name }) => name === command.name);
  if (entry === undefined) throw new Error(`the command "${command.name}" is in no table`);
  const said = await entry.listener(command, asking, parts);
  // The record quotes what others typed.
  const answer = said === null || command.name === "audit" ? said : withWhomToAsk(said, asking.person, parts);
  const days = answer !== null && isChange(command) ? daysIn(command) : null;
  if (answer === null || days === null) return answer;
  const isTyped = [days.from, days.until].every((day) => asking.typed?.includes(day));
  // A moment, such as that since which another run has held the stack, is of a day too.
  const isAbout = answer.text.replaceAll(/<!date[^>]*>/g, "").includes(days.from);
  return isTyped || !isAbout ? answer : withDay(answer, days, config.daily.zone);
}
