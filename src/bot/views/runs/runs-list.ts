import type { Day } from "../../../domain/day.ts";
import { formatDuration } from "../../../domain/duration.ts";
import { loansOf } from "../../../domain/runs/backfill.ts";
import type { Withdrawal } from "../../../domain/runs/day-number/withdrawal.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import { stepTitle } from "../../../domain/workflows/index.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { header, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { clockTime, code, joined, lines, link, md, mention } from "../block-kit/markup.ts";
import type { Message } from "../block-kit/message.ts";
import { message } from "../block-kit/message.ts";
import { runLine } from "./run-line.ts";
import { stateWords } from "./run-words.ts";

/** A day and its newest run; `null`: nobody asked for it. */
export interface ListedDay {
  readonly day: Day;
  readonly view: RunView | null;
  /** The newest withdrawal of the day; absent or `null`: that of its newest run, if there is one. */
  readonly withdrawn?: Withdrawal | null;
  /** Why nobody asks for it by itself, such as `Saturday`; `null` of a bank day. */
  readonly noBankDay: string | null;
}

/** The days, newest first, one a line, then the newest other runs; days before the first run are left out. */
export function runsListMessage(days: readonly ListedDay[], others: readonly RunView[]): Message {
  const first = days.findLastIndex(({ view }) => view !== null);
  const known = days.slice(0, first + 1);
  if (known.length === 0 && others.length === 0) {
    return message(header("No runs yet"), section(md`${code("/loans deploy")} begins.`));
  }
  return message(
    header("Runs at a glance"),
    known.length > 0 && section(lines([md`*Days*`, ...known.map(dayLine)])),
    others.length > 0 &&
      section(
        lines([
          md`*${known.length > 0 ? "Other runs" : "Runs"}*`,
          ...others.map((view) => md`• ${runLine(view)}`),
        ]),
      ),
  );
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

function dayLine({ day, view, withdrawn, noBankDay }: ListedDay): Markup {
  if (view === null)
    return noBankDay === null ? md`– ${day} no run` : md`– ${day} no bank day (${noBankDay})`;
  const { run, progress, cardUrl } = view;
  if (progress.withdrawn !== null) {
    const { by, instead, now = instead } = withdrawn ?? progress.withdrawn;
    return joined(
      [
        md`⌫ ${day} *withdrawn* by ${mention(by)}`,
        now === null ? md`no number` : now.loans !== null && md`${now.loans} loans, as told before`,
        link(cardUrl, run.id),
      ],
      " · ",
    );
  }
  const { state, at, openedAt, endedAt, tookMs } = progress;
  const loans = loansOf(progress);
  return joined(
    [
      md`${sign[state]} ${day} *${stateWords[state]}*`,
      state === "succeeded" && loans !== null && md`${loans} ${loans === 1 ? "loan" : "loans"}`,
      (state === "underway" || state === "failed") && at !== null && md`${stepTitle(at)}`,
      endedAt === null ? md`since ${clockTime(openedAt)}` : tookMs !== null && md`${formatDuration(tookMs)}`,
      link(cardUrl, run.id),
    ],
    " · ",
  );
}
