import type { SparkRunner } from "../../spark/submit.ts";
import type { StackRoles } from "../access/stack-roles.ts";
import { Background } from "../background.ts";
import type { EmrControl } from "../cloudformation/world.ts";
import { readRequest } from "../request.ts";
import type { ObjectStore, Service, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import {
  clusterArn,
  clusterDetails,
  clusterSummary,
  instanceGroups,
  masterPublicDns,
  stepSummary,
} from "./answers.ts";
import { Fleet } from "./fleet.ts";
import type { ClusterRecord, StepRecord } from "./records.ts";
import { hasEnded, isEnding } from "./records.ts";
import { readClusterProperties, readRunJobFlow, requests } from "./requests.ts";
import { StepQueue } from "./step-queue.ts";
import { createStepRunner } from "./step-runner.ts";

/** AWS's page of ListSteps and ListClusters. */
const pageSize = 50;

/** EMR on EC2: clusters whose states move over modeled time, and steps that are carried out for real. */
export interface Emr extends Service, EmrControl {
  /** Live clusters with their tags; AWS lists ended ones for hours more. */
  tagged(): readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[];
  /** The tags of a cluster, whose permissions they decide also when it has ended; none for one never launched. */
  tagsOf(id: string): Readonly<Record<string, string>>;
  /** Clusters that still cost money. */
  leftovers(): readonly { readonly type: string; readonly id: string; readonly name: string }[];
  /** Stops the processes of running steps; what was underway is interrupted at the next start. */
  close(): Promise<void>;
}

/** Makes the service, with the clusters of the last snapshot. */
export function createEmr(
  setting: Setting,
  parts: { readonly lake: ObjectStore; readonly spark: SparkRunner; readonly roles: StackRoles },
): Emr {
  const runner = createStepRunner(setting, parts);
  const background = new Background(setting);
  const fleet = new Fleet(setting, { background, runner });
  const queue = new StepQueue(fleet, { runner, failures: setting.failures });
  const live = () => fleet.all().filter((cluster) => !hasEnded(cluster));

  const record = (operation: string, name: string, id: string) =>
    setting.ledger.record({ service: "emr", operation, name, id });

  const terminate = (cluster: ClusterRecord) => {
    if (cluster.isProtected && !hasEnded(cluster)) {
      throw new AwsError(
        "ValidationException",
        "Could not shut down one or more job flows since they are termination protected.",
      );
    }
    fleet.end(cluster, { Code: "USER_REQUEST", Message: "Terminated by user request" });
  };

  const tagsOf = (id: string) => {
    const tags = fleet.all().find((cluster) => cluster.id === id)?.request.Tags ?? [];
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  };

  const operations: Service["operations"] = {
    RunJobFlow(input) {
      const cluster = fleet.launch(readRunJobFlow(input));
      queue.add(cluster, cluster.request.Steps);
      record("RunJobFlow", cluster.request.Name, cluster.id);
      return { JobFlowId: cluster.id, ClusterArn: clusterArn(setting, cluster.id) };
    },
    ListClusters(input) {
      const {
        ClusterStates,
        CreatedAfter = 0,
        CreatedBefore,
        Marker,
      } = readRequest(requests.ListClusters, input);
      const { page, marker } = pageAfter(Marker, fleet.all().toReversed(), ({ state, createdAt }) => {
        const isInTime =
          createdAt >= CreatedAfter * 1000 &&
          (CreatedBefore === undefined || createdAt <= CreatedBefore * 1000);
        return isInTime && (ClusterStates.length === 0 || ClusterStates.includes(state));
      });
      return { Clusters: page.map((cluster) => clusterSummary(cluster, setting)), Marker: marker };
    },
    GetBlockPublicAccessConfiguration: () => ({
      BlockPublicAccessConfiguration: {
        BlockPublicSecurityGroupRules: setting.circumstances.blocksPublicAccess,
        // SSH is let through by default.
        PermittedPublicSecurityGroupRuleRanges: [{ MinRange: 22, MaxRange: 22 }],
      },
      BlockPublicAccessConfigurationMetadata: {
        CreationDateTime: setting.now(),
        CreatedByArn: `arn:aws:iam::${setting.account}:root`,
      },
    }),
    DescribeCluster(input) {
      const { ClusterId } = readRequest(requests.ofCluster, input);
      return { Cluster: clusterDetails(fleet.get(ClusterId), setting) };
    },
    ListInstanceGroups(input) {
      const { ClusterId } = readRequest(requests.ofCluster, input);
      return { InstanceGroups: instanceGroups(fleet.get(ClusterId)) };
    },
    AddJobFlowSteps(input) {
      const { JobFlowId, Steps } = readRequest(requests.AddJobFlowSteps, input);
      const cluster = fleet.get(JobFlowId);
      if (setting.failures.takeEnd("replace-cluster", "AddJobFlowSteps")) fleet.replace(cluster);
      const added = queue.add(cluster, Steps);
      for (const step of added) record("AddJobFlowSteps", step.request.Name, step.id);
      return { StepIds: added.map(({ id }) => id) };
    },
    ListSteps(input) {
      const { ClusterId, StepIds, StepStates, Marker } = readRequest(requests.ListSteps, input);
      const all = fleet.get(ClusterId).steps.toReversed();
      const known = (lagMs: number) =>
        all.filter(({ createdAt }) => setting.now().getTime() - createdAt >= lagMs);
      const lagMs = setting.failures.takeLag({
        operation: "ListSteps",
        hides: (ms) => known(ms).length < all.length,
      });
      const { page, marker } = pageAfter(
        Marker,
        lagMs === undefined ? all : known(lagMs),
        ({ id, state }) => {
          const isAskedFor = StepIds.length === 0 || StepIds.includes(id);
          return isAskedFor && (StepStates.length === 0 || StepStates.includes(state));
        },
      );
      return { Steps: page.map(stepSummary), Marker: marker };
    },
    DescribeStep(input) {
      const { ClusterId, StepId } = readRequest(requests.DescribeStep, input);
      return { Step: stepSummary(findStep(fleet.get(ClusterId), StepId)) };
    },
    CancelSteps(input) {
      const { ClusterId, StepIds, StepCancellationOption } = readRequest(requests.CancelSteps, input);
      const cluster = fleet.get(ClusterId);
      const steps = StepIds.map((id) => findStep(cluster, id));
      const answers = steps.map((step) => {
        const Reason = queue.cancel(cluster, step, StepCancellationOption);
        if (Reason !== undefined) return { StepId: step.id, Status: "FAILED", Reason };
        record("CancelSteps", step.request.Name, step.id);
        return { StepId: step.id, Status: "SUBMITTED" };
      });
      return { CancelStepsInfoList: answers };
    },
    TerminateJobFlows(input) {
      const clusters = readRequest(requests.TerminateJobFlows, input).JobFlowIds.map((id) => fleet.get(id));
      for (const cluster of clusters) {
        const hadEnded = hasEnded(cluster);
        terminate(cluster);
        if (!hadEnded) record("TerminateJobFlows", cluster.request.Name, cluster.id);
      }
      return undefined;
    },
    SetTerminationProtection(input) {
      const { JobFlowIds, TerminationProtected } = readRequest(requests.SetTerminationProtection, input);
      for (const cluster of JobFlowIds.map((id) => fleet.get(id))) {
        cluster.isProtected = TerminationProtected;
        fleet.save(cluster);
      }
      return undefined;
    },
    GetAutoTerminationPolicy(input) {
      const { idleTimeoutSeconds } = fleet.get(readRequest(requests.ofCluster, input).ClusterId);
      return idleTimeoutSeconds === undefined
        ? {}
        : { AutoTerminationPolicy: { IdleTimeout: idleTimeoutSeconds } };
    },
    PutAutoTerminationPolicy(input) {
      const request = readRequest(requests.PutAutoTerminationPolicy, input);
      const cluster = fleet.get(request.ClusterId);
      cluster.idleTimeoutSeconds = request.AutoTerminationPolicy?.IdleTimeout;
      fleet.watchIdleness(cluster);
      fleet.save(cluster);
      return {};
    },
  };

  return {
    name: "emr",
    scope: "elasticmapreduce",
    protocol: "json",
    operations,
    launch(properties) {
      const { id } = fleet.launch(readClusterProperties(properties));
      return { id, masterPublicDns: masterPublicDns(setting, id) };
    },
    async ready(id) {
      const cluster = fleet.get(id);
      await fleet.whenPastStart(cluster);
      if (cluster.state !== "WAITING" && cluster.state !== "RUNNING") {
        throw new AwsError("InvalidRequestException", `Cluster ${id} ended: ${cluster.reason.Message}`);
      }
    },
    modify(id, properties) {
      const cluster = fleet.get(id);
      if (isEnding(cluster)) {
        throw new AwsError("InvalidRequestException", `Cluster id '${id}' is not valid.`);
      }
      cluster.request = readClusterProperties(properties);
      cluster.isProtected = cluster.request.Instances.TerminationProtected;
      cluster.idleTimeoutSeconds = cluster.request.AutoTerminationPolicy?.IdleTimeout;
      fleet.watchIdleness(cluster);
      fleet.save(cluster);
    },
    async terminate(id) {
      const cluster = fleet.get(id);
      terminate(cluster);
      await fleet.whenEnded(cluster);
    },
    state: (id) => fleet.all().find((cluster) => cluster.id === id)?.state,
    tagged: () => live().map(({ id }) => ({ arn: clusterArn(setting, id), tags: tagsOf(id) })),
    tagsOf,
    leftovers: () =>
      live().map(({ id, request }) => ({ type: "elasticmapreduce:cluster", id, name: request.Name })),
    async close() {
      await Promise.all([background.close(), runner.close()]);
    },
  };
}

/** Throws `InvalidRequestException`. */
function findStep(cluster: ClusterRecord, id: string): StepRecord {
  const step = cluster.steps.find((one) => one.id === id);
  if (step === undefined) throw new AwsError("InvalidRequestException", `Step id '${id}' is not valid.`);
  return step;
}

/** The page after the marker, which is the last id of the page before: what is added or changes meanwhile moves nothing. */
function pageAfter<Item extends { readonly id: string }>(
  marker: string | undefined,
  newestFirst: readonly Item[],
  isWanted: (item: Item) => boolean,
) {
  const last = marker === undefined ? undefined : Buffer.from(marker, "base64url").toString();
  const index = newestFirst.findIndex(({ id }) => id === last);
  if (last !== undefined && index === -1) {
    throw new AwsError("InvalidRequestException", `Marker '${marker}' is not valid.`);
  }
  const rest = newestFirst.slice(index + 1).filter(isWanted);
  const page = rest.slice(0, pageSize);
  const end = page.at(-1);
  const hasMore = rest.length > page.length && end !== undefined;
  return { page, marker: hasMore ? Buffer.from(end.id).toString("base64url") : undefined };
}
