import type { Problem } from "../../domain/problem.ts";
import { DayHeld } from "../../domain/problem.ts";
import { stepKey } from "../../domain/runs/effect-names.ts";
import type { Entry, Happening, Journal } from "../../domain/runs/journal.ts";
import { beginsAttempt, lastFailure, retrierOf } from "../../domain/runs/journal.ts";
import { attemptOf, currentEntries, runAttempt, wasTriedAgain } from "../../domain/runs/next-move.ts";
import type { Outcome, Run } from "../../domain/runs/run.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import type { Written } from "../store/run-store.ts";
import type { Claim } from "../store/run-types.ts";
import type { Engine } from "./engine-context.ts";
import { Fenced } from "./fenced.ts";
import { lineMoved } from "./line-moved.ts";
import type { Observer } from "./observer.ts";
import { askedAnewAt, retryOf } from "./retry-begin.ts";
import { record } from "./run-problems.ts";
import type { AnyWorkflow, NamedStep, StepContext } from "./workflow.ts";

/** An answer to "do I still own the run?" that is older than this is no answer: the process may have been stopped. */
const OWNER_ANSWER_MS = 2_000;

/** A run that one slice owns: its journal as it was read, what is added to that, and what its steps are told of it. */
export class OwnedRun<World> {
  readonly workflow: AnyWorkflow<World>;
  readonly #engine: Engine<World>;
  readonly #run: Run;
  readonly #claim: Claim;
  readonly #names: readonly string[];
  #journal: Journal;
  #hasToldOutbox = false;

  constructor(
    engine: Engine<World>,
    about: {
      readonly run: Run;
      readonly claim: Claim;
      readonly workflow: AnyWorkflow<World>;
      readonly journal: Journal;
    },
  ) {
    this.#engine = engine;
    this.#run = about.run;
    this.workflow = about.workflow;
    this.#claim = about.claim;
    this.#names = about.workflow.steps.map(({ name }) => name);
    this.#journal = about.journal;
  }

  get id(): string {
    return this.#run.id;
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** How many processes began a slice of it, this one included, since one last ended. */
  get workersBegun(): number {
    return this.#claim.workersBegun;
  }

  /** Throws for a name that the workflow does not have. */
  step(name: string): NamedStep<World> {
    const step = this.workflow.steps.find((one) => one.name === name);
    if (!step) throw new Error(`the journal names a step "${name}" that ${this.workflow.name} does not have`);
    return step;
  }

  /** Appends what happened; throws `Fenced` when somebody else owns the run now. */
  async write(happening: Happening): Promise<void> {
    const written = await this.#append(happening, this.#attemptFor(happening));
    if (!written) throw new Fenced(this.id);
    await this.#wrote(happening, written);
  }

  /** Writes down that the step failed; `ref` is what the log calls a bug by. */
  async fail(name: string, problem: Problem, ref?: string): Promise<void> {
    await this.write(this.#failed(name, problem, ref));
  }

  /** The same, unless a person has written since the journal was read: then it is read again, for another move. */
  async failUnlessSpoken(name: string, problem: Problem): Promise<void> {
    await this.#writeUnlessSpoken(this.#failed(name, problem));
  }

  /**
   * Takes a step that failed up anew by itself, from where a retry of it begins and one attempt higher. A person's cancel is
   * not written over: then another move follows. `false`: that was done in this run before, or may have been.
   */
  async tryAgain(name: string, problem: Problem): Promise<boolean> {
    if (wasTriedAgain(this.#journal, name)) return false;
    if (currentEntries(this.#names, this.#journal).some(({ kind }) => kind === "canceled")) return true;
    const step = retryOf(this.step(name), { held: false });
    const because = { step: name, problem: record(problem) };
    await this.#writeUnlessSpoken({ kind: "retried", step, because });
    return true;
  }

  /** A step that failed ends the run; an undo that failed is written down and the others go on. */
  async end(name: string, problem: Problem, ref?: string): Promise<void> {
    const isUndoing = currentEntries(this.#names, this.#journal).some(
      ({ kind }) => kind === "failed" || kind === "canceled",
    );
    if (isUndoing) await this.write({ kind: "undone", step: name, problem: record(problem, ref) });
    else await this.fail(name, problem, ref);
  }

  /** Writes the last entry and wakes the run whose turn has come; `false`: somebody else owns the run now. */
  async finish(outcome: Outcome): Promise<boolean> {
    const about = { outcome, attempt: runAttempt(this.#journal), seen: this.#journal };
    const finished = await this.#engine.store.finish(this.#claim, about);
    if (finished === "fenced") return false;
    await this.#notice(finished);
    const { store, noticed } = this.#engine;
    await lineMoved({ store, noticed: (other) => noticed(other, { isNews: true }) }, this.id);
    if (finished.next !== null) await this.#engine.wake(finished.next);
    return true;
  }

  /** Ends a run that may not be moved any more; what it has made stays as it is, for a person to finish. */
  async abandon(problem: Problem): Promise<boolean> {
    const { at, problem: told, steps } = progressOf(this.#journal);
    if (told?.code !== problem.code) {
      // The step may be one that this version of the workflow does not have, so nothing is asked of it.
      const step = at ?? steps[0]?.name ?? "";
      const failed = {
        kind: "failed",
        step,
        problem: record(problem),
        held: false,
        retryFrom: step,
      } as const;
      if (!(await this.#append(failed, runAttempt(this.#journal)))) return false;
    }
    return await this.finish("failed");
  }

  /** Asked right before every effect; throws `Fenced` when somebody else owns the run, or the answer came too late. */
  async confirmOwner(): Promise<void> {
    const asked = this.#engine.clock.monotonic();
    const owns = await this.#engine.store.owns(this.#claim);
    if (!owns || this.#engine.clock.monotonic() - asked > OWNER_ANSWER_MS) throw new Fenced(this.id);
  }

  /** Tells who watches that the step has come to this point. */
  point(point: Parameters<Observer["at"]>[0], step: string): void {
    this.#engine.observer.at(point, { runId: this.id, step });
  }

  /** What a step is told. */
  context(name: string): StepContext<unknown, Record<string, unknown>, World> {
    const current = currentEntries(this.#names, this.#journal);
    const attempt = attemptOf(this.#names, this.#journal, name);
    const opened = this.#journal[0];
    const { releases } = progressOf(this.#journal);
    return {
      input: opened?.kind === "opened" ? opened.input : {},
      results: Object.fromEntries(
        current.flatMap((entry) => (entry.kind === "done" ? [[entry.step, entry.output]] : [])),
      ),
      world: this.#engine.world,
      run: this.#run,
      target: this.#run.target,
      attempt,
      wantedBy: retrierOf(this.#journal) ?? this.#run.askedBy.user,
      failedBefore: lastFailure(this.#journal, name),
      key: stepKey({ runId: this.id, step: name, attempt }),
      journal: current.filter((entry) => "step" in entry && entry.step === name && !beginsAttempt(entry)),
      released: releases.flatMap(({ holds }) => holds),
      releases,
      confirmOwner: () => this.confirmOwner(),
    };
  }

  #failed(name: string, problem: Problem, ref?: string): Happening {
    const held = problem instanceof DayHeld;
    const anew = askedAnewAt(this.workflow.name, this.#names);
    const retryFrom = anew ?? retryOf(this.step(name), { held });
    return { kind: "failed", step: name, problem: record(problem, ref), held, retryFrom };
  }

  #attemptFor(happening: Happening): number {
    if (happening.kind === "retried") return runAttempt(this.#journal) + 1;
    return "step" in happening
      ? attemptOf(this.#names, this.#journal, happening.step)
      : runAttempt(this.#journal);
  }

  async #writeUnlessSpoken(happening: Happening): Promise<void> {
    const written = await this.#engine.store.writeIfUnchanged(this.#claim, happening, {
      attempt: this.#attemptFor(happening),
      seen: this.#journal,
    });
    if (written === null) throw new Fenced(this.id);
    if (written === "changed") {
      this.#journal = await this.#engine.store.journal(this.id);
      return;
    }
    await this.#read(written.entry);
    await this.#wrote(happening, written);
  }

  async #wrote(happening: Happening, written: Written): Promise<void> {
    const step = "step" in happening ? happening.step : null;
    if (step !== null && happening.kind !== "started") this.point("after-journal", step);
    await this.#notice(written);
  }

  /** `null`: somebody else owns the run now. */
  async #append(happening: Happening, attempt: number): Promise<Written | null> {
    const written = await this.#engine.store.write(this.#claim, happening, { attempt, seen: this.#journal });
    if (written) await this.#read(written.entry);
    return written;
  }

  /** The first word of a slice is passed on even if it is no news: who made the card stale may have died before saying so. */
  async #notice({ isNews }: { readonly isNews: boolean }): Promise<void> {
    if (!isNews && this.#hasToldOutbox) return;
    this.#hasToldOutbox = true;
    await this.#engine.noticed(this.id, { isNews });
  }

  /** A person may have written meanwhile; then the journal is read anew instead of guessed. */
  async #read(entry: Entry): Promise<void> {
    this.#journal =
      entry.seq === this.#journal.length + 1
        ? [...this.#journal, entry]
        : await this.#engine.store.journal(this.id);
  }
}
