import { typed } from "../../../domain/commands/command.ts";
import type { Day } from "../../../domain/day.ts";
import { daysOf } from "../../../domain/day.ts";
import { helpInsteadOfRelease } from "../../../domain/loans/finding.ts";
import { Problem } from "../../../domain/problem.ts";
import type { DayRun, DayState } from "../../../domain/runs/backfill.ts";
import {
  DAY_REFUSED,
  dayItem,
  isToDo,
  needsForce,
  planDay,
  standingOf,
} from "../../../domain/runs/backfill.ts";
import type { Journal } from "../../../domain/runs/journal.ts";
import { passedOver } from "../../../domain/schedule/bank-days.ts";
import type { PlannedDay } from "../../../domain/workflows/backfill-facts.ts";
import { backfillFacts } from "../../../domain/workflows/backfill-facts.ts";
import type { ProgressItem } from "../../../domain/workflows/progress.ts";
import type { StepContext } from "../../engine/workflow.ts";
import { workflow } from "../../engine/workflow.ts";
import { fileChange } from "../batch/file-change.ts";
import { approval } from "../steps/approval.ts";
import type { World } from "../world.ts";

/** A backfill is asked for by its first and its last day. */
interface RangeRequest {
  readonly from: Day;
  readonly until: Day;
  /** Count also days that are done. */
  readonly force: boolean;
}

type BackfillContext = StepContext<
  RangeRequest,
  { readonly preview: { readonly days: readonly PlannedDay[] } },
  World
>;

/**
 * Several days, oldest first, each as an ordinary batch that waits in line as all do; the first one that does not end
 * well ends the backfill, and a retry goes on with it.
 */
export const backfill = workflow<RangeRequest, World, typeof backfillFacts>(backfillFacts)
  .step("preview", {
    run: async ({ input, world }) => {
      const days: PlannedDay[] = [];
      for (const day of daysOf(input.from, input.until)) {
        const run = await world.days.see(day);
        const because = passedOver(world.settings.calendar, day);
        const planned = planDay(day, run, { force: input.force, because });
        const isChanged = run !== null && !isToDo(planned) && (await hasNewFile(run, world.source(day)));
        days.push(isChanged ? { ...planned, fileChanged: true } : planned);
      }
      return { days };
    },
  })
  .step(
    "approve",
    approval({
      facts: backfillFacts,
      isNeeded: ({ preview }) => preview.days.some(isToDo),
      words: ({ input: { from, until, force } }) => ({
        doing: `backfilling ${from}..${until}`,
        again: typed({ name: "run", day: from, until, force }),
      }),
    }),
  )
  // No undo: a day that is done stays done.
  .step("days", {
    observe: async (context) => {
      const { items, at } = await look(context);
      if (at === null) return { is: "done", output: { items } };
      if (at.standing === "open") return { is: "absent" };
      if (at.standing === "underway") return { is: "underway", progress: { items } };
      // The failed row is written down first: a failure has no rows of its own.
      const isTold = toldOf(context.journal).get(at.planned.day)?.state === "failed";
      if (!isTold) return { is: "underway", progress: { items } };
      if (at.run) await context.world.days.showCard(at.run.runId);
      return { is: "failed", problem: stopped(at.planned.day, at.run) };
    },
    run: async (context) => {
      const { at } = await look(context);
      if (at?.standing !== "open") return;
      await context.world.days.open(at.planned.day, {
        force: needsForce(at.planned, at.run),
        requestKey: requestFor(context.key, at.planned.day),
        backfill: context.run.id,
        asker: context.run.askedBy,
      });
    },
    // The day that is underway is a run of its own, which somebody may want: it is canceled by its date, or on its card.
    stop: async (context) => {
      const { at } = await look(context);
      if (at?.standing === "underway" && at.run) await context.world.days.showCard(at.run.runId);
      return { is: "done", says: "no further day is begun" };
    },
    every: "5s",
    // A month of days on a slow cluster; each day has limits of its own.
    within: "168h",
  });

/** The rows of all days, and the first day that is not done; `null` when every one is. */
async function look({ world, results, journal, key, attempt }: BackfillContext): Promise<{
  readonly items: readonly ProgressItem[];
  readonly at: {
    readonly planned: PlannedDay;
    readonly standing: DayState;
    readonly run: DayRun | null;
  } | null;
}> {
  const told = toldOf(journal);
  const items: ProgressItem[] = [];
  const { days } = results.preview;
  for (const [index, planned] of days.entries()) {
    const known = told.get(planned.day);
    // What is done stays done, so each look asks for one day, however many there are.
    if (known?.state === "done" || !isToDo(planned)) {
      items.push(known ?? dayItem(planned, "done", null));
      continue;
    }
    const run = await world.days.see(planned.day);
    const isAsked = await world.days.isAsked(requestFor(key, planned.day));
    const anewSince = attempt === 1 ? null : (journal[0]?.at ?? world.clock.now().toISOString());
    const standing = standingOf(planned, run, { isAsked, anewSince });
    items.push(dayItem(planned, standing, run));
    if (standing === "done") continue;
    const rest = days.slice(index + 1).map((later) => dayItem(later, isToDo(later) ? "open" : "done", null));
    return { items: [...items, ...rest], at: { planned, standing, run } };
  }
  return { items, at: null };
}

/** The newest row of each day that this try has written down. */
function toldOf(journal: Journal): ReadonlyMap<string, ProgressItem> {
  const rows = journal.flatMap((entry) => (entry.kind === "seen" ? (entry.progress.items ?? []) : []));
  return new Map(rows.map((item) => [item.name, item]));
}

/** One request for a day in each try of the backfill: made twice, it comes to the same run. */
function requestFor(key: string, day: Day): string {
  return `${key}-${day}`;
}

/** Whether its file is another one than it was counted from, and none whose number was withdrawn since. */
async function hasNewFile({ file, withdrawnFiles = [] }: DayRun, source: ReturnType<World["source"]>) {
  if (file === null || (await fileChange(file, source)) === null) return false;
  for (const withdrawn of withdrawnFiles) if ((await fileChange(withdrawn, source)) === null) return false;
  return true;
}

function stopped(day: Day, run: DayRun | null): Problem {
  if (run?.refused !== undefined) {
    const how =
      run.refused.is === "expired" ? "nobody answered to its own run" : `its own run was ${run.refused.is}`;
    return new Problem(
      DAY_REFUSED,
      `backfilling: ${day} is not counted, since ${how}, and the days after it wait`,
      {
        remedy: "press Retry to ask for that day once more and go on with the rest",
      },
    );
  }
  const how = run?.outcome === "held" ? "is held" : run?.outcome === "canceled" ? "was canceled" : "failed";
  const why = run?.problem ? `: ${run.problem.says}` : "";
  const holds = run?.outcome === "held" ? (run.problem?.holds ?? []) : [];
  const canRelease = holds.length > 0 && holds.every(({ rule }) => helpInsteadOfRelease(rule) === null);
  // What holds a day is let pass on its own card alone.
  const held = `mend what holds it, or release it on its own card (\`${typed({ name: "release", day, why: "reason" })}\`); then press Retry here`;
  return new Problem("day-stopped", `backfilling: ${day} ${how}, and the days after it wait${why}`, {
    remedy: canRelease ? held : (run?.problem?.remedy ?? "press Retry to go on with that day"),
  });
}
