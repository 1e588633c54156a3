/** EMR on EC2: the cluster and its steps. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Clusters {
  /** `null` when AWS knows no such cluster. */
  see(clusterId: string): Promise<ClusterFacts | null>;
  /** The newest cluster tagged `loan-tracker:stack` = this stack that is neither ending nor ended, else `null`. */
  findLive(which: { readonly stack: string }): Promise<ClusterFacts | null>;
  /**
   * Submits steps in one call and tells their ids, in the given order. There is no client token and no SDK retry
   * here: after any error whose `mayHaveHappened` is true, look with `steps` before submitting again.
   */
  addSteps(what: {
    readonly clusterId: string;
    readonly steps: readonly StepWish[];
  }): Promise<readonly string[]>;
  /** Oldest first: steps created at or after `since` (ISO time; else all the cluster ever had), named with `prefix`. */
  steps(which: {
    readonly clusterId: string;
    readonly since?: string;
    readonly prefix?: string;
  }): Promise<readonly StepFacts[]>;
  /** Asks for all of them in one call; asynchronous and not guaranteed, so look at the steps afterwards. */
  cancelSteps(which: {
    readonly clusterId: string;
    readonly stepIds: readonly string[];
  }): Promise<readonly CancelAnswer[]>;
  /** Harmless when it has ended already. Its unfinished steps are canceled. */
  terminate(clusterId: string): Promise<void>;
}

/** A cluster as last described. */
export interface ClusterFacts {
  readonly id: string;
  readonly name: string;
  /** As AWS writes it, for showing. */
  readonly state: string;
  /** Takes steps: starting, bootstrapping, running or waiting. */
  readonly isLive: boolean;
  /** Live, and past its start: a step begins at once, or after those before it. */
  readonly isReady: boolean;
  /** Ended, well or badly; it can never be started again. */
  readonly isEnded: boolean;
  /** Why it is in this state; `null` when AWS gave no reason. */
  readonly reason: string | null;
  /** Where its logs go, `s3://…/`; `null` when it keeps none. */
  readonly logsAt: string | null;
  /** ISO time. */
  readonly createdAt: string;
}

/** A step to submit: `command-runner.jar` runs these arguments; a failure cancels the steps after it. */
export interface StepWish {
  /** At most 256 characters. */
  readonly name: string;
  readonly args: readonly string[];
}

/** A step as last listed. */
export interface StepFacts {
  readonly id: string;
  readonly name: string;
  /** As AWS writes it, for showing: `PENDING`, `CANCELLED`. */
  readonly state: string;
  /** Will not change any more. */
  readonly isSettled: boolean;
  readonly isCompleted: boolean;
  /** By a person, or because a step before it failed, or with its cluster. */
  readonly isCanceled: boolean;
  /** Failed, or interrupted by the end of its cluster. */
  readonly isFailed: boolean;
  /** ISO times. `null` while it has not come to that. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** `null` unless it failed. Each text may be empty; `logFile` is `s3://…/stderr.gz`, `null` when AWS named none. */
  readonly failure: {
    readonly reason: string;
    readonly message: string;
    readonly logFile: string | null;
  } | null;
}

/** What EMR answered about canceling one step; `accepted` false mostly means that it had ended. */
export interface CancelAnswer {
  readonly stepId: string;
  readonly accepted: boolean;
  readonly reason: string;
}
