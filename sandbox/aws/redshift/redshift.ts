import { z } from "zod";
import type { StackRoles } from "../access/stack-roles.ts";
import { Background } from "../background.ts";
import type { RedshiftControl } from "../cloudformation/world.ts";
import { readRequest, truth } from "../request.ts";
import type { ObjectStore, Service, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import { Catalog } from "./catalog.ts";
import { CatalogRoles } from "./catalog-role.ts";
import { createDataApi } from "./data-api.ts";
import { read } from "./read-only.ts";
import type { Rows } from "./rows.ts";
import type { SignIn } from "./sign-in.ts";
import { iamUser } from "./sign-in.ts";
import { Statements } from "./statements.ts";
import type { Warehouse } from "./warehouses.ts";
import { Warehouses } from "./warehouses.ts";

/** Redshift, its Data API, and the data catalog that its external schemas read. */
export interface Redshift extends RedshiftControl {
  /** The clusters: `DescribeClusters` and its kin, over the Query protocol. */
  readonly redshift: Service;
  /** The statements, over JSON 1.1. */
  readonly data: Service;
  /** Clusters with their tags. */
  tagged(): readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[];
  /** Clusters that still cost money; a paused one costs its storage. */
  leftovers(): readonly { readonly type: string; readonly id: string; readonly name: string }[];
  /** Runs a statement that reads, past the Data API; throws `AwsError`. */
  read(sql: string): Promise<Rows>;
  /** Stops running statements and closes the databases; what was underway is aborted at the next start. */
  close(): Promise<void>;
}

const OneCluster = z.object({ ClusterIdentifier: z.string().min(1) });
const DeleteCluster = OneCluster.extend({
  SkipFinalClusterSnapshot: truth.default(false),
  FinalClusterSnapshotIdentifier: z.string().optional(),
});
const AnyCluster = z.object({ ClusterIdentifier: z.string().optional(), Marker: z.string().optional() });

/** Makes the services, with what the last snapshots hold. */
export function createRedshift(
  setting: Setting,
  { lake, roles }: { readonly lake: ObjectStore; readonly roles: StackRoles },
): Redshift {
  const catalog = new Catalog(setting);
  const background = new Background(setting);
  const warehouses = new Warehouses(setting, {
    ...{ lake, catalog, background },
    catalogRoles: new CatalogRoles(roles, setting),
  });
  const open = (cluster: string, database: string) => warehouses.database(cluster, database);
  const statements = new Statements(setting, { background, open });
  const arn = ({ id }: Warehouse) => `arn:aws:redshift:${setting.region}:${setting.account}:cluster:${id}`;
  const tagsOf = ({ properties }: Warehouse) =>
    Object.fromEntries(properties.Tags.map(({ Key, Value }) => [Key, Value]));

  /** Opens a session and tells whose it is; throws for a cluster that cannot take a statement. */
  const signIn = ({ cluster, secretArn, dbUser, caller, name = "" }: SignIn): string => {
    const warehouse = warehouses.find(cluster);
    if (warehouse === undefined) {
      throw new AwsError("ValidationException", "Redshift endpoint doesn't exist in this region.");
    }
    if (secretArn !== undefined && secretArn !== warehouse.secretArn) {
      throw new AwsError("ValidationException", "Secrets Manager can't find the specified secret.");
    }
    if (warehouse.status === "available" && setting.failures.takeEnd("pause-warehouse", name)) {
      warehouses.pause(warehouse);
    }
    if (warehouse.status !== "available") {
      throw new AwsError("ValidationException", `Redshift cluster ${cluster} is ${warehouse.status}.`);
    }
    if (secretArn !== undefined) return warehouse.properties.MasterUsername;
    if (dbUser !== undefined) return dbUser;
    const user = iamUser(caller);
    warehouses.signIn(warehouse, user);
    return user;
  };

  const change = (operation: string, input: unknown, act: (warehouse: Warehouse) => void) => {
    const warehouse = warehouses.get(
      readRequest(OneCluster, input, "InvalidParameterValue").ClusterIdentifier,
    );
    act(warehouse);
    setting.ledger.record({ service: "redshift", operation, name: warehouse.id, id: warehouse.id });
    return { Cluster: describe(warehouse, setting) };
  };

  const operations: Service["operations"] = {
    DescribeClusters(input) {
      const { ClusterIdentifier } = readRequest(AnyCluster, input, "InvalidParameterValue");
      const found = ClusterIdentifier === undefined ? warehouses.all() : [warehouses.get(ClusterIdentifier)];
      return { Clusters: found.map((warehouse) => describe(warehouse, setting)) };
    },
    DeleteCluster: (input) => {
      const request = readRequest(DeleteCluster, input, "InvalidParameterValue");
      if (!request.SkipFinalClusterSnapshot && request.FinalClusterSnapshotIdentifier === undefined) {
        throw new AwsError(
          "InvalidParameterCombination",
          "FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is specified.",
        );
      }
      return change("DeleteCluster", input, ({ id }) => {
        void warehouses.delete(id, { leavesSnapshot: !request.SkipFinalClusterSnapshot });
      });
    },
    PauseCluster: (input) => change("PauseCluster", input, (warehouse) => warehouses.pause(warehouse)),
    ResumeCluster: (input) => change("ResumeCluster", input, (warehouse) => warehouses.resume(warehouse)),
  };

  return {
    redshift: {
      name: "redshift",
      scope: "redshift",
      protocol: "query",
      operations,
      listElements: {
        Clusters: "Cluster",
        Tags: "Tag",
        VpcSecurityGroups: "VpcSecurityGroup",
        IamRoles: "ClusterIamRole",
      },
    },
    data: createDataApi(setting, statements, signIn),
    createCluster(id, properties) {
      const { namespaceArn, secretArn, properties: checked } = warehouses.create(id, properties);
      return {
        address: address(id, setting),
        port: checked.Port,
        namespaceArn,
        ...(secretArn === undefined ? {} : { secretArn }),
      };
    },
    async ready(id) {
      await warehouses.atRest(id);
      if (warehouses.find(id)?.status !== "available") {
        throw new AwsError("ClusterNotFound", `Cluster ${id} was deleted while it was being created.`, 404);
      }
    },
    modifyCluster: (id, properties) => warehouses.modify(id, properties),
    deleteCluster: (id, { leavesSnapshot }) => warehouses.delete(id, { leavesSnapshot }),
    status: (id) => warehouses.find(id)?.status,
    catalog,
    tagged: () => warehouses.all().map((warehouse) => ({ arn: arn(warehouse), tags: tagsOf(warehouse) })),
    leftovers: () => [
      ...warehouses.all().map(({ id }) => ({ type: "redshift:cluster", id, name: id })),
      ...warehouses.snapshots.map((id) => ({ type: "redshift:snapshot", id, name: id })),
    ],
    read: (sql) => read(sql, { statements, warehouses: warehouses.all() }),
    async close() {
      await background.close();
      warehouses.close();
    },
  };
}

function address(id: string, { region }: Setting): string {
  return `${id}.sandbox.${region}.redshift.amazonaws.com`;
}

/** A `Cluster`, as DescribeClusters describes it. */
function describe({ id, properties, status, ...record }: Warehouse, setting: Setting) {
  const isThere = status !== "creating" && status !== "deleting";
  return {
    ClusterIdentifier: id,
    NodeType: properties.NodeType,
    ClusterStatus: status,
    ClusterAvailabilityStatus:
      status === "available" ? "Available" : status === "paused" ? "Unavailable" : "Modifying",
    MasterUsername: properties.MasterUsername,
    DBName: properties.DBName,
    Endpoint: isThere ? { Address: address(id, setting), Port: properties.Port } : undefined,
    ClusterCreateTime: isThere ? new Date(record.createdAt) : undefined,
    AutomatedSnapshotRetentionPeriod: properties.AutomatedSnapshotRetentionPeriod,
    VpcSecurityGroups: properties.VpcSecurityGroupIds.map((VpcSecurityGroupId) => ({
      VpcSecurityGroupId,
      Status: "active",
    })),
    ClusterSubnetGroupName: properties.ClusterSubnetGroupName,
    AllowVersionUpgrade: properties.AllowVersionUpgrade,
    PreferredMaintenanceWindow: properties.PreferredMaintenanceWindow,
    NumberOfNodes: properties.NumberOfNodes,
    PubliclyAccessible: properties.PubliclyAccessible,
    Encrypted: properties.Encrypted,
    Tags: properties.Tags,
    EnhancedVpcRouting: properties.EnhancedVpcRouting,
    IamRoles: properties.IamRoles.map((IamRoleArn) => ({
      IamRoleArn,
      ApplyStatus: record.hasRoles ? "in-sync" : "adding",
    })),
    MaintenanceTrackName: properties.MaintenanceTrackName,
    ClusterNamespaceArn: record.namespaceArn,
    MasterPasswordSecretArn: record.secretArn,
  };
}
