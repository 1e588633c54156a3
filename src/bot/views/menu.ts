import type { Overflow } from "@slack/types";
import type { Command } from "../../domain/commands/command.ts";
import { typed } from "../../domain/commands/command.ts";
import type { Offer } from "../../domain/commands/offers.ts";
import type { Day } from "../../domain/day.ts";
import type { ScheduleView } from "../../jobs/schedule/desk-answers.ts";
import { actionId, offerAction } from "../names.ts";
import type { Overview } from "../overview.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { actions, button, context, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { atMost, code, lines, md, mention, moment, reason } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { bankTime, dated } from "./days.ts";
import { lockLine } from "./lock.ts";
import { says } from "./problem.ts";
import { liveLines } from "./runs/run-line.ts";
import { dayLine } from "./runs/runs-list.ts";
import type { StackState } from "./stack-line.ts";
import { noDayIsDue, stackLine } from "./stack-line.ts";

/** How things stand, and what this person may do now. */
export function menuMessage(overview: Overview, offers: readonly Offer[]): Message {
  return message(
    section(stackLine(overview.stack, overview.state)),
    section(lockLine(overview.lock)),
    section(lines(underway(overview))),
    section(lines([newestLine(overview), nextLine(overview.schedule, overview.state)])),
    offerButtons(offers, overview),
    context(
      md`Typed: ${offers.includes("run") ? code("/loans run yesterday") : code("/loans summary yesterday")} · ${code("/loans help")} lists all that you may ask for.`,
    ),
  );
}

/** More than these are told by `status`. */
const MOST_UNDERWAY = 3;

/** What is underway, since that is why some buttons are not there. */
function underway({ live }: Pick<Overview, "live">): readonly Markup[] {
  if (live.length === 0) return [];
  return [md`*Underway*`, ...atMost(MOST_UNDERWAY, liveLines(live), { rest: code("/loans status") })];
}

/** The newest bank day of which there is anything to tell. */
function newestLine({ days }: Pick<Overview, "days">): Markup {
  const newest = days.find(({ view, skip }) => view !== null || skip !== null);
  return newest === undefined ? md`No day has a run yet.` : dayLine(newest);
}

/** When the schedule asks for the next day, or why it does not. */
export function nextLine({ setting: { time, paused }, next, zone }: ScheduleView, state: StackState): Markup {
  if (time === null) return md`No schedule: days are run when somebody asks.`;
  if (paused !== null)
    return md`The schedule is *paused* by ${mention(paused.user)} since ${moment(paused.at)}${reason(paused.why)}${paused.until === undefined ? "" : `; it goes on by itself with ${dated(paused.until.day as Day)}`}.`;
  const none = noDayIsDue(state);
  if (none !== null) return none;
  const due = next.find((one) => one.is === "due" && !one.hasRun);
  if (due?.is !== "due" || due.at === null)
    return md`No day is due soon; ${code("/loans schedule")} tells why.`;
  return md`Next: ${dated(due.day)} at ${bankTime(due.at, zone)}`;
}

/** Those that have a button of their own; the others stand behind the dots. */
const inFront: readonly Offer[] = ["counts", "run", "several", "status"];

/** What a person may do now, in one row; `null` where that is nothing. */
export function offerButtons(
  offers: readonly Offer[],
  { days, today }: Pick<Overview, "days" | "today">,
): MessageBlock | null {
  const newest = days.find(({ standing }) => standing !== null)?.day ?? today;
  const label = (offer: Offer) => (offer === "counts" ? countsLabel(newest, today) : labels[offer]);
  const front = offers.filter((offer) => inFront.includes(offer));
  const behind = offers.filter((offer) => !inFront.includes(offer));
  // A menu of one entry hides it for nothing.
  const shown = behind.length === 1 ? [...front, ...behind] : front;
  const buttons = shown.map((offer) =>
    button(label(offer), { action: offerAction(offer), value: carried(offer, newest) }),
  );
  const more: Overflow | null =
    behind.length < 2
      ? null
      : {
          type: "overflow",
          action_id: actionId.more,
          options: behind.map((offer) => ({
            text: { type: "plain_text" as const, text: label(offer) },
            value: offer,
          })),
        };
  return actions(...buttons, more);
}

/** Which day's counts are meant is said on the button, so that it carries it. */
function carried(offer: Offer, newest: Day): string {
  return offer === "counts" ? newest : offer;
}

function countsLabel(newest: Day, today: Day): string {
  return newest === today ? "Counts of today" : `Counts of ${dated(newest)}`;
}

/** Where Slack opened no form: the words to type instead. */
export function unopenedForm(command: Command): Message {
  return says(
    md`Nothing was done: Slack opened no form. Press the button again, or type ${code(typed(command))}`,
  );
}

/** Three dots: it asks for more before it does anything. */
const labels: Readonly<Record<Exclude<Offer, "counts">, string>> = {
  run: "Run a day…",
  several: "Several days…",
  status: "What is underway",
  pause: "Pause the schedule…",
  resume: "Resume the schedule",
  skip: "Skip days…",
  logs: "Logs…",
  deploy: "Plan a deploy…",
  teardown: "Tear down…",
};
