import type { z } from "zod";
import type { Duration } from "../duration.ts";

/** What LOANS_APPROVALS may name: what may need a second person. */
export const approvables = ["deploy", "teardown", "force", "release", "withdraw", "backfill"] as const;

export type Approvable = (typeof approvables)[number];

/** What canceling a run would do now. */
export type CancelEffect =
  /** Nothing was begun: it ends at once. */
  | "ends-at-once"
  /** What is finished stays, the next step is not begun. */
  | "goes-no-further"
  /** The three EMR steps are canceled together. */
  | "stops-spark"
  /** A statement that has not finished is canceled; a published day stays published. */
  | "stops-statement"
  /** The change set is dropped, and the empty stack in review with it. */
  | "drops-plan"
  /** CloudFormation ends a creation by deleting the stack alone. */
  | "deletes-stack"
  /** CloudFormation takes a change of the stack back. */
  | "takes-change-back"
  /** No further day is begun; the one that is underway is a run of its own. */
  | "leaves-day"
  /** The stack is made and stays, with what costs money. */
  | "leaves-stack";

/** What a cancel does at a step, or in a few words why there is none. */
export type CancelRule = CancelEffect | { readonly cannot: string };

/** What is known of a step apart from how it is done. */
export interface StepFacts {
  /** As people read it. The step's name stands in journals and is permanent, these words are not. */
  readonly title: string;
  /** What it leaves in the journal, as far as others read it; absent where nobody does. */
  readonly output?: z.ZodType;
  /** What a cancel does once it has begun; `outputOf` gives what the steps before it have left, unread. */
  readonly cancel: CancelRule | ((outputOf: (step: string) => unknown) => CancelRule);
  /** What a cancel does while it is the next one and has not begun; the same as `cancel` where absent. */
  readonly cancelBefore?: CancelRule;
  /**
   * What of it a card carries along for the case that Redis is emptied, because it stands in no other system: what it left,
   * or the newest of each row that it showed.
   */
  readonly remembered?: "output" | "rows";
  /**
   * It asks whether to begin, and nothing after it needs what it leaves: a run of before it was added, which is past it, goes
   * on without it.
   */
  readonly onlyAsks?: true;
  /** Whether a run that was asked for with that input has it at all; absent: every run does. */
  readonly isFor?: (input: Readonly<Record<string, unknown>>) => boolean;
}

/** How a run waits for a person's word. */
export interface ApprovalFacts {
  /** The word of LOANS_APPROVALS that asks for a second person. */
  readonly word: Exclude<Approvable, "release">;
  /** Another one that does, where the run was asked for with `--force`. */
  readonly forced?: "force";
  readonly waits: {
    readonly step: string;
    /** The step that makes what is approved: from there a retry begins. */
    readonly planStep: string;
    /** How long it waits before what is planned is dropped. No pace divides it, because people have none. */
    readonly within: Duration;
    /** How long it waited in earlier releases, which did not write that down: their cards have told people so. */
    readonly formerly: Duration;
    /** What a person's no does. */
    readonly denied: CancelEffect;
    /** A person's retry asks anew, at whatever step it failed: what was approved is one try. */
    readonly isOfOneTry?: true;
  };
}

/**
 * What a workflow is about: the shape of its ids (`<verb>-<stack>-<n>`, for a day `<verb>-<stack>-<day>-g<n>`), how its
 * target locks, and the command that asks for one. It holds the stack alone; it waits in line for its turn; or, a guest, it
 * only keeps those away that hold the stack alone, while the runs that it opens come and go.
 */
type About =
  | { readonly takes: "stack"; readonly holds: "alone"; readonly command: "deploy" | "teardown" }
  | {
      readonly takes: "day";
      readonly holds: "in-line";
      readonly command: "run" | "withdraw";
      /** Which of one day goes first: what takes a number back, since it is no more the day's once the other has counted. */
      readonly ofOneDay: "first" | "last";
    }
  | { readonly takes: "range"; readonly holds: "guest"; readonly command: "run" };

/** All that is known of a workflow apart from how its steps are done; whatever else is said of it derives from this. */
export type WorkflowFacts = About & {
  /** Stands in journals, so it is permanent. */
  readonly name: string;
  /** What the ids of its runs begin with; permanent too. */
  readonly verb: string;
  /** Raised when steps are added, removed, renamed or reordered: journals written before are then recognized. */
  readonly version: number;
  /**
   * The first version whose runs are gone on with, as long as none of the steps that follow an added one has begun; the
   * version itself where what an earlier one wrote means something else now.
   */
  readonly goesOnFrom: number;
  /**
   * Which later runs make one of it history, so that it is not taken up again: those of the same days, those that held the
   * stack, or any; `anew`: what asking for it anew is for, after "to".
   */
  readonly supersededBy:
    | { readonly runs: "same-days" }
    | { readonly runs: "whole-stack" | "any-run"; readonly anew: string };
  /** The command by which a retry is judged, and asked once more, where it goes on with what cannot be had back. */
  readonly retry: "plain" | "teardown";
  /** Whether a person may need another one's word; `null`: never. */
  readonly approval: ApprovalFacts | null;
  /** Whether its steps name statements in the warehouse after themselves, which tell of it once Redis is emptied. */
  readonly namesStatements: boolean;
  /** By their permanent names, in order. */
  readonly steps: Readonly<Record<string, StepFacts>>;
};

/** The names of a workflow's steps. */
export type StepName<Facts extends WorkflowFacts> = keyof Facts["steps"] & string;

/** What others read of what a step leaves; `unknown` where nobody reads it. */
export type StepOutput<
  Facts extends { readonly steps: Readonly<Record<string, object>> },
  Name extends keyof Facts["steps"],
> = Facts["steps"][Name] extends { readonly output: z.ZodType<infer Output> } ? Output : unknown;

type ReadStep<Facts extends WorkflowFacts> = {
  [Name in StepName<Facts>]: Facts["steps"][Name] extends { readonly output: z.ZodType } ? Name : never;
}[StepName<Facts>];

/**
 * What that step left; `null` where it is not done, where its run's journal was lost, and where another version wrote it
 * in a form that this one does not read.
 */
export function outputOf<Facts extends WorkflowFacts, Name extends ReadStep<Facts>>(
  { steps }: Facts,
  progress: { readonly steps: readonly { readonly name: string; readonly output: unknown }[] },
  name: Name,
): StepOutput<Facts, Name> | null {
  const left = progress.steps.find((step) => step.name === name)?.output;
  const read = steps[name]?.output?.safeParse(left);
  return read?.success ? (read.data as StepOutput<Facts, Name>) : null;
}

/** That step of a run; `undefined` where the run has none of that name, being of another workflow or version. */
export function stepOf<Facts extends WorkflowFacts, Step extends { readonly name: string }>(
  _facts: Facts,
  progress: { readonly steps: readonly Step[] },
  name: StepName<Facts>,
): Step | undefined {
  return progress.steps.find((step) => step.name === name);
}
