import type { Button } from "@slack/types";
import type { Policy } from "../../../domain/commands/permission.ts";
import { mayStillWithdraw } from "../../../domain/runs/day-number/plan-withdrawal.ts";
import { releasing } from "../../../domain/runs/day-number/release.ts";
import type { Run } from "../../../domain/runs/run.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import { factsOf } from "../../../domain/workflows/index.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { actionId, buttonValue, offerAction, planName } from "../../names.ts";
import { approvalButtons } from "../approval.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { actions, button } from "../block-kit/blocks.ts";
import { cancelButton } from "../cancel-effect.ts";
import { offerButton } from "../offer.ts";

/** What may be done about the run as it is now; what a press does is decided when it comes. */
export function runButtons(
  { run, progress }: Pick<RunView, "run" | "progress">,
  policy: Policy,
): MessageBlock | null {
  switch (progress.state) {
    case "approval":
      return approvalButtons({ run, progress }, policy);
    case "failed":
    case "held":
      return actions(retryButton({ run, progress }), releaseButton(run, progress));
    case "queued":
    case "underway":
      return actions(cancelButton({ run, progress }));
    case "succeeded":
      return nextButtons(run, progress);
    default:
      return null;
  }
}

/** Of a day that somebody passed over: takes that back, whoever asks once more; its run can be taken up then. */
export function unskipButton({ target: { day } }: Run, zone: string | undefined): MessageBlock | null {
  return day === null ? null : actions(offerButton({ name: "unskip", day }, zone ?? "the bank's zone"));
}

/** What one mostly does next, where that is one thing: it goes the way of the menu's button of that name. */
function nextButtons({ id, workflow, target: { day } }: Run, progress: RunProgress): MessageBlock | null {
  if (workflow === "deploy-stack")
    return actions(button("Run a day…", { action: offerAction("run"), value: id }));
  if (workflow !== "daily-batch" || day === null || progress.withdrawn !== null) return null;
  return actions(button("Counts", { action: offerAction("counts"), value: day }));
}

/**
 * Takes up what ended badly, where that makes sense. A teardown was confirmed perhaps long ago, and what it deletes cannot be had
 * back: going on is confirmed once more.
 */
export function retryButton(
  { run, progress }: Pick<RunView, "run" | "progress">,
  label = "Retry",
): Button | null {
  if (!mayStillWithdraw(progress.problem)) return null;
  const { id, workflow, target } = run;
  const what = { action: actionId.retry, value: buttonValue(id, null) };
  if (factsOf(workflow).retry === "plain") return button(label, what);
  return button(label, {
    ...what,
    confirm: {
      title: "Go on tearing down?",
      text: `What is left of ${target.stack} is deleted, with all it holds. It cannot be undone.`,
      confirm: "Go on",
      deny: "Keep it",
    },
  });
}

/** Where a person may vouch for what holds the day: they are asked why. */
export function releaseButton({ id, workflow }: Run, progress: RunProgress): Button | null {
  if (!releasing(workflow, progress).can) return null;
  return button("Release", {
    action: actionId.release,
    value: buttonValue(id, planName(progress.attempt)),
  });
}
