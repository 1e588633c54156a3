import type { ResourceFacts } from "../../../aws/stacks.ts";
import { firstFailure, ofNewestOperation } from "../../../domain/aws/diagnosis.ts";
import { logicalIds } from "../../../domain/aws/logical-ids.ts";
import { mendCause } from "../../../domain/aws/mend-cause.ts";
import type { NetworkRemain } from "../../../domain/aws/network-remains.ts";
import { remainsNamed, remainsRemedy } from "../../../domain/aws/network-remains.ts";
import { Problem } from "../../../domain/problem.ts";
import { classify } from "../error-class.ts";
import type { World } from "../world.ts";
import { ownLake, physicalIdOf } from "./own-lake.ts";

/**
 * Why a stack could not be deleted, by what AWS said and by what can be seen to be in the way; why its making had failed
 * before is another matter. `next` is what the person does after that: "press Retry".
 */
export async function notDeleted(
  world: World,
  { stackId, next }: { readonly stackId: string; readonly next: string },
): Promise<Problem> {
  // What an earlier deletion met may be out of the way by now.
  const events = ofNewestOperation(await world.stacks.events({ stackId }));
  const cause = firstFailure(events.filter(({ status }) => status === "DELETE_FAILED"));
  const says = `deleting ${cause?.logicalId ?? "what was made"}: ${cause?.reason ?? "AWS gives no reason"}`;
  const resources = await world.stacks.resources(stackId);
  const lake = await ownLake(world, stackId);
  if (lake.is === "alien") {
    const whose = `the bucket "${lake.bucket}" is not the one that this stack made, so it stays as it is`;
    const leave = `leave it behind by \`aws cloudformation delete-stack --stack-name ${world.settings.stack} --retain-resources ${logicalIds.lake} --region ${world.network.region}\``;
    return new Problem("remains-left", `${says}; ${whose}`, { remedy: `${leave}, then ${next}` });
  }
  const hanging = await hangingOnNetwork(world, resources);
  if (hanging === "unknown") {
    const remedy = `allow \`ec2:DescribeNetworkInterfaces\`, \`ec2:DescribeSecurityGroups\` and \`ec2:DescribeVpcEndpoints\` to the bot's role to be told what is in the way, or look in the VPC yourself; then ${next}`;
    return new Problem("remains-left", says, { remedy });
  }
  if (hanging.length === 0) {
    const mend = mendCause(cause?.reason ?? "", world.settings.stack);
    return new Problem("remains-left", says, { remedy: `${mend}, then ${next}` });
  }
  return new Problem(
    "remains-left",
    `${says.replace(/\.$/, "")}; in its network, and not of this stack: ${remainsNamed(hanging)}`,
    { remedy: `${remainsRemedy(hanging, world.network.region)}, then ${next}` },
  );
}

/** What is in the stack's VPC, if that still stands, and is not the stack's; `unknown` where AWS lets nobody look. */
async function hangingOnNetwork(
  { network }: World,
  resources: readonly ResourceFacts[],
): Promise<readonly NetworkRemain[] | "unknown"> {
  const vpcId = physicalIdOf(resources, logicalIds.vpc);
  if (vpcId === null) return [];
  const own = new Set(resources.flatMap(({ physicalId }) => (physicalId === null ? [] : [physicalId])));
  try {
    return (await network.inVpc(vpcId)).filter(({ id }) => !own.has(id));
  } catch (error) {
    if (classify(error) === "config") return "unknown";
    throw error;
  }
}
