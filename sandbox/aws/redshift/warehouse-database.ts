import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { ObjectStore } from "../service.ts";
import type { Catalog, CatalogTable } from "./catalog.ts";
import type { CatalogRoles } from "./catalog-role.ts";
import { confinedTo } from "./confinement.ts";
import type { ExternalDdl } from "./external-ddl.ts";
import { parseExternalDdl } from "./external-ddl.ts";
import type { DatabaseUsers, ExternalSchema } from "./rights.ts";
import { Rights } from "./rights.ts";
import type { Rows } from "./rows.ts";
import { toRows } from "./rows.ts";
import { refuseTypes, Spectrum } from "./spectrum.ts";
import type { TableName } from "./sql-parser.ts";
import { identifier, literal, parameterNames, SqlError, tokenize, withDuckParameters } from "./sql-text.ts";
import { systemViews } from "./system-views.ts";
import { parseUserSql } from "./user-sql.ts";

/** What a statement came to: rows, or the number of rows it changed (-1 where it cannot change any). */
export type SqlOutcome = Rows | { readonly changed: number };

/** How a statement is run. */
interface RunOptions {
  /** The database user whose session it is. */
  readonly user: string;
  /** Values by name; those the statement does not have are left aside, since a batch shares them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly isInTransaction: boolean;
  /** Stops the statement, which then throws. */
  readonly signal: AbortSignal;
}

const interruptEveryMs = 5;

interface OpenDuck {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/**
 * Statistics are not propagated, because DuckDB 1.5.5 then crashes on the `max` of a partition's key where one file is left
 * to read (https://github.com/duckdb/duckdb/issues/25629).
 */
const start = `
  create schema if not exists public;
  set schema = 'public';
  set integer_division = true;
  set threads = 2;
  set disabled_optimizers = 'statistics_propagation';
  set autoinstall_known_extensions = false;
  create or replace macro getdate() as now()::timestamp;
  create or replace macro nvl(a, b) as coalesce(a, b);
  create or replace macro len(a) as length(a);`;

/**
 * One database of a Redshift cluster. External DDL is carried out on the catalog; the rest runs on DuckDB, so that
 * it promises no more than the SQL both understand. DuckDB is loaded and opened with the first statement.
 */
export class WarehouseDatabase {
  private readonly parts: {
    readonly name: string;
    readonly file: string;
    readonly catalog: Catalog;
    readonly lake: ObjectStore;
    readonly catalogRoles: CatalogRoles;
    readonly schemas: ExternalSchema[];
    /** The superuser. */
    readonly admin: string;
    readonly users: DatabaseUsers;
    /** Whether the cluster may act as that IAM role by now. */
    readonly hasRole: (arn: string) => boolean;
    readonly save: () => void;
  };
  /** Of this database's own: the links by which it reads the lake's files. */
  private readonly links: string;
  private readonly spectrum: Spectrum;
  private readonly rights: Rights;
  private opened: OpenDuck | undefined;
  private empty: OpenDuck | undefined;

  constructor(parts: WarehouseDatabase["parts"]) {
    this.parts = parts;
    this.links = join(dirname(parts.file), "partitions");
    this.spectrum = new Spectrum(this.links);
    this.rights = new Rights({ ...parts, database: parts.name });
  }

  /** Runs one statement. Throws `SqlError`, or DuckDB's own error. */
  async run(sql: string, { user, parameters, isInTransaction, signal }: RunOptions): Promise<SqlOutcome> {
    signal.throwIfAborted();
    this.rights.refuseStranger(user);
    const ddl = parseExternalDdl(sql);
    if (ddl !== undefined && this.isExternal(ddl)) {
      this.rights.refuseExternalDdl(user, ddl);
      // Documented for create external table (r_CREATE_EXTERNAL_TABLE.html), taken to hold for its kin.
      if (isInTransaction) throw new SqlError("external DDL cannot run inside a transaction block");
      this.carryOut(ddl, user);
      return { changed: -1 };
    }
    const aboutUsers = parseUserSql(sql);
    if (aboutUsers !== undefined) {
      this.rights.carryOut(aboutUsers, user);
      return { changed: -1 };
    }
    if (!this.rights.isSuperuser(user)) this.rights.refuseSql(user, sql, await this.tablesOf(sql));
    const connection = await this.connection();
    await this.refresh(sql, { connection, user });
    const statement = await connection.prepare(withDuckParameters(sql));
    const names = parameterNames(sql);
    statement.bind(Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name))));
    signal.throwIfAborted();
    const reader = await interruptible(connection, signal, () => statement.runAndReadAll());
    const { ResultReturnType } = await import("@duckdb/node-api");
    switch (reader.returnType) {
      case ResultReturnType.QUERY_RESULT:
        return toRows(reader);
      case ResultReturnType.CHANGED_ROWS:
        return { changed: reader.rowsChanged };
      default:
        return { changed: -1 };
    }
  }

  /** Runs the work as one transaction; any error rolls back what DuckDB did. External DDL refuses to be in it. */
  async transaction(work: () => Promise<void>): Promise<void> {
    const connection = await this.connection();
    await connection.run("begin");
    try {
      await work();
      await connection.run("commit");
    } catch (error) {
      await connection.run("rollback");
      throw error;
    }
  }

  close(): void {
    for (const one of [this.opened, this.empty]) {
      one?.connection.closeSync();
      one?.instance.closeSync();
    }
    this.opened = undefined;
    this.empty = undefined;
  }

  /** The full names of the tables that a query reads. A database that knew their views would name what these read. */
  private async tablesOf(sql: string): Promise<readonly string[]> {
    if (this.empty === undefined) {
      const { DuckDBInstance } = await import("@duckdb/node-api");
      const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
      this.empty = { instance, connection: await instance.connect() };
    }
    return this.empty.connection.getTableNames(sql, true);
  }

  private async connection(): Promise<DuckDBConnection> {
    if (this.opened === undefined) {
      const { DuckDBInstance } = await import("@duckdb/node-api");
      await mkdir(dirname(this.parts.file), { recursive: true });
      const instance = await DuckDBInstance.create(this.parts.file);
      const connection = await instance.connect();
      await connection.run(`${start}${confinedTo([this.parts.lake.directory, this.links])}`);
      this.opened = { instance, connection };
    }
    return this.opened.connection;
  }

  /** All of it but what drops or widens a table in a schema that is not external. */
  private isExternal(ddl: ExternalDdl): boolean {
    if (ddl.kind !== "drop-table" && ddl.kind !== "add-column") return true;
    return this.parts.schemas.some(({ name }) => name === ddl.schema);
  }

  private carryOut(ddl: ExternalDdl, user: string): void {
    const { catalog, schemas } = this.parts;
    if (ddl.kind === "create-schema") {
      this.createSchema(ddl, user);
      return;
    }
    const schema = schemas.find(({ name }) => name === ddl.schema);
    if (schema === undefined) throw new SqlError(`schema "${ddl.schema}" does not exist`);
    this.parts.catalogRoles.require(schema.role, ddl.kind, { database: schema.database, table: ddl.table });
    switch (ddl.kind) {
      case "create-table":
        this.createTable(schema, ddl);
        break;
      case "drop-table":
        this.dropTable(schema, ddl);
        break;
      case "add-partitions":
        for (const { key, location } of ddl.partitions) {
          const { ifNotExists } = ddl;
          catalog.addPartition(this.table(schema, ddl), key, { location, ifNotExists });
        }
        break;
      case "set-location":
        catalog.setLocation(this.table(schema, ddl), ddl.key, ddl.location);
        break;
      case "add-column":
        refuseTypes([ddl.column]);
        catalog.addColumn(this.table(schema, ddl), ddl.column);
        break;
      default:
        catalog.dropPartition(this.table(schema, ddl), ddl.key);
    }
  }

  private createSchema(ddl: Extract<ExternalDdl, { kind: "create-schema" }>, owner: string): void {
    const { catalog, schemas, save } = this.parts;
    if (schemas.some(({ name }) => name === ddl.schema)) {
      if (ddl.ifNotExists) return;
      throw new SqlError(`Schema "${ddl.schema}" already exists`);
    }
    if (!this.parts.hasRole(ddl.role)) {
      // In these words it is met in the field; the documentation has none.
      throw new SqlError(
        `exception name : UnauthorizedException, error type : 138, message: The requested role ${ddl.role} is not associated to cluster, should retry : 0`,
      );
    }
    this.parts.catalogRoles.require(ddl.role, ddl.kind, { database: ddl.database });
    if (!catalog.hasDatabase(ddl.database)) {
      if (!ddl.createDatabase)
        throw new SqlError(`Database ${ddl.database} not found in the external catalog`);
      catalog.createDatabase(ddl.database);
    }
    schemas.push({ name: ddl.schema, database: ddl.database, role: ddl.role, owner, usage: [] });
    save();
  }

  private createTable(schema: ExternalSchema, ddl: Extract<ExternalDdl, { kind: "create-table" }>): void {
    const { catalog } = this.parts;
    if (catalog.tables(schema.database).some(({ name }) => name === ddl.table)) {
      throw new SqlError(`Relation "${ddl.table}" already exists in schema "${ddl.schema}"`);
    }
    refuseTypes([...ddl.columns, ...ddl.keys]);
    const { table: name, columns, keys, location } = ddl;
    catalog.addTable(schema.database, { name, columns: [...columns], keys, location, partitions: [] });
  }

  private dropTable(schema: ExternalSchema, ddl: TableName & { readonly ifExists: boolean }): void {
    const isThere = this.parts.catalog.tables(schema.database).some(({ name }) => name === ddl.table);
    if (!isThere && !ddl.ifExists) throw new SqlError(`Table "${ddl.table}" does not exist`);
    this.parts.catalog.dropTable(schema.database, ddl.table);
  }

  private table(schema: ExternalSchema, { table }: TableName): CatalogTable {
    const found = this.parts.catalog.tables(schema.database).find(({ name }) => name === table);
    if (found === undefined) throw new SqlError(`relation "${schema.name}.${table}" does not exist`);
    return found;
  }

  /** Makes DuckDB's views of the external tables and catalog views that the statement mentions tell what is so now. */
  private async refresh(
    sql: string,
    { connection, user }: { readonly connection: DuckDBConnection; readonly user: string },
  ): Promise<void> {
    const tokens = tokenize(sql);
    const withPseudocolumns = tokens.some(({ text }) => text === "$path" || text === "$size");
    for (const [index, { text }] of tokens.entries()) {
      const schema = this.parts.schemas.find(({ name }) => name === text);
      const table = tokens[index + 2]?.text;
      if (schema === undefined || table === undefined || tokens[index + 1]?.text !== ".") continue;
      // Thrown for a table that is gone, whose view DuckDB may still have.
      const found = this.table(schema, { schema: schema.name, table });
      this.parts.catalogRoles.require(schema.role, "select", { database: schema.database, table });
      const lake = this.parts.catalogRoles.lakeAs(this.parts.lake, schema.role);
      const rows = await this.spectrum.query(found, { connection, lake, withPseudocolumns });
      await connection.run(`create schema if not exists ${identifier(schema.name)}`);
      const view = `${identifier(schema.name)}.${identifier(table)}`;
      await connection.run(`create or replace view ${view} as ${rows}`);
    }
    const schemas = this.parts.schemas.filter((schema) => this.rights.mayUse(user, schema));
    for (const [name, { columns, rows }] of Object.entries(systemViews({ ...this.parts, schemas }))) {
      if (!tokens.some(({ text }) => text === name)) continue;
      const names = columns.map(identifier).join(", ");
      const values = rows.map((row) => `(${row.map((value) => literal(value)).join(", ")})`).join(", ");
      const nothing = `(${columns.map(() => "null::varchar").join(", ")})`;
      const filter = rows.length === 0 ? "where false" : "";
      await connection.run(
        `create or replace temp view ${name} as select * from (values ${values || nothing}) as rows(${names}) ${filter}`,
      );
    }
  }
}

/** An interrupt that comes before DuckDB has begun is lost on it, so it is repeated until the work is over. */
async function interruptible<Result>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  let repeating: NodeJS.Timeout | undefined;
  const interrupt = () => {
    repeating = setInterval(() => connection.interrupt(), interruptEveryMs);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await work();
  } finally {
    clearInterval(repeating);
    signal.removeEventListener("abort", interrupt);
  }
}
