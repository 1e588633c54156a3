import { randomInt } from "node:crypto";
import type { ClusterRequest, StepRequest } from "./requests.ts";

/** A cluster's states as AWS writes them. */
export type ClusterState =
  | "STARTING"
  | "BOOTSTRAPPING"
  | "RUNNING"
  | "WAITING"
  | "TERMINATING"
  | "TERMINATED"
  | "TERMINATED_WITH_ERRORS";

/** A step's states as AWS writes them. */
type StepState =
  | "PENDING"
  | "CANCEL_PENDING"
  | "RUNNING"
  | "COMPLETED"
  | "CANCELLED"
  | "FAILED"
  | "INTERRUPTED";

/** Why a cluster is in its state; AWS gives a code only with an ending. */
export interface ClusterReason {
  readonly Code?:
    | "USER_REQUEST"
    | "STEP_FAILURE"
    | "ALL_STEPS_COMPLETED"
    | "INTERNAL_ERROR"
    | "INSTANCE_FAILURE";
  readonly Message?: string;
}

/** What AWS tells of a failed step. */
export interface FailureDetails {
  readonly Reason: string;
  readonly Message?: string;
  readonly LogFile?: string;
}

/** A step as it is kept; times in epoch milliseconds. */
export interface StepRecord {
  readonly id: string;
  readonly request: StepRequest;
  state: StepState;
  message?: string;
  failure?: FailureDetails;
  readonly createdAt: number;
  startedAt?: number;
  endedAt?: number;
}

/** A cluster as it is kept, oldest step first; times in epoch milliseconds. */
export interface ClusterRecord {
  readonly id: string;
  request: ClusterRequest;
  state: ClusterState;
  reason: ClusterReason;
  isProtected: boolean;
  /** `undefined`: it never ends of itself. */
  idleTimeoutSeconds?: number | undefined;
  readonly steps: StepRecord[];
  readonly createdAt: number;
  readyAt?: number;
  endedAt?: number;
}

/** Whether the cluster has ended or is about to. */
export function isEnding({ state }: Pick<ClusterRecord, "state">): boolean {
  return state === "TERMINATING" || hasEnded({ state });
}

/** Whether the cluster has ended, well or badly. */
export function hasEnded({ state }: Pick<ClusterRecord, "state">): boolean {
  return state === "TERMINATED" || state === "TERMINATED_WITH_ERRORS";
}

/** Whether the step counts against the 256 that may be active at once. */
export function isActive({ state }: Pick<StepRecord, "state">): boolean {
  return state === "PENDING" || state === "RUNNING" || state === "CANCEL_PENDING";
}

/** Whether the step occupies the cluster; one that is being canceled does until its process is gone. */
export function isOccupying({ state }: Pick<StepRecord, "state">): boolean {
  return state === "RUNNING" || state === "CANCEL_PENDING";
}

/** Settles what was underway when the stand-in stopped: nothing is resumed in silence. */
export function settleAfterRestart(cluster: ClusterRecord, now: number): void {
  for (const step of cluster.steps) {
    if (isActive(step)) {
      step.state = "INTERRUPTED";
      step.endedAt = now;
    }
  }
  if (cluster.state === "RUNNING") cluster.state = "WAITING";
  if (cluster.state === "STARTING" || cluster.state === "BOOTSTRAPPING") {
    cluster.state = "TERMINATED_WITH_ERRORS";
    cluster.reason = {
      Code: "INTERNAL_ERROR",
      Message: "The sandbox stopped while the cluster was starting",
    };
    cluster.endedAt = now;
  }
  if (cluster.state === "TERMINATING") {
    cluster.state = "TERMINATED";
    cluster.endedAt = now;
  }
}

const idLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** An id in EMR's fashion: `j-` (cluster) or `s-` (step) and 13 letters and digits. */
export function emrId(kind: "j" | "s"): string {
  return `${kind}-${Array.from({ length: 13 }, () => idLetters[randomInt(idLetters.length)]).join("")}`;
}
