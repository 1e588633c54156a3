import { typed } from "../../../domain/commands/command.ts";
import type { Day } from "../../../domain/day.ts";
import { dayNumber } from "../../../domain/runs/day-number/day-number.ts";
import type { ToldNumber } from "../../../domain/workflows/batch-facts.ts";
import { batchFacts } from "../../../domain/workflows/batch-facts.ts";
import type { StepContext } from "../../engine/workflow.ts";
import { approval } from "../steps/approval.ts";
import type { World } from "../world.ts";

/** A day that is to be counted once more. */
interface ForcedDay {
  readonly day: Day;
}

/** What is told of the day now, and would be told no more. */
export async function toldNow({
  input: { day },
  world,
}: Pick<StepContext<ForcedDay, unknown, World>, "input" | "world">): Promise<ToldNumber> {
  const { number } = dayNumber(await world.days.told(day));
  return { told: number };
}

/**
 * Waits for a second person's yes to counting the day once more, instead of the number that is told of it. When its turn has
 * come that number has to be still the one that the person was shown.
 */
export const forceApproval = approval<ForcedDay, { readonly look: ToldNumber }>({
  facts: batchFacts,
  isNeeded: (_results, { approvals }) => approvals.includes("force"),
  words: ({ input: { day } }) => ({
    doing: `running ${day} once more`,
    again: typed({ name: "run", day, force: true }),
  }),
  change: async (context) => {
    const { told } = await toldNow(context);
    return told?.runId === context.results.look.told?.runId ? null : "another number is told of the day";
  },
});
