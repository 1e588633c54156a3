import { Denied } from "../access/access.ts";
import type { StackRoles } from "../access/stack-roles.ts";
import type { ObjectStore, Setting } from "../service.ts";
import type { ExternalDdl } from "./external-ddl.ts";
import { SqlError } from "./sql-text.ts";

/**
 * What Redshift asks of Glue in the name of an external schema's role, by
 * https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-iam-policies.html ("Policies to grant minimum permissions").
 */
const actions: Readonly<Record<ExternalDdl["kind"] | "select", readonly string[]>> = {
  "create-schema": ["GetDatabase"],
  "create-table": ["GetDatabase", "GetTable", "CreateTable"],
  "drop-table": ["GetTable", "DeleteTable"],
  "add-partitions": ["GetTable", "BatchCreatePartition"],
  "set-location": ["GetTable", "GetPartition", "UpdatePartition"],
  "drop-partition": ["GetTable", "DeletePartition"],
  "add-column": ["GetTable", "UpdateTable"],
  select: ["GetTable", "GetPartitions", "BatchGetPartition"],
};

/** Redshift as it acts by the roles of external schemas. */
export class CatalogRoles {
  readonly #roles: StackRoles;
  readonly #place: Pick<Setting, "region" | "account">;

  constructor(roles: StackRoles, place: Pick<Setting, "region" | "account">) {
    this.#roles = roles;
    this.#place = place;
  }

  /** Throws `SqlError` with IAM's words for what the role may not do in the catalog. */
  require(
    role: string,
    act: keyof typeof actions,
    of: { readonly database: string; readonly table?: string },
  ): void {
    const { region, account } = this.#place;
    const arn = (resource: string) => `arn:aws:glue:${region}:${account}:${resource}`;
    const resources = [
      arn("catalog"),
      arn(`database/${of.database}`),
      ...(of.table === undefined ? [] : [arn(`table/${of.database}/${of.table}`)]),
    ];
    try {
      for (const action of actions[act]) {
        // To look a database up nobody needs a right on its tables.
        const needed = action === "GetDatabase" ? resources.slice(0, 2) : resources;
        for (const resource of needed) this.#roles.require(role, `glue:${action}`, resource);
      }
    } catch (error) {
      throw error instanceof Denied ? new SqlError(error.message) : error;
    }
  }

  /** The lake as Redshift reads it by the role. */
  lakeAs(lake: ObjectStore, role: string): ObjectStore {
    return this.#roles.lakeAs(lake, role);
  }
}
