import type { ProblemRecord } from "../../domain/runs/run.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import { workflowNames } from "../../domain/workflows/index.ts";
import type { StackPresence } from "../../jobs/requests/requests.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { lockWords } from "./lock.ts";
import { problemText } from "./problem.ts";
import { runLine } from "./runs/run-line.ts";

/** What `/loans status` knows. */
export interface StatusFacts {
  readonly stack: string;
  /** `silent`: AWS did not answer in time; a problem: it did, and not with what was asked. */
  readonly presence: StackPresence | "silent" | Pick<ProblemRecord, "says" | "remedy">;
  /** What of the stack has ended or is gone. */
  readonly lost: readonly Pick<ProblemRecord, "says" | "remedy">[];
  /** Why messages do not come to the channel, with what helps; `null`: they do, as far as is known. */
  readonly unsaid: string | null;
  /** Who keeps others from changing the stack; `null`: nobody. */
  readonly lock: StackLock | null;
  readonly live: readonly RunView[];
  /** The newest ended run of each workflow that has one. */
  readonly last: readonly RunView[];
}

/** What is going on now, and how the last of each kind ended. */
export function statusMessage({ stack, presence, lost, unsaid, lock, live, last }: StatusFacts): Message {
  const ended = workflowNames.flatMap((workflow) =>
    last.filter(({ run }) => run.workflow === workflow).slice(0, 1),
  );
  return message(
    header(`Status of ${stack}`),
    section(stackLine(stack, presence)),
    lost.length > 0 && section(lines(lost.map(problemText))),
    lock !== null && section(md`*Lock*: ${lockWords(lock)}.`),
    unsaid !== null && section(md`*Not said in the channel*: ${unsaid}.`),
    section(live.length === 0 ? md`Nothing is underway.` : lines([md`*Underway*`, ...live.map(bullet)])),
    ended.length > 0 && section(lines([md`*Last of each kind*`, ...ended.map(bullet)])),
    ended.length === 0 && live.length === 0 && context(md`No run yet.`),
  );
}

function bullet(view: RunView): Markup {
  return md`• ${runLine(view)}`;
}

function stackLine(stack: string, presence: StatusFacts["presence"]): Markup {
  if (typeof presence === "object") {
    return lines([md`Whether the stack ${code(stack)} is there is not known now.`, problemText(presence)]);
  }
  switch (presence) {
    case "there":
      return md`The stack ${code(stack)} is there.`;
    case "remains":
      return md`Of the stack ${code(stack)} only remains are there. ${code("/loans deploy")} clears them away and makes it anew; where days are in its lake, ${code("/loans teardown")} deletes them with it.`;
    case "stuck":
      return md`The stack ${code(stack)} is there, and CloudFormation could not take its last update back. ${code("/loans deploy")} goes on with that.`;
    case "absent":
      return md`There is no stack ${code(stack)}. ${code("/loans deploy")} makes it.`;
    case "silent":
      return md`AWS did not answer in time, so whether the stack ${code(stack)} is there is not known now.`;
  }
}
