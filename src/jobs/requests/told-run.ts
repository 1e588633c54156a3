import { backfillOf, loansOf, summaryOf } from "../../domain/runs/backfill.ts";
import { countedFile } from "../../domain/runs/day-number/counted-file.ts";
import type { NumberOfDay } from "../workflows/world.ts";
import type { RunView } from "./run-view.ts";

/** A generation of a day that was told, by its journal, with what its summary says. */
export function toldRun({ run, progress }: Pick<RunView, "run" | "progress">): NumberOfDay {
  return {
    ...{ runId: run.id, loans: loansOf(progress), withdrawn: progress.withdrawn },
    ...{ summary: summaryOf(progress), backfill: backfillOf(progress.input) },
    file: countedFile(progress),
  };
}
