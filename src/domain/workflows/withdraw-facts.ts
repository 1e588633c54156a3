import { z } from "zod";
import type { WorkflowFacts } from "./workflow-facts.ts";

const run = z.object({ runId: z.string(), loans: z.number().nullable() });

/** What taking the number back comes to. */
const plan = z.object({
  told: run,
  former: run.extend({ location: z.string() }).nullable(),
  isShown: z.boolean(),
  passedOver: z
    .array(run.extend({ isInDoubt: z.literal(true).optional() }))
    .readonly()
    .optional(),
});

const begun = {
  cannot: "the number is being taken back, and half of that would be wrong; let it end",
} as const;

/** A told number is taken back: the table shows the former generation of the day, or nothing of it, and the channel hears why. */
export const withdrawFacts = {
  name: "withdraw-day",
  verb: "withdraw",
  command: "withdraw",
  version: 1,
  goesOnFrom: 1,
  takes: "day",
  holds: "in-line",
  ofOneDay: "first",
  supersededBy: { runs: "same-days" },
  retry: "plain",
  approval: {
    word: "withdraw",
    // As long as it waits the wrong number stands, and no deploy may begin; the batches of other days pass it.
    waits: { step: "approve", planStep: "look", within: "30m", formerly: "2h", denied: "ends-at-once" },
  },
  namesStatements: true,
  steps: {
    look: {
      title: "see what is told of the day",
      output: plan,
      cancel: "goes-no-further",
      remembered: "output",
    },
    approve: { title: "wait for a person's yes", cancel: "goes-no-further" },
    unpublish: { title: "take the number out of the table", cancelBefore: "goes-no-further", cancel: begun },
    check: { title: "see that the table shows it no more", cancel: begun },
    mark: { title: "write down that it is withdrawn", cancel: begun },
    tell: { title: "tell the channel", cancel: begun },
  },
} as const satisfies WorkflowFacts;
