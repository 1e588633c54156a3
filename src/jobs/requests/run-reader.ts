import type { StackPricer } from "../../aws/stack-pricer.ts";
import type { LakeWeight } from "../../domain/aws/lake-weight.ts";
import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Problem } from "../../domain/problem.ts";
import { backfillOf, summaryOf } from "../../domain/runs/backfill.ts";
import { isOfStack } from "../../domain/runs/current-stack.ts";
import type { FileChange } from "../../domain/runs/day-number/counted-file.ts";
import { countedFile } from "../../domain/runs/day-number/counted-file.ts";
import { dayNumber, withNow } from "../../domain/runs/day-number/day-number.ts";
import { supersededBy, supersededWords } from "../../domain/runs/day-number/superseded.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { Run } from "../../domain/runs/run.ts";
import { isBadEnd } from "../../domain/runs/run.ts";
import { batchId, readRunId } from "../../domain/runs/run-id.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import { holderOf } from "../../domain/schedule/obstacle.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import { stepOf } from "../../domain/workflows/workflow-facts.ts";
import type { RunStore } from "../store/run-store.ts";
import { fileChange } from "../workflows/batch/file-change.ts";
import type { World } from "../workflows/world.ts";
import { withComparedDay } from "./compared-day.ts";
import type { Runs, StackNow, StackPresence } from "./requests.ts";
import type { RunView } from "./run-view.ts";
import { presenceOf, stackNow } from "./stack-now.ts";
import { toldRun } from "./told-run.ts";
import { workedRun } from "./worked-run.ts";

interface ReaderParts {
  readonly store: Pick<RunStore, "run" | "journal" | "ledger">;
  readonly stack: string;
  readonly stacks: Pick<World["stacks"], "see">;
  /** As `lostParts` tells. */
  readonly lost: () => Promise<readonly Problem[]>;
  /** As `lakeWeight` tells. */
  readonly weight: (forMs: number) => Promise<LakeWeight | null>;
  readonly source: World["source"];
  readonly priceOf: StackPricer;
  /** Permalink of a run's card; `null` until it is posted. */
  readonly cardUrl: (runId: string) => Promise<string | null>;
}

/** Of the runs of the last weeks one may have been taken up again since; what is newest of its kind is known anyway. */
const LOOK_BACK = 50;

/** Reads runs and what came of them. A Redis that was emptied is told first what the world holds, except for `known`. */
export class RunReader implements Runs {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** As Redis knows it in this moment, for who works on it; `null`: it does not. */
  async known(runId: string): Promise<RunView | null> {
    const view = await this.#read(runId);
    const withdrawn = view?.progress.withdrawn ?? null;
    const day = view?.run.target.day ?? null;
    if (view === null || day === null) return view;
    if (withdrawn === null) return { ...view, ...(await this.#behindOf(view.run, day)) };
    const numbers = (await this.numbers(day)).map(toldRun);
    return { ...view, progress: { ...view.progress, withdrawn: withNow(withdrawn, numbers, runId) } };
  }

  /** Of a live run in line the one of its day that waits for a person: other days pass that one, its own do not. */
  async #behindOf(run: Run, day: Day): Promise<Pick<RunView, "behind">> {
    if (run.outcome !== null || factsOf(run.workflow).holds !== "in-line") return {};
    const others = (await this.#ledger.inLine(day)).filter((id) => id !== run.id);
    const views = await Promise.all(others.map((id) => this.#read(id)));
    const before = views.find((view) => view?.progress.state === "approval");
    return before ? { behind: { ...holderOf(before.run, before.progress), cardUrl: before.cardUrl } } : {};
  }

  /** What its own journal tells. */
  async #read(runId: string): Promise<RunView | null> {
    const { store, cardUrl } = this.#parts;
    const run = await store.run(runId);
    if (!run) return null;
    const progress = progressOf(await store.journal(runId));
    const backfill = backfillOf(progress.input);
    return { run, progress, cardUrl: (await cardUrl(runId)) ?? (backfill && (await cardUrl(backfill))) };
  }

  async view(runId: string): Promise<RunView | null> {
    await this.#ledger.ready();
    return await this.known(runId);
  }

  async batchOf(day: Day): Promise<RunView | null> {
    await this.#ledger.ready();
    return await this.#newestOf(day);
  }

  async recent(limit: number): Promise<readonly RunView[]> {
    await this.#ledger.ready();
    return await this.#views(await this.#ledger.recent(limit));
  }

  async live(): Promise<readonly RunView[]> {
    await this.#ledger.ready();
    const views = await this.#views(await this.#ledger.live());
    return views.toSorted((a, b) => (a.run.openedAt < b.run.openedAt ? -1 : 1));
  }

  async days(days: readonly Day[]): Promise<readonly (RunView | null)[]> {
    await this.#ledger.ready();
    return await Promise.all(days.map((day) => this.#newestOf(day)));
  }

  async standing(day: Day): Promise<RunView | null> {
    const told = await this.told(day);
    // Where the number was taken back and nothing is told instead, neither is what was told before.
    const { number } = dayNumber(told.map(toldRun));
    return told.find(({ run }) => run.id === number?.runId) ?? null;
  }

  async summary(day: Day): Promise<DaySummary | null> {
    const standing = await this.standing(day);
    const summary = standing && summaryOf(standing.progress);
    return summary ? await withComparedDay(summary, (of) => this.numbers(of)) : null;
  }

  async withdrawalOf(day: Day): Promise<Withdrawal | null> {
    const told = (await this.told(day)).map(toldRun);
    const { withdrawn } = dayNumber(told);
    return withdrawn && withNow(withdrawn, told, told[0]?.runId ?? "");
  }

  /** The batches of that day that were told since the stack was made, those that were withdrawn too, newest first. */
  async told(day: Day): Promise<readonly RunView[]> {
    const isSaid = ({ progress }: RunView) => stepOf(batchFacts, progress, "summarize")?.state === "done";
    return (await this.numbers(day)).filter(isSaid);
  }

  /** The same with one whose summary is just being said: the table shows its number already. */
  async numbers(day: Day): Promise<readonly RunView[]> {
    await this.#ledger.ready();
    const { stack } = this.#parts;
    const newest = await this.#ledger.newestOf({ stack, day });
    const generation = newest === null ? 0 : (readRunId(newest, stack)?.number ?? 0);
    const current = await this.#ledger.currentStack();
    const told: RunView[] = [];
    // The newest generation may still be at work, or held; the one before it is then what people see in the table.
    for (let g = generation; g >= 1; g -= 1) {
      const view = await this.#read(batchId({ stack, day }, g));
      if (view && !isOfStack(view.run, current)) break;
      // Told, though its summary be lost: an earlier one would tell counts that hold no more.
      const state = view && stepOf(batchFacts, view.progress, "summarize")?.state;
      if (view && state !== undefined && state !== "waiting" && state !== "undone") told.push(view);
    }
    return told;
  }

  /** Where the day has another number than this one, as one that a withdrawal gave back, its file is what was counted. */
  async fileChange({ run, progress }: RunView): Promise<FileChange | null> {
    const { day } = run.target;
    if (day === null) return null;
    const changeOf = async (of: RunView["progress"]) => {
      const counted = countedFile(of);
      return counted && (await fileChange(counted, this.#parts.source(day)));
    };
    const told = await this.numbers(day);
    const { number } = dayNumber(told.map(toldRun));
    const standing = told.find((view) => view.run.id === number?.runId);
    if (number === null || number.runId === run.id) return await changeOf(progress);
    const change = standing === undefined ? null : await changeOf(standing.progress);
    if (change === null) return null;
    for (const { progress: other } of told) {
      const isSame =
        other.withdrawn !== null && countedFile(other) !== null && (await changeOf(other)) === null;
      if (isSame) return { ...change, isWithdrawn: true };
    }
    return change;
  }

  /**
   * Whether the day's file is still the one that this very batch counted; `null` also where it has counted none. One that was
   * put there with its own, older time is read through.
   */
  async ownFileChange({ run, progress }: Pick<RunView, "run" | "progress">): Promise<FileChange | null> {
    const { day } = run.target;
    const counted = countedFile(progress);
    if (day === null || counted === null) return null;
    return await fileChange({ ...counted, readAt: null }, this.#parts.source(day));
  }

  async stackPresence(): Promise<StackPresence> {
    return presenceOf(await this.#parts.stacks.see(this.#parts.stack));
  }

  async stackNow(): Promise<StackNow> {
    return stackNow(await this.#parts.stacks.see(this.#parts.stack), this.#parts.priceOf);
  }

  async lakeWeight(forMs: number): Promise<LakeWeight | null> {
    return await this.#parts.weight(forMs);
  }

  async lostParts(): Promise<readonly Problem[]> {
    return await this.#parts.lost();
  }

  /** Runs that may have made this one history; of a day its runs, newest first, down to the one by which it stands. */
  async #near({ run: { workflow, target } }: RunView): Promise<readonly RunView[]> {
    await this.#ledger.ready();
    const { stack, day } = target;
    if (workflow === batchFacts.name && day !== null) {
      const near: RunView[] = [];
      for await (const view of this.#ofDay(day)) {
        near.push(view);
        if (view.progress.hasBegun) break;
      }
      return near;
    }
    const ids = [
      ...(await this.#ledger.recent(LOOK_BACK)),
      ...(await this.#ledger.newestOfWholeStack(stack)),
    ];
    return await this.#views([...new Set(ids)]);
  }

  async overtakenBy(
    view: RunView,
    { alsoAsking = false } = {},
  ): Promise<{ readonly because: string; readonly newer: RunView } | null> {
    const near = await this.#near(view);
    const [newest] = near;
    const isAsking = newest !== undefined && newest.run.outcome === null && !newest.progress.hasBegun;
    const newer = supersededBy(view, alsoAsking && isAsking ? [asBegun(newest), ...near] : near);
    return newer && { because: supersededWords(view, newer), newer };
  }

  /** Runs that ended badly and are history by this one, or would be once it has begun. */
  async overtaken(by: RunView): Promise<readonly RunView[]> {
    const { workflow, target, id } = by.run;
    const { stack, day } = target;
    const generation = readRunId(id, stack)?.number ?? 1;
    // A day is opened often, and has at most the generations before it.
    const before =
      workflow === batchFacts.name && day !== null
        ? Array.from({ length: generation - 1 }, (_, at) => batchId({ stack, day }, at + 1))
        : await this.#ledger.recent(LOOK_BACK);
    const ids = new Set([...before, ...(await this.#ledger.newestOfWholeStack(stack))]);
    const ended = (await this.#views([...ids])).filter(({ progress: { state } }) => isBadEnd(state));
    return ended.filter((view) => supersededBy(view, [asBegun(by)]) !== null);
  }

  get #ledger(): RunStore["ledger"] {
    return this.#parts.store.ledger;
  }

  /** The run by which the day stands. */
  async #newestOf(day: Day): Promise<RunView | null> {
    return await workedRun(this.#ofDay(day));
  }

  /** The runs of that day that are of the stack of now, newest first. */
  async *#ofDay(day: Day): AsyncGenerator<RunView> {
    const { stack } = this.#parts;
    const newest = await this.#ledger.newestOf({ stack, day });
    const generation = newest === null ? 0 : (readRunId(newest, stack)?.number ?? 0);
    for (let g = generation; g >= 1; g -= 1) {
      const view = await this.known(batchId({ stack, day }, g));
      if (view === null || (g < generation && !isOfStack(view.run, await this.#ledger.currentStack())))
        return;
      yield view;
    }
  }

  async #views(ids: readonly string[]): Promise<readonly RunView[]> {
    const views = await Promise.all(ids.map((id) => this.known(id)));
    return views.filter((view) => view !== null);
  }
}

/** That run as it is once its work has begun. */
function asBegun(view: RunView): RunView {
  return { ...view, progress: { ...view.progress, hasBegun: true } };
}
