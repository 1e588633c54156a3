import { stackTag } from "../../../aws/stack-tag.ts";
import { warehouseGone } from "../../../domain/aws/lost-parts.ts";
import type { StackStatus } from "../../../domain/aws/stack-status.ts";
import { typed } from "../../../domain/commands/command.ts";
import { NotYet } from "../../../domain/problem.ts";
import { deployFacts } from "../../../domain/workflows/deploy-facts.ts";
import { workflow } from "../../engine/workflow.ts";
import { approval } from "../steps/approval.ts";
import { deployedStack } from "../steps/deployed-stack.ts";
import { resourceItems } from "../steps/resource-items.ts";
import { statements } from "../steps/statements.ts";
import { withoutCluster } from "../steps/without-cluster.ts";
import type { World } from "../world.ts";
import { clearRemains } from "./clear-remains.ts";
import { clusterGeneration } from "./cluster-generation.ts";
import { lookBefore, nothingInTheWay, withLooksAndPrice } from "./look-before.ts";
import { planOutcome } from "./plan-outcome.ts";
import { planParameters } from "./plan-parameters.ts";
import { stopApply } from "./stop-apply.ts";
import { leftByCleanUp, takenBack } from "./update-outcome.ts";

/** Creates the stack, or brings it up to date, after a look at the plan by a person. */
export const deployStack = workflow<Record<string, never>, World, typeof deployFacts>(deployFacts)
  .step("clear-remains", clearRemains())
  .step("plan", {
    observe: async ({ world, key }) => {
      const set = await world.stacks.seeChangeSet({ stack: world.settings.stack, name: key });
      if (set && !set.isSettled) return { is: "underway" };
      if (set) return await withLooksAndPrice(world, { key, outcome: await planOutcome(world, set) });
      // CloudFormation takes no plan for a stack that it works on, as in the clean-up after an update.
      const there = await world.stacks.see(world.settings.stack);
      return there?.status.isUnderway
        ? { is: "underway", progress: { text: `CloudFormation still works on it: ${there.status.text}` } }
        : { is: "absent" };
    },
    run: async ({ world, key }) => {
      const { stack, template } = world.settings;
      nothingInTheWay(stack, await lookBefore(world, key));
      const there = await world.stacks.see(stack);
      await world.stacks.createChangeSet({
        stack,
        name: key,
        kind: there === null || there.status.isReviewing ? "create" : "update",
        template,
        parameters: {
          ...(await planParameters(world, there?.parameters ?? {})),
          EmrClusterGeneration: await clusterGeneration(world, there),
        },
        tags: { [stackTag]: stack },
      });
    },
    undo: async ({ world, key }) => {
      const { stack } = world.settings;
      const set = await world.stacks.seeChangeSet({ stack, name: key });
      // CloudFormation keeps what was executed, and refuses to delete it.
      if (set && set.execution !== null) return "it was carried out, so there is nothing to drop";
      // A plan that is still being made cannot be dropped, and with it the empty stack would stay.
      if (set && !set.isSettled) throw stillPlanning(stack);
      await world.stacks.deleteChangeSet({ stack, name: key });
      const left = await world.stacks.see(stack);
      if (left?.status.isReviewing)
        await world.stacks.deleteStack({ stackId: left.id, token: `${key}-undo` });
      return null;
    },
    every: "5s",
    within: "10m",
    // The stack may be one by then that takes no plan.
    retryFrom: "clear-remains",
  })
  .step(
    "approve",
    approval({
      facts: deployFacts,
      isNeeded: ({ plan }) => plan.kind !== "none" && plan.isCarriedOut !== true,
      words: ({ target }) => ({ doing: `deploying "${target.stack}"`, again: typed({ name: "deploy" }) }),
    }),
  )
  // CloudFormation restores the old version by itself after a failure, so there is no undo here, only a stop.
  .step("apply", {
    observe: async ({ world, key, results: { plan } }) => {
      if (plan.kind === "none") return { is: "done", output: { changes: 0, left: [] } };
      const stack = await world.stacks.see(plan.stackId);
      if (!stack || stack.status.isReviewing || stack.changeSetId !== plan.changeSetId)
        return { is: "absent" };
      const operation = { stackId: plan.stackId, token: key };
      if (stack.status.isSettled && stack.status.isHealthy) {
        const left = plan.kind === "update" ? await leftByCleanUp(world, operation) : [];
        return { is: "done", output: { changes: plan.changes.length, left } };
      }
      if (stack.status.isSettled) {
        return { is: "failed", problem: await takenBack(world, { ...operation, status: stack.status }) };
      }
      const items = resourceItems(await world.stacks.resources(plan.stackId), "making");
      const text = workingText(stack.status);
      return { is: "underway", progress: text === null ? { items } : { text, items } };
    },
    run: async ({ world, key, results: { plan } }) => {
      await world.stacks.executeChangeSet({ stack: plan.stackId, name: plan.changeSetId, token: key });
    },
    stop: async (context) => await stopApply(context, context.results.plan),
    every: "10s",
    within: "2h",
    retryFrom: "clear-remains",
  })
  .step("protect", {
    run: async ({ world }) => {
      const { stack } = world.settings;
      await world.stacks.protect({ stack, on: true });
      const made = await world.stacks.see(stack);
      if (made !== null) await world.days.countOn({ id: made.id, madeAt: made.createdAt });
    },
  })
  .step(
    "prepare-warehouse",
    statements({
      by: "administrator",
      list: async ({ world }) => {
        const stack = await deployedStack(world);
        const bot_user = await world.identity.databaseUser();
        return [
          {
            file: "schema/external-schema",
            words: { glue_database: stack.GlueDatabaseName, spectrum_role: stack.SpectrumRoleArn },
          },
          // Redshift's `create external table` knows no "if not exists".
          { file: "check/external-table" },
          { file: "schema/external-table", words: { bucket: stack.BucketName }, unlessFound: true },
          // Nor does its `create user`; this one may have signed in before.
          { file: "check/bot-user", parameters: { bot_user } },
          { file: "schema/bot-user", words: { bot_user }, unlessFound: true },
          { file: "schema/bot-owner", words: { bot_user } },
          { file: "schema/bot-usage", words: { bot_user } },
          { file: "schema/public-closed" },
        ];
      },
      output: async () => null,
    }),
  )
  .step("check-health", {
    observe: async ({ world }) => {
      const stack = await deployedStack(world);
      const cluster = await world.clusters.findLive({ stack: world.settings.stack });
      if (!cluster) return await withoutCluster(world, stack.EmrClusterId, "deploy");
      const warehouse = await world.warehouse.see(stack.RedshiftClusterId);
      if (!warehouse) {
        const problem = warehouseGone(stack.RedshiftClusterId, world.network.region);
        return { is: "failed", problem };
      }
      if (cluster.isReady && warehouse.isAvailable) return { is: "done", output: null };
      return { is: "underway", progress: { text: `EMR ${cluster.state}, Redshift ${warehouse.status}` } };
    },
    every: "10s",
    within: "30m",
  });

function stillPlanning(stack: string): NotYet {
  return new NotYet("plan-underway", `dropping the plan of "${stack}": CloudFormation is still making it`, {
    remedy: "the next `/loans deploy` goes on from there, or delete the change set in AWS",
  });
}

/** What CloudFormation does beside making and changing; `null` for that. */
function workingText({ isRollingBack, isHealthy }: StackStatus): string | null {
  if (isRollingBack) return "rolling back";
  return isHealthy ? "deleting what was replaced" : null;
}
