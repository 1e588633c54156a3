import type { Checkboxes } from "@slack/types";
import type { Offer } from "../../domain/commands/offers.ts";
import type { NewsKind } from "../../domain/messages/news.ts";
import { newsKinds } from "../../domain/messages/news.ts";
import type { ProblemRecord } from "../../domain/runs/run.ts";
import { passedOverWords } from "../../domain/schedule/bank-days.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { actionId } from "../names.ts";
import type { Overview } from "../overview.ts";
import { actions, context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { capital, lines, md, moment } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { dated } from "./days.ts";
import { lockLine } from "./lock.ts";
import { nextLine, offerButtons } from "./menu.ts";
import { problemText } from "./problem.ts";
import { liveLines, runLine } from "./runs/run-line.ts";
import { runTitle } from "./runs/run-words.ts";
import { dayLine } from "./runs/runs-list.ts";
import { stackLine } from "./stack-line.ts";

/** What the Home of the app shows one person beside what a menu does. */
interface HomeFacts {
  readonly offers: readonly Offer[];
  /** Runs that wait for what this person may do. */
  readonly needed: readonly RunView[];
  /** What they want to be told of. */
  readonly wants: readonly NewsKind[];
  readonly lost: readonly Pick<ProblemRecord, "says" | "remedy">[];
  readonly unsaid: string | null;
  readonly now: Date;
}

/** Days in one paragraph: a line with its link may have 250 characters, and a paragraph 3,000. */
const DAYS_A_PARAGRAPH = 7;

/** How things stand, for one person, in the words of the channel. */
export function homeMessage(
  overview: Overview,
  { offers, needed, wants, lost, unsaid, now }: HomeFacts,
): Message {
  const { stack, state, live, days, lock, schedule } = overview;
  const oldest = days.findLastIndex(({ view, skip }) => view !== null || skip !== null);
  const known = days.slice(0, oldest + 1);
  const paragraphs = Array.from({ length: Math.ceil(known.length / DAYS_A_PARAGRAPH) }, (_, at) =>
    known.slice(at * DAYS_A_PARAGRAPH, (at + 1) * DAYS_A_PARAGRAPH),
  );
  return message(
    header(`Loan Tracker: ${stack}`),
    section(stackLine(stack, state)),
    lost.length > 0 && section(lines(lost.map(problemText))),
    section(lockLine(lock)),
    unsaid !== null && section(md`*Not said in the channel*: ${unsaid}.`),
    section(lines([todayLine(overview), nextLine(schedule, state)])),
    offerButtons(offers, overview),
    section(
      needed.length === 0
        ? md`Nothing waits for you.`
        : lines([
            md`*Waits for you*`,
            ...needed.map((view) => md`• ${runTitle(view.run)} · ${runLine(view)}`),
          ]),
    ),
    live.length > 0 && section(lines([md`*Underway*`, ...liveLines(live)])),
    header(`The last ${days.length} bank days`),
    ...(known.length === 0
      ? [section(md`No day has a run yet.`)]
      : paragraphs.map((some) => section(lines(some.map(dayLine))))),
    section(md`*Tell me in a direct message*`),
    actions(wishBoxes(wants)),
    context(md`As of ${moment(now.toISOString())}. What a button answers stands under *Messages*.`),
  );
}

function todayLine({ today, days, todayPassedOver }: Overview): Markup {
  const listed = days.find(({ day }) => day === today);
  if (listed !== undefined) return md`*Today*: ${dayLine(listed)}`;
  const why = todayPassedOver === null ? "no bank day" : passedOverWords(todayPassedOver);
  return md`*Today*, ${dated(today)}: ${capital(why)}, so that no file is expected`;
}

const wishWords: Readonly<Record<NewsKind, string>> = {
  trouble: "a day that failed, is held or late",
  summary: "every summary",
  approval: "something waits for my yes",
};

function wishBoxes(wants: readonly NewsKind[]): Checkboxes {
  const option = (kind: NewsKind) => ({
    text: { type: "plain_text" as const, text: wishWords[kind] },
    value: kind,
  });
  return {
    type: "checkboxes",
    action_id: actionId.wishes,
    options: newsKinds.map(option),
    // Slack refuses a list of none.
    ...(wants.length > 0 && { initial_options: wants.map(option) }),
  };
}
