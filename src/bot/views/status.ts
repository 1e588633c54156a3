import type { ProblemRecord } from "../../domain/runs/run.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import { workflowNames } from "../../domain/workflows/index.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { ScheduleView } from "../../jobs/schedule/desk-answers.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { lockLine } from "./lock.ts";
import { nextLine } from "./menu.ts";
import { problemText } from "./problem.ts";
import { liveLines, runLine } from "./runs/run-line.ts";
import type { StackState } from "./stack-line.ts";
import { stackLine } from "./stack-line.ts";

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
  readonly schedule: ScheduleView;
  /** The newest ended run of each workflow that has one. */
  readonly last: readonly RunView[];
}

/** What is going on now, and how the last of each kind ended. */
export function statusMessage({
  stack,
  state,
  lost,
  unsaid,
  lock,
  live,
  schedule,
  last,
}: StatusFacts): Message {
  const ended = workflowNames.flatMap((workflow) =>
    last.filter(({ run }) => run.workflow === workflow).slice(0, 1),
  );
  return message(
    header(`Status of ${stack}`),
    section(stackLine(stack, state)),
    lost.length > 0 && section(lines(lost.map(problemText))),
    section(lockLine(lock)),
    unsaid !== null && section(md`*Not said in the channel*: ${unsaid}.`),
    section(live.length === 0 ? md`Nothing is underway.` : lines([md`*Underway*`, ...liveLines(live)])),
    section(nextLine(schedule, state)),
    ended.length > 0 && section(lines([md`*Last of each kind*`, ...ended.map(bullet)])),
    ended.length === 0 && live.length === 0 && context(md`No run yet.`),
  );
}

function bullet(view: RunView): Markup {
  return md`• ${runLine(view)}`;
}
