import { z } from "zod";
import { lakeTotals } from "../aws/lake-weight.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

const begun = { cannot: "the deletion has begun, and what is gone cannot be had back; let it end" } as const;

const survey = z.object({
  /** What the names of AWS say of the stack; `null`: it is gone already. */
  stack: z
    .object({
      /** The last part of CloudFormation's id. */
      id: z.string(),
      /** The same of the change that was carried out last; `null`: none was. */
      change: z.string().nullable(),
      /** Those of its resources that are there. */
      resources: z.number(),
    })
    .nullable(),
  /** `null`: the stack has no lake of its own. */
  lake: lakeTotals.nullable(),
});

/** What a teardown takes, as it was when a person was asked about it. */
export type TeardownSurvey = Readonly<z.infer<typeof survey>>;

/** A teardown: everything is removed, and that is proven. */
export const teardownFacts = {
  name: "teardown-stack",
  verb: "teardown",
  command: "teardown",
  version: 2,
  goesOnFrom: 1,
  takes: "stack",
  holds: "alone",
  // A day that was counted on the stack since, also by a retry of an older run, shows that it was kept.
  supersededBy: { runs: "any-run", anew: "tear down what is there now" },
  retry: "teardown",
  approval: {
    word: "teardown",
    // As long as it waits it holds the stack, and keeps the daily batch out.
    waits: { step: "approve", planStep: "survey", within: "30m", formerly: "30m", denied: "ends-at-once" },
  },
  namesStatements: false,
  steps: {
    survey: {
      title: "see what goes",
      output: survey,
      cancel: "ends-at-once",
      remembered: "output",
      onlyAsks: true,
    },
    approve: { title: "wait for a person's yes", cancel: "ends-at-once", onlyAsks: true },
    pause: {
      title: "leave time to stop it",
      cancel: "ends-at-once",
      // Or what has begun would be told to have not, once Redis is emptied.
      remembered: "output",
      onlyAsks: true,
    },
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
