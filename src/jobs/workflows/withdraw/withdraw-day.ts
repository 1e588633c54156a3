import { typed } from "../../../domain/commands/command.ts";
import type { Day } from "../../../domain/day.ts";
import { noticeNames } from "../../../domain/messages/message-id.ts";
import { Problem } from "../../../domain/problem.ts";
import type { StagedRun, WithdrawalPlan } from "../../../domain/runs/day-number/plan-withdrawal.ts";
import { isTakenBack, planWithdrawal } from "../../../domain/runs/day-number/plan-withdrawal.ts";
import type { Withdrawal } from "../../../domain/runs/day-number/withdrawal.ts";
import { stageOfDay, stageOfTry, wholeTries } from "../../../domain/runs/effect-names.ts";
import { withdrawFacts } from "../../../domain/workflows/withdraw-facts.ts";
import type { StepContext } from "../../engine/workflow.ts";
import { workflow } from "../../engine/workflow.ts";
import { toldNumbers } from "../batch/told-before.ts";
import { approval } from "../steps/approval.ts";
import { deployedStack } from "../steps/deployed-stack.ts";
import { sayAnew } from "../steps/say-anew.ts";
import { statements } from "../steps/statements.ts";
import type { World } from "../world.ts";

/** A withdrawal is asked for by the day, with a reason, and is about the number that was told then. */
interface WithdrawalRequest {
  readonly day: Day;
  readonly reason: string;
  /** The run that told it. */
  readonly told: string;
}

/** Who approved it; `null`: nobody was asked, or a rebuilt journal tells no more who. */
type Approved = { readonly by: string | null } | null;

type Context = StepContext<
  WithdrawalRequest,
  { readonly look: WithdrawalPlan; readonly approve: Approved },
  World
>;

/**
 * Takes back the number that was told of a day: the table shows what the former generation had counted, or nothing; then the
 * day's summary says so, and the channel hears it. No file of the lake is touched.
 */
export const withdrawDay = workflow<WithdrawalRequest, World, typeof withdrawFacts>(withdrawFacts)
  .step(
    "look",
    statements({
      list: async ({ input: { day } }) => [
        { file: "check/partition", parameters: { day_values: JSON.stringify([day]) } },
      ],
      output: async ({ input, world, run }, [statementId = ""]): Promise<WithdrawalPlan> => {
        const { day, told } = input;
        const [row] = await world.warehouse.rows(statementId);
        const shown = row === undefined ? null : String(row["location"]);
        return planWithdrawal({ day, by: run.id, told, generations: await staged(world, day), shown });
      },
    }),
  )
  .step(
    "approve",
    approval({
      facts: withdrawFacts,
      isNeeded: (_results, { approvals }) => approvals.includes("withdraw"),
      words: ({ input: { day, reason } }) => ({
        doing: `withdrawing the number of ${day}`,
        again: typed({ name: "withdraw", day, why: reason }),
      }),
    }),
  )
  // No undo: a number that is out of the table is told by nobody, and a retry goes on.
  .step(
    "unpublish",
    statements({
      list: async ({ input: { day }, results: { look } }) => {
        const { former, isShown } = look;
        if (former === null) return isShown ? [{ file: "publish/drop-partition", words: { day } }] : [];
        const words = { day, location: former.location };
        return [
          { file: "publish/add-partition", words },
          { file: "publish/set-location", words },
        ];
      },
      output: async () => null,
      retryFrom: "look",
    }),
  )
  .step(
    "check",
    statements({
      list: async ({ input: { day } }) => [{ file: "check/day-loans", parameters: { day } }],
      output: async ({ input: { day }, world, results: { look } }, [statementId = ""]) => {
        const [row] = await world.warehouse.rows(statementId);
        const loans = Number(row?.["loans"]);
        if (!isTakenBack(look, loans)) throw stillShown(day, loans);
        return { loans };
      },
      retryFrom: "look",
    }),
  )
  .step("mark", {
    run: async (context) =>
      await context.world.days.withdraw(context.results.look.told.runId, markOf(context)),
    // The day may have been counted anew by then.
    retryFrom: "look",
  })
  .step("tell", {
    // The notice comes last: where it is owed all else was. A Redis that lost its newest entries may have lost it as well.
    observe: async ({ world, run }) =>
      (await world.outbox.knowsNotice(noticeNames.dayWithdrawn(run.id)))
        ? { is: "done", output: null }
        : { is: "absent" },
    run: async ({ input: { day }, world, run, results }) => {
      const { look, mark } = results;
      const { summary = null } =
        (await world.days.told(day)).find(({ runId }) => runId === look.told.runId) ?? {};
      // Owed once more it is edited: what it says now is in the journals of the day's runs.
      if (summary !== null) await world.outbox.oweSummary(summary);
      await sayAnew(world, day);
      const { loans } = look.told;
      await world.outbox.oweNotice(noticeNames.dayWithdrawn(run.id), {
        is: "day-withdrawn",
        ...{ day, withdrawal: mark, loans, runId: run.id },
      });
    },
    every: "5s",
    within: "1h",
  });

function markOf({ input, world, run, results: { look, approve } }: Context): Withdrawal {
  const { former } = look;
  return {
    by: run.askedBy.user,
    ...(approve?.by && { approvedBy: approve.by }),
    at: world.clock.now().toISOString(),
    reason: input.reason,
    runId: run.id,
    instead: former && { runId: former.runId, loans: former.loans },
  };
}

/** The told generations of the day, each with where its newest complete output is in the lake: that is what was told. */
async function staged(world: World, day: Day): Promise<readonly StagedRun[]> {
  const { BucketName: bucket } = await deployedStack(world);
  const keys: string[] = [];
  for await (const { key } of world.lake.list({ bucket, prefix: stageOfDay(day) })) keys.push(key);
  const tries = wholeTries(keys);
  return (await toldNumbers(world, { bucket, day })).map(({ runId, loans, withdrawn, file }) => {
    const newest = tries.get(runId);
    const location = newest === undefined ? null : `s3://${bucket}/${stageOfTry(day, newest)}`;
    return { runId, loans, withdrawn, location, file };
  });
}

function stillShown(day: Day, loans: number): Problem {
  const says = `withdrawing the number of ${day}: the table shows ${loans} loans of it, which is not what it was pointed at`;
  return new Problem("withdrawal-unseen", says, {
    remedy: "look who else points partitions of `last.loan_tracker`, then press Retry",
  });
}
