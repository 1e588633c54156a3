import type { PlannedFailures } from "../service.ts";
import { AwsError } from "../service.ts";
import type { Fleet } from "./fleet.ts";
import type { ClusterRecord, StepRecord } from "./records.ts";
import { emrId, isActive, isEnding, isOccupying } from "./records.ts";
import type { StepRequest } from "./requests.ts";
import { failureDetails } from "./step-logs.ts";
import type { StepRunner } from "./step-runner.ts";

/** Modeled seconds until a cluster picks up its next step. */
const pickupSeconds = 3;

/** AWS's limits: PENDING, RUNNING and CANCEL_PENDING steps of a cluster; characters of a step's `HadoopJarStep`. */
const limits = { activeSteps: 256, stepCharacters: 10_240 };

const canceledByUser = { state: "CANCELLED", message: "Cancelled by user" } as const;

/** How a running step is stopped. */
type Cancellation = "SEND_INTERRUPT" | "TERMINATE_PROCESS";

/** The steps of all clusters: taken on, picked up in order, carried out, canceled. */
export class StepQueue {
  private readonly fleet: Fleet;
  private readonly runner: StepRunner;
  private readonly failures: PlannedFailures;
  private readonly cancelers = new Map<string, AbortController>();

  constructor(
    fleet: Fleet,
    { runner, failures }: { readonly runner: StepRunner; readonly failures: PlannedFailures },
  ) {
    this.fleet = fleet;
    this.runner = runner;
    this.failures = failures;
    fleet.whenReady = (cluster) => this.pickUpSoon(cluster);
    fleet.whenEnding = (cluster) => {
      for (const step of cluster.steps) this.cancelers.get(step.id)?.abort("TERMINATE_PROCESS");
    };
  }

  /** Takes steps on, all or none; throws `ValidationException`. */
  add(cluster: ClusterRecord, requests: readonly StepRequest[]): readonly StepRecord[] {
    if (isEnding(cluster)) {
      throw new AwsError(
        "ValidationException",
        "A job flow that is shutting down, terminated, or finished may not be modified.",
      );
    }
    if (cluster.steps.filter(isActive).length + requests.length > limits.activeSteps) {
      throw new AwsError(
        "ValidationException",
        "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.",
      );
    }
    for (const request of requests) refuseUnfit(cluster, request);
    const added = requests.map((request): StepRecord => {
      return { id: emrId("s"), request, state: "PENDING", createdAt: this.fleet.now() };
    });
    cluster.steps.push(...added);
    for (const step of added) this.fleet.saveStep(cluster, step);
    this.pickUpSoon(cluster);
    return added;
  }

  /** Asks for a step's end. `undefined` when that was taken on, else why not. */
  cancel(cluster: ClusterRecord, step: StepRecord, how: Cancellation): string | undefined {
    if (step.state === "PENDING") this.fleet.settle(cluster, step, canceledByUser);
    else if (isOccupying(step)) {
      step.state = "CANCEL_PENDING";
      this.fleet.saveStep(cluster, step);
      this.cancelers.get(step.id)?.abort(how);
    } else return `Step ${step.id} is in ${step.state} state and can not be cancelled.`;
    return undefined;
  }

  private pickUpSoon(cluster: ClusterRecord): void {
    void this.fleet.background.start(() => this.pickUp(cluster));
  }

  private async pickUp(cluster: ClusterRecord): Promise<void> {
    await this.fleet.background.wait(pickupSeconds);
    if (cluster.state !== "WAITING" && cluster.state !== "RUNNING") return;
    const free = cluster.request.StepConcurrencyLevel - cluster.steps.filter(isOccupying).length;
    for (const step of cluster.steps.filter(({ state }) => state === "PENDING").slice(0, Math.max(0, free))) {
      void this.fleet.background.start(() => this.carryOut(cluster, step));
    }
  }

  private async carryOut(cluster: ClusterRecord, step: StepRecord): Promise<void> {
    const canceler = new AbortController();
    this.cancelers.set(step.id, canceler);
    step.state = "RUNNING";
    step.startedAt = this.fleet.now();
    this.fleet.saveStep(cluster, step);
    this.fleet.work(cluster);
    const signal = this.fleet.background.signal(canceler.signal);
    if (this.failures.takeEnd("cancel-step", step.request.Name)) canceler.abort();
    const isInterrupted = this.failures.takeEnd("interrupt-step", step.request.Name);
    if (isInterrupted) canceler.abort();
    if (this.failures.takeEnd("replace-cluster", step.request.Name)) this.fleet.replace(cluster);
    const isLost = this.failures.takeEnd("lose-cluster", step.request.Name);
    if (isLost) this.fleet.replace(cluster, { withoutAWord: true });
    const outcome = await this.runner.run(cluster, step, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    this.cancelers.delete(step.id);
    if (this.fleet.background.isClosing || isLost) return;
    if (outcome !== undefined) await this.runner.keepLogs(cluster, step, outcome);
    const settle = (end: Pick<StepRecord, "state" | "message">) => this.fleet.settle(cluster, step, end);
    if (isInterrupted) settle({ state: "INTERRUPTED" });
    else if (outcome?.exitCode === 0) settle({ state: "COMPLETED" });
    else if (outcome === undefined || canceler.signal.aborted) {
      settle(canceledByUser);
    } else {
      step.failure = failureDetails(cluster, step, outcome);
      settle({ state: "FAILED" });
      this.afterFailure(cluster, step);
    }
    if (isEnding(cluster)) return;
    if (!cluster.steps.some(isOccupying)) this.fleet.rest(cluster);
    this.pickUpSoon(cluster);
  }

  /** A cancel does not come here: ActionOnFailure is for failures alone. */
  private afterFailure(cluster: ClusterRecord, { request }: StepRecord): void {
    if (request.ActionOnFailure === "CONTINUE") return;
    for (const other of cluster.steps) {
      if (other.state === "PENDING") {
        const message = "Cancelled because a step before it failed";
        this.fleet.settle(cluster, other, { state: "CANCELLED", message });
      }
    }
    if (request.ActionOnFailure !== "CANCEL_AND_WAIT" && !cluster.isProtected) {
      this.fleet.end(cluster, { Code: "STEP_FAILURE", Message: "Shut down as step failed" });
    }
  }
}

function refuseUnfit(cluster: ClusterRecord, { Name, ActionOnFailure, HadoopJarStep }: StepRequest): void {
  const texts = [HadoopJarStep.Jar, HadoopJarStep.MainClass ?? "", ...HadoopJarStep.Args];
  const pairs = HadoopJarStep.Properties.flatMap(({ Key, Value }) => [Key, Value]);
  const characters = [...texts, ...pairs].reduce((sum, text) => sum + text.length, 0);
  if (characters > limits.stepCharacters) {
    throw new AwsError(
      "ValidationException",
      `Step '${Name}' has ${characters} characters in HadoopJarStep, the maximum is ${limits.stepCharacters}.`,
    );
  }
  if (cluster.request.StepConcurrencyLevel > 1 && ActionOnFailure !== "CONTINUE") {
    throw new AwsError(
      "ValidationException",
      `ActionOnFailure ${ActionOnFailure} is not valid for a cluster with a StepConcurrencyLevel above 1.`,
    );
  }
}
