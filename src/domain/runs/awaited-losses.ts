import type { Loss } from "../aws/plan-loss.ts";
import { lossesOf } from "../aws/plan-loss.ts";
import { deployFacts } from "../workflows/deploy-facts.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { outputOf } from "../workflows/workflow-facts.ts";
import type { RunProgress } from "./run-progress.ts";

/** What the plan that waits for a yes would destroy: each is confirmed by its name. */
export function awaitedLosses(
  workflow: WorkflowName,
  progress: Pick<RunProgress, "state" | "steps">,
): readonly Loss[] {
  if (workflow !== "deploy-stack" || progress.state !== "approval") return [];
  return lossesOf(outputOf(deployFacts, progress, "plan")?.changes ?? []);
}

/** Those whose names were not typed. */
export function unnamed(losses: readonly Loss[], names: readonly string[]): readonly Loss[] {
  return losses.filter(({ logicalId }) => !names.includes(logicalId));
}
