import type { Order, ResourceType } from "../resource-types.ts";
import { arn, fields, generatedName, text } from "./order.ts";

function group(
  kind: "subnetgroup" | "parametergroup",
  required: readonly string[],
  {
    name,
    withStack,
    ...replacement
  }: { readonly name: string; readonly withStack: boolean } & Pick<ResourceType, "createOnly" | "customName">,
): ResourceType {
  const idOf = (order: Order) =>
    (text(order, name) || generatedName(order, 255, { withStack })).toLowerCase();
  return {
    seconds: 3,
    required,
    attributes: [name],
    ...replacement,
    isTaggable: true,
    name: idOf,
    begin: (order) => {
      const id = idOf(order);
      return { physicalId: id, attributes: { [name]: id }, arn: arn(order, "redshift", `${kind}:${id}`) };
    },
  };
}

function clusterId(order: Order): string {
  return (text(order, "ClusterIdentifier") || generatedName(order, 63, { withStack: false })).toLowerCase();
}

/** Glue keeps names in lower case. */
function catalogName({ properties }: Order): { readonly name: string; readonly locationUri: string } {
  const input = fields(properties["DatabaseInput"]);
  return { name: String(input["Name"] ?? "").toLowerCase(), locationUri: String(input["LocationUri"] ?? "") };
}

/** The warehouse, which Redshift's stand-in makes and deletes, and the catalog its external schema reads. */
export const warehouseTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::Redshift::Cluster": {
    seconds: 0,
    required: ["ClusterType", "DBName", "MasterUsername", "NodeType"],
    attributes: [
      "ClusterNamespaceArn",
      "DeferMaintenanceIdentifier",
      "Endpoint.Address",
      "Endpoint.Port",
      "MasterPasswordSecretArn",
    ],
    createOnly: [
      "ClusterIdentifier",
      "ClusterSubnetGroupName",
      "DBName",
      "MasterUsername",
      "OwnerAccount",
      "SnapshotClusterIdentifier",
      "SnapshotIdentifier",
    ],
    customName: "ClusterIdentifier",
    exists: ({ redshift }, name) => redshift.status(name.toLowerCase()) !== undefined,
    isTaggable: true,
    name: clusterId,
    begin: (order) => {
      const id = clusterId(order);
      const made = order.world.redshift.createCluster(id, order.properties);
      return {
        physicalId: id,
        attributes: {
          ClusterNamespaceArn: made.namespaceArn,
          "Endpoint.Address": made.address,
          "Endpoint.Port": String(made.port),
          ...(made.secretArn === undefined ? {} : { MasterPasswordSecretArn: made.secretArn }),
        },
        arn: arn(order, "redshift", `cluster:${id}`),
      };
    },
    ready: ({ world }, id) => world.redshift.ready(id),
    update: ({ world, properties }, id) => world.redshift.modifyCluster(id, properties),
    remove: ({ world }, id, { leavesSnapshot }) => world.redshift.deleteCluster(id, { leavesSnapshot }),
    costs: ({ world }, id) => world.redshift.status(id) !== undefined,
  },
  "AWS::Redshift::ClusterSubnetGroup": group("subnetgroup", ["Description", "SubnetIds"], {
    name: "ClusterSubnetGroupName",
    withStack: false,
    createOnly: [],
  }),
  "AWS::Redshift::ClusterParameterGroup": group("parametergroup", ["Description", "ParameterGroupFamily"], {
    name: "ParameterGroupName",
    withStack: true,
    createOnly: ["Description", "ParameterGroupFamily", "ParameterGroupName"],
    customName: "ParameterGroupName",
  }),
  "AWS::Glue::Database": {
    seconds: 3,
    required: ["CatalogId", "DatabaseInput"],
    attributes: [],
    createOnly: ["DatabaseName"],
    customName: "DatabaseName",
    isTaggable: false,
    begin: (order) => {
      const { name, locationUri } = catalogName(order);
      const id = name || generatedName(order, 255).toLowerCase();
      order.world.redshift.catalog.createDatabase(id, locationUri === "" ? {} : { locationUri });
      return { physicalId: id, attributes: {} };
    },
    remove: ({ world }, id) => world.redshift.catalog.deleteDatabase(id),
  },
};
