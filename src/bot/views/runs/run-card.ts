import { typed } from "../../../domain/commands/command.ts";
import type { Policy } from "../../../domain/commands/permission.ts";
import { assertNever } from "../../../domain/problem.ts";
import type { Run } from "../../../domain/runs/run.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import { pausedUntil } from "../../../domain/runs/run-progress.ts";
import { deployFacts } from "../../../domain/workflows/deploy-facts.ts";
import type { WorkflowName } from "../../../domain/workflows/index.ts";
import { stepTitle } from "../../../domain/workflows/index.ts";
import { teardownFacts } from "../../../domain/workflows/teardown-facts.ts";
import { withdrawFacts } from "../../../domain/workflows/withdraw-facts.ts";
import { outputOf, stepOf } from "../../../domain/workflows/workflow-facts.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { endWords, heldUpLine, peopleOf, secondPersonLine, waitingFor } from "../approval.ts";
import { backfillDays, toldDay } from "../backfill.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { context, header, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { code, joined, lines, md, mention, reason, secondsTime } from "../block-kit/markup.ts";
import type { Message } from "../block-kit/message.ts";
import { message } from "../block-kit/message.ts";
import { folded } from "../block-kit/rich-blocks.ts";
import { itemsText, leftText, planText } from "../plan.ts";
import { problemText } from "../problem.ts";
import { surveyText } from "../teardown.ts";
import { countedAgainText, takenBackBy, withdrawalText, withdrawnText } from "../withdrawal.ts";
import { afterCancel, leftOfDay } from "./canceled-day.ts";
import {
  behindLine,
  besideLine,
  estimateLine,
  leftOutLine,
  noBankDayLine,
  overtakenLine,
  recordLine,
  skippedLine,
} from "./card-lines.ts";
import { runButtons, unskipButton } from "./run-buttons.ts";
import { placeInLine, tookWords } from "./run-line.ts";
import { hasExpired, runTitle, stateWord, stateWords } from "./run-words.ts";
import { stepLine } from "./step-line.ts";

/** What a card is made of. */
export interface CardFacts {
  readonly run: Run;
  readonly progress: RunProgress;
  readonly beside?: RunView["beside"];
  readonly behind?: RunView["behind"];
  readonly replacedDays?: RunView["replacedDays"];
  readonly usual?: RunView["usual"];
  readonly overtaken?: RunView["overtaken"];
  readonly skipped?: RunView["skipped"];
  readonly ahead?: RunView["ahead"];
  /** The bank's zone, an IANA name; without it times are the reader's alone. */
  readonly zone?: string;
  /** Where the audit record is kept besides Redis, `null`: nowhere; without it nothing is said of that. */
  readonly audit?: string | null;
}

/** The one message that a run has, from queued to its end. It holds no running clock: it changes when the run does. */
export function runCard(
  { run, progress, beside, behind, replacedDays, usual, overtaken, skipped, ahead, zone, audit }: CardFacts,
  policy: Policy,
): Message {
  return message(
    header(runTitle(run)),
    section(
      lines([
        statusLine(progress, policy, {
          ...(ahead && { ahead }),
          ...(behind && { behind }),
          isSkipped: skipped !== undefined,
          zone,
        }),
        secondPersonLine({ run, progress }, policy),
        skipped === undefined && heldUpLine({ run, progress }, policy),
        estimateLine(run, progress, usual),
      ]),
    ),
    behindLine(behind),
    noBankDayLine(run, progress),
    stepsOf(run, progress),
    leftOutLine(progress),
    progress.problem !== null &&
      section(problemText(skipped === undefined ? progress.problem : { ...progress.problem, remedy: "" })),
    skippedLine(run, skipped),
    progress.triedAgain !== null && context(md`Tried once more by itself after: ${progress.triedAgain.says}`),
    leftUndone(progress),
    details(run, progress, replacedDays),
    recordLine(run, progress, audit),
    next(run, progress),
    besideLine(run, beside),
    overtakenLine(overtaken),
    overtaken === undefined &&
      (skipped === undefined ? runButtons({ run, progress }, policy) : unskipButton(run, zone)),
    smallPrint(run, progress, policy),
  );
}

/** What it did is folded away once all went well; as long as somebody may have to act it stands open. */
function stepsOf(run: Run, progress: RunProgress): MessageBlock | null {
  if (!hasBegun(progress)) return null;
  const steps = section(lines(progress.steps.map((step) => stepLine(step, run.workflow, progress))));
  return progress.state === "succeeded" ? folded("Steps and times", [steps]) : steps;
}

/** `step 5 of 10: count the loans with Spark`. */
function stepPlace({ at, steps }: RunProgress): Markup | null {
  if (at === null) return null;
  const place = steps.findIndex(({ name }) => name === at) + 1;
  return md`step ${place} of ${steps.length}: ${stepTitle(at)}`;
}

/** Steps that nobody has begun tell nothing. */
function hasBegun({ state, steps }: RunProgress): boolean {
  return state !== "queued" && (state !== "canceled" || steps.some((step) => step.state !== "waiting"));
}

/** At most one emoji, and always the word beside it. */
const stateSign: Readonly<Record<RunProgress["state"], string>> = {
  queued: "🕓",
  approval: "✋",
  underway: "⏳",
  stopping: "⏳",
  succeeded: "✅",
  failed: "❌",
  held: "⚠️",
  canceled: "🚫",
};

function statusLine(
  progress: RunProgress,
  policy: Policy,
  {
    ahead,
    behind,
    isSkipped,
    zone,
  }: Pick<CardFacts, "ahead" | "behind"> & { readonly isSkipped: boolean; readonly zone: string | undefined },
): Markup {
  const { state } = progress;
  if (isSkipped)
    return joined(
      [md`– *skipped*`, md`it had ${state === "held" ? "been held" : "failed"}`, stepPlace(progress)],
      " · ",
    );
  const head = md`${stateSign[state]} *${stateWords[state]}*`;
  switch (state) {
    case "queued":
      if (ahead !== undefined && ahead.runs.length > 0)
        return joined([head, placeInLine(ahead.runs, ahead)], " · ");
      return behind === undefined ? md`${head} · starts in a moment` : head;
    case "approval":
      return md`${head} · ${waitingFor(progress, policy, { zone })}`;
    case "underway": {
      const until = pausedUntil(progress);
      if (until !== null) {
        return md`${head} · nothing has begun: it starts at ${secondsTime(until)}, unless somebody presses *Stop*`;
      }
      return joined([head, stepPlace(progress)], " · ");
    }
    case "stopping":
      return md`${head} · taking back what can be taken back`;
    case "succeeded":
      if (progress.withdrawn !== null) return md`⛔ *withdrawn* · ${takenBackBy(progress.withdrawn)}`;
      return joined([head, tookWords(progress.tookMs)], " · ");
    case "failed":
      if (hasExpired(progress)) return md`⌛ *${stateWord(progress)}* · nobody answered in time`;
      return joined([head, stepPlace(progress), tookWords(progress.tookMs)], " · ");
    case "held":
      return md`${head} · the day's data is in doubt, so no summary was posted`;
    case "canceled":
      return joined(
        [
          head,
          canceledWords(progress, policy),
          !hasBegun(progress) && md`nothing of ${progress.attempt > 1 ? "this try" : "it"} had begun`,
        ],
        " · ",
      );
    default:
      return assertNever(state);
  }
}

/** Who said no to its plan, or ended it otherwise. */
function canceledWords(progress: RunProgress, policy: Policy): Markup | null {
  if (progress.approval?.end?.is === "denied") return endWords(progress, policy);
  return progress.canceledBy === null ? null : md`by ${mention(progress.canceledBy)}`;
}

/** What could not be stopped or taken back, and went on. */
function leftUndone({ steps }: RunProgress): MessageBlock | null {
  const problems = steps.flatMap(({ undone }) => (undone?.problem ? [problemText(undone.problem)] : []));
  return section(lines(problems));
}

/** What a canceled run leaves behind, where that is not nothing. */
function leftBehind(run: Run, progress: RunProgress): MessageBlock | null {
  switch (run.workflow) {
    case "daily-batch":
      return leftOfDay(run, progress);
    case "deploy-stack":
      return stepOf(deployFacts, progress, "apply")?.state === "done" &&
        outputOf(deployFacts, progress, "plan")?.kind !== "none"
        ? section(
            md`The stack is there and costs money: ${code("/loans deploy")} finishes it, ${code("/loans teardown")} removes it.`,
          )
        : null;
    case "teardown-stack":
      return section(
        progress.attempt > 1 || progress.isRebuilt
          ? md`Nothing more is deleted; what was deleted before stays so.`
          : md`Nothing was deleted.`,
      );
    case "withdraw-day":
      return section(md`Nothing was taken back: what was told of the day stands.`);
    case "backfill":
      return null;
    default:
      return assertNever(run.workflow);
  }
}

/** What stands under the steps: the plan while it waits, the resources while they come and go. */
function details(
  run: Run,
  progress: RunProgress,
  replacedDays: CardFacts["replacedDays"],
): MessageBlock | null {
  if (run.workflow === "backfill") return section(backfillDays(progress, replacedDays) ?? md``);
  if (run.workflow === "withdraw-day" && progress.state !== "canceled")
    return hasEndedUnbegun(progress) ? leftBehind(run, progress) : section(withdrawalText(progress));
  if (progress.state === "approval") return planned(run.workflow, progress);
  if (pausedUntil(progress) !== null) return section(surveyText(progress) ?? md``);
  if (progress.state === "succeeded") {
    const hasChanged = outputOf(deployFacts, progress, "plan")?.kind !== "none";
    return hasChanged ? proof(run, progress) : section(md`Nothing had to change.`);
  }
  if (progress.state === "canceled") return leftBehind(run, progress);
  if (progress.state === "queued") return null;
  const items = progress.steps.find(({ name }) => name === progress.at)?.progress.items ?? [];
  // After a failure what was still on its way says nothing any more; what failed does.
  const told = progress.problem === null ? items : items.filter(({ state }) => state === "failed");
  return told.length === 0 ? null : section(itemsText(told));
}

/** Whether a withdrawal has ended badly before it took anything back. */
function hasEndedUnbegun(progress: RunProgress): boolean {
  return progress.state === "failed" && stepOf(withdrawFacts, progress, "unpublish")?.state === "waiting";
}

/** What a person is asked about. */
function planned(workflow: WorkflowName, progress: RunProgress): MessageBlock | null {
  switch (workflow) {
    case "deploy-stack": {
      const plan = outputOf(deployFacts, progress, "plan");
      return section(
        plan === null
          ? md`The plan is not in the journal; press *Discard* and deploy again.`
          : planText(plan),
      );
    }
    case "teardown-stack":
      return section(surveyText(progress) ?? md``);
    case "daily-batch":
      return section(countedAgainText(progress) ?? md``);
    case "withdraw-day":
    case "backfill":
      return null;
    default:
      return assertNever(workflow);
  }
}

/** An update ends with what it could not delete, a teardown with what was looked for and not found. */
function proof(run: Run, progress: RunProgress): MessageBlock | null {
  const left = outputOf(deployFacts, progress, "apply")?.left ?? [];
  if (left.length > 0) return section(leftText(left));
  if (stepOf(teardownFacts, progress, "verify-nothing-left")?.state !== "done") return null;
  const { uncertain } = outputOf(teardownFacts, progress, "verify-nothing-left") ?? { uncertain: [] };
  return section(
    lines([
      md`*Nothing billable is left of ${run.target.stack}.*`,
      md`AWS was asked for everything that carries the stack's tag, and EMR, Redshift, S3 and CloudFormation for each thing of it: there is none.`,
      uncertain.length > 0 &&
        md`AWS's list of tags, which lags by hours, still names ${joined(
          uncertain.map((id) => code(id)),
          ", ",
        )}.`,
    ]),
  );
}

/** What to do next when all went well, or when somebody thinks better of a cancel. */
function next(run: Run, progress: RunProgress): MessageBlock | null {
  const { state, withdrawn } = progress;
  const { day } = run.target;
  if (state === "canceled" && run.workflow === "daily-batch" && day !== null) {
    return afterCancel({ run, progress }, day);
  }
  if (state === "canceled" && run.workflow === "backfill") {
    return section(md`To go on with the rest: ${code(typed({ name: "retry", which: { runId: run.id } }))}`);
  }
  if (state !== "succeeded") return null;
  switch (run.workflow) {
    case "deploy-stack":
      return section(md`Next: ${code("/loans run today")}`);
    case "withdraw-day":
      return day === null
        ? null
        : section(md`To count the day anew: ${code(typed({ name: "run", day, force: true }))}`);
    case "daily-batch":
      if (day !== null && withdrawn !== null) return section(withdrawnText(withdrawn, day));
      return run.target.day === null
        ? null
        : section(md`The counts: ${code(typed({ name: "summary", day: run.target.day }))}`);
    case "teardown-stack":
      return section(md`To have it again: ${code("/loans deploy")}`);
    case "backfill": {
      const told = toldDay(progress);
      return told && section(md`The counts of a day: ${code(typed({ name: "summary", day: told }))}`);
    }
  }
}

function smallPrint(run: Run, progress: RunProgress, policy: Policy): MessageBlock | null {
  return context(
    joined(
      [
        md`run ${code(run.id)}`,
        md`asked by ${mention(run.askedBy.user)}${forcedFor(progress)}`,
        ...peopleOf(progress, policy),
        progress.canceledBy !== null &&
          progress.endedAt !== null &&
          progress.state !== "canceled" &&
          md`the cancel by ${mention(progress.canceledBy)} came too late`,
        progress.attempt > 1 && md`attempt ${progress.attempt}`,
      ],
      " · ",
    ),
  );
}

/** Why days that were done are counted anew, where whoever forced it said why. */
function forcedFor({ input }: RunProgress): Markup {
  const why = input["force"] === true ? input["reason"] : null;
  return reason(typeof why === "string" ? why : null);
}
