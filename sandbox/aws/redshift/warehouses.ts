import { randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import type { Background } from "../background.ts";
import type { Properties } from "../cloudformation/world.ts";
import { readRequest } from "../request.ts";
import type { ObjectStore, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogRoles } from "./catalog-role.ts";
import { ClusterProperties, refuseUnfit, refuseUnfitName } from "./cluster-properties.ts";
import type { DatabaseUsers, ExternalSchema } from "./rights.ts";
import { SqlError } from "./sql-text.ts";
import { WarehouseDatabase } from "./warehouse-database.ts";

/**
 * Modeled seconds at speed 1; a deletion takes 0.3 of a creation. Those of changes, pausing, resuming and taking on roles
 * are guesses. A new cluster is available while its roles are still `adding` (ClusterIamRole has that state).
 */
const seconds = {
  creating: 240,
  addingRoles: 20,
  modifying: 60,
  resizing: 180,
  deleting: 72,
  pausing: 60,
  resuming: 60,
};

/** A Redshift cluster as it is kept; times in epoch milliseconds. */
export interface Warehouse {
  readonly id: string;
  properties: z.infer<typeof ClusterProperties>;
  status:
    | "creating"
    | "available"
    | "modifying"
    | "resizing"
    | "pausing"
    | "paused"
    | "resuming"
    | "deleting";
  readonly createdAt: number;
  readonly namespaceArn: string;
  readonly secretArn?: string;
  /** External schemas of its database. */
  readonly schemas: ExternalSchema[];
  readonly users: DatabaseUsers;
  /** Its roles are associated, and it may act as them. */
  hasRoles: boolean;
}

/** A cluster as an earlier stand-in wrote it down: its administrator was its only user, and had its roles at once. */
type SavedWarehouse = Omit<Warehouse, "schemas" | "users" | "hasRoles"> & {
  readonly schemas: readonly (Omit<ExternalSchema, "owner" | "usage"> & Partial<ExternalSchema>)[];
  readonly users?: DatabaseUsers;
};

interface WarehouseParts {
  readonly lake: ObjectStore;
  readonly catalogRoles: CatalogRoles;
  readonly catalog: Catalog;
  readonly background: Background;
}

/** The Redshift clusters, how their states move, and their databases. */
export class Warehouses {
  private readonly setting: Setting;
  private readonly parts: WarehouseParts;
  private readonly records: Warehouse[];
  private readonly kept: string[];
  private readonly databases = new Map<string, WarehouseDatabase>();
  private readonly moves = new Map<string, Promise<void>>();

  constructor(setting: Setting, parts: WarehouseParts) {
    this.setting = setting;
    this.parts = parts;
    const saved = (setting.snapshots.load("redshift") ?? []) as SavedWarehouse[];
    // What was being made or deleted when the stand-in stopped is gone; its stack says so of itself.
    this.records = saved.filter(({ status }) => status !== "creating" && status !== "deleting").map(restored);
    for (const one of this.records) {
      if (one.status === "pausing") one.status = "paused";
      if (["resuming", "modifying", "resizing"].includes(one.status)) one.status = "available";
    }
    this.kept = (setting.snapshots.load("redshift-snapshots") ?? []) as string[];
  }

  all(): readonly Warehouse[] {
    return this.records;
  }

  find(id: string): Warehouse | undefined {
    return this.records.find((one) => one.id === id);
  }

  /** Throws `ClusterNotFound`. */
  get(id: string): Warehouse {
    const found = this.find(id);
    if (found === undefined) throw new AwsError("ClusterNotFound", `Cluster ${id} not found.`, 404);
    return found;
  }

  /** Begins a cluster in `creating`. Throws `ClusterAlreadyExists` and what else CreateCluster refuses. */
  create(id: string, given: Properties): Warehouse {
    if (this.find(id) !== undefined) {
      throw new AwsError("ClusterAlreadyExists", `Cluster already exists: ${id}`);
    }
    refuseUnfitName(id);
    const properties = readRequest(ClusterProperties, given, "InvalidParameterValue");
    refuseUnfit(properties);
    const { region, account } = this.setting;
    const secret = `redshift!${id}-${properties.MasterUsername}-${randomBytes(3).toString("hex")}`;
    const warehouse: Warehouse = {
      id,
      properties,
      status: "creating",
      createdAt: this.setting.now().getTime(),
      namespaceArn: `arn:aws:redshift:${region}:${account}:namespace:${randomUUID()}`,
      ...(properties.ManageMasterPassword
        ? { secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:${secret}` }
        : {}),
      schemas: [],
      users: { names: [], mayAllCreate: true },
      hasRoles: false,
    };
    this.records.push(warehouse);
    this.move(warehouse, "creating", seconds.creating, () => {
      warehouse.status = "available";
      this.addRoles(warehouse);
    });
    return warehouse;
  }

  /** A database user that signs in as an IAM identity is made at its first sign-in, with no rights of its own. */
  signIn(warehouse: Warehouse, user: string): void {
    if (warehouse.users.names.includes(user)) return;
    warehouse.users.names.push(user);
    this.save();
  }

  /**
   * Changes an available cluster in place, and settles when it is available again. A database's name and its first user
   * stay. Throws `InvalidClusterState` and what else ModifyCluster refuses.
   */
  async modify(id: string, given: Properties): Promise<void> {
    const warehouse = this.get(id);
    if (warehouse.status !== "available") throw this.wrongState(warehouse, "available");
    const properties = readRequest(ClusterProperties, given, "InvalidParameterValue");
    refuseUnfit(properties);
    const { NodeType, NumberOfNodes } = warehouse.properties;
    const isResized = NodeType !== properties.NodeType || NumberOfNodes !== properties.NumberOfNodes;
    const status = isResized ? "resizing" : "modifying";
    this.move(warehouse, status, seconds[status], () => {
      const isToldNewRoles = properties.IamRoles.some(
        (role) => !warehouse.properties.IamRoles.includes(role),
      );
      warehouse.properties = properties;
      warehouse.status = "available";
      if (isToldNewRoles) this.addRoles(warehouse);
    });
    await this.moves.get(id);
  }

  /** Ids of the snapshots that deleted clusters have left. */
  get snapshots(): readonly string[] {
    return this.kept;
  }

  /** Deletes the cluster with its data and schemas; `leavesSnapshot`: after a final snapshot. */
  async delete(id: string, { leavesSnapshot }: { readonly leavesSnapshot: boolean }): Promise<void> {
    const warehouse = this.find(id);
    if (warehouse === undefined) return;
    if (leavesSnapshot && warehouse.status !== "deleting") {
      this.kept.push(`${id}-final`);
      this.setting.snapshots.save("redshift-snapshots", () => this.kept);
    }
    if (warehouse.status !== "deleting") {
      this.move(warehouse, "deleting", seconds.deleting, () => {
        this.databases.get(id)?.close();
        this.databases.delete(id);
        rmSync(this.directory(id), { recursive: true, force: true });
        this.records.splice(this.records.indexOf(warehouse), 1);
      });
    }
    await this.moves.get(id);
  }

  pause(warehouse: Warehouse): void {
    if (warehouse.status !== "available") throw this.wrongState(warehouse, "available");
    this.move(warehouse, "pausing", seconds.pausing, () => {
      warehouse.status = "paused";
    });
  }

  resume(warehouse: Warehouse): void {
    if (warehouse.status !== "paused") throw this.wrongState(warehouse, "paused");
    this.move(warehouse, "resuming", seconds.resuming, () => {
      warehouse.status = "available";
    });
  }

  /** Settles when the cluster has come to rest in some state, or is gone. */
  async atRest(id: string): Promise<void> {
    await this.moves.get(id);
  }

  /** Throws `SqlError` for a database that is not there (any more). */
  database(id: string, name: string): WarehouseDatabase {
    const warehouse = this.find(id);
    if (warehouse === undefined || warehouse.properties.DBName !== name) {
      throw new SqlError(`database "${name}" does not exist`);
    }
    const known = this.databases.get(id);
    if (known !== undefined) return known;
    const database = new WarehouseDatabase({
      ...this.parts,
      name,
      file: join(this.directory(id), `${name}.duckdb`),
      schemas: warehouse.schemas,
      admin: warehouse.properties.MasterUsername,
      users: warehouse.users,
      hasRole: (arn) => warehouse.hasRoles && warehouse.properties.IamRoles.includes(arn),
      save: () => this.save(),
    });
    this.databases.set(id, database);
    return database;
  }

  /** Closes the databases that were opened. */
  close(): void {
    for (const database of this.databases.values()) database.close();
  }

  private addRoles(warehouse: Warehouse): void {
    warehouse.hasRoles = false;
    void this.parts.background.start(async () => {
      await this.parts.background.wait(seconds.addingRoles);
      warehouse.hasRoles = true;
      this.save();
    });
  }

  private directory(id: string): string {
    return join(this.setting.home, "redshift", id);
  }

  private wrongState({ id, status }: Warehouse, wanted: string): AwsError {
    return new AwsError("InvalidClusterState", `Cluster ${id} is ${status}; it has to be ${wanted}.`);
  }

  private move(warehouse: Warehouse, status: Warehouse["status"], duration: number, end: () => void): void {
    warehouse.status = status;
    this.save();
    const moving = this.parts.background.start(async () => {
      await this.parts.background.wait(duration);
      // A deletion overtakes whatever was going on.
      if (warehouse.status !== status) return;
      end();
      this.save();
    });
    this.moves.set(warehouse.id, moving);
  }

  private save(): void {
    this.setting.snapshots.save("redshift", () => this.records);
  }
}

function restored(saved: SavedWarehouse): Warehouse {
  const owner = saved.properties.MasterUsername;
  return {
    ...saved,
    schemas: saved.schemas.map((schema) => ({
      ...schema,
      owner: schema.owner ?? owner,
      usage: schema.usage ?? [],
    })),
    users: saved.users ?? { names: [], mayAllCreate: true },
    hasRoles: true,
  };
}
