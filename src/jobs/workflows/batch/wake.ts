import { warehouseGone } from "../../../domain/aws/lost-parts.ts";
import type { WatchedStep } from "../../engine/workflow.ts";
import { deployedStack } from "../steps/deployed-stack.ts";
import { withoutCluster } from "../steps/without-cluster.ts";
import type { World } from "../world.ts";

/**
 * Gets cluster and warehouse ready. The cluster is looked up for each run, because it may have been replaced since
 * the stack's outputs were written; an ended one cannot be woken. A paused warehouse is resumed.
 */
export function wake<Input, Results>(): WatchedStep<Input, Results, World, { readonly clusterId: string }> {
  return {
    observe: async ({ world }) => {
      const stack = await deployedStack(world);
      const cluster = await world.clusters.findLive({ stack: world.settings.stack });
      if (!cluster) return await withoutCluster(world, stack.EmrClusterId);
      const warehouse = await world.warehouse.see(stack.RedshiftClusterId);
      if (!warehouse) {
        const problem = warehouseGone(stack.RedshiftClusterId, world.network.region);
        return { is: "failed", problem };
      }
      if (warehouse.isPaused) return { is: "absent" };
      if (warehouse.isAvailable && cluster.isReady) return { is: "done", output: { clusterId: cluster.id } };
      return { is: "underway", progress: { text: `EMR ${cluster.state}, Redshift ${warehouse.status}` } };
    },
    run: async ({ world }) => {
      await world.warehouse.resume((await deployedStack(world)).RedshiftClusterId);
    },
    every: "10s",
    within: "1h",
    retryFrom: "check-source",
  };
}
