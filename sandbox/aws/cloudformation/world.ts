import type { ServiceRoles } from "../access/service-role.ts";
import type { ObjectStore } from "../service.ts";

/** A resource's `Properties` as the template has them, every intrinsic resolved, the stack's tags merged into `Tags`. */
export type Properties = Readonly<Record<string, unknown>>;

/** EMR seen from CloudFormation: what its `AWS::EMR::Cluster` handler asks. */
export interface EmrControl {
  /**
   * Begins a cluster in STARTING and returns at once; `properties` are those of `AWS::EMR::Cluster`.
   * Throws `AwsError` for what RunJobFlow refuses.
   */
  launch(properties: Properties): { readonly id: string; readonly masterPublicDns: string };
  /** Settles when the cluster waits or runs; rejects with an `AwsError` when it ends before that. */
  ready(id: string): Promise<void>;
  /** Changes what can be changed of a live cluster: tags, core nodes, protection, idle time. Throws for one that has ended. */
  modify(id: string, properties: Properties): void;
  /** Terminates, settles when TERMINATED; at once for a cluster that has ended. Throws for a protected one. */
  terminate(id: string): Promise<void>;
  /** The cluster's state as DescribeCluster names it; `undefined` for a cluster never launched. */
  state(id: string): string | undefined;
}

/** The Glue data catalog seen from CloudFormation; it lives with Redshift, whose external schemas read it. */
export interface CatalogControl {
  /** Throws `AlreadyExistsException`. */
  createDatabase(name: string, options: { readonly locationUri?: string }): void;
  /** Removes the database with its tables and partitions; silent about one that is gone. */
  deleteDatabase(name: string): void;
  hasDatabase(name: string): boolean;
}

/** Redshift seen from CloudFormation: what its `AWS::Redshift::Cluster` handler asks. */
export interface RedshiftControl {
  /**
   * Begins a cluster in `creating` and returns at once; `properties` are those of `AWS::Redshift::Cluster`.
   * Throws `ClusterAlreadyExists` and what else CreateCluster refuses.
   */
  createCluster(
    id: string,
    properties: Properties,
  ): {
    readonly address: string;
    readonly port: number;
    readonly namespaceArn: string;
    /** The secret of `ManageMasterPassword`; absent when the template gives a password. */
    readonly secretArn?: string;
  };
  /** Settles when the cluster is `available`; rejects with an `AwsError` when it is deleted before that. */
  ready(id: string): Promise<void>;
  /** Changes an available cluster to the properties; settles when it is available again. Throws what ModifyCluster refuses. */
  modifyCluster(id: string, properties: Properties): Promise<void>;
  /** Deletes, settles when gone; at once for a cluster that is gone. `leavesSnapshot`: with a final snapshot. */
  deleteCluster(id: string, how: { readonly leavesSnapshot: boolean }): Promise<void>;
  /** The status as DescribeClusters names it (`creating`, `available`, `paused` …); `undefined` when there is none. */
  status(id: string): string | undefined;
  readonly catalog: CatalogControl;
}

/** EC2's networks seen from CloudFormation. */
export interface NetworkControl {
  /** Whether something that is no stack's is in that VPC or subnet. */
  hangsOn(id: string): boolean;
}

/** The services beside CloudFormation in which its resources really come to be. */
export interface World {
  readonly network: NetworkControl;
  readonly lake: ObjectStore;
  readonly emr: EmrControl;
  readonly redshift: RedshiftControl;
  readonly roles: ServiceRoles;
}
