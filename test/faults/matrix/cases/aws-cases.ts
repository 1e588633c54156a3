import type { FaultCase, StruckWorkflow } from "../case.ts";
import { toldAs } from "./told.ts";

/**
 * Every AWS call that a quiet run of the workflow makes, `service operation`: the first one of each operation, and of
 * those that change something also the later ones, `service operation number`.
 */
export const callsOf: Readonly<Record<StruckWorkflow, readonly string[]>> = {
  "daily-batch": [
    "cloudformation DescribeStacks",
    "s3 HeadObject",
    "s3 PutObject",
    "s3 PutObject 2",
    "emr ListClusters",
    "emr DescribeCluster",
    "redshift DescribeClusters",
    "emr ListSteps",
    "emr AddJobFlowSteps",
    "s3 GetObject",
    "s3 ListObjectsV2",
    "redshift-data ListStatements",
    "redshift-data ExecuteStatement",
    "redshift-data ExecuteStatement 2",
    "redshift-data ExecuteStatement 3",
    "redshift-data ExecuteStatement 4",
    "redshift-data GetStatementResult",
  ],
  "withdraw-day": [
    "cloudformation DescribeStacks",
    "redshift-data ListStatements",
    "redshift-data ExecuteStatement",
    "redshift-data ExecuteStatement 2",
    "redshift-data ExecuteStatement 3",
    "redshift-data GetStatementResult",
    "s3 ListObjectsV2",
  ],
  "deploy-stack": [
    "cloudformation DescribeStacks",
    "cloudformation DescribeChangeSet",
    "sts GetCallerIdentity",
    "ssm GetParameter",
    "cloudformation CreateChangeSet",
    "cloudformation ExecuteChangeSet",
    "cloudformation ListStackResources",
    "cloudformation UpdateTerminationProtection",
    "redshift-data ListStatements",
    "redshift-data ExecuteStatement",
    "redshift-data ExecuteStatement 2",
    "redshift-data ExecuteStatement 3",
    "redshift-data ExecuteStatement 4",
    "redshift-data ExecuteStatement 5",
    "redshift-data ExecuteStatement 6",
    "redshift-data ExecuteStatement 7",
    "redshift-data ExecuteStatement 8",
    "redshift-data DescribeStatement",
    "emr ListClusters",
    "emr DescribeCluster",
    // The first one looks at the account.
    "redshift DescribeClusters 2",
  ],
  "teardown-stack": [
    "cloudformation DescribeStacks",
    "sts GetCallerIdentity",
    "emr ListClusters",
    "emr DescribeCluster",
    "emr ListSteps",
    "emr TerminateJobFlows",
    "s3 GetBucketTagging",
    "s3 ListObjectVersions",
    "s3 DeleteObjects",
    "s3 ListMultipartUploads",
    "cloudformation UpdateTerminationProtection",
    "cloudformation DescribeStackEvents",
    "cloudformation DeleteStack",
    "cloudformation ListStackResources",
    "tagging GetResources",
    "cloudformation ListStacks",
  ],
};

/** The calls by which a deploy looks at the account. Refused, all but one are told as unknown, and nothing is kept back. */
export const looksOf: Readonly<Partial<Record<StruckWorkflow, readonly string[]>>> = {
  "deploy-stack": [
    "iam SimulatePrincipalPolicy",
    "iam GetRole",
    "iam GetPolicy",
    "s3 HeadBucket",
    "ec2 DescribeAvailabilityZones",
    "ec2 DescribeInstanceTypeOfferings",
    "ec2 DescribeInstances",
    "ec2 DescribeInstanceTypes",
    "servicequotas GetServiceQuota",
    "servicequotas ListServiceQuotas",
    "redshift DescribeClusters",
    "emr GetBlockPublicAccessConfiguration",
    "lakeformation GetDataLakeSettings",
  ],
};

/** What they are struck by: reads have no effect that could be lost or doubled. */
const troublesOfLooks = [
  "connection reset before the effect, 4 times",
  "throttled 6 times",
  "a hang before the effect, 3 times",
  "access denied, then Retry",
];

/** A bucket that the bot may not see is somebody else's. */
const stopsOfLook = (call: string, stops: readonly string[]) =>
  call === "s3 HeadBucket" && stops.length > 0 ? ["account-unfit"] : [];

/** What a call meets; a call is tried three times by the SDK, and what is met oftener comes to the engine. */
const troubles: readonly {
  readonly fault: string;
  readonly rule: Readonly<Record<string, unknown>>;
  /** What the run tells that it stopped for; then Retry is pressed. */
  readonly stops?: readonly string[];
}[] = [
  { fault: "connection reset before the effect", rule: { kind: "drop-before", times: 1 } },
  { fault: "connection reset before the effect, 4 times", rule: { kind: "drop-before", times: 4 } },
  { fault: "connection reset after the effect", rule: { kind: "drop-after", times: 1 } },
  { fault: "connection reset after the effect, 4 times", rule: { kind: "drop-after", times: 4 } },
  { fault: "500 after the effect", rule: { kind: "error500-after", times: 1 } },
  { fault: "500 after the effect, 4 times", rule: { kind: "error500-after", times: 4 } },
  { fault: "500 before the effect, 4 times", rule: { kind: "error500", times: 4 } },
  { fault: "throttled 6 times", rule: { kind: "throttle", times: 6 } },
  { fault: "an answer that takes its time", rule: { kind: "delay", delayMs: 800, times: 1 } },
  { fault: "a hang before the effect", rule: { kind: "hang-before", times: 1 } },
  { fault: "a hang before the effect, 3 times", rule: { kind: "hang-before", times: 3 } },
  { fault: "a hang after the effect", rule: { kind: "hang-after", times: 1 } },
  { fault: "a hang after the effect, 3 times", rule: { kind: "hang-after", times: 3 } },
  { fault: "a hang in the middle of the answer", rule: { kind: "hang-midway", times: 1 } },
  { fault: "access denied, then Retry", rule: { kind: "deny", times: 1 }, stops: ["aws-denied"] },
  {
    fault: "expired credentials, then Retry",
    rule: { kind: "expired-credentials", times: 1 },
    stops: ["aws-expired-credentials"],
  },
  {
    fault: "unknown credentials, then Retry",
    rule: { kind: "unknown-credentials", times: 1 },
    // To a HEAD, S3 says "403" and no more.
    stops: ["aws-no-credentials", "aws-denied"],
  },
];

/** What the bot asks before it opens a run, so that the call of the run itself comes later: whether there is a stack, and a teardown's form what goes with it. */
const earlier = (workflow: StruckWorkflow, operation: string): number => {
  const looks = workflow === "teardown-stack" ? looksOfForm : { DescribeStacks: 3 };
  return new Map<string, number>(Object.entries(looks)).get(operation) ?? 0;
};
const looksOfForm = { DescribeStacks: 5, ListStackResources: 2, GetBucketTagging: 1, ListObjectVersions: 1 };

/** Each call of each workflow, met by each trouble. */
export const awsCases: readonly FaultCase[] = troubles.flatMap(({ fault, rule, stops = [] }) => [
  ...Object.entries(callsOf).flatMap(([workflow, calls]) =>
    calls.map((call) => caseOf(workflow as StruckWorkflow, { call, fault, rule, stops })),
  ),
  ...Object.entries(troublesOfLooks.includes(fault) ? looksOf : {}).flatMap(([workflow, calls]) =>
    calls.map((call) =>
      caseOf(workflow as StruckWorkflow, { call, fault, rule, stops: stopsOfLook(call, stops) }),
    ),
  ),
]);

function caseOf(
  workflow: StruckWorkflow,
  struck: {
    readonly call: string;
    readonly fault: string;
    readonly rule: Readonly<Record<string, unknown>>;
    readonly stops: readonly string[];
  },
): FaultCase {
  const { call, fault, rule, stops } = struck;
  const [service = "", operation = "", number = "1"] = call.split(" ");
  const after = earlier(workflow, operation) + Number(number) - 1;
  return {
    fault,
    name: `${workflow} ${call}`,
    workers: 1,
    run: async (stage) => {
      const told = toldAs(stage, stops);
      return await stage.play(workflow, {
        before: async (play) => {
          told.of(play);
          await stage.product.awsFault({ service, operation, after, ...rule });
        },
        afterwards: async () => await told.check(),
        fired: async () => await stage.product.firedFaults(),
        retries: stops.length === 0 ? 0 : 1,
      });
    },
  };
}
