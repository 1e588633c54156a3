import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { releasing } from "../../domain/runs/day-number/release.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, link, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { dated } from "./days.ts";
import { problemText, says } from "./problem.ts";
import { stateWords } from "./runs/run-words.ts";
import type { StackState } from "./stack-line.ts";
import { takesNoDays } from "./stack-line.ts";
import { withdrawnText } from "./withdrawal.ts";

/** Why there is no number of that day, and what helps; `batch` is the newest of it, `null` where there is none. */
export function noSummary(
  day: Day,
  {
    batch,
    withdrawn,
    stack = "silent",
    isFar = false,
  }: {
    readonly batch: RunView | null;
    readonly withdrawn: Withdrawal | null;
    readonly stack?: StackState;
    /** So far from today that it is rather a slip of the finger. */
    readonly isFar?: boolean;
  },
): Message {
  const before =
    withdrawn === null
      ? null
      : lines([md`The number of ${dated(day)} was taken back.`, withdrawnText(withdrawn, day)]);
  const never =
    before ??
    joined(
      [md`The stack has no summary of ${dated(day)}${none(stack, isFar)}`, !isFar && makesIt(day, stack)],
      " ",
    );
  if (batch === null) return says(never);
  const { progress, cardUrl } = batch;
  const { state, problem } = progress;
  const card = md`Its card: ${link(cardUrl, batch.run.id)}`;
  const why = problem === null ? null : problemText(problem);
  switch (state) {
    case "held": {
      const what = md`${dated(day)} is held, and no number of it is told.`;
      return says(before, what, why, helps(batch, day), card);
    }
    case "failed":
      return says(before, md`${dated(day)} has no summary: its batch failed.`, why, card);
    case "canceled":
      return says(never);
    case "succeeded":
      // Asked for without force it is done already.
      return says(before ?? lost(day), before === null ? card : null);
    case "queued":
    case "approval":
    case "underway":
    case "stopping":
      return says(before, md`${dated(day)} has no summary yet: its batch is ${stateWords[state]}.`, card);
  }
}

/** What more is said of a day of which nothing is known. */
function none(stack: StackState, isFar: boolean): Markup {
  if (isFar) return md`, which is far from today.`;
  const because = takesNoDays(stack);
  return because === null ? md`.` : md`, and ${because}.`;
}

/** What can be done about it now: without a stack no day can be run. */
function makesIt(day: Day, stack: StackState): Markup {
  if (takesNoDays(stack) === null) return md`${code(typed({ name: "run", day, force: false }))} makes it.`;
  return isBeingDeleted(stack)
    ? md`Days can be run once it is made anew.`
    : md`${code(typed({ name: "deploy" }))} makes the stack; then days can be run.`;
}

function isBeingDeleted(stack: StackState): boolean {
  return typeof stack === "object" && "is" in stack && stack.is === "there";
}

function lost(day: Day): Markup {
  return md`${dated(day)} was told, and its counts were lost with Redis: neither the channel nor the lake's report has them. ${code(typed({ name: "run", day, force: true }))} counts it anew.`;
}

function helps({ run, progress }: RunView, day: Day): Markup {
  const release = code(typed({ name: "release", day, why: "reason" }));
  return lines([
    md`*Retry* on its card, or ${code(typed({ name: "retry", which: { day } }))}, counts it anew.`,
    releasing(run.workflow, progress).can && md`*Release* there, or ${release}, tells it as it is.`,
  ]);
}
