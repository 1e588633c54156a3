import type { Cluster, ClusterStatus, StepSummary } from "@aws-sdk/client-emr";
import type { Clients } from "./clients.ts";
import { gatherPages, instant, nullWhenAbsent } from "./pages.ts";
import { stackTag } from "./stack-tag.ts";
import { StepLists } from "./step-cache.ts";

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
  /**
   * Oldest first: steps created at or after `since` (else all the cluster ever had), whose names begin with `prefix`.
   * `since` is an ISO time on AWS's clock: take a few minutes off a time of ours.
   */
  steps(which: {
    readonly clusterId: string;
    readonly since?: string;
    readonly prefix?: string;
  }): Promise<readonly EmrStepFacts[]>;
  /** Asks for all of them in one call; asynchronous and not guaranteed, so look at the steps afterwards. */
  cancelSteps(which: {
    readonly clusterId: string;
    readonly stepIds: readonly string[];
  }): Promise<readonly CancelAnswer[]>;
  /** Harmless when it has ended already. Its unfinished steps are canceled. */
  terminate(clusterId: string): Promise<void>;
}

/** A cluster as last described. */
interface ClusterFacts {
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
  /** The same as one of AWS's words (`INSTANCE_FAILURE`), with an end alone; else `null`. */
  readonly endedBy: string | null;
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
export interface EmrStepFacts {
  readonly id: string;
  readonly name: string;
  /** What it was submitted with. */
  readonly args: readonly string[];
  /** As AWS writes it, for showing: `PENDING`, `CANCELLED`. */
  readonly state: string;
  /** Will not change any more. */
  readonly isSettled: boolean;
  readonly isCompleted: boolean;
  /** Its end was asked for, and it has not come to it yet. */
  readonly isCanceling: boolean;
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
interface CancelAnswer {
  readonly stepId: string;
  readonly accepted: boolean;
  readonly reason: string;
}

/** Clusters over the EMR API. */
export function createClusters(clients: Clients): Clusters {
  const load = clients.emr;
  const lists = new StepLists<EmrStepFacts>(async (clusterId, marker) => {
    const { sdk, client } = await load();
    const page = await client.send(new sdk.ListStepsCommand({ ClusterId: clusterId, Marker: marker }));
    return { steps: (page.Steps ?? []).map(stepFacts), marker: page.Marker };
  });
  const clusters: Clusters = {
    async see(clusterId) {
      const { sdk, client } = await load();
      const reply = await nullWhenAbsent(
        client.send(new sdk.DescribeClusterCommand({ ClusterId: clusterId })),
      );
      return reply?.Cluster === undefined ? null : clusterFacts(reply.Cluster);
    },

    async findLive({ stack }) {
      const { sdk, client } = await load();
      const pages = await gatherPages(
        (Marker) => client.send(new sdk.ListClustersCommand({ ClusterStates: [...liveStates], Marker })),
        (page) => page.Marker,
      );
      const newestFirst = pages
        .flatMap((page) => page.Clusters ?? [])
        .sort((a, b) => createdAt(b.Status).localeCompare(createdAt(a.Status)));
      // A listing has no tags, so each has to be described; an account seldom has more than a few live clusters.
      for (const { Id } of newestFirst) {
        const { Cluster: cluster } = await client.send(new sdk.DescribeClusterCommand({ ClusterId: Id }));
        const isOurs = cluster?.Tags?.some((tag) => tag.Key === stackTag && tag.Value === stack) === true;
        if (cluster !== undefined && isOurs && isLive(cluster.Status)) return clusterFacts(cluster);
      }
      return null;
    },

    async addSteps({ clusterId, steps }) {
      const { sdk, unrepeated } = await load();
      const reply = await unrepeated.send(
        new sdk.AddJobFlowStepsCommand({
          JobFlowId: clusterId,
          Steps: steps.map(({ name, args }) => ({
            Name: name,
            // CONTINUE would run the next step without its input; this cancels what is pending and keeps the cluster.
            ActionOnFailure: "CANCEL_AND_WAIT",
            HadoopJarStep: { Jar: "command-runner.jar", Args: [...args] },
          })),
        }),
      );
      return reply.StepIds ?? [];
    },

    async steps({ clusterId, since = "", prefix = "" }) {
      // EMR lists the newest first, so everything after a step from before `since` is older still.
      const steps = await lists.list(clusterId, (step) => step.createdAt < since);
      return steps.filter((step) => step.createdAt >= since && step.name.startsWith(prefix)).toReversed();
    },

    async cancelSteps({ clusterId, stepIds }) {
      const { sdk, client } = await load();
      const reply = await client.send(
        new sdk.CancelStepsCommand({
          ClusterId: clusterId,
          StepIds: [...stepIds],
          StepCancellationOption: "SEND_INTERRUPT",
        }),
      );
      return (reply.CancelStepsInfoList ?? []).map((answer) => ({
        stepId: answer.StepId ?? "",
        accepted: answer.Status === "SUBMITTED",
        reason: answer.Reason ?? "",
      }));
    },

    async terminate(clusterId) {
      const { sdk, client } = await load();
      await client.send(new sdk.TerminateJobFlowsCommand({ JobFlowIds: [clusterId] }));
    },
  };
  return clusters;
}

const liveStates = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"] as const;

function isLive(status: ClusterStatus | undefined): boolean {
  return liveStates.some((state) => state === status?.State);
}

function createdAt(status: ClusterStatus | undefined): string {
  return instant(status?.Timeline?.CreationDateTime);
}

function clusterFacts(cluster: Cluster): ClusterFacts {
  const state = cluster.Status?.State ?? "";
  return {
    id: cluster.Id ?? "",
    name: cluster.Name ?? "",
    state,
    isLive: isLive(cluster.Status),
    isReady: state === "RUNNING" || state === "WAITING",
    isEnded: state === "TERMINATED" || state === "TERMINATED_WITH_ERRORS",
    reason: cluster.Status?.StateChangeReason?.Message || null,
    endedBy: cluster.Status?.StateChangeReason?.Code || null,
    // EMR tells an s3:// place as the older s3n://.
    logsAt: cluster.LogUri?.replace(/^s3n:/, "s3:") || null,
    createdAt: createdAt(cluster.Status),
  };
}

function stepFacts(step: StepSummary): EmrStepFacts {
  const {
    State: state = "",
    Timeline: times,
    FailureDetails: details,
    StateChangeReason: change,
  } = step.Status ?? {};
  const isFailed = state === "FAILED" || state === "INTERRUPTED";
  return {
    id: step.Id ?? "",
    name: step.Name ?? "",
    args: step.Config?.Args ?? [],
    state,
    isSettled: isFailed || state === "COMPLETED" || state === "CANCELLED",
    isCompleted: state === "COMPLETED",
    isCanceling: state === "CANCEL_PENDING",
    isCanceled: state === "CANCELLED",
    isFailed,
    createdAt: instant(times?.CreationDateTime),
    startedAt: times?.StartDateTime?.toISOString() ?? null,
    endedAt: times?.EndDateTime?.toISOString() ?? null,
    failure: isFailed
      ? {
          reason: details?.Reason ?? "",
          message: details?.Message ?? change?.Message ?? "",
          logFile: details?.LogFile || null,
        }
      : null,
  };
}
