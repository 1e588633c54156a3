import { randomUUID } from "node:crypto";
import { withoutAccountIds } from "../../domain/aws/redact-account-ids.ts";
import type { Duration } from "../../domain/duration.ts";
import { durationMs, nextLookMs } from "../../domain/duration.ts";
import { assertNever } from "../../domain/problem.ts";
import type { Entry, Journal } from "../../domain/runs/journal.ts";
import { limitOf } from "../../domain/runs/journal.ts";
import { currentEntries, nextMove } from "../../domain/runs/next-move.ts";
import { mayPass, treatmentOf } from "../../domain/runs/retry-class.ts";
import type { Outcome } from "../../domain/runs/run.ts";
import { newsIn, progressOf } from "../../domain/runs/run-progress.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { Progress } from "../../domain/workflows/progress.ts";
import { ASKED_FOR } from "../../domain/workflows/progress.ts";
import type { Claim } from "../store/run-types.ts";
import type { After } from "../store/wake-queue.ts";
import type { Engine } from "./engine-context.ts";
import { lineMoved } from "./line-moved.ts";
import { OwnedRun } from "./owned-run.ts";
import { notStopped, tooLate, unfitToMove } from "./run-problems.ts";
import { asOpened } from "./steps-of-run.ts";
import type { NamedStep } from "./workflow.ts";

/** A slice ends after this long, so that one worker serves many runs and a stop is soon. */
const SLICE_MS = 4_000;

/** Moves one run as far as it goes within a few seconds: read the journal, look, act, write down, park. */
export async function slice<World>(engine: Engine<World>, runId: string): Promise<After> {
  const claim = await engine.store.claim(runId);
  if (!claim) return { next: "end" };
  const { after, hasMetTrouble } = await sliceOf(engine, claim);
  await engine.store.sliceEnded(runId, { hasMetTrouble });
  return after;
}

/** What a slice came to. */
interface SliceEnd {
  readonly after: After;
  /** An error, of whatever class; without one, what AWS could not answer before is past. */
  readonly hasMetTrouble: boolean;
}

async function sliceOf<World>(engine: Engine<World>, claim: Claim): Promise<SliceEnd> {
  const { runId } = claim;
  const quietly = (after: After): SliceEnd => ({ after, hasMetTrouble: false });
  const journal = await engine.store.journal(runId);
  const isAside = letsOthersPass(journal);
  if (isAside) await standAside(engine, claim);
  // One that was canceled while it waited, in line or for a person, ends at once; anything else waits for its turn.
  const isFree = isAside || isEnding(journal) || (await engine.store.hasTurn(runId));
  if (!isFree) return quietly({ next: "park", forMs: paced(engine, 60_000) });
  const run = await engine.store.run(runId);
  if (!run) return quietly({ next: "end" });
  const workflow = engine.workflows[run.workflow];
  if (!workflow) throw new Error(`moving run "${runId}": there is no workflow "${run.workflow}"`);
  const owned = new OwnedRun(engine, { run, claim, workflow: asOpened(workflow, journal), journal });
  const moved = new Slice(engine, owned, { isAside });
  const after = await moved.move();
  if (!isAside && letsOthersPass(owned.journal)) await standAside(engine, claim);
  return { after, hasMetTrouble: moved.hasMetTrouble };
}

/** Whether it is a run in line that waits for a person: that may take hours, and the days behind it need not wait. */
function letsOthersPass(journal: Journal): boolean {
  const [opened] = journal;
  if (opened?.kind !== "opened" || factsOf(opened.workflow).holds !== "in-line") return false;
  return progressOf(journal).state === "approval";
}

async function standAside<World>(engine: Engine<World>, claim: Claim): Promise<void> {
  const { store } = engine;
  const next = await store.standAside(claim);
  if (next !== null) await engine.wake(next);
  await lineMoved({ store, noticed: (other) => engine.noticed(other, { isNews: true }) }, claim.runId);
}

/** Whether it only ends: it was canceled, or failed at what it waited for. */
function isEnding(journal: Journal): boolean {
  const [opened] = journal;
  const steps = opened?.kind === "opened" ? opened.steps : [];
  return currentEntries(steps, journal).some(({ kind }) => kind === "canceled" || kind === "failed");
}

function isCanceled(journal: Journal): boolean {
  const [opened] = journal;
  const steps = opened?.kind === "opened" ? opened.steps : [];
  return currentEntries(steps, journal).some((entry) => entry.kind === "canceled");
}

/** Waits are shortened by the pace, and scattered by a tenth so that runs do not move in step. */
function paced(engine: Pick<Engine<unknown>, "pace">, ms: number): number {
  return Math.round((ms / engine.pace) * (0.95 + Math.random() / 10));
}

/** One slice of one run: it lives for seconds and holds what they need. */
class Slice<World> {
  readonly #engine: Engine<World>;
  readonly #run: OwnedRun<World>;
  /** Steps that acted in this slice: a look right after sees, a second act must wait for the next slice. */
  readonly #acted = new Set<string>();
  readonly #isAside: boolean;
  #hasMetTrouble = false;

  constructor(engine: Engine<World>, run: OwnedRun<World>, { isAside }: { readonly isAside: boolean }) {
    this.#engine = engine;
    this.#run = run;
    this.#isAside = isAside;
  }

  get hasMetTrouble(): boolean {
    return this.#hasMetTrouble;
  }

  async move(): Promise<After> {
    const { workflow, journal, workersBegun } = this.#run;
    const unfit = unfitToMove(workflow, { journal, workersBegun });
    if (unfit) return this.#ended(await this.#run.abandon(unfit));
    const until = this.#engine.clock.monotonic() + SLICE_MS;
    while (!this.#engine.stopping() && this.#engine.clock.monotonic() < until) {
      const after = await this.#step();
      if (after) return after;
      // It has its answer: what comes now is for its turn.
      if (this.#isAside && progressOf(this.#run.journal).state === "underway") break;
    }
    return { next: "park", forMs: 0 };
  }

  /** One move; `null` when there may be another at once. */
  async #step(): Promise<After | null> {
    const facts = this.#run.workflow.steps.map(({ name, step }) => ({
      name,
      canUndo: step.undo !== undefined,
      canStop: step.stop !== undefined,
    }));
    const move = nextMove(facts, this.#run.journal);
    switch (move.do) {
      case "rest":
        return { next: "end" };
      case "finish":
        return await this.#finished(move.outcome);
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

  async #finished(outcome: Outcome): Promise<After> {
    const isOurs = await this.#run.finish(outcome);
    if (isOurs) await this.#engine.ended(this.#run.id);
    return this.#ended(isOurs);
  }

  /** Whoever owns the run now goes on with it; this process looks again whether it has come to own it. */
  #ended(isOurs: boolean): After {
    return isOurs ? { next: "end" } : { next: "park", forMs: paced(this.#engine, 5_000) };
  }

  async #advance({ name, step }: NamedStep<World>): Promise<After | null> {
    const context = this.#run.context(name);
    const own = context.journal;
    const started = own.findLast((entry) => entry.kind === "started");
    const startedOrAdopted = own.find((entry) => entry.kind === "started" || entry.kind === "adopted");

    if (!step.observe) {
      if (!startedOrAdopted && !(await this.#intend(name))) return null;
      const output = await this.#act(name, () => step.run(context));
      await this.#run.write({ kind: "done", step: name, output: output ?? null });
      return null;
    }

    const within = limitOf(startedOrAdopted, step);
    const every = this.#restMs({ every: step.every, within }, startedOrAdopted);
    const sighting = await step.observe(context);
    const isOver = sighting.is === "done" || sighting.is === "failed";
    if (startedOrAdopted && !isOver && this.#isLate(startedOrAdopted, within)) {
      const seen = sighting.is === "underway" ? (sighting.progress ?? null) : null;
      await this.#run.failUnlessSpoken(name, step.late?.(context) ?? tooLate(name, within, seen));
      return null;
    }
    if (sighting.is === "absent") {
      if (!step.run) throw new Error(`step "${name}" waits for something that nobody starts`);
      if (this.#acted.has(name)) return { next: "park", forMs: every };
      const isFirst = startedOrAdopted === undefined;
      if (step.grace !== undefined && !isFirst && !(await this.#mayActAgain(name, durationMs(step.grace)))) {
        return { next: "park", forMs: every };
      }
      if ((!started || step.grace !== undefined) && !(await this.#intend(name))) return null;
      await this.#act(name, () => step.run(context));
      this.#acted.add(name);
      if (step.grace !== undefined) await this.#tell(name, { text: ASKED_FOR });
      return null;
    }
    if (!startedOrAdopted && step.run) await this.#run.write({ kind: "adopted", step: name });
    else if (!startedOrAdopted) {
      const told = step.formerly === undefined ? {} : { within };
      await this.#run.write({ kind: "started", step: name, ...told });
    }
    switch (sighting.is) {
      case "done":
        await this.#run.write({ kind: "done", step: name, output: sighting.output ?? null });
        return null;
      case "failed":
        if (sighting.mayPass && (await this.#run.tryAgain(name, sighting.problem))) return null;
        await this.#run.fail(name, sighting.problem);
        return null;
      case "underway":
        await this.#tell(name, sighting.progress);
        return { next: "park", forMs: every };
      default:
        return assertNever(sighting);
    }
  }

  /**
   * How long to rest before the next look at what began with that entry, at most until its time is over; `undefined`: it
   * is only beginning.
   */
  #restMs(
    { every, within }: { readonly every: Duration; readonly within: Duration },
    first: Entry | undefined,
  ): number {
    const elapsedMs = first ? this.#elapsedMs(first) : 0;
    // Paced time passes faster: a wait of the sandbox is as long, in its own measure, as one of AWS.
    const restMs = paced(this.#engine, nextLookMs(durationMs(every), elapsedMs * this.#engine.pace));
    return Math.max(Math.min(restMs, durationMs(within) - elapsedMs + 1), 0);
  }

  #isLate(first: Entry, within: Duration): boolean {
    return this.#elapsedMs(first) > durationMs(within);
  }

  /** By whichever clock it is less: the machine's may have jumped since, or have been behind AWS's all along. */
  #elapsedMs(first: Entry): number {
    const { clock, awsClock } = this.#engine;
    return Math.min(clock.now().getTime(), awsClock.now().getTime()) - Date.parse(first.at);
  }

  async #undo({ name, step }: NamedStep<World>): Promise<null> {
    await this.#run.confirmOwner();
    const says = (await step.undo?.(this.#run.context(name))) ?? null;
    this.#run.point("after-effect", name);
    await this.#run.write({ kind: "undone", step: name, ...(says === null ? {} : { says }) });
    return null;
  }

  async #stop({ name, step }: NamedStep<World>): Promise<After | null> {
    if (!step.stop) throw new Error(`stopping step "${name}": it does not say how`);
    await this.#run.confirmOwner();
    const stopped = await step.stop(this.#run.context(name));
    this.#run.point("after-effect", name);
    if (stopped.is === "done") {
      await this.#run.write({ kind: "undone", step: name, says: withoutAccountIds(stopped.says) });
      return null;
    }
    const canceled = this.#run.journal.findLast((entry) => entry.kind === "canceled");
    if (canceled && this.#isLate(canceled, step.within)) throw notStopped(name, step.within);
    await this.#tell(name, stopped.progress);
    return { next: "park", forMs: this.#restMs(step, canceled) };
  }

  /** Writes down what a look found, where that is news. */
  async #tell(name: string, seen: Progress = {}): Promise<void> {
    const known = progressOf(this.#run.journal).steps.find((one) => one.name === name)?.progress ?? {};
    const news = newsIn(seen, known);
    if (news) await this.#run.write({ kind: "seen", step: name, progress: news });
  }

  /**
   * After a start that cannot be seen: two empty looks and the whole grace, both counted from the last start. Never once
   * it was answered or seen: then it is there, and what does not show it is behind.
   */
  async #mayActAgain(name: string, graceMs: number): Promise<boolean> {
    const own = this.#run.context(name).journal;
    if (own.some((entry) => entry.kind === "seen" || entry.kind === "adopted")) return false;
    const since = own.slice(own.findLastIndex((entry) => entry.kind === "started"));
    const misses = since.filter((entry) => entry.kind === "missed").length;
    // Where the clock was set back, the start lies in the future and the grace is counted from the next miss.
    const earliest = Math.min(...since.map((entry) => Date.parse(entry.at)));
    const sinceMs = this.#engine.clock.now().getTime() - earliest;
    if (misses >= 2 && sinceMs >= graceMs / this.#engine.pace) return true;
    if (misses < 2 || sinceMs < 0) await this.#run.write({ kind: "missed", step: name });
    return false;
  }

  /** Whether the step may act now: a person may have canceled while the intent was written. */
  async #intend(name: string): Promise<boolean> {
    this.#run.point("before-intent", name);
    await this.#run.write({ kind: "started", step: name });
    this.#run.point("after-intent", name);
    return !isCanceled(this.#run.journal);
  }

  async #act<T>(name: string, effect: () => Promise<T>): Promise<T> {
    await this.#run.confirmOwner();
    const result = await effect();
    this.#run.point("after-effect", name);
    return result;
  }

  /** Every error of a step ends here, by its class. */
  async #guarded(
    name: string,
    work: (step: NamedStep<World>) => Promise<After | null>,
  ): Promise<After | null> {
    const step = this.#run.step(name);
    try {
      const before = this.#run.journal.length;
      const after = await work(step);
      if (this.#run.journal.length > before) {
        const isPast = this.#run.journal.slice(before).some(({ kind }) => kind === "done");
        await this.#engine.store.forgetTries(this.#run.id, { isPast });
      }
      if (after?.next === "park") this.#run.point("parked", name);
      return after;
    } catch (error) {
      return await this.#met(error, name);
    }
  }

  async #met(error: unknown, name: string): Promise<After | null> {
    const { log, store, pace, errors } = this.#engine;
    this.#hasMetTrouble = true;
    const kind = errors.classify(error);
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
        await this.#run.end(name, errors.explain(error), ref);
        return null;
      }
      default:
        return assertNever(treatment);
    }
  }
}
