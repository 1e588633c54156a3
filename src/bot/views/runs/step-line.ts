import { isUnasked } from "../../../domain/runs/approval.ts";
import { backfillOf } from "../../../domain/runs/backfill.ts";
import type { RunProgress, StepProgress } from "../../../domain/runs/run-progress.ts";
import { backfillFacts } from "../../../domain/workflows/backfill-facts.ts";
import { batchFacts, SUMMARIZED_BY_BACKFILL } from "../../../domain/workflows/batch-facts.ts";
import { deployFacts } from "../../../domain/workflows/deploy-facts.ts";
import type { WorkflowName } from "../../../domain/workflows/index.ts";
import { stepTitle } from "../../../domain/workflows/index.ts";
import { outputOf, stepOf } from "../../../domain/workflows/workflow-facts.ts";
import { rowsOfBankDays } from "../backfill.ts";
import type { Markup } from "../block-kit/markup.ts";
import { clockTime, joined, md } from "../block-kit/markup.ts";
import { itemsCount } from "../plan.ts";
import { tookWords } from "./run-line.ts";

const stepSign = { waiting: "○", underway: "▸", done: "✓", failed: "✗", undone: "−" } as const;

/** A step as a line of its run's card; never ticked off is a yes that nobody was asked for. */
export function stepLine(step: StepProgress, workflow: WorkflowName, run: RunProgress): Markup {
  if (isUnasked(step, { workflow, ...run })) return md`– ${stepTitle(step.name)} · not asked for`;
  // A step that waits for a person may have nothing in the journal yet.
  const isStopped = step.state === "underway" && run.endedAt !== null;
  const isNow =
    (step.state === "underway" && !isStopped) || (run.state === "approval" && run.at === step.name);
  const isOfBackfill = step === stepOf(batchFacts, run, "summarize") && backfillOf(run.input) !== null;
  const words = isOfBackfill ? SUMMARIZED_BY_BACKFILL : stepTitle(step.name);
  const title = isNow ? md`*${words}*` : md`${words}`;
  const items =
    step === stepOf(backfillFacts, run, "days") ? rowsOfBankDays(run) : (step.progress.items ?? []);
  const text = step.progress.text ?? "";
  return joined(
    [
      md`${isNow ? stepSign.underway : isStopped ? stepSign.undone : stepSign[step.state]} ${title}`,
      isStopped && md`ended here`,
      step.state === "done" && duration(step),
      step.state === "undone" &&
        (step.undone?.problem ? md`not stopped` : md`${step.undone?.says ?? "taken back"}`),
      isNow && step.startedAt !== null && md`since ${clockTime(step.startedAt)}`,
      step.state === "underway" && items.length > 0 && md`${itemsCount(items, plannedBy(step, run))}`,
      isNow && text !== "" && md`${text}`,
    ],
    " · ",
  );
}

/** The names of all that a step is to bring about, where they are known before. */
function plannedBy(step: StepProgress, run: RunProgress): readonly string[] {
  if (step !== stepOf(deployFacts, run, "apply")) return [];
  return outputOf(deployFacts, run, "plan")?.changes.map(({ logicalId }) => logicalId) ?? [];
}

function duration({ startedAt, endedAt }: StepProgress): Markup | null {
  if (startedAt === null || endedAt === null) return null;
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  // A step that took no time worth telling is only ticked off.
  return tookWords(ms);
}
