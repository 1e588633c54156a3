import type { Button } from "@slack/types";
import type { Command, Which } from "../domain/commands/command.ts";
import { typed } from "../domain/commands/command.ts";
import type { Parsed } from "../domain/commands/parse-result.ts";
import { isOpen, toType } from "../domain/commands/parse-result.ts";
import type { Person } from "../domain/commands/permission.ts";
import { mayAsk } from "../domain/commands/permission.ts";
import { cancellation } from "../domain/runs/cancellation.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Origin } from "./edge/origin.ts";
import { lookingFor } from "./find-person.ts";
import { namedRun, retriableRuns } from "./find-run.ts";
import type { Markup, Maybe } from "./views/block-kit/markup.ts";
import { capital, code, joined, lines, md } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { cancelButton } from "./views/cancel-effect.ts";
import { correctionMessage, offerButton } from "./views/offer.ts";
import { problemText, refusalText } from "./views/problem.ts";
import { retryButton } from "./views/runs/run-buttons.ts";
import { runName } from "./views/runs/run-words.ts";

/** Says what was not understood, and offers of what may have been meant that which this person may ask for and which is possible now. */
export async function corrected(
  { problem, meant }: Extract<Parsed, { readonly is: "unknown" }>,
  origin: Origin,
  parts: BotParts,
): Promise<Message> {
  const person = await personOf(origin, parts);
  const verdicts = meant.map((command) =>
    person === null ? null : mayAsk(command, person, parts.config.people),
  );
  const allowed = meant.filter((_, at) => verdicts[at]?.allowed ?? true);
  const [refused] = verdicts.filter((verdict) => verdict?.allowed === false);
  if (allowed.length === 0 && refused !== undefined && refused?.allowed === false) {
    return correctionMessage(lines([problemText({ ...problem, remedy: "" }), refusalText(refused)]), []);
  }
  const offered = await offersFor(allowed, parts);
  const possible = offered.flatMap(({ command, none }) => (none === null ? [command] : []));
  // Where the remedy is the line to type, it names what this person may type, and what is possible now.
  const isTyped = problem.remedy === toType(meant);
  const remedy = !isTyped ? problem.remedy : possible.length === 0 ? "" : toType(possible);
  return correctionMessage(
    lines([
      problemText({ ...problem, remedy }),
      !isTyped && didYouMean(possible),
      ...offered.map(({ none }) => none),
    ]),
    person === null ? [] : offered.flatMap(({ buttons }) => buttons),
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

/** A command that may have been meant, the buttons for it, and, where it would come to nothing now, why. */
interface Offered {
  readonly command: Command;
  readonly buttons: readonly Maybe<Button>[];
  readonly none: Markup | null;
}

/** What is offered of each; of a day that is to be done once more that alone which it takes, as it stands. */
async function offersFor(meant: readonly Command[], parts: BotParts): Promise<readonly Offered[]> {
  const all: Offered[] = [];
  for (const command of meant) {
    const isAgain =
      command.name === "run" &&
      command.force &&
      command.until === undefined &&
      meant.some(({ name }) => name === "retry");
    all.push(isAgain ? await offeredAgain(command, parts) : await offersOf(command, parts));
  }
  // Why a day cannot be retried need not be told where it can be counted once more.
  const isRun = all.some(({ command, none }) => command.name === "run" && none === null);
  return isRun
    ? all.filter(({ command, none }) => none === null || command.name !== "retry" || command.which === null)
    : all;
}

/** To count a day once more there has to be a count of it, or nothing underway. */
async function offeredAgain(
  command: Extract<Command, { readonly name: "run" }>,
  parts: BotParts,
): Promise<Offered> {
  if (isOpen(command)) return { command, buttons: [], none: null };
  const view = await parts.runs.batchOf(command.day);
  if (view !== null && view.run.outcome === null)
    return { command, buttons: [], none: md`${capital(runName(view.run))} is not over yet.` };
  return await offersOf(view === null ? { ...command, force: false } : command, parts);
}

/** The buttons for a command; of one that names no run those of the runs that it may be about, or that there is none. */
async function offersOf(command: Command, { runs, config }: BotParts): Promise<Offered> {
  const button = offerButton(command, config.daily.zone);
  if (isOpen(command)) return { command, buttons: [], none: null };
  if (command.name !== "cancel" && command.name !== "retry")
    return { command, buttons: [button], none: null };
  if (command.which !== null) {
    const none = whyNot(command.name, command.which, await namedRun(command.which, runs));
    return { command, buttons: none === null ? [button] : [], none };
  }
  if (command.name === "cancel") {
    const live = await runs.live();
    const none = live.length === 0 ? md`Nothing is queued or underway, so there is nothing to cancel.` : null;
    return { command, buttons: live.map((view) => cancelButton(view, `Cancel ${runName(view.run)}`)), none };
  }
  const { failed } = await retriableRuns(runs);
  const none = failed.length === 0 ? md`No run has failed or is held, so there is nothing to retry.` : null;
  return { command, buttons: failed.map((view) => retryButton(view, `Retry ${runName(view.run)}`)), none };
}

/** Why a run that was named cannot be canceled or retried as it stands; `null`: it can. */
function whyNot(name: "cancel" | "retry", which: Which, view: RunView | null): Markup | null {
  if (view === null) return md`There is no ${whichWords(which)}, so there is nothing to ${name}.`;
  const what = capital(runName(view.run));
  if (name === "cancel") {
    const verdict = cancellation(view.run.workflow, view.progress);
    return verdict.can ? null : md`${what}: ${verdict.because}.`;
  }
  const { state } = view.progress;
  if (["failed", "held", "canceled"].includes(state)) return null;
  const how = state === "succeeded" ? "has succeeded" : "is not over yet";
  return md`${what} ${how}, so there is nothing to retry.`;
}

function whichWords(which: Which): string {
  if ("day" in which) return `batch of ${which.day}`;
  return "of" in which ? which.of : "run of that id";
}
