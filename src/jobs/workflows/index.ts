import type { WorkflowName } from "../../domain/workflows/index.ts";
import type { AnyWorkflow } from "../engine/workflow.ts";
import { backfill } from "./backfill/backfill.ts";
import { dailyBatch } from "./batch/daily-batch.ts";
import { deployStack } from "./deploy/deploy-stack.ts";
import { teardownStack } from "./teardown/teardown-stack.ts";
import { withdrawDay } from "./withdraw/withdraw-day.ts";
import type { World } from "./world.ts";

/** All the things this product does over time, by name. */
export const workflows: Readonly<Record<WorkflowName, AnyWorkflow<World>>> = {
  "deploy-stack": deployStack,
  "daily-batch": dailyBatch,
  "teardown-stack": teardownStack,
  "withdraw-day": withdrawDay,
  backfill,
};
