import type { CatalogControl } from "../cloudformation/world.ts";
import type { Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { ExternalColumn, PartitionKey } from "./sql-parser.ts";
import { SqlError } from "./sql-text.ts";

/** A partition: its values in the order of the table's keys, and where its files are. */
interface Partition {
  readonly values: readonly string[];
  location: string;
}

/** An external table as the catalog keeps it. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: ExternalColumn[];
  readonly keys: readonly ExternalColumn[];
  readonly location: string;
  readonly partitions: Partition[];
}

interface CatalogDatabase {
  readonly name: string;
  readonly locationUri?: string | undefined;
  readonly tables: CatalogTable[];
}

/** The Glue data catalog: what CloudFormation makes of it and what Redshift's external schemas see. */
export class Catalog implements CatalogControl {
  private readonly setting: Setting;
  private readonly databases: CatalogDatabase[];

  constructor(setting: Setting) {
    this.setting = setting;
    this.databases = (setting.snapshots.load("glue") ?? []) as CatalogDatabase[];
  }

  createDatabase(name: string, { locationUri }: { readonly locationUri?: string } = {}): void {
    if (this.hasDatabase(name)) {
      throw new AwsError("AlreadyExistsException", `Database already exists: ${name}`);
    }
    this.databases.push({ name, locationUri, tables: [] });
    this.save();
  }

  deleteDatabase(name: string): void {
    const index = this.databases.findIndex((database) => database.name === name);
    if (index !== -1) this.databases.splice(index, 1);
    this.save();
  }

  hasDatabase(name: string): boolean {
    return this.databases.some((database) => database.name === name);
  }

  /** The tables of a database, none when it is gone. */
  tables(database: string): readonly CatalogTable[] {
    return this.databases.find(({ name }) => name === database)?.tables ?? [];
  }

  /** Throws `SqlError` when the database is gone. */
  addTable(database: string, table: CatalogTable): void {
    const found = this.databases.find(({ name }) => name === database);
    if (found === undefined) throw new SqlError(`Database ${database} not found in the external catalog`);
    found.tables.push(table);
    this.save();
  }

  dropTable(database: string, table: string): void {
    const tables = this.databases.find(({ name }) => name === database)?.tables ?? [];
    const index = tables.findIndex(({ name }) => name === table);
    if (index !== -1) tables.splice(index, 1);
    this.save();
  }

  addColumn(table: CatalogTable, column: ExternalColumn): void {
    if ([...table.columns, ...table.keys].some(({ name }) => name === column.name)) {
      throw new SqlError(`column "${column.name}" of relation "${table.name}" already exists`);
    }
    table.columns.push(column);
    this.save();
  }

  addPartition(table: CatalogTable, key: PartitionKey, { location, ifNotExists }: NewPartition): void {
    if (findPartition(table, key) !== undefined) {
      if (ifNotExists) return;
      throw new SqlError("Partition already exists.");
    }
    table.partitions.push({ values: valuesOf(table, key), location });
    this.save();
  }

  setLocation(table: CatalogTable, key: PartitionKey, location: string): void {
    const partition = findPartition(table, key);
    if (partition === undefined) throw new SqlError("Partition not found.");
    partition.location = location;
    this.save();
  }

  dropPartition(table: CatalogTable, key: PartitionKey): void {
    const partition = findPartition(table, key);
    if (partition === undefined) throw new SqlError("Partition not found.");
    table.partitions.splice(table.partitions.indexOf(partition), 1);
    this.save();
  }

  private save(): void {
    this.setting.snapshots.save("glue", () => this.databases);
  }
}

interface NewPartition {
  readonly location: string;
  readonly ifNotExists: boolean;
}

function findPartition(table: CatalogTable, key: PartitionKey): Partition | undefined {
  const wanted = valuesOf(table, key);
  return table.partitions.find(({ values }) => values.every((value, index) => value === wanted[index]));
}

/** The key's values in the order of the table's partition columns; all of them must be given, and no other. */
function valuesOf(table: CatalogTable, key: PartitionKey): readonly string[] {
  const given = new Map(key);
  const values = table.keys.map(({ name }) => given.get(name));
  if (given.size !== table.keys.length || values.includes(undefined)) {
    const names = table.keys.map(({ name }) => name).join(", ");
    throw new SqlError(
      `Partition keys of "${table.name}" are (${names}), not (${[...given.keys()].join(", ")})`,
    );
  }
  return values.map(String);
}
