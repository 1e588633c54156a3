import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { releasing } from "../../domain/runs/day-number/release.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, lines, link, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { dated } from "./days.ts";
import { problemText, says } from "./problem.ts";
import { stateWords } from "./runs/run-words.ts";
import { withdrawnText } from "./withdrawal.ts";

/** Why there is no number of that day, and what helps; `batch` is the newest of it, `null` where there is none. */
export function noSummary(
  day: Day,
  { batch, withdrawn }: { readonly batch: RunView | null; readonly withdrawn: Withdrawal | null },
): Message {
  const before = withdrawn === null ? null : withdrawnText(withdrawn, day);
  const never =
    before ??
    md`The stack has no summary of ${dated(day)}. ${code(typed({ name: "run", day, force: false }))} makes it.`;
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

function lost(day: Day): Markup {
  return md`${dated(day)} was told, and its counts were lost with Redis: neither the channel nor the lake's report has them. ${code(typed({ name: "run", day, force: true }))} counts it anew.`;
}

function helps({ run, progress }: RunView, day: Day): Markup {
  const release = code(typed({ name: "release", day, why: "reason" }));
  return lines([
    md`*Retry* on its card counts it anew.`,
    releasing(run.workflow, progress).can && md`*Release* there, or ${release}, tells it as it is.`,
  ]);
}
