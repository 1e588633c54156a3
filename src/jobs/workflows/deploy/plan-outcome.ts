import type { ChangeSetFacts, PlanRefusal } from "../../../aws/stack-facts.ts";
import { plainReason } from "../../../domain/aws/diagnosis.ts";
import { heldBack } from "../../../domain/aws/held-back.ts";
import { logicalIds } from "../../../domain/aws/logical-ids.ts";
import { Problem } from "../../../domain/problem.ts";
import type { Sighting } from "../../engine/workflow.ts";
import { physicalIdOf } from "../steps/own-lake.ts";
import type { World } from "../world.ts";
import type { Plan } from "./stop-apply.ts";

/** What a change set that is settled comes to: a plan for a person to look at, or why there is none. */
export async function planOutcome(
  { stacks, clusters, settings }: Pick<World, "stacks" | "clusters" | "settings">,
  set: ChangeSetFacts,
): Promise<Sighting<Plan>> {
  // Redis may have been emptied since it was executed.
  const isCarriedOut = set.execution !== null && set.execution !== "obsolete";
  const found = { stackId: set.stackId, changeSetId: set.id, changes: set.changes, isCarriedOut };
  if (set.isEmpty) return { is: "done", output: { kind: "none", ...found } };
  if (set.isFailed) {
    const problem = unplanned(settings.stack, { set, refusals: await stacks.refusals(set.id) });
    return { is: "failed", problem };
  }
  const stack = await stacks.see(set.stackId);
  const isFirst = stack === null || stack.status.isReviewing;
  const wasFirst = isCarriedOut && stack?.changeSetId === set.id && stack.status.isFirstCreation;
  const kind = isFirst || wasFirst ? "create" : "update";
  const held = isCarriedOut ? null : heldBack(settings.stack, set.changes, stack?.parameters ?? {});
  if (held !== null) return { is: "failed", problem: held };
  const changes = await withGoneCluster({ stacks, clusters }, set);
  return { is: "done", output: { kind, ...found, changes } };
}

/** The changes, with it said of a Spark cluster that is made anew where the present one has ended: nothing is lost with that. */
async function withGoneCluster(
  { stacks, clusters }: Pick<World, "stacks" | "clusters">,
  { stackId, changes }: ChangeSetFacts,
): Promise<Plan["changes"]> {
  const isAnew = ({ logicalId, replacement }: ChangeSetFacts["changes"][number]) =>
    logicalId === logicalIds.cluster && replacement !== "no";
  if (!changes.some(isAnew)) return changes;
  const id = physicalIdOf(await stacks.resources(stackId), logicalIds.cluster);
  // AWS forgets an ended cluster after two months.
  const isLive = id !== null && (await clusters.see(id))?.isLive === true;
  return isLive ? changes : changes.map((change) => (isAnew(change) ? { ...change, isGone: true } : change));
}

/** Why a change set could not be made, by what AWS tells of single resources where it does. */
function unplanned(
  stack: string,
  { set, refusals }: { readonly set: ChangeSetFacts; readonly refusals: readonly PlanRefusal[] },
): Problem {
  const taken = refusals.filter(({ validation }) => validation === "NAME_CONFLICT_VALIDATION");
  const reasons = refusals.map(
    ({ logicalId, reason }) => `${logicalId}: ${plainReason(reason).replace(/\.$/, "")}`,
  );
  const says = reasons.length > 0 ? reasons.join("; ") : plainReason(set.reason ?? "AWS gives no reason");
  if (taken.length === 0) {
    return new Problem("plan-refused", `planning the stack "${stack}": ${says}`, {
      remedy: "mend the parameter or the template, then press Retry",
    });
  }
  return new Problem("name-taken", `planning the stack "${stack}": ${says}`, {
    remedy: `${taken.map(({ type }) => freeName(type)).join("; ")}; then press Retry`,
  });
}

/** How to come to a free name. */
function freeName(type: string): string {
  switch (type) {
    case "AWS::S3::Bucket":
      return "set LOANS_BUCKET to another name, or, if the bucket is a left-over of yours, save what it holds and delete it";
    case "AWS::Redshift::Cluster":
      return "set LOANS_STACK to another name, or, if the cluster is a left-over of yours, delete it";
    default:
      return "free the name";
  }
}
