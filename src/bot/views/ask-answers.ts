import { typed } from "../../domain/commands/command.ts";
import type { Policy } from "../../domain/commands/permission.ts";
import { needsSecondPerson } from "../../domain/commands/permission.ts";
import { assertNever } from "../../domain/problem.ts";
import { hasNumber } from "../../domain/runs/day-number/day-number.ts";
import { isAskedAbout } from "../../domain/workflows/batch-facts.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { CancelEffect } from "../../domain/workflows/workflow-facts.ts";
import type { Asked, Pressed } from "../../jobs/requests/requests.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { endOfWaiting, endWords } from "./approval.ts";
import { actions, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { capital, channelName, code, lines, link, md, mention, moment, reason } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { cancelButton, effectWords } from "./cancel-effect.ts";
import { lockedOut } from "./lock.ts";
import { inRows } from "./offer.ts";
import { problemMessage, problemText, says } from "./problem.ts";
import { retryButton } from "./runs/run-buttons.ts";
import { placeInLine } from "./runs/run-line.ts";
import { behindWords, changedFileWords, runDoing, runName, stateWords } from "./runs/run-words.ts";
import { withdrawnBy } from "./withdrawal.ts";

/** Where cards are, and who may do what. */
export interface Around {
  readonly channel: string;
  readonly policy: Policy;
}

/** What the asker sees; the channel sees the card. */
export function askedMessage(asked: Asked, around: Around): Message {
  const { channel } = around;
  switch (asked.is) {
    case "opened":
      if (isAskedAbout(asked.view.progress.input)) {
        return says(
          md`Whether ${runName(asked.view.run)} may be counted once more is asked of a second person, on its card: ${card(asked.view, channel)}`,
          behindSentence(asked.view),
        );
      }
      return says(
        md`${begunWords(asked.view, around.policy)}. Its card: ${card(asked.view, channel)}`,
        behindSentence(asked.view),
        placeSentence(asked.ahead),
      );
    case "resumed":
      return says(
        md`Going on with ${runName(asked.view.run)} where it stopped. Its card: ${card(asked.view, channel)}`,
        behindSentence(asked.view),
      );
    case "known":
      return says(
        knownLine(asked.view, channel),
        asked.change
          ? changedFileWords(asked.view.run.target.day, asked.change, {
              isPublished: hasNumber(asked.view.progress.withdrawn),
            })
          : whatNow(asked.view),
      );
    case "busy":
      return busyMessage(asked.holder, around);
    case "overlaps":
      return says(
        md`Not now: ${runName(asked.holder.run)} has some of these days. Ask for the others, or wait for its end. Its card: ${card(asked.holder, channel)}`,
      );
    case "locked":
      return lockedOut(asked.lock);
    case "refused":
      return problemMessage(asked.problem);
    default:
      return assertNever(asked);
  }
}

/** What was begun, as the beginning of a sentence: what waits for a yes is planned, and no more than that. */
function begunWords({ run, progress: { approval } }: RunView, policy: Policy): string {
  const planning = `Planning ${runName(run)}: nothing of it is done before`;
  if (approval !== null && needsSecondPerson(approval, policy))
    return `${planning} a second person approves it`;
  const isPlan = run.workflow === "deploy-stack" || run.workflow === "backfill";
  return isPlan ? `${planning} somebody presses Apply` : runDoing(run);
}

function placeSentence(ahead: readonly RunView[] = []): Markup | null {
  const place = placeInLine(ahead);
  return place && md`It waits for its turn: ${place}.`;
}

/** What the person who pressed a button sees; `null` when the card itself answers. */
export function pressedMessage(pressed: Pressed, around: Around): Message | null {
  switch (pressed.is) {
    case "taken":
      return null;
    case "late":
      return pressed.newer
        ? historyMessage(pressed.view, { because: pressed.because, newer: pressed.newer }, around)
        : lateMessage(pressed.view, around, pressed.because);
    case "busy":
      return busyMessage(pressed.holder, around);
    case "locked":
      return lockedOut(pressed.lock);
    case "unconfirmed":
      return confirmCancelMessage(pressed.view, pressed.effect);
    case "unnamed":
      return says(
        md`Nothing was applied: this plan destroys more than was named. Press the button on the card once more: ${card(pressed.view, around.channel)}`,
      );
    case "unknown":
      return goneMessage();
    default:
      return assertNever(pressed);
  }
}

/** For a button of a run that a newer one has made history: its own card helps nobody any more. */
function historyMessage(
  { run }: RunView,
  { because, newer }: { readonly because: string | null; readonly newer: RunView },
  { channel }: Pick<Around, "channel">,
): Message {
  const why = because === null ? md`` : md`: ${because}`;
  return says(
    md`Nothing was done about ${runName(run)}${why}. The card to look at now: ${card(newer, channel)}`,
  );
}

/** For a button that came too late: who was first where the journal tells, else what the run is doing now, or what ended it. */
export function lateMessage(
  view: RunView,
  { channel, policy }: Around,
  because: string | null = null,
): Message {
  const { run, progress } = view;
  const link = card(view, channel);
  const answered = endWords(view.progress, policy);
  if (progress.canceledBy !== null) {
    const canceled = md`canceled by ${mention(progress.canceledBy)}`;
    const isDenied = progress.approval?.end?.is === "denied";
    return says(md`Already ${(isDenied ? answered : null) ?? canceled}: ${link}`);
  }
  if (because !== null)
    return says(md`Nothing was done about ${runName(run)}: ${because}. Its card: ${link}`);
  if (progress.state === "failed" || progress.state === "held" || answered === null) {
    return says(
      md`${capital(runName(run))} is ${stateWords[progress.state]}: ${link}`,
      progress.problem !== null && problemText(progress.problem),
    );
  }
  return says(md`Already ${answered}: ${link}`);
}

/** What the person who typed a cancel sees; the card tells what came of it. */
export function cancelingMessage(view: RunView, effect: CancelEffect, channel: string): Message {
  return says(md`Canceling ${runName(view.run)}. ${effectWords[effect]} Its card: ${card(view, channel)}`);
}

/** Where canceling destroys something, a typed word or a button that did not say so is asked once more. */
function confirmCancelMessage(view: RunView, effect: CancelEffect): Message {
  return message(
    section(md`Nothing is canceled yet. Canceling ${runName(view.run)} now means: ${effectWords[effect]}`),
    actions(cancelButton(view)),
  );
}

/** Several runs could be meant: each with the line that names it, and a button. */
export function whichMessage(name: "cancel" | "retry", views: readonly RunView[]): Message {
  const line = ({ run }: RunView) => typed({ name, which: { runId: run.id } });
  const named = ({ run }: RunView) => `${capital(name)} ${runName(run)}`;
  return message(
    section(
      lines([
        md`${views.length} runs could be meant:`,
        ...views.map(
          (view) => md`• ${runName(view.run)}, ${stateWords[view.progress.state]}: ${code(line(view))}`,
        ),
      ]),
    ),
    inRows(
      views.map((view) =>
        name === "cancel" ? cancelButton(view, named(view)) : retryButton(view, named(view)),
      ),
    ),
  );
}

/** With nothing that failed; days that were canceled are taken up again, though only by name. */
export function nothingToRetryMessage(
  canceled: readonly RunView[],
  skipped: readonly RunView[] = [],
): Message {
  const [newest] = canceled;
  return says(
    skipped.length === 0
      ? md`No run has failed or is held, so there is nothing to retry.`
      : md`No run has failed or is held but of days that are skipped, so there is nothing to retry.`,
    ...skipped.map(skippedSentence),
    newest
      ? md`To take up again what was canceled last: ${code(typed({ name: "retry", which: { runId: newest.run.id } }))}`
      : null,
  );
}

/** What is known of a skipped day that ended badly, and how it is taken up all the same. */
function skippedSentence({ run: { target }, skipped }: RunView): Markup | null {
  const { day } = target;
  if (day === null || skipped === undefined) return null;
  return md`• ${day} was skipped by ${mention(skipped.user)}${reason(skipped.why)}. To take it up all the same: ${code(typed({ name: "retry", which: { day } }))}`;
}

/** For a button of a run that is not in the journal any more. */
export function goneMessage(): Message {
  return says(md`That run is not known any more. ${code("/loans runs")} lists those that are.`);
}

function knownLine(view: RunView, channel: string): Markup {
  const name = capital(runName(view.run));
  switch (view.progress.state) {
    case "succeeded":
      if (view.progress.withdrawn !== null)
        return md`${name} is done already, and its number was ${withdrawnBy(view.progress.withdrawn)}: ${card(view, channel)}`;
      return md`${name} is done already: ${card(view, channel)}`;
    case "failed":
    case "held":
    case "canceled":
      return md`${name} ended as *${stateWords[view.progress.state]}*: ${card(view, channel)}`;
    case "approval":
      return md`${name} waits for a person on its card: ${card(view, channel)}`;
    default:
      return md`${name} is ${stateWords[view.progress.state]} already: ${card(view, channel)}`;
  }
}

/** For whom it waits, where that is a run that waits for a person. */
function behindSentence({ behind }: RunView): Markup | null {
  return behind === undefined ? null : md`It ${behindWords(behind)}.`;
}

function whatNow(view: RunView): Markup | null {
  const { run, progress } = view;
  const { day, until } = run.target;
  switch (progress.state) {
    case "succeeded":
      if (day !== null && progress.withdrawn !== null)
        return md`To count it anew: ${code(typed({ name: "run", day, force: true }))}`;
      return day === null || until !== undefined
        ? null
        : md`Its counts: ${code(typed({ name: "summary", day }))} · to run it again: ${code(typed({ name: "run", day, force: true }))}`;
    case "failed":
    case "held":
      return md`Press *Retry* on its card once the cause is gone.`;
    case "canceled":
      return day === null || until !== undefined
        ? null
        : md`To take it up again: ${code(typed({ name: "retry", which: { day } }))}`;
    default:
      return behindSentence(view);
  }
}

/** Who holds the stack, or comes before, since when, and where to follow it; of one that waits for a person, what ends that. */
export function busyMessage(holder: RunView, { channel, policy }: Around): Message {
  const { run } = holder;
  return says(
    md`Not now: ${runName(run)} ${heldWords(holder)} since ${moment(holder.progress.begunAt)}, asked by ${mention(run.askedBy.user)}. Its card: ${card(holder, channel)}`,
    endOfWaiting(holder, policy),
  );
}

/** A run in line holds nothing until it is its turn. */
function heldWords({ run, progress }: RunView): string {
  const { holds } = factsOf(run.workflow);
  if (holds === "guest") return "has been underway";
  if (holds === "in-line" && progress.state === "approval") return "has waited for a second person's yes";
  return holds === "in-line" && progress.state === "queued"
    ? "has waited for its turn"
    : "has held the stack";
}

/** Where the run's card is: a link once it is posted. */
export function card({ run, cardUrl }: RunView, channel: string): Markup {
  return cardUrl === null ? md`${code(run.id)} in ${channelName(channel)}` : link(cardUrl, run.id);
}
