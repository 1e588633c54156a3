import { warehouseGone } from "../../domain/aws/lost-parts.ts";
import type { Problem } from "../../domain/problem.ts";
import { withoutCluster } from "../workflows/steps/without-cluster.ts";
import type { World } from "../workflows/world.ts";

/** What of a stack that serves has ended or is gone, as a run would meet it; nothing where there is no such stack. */
export async function lostParts(
  { stacks, clusters, warehouse, network }: Pick<World, "stacks" | "clusters" | "warehouse" | "network">,
  stack: string,
): Promise<readonly Problem[]> {
  const facts = await stacks.see(stack);
  if (!facts?.status.isServing) return [];
  const { EmrClusterId: clusterId, RedshiftClusterId: warehouseId } = facts.outputs;
  const [live, there] = await Promise.all([
    clusterId === undefined ? null : clusters.findLive({ stack }),
    warehouseId === undefined ? null : warehouse.see(warehouseId),
  ]);
  const missing = clusterId === undefined || live ? null : await withoutCluster({ clusters }, clusterId);
  return [
    ...(missing?.is === "failed" ? [missing.problem] : []),
    ...(warehouseId === undefined || there ? [] : [warehouseGone(warehouseId, network.region)]),
  ];
}
