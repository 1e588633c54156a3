import { randomUUID } from "node:crypto";
import { withoutAccountIds } from "../domain/account-ids.ts";
import type { Duration } from "../domain/duration.ts";
import { durationMs, nextLookMs } from "../domain/duration.ts";
import type { Entry, Happening, Journal } from "../domain/journal.ts";
import { attemptOf, currentEntries, nextMove, runAttempt } from "../domain/next-move.ts";
import type { Problem } from "../domain/problem.ts";
import { assertNever, DayHeld } from "../domain/problem.ts";
import { mayPass, treatmentOf } from "../domain/retry-class.ts";
import type { Outcome, Progress, Run } from "../domain/run.ts";
import { newsIn, progressOf } from "../domain/run-progress.ts";
import type { Log } from "../log.ts";
import { classify, explain, Fenced } from "./classify.ts";
import type { Claim } from "./openings.ts";
import type { Clock, Observer, World } from "./parts.ts";
import type { After } from "./queue.ts";
import { notStopped, record, tooLate, unfitToMove } from "./run-problems.ts";
import type { RunStore } from "./run-store.ts";
import type { AnyWorkflow, NamedStep, StepContext } from "./workflow.ts";

/** A slice ends after this long, so that one worker serves many runs and a stop is soon. */
const SLICE_MS = 4_000;

/** An answer to "do I still own the run?" that is older than this is no answer: the process may have been stopped. */
const OWNER_ANSWER_MS = 2_000;

/** What a slice needs. */
export interface Engine {
  readonly store: RunStore;
  readonly world: World;
  readonly workflows: Readonly<Record<string, AnyWorkflow>>;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly log: Log;
  /** Divides every wait. */
  readonly pace: number;
  /** The journal has grown: the card is stale, and was before unless this is news. */
  readonly noticed: (runId: string, word: { readonly isNews: boolean }) => Promise<void>;
  /** Makes another run move: its turn has come. */
  readonly wake: (runId: string) => Promise<void>;
  /** True from the moment the process was asked to stop. */
  readonly stopping: () => boolean;
}

/** Moves one run as far as it goes within a few seconds: read the journal, look, act, write down, park. */
export async function slice(engine: Engine, runId: string): Promise<After> {
  const claim = await engine.store.claim(runId);
  if (!claim) return { next: "end" };
  const after = await sliceOf(engine, claim);
  await engine.store.sliceEnded(runId);
  return after;
}

async function sliceOf(engine: Engine, claim: Claim): Promise<After> {
  const { runId } = claim;
  const hasTurn = await engine.store.hasTurn(runId);
  const journal = await engine.store.journal(runId);
  // One that was canceled while it waited in line ends at once; anything else waits for its turn.
  if (!hasTurn && !isCanceled(journal)) return { next: "park", forMs: paced(engine, 60_000) };
  const run = await engine.store.run(runId);
  if (!run) return { next: "end" };
  const workflow = engine.workflows[run.workflow];
  if (!workflow) throw new Error(`moving run "${runId}": there is no workflow "${run.workflow}"`);
  return await new Slice(engine, { run, claim, workflow }).move(journal);
}

function isCanceled(journal: Journal): boolean {
  const [opened] = journal;
  const steps = opened?.kind === "opened" ? opened.steps : [];
  return currentEntries(steps, journal).some((entry) => entry.kind === "canceled");
}

/** Waits are shortened by the pace, and scattered by a tenth so that runs do not move in step. */
function paced(engine: Engine, ms: number): number {
  return Math.round((ms / engine.pace) * (0.95 + Math.random() / 10));
}

/** One slice of one run: it lives for seconds and holds what they need. */
class Slice {
  readonly #engine: Engine;
  readonly #run: Run;
  readonly #claim: Claim;
  readonly #workflow: AnyWorkflow;
  #journal: Journal = [];
  /** Steps that acted in this slice: a look right after sees, a second act must wait for the next slice. */
  readonly #acted = new Set<string>();
  #hasToldOutbox = false;

  constructor(
    engine: Engine,
    { run, claim, workflow }: { readonly run: Run; readonly claim: Claim; readonly workflow: AnyWorkflow },
  ) {
    this.#engine = engine;
    this.#run = run;
    this.#claim = claim;
    this.#workflow = workflow;
  }

  async move(journal: Journal): Promise<After> {
    this.#journal = journal;
    const unfit = unfitToMove(this.#workflow, { journal, begun: this.#claim.begun });
    if (unfit) return await this.#abandon(unfit);
    const until = this.#engine.clock.monotonic() + SLICE_MS;
    while (!this.#engine.stopping() && this.#engine.clock.monotonic() < until) {
      const after = await this.#step();
      if (after) return after;
    }
    return { next: "park", forMs: 0 };
  }

  /** One move; `null` when there may be another at once. */
  async #step(): Promise<After | null> {
    const facts = this.#workflow.steps.map(({ name, step }) => ({
      name,
      canUndo: step.undo !== undefined,
      canStop: step.stop !== undefined,
    }));
    const move = nextMove(facts, this.#journal);
    switch (move.do) {
      case "rest":
        return { next: "end" };
      case "finish":
        return await this.#finish(move.outcome);
      case "advance":
        return await this.#guarded(move.step, (step) => this.#advance(step));
      case "undo":
        return await this.#guarded(move.step, (step) => this.#undo(step));
      case "stop":
        return await this.#guarded(move.step, (step) => this.#stop(step));
      default:
        return assertNever(move);
    }
  }

  async #finish(outcome: Outcome): Promise<After> {
    const attempt = runAttempt(this.#journal);
    const seen = this.#journal;
    const finished = await this.#engine.store.finish(this.#claim, { outcome, attempt, seen });
    if (finished === "fenced") return { next: "park", forMs: paced(this.#engine, 5_000) };
    await this.#notice(finished);
    if (finished.next !== null) await this.#engine.wake(finished.next);
    return { next: "end" };
  }

  /** Ends a run that may not be moved any more; what it has made stays as it is, for a person to finish. */
  async #abandon(problem: Problem): Promise<After> {
    const { at, problem: told, steps } = progressOf(this.#journal);
    if (told?.code !== problem.code) {
      const step = at ?? steps[0]?.name ?? "";
      const failed = {
        kind: "failed",
        step,
        problem: record(problem),
        held: false,
        retryFrom: step,
      } as const;
      const [attempt, seen] = [runAttempt(this.#journal), this.#journal];
      const entry = await this.#engine.store.write(this.#claim, failed, { attempt, seen });
      if (!entry) return { next: "park", forMs: paced(this.#engine, 5_000) };
    }
    return await this.#finish("failed");
  }

  async #advance({ name, step }: NamedStep): Promise<After | null> {
    const context = this.#context(name);
    const own = context.journal;
    const started = own.findLast((entry) => entry.kind === "started");
    const begun = own.find((entry) => entry.kind === "started" || entry.kind === "adopted");

    if (!step.observe) {
      if (!begun && !(await this.#intend(name))) return null;
      const output = await this.#act(name, () => step.run(context));
      await this.#write({ kind: "done", step: name, output: output ?? null });
      return null;
    }

    const every = this.#restMs(step.every, begun);
    const sighting = await step.observe(context);
    const isOver = sighting.is === "done" || sighting.is === "failed";
    if (begun && !isOver && this.#isLate(begun, step.within)) {
      await this.#fail(name, tooLate(name, step.within));
      return null;
    }
    if (sighting.is === "absent") {
      if (!step.run) throw new Error(`step "${name}" waits for something that nobody starts`);
      if (this.#acted.has(name)) return { next: "park", forMs: every };
      if (started && step.grace !== undefined && !(await this.#graceIsOver(name, durationMs(step.grace)))) {
        return { next: "park", forMs: every };
      }
      if ((!started || step.grace !== undefined) && !(await this.#intend(name))) return null;
      await this.#act(name, () => step.run(context));
      this.#acted.add(name);
      return null;
    }
    if (!begun) await this.#write({ kind: step.run ? "adopted" : "started", step: name });
    switch (sighting.is) {
      case "done":
        await this.#write({ kind: "done", step: name, output: sighting.output ?? null });
        return null;
      case "failed":
        await this.#fail(name, sighting.problem);
        return null;
      case "underway":
        await this.#tell(name, sighting.progress);
        return { next: "park", forMs: every };
      default:
        return assertNever(sighting);
    }
  }

  /** How long to rest before the next look at what began with that entry; `undefined`: it is only beginning. */
  #restMs(every: Duration, begun: Entry | undefined): number {
    const elapsedMs = begun ? this.#engine.clock.now().getTime() - Date.parse(begun.at) : 0;
    // Paced time passes faster: a wait of the sandbox is as long, in its own measure, as one of AWS.
    return paced(this.#engine, nextLookMs(durationMs(every), elapsedMs * this.#engine.pace));
  }

  #isLate(begun: Entry, within: Duration): boolean {
    return this.#engine.clock.now().getTime() - Date.parse(begun.at) > durationMs(within);
  }

  async #undo({ name, step }: NamedStep): Promise<null> {
    await this.#owner();
    const says = (await step.undo?.(this.#context(name))) ?? null;
    this.#point("after-effect", name);
    await this.#write({ kind: "undone", step: name, ...(says === null ? {} : { says }) });
    return null;
  }

  async #stop({ name, step }: NamedStep): Promise<After | null> {
    if (!step.stop) throw new Error(`stopping step "${name}": it does not say how`);
    await this.#owner();
    const stopped = await step.stop(this.#context(name));
    this.#point("after-effect", name);
    if (stopped.is === "done") {
      await this.#write({ kind: "undone", step: name, says: withoutAccountIds(stopped.says) });
      return null;
    }
    const canceled = this.#journal.findLast((entry) => entry.kind === "canceled");
    if (canceled && this.#isLate(canceled, step.within)) throw notStopped(name, step.within);
    await this.#tell(name, stopped.progress);
    return { next: "park", forMs: this.#restMs(step.every, canceled) };
  }

  /** Writes down what a look found, where that is news. */
  async #tell(name: string, seen: Progress = {}): Promise<void> {
    const known = progressOf(this.#journal).steps.find((one) => one.name === name)?.progress ?? {};
    const news = newsIn(seen, known);
    if (news) await this.#write({ kind: "seen", step: name, progress: news });
  }

  /** After a start that cannot be seen: two empty looks and the whole grace, both counted from the last start. */
  async #graceIsOver(name: string, graceMs: number): Promise<boolean> {
    const own = this.#context(name).journal;
    const since = own.slice(own.findLastIndex((entry) => entry.kind === "started"));
    const misses = since.filter((entry) => entry.kind === "missed").length;
    // Where the clock was set back, the start lies in the future and the grace is counted from the next miss.
    const earliest = Math.min(...since.map((entry) => Date.parse(entry.at)));
    const sinceMs = this.#engine.clock.now().getTime() - earliest;
    if (misses >= 2 && sinceMs >= graceMs / this.#engine.pace) return true;
    if (misses < 2 || sinceMs < 0) await this.#write({ kind: "missed", step: name });
    return false;
  }

  /** Whether the step may act now: a person may have canceled while the intent was written. */
  async #intend(name: string): Promise<boolean> {
    this.#point("before-intent", name);
    await this.#write({ kind: "started", step: name });
    this.#point("after-intent", name);
    return !isCanceled(this.#journal);
  }

  async #act<T>(name: string, effect: () => Promise<T>): Promise<T> {
    await this.#owner();
    const result = await effect();
    this.#point("after-effect", name);
    return result;
  }

  /** Every error of a step ends here, by its class. */
  async #guarded(name: string, work: (step: NamedStep) => Promise<After | null>): Promise<After | null> {
    const step = this.#workflow.steps.find((one) => one.name === name);
    if (!step)
      throw new Error(`the journal names a step "${name}" that ${this.#workflow.name} does not have`);
    try {
      const before = this.#journal.length;
      const after = await work(step);
      if (this.#journal.length > before) {
        const isPast = this.#journal.slice(before).some(({ kind }) => kind === "done");
        await this.#engine.store.forgetTries(this.#run.id, { isPast });
      }
      if (after?.next === "park") this.#point("parked", name);
      return after;
    } catch (error) {
      return await this.#met(error, name);
    }
  }

  async #met(error: unknown, name: string): Promise<After | null> {
    const { log, store, pace } = this.#engine;
    const kind = classify(error);
    const tries = mayPass(kind) ? await store.countTry(this.#run.id) : 1;
    const treatment = treatmentOf(kind, { tries, random: Math.random() });
    const where = { run: this.#run.id, step: name, kind, tries };
    const isOver = treatment.do === "stop";
    log[kind === "bug" ? "error" : "warn"](
      { ...where, err: error },
      isOver ? "step failed" : "step met trouble",
    );
    switch (treatment.do) {
      case "fall-silent":
        return { next: "park", forMs: paced(this.#engine, 5_000) };
      case "wait":
        return { next: "park", forMs: treatment.forMs / pace };
      case "stop": {
        const ref = treatment.byBug ? randomUUID().slice(0, 8) : undefined;
        if (ref !== undefined) log.error({ ...where, ref, err: error }, "step failed by a bug");
        await this.#end(name, explain(error), ref);
        return null;
      }
      default:
        return assertNever(treatment);
    }
  }

  /** A step that failed ends the run; an undo that failed is written down and the others go on. */
  async #end(name: string, problem: Problem, ref?: string): Promise<void> {
    const undoing = currentEntries(
      this.#workflow.steps.map((step) => step.name),
      this.#journal,
    ).some((entry) => entry.kind === "failed" || entry.kind === "canceled");
    if (undoing) await this.#write({ kind: "undone", step: name, problem: record(problem, ref) });
    else await this.#fail(name, problem, ref);
  }

  async #fail(name: string, problem: Problem, ref?: string): Promise<void> {
    const retryFrom = this.#workflow.steps.find((one) => one.name === name)?.step.retryFrom ?? name;
    const held = problem instanceof DayHeld;
    await this.#write({ kind: "failed", step: name, problem: record(problem, ref), held, retryFrom });
  }

  async #write(happening: Happening): Promise<void> {
    const names = this.#workflow.steps.map((step) => step.name);
    const attempt =
      "step" in happening ? attemptOf(names, this.#journal, happening.step) : runAttempt(this.#journal);
    const written = await this.#engine.store.write(this.#claim, happening, { attempt, seen: this.#journal });
    if (!written) throw new Fenced(this.#run.id);
    await this.#read(written.entry);
    const { kind } = happening;
    const step = "step" in happening ? happening.step : null;
    if (step !== null && kind !== "started") this.#point("after-journal", step);
    await this.#notice(written);
  }

  /** The first word of a slice is passed on even if it is no news: who made the card stale may have died before saying so. */
  async #notice({ isNews }: { readonly isNews: boolean }): Promise<void> {
    if (!isNews && this.#hasToldOutbox) return;
    this.#hasToldOutbox = true;
    await this.#engine.noticed(this.#run.id, { isNews });
  }

  /** A person may have written meanwhile; then the journal is read anew instead of guessed. */
  async #read(entry: Entry): Promise<void> {
    this.#journal =
      entry.seq === this.#journal.length + 1
        ? [...this.#journal, entry]
        : await this.#engine.store.journal(this.#run.id);
  }

  async #owner(): Promise<void> {
    const asked = this.#engine.clock.monotonic();
    const owns = await this.#engine.store.owns(this.#claim);
    if (!owns || this.#engine.clock.monotonic() - asked > OWNER_ANSWER_MS) throw new Fenced(this.#run.id);
  }

  #point(point: Parameters<Observer["at"]>[0], step: string): void {
    this.#engine.observer.at(point, { runId: this.#run.id, step });
  }

  #context(name: string): StepContext<unknown, Record<string, unknown>, World> {
    const names = this.#workflow.steps.map((step) => step.name);
    const current = currentEntries(names, this.#journal);
    const attempt = attemptOf(names, this.#journal, name);
    const opened = this.#journal[0];
    return {
      input: opened?.kind === "opened" ? opened.input : {},
      results: Object.fromEntries(
        current.flatMap((entry) => (entry.kind === "done" ? [[entry.step, entry.output]] : [])),
      ),
      world: this.#engine.world,
      run: this.#run,
      target: this.#run.target,
      attempt,
      key: `${this.#run.id}-${name}-a${attempt}`,
      journal: current.filter((entry) => "step" in entry && entry.step === name && entry.kind !== "retried"),
      confirmOwner: () => this.#owner(),
    };
  }
}
