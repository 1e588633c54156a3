import type { ResourceChange } from "./plan-changes.ts";

/** What a plan tells of a change, which is all that a journal keeps of it. */
export type ToldChange = Pick<ResourceChange, "logicalId" | "type"> & {
  readonly action: string;
  readonly replacement?: ResourceChange["replacement"] | undefined;
  /** What it replaces is gone already, so that nothing is lost with it. */
  readonly isGone?: boolean | undefined;
};

/** What a plan would destroy. */
export interface Loss {
  readonly logicalId: string;
  readonly type: string;
  /** What is lost, for people. */
  readonly holds: string;
  readonly how: "made-anew" | "perhaps-made-anew" | "removed";
}

/** What each type holds that is gone with it; `null`: nothing that the template does not make again. */
const holdings: Readonly<Record<string, string | null>> = {
  "AWS::S3::Bucket": "every loan file, count and log of the lake",
  "AWS::Redshift::Cluster": "the warehouse's database and its users",
  "AWS::EMR::Cluster": "the steps that the Spark cluster has underway, and its HDFS",
  "AWS::EC2::Instance": "the dashboards, questions and users that Metabase keeps on its disk",
  "AWS::Glue::Database": "the table's definition and the list of its days",
  "AWS::KMS::Key": "what opens the disks of the Spark cluster",
  "AWS::S3::BucketPolicy": null,
  "AWS::IAM::Role": null,
  "AWS::IAM::InstanceProfile": null,
  "AWS::EMR::SecurityConfiguration": null,
  "AWS::Redshift::ClusterSubnetGroup": null,
  "AWS::Redshift::ClusterParameterGroup": null,
  "AWS::EC2::VPC": null,
  "AWS::EC2::Subnet": null,
  "AWS::EC2::InternetGateway": null,
  "AWS::EC2::VPCGatewayAttachment": null,
  "AWS::EC2::RouteTable": null,
  "AWS::EC2::Route": null,
  "AWS::EC2::SubnetRouteTableAssociation": null,
  "AWS::EC2::VPCEndpoint": null,
  "AWS::EC2::SecurityGroup": null,
  "AWS::EC2::SecurityGroupIngress": null,
};

/** What a resource of that type holds; `null` for nothing that could be lost. A type nobody has thought of holds something. */
export function holdingsOf(type: string): string | null {
  const known = holdings[type];
  return known === undefined ? "all that it holds" : known;
}

/** Whether somebody has thought of that type. */
export function isWeighed(type: string): boolean {
  return holdings[type] !== undefined;
}

/** What the change destroys; `null` where it destroys nothing. */
export function lossOf({
  action,
  logicalId,
  type,
  replacement = "no",
  isGone = false,
}: ToldChange): Loss | null {
  const holds = holdingsOf(type);
  if (holds === null || isGone) return null;
  const loss = { logicalId, type, holds };
  if (action === "remove") return { ...loss, how: "removed" };
  if (replacement === "no") return null;
  return { ...loss, how: replacement === "yes" ? "made-anew" : "perhaps-made-anew" };
}

/** All that a plan would destroy, in its order. */
export function lossesOf(changes: readonly ToldChange[]): readonly Loss[] {
  return changes.flatMap((change) => lossOf(change) ?? []);
}
