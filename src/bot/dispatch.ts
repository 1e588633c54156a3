import { inTime } from "../config/time-limit.ts";
import type { Command } from "../domain/commands/command.ts";
import { withoutCommandName } from "../domain/commands/command-name.ts";
import { parseCommand } from "../domain/commands/parse-command.ts";
import { isChange, mayAsk } from "../domain/commands/permission.ts";
import { dayIn } from "../domain/day.ts";
import type { BotParts } from "./bot-parts.ts";
import { commands } from "./commands/index.ts";
import type { Asking, Origin } from "./edge/origin.ts";
import { once } from "./edge/redelivery.ts";
import { troubleMessage } from "./errors.ts";
import { lookingFor } from "./find-person.ts";
import { code, md } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { problemMessage, refusal, says } from "./views/problem.ts";

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
  const { config, clock } = parts;
  const line = withoutCommandName(text, config.slack.command);
  const parsed = parseCommand(line, {
    today: dayIn(config.daily.zone, clock.now()),
    calendar: config.daily.calendar,
  });
  if (parsed.is === "unknown") {
    // A problem that names the corrected command needs no second mention of it.
    const suggestion = parsed.problem.code === "unknown-command" ? parsed.suggestion : null;
    return problemMessage(parsed.problem, suggestion);
  }
  const { command } = parsed;
  const typed = { ...origin, typed: line.trim() };
  if (isChange(command))
    return await once(typed, parts, async (asking) => await carriedOut(command, asking, parts));
  return await carriedOut(command, await lookingFor(typed, parts), parts);
}

/** The answer to a command, where the policy lets that person ask for it; whoever gives one that changes something has taken it once. */
export async function carriedOut(command: Command, asking: Asking, parts: BotParts): Promise<Message | null> {
  const { config } = parts;
  const verdict = mayAsk(command, asking.person, config.people);
  if (!verdict.allowed) {
    parts.log.info({ user: asking.user, command: command.name, because: verdict.because }, "refused");
    return refusal(verdict);
  }
  const entry = commands.find(({ name }) => name === command.name);
  if (entry === undefined) throw new Error(`the command "${command.name}" is in no table`);
  return entry.listener(command, asking, parts);
}
