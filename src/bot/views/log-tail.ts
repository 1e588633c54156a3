import { typed } from "../../domain/commands/command.ts";
import { assertNever } from "../../domain/problem.ts";
import type { LogTail } from "../../jobs/messages/step-logs.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { section } from "./block-kit/blocks.ts";
import { limits } from "./block-kit/limits.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, escapeMarkup, link, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { says } from "./problem.ts";
import { runName, stateWords } from "./runs/run-words.ts";
import type { StackState } from "./stack-line.ts";
import { takesNoDays } from "./stack-line.ts";

/** The end of a step's log, or why there is none to show. */
export function logMessage({ run }: RunView, tail: LogTail): Message {
  switch (tail.is) {
    case "none":
      return says(md`There is no log of ${runName(run)}: ${tail.because}.`);
    case "pending":
      return says(
        md`Still no log of ${code(tail.step)} of ${runName(run)}: EMR has not pushed it. The step is ${tail.state}; ask again later.`,
      );
    case "lines":
      if (tail.lines.length === 0) {
        return says(md`The step ${code(tail.step)} of ${runName(run)} (${tail.state}) wrote nothing.`);
      }
      return message(
        section(md`The end of what ${code(tail.step)} of ${runName(run)} (${tail.state}) wrote:`),
        section(fenced(tail.lines)),
      );
    default:
      return assertNever(tail);
  }
}

/** Of a batch whose stack is deleted: what is left of it, and what helps. */
export function goneLogMessage({ run, cardUrl, progress }: RunView, state: StackState): Message {
  const { day } = run.target;
  const isAbsent = takesNoDays(state) !== null;
  const anew = isAbsent ? typed({ name: "deploy" }) : day && typed({ name: "run", day, force: false });
  const how = isAbsent ? "makes a stack anew" : "counts the day on the stack of now, which keeps its logs";
  return says(
    md`The logs of ${runName(run)} are gone: they lay in the lake, which was deleted with its stack.`,
    md`How it ended (${stateWords[progress.state]}) its card tells: ${link(cardUrl, run.id)}`,
    anew !== null && md`${code(anew)} ${how}.`,
  );
}

/** Said at once, while the log is looked for again and again. */
export function pendingLogMessage(
  { run }: RunView,
  { step, state }: { readonly step: string; readonly state: string },
): Message {
  return says(
    md`EMR has not pushed the log of ${code(step)} of ${runName(run)} yet; it does so about every five minutes, and after the step has ended. The step is ${state}. The log is shown here as soon as it comes.`,
  );
}

/** As many of the last lines as one block takes, in a fence that nothing in them can close. */
function fenced(all: readonly string[]): Markup {
  const room = limits.section - 100;
  const kept: string[] = [];
  let length = 0;
  for (const line of all.toReversed()) {
    const written = escapeMarkup(line.replaceAll("`", "'"));
    if (length + written.length + 1 > room) break;
    kept.unshift(written);
    length += written.length + 1;
  }
  const above = all.length - kept.length;
  const head = above === 0 ? [] : [`… ${above} more above`];
  return { markup: ["```", ...head, ...kept, "```"].join("\n") };
}
