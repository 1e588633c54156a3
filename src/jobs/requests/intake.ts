import type { RunCommand } from "../../domain/commands/command.ts";
import { workflowAskedFor } from "../../domain/commands/command.ts";
import { Problem } from "../../domain/problem.ts";
import type { Approval } from "../../domain/runs/approval.ts";
import { isOver, limitInWords } from "../../domain/runs/approval.ts";
import { awaitedLosses, unnamed } from "../../domain/runs/awaited-losses.ts";
import { decideCancel } from "../../domain/runs/cancellation.ts";
import type { Happening } from "../../domain/runs/journal.ts";
import type { Target } from "../../domain/runs/run.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import { isLockable, isLockableRun, keepsOut } from "../../domain/schedule/stack-lock.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import { stepsFor } from "../../domain/workflows/index.ts";
import type { Approvable } from "../../domain/workflows/workflow-facts.ts";
import { lineMoved } from "../engine/line-moved.ts";
import { retryBegin } from "../engine/retry-begin.ts";
import type { AnyWorkflow } from "../engine/workflow.ts";
import type { RunStore } from "../store/run-store.ts";
import type { WakeQueue } from "../store/wake-queue.ts";
import type { World } from "../workflows/world.ts";
import { historyOf } from "./history-words.ts";
import { releaseDay } from "./release-day.ts";
import type {
  Asked,
  ByAttempt,
  CancelWish,
  CareWish,
  Prepared,
  Pressed,
  Ready,
  Refused,
  ReleaseWish,
  Request,
  Requests,
  Yes,
} from "./requests.ts";
import { inputOf } from "./run-input.ts";
import type { RunReader } from "./run-reader.ts";
import type { RunView } from "./run-view.ts";
import { toldNumber } from "./told-number.ts";
import { typedBy } from "./typed-by.ts";
import { withoutStack } from "./without-stack.ts";

interface IntakeParts {
  readonly store: RunStore;
  readonly reader: Pick<
    RunReader,
    "known" | "view" | "live" | "overtakenBy" | "overtaken" | "told" | "batchOf" | "ownFileChange"
  >;
  readonly queue: WakeQueue;
  readonly workflows: Readonly<Record<WorkflowName, AnyWorkflow<World>>>;
  /** Says of a day that it is no bank day; it is run all the same. */
  readonly calendar: BankCalendar;
  /** What needs a second person. */
  readonly approvals: readonly Approvable[];
  readonly stack: string;
  readonly stacks: Pick<World["stacks"], "see">;
  /** Who keeps others from changing the stack now; `null`: nobody. */
  readonly lock: () => Promise<StackLock | null>;
  readonly now: () => Date;
  /** The journal has grown: the card is stale. */
  readonly noticed: (runId: string) => Promise<void>;
}

/** How often a person's entry is tried again when the worker wrote at the same moment. */
const NOTE_TRIES = 5;

/** Takes requests for work: opens, finds or resumes runs, and writes down what people press. */
export class Intake implements Requests {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  async ask(command: RunCommand, request: Request): Promise<Asked> {
    // Days of a backfill that was asked for before the lock go on.
    const isLockedOut = isLockable(command) && request.backfill === undefined;
    const lock = isLockedOut ? await this.#othersLock(request.asker.user) : null;
    if (lock !== null) return { is: "locked", lock };
    const prepared = await this.prepare(command);
    return prepared.is === "ready" ? await this.open(prepared, request) : prepared;
  }

  /** Looks whether it makes sense now, and on which stack; AWS may take its time. */
  async prepare(command: RunCommand): Promise<Prepared> {
    const seen = command.name === "deploy" ? {} : await this.#seeStack(command);
    if ("is" in seen) return seen;
    const target = { stack: this.#parts.stack, ...daysAskedFor(command), ...seen };
    if (command.name === "withdraw") {
      const told = await toldNumber(command.day, this.#parts.reader);
      if (told instanceof Problem) return { is: "refused", problem: told };
      return { is: "ready", command, target, told };
    }
    return (await this.#countedBefore(command)) ?? { is: "ready", command, target };
  }

  /** Opens, finds or resumes the run that was prepared, without another look at AWS. */
  async open(ready: Ready, request: Request): Promise<Asked> {
    const { command, target } = ready;
    const { workflows, store } = this.#parts;
    const name = workflowAskedFor(command);
    const workflow = workflows[name];
    const input = inputOf(ready, request, this.#parts);
    const takenUp = await this.#takenUpBefore(command);
    if (takenUp !== null) return { is: "known", view: takenUp };
    const opened = await store.open({
      workflow: name,
      version: workflow.version,
      steps: stepsFor(name, input),
      target,
      input,
      asker: request.asker,
      ...(request.typed !== undefined && { typed: request.typed }),
      requestKey: request.requestKey,
      // Each withdrawal is of a number of its own, so that one that has ended is never gone on with instead.
      force: command.name === "withdraw" || (command.name === "run" && command.force),
    });
    if (opened.is === "ended") return await this.#resume(await this.#standsBy(opened.runId), request);
    const view = await this.#view(opened.runId);
    if (opened.is === "busy") return { is: "busy", holder: view };
    if (opened.is === "overlaps") return { is: "overlaps", holder: view };
    // The same days are in a backfill without `--force`: who asks with it is not answered as if they had it.
    const isForced = command.name === "run" && command.force && view.run.workflow === "backfill";
    if (isForced && view.progress.input["force"] !== true) return { is: "overlaps", holder: view };
    if (opened.is === "opened") {
      await this.#move(opened.runId);
      await this.showOvertaken(view);
    }
    return { is: opened.is, view };
  }

  async approve(runId: string, { user, attempt, names }: Yes): Promise<Pressed> {
    const lock = await this.#othersLock(user);
    const pressed = await this.#press(runId, user, (view) => {
      const { progress } = view;
      const { state, approval, at } = progress;
      if (state !== "approval" || approval === null || at === null || progress.attempt !== attempt)
        return { is: "late", because: null, view };
      if (isOver(approval, this.#parts.now())) {
        return { is: "late", because: lapsedWords(approval), view };
      }
      // What the one who has locked it asked for, a second person approves.
      const isOwn = approval.askedBy.some((by) => by.user === lock?.user);
      if (lock !== null && !isOwn && isLockableRun(view.run.workflow, progress))
        return { is: "locked", lock };
      const losses = awaitedLosses(view.run.workflow, progress);
      if (unnamed(losses, names).length > 0) return { is: "unnamed", losses, view };
      return { kind: "approved", step: at };
    });
    if (pressed.is === "taken") await this.showOvertaken(pressed.view);
    return pressed;
  }

  async cancel(runId: string, wish: CancelWish): Promise<Pressed> {
    return await this.#press(runId, wish.user, (view) => {
      const decision = decideCancel(view.run.workflow, view.progress, wish);
      if (decision.is !== "accepted") return { ...decision, view };
      return { kind: "canceled", reason: wish.reason, ...typedBy(wish.typed) };
    });
  }

  async retry(runId: string, user: string, typed?: string): Promise<Pressed> {
    return await this.#takeUp(runId, { user, typed, of: null });
  }

  async restart(runId: string, { user, attempt }: ByAttempt): Promise<Pressed> {
    return await this.#takeUp(runId, { user, of: attempt });
  }

  async take(runId: string, { user, attempt, of }: CareWish): Promise<Pressed> {
    const asked = await this.#parts.reader.view(runId);
    const history = asked && (await this.#parts.reader.overtakenBy(asked));
    if (asked !== null && history !== null) return { is: "late", ...history, view: asked };
    return await this.#press(runId, user, (view) => {
      const { state, attempt: now, care } = view.progress;
      if (now !== attempt || (state !== "failed" && state !== "held"))
        return { is: "late", because: null, view };
      return care === of && care !== user ? { kind: "taken" } : { is: "late", because: caredWords, view };
    });
  }

  /** `of`: the attempt whose day is begun anew; `null`: it goes on where its failure says. */
  async #takeUp(
    runId: string,
    {
      user,
      typed,
      of,
    }: { readonly user: string; readonly typed?: string | undefined; readonly of: number | null },
  ): Promise<Pressed> {
    const view = await this.#parts.reader.view(runId);
    if (!view) return { is: "unknown" };
    const isOther = of !== null && (view.progress.attempt !== of || view.run.workflow !== batchFacts.name);
    if (isOther || !canRetry(view)) return { is: "late", because: null, view };
    const history = await historyOf(view, this.#parts);
    if (history !== null) return { is: "late", ...history, view };
    const lock = isLockableRun(view.run.workflow, view.progress) ? await this.#othersLock(user) : null;
    if (lock !== null) return { is: "locked", lock };
    const asked = await this.#reopen(runId, { user, requestKey: null, typed, fromStart: of !== null });
    if (asked.is === "busy") return asked;
    return { is: "taken", view: await this.#view(runId) };
  }

  async release(runId: string, wish: ReleaseWish): Promise<Pressed> {
    const { reader, store } = this.#parts;
    const pressed = await releaseDay(runId, wish, { reader, store });
    if (pressed.is === "taken") await this.#move(runId);
    return pressed;
  }

  /**
   * The stack that the run will be of. Refuses work on one that is not there or not fit, unless a run holds it: that is what
   * the asker should hear.
   */
  async #seeStack(
    command: Exclude<RunCommand, { readonly name: "deploy" }>,
  ): Promise<Pick<Target, "stackId"> | Refused> {
    const facts = await this.#parts.stacks.see(this.#parts.stack);
    const isThere = facts !== null && !facts.status.isDeleted && !facts.status.isReviewing;
    const isFit = isThere && (command.name === "teardown" || !facts.status.isOnlyDeletable);
    if (isFit) {
      const isNewest = await this.#ledger.stackIs({ id: facts.id, madeAt: facts.createdAt });
      // An older one than was seen before, as in another account: its id would never be that of the stack of today.
      return isNewest ? { stackId: facts.id } : {};
    }
    const holder = (await this.#parts.reader.live()).find((view) => view.run.target.day === null);
    if (holder) return { is: "busy", holder };
    return { is: "refused", problem: withoutStack(command, this.#parts.stack, isThere ? facts : null) };
  }

  /** Refuses to count a day once more of which only its output is left to tell that it was counted. */
  async #countedBefore(command: RunCommand): Promise<Refused | null> {
    if (command.name !== "run" || command.until !== undefined || command.force) return null;
    const { stack } = this.#parts;
    const { day } = command;
    const stands = await this.#ledger.knowledgeOf({ stack, day });
    if (stands !== "counted") return null;
    const says = `running ${day}: it was counted before, and neither Redis nor the channel tell any more what came of it`;
    const remedy = `look at it with SQL; \`/loans run ${day} --force\` counts and tells it once more`;
    return { is: "refused", problem: new Problem("counted-before", says, { remedy }) };
  }

  /** An older run of a day that is to be counted once more, which was taken up again and is at it: two would count it side by side. */
  async #takenUpBefore(command: RunCommand): Promise<RunView | null> {
    if (command.name !== "run" || command.until !== undefined || !command.force) return null;
    const { day } = command;
    const view = await this.#parts.reader.batchOf(day);
    if (view === null || view.run.outcome !== null) return null;
    return view.run.id === (await this.#ledger.newestOf({ stack: this.#parts.stack, day })) ? null : view;
  }

  /** Of a day whose newest run only asked, and came to nothing, the one before it by which the day stands. */
  async #standsBy(runId: string): Promise<RunView> {
    const newest = await this.#view(runId);
    const { workflow, target } = newest.run;
    if (workflow !== batchFacts.name || target.day === null) return newest;
    return (await this.#parts.reader.batchOf(target.day)) ?? newest;
  }

  async #resume({ run: { id: runId, outcome } }: RunView, request: Request): Promise<Asked> {
    if (outcome === "succeeded") return { is: "known", view: await this.#view(runId) };
    const asked = await this.#reopen(runId, {
      user: request.asker.user,
      requestKey: request.requestKey,
      fromStart: false,
      typed: request.typed,
    });
    if (asked.is === "busy") return asked;
    return { is: asked.is === "resumed" ? "resumed" : "known", view: await this.#view(runId) };
  }

  async #reopen(
    runId: string,
    {
      fromStart,
      ...by
    }: {
      readonly user: string;
      readonly requestKey: string | null; // null: a button, which carries no request and no line
      readonly typed: string | undefined;
      readonly fromStart: boolean;
    },
  ): Promise<{ readonly is: "resumed" | "known" } | { readonly is: "busy"; readonly holder: RunView }> {
    const seen = await this.#parts.store.journal(runId);
    const [opened] = seen;
    const first = fromStart && opened?.kind === "opened" ? opened.steps[0] : undefined;
    const step = first ?? retryBegin(seen, this.#parts.workflows);
    const retried = { kind: "retried", step, ...typedBy(by.typed) } as const;
    const outcome = await this.#parts.store.reopen(runId, { ...by, by: retried, seen });
    if (outcome.is === "busy") return { is: "busy", holder: await this.#view(outcome.runId) };
    // `changed`: somebody else resumed it between our look and our word.
    if (outcome.is === "changed") return { is: "known" };
    await this.#move(runId);
    return { is: "resumed" };
  }

  /** `decide` answers what to write down, or why not. */
  async #press(
    runId: string,
    user: string,
    decide: (
      view: RunView,
    ) => Happening | Extract<Pressed, { is: "late" | "locked" | "unconfirmed" | "unnamed" }>,
  ): Promise<Pressed> {
    await this.#ledger.ready();
    for (let tries = 0; tries < NOTE_TRIES; tries += 1) {
      const seen = await this.#parts.store.journal(runId);
      const view = await this.#parts.reader.known(runId);
      if (!view || seen.length === 0) return { is: "unknown" };
      const happening = decide({ ...view, progress: progressOf(seen) });
      if ("is" in happening) return happening;
      if (await this.#parts.store.note(runId, happening, { seen, user })) {
        await this.#move(runId);
        return { is: "taken", view: await this.#view(runId) };
      }
    }
    throw new Error(
      `writing what ${user} pressed on "${runId}": the journal changed ${NOTE_TRIES} times meanwhile`,
    );
  }

  /** The lock that keeps that person from changing the stack. */
  async #othersLock(user: string): Promise<StackLock | null> {
    await this.#ledger.ready();
    const lock = await this.#parts.lock();
    return keepsOut(lock, user) ? lock : null;
  }

  async #move(runId: string): Promise<void> {
    await this.#parts.queue.wake(runId);
    await this.#parts.noticed(runId);
    await lineMoved(this.#parts, runId);
  }

  /**
   * What has ended badly and is history by this run, or by what came of it is not any more: its card and its call say so, and have
   * their buttons or not.
   */
  async showOvertaken(by: RunView): Promise<void> {
    for (const { run } of await this.#parts.reader.overtaken(by)) await this.#parts.noticed(run.id);
  }

  get #ledger(): RunStore["ledger"] {
    return this.#parts.store.ledger;
  }

  async #view(runId: string): Promise<RunView> {
    const view = await this.#parts.reader.known(runId);
    if (!view) throw new Error(`reading run "${runId}": Redis has just named it and does not know it`);
    return view;
  }
}

function daysAskedFor(command: RunCommand): Pick<Target, "day" | "until"> {
  if (command.name === "withdraw") return { day: command.day };
  if (command.name !== "run") return { day: null };
  const { day, until } = command;
  return until === undefined ? { day } : { day, until };
}

function lapsedWords({ limit }: Approval): string {
  return `the plan has waited for more than ${limitInWords(limit)}, so it is dropped; ask for a new one`;
}

const caredWords = "somebody looks after it already; its message in the thread tells who";

/** A canceled deploy or teardown is asked for anew, with a new look at its plan or its name typed again. */
function canRetry({ run, progress: { state } }: RunView): boolean {
  return state === "failed" || state === "held" || (state === "canceled" && run.target.day !== null);
}
