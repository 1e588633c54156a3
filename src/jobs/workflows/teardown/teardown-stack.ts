import { logicalIds } from "../../../domain/aws/logical-ids.ts";
import { typed } from "../../../domain/commands/command.ts";
import { wasAskedFor } from "../../../domain/runs/current-stack.ts";
import { teardownFacts } from "../../../domain/workflows/teardown-facts.ts";
import { workflow } from "../../engine/workflow.ts";
import { approval } from "../steps/approval.ts";
import { notDeleted } from "../steps/not-deleted.ts";
import { emptyForAWhile, ownLake, physicalIdOf } from "../steps/own-lake.ts";
import { resourceItems } from "../steps/resource-items.ts";
import type { World } from "../world.ts";
import { pause } from "./pause.ts";
import { anotherStack, asCurrent, survey } from "./survey.ts";

/**
 * Removes everything, and proves it. The name was typed by a person before this begins. A retry begins with what goes by
 * then, and with the questions about it: an approval is used up by the deletion that it was for.
 */
export const teardownStack = workflow<Record<string, never>, World, typeof teardownFacts>(teardownFacts)
  // What CloudFormation is taking back is not counted yet.
  .step("survey", {
    observe: async ({ world, run }) => {
      const stack = await world.stacks.see(world.settings.stack);
      if (stack !== null && !wasAskedFor(run, asCurrent(stack)))
        return { is: "failed", problem: anotherStack(world.settings.stack) };
      return stack?.status.isRollingBack
        ? { is: "underway", progress: { text: `CloudFormation ${stack.status}` } }
        : { is: "done", output: await survey(world) };
    },
    every: "10s",
    within: "30m",
  })
  .step(
    "approve",
    approval({
      facts: teardownFacts,
      isNeeded: ({ survey: { stack } }, { approvals }) => stack !== null && approvals.includes("teardown"),
      words: ({ world: { settings } }) => ({
        doing: `tearing down "${settings.stack}"`,
        again: typed({ name: "teardown" }),
      }),
    }),
  )
  .step("pause", pause)
  // No batch can begin: this run holds the stack's lock. What is left to stop is what the cluster still does.
  .step("stop-intake", {
    observe: async ({ world, run }) => {
      const stack = await world.stacks.see(world.settings.stack);
      // The name was typed for the stack of that moment: a retry, or a Redis that was emptied, comes here once more.
      if (stack !== null && !wasAskedFor(run, asCurrent(stack)))
        return { is: "failed", problem: anotherStack(world.settings.stack) };
      if (stack?.status.isRollingBack) {
        return { is: "underway", progress: { text: `CloudFormation ${stack.status}` } };
      }
      const cluster = await world.clusters.findLive({ stack: world.settings.stack });
      if ((await unfinishedSteps(world, cluster?.id ?? null)).length > 0) return { is: "absent" };
      // Its outputs would not do: a stack has none before its creation is complete.
      const resources = stack === null ? [] : await world.stacks.resources(stack.id);
      return {
        is: "done",
        output: {
          // null: it is gone. Nobody is let tear down nothing, so this run had deleted it when Redis forgot how far it was.
          stackId: stack?.id ?? null,
          // null: neither one of the stack's own nor one that somebody made in its place
          clusterId: cluster?.id ?? physicalIdOf(resources, logicalIds.cluster),
        },
      };
    },
    run: async ({ world }) => {
      const cluster = await world.clusters.findLive({ stack: world.settings.stack });
      const steps = await unfinishedSteps(world, cluster?.id ?? null);
      if (cluster && steps.length > 0) {
        await world.clusters.cancelSteps({ clusterId: cluster.id, stepIds: steps.toReversed() });
      }
    },
    every: "10s",
    within: "30m",
    retryFrom: "survey",
  })
  // Before the lake is emptied, because the cluster writes its logs there to its end.
  .step("stop-cluster", {
    observe: async ({ world, results }) => {
      const { clusterId } = results["stop-intake"];
      const cluster = clusterId === null ? null : await world.clusters.see(clusterId);
      if (!cluster || cluster.isEnded) return { is: "done", output: null };
      return cluster.isLive
        ? { is: "absent" }
        : { is: "underway", progress: { text: `EMR ${cluster.state}` } };
    },
    run: async ({ world, results }) => {
      const { clusterId } = results["stop-intake"];
      if (clusterId !== null) await world.clusters.terminate(clusterId);
    },
    every: "10s",
    within: "1h",
    // Somebody may have made another cluster by then, which writes into the lake as well.
    retryFrom: "survey",
  })
  .step("empty-lake", {
    observe: async ({ world, results }) => {
      const lake = await ownLake(world, results["stop-intake"].stackId);
      if (lake.is !== "own" || (await world.lake.isEmpty(lake.bucket))) return { is: "done", output: null };
      return { is: "absent" };
    },
    run: async ({ world, results }) => {
      const lake = await ownLake(world, results["stop-intake"].stackId);
      // The rest of the stack is deleted after its lake.
      const next = "press Retry; until then the rest of the stack stays, and costs";
      if (lake.is === "own") await emptyForAWhile(world, { bucket: lake.bucket, next });
    },
    every: "1s",
    within: "12h",
    retryFrom: "survey",
  })
  .step("unprotect", {
    run: async ({ world, results }) => {
      const { stackId } = results["stop-intake"];
      if (stackId === null) return;
      const { status } = (await world.stacks.see(stackId)) ?? {};
      // CloudFormation refuses to change one that is being deleted: this run had begun that when Redis forgot it.
      if (status === undefined || status.isDeleting || status.isDeleted) return;
      await world.stacks.protect({ stack: stackId, on: false });
    },
    retryFrom: "survey",
  })
  .step("delete-stack", {
    observe: async ({ world, key, results }) => {
      const { stackId } = results["stop-intake"];
      const stack = stackId === null ? null : await world.stacks.see(stackId);
      if (!stack || stackId === null || stack.status.isDeleted) return { is: "done", output: null };
      if (stack.status.isDeleting) {
        const items = resourceItems(await world.stacks.resources(stackId), "removing");
        return { is: "underway", progress: { items } };
      }
      // DELETE_FAILED is ours to tell only when this try's token stands in the stack's events.
      const ours = await world.stacks.events({ stackId, token: key });
      if (!stack.status.isDeleteFailed || ours.length === 0) return { is: "absent" };
      const next = "press Retry: the rest is gone already";
      return { is: "failed", problem: await notDeleted(world, { stackId, next }) };
    },
    run: async ({ world, key, results }) => {
      const { stackId } = results["stop-intake"];
      if (stackId !== null) await world.stacks.deleteStack({ stackId, token: key });
    },
    every: "10s",
    within: "2h",
    retryFrom: "survey",
  })
  .step("verify-nothing-left", {
    observe: async ({ world }) => {
      const left = await world.tagged.leftovers({ stack: world.settings.stack });
      const certain = left.filter(({ isCertain }) => isCertain);
      // What AWS's list of tags names and no service knows may be gone for hours: told, but no reason to fail.
      if (certain.length === 0) return { is: "done", output: { uncertain: left.map(({ id }) => id) } };
      const items = certain.map(({ type, id }) => ({ name: id, type, state: "underway" as const }));
      return { is: "underway", progress: { text: `${certain.length} left`, items } };
    },
    every: "10s",
    within: "15m",
    retryFrom: "survey",
  });

async function unfinishedSteps(world: World, clusterId: string | null): Promise<readonly string[]> {
  if (clusterId === null) return [];
  const steps = await world.clusters.steps({ clusterId });
  return steps.filter((step) => !step.isSettled).map((step) => step.id);
}
