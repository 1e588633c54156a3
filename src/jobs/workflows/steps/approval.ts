import type { Duration } from "../../../domain/duration.ts";
import { plainName } from "../../../domain/loans/names/plain-name.ts";
import { Problem } from "../../../domain/problem.ts";
import { APPROVAL_LAPSED, limitInWords } from "../../../domain/runs/approval.ts";
import { limitOf } from "../../../domain/runs/journal.ts";
import type { ApprovalFacts } from "../../../domain/workflows/workflow-facts.ts";
import type { AwaitedStep, StepContext } from "../../engine/workflow.ts";
import type { World } from "../world.ts";

/**
 * Waits for a person's word, which the bot writes into the journal; done at once where nothing is to be approved. Not for
 * ever: then the plan is dropped, and a retry makes another one.
 */
export function approval<Input, Results>(how: {
  readonly facts: { readonly approval: { readonly waits: ApprovalFacts["waits"] } };
  readonly isNeeded: (results: Results, settings: World["settings"]) => boolean;
  /** What waits, as the beginning of a sentence, and the line to type that begins it anew. */
  readonly words: (context: StepContext<Input, Results, World>) => {
    readonly doing: string;
    readonly again: string;
  };
  /** What of what was approved is not so any more, in a few words; `null`: nothing. Absent: a later step looks. */
  readonly change?: (context: StepContext<Input, Results, World>) => Promise<string | null>;
}): AwaitedStep<Input, Results, World, { readonly by: string | null }> {
  const { waits } = how.facts.approval;
  return {
    observe: async (context) => {
      const { journal, results, world } = context;
      const approved = journal.findLast((entry) => entry.kind === "approved");
      const change = approved === undefined ? null : ((await how.change?.(context)) ?? null);
      if (change !== null) return { is: "failed", problem: changed(how.words(context).doing, change) };
      if (approved) return { is: "done", output: { by: approved.actor } };
      // null: nobody was asked, because nothing changes or no second person is asked for
      if (!how.isNeeded(results, world.settings)) return { is: "done", output: { by: null } };
      return { is: "underway" };
    },
    late: (context) => {
      const began = context.journal.find(({ kind }) => kind === "started");
      return lapsed(how.words(context), limitOf(began, waits));
    },
    // The button wakes the run; this look is for a wake-up that was lost.
    every: "5m",
    within: waits.within,
    formerly: waits.formerly,
    retryFrom: waits.planStep,
  };
}

/** Why a plan is dropped that nobody has answered to within that time. */
export function lapsed(
  { doing, again }: { readonly doing: string; readonly again: string },
  within: Duration,
): Problem {
  return new Problem(
    APPROVAL_LAPSED,
    `${doing}: nobody pressed Apply or Approve within ${limitInWords(within)}, so the plan is dropped, and nothing of it was carried out`,
    // It may hold a person's reason.
    { remedy: `press Retry, or type \`${plainName(again).replaceAll("`", "'")}\`, to plan anew` },
  );
}

/** Why what was approved is not carried out. */
export function changed(doing: string, change: string): Problem {
  return new Problem("plan-changed", `${doing}: since it was looked at, ${change}; so nothing is begun`, {
    remedy: "press Retry to look at it anew, and let that be approved",
  });
}
