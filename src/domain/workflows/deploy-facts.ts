import { z } from "zod";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** What a deploy would change, as far as people are told of it. */
const plan = z.object({
  /** `none`: the stack is as the template wants it. */
  kind: z.enum(["create", "update", "none"]),
  changes: z
    .array(
      z.object({
        action: z.string(),
        logicalId: z.string(),
        type: z.string(),
        /** Whether a modification makes it anew. */
        replacement: z.enum(["yes", "no", "maybe"]).optional(),
        /** What it replaces is gone already; missing where that is not known. */
        isGone: z.boolean().optional(),
      }),
    )
    .readonly(),
  /** What the look at the account before it came to; absent in plans of earlier versions. */
  looks: z
    .array(
      z.object({
        about: z.string(),
        is: z.enum(["well", "warns", "unknown"]),
        says: z.string().optional(),
        remedy: z.string().optional(),
      }),
    )
    .readonly()
    .optional(),
  /** What the stack costs while it stands as the plan wants it, in US dollars; absent in plans of earlier versions. */
  price: z
    .discriminatedUnion("is", [
      z.object({
        is: z.literal("known"),
        perHour: z.number(),
        perDay: z.number(),
        parts: z.array(z.object({ what: z.string(), perDay: z.number() })).readonly(),
        /** The month of the prices. */
        of: z.string(),
        isVerified: z.boolean(),
      }),
      z.object({ is: z.literal("unknown"), missing: z.array(z.string()).readonly() }),
    ])
    .optional(),
});

export type PlannedChanges = z.infer<typeof plan>;

/** What an apply has left. */
const applied = z.object({
  changes: z.number(),
  /** What the clean-up after an update could not delete; missing in what older versions wrote. */
  left: z
    .array(z.object({ logicalId: z.string(), type: z.string(), reason: z.string() }))
    .readonly()
    .default([]),
});

/** A resource that is no longer the stack's and still there. */
export type LeftResource = z.infer<typeof applied>["left"][number];

const kindOfPlan = plan.pick({ kind: true });

/** A deploy: the stack is created, or brought up to date, after a person's look at the plan. */
export const deployFacts = {
  name: "deploy-stack",
  verb: "deploy",
  command: "deploy",
  version: 1,
  goesOnFrom: 1,
  takes: "stack",
  holds: "alone",
  supersededBy: { runs: "whole-stack", anew: "plan for what is there now" },
  retry: "plain",
  approval: {
    word: "deploy",
    // A deploy that waits holds the stack, and keeps the daily batch out.
    waits: { step: "approve", planStep: "plan", within: "30m", formerly: "8h", denied: "drops-plan" },
  },
  namesStatements: true,
  steps: {
    "clear-remains": { title: "clear what an earlier try left", cancel: "drops-plan" },
    plan: { title: "plan the changes", output: plan, cancel: "drops-plan" },
    approve: { title: "wait for a person's yes", cancel: "drops-plan" },
    apply: {
      title: "apply the changes",
      output: applied,
      cancelBefore: "drops-plan",
      cancel: (outputOf) =>
        kindOfPlan.safeParse(outputOf("plan")).data?.kind === "update"
          ? "takes-change-back"
          : "deletes-stack",
    },
    protect: { title: "protect the stack from deletion", cancel: "leaves-stack" },
    "prepare-warehouse": { title: "prepare the warehouse", cancel: "leaves-stack" },
    "check-health": { title: "check that everything answers", cancel: "leaves-stack" },
  },
} as const satisfies WorkflowFacts;
