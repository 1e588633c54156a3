import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ObjectStore } from "../service.ts";
import type { CatalogTable } from "./catalog.ts";
import type { ExternalColumn } from "./sql-parser.ts";
import { identifier, literal, SqlError } from "./sql-text.ts";

/** Redshift's column types as DuckDB's, which are also the Parquet types that Spectrum wants for them. */
const duckTypes: Readonly<Record<string, string>> = {
  smallint: "SMALLINT",
  int2: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  int4: "INTEGER",
  bigint: "BIGINT",
  int8: "BIGINT",
  real: "FLOAT",
  float4: "FLOAT",
  "double precision": "DOUBLE",
  float8: "DOUBLE",
  float: "DOUBLE",
  boolean: "BOOLEAN",
  bool: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
  varchar: "VARCHAR",
  "character varying": "VARCHAR",
  char: "VARCHAR",
  character: "VARCHAR",
};

/** A file of a table, with what Spectrum knows of it apart from its rows. */
interface TableFile {
  readonly uri: string;
  /** Where it is read: below directories that name its partition's keys and values. */
  readonly path: string;
  readonly bytes: number;
}

/** Files whose Parquet has the same columns of the same types. */
interface FileGroup {
  readonly types: ReadonlyMap<string, string>;
  readonly files: TableFile[];
}

/** The DuckDB type of an external column; `undefined` for a type that Redshift or this stand-in does not have. */
function duckType(type: string): string | undefined {
  const decimal = /^(?:decimal|numeric)\((\d+)(?:,(\d+))?\)$/.exec(type);
  if (decimal !== null) return `DECIMAL(${decimal[1]},${decimal[2] ?? "0"})`;
  return duckTypes[type.replace(/\(.*\)$/, "")];
}

/** Throws `SqlError` for a column of a type that no external table has. */
export function refuseTypes(columns: readonly ExternalColumn[]): void {
  for (const { name, type } of columns) {
    if (duckType(type) === undefined) {
      throw new SqlError(`Column "${name}" has unsupported type "${type}" in an external table`);
    }
  }
}

/**
 * Reads the Parquet of external tables, as Redshift Spectrum does: of partitions that a query rules out it opens no file.
 * DuckDB can do that where directories are named after the partitions, so each file has a link in such directories.
 */
export class Spectrum {
  private readonly links: string;
  /** Types by file; a file of the lake never changes. */
  private readonly parquetTypes = new Map<string, ReadonlyMap<string, string>>();

  /** `links` is a directory of its own for the links; what is missing there is made again. */
  constructor(links: string) {
    this.links = links;
  }

  /** The query whose rows are the table's. `"$path"` and `"$size"` are in it on request: `select *` does not show them. */
  async query(
    table: CatalogTable,
    {
      connection,
      lake,
      withPseudocolumns,
    }: {
      readonly connection: DuckDBConnection;
      /** As the role of the table's schema sees it. */
      readonly lake: ObjectStore;
      readonly withPseudocolumns: boolean;
    },
  ): Promise<string> {
    const alike = new Map<string, FileGroup>();
    for (const file of this.files(table, lake)) {
      const types = await this.typesOf(file.path, connection);
      const signature = JSON.stringify([...types]);
      const group = alike.get(signature) ?? { types, files: [] };
      group.files.push(file);
      alike.set(signature, group);
    }
    if (alike.size > 0) {
      const groups = [...alike.values()];
      return groups.map((group) => readAlike(table, group, { withPseudocolumns })).join(" union all ");
    }
    const none = [...table.columns, ...table.keys].map(
      ({ name, type }) => `null::${duckType(type)} as ${identifier(name)}`,
    );
    if (withPseudocolumns) none.push('null::varchar as "$path"', 'null::bigint as "$size"');
    return `select ${none.join(", ")} where false`;
  }

  /** Files that begin with `.`, `_` or `#` or end with `~` are not read. */
  private files(table: CatalogTable, lake: ObjectStore): readonly TableFile[] {
    const places =
      table.keys.length > 0
        ? table.partitions
        : [{ values: [] as readonly string[], location: table.location }];
    return places.flatMap(({ values, location }) => {
      const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location) ?? [];
      const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
      if (!lake.hasBucket(bucket)) return [];
      return lake
        .list(bucket, key)
        .filter((object) => object.key === key || object.key.startsWith(prefix))
        .filter((object) => !/(^|\/)([._#][^/]*|[^/]*~|)$/.test(object.key))
        .map((object) => ({
          uri: `s3://${bucket}/${object.key}`,
          path: this.linked(lake.path(bucket, object.key), { table, values }),
          bytes: object.bytes,
        }));
    });
  }

  /** Where the file is read: a link, unless the table has no partitions. */
  private linked(
    path: string,
    { table: { keys }, values }: { readonly table: CatalogTable; readonly values: readonly string[] },
  ): string {
    if (keys.length === 0) return path;
    const directories = keys.map(({ name }, index) => `${name}=${encodeURIComponent(values[index] ?? "")}`);
    const link = join(this.links, ...directories, basename(path));
    if (!existsSync(link)) {
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(path, link);
    }
    return link;
  }

  private async typesOf(path: string, connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
    const known = this.parquetTypes.get(path);
    if (known !== undefined) return known;
    const reader = await connection.runAndReadAll(
      `describe select * from read_parquet(${literal(path)}, hive_partitioning = false)`,
    );
    const types = new Map(reader.getRows().map(([name, type]) => [String(name).toLowerCase(), String(type)]));
    this.parquetTypes.set(path, types);
    return types;
  }
}

/** The rows of files that are alike, each beside what Spectrum knows of its file: DuckDB plans this as one scan. */
function readAlike(
  { columns, keys }: CatalogTable,
  { types, files }: FileGroup,
  { withPseudocolumns }: { readonly withPseudocolumns: boolean },
): string {
  const selected = [
    ...columns.map((column) => readColumn(column, types)),
    ...keys.map(({ name }) => `scan.${identifier(name)}`),
    ...(withPseudocolumns ? ['file.uri as "$path"', 'file.bytes as "$size"'] : []),
  ];
  const paths = files.map(({ path }) => literal(path)).join(", ");
  const keyTypes = keys.map(({ name, type }) => `${identifier(name)}: ${duckType(type)}`).join(", ");
  const options = [
    `filename = '${SCANNED}'`,
    keys.length > 0 ? `hive_types = {${keyTypes}}` : "hive_partitioning = false",
  ];
  const known = files.map(({ path, uri, bytes }) => `(${literal(path)}, ${literal(uri)}, ${bytes}::bigint)`);
  const beside = `join (values ${known.join(", ")}) as file(path, uri, bytes) on scan.${SCANNED} = file.path`;
  // A join of hundreds of files takes longer than the query, so it is left out where nothing asks for it.
  const namesFiles = withPseudocolumns || columns.some((column) => misfits(column, types));
  const scan = `read_parquet([${paths}], ${options.join(", ")}) as scan`;
  return `select ${selected.join(", ")} from ${scan} ${namesFiles ? beside : ""}`;
}

/** The column in which DuckDB tells a row's file. */
const SCANNED = "scanned_file";

/** Whether the files have the column with another type than the table. */
function misfits({ name, type }: ExternalColumn, types: ReadonlyMap<string, string>): boolean {
  return types.has(name) && types.get(name) !== duckType(type);
}

/** A column missing from the files is null; one of another type fails, but only when a file is really read. */
function readColumn(external: ExternalColumn, types: ReadonlyMap<string, string>): string {
  const { name, type } = external;
  const wanted = duckType(type);
  const found = types.get(name);
  const column = identifier(name);
  if (found === undefined) return `null::${wanted} as ${column}`;
  if (!misfits(external, types)) return `scan.${column}`;
  const schema =
    `' has an incompatible Parquet schema for column '${name}'. ` +
    `Column type: ${type.toUpperCase()}, Parquet schema: ${found}`;
  const message = `${literal("Spectrum Scan Error: File '")} || file.uri || ${literal(schema)}`;
  // Made to depend on the row: an error of constants alone would be raised while planning, for every query.
  return `error(${message} || left(coalesce(scan.${column}::varchar, ''), 0))::${wanted} as ${column}`;
}
