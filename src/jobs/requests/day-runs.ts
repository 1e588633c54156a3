import type { Day } from "../../domain/day.ts";
import { addDays, daysOf } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../../domain/loans/compared-within.ts";
import { knownByShown } from "../../domain/loans/names/known-names.ts";
import { remarksOf } from "../../domain/loans/remarks.ts";
import { Problem } from "../../domain/problem.ts";
import type { DayRun } from "../../domain/runs/backfill.ts";
import { backfillOf, loansOf, summaryOf } from "../../domain/runs/backfill.ts";
import type { CurrentStack } from "../../domain/runs/current-stack.ts";
import { isOfStack } from "../../domain/runs/current-stack.ts";
import { countedFile } from "../../domain/runs/day-number/counted-file.ts";
import { dayNumber } from "../../domain/runs/day-number/day-number.ts";
import type { Happening } from "../../domain/runs/journal.ts";
import { batchId, readRunId } from "../../domain/runs/run-id.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import { isAskedAbout } from "../../domain/workflows/batch-facts.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { RunStore } from "../store/run-store.ts";
import type { Days } from "../workflows/world.ts";
import type { Requests } from "./requests.ts";
import type { RunView } from "./run-view.ts";
import { toldRun } from "./told-run.ts";

/** How often an entry is tried again when somebody else wrote at the same moment. */
const NOTE_TRIES = 5;

/** Days go the way that a person's command goes, so that a backfill can do nothing that a person could not. */
export function createDays({
  store,
  stack,
  view,
  told,
  requests,
  noticed,
}: {
  readonly store: Pick<RunStore, "journal" | "note"> & {
    readonly ledger: Pick<RunLedger, "lastOf" | "runOfRequest" | "currentStack" | "stackIs">;
  };
  readonly stack: string;
  readonly view: (runId: string) => Promise<RunView | null>;
  /** As `RunReader.told`. */
  readonly told: (day: Day) => Promise<readonly RunView[]>;
  readonly requests: Pick<Requests, "ask">;
  /** The run's card has something to say. */
  readonly noticed: (runId: string) => Promise<void>;
}): Days {
  const { ledger } = store;

  /** Writes that into the journal of a run, unless `known` finds it there already: then it answers what it found. */
  async function note<Known>(
    runId: string,
    happening: Extract<Happening, { readonly kind: "withdrawn" }>,
    known: (progress: RunProgress) => Known | null,
  ): Promise<Known | null> {
    for (let tries = 0; tries < NOTE_TRIES; tries += 1) {
      const seen = await store.journal(runId);
      const found = known(progressOf(seen));
      if (found !== null) return found;
      if ((await store.note(runId, happening, { seen, user: happening.withdrawal.by })) === null) continue;
      await noticed(runId);
      return null;
    }
    throw new Error(
      `writing down that ${runId} is withdrawn: its journal changed ${NOTE_TRIES} times meanwhile`,
    );
  }

  /** Of a day whose newest run was refused the run before it that is at work, or has ended, since then. */
  async function takenUpSince({ run, progress }: RunView): Promise<RunView | null> {
    const { day } = run.target;
    if (run.outcome === null || progress.hasBegun || day === null) return null;
    for (let g = (readRunId(run.id, stack)?.number ?? 1) - 1; g >= 1; g -= 1) {
      const before = await view(batchId({ stack, day }, g));
      if (before === null || !isOfStack(before.run, await ledger.currentStack())) return null;
      const { endedAt } = before.progress;
      if (endedAt === null || (progress.endedAt !== null && endedAt > progress.endedAt)) return before;
    }
    return null;
  }

  return {
    async see(day) {
      const runId = await ledger.lastOf({ stack, day });
      const last = runId === null ? null : await view(runId);
      if (last === null) return null;
      const found = (await takenUpSince(last)) ?? last;
      const run = asDayRun(found, await ledger.currentStack());
      if (found.progress.withdrawn === null && run.refused === undefined) return run;
      const all = await told(day);
      const { number, withdrawn } = dayNumber(all.map(toldRun));
      const now = number && (await view(number.runId));
      const by = (withdrawn ?? found.progress.withdrawn)?.by;
      return {
        ...run,
        ...{ total: number?.loans ?? null, file: now && countedFile(now.progress) },
        withdrawnFiles: all.flatMap(({ progress }) =>
          progress.withdrawn === null ? [] : (countedFile(progress) ?? []),
        ),
        remarks: now && remarksIn(now.progress),
        withdrawn: number === null && by !== undefined ? { by } : null,
      };
    },
    told: async (day) => (await told(day)).map(toldRun),
    async withdraw(runId, withdrawal) {
      const batch = await view(runId);
      const known = await note(runId, { kind: "withdrawn", withdrawal }, ({ withdrawn }) => withdrawn);
      const teller = batch && backfillOf(batch.progress.input);
      const day = batch?.run.target.day ?? null;
      // The journal of a backfill may be lost; its card tells nothing then.
      if (teller !== null && day !== null && (await view(teller)) !== null) {
        const isTold = ({ withdrawnDays }: RunProgress) => withdrawnDays.includes(day) || null;
        await note(teller, { kind: "withdrawn", withdrawal: known ?? withdrawal, day }, isTold);
      }
      return known ?? withdrawal;
    },
    async namesBefore(day) {
      const current = await ledger.currentStack();
      const days: DaySummary[] = [];
      for (const before of daysOf(addDays(day, -COMPARED_WITHIN_DAYS), addDays(day, -1))) {
        const runId = await ledger.lastOf({ stack, day: before });
        const found = runId === null ? null : await view(runId);
        const holds = found !== null && isOfStack(found.run, current) && found.progress.withdrawn === null;
        const summary = holds ? summaryOf(found.progress) : null;
        if (summary !== null) days.push(summary);
      }
      return knownByShown(days);
    },
    countOn: async (made) => void (await ledger.stackIs(made)),
    stackId: async () => (await ledger.currentStack())?.id ?? null,
    showCard: noticed,
    isAsked: async (requestKey) => (await ledger.runOfRequest(requestKey)) !== null,
    async open(day, { force, requestKey, backfill, asker }) {
      const asked = await requests.ask({ name: "run", day, force }, { asker, requestKey, backfill });
      if (asked.is === "refused") throw asked.problem;
      if (asked.is === "busy" || asked.is === "overlaps") {
        throw new Problem("stack-busy", `running ${day}: ${asked.holder.run.id} holds the stack`, {
          remedy: "wait for its end, then press Retry",
        });
      }
    },
  };
}

function asDayRun({ run, progress, behind }: RunView, current: CurrentStack | null): DayRun {
  return {
    runId: run.id,
    isOfStack: isOfStack(run, current),
    outcome: run.outcome,
    ...(progress.endedAt !== null && { endedAt: progress.endedAt }),
    total: loansOf(progress),
    remarks: remarksIn(progress),
    problem: progress.problem,
    file: countedFile(progress),
    ...(behind !== undefined && { isBehind: true }),
    ...ownQuestion({ run, progress }),
  };
}

/** Of a forced day that asks a second person: that it waits for that, or how it came to have no yes. */
function ownQuestion({ run, progress }: Pick<RunView, "run" | "progress">): Pick<DayRun, "asks" | "refused"> {
  const { approval, input } = progress;
  if (!isAskedAbout(input) || approval?.end?.is === "approved") return {};
  const by = run.askedBy.user;
  if (run.outcome === null) return { asks: { by } };
  const end = approval?.end ?? null;
  if (end?.is === "expired") return { refused: { is: "expired" } };
  if (end !== null) return { refused: { is: end.is, by: end.by } };
  // Canceled before it had begun to ask.
  return run.outcome === "canceled" ? { refused: { is: "canceled", by: progress.canceledBy ?? by } } : {};
}

function remarksIn(progress: RunView["progress"]): DayRun["remarks"] {
  const summary = summaryOf(progress);
  return summary && remarksOf(summary);
}
