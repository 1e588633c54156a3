import type { Day } from "../../domain/day.ts";
import { countedFile } from "../../domain/loans/counted-file.ts";
import { Problem } from "../../domain/problem.ts";
import type { DayRun } from "../../domain/runs/backfill.ts";
import { loansOf } from "../../domain/runs/backfill.ts";
import type { Asker } from "../../domain/runs/run.ts";
import { isOfStack } from "../../domain/runs/standing-stack.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { Runs, RunView } from "./ports.ts";

/** The runs of single days, as a backfill sees and opens them. */
export interface Days {
  /** The newest run of that day; `null` when there was none. */
  see(day: Day): Promise<DayRun | null>;
  /** The stack that is there was made then (ISO time): what was counted before counts no more. */
  countFrom(madeAt: string): Promise<void>;
  /** Whether that request was made, by this process or one before it. */
  isAsked(requestKey: string): Promise<boolean>;
  /** Opens the day's run, goes on with one that ended badly, or finds the one that is live; repeating it is harmless. */
  open(
    day: Day,
    how: {
      readonly force: boolean;
      readonly requestKey: string;
      readonly backfill: string;
      readonly asker: Asker;
    },
  ): Promise<void>;
  /** Nobody else tells of that run any more. */
  showCard(runId: string): Promise<void>;
}

/** Days go the way that a person's command goes, so that a backfill can do nothing that a person could not. */
export function createDays({
  ledger,
  stack,
  view,
  ask,
  noticed,
}: {
  readonly ledger: Pick<RunLedger, "lastOf" | "runOfRequest" | "madeAt" | "stackWasMade">;
  readonly stack: string;
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly ask: Runs["ask"];
  /** The run's card has something to say. */
  readonly noticed: (runId: string) => Promise<void>;
}): Days {
  return {
    async see(day) {
      const runId = await ledger.lastOf({ stack, day });
      const found = runId === null ? null : await view(runId);
      return found && asDayRun(found, await ledger.madeAt());
    },
    countFrom: async (madeAt) => await ledger.stackWasMade(madeAt),
    showCard: noticed,
    isAsked: async (requestKey) => (await ledger.runOfRequest(requestKey)) !== null,
    async open(day, { force, requestKey, backfill, asker }) {
      const asked = await ask({ name: "run", day, force }, { asker, requestKey, backfill });
      if (asked.is === "refused") throw asked.problem;
      if (asked.is === "busy" || asked.is === "overlaps") {
        throw new Problem("stack-busy", `running ${day}: ${asked.holder.run.id} holds the stack`, {
          remedy: "wait for its end, then press Retry",
        });
      }
    },
  };
}

function asDayRun({ run, progress }: RunView, madeAt: string | null): DayRun {
  return {
    runId: run.id,
    isOfStack: isOfStack(run, madeAt),
    outcome: run.outcome,
    total: loansOf(progress),
    problem: progress.problem,
    file: countedFile(progress),
  };
}
