import { z } from "zod";
import type { WorkflowFacts } from "./workflow-facts.ts";

const begun = { cannot: "the deletion has begun, and what is gone cannot be had back; let it end" } as const;

/** A teardown: everything is removed, and that is proven. */
export const teardownFacts = {
  name: "teardown-stack",
  verb: "teardown",
  command: "teardown",
  version: 1,
  goesOnFrom: 1,
  takes: "stack",
  holds: "alone",
  // A day that was counted on the stack since, also by a retry of an older run, shows that it was kept.
  supersededBy: { runs: "any-run", anew: "tear down what is there now" },
  retry: "teardown",
  approval: { word: "teardown", waits: null },
  namesStatements: false,
  steps: {
    "stop-intake": { title: "take no more batches", cancel: "goes-no-further" },
    "stop-cluster": { title: "stop the cluster", cancelBefore: "goes-no-further", cancel: begun },
    "empty-lake": { title: "empty the lake", cancel: begun },
    unprotect: { title: "lift the protection", cancel: begun },
    "delete-stack": { title: "delete the stack", cancel: begun },
    "verify-nothing-left": {
      title: "verify that nothing billable is left",
      /** What AWS's list of tags still names although no service knows it. */
      output: z.object({ uncertain: z.array(z.string()).readonly() }),
      cancel: begun,
    },
  },
} as const satisfies WorkflowFacts;
