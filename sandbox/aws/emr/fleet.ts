import type { Background } from "../background.ts";
import type { RecordLog, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { ClusterReason, ClusterRecord, ClusterState, StepRecord } from "./records.ts";
import { emrId, hasEnded, isActive, isEnding, settleAfterRestart } from "./records.ts";
import type { ClusterRequest } from "./requests.ts";
import type { StepRunner } from "./step-runner.ts";

/** Modeled seconds at speed 1. */
const seconds = { starting: 180, bootstrapping: 120, terminating: 60 };

/** The clusters and how their states move; their steps move in `step-queue.ts`. */
export class Fleet {
  readonly background: Background;
  private readonly setting: Setting;
  private readonly runner: StepRunner;
  private readonly logs: { readonly clusters: RecordLog; readonly steps: RecordLog };
  private readonly records: ClusterRecord[];
  private readonly waiting = new Map<string, { on: "ready" | "ended"; settle: () => void }[]>();
  private readonly idleTimers = new Map<string, NodeJS.Timeout>();
  /** Told when a cluster can take its next step. */
  whenReady: (cluster: ClusterRecord) => void = () => undefined;
  /** Told when a cluster begins to end, so that its running steps are stopped. */
  whenEnding: (cluster: ClusterRecord) => void = () => undefined;

  constructor(setting: Setting, { background, runner }: { background: Background; runner: StepRunner }) {
    this.setting = setting;
    this.background = background;
    this.runner = runner;
    this.logs = {
      clusters: setting.snapshots.log("emr-clusters"),
      steps: setting.snapshots.log("emr-steps"),
    };
    const steps = this.logs.steps.records as readonly KeptStep[];
    this.records = (this.logs.clusters.records as readonly KeptCluster[]).map((cluster) => ({
      ...cluster,
      steps: steps.filter(({ clusterId }) => clusterId === cluster.id).map(({ step }) => step),
    }));
    for (const cluster of this.records) {
      settleAfterRestart(cluster, this.now());
      this.save(cluster);
      for (const step of cluster.steps) this.saveStep(cluster, step);
    }
    for (const cluster of this.records) this.watchIdleness(cluster);
    for (const cluster of this.records) if (!isEnding(cluster)) runner.prepare(cluster);
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.setting.now().getTime();
  }

  /** Every cluster there ever was, oldest first. */
  all(): readonly ClusterRecord[] {
    return this.records;
  }

  /** Throws `InvalidRequestException`. */
  get(id: string): ClusterRecord {
    const cluster = this.records.find((one) => one.id === id);
    if (cluster === undefined) {
      throw new AwsError("InvalidRequestException", `Cluster id '${id}' is not valid.`);
    }
    return cluster;
  }

  /** Keeps what has changed of a cluster; its steps are kept each by itself. */
  save(cluster: ClusterRecord): void {
    this.logs.clusters.save(cluster.id, (): KeptCluster => {
      const { steps: _, ...kept } = cluster;
      return kept;
    });
  }

  /** Keeps what has changed of a step. */
  saveStep({ id }: ClusterRecord, step: StepRecord): void {
    this.logs.steps.save(step.id, (): KeptStep => ({ clusterId: id, step }));
  }

  /** Begins a cluster in STARTING. */
  launch(request: ClusterRequest): ClusterRecord {
    const cluster: ClusterRecord = {
      id: emrId("j"),
      request,
      state: "STARTING",
      reason: {},
      isProtected: request.Instances.TerminationProtected,
      idleTimeoutSeconds: request.AutoTerminationPolicy?.IdleTimeout,
      steps: [],
      createdAt: this.now(),
    };
    this.records.push(cluster);
    this.save(cluster);
    this.runner.prepare(cluster);
    void this.background.start(() => this.boot(cluster));
    return cluster;
  }

  private async boot(cluster: ClusterRecord): Promise<void> {
    await this.background.wait(seconds.starting);
    if (isEnding(cluster)) return;
    this.move(cluster, "BOOTSTRAPPING", {});
    await this.background.wait(seconds.bootstrapping);
    if (isEnding(cluster)) return;
    await this.runner.keepNodeLogs(cluster);
    if (isEnding(cluster)) return;
    cluster.readyAt = this.now();
    this.rest(cluster);
    this.tell(cluster);
    this.whenReady(cluster);
  }

  /** The cluster has nothing to do: it waits, or ends when it was not to outlive its steps. */
  rest(cluster: ClusterRecord): void {
    const isFinished = cluster.steps.length > 0 && !cluster.request.Instances.KeepJobFlowAliveWhenNoSteps;
    if (isFinished && !cluster.steps.some(isActive)) {
      this.end(cluster, { Code: "ALL_STEPS_COMPLETED", Message: "Steps completed" });
      return;
    }
    this.move(cluster, "WAITING", { Message: "Cluster ready to run steps." });
    this.watchIdleness(cluster);
  }

  /** The cluster has begun a step. */
  work(cluster: ClusterRecord): void {
    clearTimeout(this.idleTimers.get(cluster.id));
    this.move(cluster, "RUNNING", { Message: "Running step" });
  }

  /** Starts or restarts the idle time of a waiting cluster; only `idleTimeoutSeconds` makes it end. */
  watchIdleness(cluster: ClusterRecord): void {
    clearTimeout(this.idleTimers.get(cluster.id));
    if (cluster.state !== "WAITING" || cluster.idleTimeoutSeconds === undefined) return;
    const end = () => {
      const Message = `Cluster auto-terminated after ${cluster.idleTimeoutSeconds} idle seconds`;
      if (cluster.state === "WAITING" && !this.background.isClosing)
        this.end(cluster, { Code: "USER_REQUEST", Message });
    };
    const timer = setTimeout(end, (cluster.idleTimeoutSeconds / this.setting.speed) * 1000);
    this.idleTimers.set(cluster.id, timer.unref());
  }

  /**
   * Ends a cluster as a failing machine does, and launches another like it; `withoutAWord` leaves its steps as they
   * were, as far as anybody hears.
   */
  replace(cluster: ClusterRecord, { withoutAWord = false } = {}): void {
    this.launch(cluster.request);
    const reason = { Code: "INSTANCE_FAILURE", Message: "The master node was terminated" } as const;
    this.end(cluster, reason, { withoutAWord });
  }

  /** Ends a cluster for a reason; nothing happens to one that is ending. */
  end(cluster: ClusterRecord, reason: ClusterReason, { withoutAWord = false } = {}): void {
    if (isEnding(cluster)) return;
    clearTimeout(this.idleTimers.get(cluster.id));
    const hadNodes = cluster.state !== "STARTING";
    this.move(cluster, "TERMINATING", reason);
    for (const step of withoutAWord ? [] : cluster.steps) {
      if (step.state === "PENDING")
        this.settle(cluster, step, { state: "CANCELLED", message: "Job terminated" });
    }
    this.whenEnding(cluster);
    this.tell(cluster);
    void this.background.start(() => this.finish(cluster, reason, hadNodes));
  }

  private async finish(cluster: ClusterRecord, reason: ClusterReason, hadNodes: boolean): Promise<void> {
    await this.background.wait(seconds.terminating);
    if (hadNodes) await this.runner.keepNodeLogs(cluster);
    await this.runner.forget(cluster);
    cluster.endedAt = this.now();
    const isBad = ["STEP_FAILURE", "INTERNAL_ERROR", "INSTANCE_FAILURE"].includes(reason.Code ?? "");
    this.move(cluster, isBad ? "TERMINATED_WITH_ERRORS" : "TERMINATED", reason);
    this.tell(cluster);
  }

  /** Gives a step its last state. */
  settle(
    cluster: ClusterRecord,
    step: StepRecord,
    { state, message }: Pick<StepRecord, "state" | "message">,
  ): void {
    step.state = state;
    if (message !== undefined) step.message = message;
    step.endedAt = this.now();
    this.saveStep(cluster, step);
  }

  /** Settles when the cluster is past its start (or ending); at once when it is already. */
  whenPastStart(cluster: ClusterRecord): Promise<void> {
    const isPast = cluster.state !== "STARTING" && cluster.state !== "BOOTSTRAPPING";
    return isPast ? Promise.resolve() : this.listen(cluster, "ready");
  }

  /** Settles when the cluster has ended; at once when it has already. */
  whenEnded(cluster: ClusterRecord): Promise<void> {
    return hasEnded(cluster) ? Promise.resolve() : this.listen(cluster, "ended");
  }

  private listen(cluster: ClusterRecord, on: "ready" | "ended"): Promise<void> {
    return new Promise((settle) => {
      this.waiting.set(cluster.id, [...(this.waiting.get(cluster.id) ?? []), { on, settle }]);
    });
  }

  private tell(cluster: ClusterRecord): void {
    const listeners = this.waiting.get(cluster.id) ?? [];
    const isDue = ({ on }: { on: "ready" | "ended" }) => on === "ready" || hasEnded(cluster);
    this.waiting.set(
      cluster.id,
      listeners.filter((listener) => !isDue(listener)),
    );
    for (const listener of listeners.filter(isDue)) listener.settle();
  }

  private move(cluster: ClusterRecord, state: ClusterState, reason: ClusterReason): void {
    cluster.state = state;
    cluster.reason = reason;
    this.save(cluster);
  }
}

type KeptCluster = Omit<ClusterRecord, "steps">;

interface KeptStep {
  readonly clusterId: string;
  readonly step: StepRecord;
}
