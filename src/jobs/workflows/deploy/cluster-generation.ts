import type { StackFacts } from "../../../aws/stack-facts.ts";
import { nextGeneration } from "../../../domain/aws/cluster-generation.ts";
import { logicalIds } from "../../../domain/aws/logical-ids.ts";
import { physicalIdOf } from "../steps/own-lake.ts";
import type { World } from "../world.ts";

/** Which generation of its cluster the stack is to have: a new one only where its own has ended and no other has its place. */
export async function clusterGeneration(
  { stacks, clusters, settings }: Pick<World, "stacks" | "clusters" | "settings">,
  stack: StackFacts | null,
): Promise<string> {
  const standing = stack?.parameters["EmrClusterGeneration"];
  if (stack === null || stack.status.isReviewing) return nextGeneration(standing, { isEnded: false });
  const id = physicalIdOf(await stacks.resources(stack.id), logicalIds.cluster);
  if (id === null || (await clusters.findLive({ stack: settings.stack })) !== null) {
    return nextGeneration(standing, { isEnded: false });
  }
  // AWS forgets an ended cluster after two months.
  const own = await clusters.see(id);
  return nextGeneration(standing, { isEnded: own === null || !own.isLive });
}
