import { firstFailure, ofNewestOperation, plainReason } from "../../../domain/aws/diagnosis.ts";
import { mendCause } from "../../../domain/aws/mend-cause.ts";
import type { StackStatus } from "../../../domain/aws/stack-status.ts";
import { Problem } from "../../../domain/problem.ts";
import type { LeftResource } from "../../../domain/workflows/deploy-facts.ts";
import type { World } from "../world.ts";

/** The operation by the token that began it; a stack's history holds the failures of all that went before, too. */
interface Operation {
  readonly stackId: string;
  readonly token: string;
}

/** Why CloudFormation took back what it had made or changed, or could not even do that. */
export async function takenBack(
  { stacks, settings }: Pick<World, "stacks" | "settings">,
  { status, ...operation }: Operation & { readonly status: StackStatus },
): Promise<Problem> {
  const events = await eventsOf(stacks, operation);
  const cause = firstFailure(events);
  const act = status.isFirstCreation ? "making" : "changing";
  const says = cause
    ? `${act} ${cause.logicalId} (${cause.type}): ${cause.reason.replace(/\.$/, "")}`
    : `${act} the stack "${settings.stack}": it was rolled back, and AWS gives no reason`;
  const mend = mendCause(cause?.reason ?? "", settings.stack);
  if (status.isFirstCreation) {
    const left = status.isRolledBack ? [] : await stacks.resources(operation.stackId);
    const names = left.flatMap(({ logicalId, phase }) => (phase === "failed" ? [logicalId] : []));
    const remedy =
      names.length === 0
        ? `CloudFormation took back what it had made; ${mend}, then press Retry`
        : `CloudFormation could not take back ${names.join(", ")}; ${mend}, then press Retry, which clears that away first`;
    return new Problem("stack-rolled-back", says, { remedy });
  }
  if (status.isRolledBack) {
    return new Problem("update-rolled-back", `${says}, so CloudFormation took the whole change back`, {
      remedy: `the stack stands as it was before, and takes runs; ${mend}, then press Retry`,
    });
  }
  return new Problem("update-stuck", `${says}; taking the change back did not end well (${status.text})`, {
    remedy: `${mend}, then press Retry`,
  });
}

/** What the clean-up after an update could not delete: it is no longer the stack's, and may still cost money. */
export async function leftByCleanUp(
  { stacks }: Pick<World, "stacks">,
  operation: Operation,
): Promise<readonly LeftResource[]> {
  const events = await eventsOf(stacks, operation);
  const failed = events.filter(({ status }) => status === "DELETE_FAILED");
  // CloudFormation tries three times; each tells the same.
  return [...new Map(failed.map((event) => [event.logicalId, event])).values()].map(
    ({ logicalId, type, reason }) => ({
      logicalId,
      type,
      reason: plainReason(reason ?? "AWS gave no reason"),
    }),
  );
}

/** Somebody may have carried the change set out by hand, without a token of ours. */
async function eventsOf(stacks: World["stacks"], { stackId, token }: Operation) {
  const own = await stacks.events({ stackId, token });
  return own.length > 0 ? own : ofNewestOperation(await stacks.events({ stackId }));
}
