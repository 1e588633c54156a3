import { setTimeout as sleep } from "node:timers/promises";
import type { RunCommand } from "../domain/commands/command.ts";
import { aheadInLine } from "../domain/runs/ahead-in-line.ts";
import type { Asked, Runs } from "../jobs/requests/requests.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking } from "./edge/origin.ts";
import { askedMessage } from "./views/ask-answers.ts";
import type { Message } from "./views/block-kit/message.ts";

/** How long an answer waits for the link to a card that is being posted. */
const cardWithinMs = 1_500;
const lookEveryMs = 100;

/** Asks the engine for work and puts its answer into words, with the card's link if that is there in time. */
export async function askForRun(
  command: RunCommand,
  { user, channel, requestKey, typed }: Asking,
  { requests, runs, config, log }: BotParts,
): Promise<Message> {
  const asked = await requests.ask(command, { asker: { user, channel }, requestKey, typed });
  log.info({ command: command.name, user, came: asked.is, run: idOf(asked) }, "asked for work");
  const told = await withChange(await withCard(asked, runs), { runs, log });
  return askedMessage(await withPlace(told, { runs, log }), {
    channel: config.slack.channel,
    policy: config.people,
  });
}

/** Who asks for a day while others are counted wants to know whose turn comes first. */
async function withPlace(asked: Asked, { runs, log }: Pick<BotParts, "runs" | "log">): Promise<Asked> {
  if (asked.is !== "opened") return asked;
  try {
    return { ...asked, ahead: aheadInLine(asked.view, await runs.live()) };
  } catch (error) {
    log.warn({ err: error, run: asked.view.run.id }, "what is ahead in line is not known");
    return asked;
  }
}

async function withCard(asked: Asked, runs: Runs): Promise<Asked> {
  return "view" in asked ? { is: asked.is, view: await cardOf(asked.view, runs) } : asked;
}

/** A day that is done is never counted anew by itself; but who asks for it should hear that its file has changed. */
async function withChange(asked: Asked, { runs, log }: Pick<BotParts, "runs" | "log">): Promise<Asked> {
  if (asked.is !== "known") return asked;
  const { run, progress } = asked.view;
  if (run.workflow !== "daily-batch" || progress.state !== "succeeded") return asked;
  try {
    return { ...asked, change: await runs.fileChange(asked.view) };
  } catch (error) {
    log.warn({ err: error, run: run.id }, "whether the file has changed is not known");
    return asked;
  }
}

async function cardOf(view: RunView, runs: Runs): Promise<RunView> {
  for (let waitedMs = 0; waitedMs < cardWithinMs; waitedMs += lookEveryMs) {
    if (view.cardUrl !== null) return view;
    await sleep(lookEveryMs);
    const { cardUrl } = (await runs.view(view.run.id)) ?? view;
    // Only the link is taken over: the answer is about what was found when it was asked.
    if (cardUrl !== null) return { ...view, cardUrl };
  }
  return view;
}

function idOf(asked: Asked): string | null {
  if ("view" in asked) return asked.view.run.id;
  return "holder" in asked ? asked.holder.run.id : null;
}
