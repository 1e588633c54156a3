import type { LakeWeight } from "../../domain/aws/lake-weight.ts";
import type { Loss } from "../../domain/aws/plan-loss.ts";
import type { RunCommand } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Problem } from "../../domain/problem.ts";
import type { PlaceOfRun } from "../../domain/runs/cancellation.ts";
import type { FileChange } from "../../domain/runs/day-number/counted-file.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { Asker, Target } from "../../domain/runs/run.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import type { CancelEffect } from "../../domain/workflows/workflow-facts.ts";
import type { RunView } from "./run-view.ts";

/** A request for work. `requestKey` is the same when Slack delivers the same command again. */
export interface Request {
  readonly asker: Asker;
  readonly requestKey: string;
  /** The backfill that asks for a day and tells of it on its own card; absent when a person asks. */
  readonly backfill?: string;
  /** The line that was typed; absent where none was. */
  readonly typed?: string | undefined;
}

/** What asking for work came to. */
export type Asked =
  /** A new run; its card is on the way. `ahead`: those that have their turn before it, as things were when it was asked for. */
  | { readonly is: "opened"; readonly view: RunView; readonly ahead?: readonly RunView[] }
  /** That run is there already: live, or done, then perhaps of a file that has changed since. */
  | { readonly is: "known"; readonly view: RunView; readonly change?: FileChange | null }
  /** A run that had ended badly goes on from where it failed. */
  | { readonly is: "resumed"; readonly view: RunView }
  /** Another run holds the stack. */
  | { readonly is: "busy"; readonly holder: RunView }
  /** Another backfill has some of these days. */
  | { readonly is: "overlaps"; readonly holder: RunView }
  /** Somebody else keeps the stack from being changed. */
  | { readonly is: "locked"; readonly lock: StackLock }
  /** It makes no sense now: no stack to run on, nothing to tear down. */
  | { readonly is: "refused"; readonly problem: Problem };

/** Why a request comes to nothing now. */
export type Refused = Extract<Asked, { readonly is: "busy" | "refused" }>;

/** A request that makes sense now: what its run will be about. */
export interface Ready {
  readonly is: "ready";
  readonly command: RunCommand;
  readonly target: Target;
  /** Of a withdrawal: the run whose number is told now. */
  readonly told?: string;
}

/** What looking at a request, and at the stack that it is about, came to. */
export type Prepared = Ready | Refused;

/** What pressing a button on a card came to. */
export type Pressed =
  | { readonly is: "taken"; readonly view: RunView }
  /**
   * Too late or not possible: a few words that say why; `null` where the view tells it by itself. `newer`: the run that is to be
   * looked at instead, where one has made this one history.
   */
  | {
      readonly is: "late";
      readonly because: string | null;
      readonly view: RunView;
      readonly newer?: RunView | null;
    }
  /** Not done: it would do this now, which the person was not told. */
  | { readonly is: "unconfirmed"; readonly effect: CancelEffect; readonly view: RunView }
  /** Not done: it would destroy these, and not each of them was named. */
  | { readonly is: "unnamed"; readonly losses: readonly Loss[]; readonly view: RunView }
  | { readonly is: "busy"; readonly holder: RunView }
  /** Somebody else keeps the stack from being changed. */
  | { readonly is: "locked"; readonly lock: StackLock }
  | { readonly is: "unknown" };

/** Somebody's yes to a plan. */
export interface Yes {
  readonly user: string;
  /** Of the plan that the person was shown, and judged by. */
  readonly attempt: number;
  /** What the person typed, to say that this may be destroyed. */
  readonly names: readonly string[];
}

/** What somebody wants of a cancel. */
export interface CancelWish {
  readonly user: string;
  readonly reason: string;
  /** The effect that the person was told of before; `null`: none. */
  readonly told: string | null;
  /** Where the run has to be still, because the person was judged by that; `null`: whatever it does by then. */
  readonly only: PlaceOfRun | null;
  /** The line that was typed; absent where none was. */
  readonly typed?: string | undefined;
}

/**
 * The stack as the bot needs to know it; `remains`: its making or its deletion failed, so that it takes no runs; `stuck`: an
 * update of it could not be taken back.
 */
export type StackPresence = "absent" | "there" | "remains" | "stuck";

/** What CloudFormation is doing with the stack; `taking-back`: with a change, or its making, that did not come to an end. */
export type StackAtWork = "making" | "changing" | "taking-back" | "deleting";

/** The stack in this moment. */
export interface StackNow {
  readonly is: StackPresence;
  /** `null`: nothing moves. */
  readonly atWork: StackAtWork | null;
  /** ISO time at which it was made; `null` where there is none. */
  readonly madeAt: string | null;
  /** US dollars that it costs while it stands; `null`: there is none, or the price table lacks a part of it. */
  readonly perHour: number | null;
}

/** What somebody wants of a release. */
export interface ReleaseWish {
  readonly user: string;
  readonly reason: string;
  /** Of what the person was shown: a later one may be held by something else; `null`: they typed a command. */
  readonly attempt: number | null;
  readonly requestKey: string;
  /** The line that was typed; absent where none was. */
  readonly typed?: string | undefined;
}

/** Somebody's press that is for one attempt alone. */
export interface ByAttempt {
  readonly user: string;
  readonly attempt: number;
}

/** The same of who takes a run into their care: `of` is who has it by what they were shown, `null`: nobody. */
export interface CareWish extends ByAttempt {
  readonly of: string | null;
}

/** What people, the timetable and backfills may ask for. */
export interface Requests {
  /** Opens, finds or resumes the run that a command asks for. */
  ask(command: RunCommand, request: Request): Promise<Asked>;
  /** Lets a waiting run go on, if it is still in the attempt whose plan and requesters the person was judged by. */
  approve(runId: string, yes: Yes): Promise<Pressed>;
  /** Takes up again what failed, was held, or, a day's batch alone, was canceled; `typed`: by that line. */
  retry(runId: string, user: string, typed?: string): Promise<Pressed>;
  /** The same of a day's batch from its first step on, if it is still in the attempt that the person was shown. */
  restart(runId: string, by: ByAttempt): Promise<Pressed>;
  /** Writes down that the person looks after what went wrong, from now on, in whatever attempt; of two who say so at once the first does. */
  take(runId: string, by: CareWish): Promise<Pressed>;
  /** Lets pass what holds a day, and counts it on. */
  release(runId: string, wish: ReleaseWish): Promise<Pressed>;
  /** Writes down that the run is to end; what is underway is stopped before its next move. */
  cancel(runId: string, wish: CancelWish): Promise<Pressed>;
}

/** What may be read of runs; every answer comes from the journal, Redis or AWS, never from memory. */
export interface Runs {
  view(runId: string): Promise<RunView | null>;
  /** The newer run that has made this one history, and that in words; `null`: none has. `alsoAsking`: also one that would by a yes. */
  overtakenBy(
    view: RunView,
    also?: { readonly alsoAsking?: boolean },
  ): Promise<{ readonly because: string; readonly newer: RunView } | null>;
  /** The newest run of that day, but one that only asked and came to nothing gives way to those before it; `null` when it was never asked for since the stack was made. */
  batchOf(day: Day): Promise<RunView | null>;
  /** Newest first. */
  recent(limit: number): Promise<readonly RunView[]>;
  /** Runs that have not ended, oldest first. */
  live(): Promise<readonly RunView[]>;
  /** The same of each day; `null` for one that was never asked for since the stack was made. */
  days(days: readonly Day[]): Promise<readonly (RunView | null)[]>;
  /** The run whose number is told of that day, which need not be its newest; `null` where none is. */
  standing(day: Day): Promise<RunView | null>;
  /** The newest summary of that day; `null` when the day was not published since the stack was made. */
  summary(day: Day): Promise<DaySummary | null>;
  /** The newest withdrawal of that day, with what it has now; `null` where what was told of it last stands. */
  withdrawalOf(day: Day): Promise<Withdrawal | null>;
  /** Whether the day's file is still the one that this batch counted: `null`, or what is there now. It may read the file. */
  fileChange(batch: RunView): Promise<FileChange | null>;
  /** Asks AWS. */
  stackPresence(): Promise<StackPresence>;
  /** The same with what is being done to it, and its price. Asks AWS. */
  stackNow(): Promise<StackNow>;
  /** What a teardown would take with the lake, as far as that is counted in about `forMs`; `null`: there is none. Asks AWS. */
  lakeWeight(forMs: number): Promise<LakeWeight | null>;
  /** What of a stack that is there has ended or is gone, and what helps; asks AWS. */
  lostParts(): Promise<readonly Problem[]>;
}
