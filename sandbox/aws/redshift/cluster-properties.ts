import { z } from "zod";
import { numeric, truth } from "../request.ts";
import { AwsError } from "../service.ts";

const texts = z.array(z.string()).default([]);

/** What CreateCluster and ModifyCluster take, as far as it is played. */
export const ClusterProperties = z.object({
  ClusterType: z.enum(["single-node", "multi-node"]).default("single-node"),
  NodeType: z.string().min(1),
  NumberOfNodes: numeric.pipe(z.int().min(1)).default(1),
  DBName: z
    .string()
    .regex(/^[a-z_][a-z0-9_$]*$/, "DBName must be lower-case letters, digits and underscores")
    .default("dev"),
  MasterUsername: z.string().min(1).max(128),
  MasterUserPassword: z.string().optional(),
  ManageMasterPassword: truth.default(false),
  Port: numeric.pipe(z.int().min(1150).max(65_535)).default(5439),
  PubliclyAccessible: truth.default(false),
  Encrypted: truth.default(true),
  EnhancedVpcRouting: truth.default(false),
  AllowVersionUpgrade: truth.default(true),
  AutomatedSnapshotRetentionPeriod: numeric.pipe(z.int().min(0).max(35)).default(1),
  ClusterSubnetGroupName: z.string().optional(),
  PreferredMaintenanceWindow: z
    .string()
    .regex(
      /^([a-z]{3}:([01]\d|2[0-3]):[0-5]\d-?){2}$/,
      "The maintenance window is not ddd:hh24:mi-ddd:hh24:mi",
    )
    .default("sat:10:00-sat:10:30"),
  MaintenanceTrackName: z.string().default("current"),
  VpcSecurityGroupIds: texts,
  IamRoles: texts,
  Tags: z.array(z.object({ Key: z.string(), Value: z.string().default("") })).default([]),
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html: at most 63, of lower case. */
export function refuseUnfitName(id: string): void {
  if (id.length <= 63 && /^[a-z](-?[a-z0-9])*$/.test(id)) return;
  throw new AwsError(
    "InvalidParameterValue",
    "The parameter ClusterIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
  );
}

/** Throws for properties that each are right and together are not. */
export function refuseUnfit(properties: z.infer<typeof ClusterProperties>): void {
  const { NodeType, ClusterType, NumberOfNodes, ManageMasterPassword, MasterUserPassword } = properties;
  const refuse = (code: string, message: string): never => {
    throw new AwsError(code, message);
  };
  if (NodeType.startsWith("dc2.")) {
    refuse("InvalidParameterValue", `Node type ${NodeType} is no longer available for new clusters.`);
  }
  if (!/^(rg|ra3)\.(large|xlplus|xlarge|4xlarge|12xlarge|16xlarge)$/.test(NodeType)) {
    refuse("InvalidParameterValue", `Invalid node type: ${NodeType}`);
  }
  // https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html: these can stand alone.
  if (ClusterType === "single-node" && !["rg.large", "ra3.large", "ra3.xlplus"].includes(NodeType)) {
    refuse("InvalidParameterCombination", `Node type ${NodeType} needs at least 2 nodes.`);
  }
  if (ClusterType === "multi-node" && NumberOfNodes < 2) {
    refuse("InvalidParameterCombination", "Number of nodes for cluster type multi-node must be at least 2.");
  }
  if (ManageMasterPassword === (MasterUserPassword !== undefined)) {
    refuse("InvalidParameterCombination", "Give either MasterUserPassword or ManageMasterPassword.");
  }
}
