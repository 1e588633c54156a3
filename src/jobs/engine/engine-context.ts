import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { Problem } from "../../domain/problem.ts";
import type { RetryClass } from "../../domain/runs/retry-class.ts";
import type { RunStore } from "../store/run-store.ts";
import type { Observer } from "./observer.ts";
import type { AnyWorkflow } from "./workflow.ts";

/** What a slice needs. `World` is what steps look at and change; the engine hands it on and knows nothing of it. */
export interface Engine<World> {
  readonly store: RunStore;
  readonly world: World;
  readonly workflows: Readonly<Record<string, AnyWorkflow<World>>>;
  /** What errors of that world mean: the class of one, which tells how it is treated, and its words for people. */
  readonly errors: {
    classify(error: unknown): RetryClass;
    explain(error: unknown): Problem;
  };
  readonly clock: Clock;
  /** AWS's, as far as it is known: a step is given up once it is late by this one too, so that a machine's clock that jumps ends none. */
  readonly awsClock: Pick<Clock, "now">;
  readonly observer: Observer;
  readonly log: Log;
  /** Divides every wait. */
  readonly pace: number;
  /** The journal has grown: the card is stale, and was before unless this is news. */
  readonly noticed: (runId: string, word: { readonly isNews: boolean }) => Promise<void>;
  /** A run has ended: what it stood in the way of may be gone on with. */
  readonly ended: (runId: string) => Promise<void>;
  /** Makes another run move: its turn has come. */
  readonly wake: (runId: string) => Promise<void>;
  /** True from the moment the process was asked to stop. */
  readonly stopping: () => boolean;
}
