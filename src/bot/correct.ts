import type { Button } from "@slack/types";
import type { Command } from "../domain/commands/command.ts";
import { typed } from "../domain/commands/command.ts";
import type { Parsed } from "../domain/commands/parse-result.ts";
import { isOpen, toType } from "../domain/commands/parse-result.ts";
import type { Person } from "../domain/commands/permission.ts";
import { mayAsk } from "../domain/commands/permission.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Origin } from "./edge/origin.ts";
import { lookingFor } from "./find-person.ts";
import { retriableRuns } from "./find-run.ts";
import type { Markup, Maybe } from "./views/block-kit/markup.ts";
import { code, joined, lines, md } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { cancelButton } from "./views/cancel-effect.ts";
import { correctionMessage, offerButton } from "./views/offer.ts";
import { problemText, refusalText } from "./views/problem.ts";
import { retryButton } from "./views/runs/run-buttons.ts";
import { runName } from "./views/runs/run-words.ts";

/** Says what was not understood, and offers of what may have been meant that which this person may ask for. */
export async function corrected(
  { problem, meant }: Extract<Parsed, { readonly is: "unknown" }>,
  origin: Origin,
  parts: BotParts,
): Promise<Message> {
  const person = await personOf(origin, parts);
  const verdicts = meant.map((command) =>
    person === null ? null : mayAsk(command, person, parts.config.people),
  );
  const may = meant.filter((_, at) => verdicts[at]?.allowed ?? true);
  const [refused] = verdicts.filter((verdict) => verdict?.allowed === false);
  if (may.length === 0 && refused !== undefined && refused?.allowed === false) {
    return correctionMessage(lines([problemText({ ...problem, remedy: "" }), refusalText(refused)]), []);
  }
  // Where the remedy is the line to type, it names what this person may type.
  const isTyped = problem.remedy === toType(meant);
  const remedy = !isTyped || may.length === meant.length ? problem.remedy : toType(may);
  const offered = person === null ? [] : await Promise.all(may.map((command) => offersOf(command, parts)));
  return correctionMessage(
    lines([
      problemText({ ...problem, remedy }),
      !isTyped && didYouMean(may),
      ...offered.map(({ none }) => none),
    ]),
    offered.flatMap(({ buttons }) => buttons),
  );
}

/** Without a word of Slack's about who asks, nothing is offered: rights are asked before. */
async function personOf(origin: Origin, parts: BotParts): Promise<Person | null> {
  try {
    return (await lookingFor(origin, parts)).person;
  } catch (error) {
    parts.log.warn({ err: error, user: origin.user }, "who asks is not known, so nothing is offered");
    return null;
  }
}

function didYouMean(may: readonly Command[]): Maybe<Markup> {
  return (
    may.length > 0 &&
    md`Did you mean ${joined(
      may.map((command) => code(typed(command))),
      " or ",
    )}?`
  );
}

/** The buttons for a command; of one that names no run those of the runs that it may be about, or that there is none. */
async function offersOf(
  command: Command,
  { runs, config }: BotParts,
): Promise<{ readonly buttons: readonly Maybe<Button>[]; readonly none: Maybe<Markup> }> {
  if (isOpen(command)) return { buttons: [], none: null };
  if (command.name === "cancel" && command.which === null) {
    const live = await runs.live();
    return {
      buttons: live.map((view) => cancelButton(view, `Cancel ${runName(view.run)}`)),
      none: live.length === 0 && md`Nothing is queued or underway, so there is nothing to cancel.`,
    };
  }
  if (command.name === "retry" && command.which === null) {
    const { failed } = await retriableRuns(runs);
    return {
      buttons: failed.map((view) => retryButton(view, `Retry ${runName(view.run)}`)),
      none: failed.length === 0 && md`No run has failed or is held, so there is nothing to retry.`,
    };
  }
  return { buttons: [offerButton(command, config.daily.zone)], none: null };
}
