import { typed } from "../../domain/commands/command.ts";
import { isOfStack } from "../../domain/runs/current-stack.ts";
import { supersededBy, supersededWords } from "../../domain/runs/day-number/superseded.ts";
import type { RunStore } from "../store/run-store.ts";
import type { RunReader } from "./run-reader.ts";
import type { RunView } from "./run-view.ts";

/** What runs are looked up in. */
export interface RunLookup {
  readonly store: Pick<RunStore, "ledger">;
  readonly reader: Pick<RunReader, "near">;
}

/** Why a run that has ended is not gone on with: its stack is gone, or a newer run has made it history; `null`: it may be. */
export async function historyWords(view: RunView, { store, reader }: RunLookup): Promise<string | null> {
  const { day, until } = view.run.target;
  if (day !== null && !isOfStack(view.run, await store.ledger.currentStack())) {
    const anew = until === undefined ? { day } : { day, until };
    const line = typed({ name: "run", ...anew, force: false });
    return `the stack that it worked on is gone; type \`${line}\` to count on the one of today`;
  }
  const newer = supersededBy(view, await reader.near(view));
  return newer && supersededWords(view, newer);
}
