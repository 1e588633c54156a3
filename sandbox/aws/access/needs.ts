import type { ServiceName, Setting, StoredObject } from "../service.ts";
import type { Need } from "./policy.ts";

/** A request as far as its permissions go. */
export interface Asked {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of S3's alone, which has no input: its target. */
  readonly target?: { readonly bucket: string; readonly key: string };
  /** Of S3's alone: some of its headers ask for more. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What is looked up in the sandbox's world to name a resource or tell its tags. */
export interface Surroundings extends Pick<Setting, "region" | "account"> {
  /** A stack's ARN by its name or ARN; of one that is not there, with `*` for its id. */
  readonly stackArn: (nameOrArn: string) => string;
  /** Whether there is such an object: without the right to list its bucket S3 does not say that there is none. */
  readonly object: (bucket: string, key: string) => Pick<StoredObject, "kmsKey"> | undefined;
  /** The tags of whatever has that ARN. */
  readonly tags: (arn: string) => Readonly<Record<string, string>>;
}

type Part = Pick<Need, "action" | "resource"> & { readonly context?: Need["context"] };
type NeedsOf = (asked: Asked, around: Surroundings) => readonly Part[];

/** The prefix of a service's permissions, where it is not the service's own name. */
const prefixes: Partial<Record<ServiceName, string>> = { emr: "elasticmapreduce", tagging: "tag" };

/** The prefix of a service's permissions. */
export function prefixOf(service: ServiceName): string {
  return prefixes[service] ?? service;
}

/**
 * What a request needs: usually the action of its own name, on the resource that it names. The sources are the Service
 * Authorization Reference of each service
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html), and for S3
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html.
 */
export function needsOf(asked: Asked, around: Surroundings): readonly Need[] {
  const own = needs[asked.service]?.(asked, around) ?? [plain(asked, "*")];
  return own.map(({ action, resource, context = {} }) => ({
    action,
    resource,
    context: { "aws:RequestedRegion": around.region, ...tagContext(around.tags(resource)), ...context },
  }));
}

/** Tags of a resource as condition keys. */
export function tagContext(tags: Readonly<Record<string, string>>): Need["context"] {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

const needs: Partial<Record<ServiceName, NeedsOf>> = {
  sts: ({ operation }) =>
    operation === "GetCallerIdentity" ? [] : [{ action: `sts:${operation}`, resource: "*" }],
  s3: s3Needs,
  cloudformation: cloudFormationNeeds,
  emr: (asked, { region, account }) => {
    const { ClusterId, JobFlowId, JobFlowIds } = asked.input;
    const ids = Array.isArray(JobFlowIds)
      ? JobFlowIds
      : [ClusterId ?? JobFlowId].filter((id) => id !== undefined);
    const arns = ids.map((id) => `arn:aws:elasticmapreduce:${region}:${account}:cluster/${id}`);
    return arns.length === 0 ? [plain(asked, "*")] : arns.map((arn) => plain(asked, arn));
  },
  redshift: (asked, around) => {
    const id = asked.input["ClusterIdentifier"];
    return [plain(asked, id === undefined ? "*" : clusterArn(String(id), around))];
  },
  "redshift-data": dataNeeds,
  iam: (asked, { account }) => {
    const { RoleName, PolicyArn, PolicySourceArn } = asked.input;
    return [plain(asked, String(PolicySourceArn ?? PolicyArn ?? roleArn(String(RoleName), account)))];
  },
  ssm: (asked, { region }) => [plain(asked, `arn:aws:ssm:${region}::parameter${asked.input["Name"]}`)],
};

function plain({ service, operation }: Asked, resource: string): Part {
  return { action: `${prefixOf(service)}:${operation}`, resource };
}

/** S3 names its actions apart from its calls. */
const s3Actions: Readonly<Record<string, readonly string[]>> = {
  HeadObject: ["GetObject"],
  HeadBucket: ["ListBucket"],
  ListObjects: ["ListBucket"],
  ListObjectsV2: ["ListBucket"],
  ListObjectVersions: ["ListBucketVersions"],
  ListMultipartUploads: ["ListBucketMultipartUploads"],
  ListBuckets: ["ListAllMyBuckets"],
  DeleteObjects: ["DeleteObject", "DeleteObjectVersion"],
  CreateMultipartUpload: ["PutObject"],
  UploadPart: ["PutObject"],
  CompleteMultipartUpload: ["PutObject"],
  ListParts: ["ListMultipartUploadParts"],
  GetObjectLockConfiguration: ["GetBucketObjectLockConfiguration"],
  PutObjectLockConfiguration: ["PutBucketObjectLockConfiguration"],
};

/**
 * What a header asks for besides, each once: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html and
 * API_CreateBucket.html, "Permissions"; for the bypass API_DeleteObject.html.
 */
const s3HeaderActions: Readonly<Record<string, readonly string[]>> = {
  "x-amz-object-lock-mode": ["PutObjectRetention"],
  "x-amz-object-lock-retain-until-date": ["PutObjectRetention"],
  "x-amz-object-lock-legal-hold": ["PutObjectLegalHold"],
  "x-amz-bypass-governance-retention": ["BypassGovernanceRetention"],
  "x-amz-bucket-object-lock-enabled": ["PutBucketObjectLockConfiguration", "PutBucketVersioning"],
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_RequestSyntax, "Permissions". */
function s3Needs({ operation, target, headers = {} }: Asked, { object }: Surroundings): readonly Part[] {
  const { bucket = "", key = "" } = target ?? {};
  const read = /^(Head|Get)Object$/.test(operation) ? { found: object(bucket, key) } : null;
  const isMissed = read !== null && read.found === undefined;
  // Of its bytes alone: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html.
  const kmsKey = operation === "GetObject" ? read?.found?.kmsKey : undefined;
  const isBatch = operation === "DeleteObjects";
  const resource =
    bucket === "" ? "*" : `arn:aws:s3:::${bucket}${key === "" && !isBatch ? "" : `/${isBatch ? "*" : key}`}`;
  const more = Object.entries(s3HeaderActions).flatMap(([name, actions]) =>
    (headers[name] ?? "false") === "false" ? [] : actions,
  );
  const actions = new Set([...(s3Actions[operation] ?? [operation]), ...more]);
  return [
    ...[...actions].map((action) => ({ action: `s3:${action}`, resource })),
    ...(kmsKey === undefined ? [] : [{ action: "kms:Decrypt", resource: kmsKey }]),
    ...(isMissed ? [{ action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` }] : []),
  ];
}

function cloudFormationNeeds(asked: Asked, { stackArn }: Surroundings): readonly Part[] {
  const { StackName, ChangeSetName, RoleARN, Tags, ChangeSetType } = asked.input;
  // A change set that is named by its ARN names its stack only to CloudFormation.
  const named = StackName ?? (String(ChangeSetName).startsWith("arn:") ? ChangeSetName : undefined);
  const resource = named === undefined ? "*" : stackArn(String(named));
  const isImport = ChangeSetType === "IMPORT";
  return [
    { ...plain(asked, resource), context: isImport ? { "cloudformation:ImportResourceTypes": ["any"] } : {} },
    ...(Array.isArray(Tags) && Tags.length > 0 ? [{ action: "cloudformation:TagResource", resource }] : []),
    ...(RoleARN === undefined
      ? []
      : [
          {
            action: "iam:PassRole",
            resource: String(RoleARN),
            context: { "iam:PassedToService": "cloudformation.amazonaws.com" },
          },
        ]),
  ];
}

/** The Data API signs in to the database in the caller's name. */
function dataNeeds(asked: Asked, around: Surroundings): readonly Part[] {
  const { region, account } = around;
  const { ClusterIdentifier, Database, DbUser, SecretArn } = asked.input;
  if (!/^(Batch)?ExecuteStatement$/.test(asked.operation)) return [plain(asked, "*")];
  const database = (kind: string, name: unknown) =>
    `arn:aws:redshift:${region}:${account}:${kind}:${ClusterIdentifier}/${name}`;
  const signIn: Part =
    SecretArn !== undefined
      ? { action: "secretsmanager:GetSecretValue", resource: String(SecretArn) }
      : DbUser !== undefined
        ? { action: "redshift:GetClusterCredentials", resource: database("dbuser", DbUser) }
        : { action: "redshift:GetClusterCredentialsWithIAM", resource: database("dbname", Database) };
  return [plain(asked, clusterArn(String(ClusterIdentifier), around)), signIn];
}

/** Roles of services have a path, by which their ARN is another one. */
function roleArn(name: string, account: string): string {
  const path = name.startsWith("AWSServiceRoleFor") ? "aws-service-role/a-service/" : "";
  return `arn:aws:iam::${account}:role/${path}${name}`;
}

function clusterArn(id: string, { region, account }: Surroundings): string {
  return `arn:aws:redshift:${region}:${account}:cluster:${id}`;
}
