import type { RunsState } from "../../../domain/commands/command.ts";
import { months } from "../../../domain/commands/days/day-names.ts";
import type { Day } from "../../../domain/day.ts";
import { loansOf } from "../../../domain/runs/backfill.ts";
import type { Withdrawal } from "../../../domain/runs/day-number/withdrawal.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import type { PassedOver } from "../../../domain/schedule/bank-days.ts";
import { passedOverWords } from "../../../domain/schedule/bank-days.ts";
import type { Skip } from "../../../domain/schedule/schedule-setting.ts";
import { stepTitle } from "../../../domain/workflows/index.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { header, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { capital, code, joined, lines, link, md, mention, moment, reason } from "../block-kit/markup.ts";
import type { Message } from "../block-kit/message.ts";
import { message } from "../block-kit/message.ts";
import { dated } from "../days.ts";
import { says } from "../problem.ts";
import { withdrawnBy } from "../withdrawal.ts";
import { runLine, tookWords } from "./run-line.ts";
import { stateWords } from "./run-words.ts";

/** A day and its newest run; `null`: nobody asked for it. */
export interface ListedDay {
  readonly day: Day;
  readonly view: RunView | null;
  /** The run whose number is told of it; `null`: none is. */
  readonly standing: RunView | null;
  /** The newest withdrawal of the day; `null` where what was told of it last stands, and where nothing was told. */
  readonly withdrawn: Withdrawal | null;
  /** That somebody decided to pass it over. */
  readonly skip: Skip | null;
  /** Why nobody asks for it by itself; `null` of a bank day. */
  readonly passedOver: PassedOver | null;
}

/** What somebody asked for alone: how runs stand, and of which month (`2026-11`). */
interface RunsAsked {
  readonly only: RunsState | null;
  readonly month: string | null;
  /** So many of the newest, whatever they are. */
  readonly newest?: number;
}

/** Lines of days in one paragraph: one with its links may have 250 characters, and a paragraph 3,000. */
const DAYS_A_PARAGRAPH = 8;

/** The days, newest first, one a line, then the newest other runs; days before the first run are left out. */
export function runsListMessage(
  days: readonly ListedDay[],
  others: readonly RunView[],
  asked: RunsAsked | null = null,
): Message {
  const first = days.findLastIndex(({ view, skip }) => view !== null || skip !== null);
  const known = days.slice(0, first + 1);
  if (known.length === 0 && others.length === 0) {
    if (asked !== null && asked.newest === undefined)
      return says(md`There are none: ${askedWords(asked)}. ${code("/loans runs")} shows the last days.`);
    return message(header("No runs yet"), section(md`${code("/loans deploy")} begins.`));
  }
  const paragraphs = Array.from({ length: Math.ceil(known.length / DAYS_A_PARAGRAPH) }, (_, at) =>
    known.slice(at * DAYS_A_PARAGRAPH, (at + 1) * DAYS_A_PARAGRAPH).map(dayLine),
  );
  return message(
    header(asked === null ? "Runs at a glance" : capital(askedWords(asked))),
    ...paragraphs.map((some, at) => section(lines(at === 0 ? [md`*Days*`, ...some] : some))),
    others.length > 0 &&
      section(
        lines([
          md`*${known.length > 0 ? "Other runs" : "Runs"}*, those first that were asked for last`,
          ...others.map((view) => md`• ${runLine(view)}`),
        ]),
      ),
  );
}

function askedWords({ only, month, newest }: RunsAsked): string {
  // The days among them stand by their date.
  if (newest !== undefined)
    return newest === 1 ? "the run that was asked for last" : `the last ${newest} runs that were asked for`;
  const what = only === null ? "runs" : `runs that are ${only}`;
  const which = only === "failed" ? "runs that failed" : only === "succeeded" ? "days that are told" : what;
  return `${which}, ${month === null ? "of the last 31 days" : `of ${monthWords(month)}`}`;
}

function monthWords(month: string): string {
  return `${capital(months[Number(month.slice(5)) - 1] ?? "")} ${month.slice(0, 4)}`;
}

/** Never color alone: the word stands beside it. */
const sign: Readonly<Record<RunProgress["state"], string>> = {
  queued: "○",
  approval: "○",
  underway: "▸",
  stopping: "▸",
  succeeded: "✓",
  failed: "✗",
  held: "⚠",
  canceled: "−",
};

/** What stands of the day; beside it what became of its newest run, where that is another one. */
export function dayLine(listed: ListedDay): Markup {
  const { day, view, standing, withdrawn, skip, passedOver } = listed;
  if (view === null) {
    if (skip !== null) return skipped(day, skip);
    if (passedOver === null) return md`– ${dated(day)} no run`;
    return passedOver.is === "no-file"
      ? md`– ${dated(day)} ${passedOverWords(passedOver)}`
      : md`– ${dated(day)} no bank day (${passedOverWords(passedOver)})`;
  }
  if (view.run.outcome === null) return joined([newestRun(day, view), beside(listed)], " · ");
  if (withdrawn !== null) {
    const { by, instead, now = instead } = withdrawn;
    const words = [
      md`⌫ ${dated(day)} *withdrawn* by ${mention(by)}`,
      now === null ? md`no number` : now.loans !== null && md`${loans(now.loans)}, as told before`,
    ];
    const isNewest = view.progress.withdrawn !== null;
    return joined([...words, isNewest ? link(view.cardUrl, view.run.id) : newestTry(view)], " · ");
  }
  if (standing !== null && standing.run.id !== view.run.id) {
    const told = loansOf(standing.progress);
    return joined(
      [
        md`${sign.succeeded} ${dated(day)} *told*`,
        told !== null && md`${loans(told)}`,
        link(standing.cardUrl, standing.run.id),
        newestTry(view),
      ],
      " · ",
    );
  }
  const isUntold = skip !== null && view.run.outcome !== "succeeded";
  return isUntold ? joined([skipped(day, skip), newestTry(view)], " · ") : newestRun(day, view);
}

function newestRun(day: Day, { progress, cardUrl, run }: RunView): Markup {
  const { state, at, begunAt, endedAt, tookMs } = progress;
  const told = loansOf(progress);
  return joined(
    [
      md`${sign[state]} ${dated(day)} *${stateWords[state]}*`,
      state === "succeeded" && told !== null && md`${loans(told)}`,
      (state === "underway" || state === "failed") && at !== null && md`${stepTitle(at)}`,
      endedAt === null ? md`since ${moment(begunAt)}` : tookWords(tookMs),
      link(cardUrl, run.id),
    ],
    " · ",
  );
}

/** What the day has while its newest run is at work. */
function beside({ standing, withdrawn }: ListedDay): Markup | null {
  const told = standing && loansOf(standing.progress);
  if (told !== null) return md`what was told stands: ${loans(told)}`;
  if (standing !== null) return md`what was told stands`;
  return withdrawn && withdrawnBy(withdrawn);
}

function newestTry({ progress: { state }, cardUrl, run }: RunView): Markup {
  return md`its newest try: *${stateWords[state]}*, ${link(cardUrl, run.id)}`;
}

function skipped(day: Day, { user, why }: Skip): Markup {
  return md`– ${dated(day)} *skipped* by ${mention(user)}${reason(why)}`;
}

function loans(of: number): string {
  return `${of} ${of === 1 ? "loan" : "loans"}`;
}
