import type { Catalog } from "./catalog.ts";
import type { DatabaseUsers, ExternalSchema } from "./rights.ts";

/** SVV_EXTERNAL_PARTITIONS and SVV_EXTERNAL_TABLES cut locations there (documented for the former). */
const longestLocation = 128;

/** A catalog view as it is now. */
interface SystemView {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The views and columns that are worth asking for; AWS has more. `schemas` are those that who asks may use. */
export function systemViews({
  catalog,
  name: here,
  admin,
  users,
  schemas,
}: {
  readonly catalog: Catalog;
  /** The database's. */
  readonly name: string;
  readonly admin: string;
  readonly users: DatabaseUsers;
  readonly schemas: readonly ExternalSchema[];
}): Readonly<Record<string, SystemView>> {
  const tables = schemas.flatMap((schema) =>
    catalog.tables(schema.database).map((table) => ({ schema: schema.name, table })),
  );
  return {
    pg_user: {
      columns: ["usename", "usesuper"],
      rows: [[admin, "true"], ...users.names.map((user) => [user, "false"])],
    },
    svv_external_schemas: {
      columns: ["schemaname", "databasename", "esoptions"],
      rows: schemas.map(({ name, database, role }) => [name, database, JSON.stringify({ IAM_ROLE: role })]),
    },
    svv_external_tables: {
      columns: ["redshift_database_name", "schemaname", "tablename", "tabletype", "location"],
      rows: tables.map(({ schema, table }) => [here, schema, table.name, "TABLE", table.location]),
    },
    svv_external_columns: {
      columns: ["schemaname", "tablename", "columnname", "external_type", "columnnum", "part_key"],
      rows: tables.flatMap(({ schema, table }) => [
        ...table.columns.map(({ name, type }, at) => [schema, table.name, name, type, String(at + 1), "0"]),
        ...table.keys.map(({ name, type }, at) => [
          ...[schema, table.name, name, type, String(table.columns.length + at + 1)],
          String(at + 1),
        ]),
      ]),
    },
    svv_external_partitions: {
      columns: ["schemaname", "tablename", "values", "location"],
      rows: tables.flatMap(({ schema, table }) =>
        table.partitions.map(({ values, location }) => [
          schema,
          table.name,
          JSON.stringify(values),
          location.slice(0, longestLocation),
        ]),
      ),
    },
  };
}
