/** What the permissions of the bot are about. */
export interface BotPlace {
  /** `aws`, `aws-us-gov` … */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly stack: string;
  readonly bucket: string;
  /** The bucket of the loan files; `null` where they are files of the bot's machine. */
  readonly sourceBucket: string | null;
  /** `bucket/prefix` of the audit record; `null` where it is not exported to S3. */
  readonly auditPlace: string | null;
}

/** Permissions on one thing. */
export interface Permission {
  readonly actions: readonly string[];
  /** An ARN as the app would name it, or `*`. */
  readonly resource: string;
  /** What the request tells besides, by condition key. */
  readonly context: Readonly<Record<string, string>>;
  /** Without it a look before a deploy is left out, and nothing else. */
  readonly isForLooks: boolean;
}

/**
 * Every permission that the app's own calls need, on the things that it makes them on. S3 names its actions apart from its
 * calls, and a few services ask for more than the call's own:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function botPermissions(place: BotPlace): readonly Permission[] {
  const { stack, bucket, sourceBucket, auditPlace } = place;
  const { regional, iam, s3 } = arnsOf(place);
  const own = { "aws:ResourceTag/loan-tracker:stack": stack };
  const needed = (
    resource: string,
    actions: readonly string[],
    context: Permission["context"] = {},
  ): Permission => ({ actions, resource, context, isForLooks: false });
  const looks = (resource: string, actions: readonly string[]): Permission => ({
    ...needed(resource, actions),
    isForLooks: true,
  });
  return [
    needed(regional("cloudformation", `stack/${stack}/*`), actionsOn.stack),
    needed(iam(cloudFormationRole(stack)), ["iam:PassRole"], {
      "iam:PassedToService": "cloudformation.amazonaws.com",
    }),
    needed("*", actionsOn.anything),
    needed(regional("elasticmapreduce", "cluster/*"), actionsOn.cluster, own),
    needed(regional("redshift", `cluster:${stack}`), actionsOn.warehouse),
    // The Data API signs in in the caller's name: daily as the bot's own database user, to prepare the warehouse by the
    // admin's secret, whose name ends in six characters of AWS's own.
    needed(regional("redshift", `dbname:${stack}/*`), ["redshift:GetClusterCredentialsWithIAM"]),
    needed(regional("secretsmanager", `secret:redshift!${stack}-loanadmin-*`), [
      "secretsmanager:GetSecretValue",
    ]),
    needed(s3(bucket), actionsOn.bucket),
    needed(s3(`${bucket}/*`), actionsOn.objects),
    // Public parameters belong to no account.
    needed(`arn:${place.partition}:ssm:${place.region}::parameter/aws/service/ami-amazon-linux-latest/*`, [
      "ssm:GetParameter",
    ]),
    ...(sourceBucket === null
      ? []
      : [needed(s3(sourceBucket), ["s3:ListBucket"]), needed(s3(`${sourceBucket}/*`), ["s3:GetObject"])]),
    ...(auditPlace === null
      ? []
      : [
          needed(s3(auditPlace.replace(/\/.*/, "")), ["s3:ListBucket"]),
          needed(s3(`${auditPlace}/${stack}/*`), ["s3:GetObject", "s3:PutObject"]),
        ]),
    looks("*", actionsOn.looks),
    looks(iam(`role/LoansBot-${stack}`), ["iam:GetRole", "iam:SimulatePrincipalPolicy"]),
    looks(iam(cloudFormationRole(stack)), ["iam:GetRole", "iam:SimulatePrincipalPolicy"]),
    looks(iam(boundary(stack)), ["iam:GetPolicy"]),
    ...linkedRoles.map((role) => looks(iam(linkedRole(role)), ["iam:GetRole"])),
  ];
}

/** A role that a service makes for itself, when it is first asked to make something and may. */
export interface LinkedRole {
  readonly name: string;
  /** `elasticmapreduce.amazonaws.com`. */
  readonly service: string;
}

/** Those of the stack's services. */
export const linkedRoles: readonly LinkedRole[] = [
  { name: "AWSServiceRoleForEMRCleanup", service: "elasticmapreduce.amazonaws.com" },
  { name: "AWSServiceRoleForRedshift", service: "redshift.amazonaws.com" },
];

/** CloudFormation's role and the boundary, which `cloudformation/bot-access.yaml` makes, and a service's role, in an ARN. */
export const cloudFormationRole = (stack: string) => `role/LoansCloudFormation-${stack}`;
export const boundary = (stack: string) => `policy/LoansBoundary-${stack}`;
export const linkedRole = ({ name, service }: LinkedRole) => `role/aws-service-role/${service}/${name}`;

/** How things of that place are named. */
export function arnsOf({ partition, region, account }: Pick<BotPlace, "partition" | "region" | "account">) {
  return {
    regional: (service: string, resource: string) =>
      `arn:${partition}:${service}:${region}:${account}:${resource}`,
    iam: (resource: string) => `arn:${partition}:iam::${account}:${resource}`,
    s3: (resource: string) => `arn:${partition}:s3:::${resource}`,
  };
}

const actionsOn = {
  stack: [
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeEvents",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:ListChangeSets",
    "cloudformation:ListStackResources",
    // The change set's tags become the stack's.
    "cloudformation:TagResource",
    "cloudformation:UpdateTerminationProtection",
  ],
  anything: [
    "cloudformation:ListStacks",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeVpcEndpoints",
    "elasticmapreduce:DescribeCluster",
    "elasticmapreduce:ListClusters",
    "redshift:DescribeClusters",
    "redshift-data:CancelStatement",
    "redshift-data:DescribeStatement",
    "redshift-data:GetStatementResult",
    "redshift-data:ListStatements",
    "tag:GetResources",
  ],
  cluster: [
    "elasticmapreduce:AddJobFlowSteps",
    "elasticmapreduce:CancelSteps",
    "elasticmapreduce:ListSteps",
    "elasticmapreduce:TerminateJobFlows",
  ],
  warehouse: ["redshift:ResumeCluster", "redshift-data:ExecuteStatement"],
  bucket: ["s3:GetBucketTagging", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
  objects: [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:PutObject",
  ],
  looks: [
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "elasticmapreduce:GetBlockPublicAccessConfiguration",
    "lakeformation:GetDataLakeSettings",
    "servicequotas:GetServiceQuota",
    "servicequotas:ListServiceQuotas",
  ],
} as const;
