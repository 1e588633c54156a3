import type { Duration } from "../../domain/duration.ts";
import type { HeldBy, Problem } from "../../domain/problem.ts";
import type { Journal } from "../../domain/runs/journal.ts";
import type { Run, Target } from "../../domain/runs/run.ts";
import type { Release } from "../../domain/runs/run-progress.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import type { Progress } from "../../domain/workflows/progress.ts";
import type { StepOutput } from "../../domain/workflows/workflow-facts.ts";

/** What a look found. */
export type Sighting<Output> =
  /** Nothing there: act. */
  | { readonly is: "absent" }
  /** There, not finished; ours or a former us: park and look again. */
  | { readonly is: "underway"; readonly progress?: Progress }
  /** Finished, by us or before us: write it down, go on. */
  | { readonly is: "done"; readonly output: Output }
  /**
   * Finished badly: stop, undo what says how, explain. With `mayPass` what failed was not the run's doing: once in a run the
   * step is tried again by itself, as by a person's Retry, under a new attempt.
   */
  | { readonly is: "failed"; readonly problem: Problem; readonly mayPass?: boolean };

/** What stopping a step came to; `says`, in lower case and without a full stop, tells people what was stopped and what was not. */
export type Stopped =
  | { readonly is: "underway"; readonly progress?: Progress }
  | { readonly is: "done"; readonly says: string };

/** What every step is told. */
export interface StepContext<Input, Results, World> {
  readonly input: Input;
  /** Outputs of the steps before this one, by name. */
  readonly results: Results;
  readonly world: World;
  readonly run: Run;
  readonly target: Target;
  /** Raised by a retry of this step or of one before it. */
  readonly attempt: number;
  /** Whoever retried or released the run last, else who asked for it. */
  readonly wantedBy: string;
  /** What this step failed by the last time, in an attempt before this one, and when; `null`: it never did. */
  readonly failedBefore: { readonly says: string; readonly at: string } | null;
  /**
   * Run id, step name and attempt: the change set's name, the client token, the start of a statement's name.
   * The same after a crash, so a repeat finds the first try; another after a retry.
   */
  readonly key: string;
  /** What has been written down about this step in this attempt, oldest first. */
  readonly journal: Journal;
  /** What held the day and a person has let pass, in whatever attempt; `releases` tells who, when and why. */
  readonly released: readonly HeldBy[];
  readonly releases: readonly Release[];
  /** Throws `Fenced` when this process no longer owns the run; asked before each further call to AWS. */
  confirmOwner(): Promise<void>;
}

/** A change that is started once, then watched. */
export interface WatchedStep<Input, Results, World, Output> {
  /** Looks, changes nothing. */
  observe(context: StepContext<Input, Results, World>): Promise<Sighting<Output>>;
  /** Makes one change to one outside system. */
  run(context: StepContext<Input, Results, World>): Promise<unknown>;
  /**
   * Takes it back; safe to repeat, and when there is nothing to take back. It may answer in words what came of it, where
   * "taken back" would not be true.
   */
  undo?(context: StepContext<Input, Results, World>): Promise<string | null>;
  /**
   * Ends what is underway, when a person canceled the run before this step was done; never after a failure. It looks
   * before it acts and is asked again until it answers `done`; it throws a Problem for what cannot be stopped.
   */
  stop?(context: StepContext<Input, Results, World>): Promise<Stopped>;
  readonly late?: never;
  readonly formerly?: never;
  /** How often to look. */
  readonly every: Duration;
  /** How long it may take, from its start. */
  readonly within: Duration;
  /**
   * For a call without an idempotency token: after a start whose effect cannot be seen, this long and two empty
   * looks must pass before the call is made again. Absent where repeating the call is harmless.
   */
  readonly grace?: Duration;
  /** Where a retry begins when this step failed; the step itself when absent. */
  readonly retryFrom?: string;
  /** Where it begins when the step held the day, since other data has to come first; as after a failure when absent. */
  readonly retryHeldFrom?: string;
}

/** A quick change, or a read, that is harmless to repeat; the journal keeps what it returned. */
export interface QuickStep<Input, Results, World, Output> {
  readonly observe?: never;
  run(context: StepContext<Input, Results, World>): Promise<Output>;
  readonly undo?: never;
  readonly stop?: never;
  readonly retryFrom?: string;
  readonly retryHeldFrom?: string;
}

/** Something to wait for that nobody here starts: a person's word, a cluster on its way. Never `absent`. */
export interface AwaitedStep<Input, Results, World, Output> {
  observe(context: StepContext<Input, Results, World>): Promise<Exclude<Sighting<Output>, { is: "absent" }>>;
  readonly run?: never;
  readonly undo?: never;
  readonly stop?: never;
  /** What the run ends with when the time is over and nothing came, where the engine's words do not tell enough. */
  late?(context: StepContext<Input, Results, World>): Problem;
  readonly every: Duration;
  readonly within: Duration;
  /**
   * Where people are told the limit, it is written down with the start, and holds for that whatever a later release says;
   * this is the limit of those starts that do not say. Absent: nobody is told.
   */
  readonly formerly?: Duration;
  readonly retryFrom?: string;
  readonly retryHeldFrom?: string;
}

export type Step<Input, Results, World, Output> =
  | WatchedStep<Input, Results, World, Output>
  | AwaitedStep<Input, Results, World, Output>
  | QuickStep<Input, Results, World, Output>;

/** A step whose input and results are known only to the workflow that lists it; the engine needs none of them. */
export interface NamedStep<World> {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a step consumes its own Input and Results, so no common supertype exists
  readonly step: Step<any, any, World, unknown>;
}

/** What a workflow is built after: its name, its version, and the names of its steps in order. */
interface Outline {
  readonly name: WorkflowName;
  readonly version: number;
  readonly steps: Readonly<Record<string, object>>;
}

/** A list of steps; each sees the outputs of those before it by name and type. */
export class Workflow<Input, Results, World, Facts extends Outline> {
  readonly #facts: Facts;
  readonly steps: readonly NamedStep<World>[];
  /** Never read: it ties `Input` to the class, so that workflows of different inputs are different types. */
  declare readonly input: Input;

  constructor(facts: Facts, steps: readonly NamedStep<World>[]) {
    this.#facts = facts;
    this.steps = steps;
  }

  get name(): Facts["name"] {
    return this.#facts.name;
  }

  get version(): number {
    return this.#facts.version;
  }

  /**
   * Adds the next step of the outline. An earlier step that reads a later one does not compile, nor one whose output lacks
   * what others read of it.
   */
  step<const Name extends keyof Facts["steps"] & string, Output extends StepOutput<Facts, Name>>(
    name: Name,
    step: Step<Input, Results, World, Output>,
  ): Workflow<Input, Results & { readonly [K in Name]: Output }, World, Facts> {
    const next = Object.keys(this.#facts.steps)[this.steps.length];
    if (name !== next) {
      throw new Error(`building ${this.name}: its step ${this.steps.length + 1} is "${next}", not "${name}"`);
    }
    for (const from of [step.retryFrom, step.retryHeldFrom]) {
      if (from !== undefined && !this.steps.some((earlier) => earlier.name === from))
        throw new Error(`step "${name}" has a retry begin at "${from}", which is no step before it`);
    }
    return new Workflow(this.#facts, [...this.steps, { name, step }]);
  }
}

/** Begins a workflow by its facts; their steps follow, in their order, with `.step(name, { … })`. */
export function workflow<Input, World, const Facts extends Outline>(
  facts: Facts,
): Workflow<Input, Record<never, never>, World, Facts> {
  return new Workflow(facts, []);
}

/** Any workflow of a world, as the engine sees it. */
export interface AnyWorkflow<World> {
  readonly name: WorkflowName;
  readonly version: number;
  readonly steps: readonly NamedStep<World>[];
}
