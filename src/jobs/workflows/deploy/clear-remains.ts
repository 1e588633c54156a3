import type { StackFacts } from "../../../aws/stack-facts.ts";
import { firstFailure, standingFailures } from "../../../domain/aws/diagnosis.ts";
import { logicalIds } from "../../../domain/aws/logical-ids.ts";
import { mendCause } from "../../../domain/aws/mend-cause.ts";
import { Problem } from "../../../domain/problem.ts";
import type { Sighting, WatchedStep } from "../../engine/workflow.ts";
import { notDeleted } from "../steps/not-deleted.ts";
import { ownLake, physicalIdOf, refuseMoreThanLogs, takeLogs } from "../steps/own-lake.ts";
import type { World } from "../world.ts";

/**
 * Makes room for a change set where CloudFormation takes none. An update that could not be taken back is told to go on with
 * that: the old version serves again, and lake and warehouse stay. A stack whose creation was rolled back, or whose deletion
 * failed, is cleared away.
 * EMR's log pusher writes into the lake to the cluster's end, and a bucket that is not empty is not deleted: so the cluster
 * ends first, then its logs go, then the stack. Each turn makes one of these changes, and each is harmless to repeat.
 */
export function clearRemains<Input, Results>(): WatchedStep<Input, Results, World, null> {
  return {
    observe: async ({ world, key }) => {
      const stack = await world.stacks.see(world.settings.stack);
      if (stack?.status.isDeleting) return { is: "underway", progress: { text: "deleting the remains" } };
      if (stack?.status.isTakingUpdateBack) return { is: "underway", progress: { text: "rolling back" } };
      if (stack?.status.isStuckBetween) return await lookAtStuck(world, stack, key);
      return stack?.status.isOnlyDeletable
        ? await lookAtRemains(world, stack, key)
        : { is: "done", output: null };
    },
    run: async ({ world, key }) => {
      const stack = await world.stacks.see(world.settings.stack);
      if (stack?.status.isStuckBetween) {
        await world.stacks.continueRollback({ stackId: stack.id, token: key });
        return;
      }
      if (!stack?.status.isOnlyDeletable) return;
      const lake = await ownLake(world, stack.id);
      // Before anything else: the cluster stays with a lake that holds days.
      if (lake.is === "own") await refuseMoreThanLogs(world, lake.bucket);
      const cluster = await clusterOf(world, stack.id);
      // Before the logs: it writes them to its end, and costs also while something keeps them.
      if (cluster?.isLive) await world.clusters.terminate(cluster.id);
      else if (lake.is !== "own" || !(await takeLogs(world, { bucket: lake.bucket, next: "press Retry" })))
        await world.stacks.deleteStack({ stackId: stack.id, token: key });
    },
    stop: async ({ world }) => {
      const stack = await world.stacks.see(world.settings.stack);
      const isGoing = stack?.status.isDeleting === true;
      return {
        is: "done",
        says: isGoing ? "what an earlier try left is still being deleted" : "no deletion was begun",
      };
    },
    every: "10s",
    within: "1h",
  };
}

async function lookAtRemains(world: World, stack: StackFacts, key: string): Promise<Sighting<null>> {
  // This try has deleted what it could: asking for it again would come to the same.
  if (
    stack.status.isDeleteFailed &&
    (await world.stacks.events({ stackId: stack.id, token: key })).length > 0
  ) {
    return { is: "failed", problem: await notDeleted(world, { stackId: stack.id, next: "press Retry" }) };
  }
  const cluster = await clusterOf(world, stack.id);
  const isEnding = cluster !== null && !cluster.isLive && !cluster.isEnded;
  return isEnding ? { is: "underway", progress: { text: `EMR ${cluster.state}` } } : { is: "absent" };
}

/** An update that was not taken back: once per try AWS is told to go on; what stops it then is told. */
async function lookAtStuck(
  { stacks, network }: World,
  stack: StackFacts,
  key: string,
): Promise<Sighting<null>> {
  const own = await stacks.events({ stackId: stack.id, token: key });
  if (own.length === 0) return { is: "absent" };
  const act = "taking the last update back at";
  const failures = standingFailures(own);
  if (failures.length === 0) {
    const reason = firstFailure(own)?.reason;
    const says = `${act} the stack "${stack.name}": ${reason ?? "AWS gives no reason"}`;
    const remedy = `${mendCause(reason ?? "", stack.name)}, then press Retry`;
    return { is: "failed", problem: new Problem("rollback-stuck", says, { remedy }) };
  }
  // All in one: AWS would stop again at each that is left out, and refuses any that did not fail while it took the update back.
  const names = failures.map(({ logicalId }) => logicalId);
  const says = `${act} ${failures.map(({ logicalId, reason }) => `${logicalId}: ${reason.replace(/\.$/, "")}`).join("; ")}`;
  const skip = `\`aws cloudformation continue-update-rollback --stack-name ${stack.name} --resources-to-skip ${names.join(" ")} --region ${network.region}\``;
  const left = names.length === 1 ? `${names[0]} as it is` : "them as they are";
  const remedy = `mend the cause, or leave ${left} by ${skip}; then press Retry`;
  return { is: "failed", problem: new Problem("rollback-stuck", says, { remedy }) };
}

async function clusterOf(world: World, stackId: string) {
  const id = physicalIdOf(await world.stacks.resources(stackId), logicalIds.cluster);
  return id === null ? null : await world.clusters.see(id);
}
