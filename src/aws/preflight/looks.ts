import type { _InstanceType } from "@aws-sdk/client-ec2";
import type { Looked } from "../../domain/aws/preflight/finding.ts";
import type { BucketFacts } from "../../domain/aws/preflight/judge-access.ts";
import type { MachineFacts, NodeFacts, VcpuFacts } from "../../domain/aws/preflight/judge-account.ts";
import type { MachinesToStart } from "../../domain/aws/preflight/stack-machines.ts";
import { isStandard } from "../../domain/aws/preflight/stack-machines.ts";
import { withoutSecrets } from "../../domain/messages/redact-secrets.ts";
import { asProblem, classifyAwsError } from "../aws-errors.ts";
import type { Clients } from "../clients.ts";
import { gatherPages, nullWhenAbsent } from "../pages.ts";

/** AWS's "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs. */
const standardInstances = { ServiceCode: "ec2", QuotaCode: "L-1216C47A" } as const;
/** Redshift's quota goes by its name: https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html. */
const redshiftNodes = "Nodes";

/** The answer of a look, or in words why AWS gave none: a look that fails keeps nothing else from being looked at. */
export async function look<Answer>(ask: () => Promise<Answer>): Promise<Looked<Answer>> {
  try {
    return { is: "seen", answer: await ask() };
  } catch (error) {
    const failure = classifyAwsError(error);
    // A defect of ours is no answer of AWS's.
    if (failure.kind === "unknown") throw error;
    const { says, remedy } = asProblem(failure);
    return { is: "unseen", why: withoutSecrets(says), remedy };
  }
}

/** Where the types of machines are offered. */
export async function machinesOffered(
  clients: Clients,
  { zone, types: each }: MachinesToStart,
): Promise<MachineFacts> {
  const { sdk, client } = await clients.ec2();
  const types = [...new Set(each)];
  const [zones, pages] = await Promise.all([
    client.send(new sdk.DescribeAvailabilityZonesCommand({})),
    gatherPages(
      (NextToken) =>
        client.send(
          new sdk.DescribeInstanceTypeOfferingsCommand({
            LocationType: "availability-zone",
            Filters: [{ Name: "instance-type", Values: types }],
            NextToken,
          }),
        ),
      (page) => page.NextToken,
    ),
  ]);
  // As `Fn::GetAZs` has them, without local zones.
  const names = (zones.AvailabilityZones ?? [])
    .filter(({ ZoneType = "availability-zone" }) => ZoneType === "availability-zone")
    .map(({ ZoneName = "" }) => ZoneName)
    .sort();
  const offered = new Set(
    pages
      .flatMap((page) => page.InstanceTypeOfferings ?? [])
      .map(({ Location, InstanceType }) => `${Location} ${InstanceType}`),
  );
  const lackingIn = (name: string) => types.filter((type) => !offered.has(`${name} ${type}`));
  const chosen = zone ?? names[0] ?? "";
  return {
    zone: chosen,
    types,
    lacking: lackingIn(chosen),
    otherZones: names.filter((name) => name !== chosen && lackingIn(name).length === 0),
  };
}

/** How many vCPUs of the quota are left, and how many the machines take. */
export async function vcpusLeft(clients: Clients, { types }: MachinesToStart): Promise<VcpuFacts> {
  const { sdk, client } = await clients.ec2();
  const [quota, pages, described] = await Promise.all([
    standardQuota(clients),
    gatherPages(
      (NextToken) =>
        client.send(
          new sdk.DescribeInstancesCommand({
            Filters: [{ Name: "instance-state-name", Values: ["pending", "running"] }],
            NextToken,
          }),
        ),
      (page) => page.NextToken,
    ),
    // The SDK's list of types is older than AWS's.
    client.send(
      new sdk.DescribeInstanceTypesCommand({ InstanceTypes: [...new Set(types)] as _InstanceType[] }),
    ),
  ]);
  const running = pages
    .flatMap((page) => page.Reservations ?? [])
    .flatMap(({ Instances = [] }) => Instances)
    // Spot machines have a quota of their own.
    .filter(({ InstanceType = "", InstanceLifecycle }) => !InstanceLifecycle && isStandard(InstanceType))
    .map(({ CpuOptions }) => (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 1));
  const vcpusOf = new Map<string, number>(
    (described.InstanceTypes ?? []).map(({ InstanceType = "", VCpuInfo }) => [
      InstanceType,
      VCpuInfo?.DefaultVCpus ?? 0,
    ]),
  );
  const wanted = types.filter(isStandard).map((type) => vcpusOf.get(type) ?? 0);
  return { quota, used: sum(running), wanted: sum(wanted) };
}

/** vCPUs that On-Demand Standard instances may have. */
async function standardQuota(clients: Clients): Promise<number> {
  const { sdk, client } = await clients.serviceQuotas();
  const { Quota } = await client.send(new sdk.GetServiceQuotaCommand(standardInstances));
  return Quota?.Value ?? 0;
}

/** How many nodes of Redshift the account may have, and has. */
export async function nodesOf(clients: Clients): Promise<NodeFacts> {
  const { sdk, client } = await clients.redshift();
  const [quota, pages] = await Promise.all([
    nodeQuota(clients),
    gatherPages(
      (Marker) => client.send(new sdk.DescribeClustersCommand({ Marker })),
      (page) => page.Marker,
    ),
  ]);
  const nodes = pages.flatMap((page) => page.Clusters ?? []).map(({ NumberOfNodes = 0 }) => NumberOfNodes);
  return { quota, used: sum(nodes) };
}

async function nodeQuota(clients: Clients): Promise<number> {
  const { sdk, client } = await clients.serviceQuotas();
  const listed = await gatherPages(
    (NextToken) => client.send(new sdk.ListServiceQuotasCommand({ ServiceCode: "redshift", NextToken })),
    (page) => page.NextToken,
  );
  const found = listed
    .flatMap((page) => page.Quotas ?? [])
    .find(({ QuotaName }) => QuotaName === redshiftNodes);
  // An account for which AWS names none has AWS's default.
  return found?.Value ?? 200;
}

/** What lies behind the bucket's name; `ofStack`: what the stack's own bucket is called, `null` where it has none. */
export async function bucketBehind(
  clients: Clients,
  { name, ofStack }: { readonly name: string; readonly ofStack: string | null },
): Promise<BucketFacts> {
  const { sdk, client } = await clients.s3();
  try {
    const there = await nullWhenAbsent(client.send(new sdk.HeadBucketCommand({ Bucket: name })));
    if (there === null) return { name, is: "free" };
    return { name, is: name === ofStack ? "own" : "of-account" };
  } catch (error) {
    const { kind } = classifyAwsError(error);
    if (kind === "denied") return { name, is: "closed" };
    if (kind === "elsewhere") return { name, is: "elsewhere" };
    throw error;
  }
}

/** Whether EMR starts no cluster in a group that is open to everybody. */
export async function blocksPublicAccess(clients: Clients): Promise<boolean> {
  const { sdk, client } = await clients.emr();
  const found = await client.send(new sdk.GetBlockPublicAccessConfigurationCommand({}));
  return found.BlockPublicAccessConfiguration?.BlockPublicSecurityGroupRules === true;
}

/**
 * Whether new databases and tables are open to all that IAM allows. Otherwise their maker has to be granted each in Lake
 * Formation: https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
 */
export async function isIamAlone(clients: Clients): Promise<boolean> {
  const { sdk, client } = await clients.lakeFormation();
  const { DataLakeSettings } = await client.send(new sdk.GetDataLakeSettingsCommand({}));
  return [
    DataLakeSettings?.CreateDatabaseDefaultPermissions,
    DataLakeSettings?.CreateTableDefaultPermissions,
  ].every((defaults) =>
    defaults?.some(
      ({ Principal, Permissions = [] }) =>
        Principal?.DataLakePrincipalIdentifier === "IAM_ALLOWED_PRINCIPALS" && Permissions.includes("ALL"),
    ),
  );
}

function sum(all: readonly number[]): number {
  return all.reduce((total, one) => total + one, 0);
}
