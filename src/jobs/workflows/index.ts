import type { WorkflowName } from "../../domain/run.ts";
import type { AnyWorkflow } from "../workflow.ts";
import { backfill } from "./backfill.ts";
import { dailyBatch } from "./daily-batch.ts";
import { deployStack } from "./deploy-stack.ts";
import { teardownStack } from "./teardown-stack.ts";

/** All the things this product does over time, by name. */
export const workflows: Readonly<Record<WorkflowName, AnyWorkflow>> = {
  "deploy-stack": deployStack,
  "daily-batch": dailyBatch,
  "teardown-stack": teardownStack,
  backfill,
};
