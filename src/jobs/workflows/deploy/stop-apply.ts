import type { ResourceChange } from "../../../aws/stack-facts.ts";
import { firstFailure } from "../../../domain/aws/diagnosis.ts";
import { Problem } from "../../../domain/problem.ts";
import type { StepContext, Stopped } from "../../engine/workflow.ts";
import { resourceItems } from "../steps/resource-items.ts";
import type { World } from "../world.ts";

/** What will change. `none`: the stack is as the template wants it. */
export interface Plan {
  readonly kind: "create" | "update" | "none";
  readonly stackId: string;
  readonly changeSetId: string;
  readonly changes: readonly ResourceChange[];
  /** Somebody had executed it before it was found, so that nobody is to be asked again. */
  readonly isCarriedOut?: boolean;
}

/**
 * Ends a creation that is underway by deleting the stack, the one way CloudFormation has for it: nothing of a bank's
 * can be in it yet. Looks until the stack is gone. A change of an existing stack goes on, and this throws to say so.
 */
export async function stopApply(
  { world, key, confirmOwner }: StepContext<unknown, unknown, World>,
  { kind, stackId, changeSetId }: Plan,
): Promise<Stopped> {
  if (kind === "none") return { is: "done", says: "nothing had to change" };
  const stack = await world.stacks.see(stackId);
  if (!stack || stack.status.isDeleted) {
    return { is: "done", says: "CloudFormation has deleted what it had made" };
  }
  if (stack.status.isReviewing || stack.changeSetId !== changeSetId) {
    const set = await world.stacks.seeChangeSet({ stack: stackId, name: changeSetId });
    return set?.execution === "underway"
      ? { is: "underway" }
      : { is: "done", says: "nothing of the plan was carried out" };
  }
  if (stack.status.isHealthy) {
    return { is: "done", says: "it was complete before it could be stopped, so the stack is there" };
  }
  if (kind === "update") {
    throw new Problem(
      "change-goes-on",
      `stopping the change of "${stack.name}": it goes on in CloudFormation`,
      {
        remedy: "see in a while with `/loans status` what it came to",
      },
    );
  }
  if (stack.status.isDeleting) {
    const items = resourceItems(await world.stacks.resources(stackId), "removing");
    return { is: "underway", progress: { text: "deleting what was made", items } };
  }
  if (stack.status.isRollingBack) return { is: "underway", progress: { text: "rolling back" } };
  if (stack.status.isRolledBack) {
    return { is: "done", says: "CloudFormation had rolled it back; the next deploy clears what is left" };
  }
  if (stack.status.isDeleteFailed) {
    throw await notDeleted(world, {
      stackId,
      remedy: "mend the cause; then `/loans deploy` clears what is left",
    });
  }
  await confirmOwner();
  await world.stacks.deleteStack({ stackId, token: `${key}-stop` });
  return { is: "underway", progress: { text: "deleting what was made" } };
}

/** Why a stack could not be deleted; why its making had failed before is another matter. */
export async function notDeleted(
  world: World,
  { stackId, remedy }: { readonly stackId: string; readonly remedy: string },
): Promise<Problem> {
  const events = await world.stacks.events({ stackId });
  const cause = firstFailure(events.filter(({ status }) => status === "DELETE_FAILED"));
  const says = `deleting ${cause?.logicalId ?? "what was made"}: ${cause?.reason ?? "AWS gives no reason"}`;
  return new Problem("remains-left", says, { remedy });
}

/** Why CloudFormation took back what it had made. */
export async function rolledBack(world: World, stackId: string): Promise<Problem> {
  const cause = firstFailure(await world.stacks.events({ stackId }));
  const says = cause
    ? `making ${cause.logicalId} (${cause.type}): ${cause.reason}`
    : `making the stack "${world.settings.stack}": it was rolled back, and AWS gives no reason`;
  return new Problem("stack-rolled-back", says, {
    remedy: "CloudFormation took back what it had made; mend the cause, then press Retry",
  });
}
