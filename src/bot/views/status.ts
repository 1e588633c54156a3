import type { ProblemRecord } from "../../domain/runs/run.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { workflowNames } from "../../domain/workflows/index.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { ScheduleView } from "../../jobs/schedule/desk-answers.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { atMost, code, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { dated } from "./days.ts";
import { lockLine } from "./lock.ts";
import { nextLine } from "./menu.ts";
import { problemText } from "./problem.ts";
import { liveLines, runLine } from "./runs/run-line.ts";
import type { ListedDay } from "./runs/runs-list.ts";
import { dayLine } from "./runs/runs-list.ts";
import type { StackState } from "./stack-line.ts";
import { stackLine, takesNoDays } from "./stack-line.ts";

/** What `/loans status` knows. */
export interface StatusFacts {
  readonly stack: string;
  readonly state: StackState;
  /** What of the stack has ended or is gone. */
  readonly lost: readonly Pick<ProblemRecord, "says" | "remedy">[];
  /** Why messages do not come to the channel, with what helps; `null`: they do, as far as is known. */
  readonly unsaid: string | null;
  /** Who keeps others from changing the stack; `null`: nobody. */
  readonly lock: StackLock | null;
  readonly live: readonly RunView[];
  /** Bank days that somebody has to see to, newest first. */
  readonly needs: readonly ListedDay[];
  readonly schedule: ScheduleView;
  /** Runs that have ended, those first that were asked for last. */
  readonly last: readonly RunView[];
}

/** So many lines, lest what is underway and what is next are out of sight. */
const MOST_NEEDS = 5;

/** What is going on now, and how the last of each kind ended. */
export function statusMessage({
  stack,
  state,
  lost,
  unsaid,
  lock,
  live,
  needs,
  schedule,
  last,
}: StatusFacts): Message {
  // Of a stack that is gone nobody can take a day up again.
  const inNeed = takesNoDays(state) === null ? needs : [];
  const told = new Set(inNeed.slice(0, MOST_NEEDS).flatMap(({ view }) => view?.run.id ?? []));
  const ended = workflowNames.flatMap(
    (workflow) => newestOf(last.filter(({ run }) => run.workflow === workflow)) ?? [],
  );
  const untold = ended.filter(({ run }) => !told.has(run.id));
  return message(
    header(`Status of ${stack}`),
    section(stackLine(stack, state)),
    lost.length > 0 && section(lines(lost.map(problemText))),
    section(lockLine(lock)),
    unsaid !== null && section(md`*Not said in the channel*: ${unsaid}.`),
    section(live.length === 0 ? md`Nothing is underway.` : lines([md`*Underway*`, ...liveLines(live)])),
    section(lines(needLines(inNeed))),
    section(nextLine(schedule, state)),
    untold.length > 0 && section(lines([md`*Last of each kind*`, ...untold.map(bullet)])),
    ended.length === 0 && live.length === 0 && context(md`No run yet.`),
  );
}

/** Each day that somebody has to see to, one a line. */
function needLines(needs: readonly ListedDay[]): readonly Markup[] {
  if (needs.length === 0) return [];
  return [md`*Needs somebody*`, ...atMost(MOST_NEEDS, needs.map(needLine), { rest: code("/loans runs") })];
}

function needLine(listed: ListedDay): Markup {
  return listed.view === null
    ? md`✗ ${dated(listed.day)} *missing*: it is due, and has no run`
    : dayLine(listed);
}

/** Of days that of the newest day, since who runs a past one afterwards says nothing of today; else what was asked for last. */
function newestOf(views: readonly RunView[]): RunView | null {
  const days = views.flatMap(({ run }) => (run.workflow === batchFacts.name ? (run.target.day ?? []) : []));
  const newest = days.toSorted().at(-1);
  return views.find(({ run }) => newest === undefined || run.target.day === newest) ?? null;
}

function bullet(view: RunView): Markup {
  return md`• ${runLine(view)}`;
}
