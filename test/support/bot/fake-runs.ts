import type { RunCommand } from "../../../src/domain/commands/command.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { awaitedLosses, unnamed } from "../../../src/domain/runs/awaited-losses.ts";
import { decideCancel } from "../../../src/domain/runs/cancellation.ts";
import type { FileChange } from "../../../src/domain/runs/day-number/counted-file.ts";
import { releasing } from "../../../src/domain/runs/day-number/release.ts";
import { supersededBy, supersededWords } from "../../../src/domain/runs/day-number/superseded.ts";
import type { Withdrawal } from "../../../src/domain/runs/day-number/withdrawal.ts";
import type { PlannedChanges } from "../../../src/domain/workflows/deploy-facts.ts";
import type {
  Asked,
  ByAttempt,
  CancelWish,
  Pressed,
  ReleaseWish,
  Request,
  Requests,
  Runs,
  StackNow,
  StackPresence,
  Yes,
} from "../../../src/jobs/requests/requests.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import type { Told } from "../runs/run-views.ts";
import { done, runView } from "../runs/run-views.ts";

const wholePlan: PlannedChanges = {
  kind: "create",
  changes: [{ action: "add", logicalId: "Lake", type: "AWS::S3::Bucket" }],
};

type Asking = RunCommand;
type Identity = Parameters<typeof runView>[0];

/**
 * The engine as the bot sees it, in memory: one run holds the stack, the same request is the same run, a day that is
 * done is not run again. Nothing moves by itself: a test tells what happens with `happen`.
 */
export class FakeRuns implements Requests, Runs {
  presence: StackPresence = "absent";
  /** What is being done to the stack, and its price by the hour. */
  atWork: StackNow["atWork"] = null;
  perHour: number | null = null;
  lost: readonly Problem[] = [];
  /** Milliseconds that AWS takes to say whether the stack is there. */
  awsTakesMs = 0;
  /** What every call throws from now on, as when Redis is away. */
  broken: Error | null = null;
  /** What happens in the moment of an approval, before it is written down. */
  onApprove: () => void = () => {};
  /** The same for a cancel. */
  onCancel: () => void = () => {};
  /** What runs that are opened from now on are asked for with, apart from what the command says. */
  input: Readonly<Record<string, unknown>> = {};
  /** What has become of the file of every day. */
  change: FileChange | null = null;
  readonly #runs = new Map<
    string,
    { readonly identity: Identity; readonly told: Told[]; cardUrl: string | null }
  >();
  readonly #requests = new Map<string, string>();
  readonly #summaries = new Map<Day, DaySummary>();

  async ask(command: Asking, { asker, requestKey }: Request): Promise<Asked> {
    this.#check();
    const before = this.#requests.get(requestKey);
    if (before !== undefined) return { is: "known", view: this.#view(before) };
    if (command.name === "run" && this.presence === "absent") {
      const says = `running the batch of ${command.day}: there is no stack "loan-tracker"`;
      return {
        is: "refused",
        problem: new Problem("stack-missing", says, { remedy: "type `/loans deploy` first" }),
      };
    }
    const identity = { ...this.#identity(command), askedBy: asker.user, input: this.input };
    const same = [...this.#runs.values()].findLast(({ identity: { workflow, day } }) => {
      return workflow === identity.workflow && day === identity.day;
    });
    const settled = same && this.#view(same.identity.id);
    const again = command.name === "run" ? command.force : settled?.progress.endedAt !== null;
    if (settled !== undefined && !again) {
      this.#requests.set(requestKey, settled.run.id);
      return { is: "known", view: settled };
    }
    const [holder] = await this.live();
    if (holder !== undefined && holder.run.workflow !== identity.workflow) return { is: "busy", holder };
    this.#runs.set(identity.id, { identity, told: [], cardUrl: null });
    this.#requests.set(requestKey, identity.id);
    return { is: "opened", view: this.#view(identity.id) };
  }

  async withdrawalOf(day: Day): Promise<Withdrawal | null> {
    return (await this.batchOf(day))?.progress.withdrawn ?? null;
  }

  async standing(day: Day): Promise<RunView | null> {
    this.#check();
    const runId = this.#summaries.get(day)?.runId;
    return runId !== undefined && this.#runs.has(runId) ? this.#view(runId) : null;
  }

  async overtakenBy(view: RunView): ReturnType<Runs["overtakenBy"]> {
    this.#check();
    const newer = supersededBy(view, await this.recent(100));
    return newer && { because: supersededWords(view, newer), newer };
  }

  async fileChange(): Promise<FileChange | null> {
    this.#check();
    return this.change;
  }

  async approve(runId: string, { user, attempt, names }: Yes): Promise<Pressed> {
    this.onApprove();
    const view = await this.view(runId);
    if (view === null) return { is: "unknown" };
    const { progress } = view;
    if (progress.state !== "approval" || progress.attempt !== attempt)
      return { is: "late", because: null, view };
    const losses = awaitedLosses(view.run.workflow, progress);
    if (unnamed(losses, names).length > 0) return { is: "unnamed", losses, view };
    return this.#press(runId, () => [{ kind: "approved", step: "approve", by: user }]);
  }

  async retry(runId: string, user: string): Promise<Pressed> {
    return this.#press(runId, ({ progress }) => [
      { kind: "retried", step: progress.at ?? "", by: user, attempt: progress.attempt + 1 },
    ]);
  }

  async restart(runId: string, { user }: ByAttempt): Promise<Pressed> {
    return this.#press(runId, ({ progress }) => [
      { kind: "retried", step: progress.steps[0]?.name ?? "", by: user, attempt: progress.attempt + 1 },
    ]);
  }

  async take(runId: string, { user }: ByAttempt): Promise<Pressed> {
    return this.#press(runId, () => [{ kind: "taken", by: user }]);
  }

  async release(runId: string, { user, reason }: ReleaseWish): Promise<Pressed> {
    const view = await this.view(runId);
    if (view === null) return { is: "unknown" };
    const verdict = releasing(view.run.workflow, view.progress);
    if (!verdict.can) return { is: "late", because: verdict.because, view };
    const { step, since, holds } = verdict;
    return this.#press(runId, ({ progress }) => [
      { kind: "released", step, holds, since, reason, by: user, attempt: progress.attempt + 1 },
    ]);
  }

  async cancel(runId: string, wish: CancelWish): Promise<Pressed> {
    this.onCancel();
    const view = await this.view(runId);
    if (view === null) return { is: "unknown" };
    const decision = decideCancel(view.run.workflow, view.progress, wish);
    if (decision.is !== "accepted") return { ...decision, view };
    return this.#press(runId, () => [
      { kind: "canceled", reason: wish.reason, by: wish.user },
      { kind: "finished", outcome: "canceled" },
    ]);
  }

  async view(runId: string): Promise<RunView | null> {
    this.#check();
    return this.#runs.has(runId) ? this.#view(runId) : null;
  }

  async batchOf(day: Day): Promise<RunView | null> {
    this.#check();
    const newest = [...this.#runs.values()].findLast(({ identity }) => identity.day === day);
    return newest === undefined ? null : this.#view(newest.identity.id);
  }

  async recent(limit: number): Promise<readonly RunView[]> {
    this.#check();
    return [...this.#runs.keys()]
      .reverse()
      .slice(0, limit)
      .map((id) => this.#view(id));
  }

  async live(): Promise<readonly RunView[]> {
    this.#check();
    return [...this.#runs.keys()].map((id) => this.#view(id)).filter(({ run }) => run.outcome === null);
  }

  async days(days: readonly Day[]): Promise<readonly (RunView | null)[]> {
    this.#check();
    const all = [...this.#runs.keys()].map((id) => this.#view(id));
    return days.map((day) => all.findLast(({ run }) => run.target.day === day) ?? null);
  }

  async summary(day: Day): Promise<DaySummary | null> {
    this.#check();
    return this.#summaries.get(day) ?? null;
  }

  async lakeWeight() {
    return null;
  }

  async lostParts() {
    return this.lost;
  }

  async stackPresence(): Promise<StackPresence> {
    await new Promise((resolve) => setTimeout(resolve, this.awsTakesMs));
    return this.presence;
  }

  async stackNow(): Promise<StackNow> {
    return { is: await this.stackPresence(), atWork: this.atWork, madeAt: null, perHour: this.perHour };
  }

  /** Writes into a run's journal. */
  happen(runId: string, ...told: readonly Told[]): void {
    this.#runs.get(runId)?.told.push(...told);
  }

  /** The run goes on to the point where a person has to say yes. */
  waitForApproval(runId: string, deploys: PlannedChanges = wholePlan): void {
    if (this.#runs.get(runId)?.identity.workflow === "backfill") {
      const days = [{ day: "2026-11-18", does: "run", runId: null, total: null }];
      this.happen(runId, { kind: "done", step: "preview", output: { days } });
      return;
    }
    this.happen(
      runId,
      ...done("clear-remains"),
      { kind: "started", step: "plan" },
      { kind: "done", step: "plan", output: deploys },
    );
  }

  finish(runId: string, outcome: "succeeded" | "failed" = "succeeded"): void {
    this.happen(runId, { kind: "finished", outcome });
  }

  fail(runId: string, step: string): void {
    const problem = { code: "broken", says: `${step} broke`, remedy: "mend it" };
    this.happen(
      runId,
      { kind: "started", step },
      { kind: "failed", step, problem, held: false, retryFrom: step },
    );
    this.finish(runId, "failed");
  }

  /** The card is in the channel now. */
  card(runId: string, url: string): void {
    const kept = this.#runs.get(runId);
    if (kept !== undefined) kept.cardUrl = url;
  }

  publish(summary: DaySummary): void {
    this.#summaries.set(summary.day, summary);
  }

  /** Ids of all runs, oldest first. */
  get ids(): readonly string[] {
    return [...this.#runs.keys()];
  }

  #identity(command: Asking): Identity {
    const count = (workflow: Identity["workflow"], day: Day | null) =>
      [...this.#runs.values()].filter(
        ({ identity }) => identity.workflow === workflow && identity.day === day,
      ).length + 1;
    switch (command.name) {
      case "deploy": {
        return {
          workflow: "deploy-stack",
          day: null,
          id: `deploy-loan-tracker-${count("deploy-stack", null)}`,
        };
      }
      case "withdraw": {
        const { day } = command;
        return {
          workflow: "withdraw-day",
          day,
          id: `withdraw-loan-tracker-${day}-g${count("withdraw-day", day)}`,
        };
      }
      case "teardown": {
        return {
          workflow: "teardown-stack",
          day: null,
          id: `teardown-loan-tracker-${count("teardown-stack", null)}`,
        };
      }
      case "run": {
        const { day, until } = command;
        if (until !== undefined) {
          return {
            workflow: "backfill",
            day,
            until,
            id: `backfill-loan-tracker-${count("backfill", day)}`,
          };
        }
        return {
          workflow: "daily-batch",
          day,
          id: `batch-loan-tracker-${day}-g${count("daily-batch", day)}`,
        };
      }
    }
  }

  #press(runId: string, news: (view: RunView) => readonly Told[]): Pressed {
    this.#check();
    if (!this.#runs.has(runId)) return { is: "unknown" };
    this.happen(runId, ...news(this.#view(runId)));
    return { is: "taken", view: this.#view(runId) };
  }

  #view(runId: string): RunView {
    const kept = this.#runs.get(runId);
    if (kept === undefined) throw new Error(`no run ${runId}`);
    return runView({ ...kept.identity, cardUrl: kept.cardUrl }, ...kept.told);
  }

  #check(): void {
    if (this.broken !== null) throw this.broken;
  }
}
