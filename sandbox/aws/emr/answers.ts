import type { ClusterRecord, StepRecord } from "./records.ts";
import { hasEnded } from "./records.ts";

/** Epoch milliseconds as the wire's `Date`; absent stays absent. */
function at(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

function clusterStatus(cluster: ClusterRecord) {
  return {
    State: cluster.state,
    StateChangeReason: cluster.reason,
    Timeline: {
      CreationDateTime: at(cluster.createdAt),
      ReadyDateTime: at(cluster.readyAt),
      EndDateTime: at(cluster.endedAt),
    },
  };
}

/** The cluster's ARN. */
export function clusterArn({ region, account }: { region: string; account: string }, id: string): string {
  return `arn:aws:elasticmapreduce:${region}:${account}:cluster/${id}`;
}

/** The primary node's private name: made up, stable for the cluster, resolvable nowhere. */
export function masterPublicDns({ region }: { region: string }, id: string): string {
  const octets = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_536, 7);
  return `ip-10-20-${octets >> 8}-${octets & 255}.${region}.compute.internal`;
}

/** A `ClusterSummary`, as ListClusters lists it. */
export function clusterSummary(cluster: ClusterRecord, place: { region: string; account: string }) {
  return {
    Id: cluster.id,
    Name: cluster.request.Name,
    Status: clusterStatus(cluster),
    NormalizedInstanceHours: 0,
    ClusterArn: clusterArn(place, cluster.id),
  };
}

/** A `Cluster`, as DescribeCluster describes it. */
export function clusterDetails(cluster: ClusterRecord, place: { region: string; account: string }) {
  const { request } = cluster;
  const { Instances } = request;
  return {
    ...clusterSummary(cluster, place),
    Ec2InstanceAttributes: {
      Ec2KeyName: Instances.Ec2KeyName,
      Ec2SubnetId: Instances.Ec2SubnetId,
      IamInstanceProfile: request.JobFlowRole,
      EmrManagedMasterSecurityGroup: Instances.EmrManagedMasterSecurityGroup,
      EmrManagedSlaveSecurityGroup: Instances.EmrManagedSlaveSecurityGroup,
      ServiceAccessSecurityGroup: Instances.ServiceAccessSecurityGroup,
    },
    InstanceCollectionType: "INSTANCE_GROUP",
    LogUri: request.LogUri,
    ReleaseLabel: request.ReleaseLabel,
    AutoTerminate: !Instances.KeepJobFlowAliveWhenNoSteps,
    TerminationProtected: cluster.isProtected,
    VisibleToAllUsers: request.VisibleToAllUsers,
    Applications: request.Applications,
    Tags: request.Tags,
    ServiceRole: request.ServiceRole,
    MasterPublicDnsName: masterPublicDns(place, cluster.id),
    Configurations: request.Configurations,
    SecurityConfiguration: request.SecurityConfiguration,
    ScaleDownBehavior: request.ScaleDownBehavior,
    EbsRootVolumeSize: request.EbsRootVolumeSize,
    StepConcurrencyLevel: request.StepConcurrencyLevel,
  };
}

/** The cluster's `InstanceGroup`s. */
export function instanceGroups(cluster: ClusterRecord) {
  const isUp = cluster.readyAt !== undefined && !hasEnded(cluster);
  const state = hasEnded(cluster) ? "TERMINATED" : isUp ? "RUNNING" : "PROVISIONING";
  return cluster.request.Instances.InstanceGroups.map((group) => ({
    Id: `ig-${cluster.id.slice(2, 12)}${group.InstanceRole.slice(0, 3)}`,
    Name: group.Name,
    Market: group.Market,
    InstanceGroupType: group.InstanceRole,
    InstanceType: group.InstanceType,
    RequestedInstanceCount: group.InstanceCount,
    RunningInstanceCount: isUp ? group.InstanceCount : 0,
    Status: {
      State: state,
      StateChangeReason: {},
      Timeline: {
        CreationDateTime: at(cluster.createdAt),
        ReadyDateTime: at(cluster.readyAt),
        EndDateTime: at(cluster.endedAt),
      },
    },
  }));
}

/** A `Step` (DescribeStep) or `StepSummary` (ListSteps): the members both have. */
export function stepSummary(step: StepRecord) {
  const { HadoopJarStep } = step.request;
  return {
    Id: step.id,
    Name: step.request.Name,
    Config: {
      Jar: HadoopJarStep.Jar,
      Properties: Object.fromEntries(HadoopJarStep.Properties.map(({ Key, Value }) => [Key, Value])),
      MainClass: HadoopJarStep.MainClass,
      Args: HadoopJarStep.Args,
    },
    ActionOnFailure: step.request.ActionOnFailure,
    Status: {
      State: step.state,
      StateChangeReason: step.message === undefined ? {} : { Message: step.message },
      FailureDetails: step.failure,
      Timeline: {
        CreationDateTime: at(step.createdAt),
        StartDateTime: at(step.startedAt),
        EndDateTime: at(step.endedAt),
      },
    },
  };
}
