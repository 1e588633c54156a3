import { typed } from "../../domain/commands/command.ts";
import type { Policy } from "../../domain/commands/permission.ts";
import { needsSecondPerson } from "../../domain/commands/permission.ts";
import { assertNever } from "../../domain/problem.ts";
import type { Approval, Requester } from "../../domain/runs/approval.ts";
import { releasing } from "../../domain/runs/day-number/release.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { actionId, buttonValue, planName } from "../names.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { actions, button } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, md, mention, moment, reason } from "./block-kit/markup.ts";
import { bankTime } from "./days.ts";

type Waiting = Pick<RunView, "run" | "progress">;

/** What a waiting run waits for, until when by the bank's clock, and what happens then. */
export function waitingFor(
  progress: RunProgress,
  policy: Policy,
  { zone }: { readonly zone: string | undefined },
): Markup {
  const until = progress.approval?.until ?? null;
  return joined(
    [
      whoMayApprove(progress, policy),
      until !== null &&
        md`waits until ${zone === undefined ? moment(until) : bankTime(until, zone)}, then the plan is dropped`,
    ],
    " · ",
  );
}

function whoMayApprove({ approval }: RunProgress, policy: Policy): Markup {
  if (approval === null || !needsSecondPerson(approval, policy)) {
    return md`press *Apply* to carry out this plan, *Discard* to drop it`;
  }
  const { askedBy } = approval;
  const who = askedBy.length === 0 ? md`an approver` : md`somebody other than ${listed(askedBy)}`;
  return md`${who} has to approve the plan`;
}

/**
 * What nobody can begin while a run waits for a person's yes, and what ends that; `null` where it waits for nobody. A deploy and a
 * backfill are plans that somebody means to carry out now; what takes something away is asked for beside the daily work.
 */
export function heldUpLine({ run, progress }: Waiting, policy: Policy): Markup | null {
  const { state, approval } = progress;
  const heldUp = keptAway(run);
  if (state !== "approval" || approval === null || heldUp === null) return null;
  return md`While it waits ${heldUp} is begun: *${noButton(approval, policy)}* it, or cancel it, to go on`;
}

function keptAway({ workflow, target }: RunView["run"]): string | null {
  switch (workflow) {
    case "teardown-stack":
      return `nothing else on ${target.stack}`;
    case "daily-batch":
    case "withdraw-day":
      return "no deploy, no teardown and no other run of its day";
    case "deploy-stack":
    case "backfill":
      return null;
    default:
      return assertNever(workflow);
  }
}

/** Until when such a run keeps others away, and what ends it before; `null` where it waits for nobody. */
export function endOfWaiting({ run, progress }: Waiting, policy: Policy): Markup | null {
  const { state, approval } = progress;
  if (state !== "approval" || approval === null) return null;
  const until = approval.until === null ? md`` : md` until ${moment(approval.until)}, then it ends by itself`;
  const line = typed({ name: "cancel", which: { runId: run.id } });
  return md`It waits for a person's yes${until}; *${noButton(approval, policy)}* on its card ends it at once, and so does ${code(line)}.`;
}

function noButton(approval: Approval, policy: Policy): string {
  return needsSecondPerson(approval, policy) ? "Deny" : "Discard";
}

/** Approvers who are named one by one. */
const MOST_NAMED = 5;

/**
 * Who may give the word that a run waits for, where that has to be a second person's. `null` where nobody's is, and of a held day
 * that nobody can let pass.
 */
export function secondPersonLine({ run, progress }: Waiting, policy: Policy): Markup | null {
  const { state, approval, requesters } = progress;
  if (releasing(run.workflow, progress).can && policy.approvals.includes("release"))
    return md`*May release it*: ${approversBut(requesters, policy)}`;
  if (state !== "approval" || approval === null || !needsSecondPerson(approval, policy)) return null;
  return md`*May approve it*: ${approversBut(approval.askedBy, policy)}`;
}

/** Approvers as the policy names them, people and user groups, but for those who want it themselves. */
function approversBut(askedBy: readonly Requester[], { approvers }: Policy): Markup {
  // Nobody could be told apart from them.
  if (askedBy.some(({ user }) => user === null))
    return md`nobody, because who retried it is not known any more; ask for it anew`;
  const wants = new Set(askedBy.map(({ user }) => user));
  const may = approvers.filter((id) => !wants.has(id));
  if (may.length === 0) return md`nobody, because LOANS_APPROVERS names nobody else`;
  const named = may.length > MOST_NAMED ? may.slice(0, MOST_NAMED) : may;
  const words = [
    ...named.map(mention),
    ...(may.length > named.length ? [md`${may.length - named.length} more`] : []),
  ];
  return inWords(words);
}

/** The two buttons under a plan; a press is for that plan alone. */
export function approvalButtons({ run, progress }: Waiting, policy: Policy): MessageBlock | null {
  const ofPlan = buttonValue(run.id, planName(progress.attempt));
  const approve = { action: actionId.approve, value: ofPlan };
  return progress.approval && needsSecondPerson(progress.approval, policy)
    ? actions(
        factsOf(run.workflow).retry === "teardown"
          ? button("Approve", { ...approve, style: "danger", confirm: goingFor(run) })
          : button("Approve", { ...approve, style: "primary" }),
        button("Deny", { action: actionId.deny, value: ofPlan }),
      )
    : actions(
        button("Apply", { action: actionId.apply, value: ofPlan, style: "primary" }),
        button("Discard", { action: actionId.deny, value: ofPlan }),
      );
}

/** What a teardown deletes cannot be had back. */
function goingFor({ target: { stack } }: RunView["run"]) {
  return {
    title: `Tear down ${stack}?`,
    text: `${stack} is deleted, with all it holds, once the time to stop it is over. It cannot be undone.`,
    confirm: "Approve",
    deny: "Not now",
  };
}

/** Who retried what others had asked for, who let it go on, and who released it. */
export function peopleOf(progress: RunProgress, policy: Policy): readonly (Markup | null)[] {
  const retriers = progress.requesters.filter(({ has }) => has === "retried");
  const end = progress.approval?.end;
  return [
    retriers.length === 0 ? null : md`retried by ${listed(retriers)}`,
    end?.is === "approved" ? endWords(progress, policy) : null,
    ...progress.releases.map(({ by, reason: why, attempt }) => {
      // What holds it now was let pass by nobody.
      const what = progress.state === "held" ? md`what held attempt ${attempt - 1} was ` : md``;
      return md`${what}released by ${mention(by)}${reason(why)}`;
    }),
  ];
}

/** What journals have where nobody was asked why. */
const UNASKED = /^(?:denied|discarded) (?:on its card|with a command)$/;

/**
 * `approved by @a`, `denied by @b (“why”)`, in the words of the button that was there to be pressed; `null` while nobody has
 * answered.
 */
export function endWords({ approval }: Pick<RunProgress, "approval">, policy: Policy): Markup | null {
  if (approval === null || approval.end === null) return null;
  if (approval.end.is === "expired" || approval.end.is === "canceled") return null;
  const { end } = approval;
  const { yes, no } = needsSecondPerson(approval, policy)
    ? { yes: "approved", no: "denied" }
    : { yes: "applied", no: "discarded" };
  if (end.is === "approved") return md`${yes} by ${mention(end.by)}`;
  return md`${no} by ${mention(end.by)}${reason(UNASKED.test(end.reason) ? null : end.reason)}`;
}

/** `@a, @b and @c`. */
function listed(requesters: readonly Requester[]): Markup {
  return inWords(
    requesters.map(({ user }) => (user === null ? md`somebody who is not known any more` : mention(user))),
  );
}

function inWords(names: readonly Markup[]): Markup {
  const before = names.slice(0, -1);
  return joined([before.length > 0 && joined(before, ", "), ...names.slice(-1)], " and ");
}
