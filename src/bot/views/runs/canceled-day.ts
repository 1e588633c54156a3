import { typed } from "../../../domain/commands/command.ts";
import type { Day } from "../../../domain/day.ts";
import type { Run } from "../../../domain/runs/run.ts";
import { readRunId } from "../../../domain/runs/run-id.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import { batchFacts } from "../../../domain/workflows/batch-facts.ts";
import { outputOf, stepOf } from "../../../domain/workflows/workflow-facts.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { section } from "../block-kit/blocks.ts";
import { code, md } from "../block-kit/markup.ts";
import { publishedBefore } from "../cancel-effect.ts";

/** What is published of a day whose run was canceled; `null`: nothing that is worth a word. */
export function leftOfDay(run: Run, progress: RunProgress): MessageBlock | null {
  const publish = stepOf(batchFacts, progress, "publish")?.state;
  if (publish === "done")
    return section(md`The day is published already: Redshift shows its counts. No summary was posted.`);
  if (isUntold(progress))
    return section(
      md`Nothing is published of the day: this try did nothing, and no number was told before it.`,
    );
  return (progress.attempt === 1 && isFirstOfDay(run)) || publish !== "waiting"
    ? null
    : section(md`${publishedBefore}`);
}

/** What to type to have the day counted all the same. One that only asked has runs before it, by which the day stands. */
export function afterCancel(
  { run, progress }: { readonly run: Run; readonly progress: RunProgress },
  day: Day,
): MessageBlock | null {
  const goOn = code(typed({ name: "retry", which: { day } }));
  if (isFirstOfDay(run) || progress.hasBegun) return section(md`To take it up again: ${goOn}`);
  const anew = md`To ask once more: ${code(typed({ name: "run", day, force: true, why: "reason" }))}`;
  return section(
    isUntold(progress)
      ? md`${anew}. If a run of the day failed before, ${goOn} goes on with that one.`
      : anew,
  );
}

function isFirstOfDay({ id, target: { stack } }: Run): boolean {
  return readRunId(id, stack)?.number === 1;
}

/** Whether a look at the day has shown that nothing is told of it, and this run has told nothing either. */
function isUntold(progress: RunProgress): boolean {
  return outputOf(batchFacts, progress, "look")?.told === null && !progress.hasBegun;
}
