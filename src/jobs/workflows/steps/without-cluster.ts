import { clusterMissing } from "../../../domain/aws/lost-parts.ts";
import type { Sighting } from "../../engine/workflow.ts";
import type { World } from "../world.ts";

/** No cluster is listed as live: the stack's own tells of its end, unless the list is behind. */
export async function withoutCluster(
  { clusters }: Pick<World, "clusters">,
  id: string,
  asked?: "run" | "deploy",
): Promise<Extract<Sighting<unknown>, { is: "underway" | "failed" }>> {
  const own = await clusters.see(id);
  if (own?.isLive) return { is: "underway", progress: { text: `EMR ${own.state}` } };
  const ended = { id, state: own?.state ?? null, reason: own?.reason ?? null };
  const problem = clusterMissing(ended, asked);
  return { is: "failed", problem };
}
