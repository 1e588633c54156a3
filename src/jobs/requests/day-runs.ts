import { Problem } from "../../domain/problem.ts";
import type { DayRun } from "../../domain/runs/backfill.ts";
import { loansOf } from "../../domain/runs/backfill.ts";
import { countedFile } from "../../domain/runs/counted-file.ts";
import type { CurrentStack } from "../../domain/runs/current-stack.ts";
import { isOfStack } from "../../domain/runs/current-stack.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { Days } from "../workflows/world.ts";
import type { Requests } from "./requests.ts";
import type { RunView } from "./run-view.ts";

/** Days go the way that a person's command goes, so that a backfill can do nothing that a person could not. */
export function createDays({
  ledger,
  stack,
  view,
  requests,
  noticed,
}: {
  readonly ledger: Pick<RunLedger, "lastOf" | "runOfRequest" | "currentStack" | "stackIs">;
  readonly stack: string;
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly requests: Pick<Requests, "ask">;
  /** The run's card has something to say. */
  readonly noticed: (runId: string) => Promise<void>;
}): Days {
  return {
    async see(day) {
      const runId = await ledger.lastOf({ stack, day });
      const found = runId === null ? null : await view(runId);
      return found && asDayRun(found, await ledger.currentStack());
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

function asDayRun({ run, progress }: RunView, current: CurrentStack | null): DayRun {
  return {
    runId: run.id,
    isOfStack: isOfStack(run, current),
    outcome: run.outcome,
    total: loansOf(progress),
    problem: progress.problem,
    file: countedFile(progress),
  };
}
