import { typed } from "../../domain/commands/command.ts";
import { isOfStack } from "../../domain/runs/current-stack.ts";
import { outdated } from "../../domain/runs/day-number/plan-withdrawal.ts";
import { withdrawFacts } from "../../domain/workflows/withdraw-facts.ts";
import type { RunStore } from "../store/run-store.ts";
import type { RunReader } from "./run-reader.ts";
import type { RunView } from "./run-view.ts";
import { toldRun } from "./told-run.ts";

/** What runs are looked up in. */
export interface RunLookup {
  readonly store: Pick<RunStore, "ledger">;
  readonly reader: Pick<RunReader, "overtakenBy" | "told">;
}

/** `null`: it may be gone on with. Else its stack is gone, a newer run has made it history, or the number that it was to take back is not the day's any more. */
export async function historyOf(
  view: RunView,
  { store, reader }: RunLookup,
): Promise<{
  readonly because: string;
  readonly newer: RunView | null;
} | null> {
  const { day, until } = view.run.target;
  if (day !== null && !isOfStack(view.run, await store.ledger.currentStack())) {
    const anew = until === undefined ? { day } : { day, until };
    const line = typed({ name: "run", ...anew, force: false });
    const because = `the stack that it worked on is gone; type \`${line}\` to count on the one of today`;
    return { because, newer: null };
  }
  const overtaken = await reader.overtakenBy(view, { alsoAsking: true });
  if (overtaken !== null) return overtaken;
  const because = await outdatedWords(view, reader);
  return because === null ? null : { because, newer: null };
}

/** Of a withdrawal whose number another one has replaced, or somebody has taken back, since it was asked for. */
async function outdatedWords(
  { run, progress: { input } }: RunView,
  reader: Pick<RunReader, "told">,
): Promise<string | null> {
  const { told } = input;
  const { day } = run.target;
  if (run.workflow !== withdrawFacts.name || day === null || typeof told !== "string") return null;
  const because = outdated({ by: run.id, told, generations: (await reader.told(day)).map(toldRun) });
  const anew = typed({ name: "withdraw", day, why: "reason" });
  return because && `${because}; \`${anew}\` takes back what is told now`;
}
