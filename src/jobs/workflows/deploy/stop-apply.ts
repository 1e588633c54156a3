import type { StackFacts } from "../../../aws/stack-facts.ts";
import type { ResourceChange } from "../../../domain/aws/plan-changes.ts";
import { Problem } from "../../../domain/problem.ts";
import type { PlannedChanges } from "../../../domain/workflows/deploy-facts.ts";
import type { StepContext, Stopped } from "../../engine/workflow.ts";
import { notDeleted } from "../steps/not-deleted.ts";
import { ownLake, takeLogs } from "../steps/own-lake.ts";
import { resourceItems } from "../steps/resource-items.ts";
import type { World } from "../world.ts";

/** What a person does after the cause was mended. */
const CLEARS = "type `/loans deploy`, which clears what is left";

/** What will change. `none`: the stack is as the template wants it. */
export interface Plan {
  readonly kind: "create" | "update" | "none";
  readonly stackId: string;
  readonly changeSetId: string;
  readonly changes: readonly (ResourceChange & { readonly isGone?: boolean })[];
  /** Somebody had executed it before it was found, so that nobody is to be asked again. */
  readonly isCarriedOut?: boolean;
  /** What the look at the account before it came to. */
  readonly looks?: PlannedChanges["looks"];
  readonly price?: PlannedChanges["price"];
}

/**
 * Ends a creation that is underway by deleting the stack, the one way CloudFormation has for it: nothing of a bank's
 * can be in it yet. The logs that EMR pushes to its end keep their bucket; they are taken out, and the rest is deleted by a
 * second call. Looks until the stack is gone. A change of an existing stack is taken back.
 */
export async function stopApply(
  context: StepContext<unknown, unknown, World>,
  { kind, stackId, changeSetId }: Plan,
): Promise<Stopped> {
  const { world, key, confirmOwner } = context;
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
  if (kind === "update") return await stopChange(context, stack);
  if (stack.status.isHealthy) {
    return { is: "done", says: "it was complete before it could be stopped, so the stack is there" };
  }
  if (stack.status.isDeleting) {
    const items = resourceItems(await world.stacks.resources(stackId), "removing");
    return { is: "underway", progress: { text: "deleting what was made", items } };
  }
  if (stack.status.isRollingBack) return { is: "underway", progress: { text: "rolling back" } };
  if (stack.status.isRolledBack) {
    return { is: "done", says: "CloudFormation had rolled it back; the next deploy clears what is left" };
  }
  if (stack.status.isOnlyDeletable) {
    const lake = await ownLake(world, stackId);
    // EMR's last logs came while CloudFormation was ending the cluster, and kept their bucket.
    if (lake.is === "own" && (await takeLogs(world, { bucket: lake.bucket, next: CLEARS }))) {
      return { is: "underway", progress: { text: "emptying the lake of EMR's logs" } };
    }
    const hasTried = async (token: string) => (await world.stacks.events({ stackId, token })).length > 0;
    if (!(await hasTried(`${key}-stop`))) return await deletes(`${key}-stop`);
    if (lake.is === "own" && !(await hasTried(`${key}-stop-2`))) return await deletes(`${key}-stop-2`);
    throw await notDeleted(world, { stackId, next: CLEARS });
  }
  return await deletes(`${key}-stop`);

  async function deletes(token: string): Promise<Stopped> {
    await confirmOwner();
    await world.stacks.deleteStack({ stackId, token });
    return { is: "underway", progress: { text: "deleting what was made" } };
  }
}

/** Has CloudFormation take the change back, and looks until it has; it may have come too late. */
async function stopChange(
  { world, key, confirmOwner }: StepContext<unknown, unknown, World>,
  { id: stackId, name, status }: StackFacts,
): Promise<Stopped> {
  if (status.isHealthy) {
    const says = "it was complete before it could be stopped, so the stack is as the plan has it";
    return { is: "done", says };
  }
  if (status.isRolledBack) {
    const says = "CloudFormation took the change back: the stack stands as it was before, and takes runs";
    return { is: "done", says };
  }
  if (status.isSettled) {
    throw new Problem(
      "change-stuck",
      `taking back the change of "${name}": CloudFormation could not (${status.text})`,
      { remedy: "type `/loans deploy`, which goes on with that and says what stops it" },
    );
  }
  if (status.isUpdating) {
    await confirmOwner();
    await world.stacks.cancelUpdate({ stackId, token: `${key}-stop` });
  }
  const items = resourceItems(await world.stacks.resources(stackId), "making");
  return { is: "underway", progress: { text: "taking the change back", items } };
}
