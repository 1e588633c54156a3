import { z } from "zod";
import { numeric, readRequest, truth } from "../request.ts";

const Step = z.object({
  Name: z.string().min(1).max(256),
  ActionOnFailure: z
    .enum(["TERMINATE_JOB_FLOW", "TERMINATE_CLUSTER", "CANCEL_AND_WAIT", "CONTINUE"])
    .default("CONTINUE"),
  HadoopJarStep: z.object({
    Jar: z.string().min(1),
    MainClass: z.string().optional(),
    Args: z.array(z.string()).default([]),
    Properties: z.array(z.object({ Key: z.string(), Value: z.string().default("") })).default([]),
  }),
});

const InstanceGroup = z.object({
  Name: z.string().optional(),
  InstanceRole: z.enum(["MASTER", "CORE", "TASK"]),
  InstanceType: z.string().min(1),
  InstanceCount: numeric.pipe(z.int().min(1)),
  Market: z.enum(["ON_DEMAND", "SPOT"]).default("ON_DEMAND"),
});

const Tags = z.array(z.object({ Key: z.string(), Value: z.string().default("") })).default([]);
const Policy = z.object({ IdleTimeout: numeric.pipe(z.int().min(60).max(604_800)) });
const Configuration = z.object({ Classification: z.string() }).loose();

const shared = {
  Name: z.string().min(1).max(256),
  ReleaseLabel: z.string().regex(/^emr-\d+\.\d+\.\d+$/, "ReleaseLabel is not valid, like emr-7.14.0"),
  LogUri: z
    .string()
    .regex(/^s3[an]?:\/\/[^/]+/, "LogUri must be an S3 location")
    .optional(),
  Applications: z.array(z.object({ Name: z.string(), Version: z.string().optional() })).default([]),
  Configurations: z.array(Configuration).default([]),
  ServiceRole: z.string().optional(),
  JobFlowRole: z.string().optional(),
  SecurityConfiguration: z.string().optional(),
  ScaleDownBehavior: z
    .enum(["TERMINATE_AT_INSTANCE_HOUR", "TERMINATE_AT_TASK_COMPLETION"])
    .default("TERMINATE_AT_TASK_COMPLETION"),
  EbsRootVolumeSize: numeric.pipe(z.int()).optional(),
  StepConcurrencyLevel: numeric.pipe(z.int().min(1).max(256)).default(1),
  VisibleToAllUsers: truth.default(true),
  AutoTerminationPolicy: Policy.optional(),
  Tags,
  Steps: z.array(Step).max(256).default([]),
};

const placement = {
  Ec2KeyName: z.string().optional(),
  Ec2SubnetId: z.string().optional(),
  EmrManagedMasterSecurityGroup: z.string().optional(),
  EmrManagedSlaveSecurityGroup: z.string().optional(),
  ServiceAccessSecurityGroup: z.string().optional(),
  TerminationProtected: truth.default(false),
};

const RunJobFlow = z.object({
  ...shared,
  Instances: z.object({
    ...placement,
    InstanceGroups: z.array(InstanceGroup).min(1),
    KeepJobFlowAliveWhenNoSteps: truth.default(false),
  }),
});

const CloudFormationGroup = InstanceGroup.omit({ InstanceRole: true });

const CloudFormationCluster = z.object({
  ...shared,
  Instances: z.object({
    ...placement,
    MasterInstanceGroup: CloudFormationGroup,
    CoreInstanceGroup: CloudFormationGroup.optional(),
    // Clusters that CloudFormation made have always outlived their steps.
    KeepJobFlowAliveWhenNoSteps: truth.default(true),
  }),
});

/** What a cluster is made from, once checked: RunJobFlow's request with its defaults filled in. */
export type ClusterRequest = z.infer<typeof RunJobFlow>;
/** A step to be added, once checked. */
export type StepRequest = z.infer<typeof Step>;

/** Reads RunJobFlow's request; throws `ValidationException`. */
export function readRunJobFlow(input: unknown): ClusterRequest {
  return readRequest(RunJobFlow, input);
}

/** Reads the properties of an `AWS::EMR::Cluster` into the request RunJobFlow would get; throws `ValidationException`. */
export function readClusterProperties(properties: unknown): ClusterRequest {
  const { Instances, ...rest } = readRequest(CloudFormationCluster, properties);
  const { MasterInstanceGroup, CoreInstanceGroup, ...instances } = Instances;
  return {
    ...rest,
    Instances: {
      ...instances,
      InstanceGroups: [
        { ...MasterInstanceGroup, InstanceRole: "MASTER" },
        ...(CoreInstanceGroup === undefined ? [] : [{ ...CoreInstanceGroup, InstanceRole: "CORE" as const }]),
      ],
    },
  };
}

const clusterId = z.string().min(1).max(256);

/** Requests of the other operations, by name. Times arrive as epoch seconds. */
export const requests = {
  ofCluster: z.object({ ClusterId: clusterId }),
  ListClusters: z.object({
    CreatedAfter: z.number().optional(),
    CreatedBefore: z.number().optional(),
    ClusterStates: z.array(z.string()).default([]),
    Marker: z.string().optional(),
  }),
  AddJobFlowSteps: z.object({ JobFlowId: clusterId, Steps: z.array(Step).min(1).max(256) }),
  ListSteps: z.object({
    ClusterId: clusterId,
    StepStates: z.array(z.string()).default([]),
    StepIds: z.array(z.string()).max(10).default([]),
    Marker: z.string().optional(),
  }),
  DescribeStep: z.object({ ClusterId: clusterId, StepId: z.string() }),
  CancelSteps: z.object({
    ClusterId: clusterId,
    StepIds: z.array(z.string()).min(1),
    StepCancellationOption: z.enum(["SEND_INTERRUPT", "TERMINATE_PROCESS"]).default("SEND_INTERRUPT"),
  }),
  TerminateJobFlows: z.object({ JobFlowIds: z.array(clusterId).min(1) }),
  SetTerminationProtection: z.object({
    JobFlowIds: z.array(clusterId).min(1),
    TerminationProtected: z.boolean(),
  }),
  PutAutoTerminationPolicy: z.object({ ClusterId: clusterId, AutoTerminationPolicy: Policy.optional() }),
};
