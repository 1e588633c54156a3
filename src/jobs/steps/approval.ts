import type { World } from "../parts.ts";
import type { AwaitedStep } from "../workflow.ts";

/** Waits for a person's word, which the bot writes into the journal; done at once where nothing is to be approved. */
export function approval<Input, Results>(how: {
  readonly isNeeded: (results: Results) => boolean;
}): AwaitedStep<Input, Results, World, { readonly by: string | null }> {
  return {
    observe: async ({ journal, results }) => {
      const approved = journal.findLast((entry) => entry.kind === "approved");
      if (approved) return { is: "done", output: { by: approved.actor } };
      // null: nobody was asked, because nothing changes
      if (!how.isNeeded(results)) return { is: "done", output: { by: null } };
      return { is: "underway" };
    },
    // The button wakes the run; this look is for a wake-up that was lost.
    every: "5m",
    within: "8h",
  };
}
