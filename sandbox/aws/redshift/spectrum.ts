import type { DuckDBConnection } from "@duckdb/node-api";
import type { ObjectStore } from "../service.ts";
import type { CatalogTable } from "./catalog.ts";
import type { ExternalColumn } from "./external-ddl.ts";
import { identifier, literal } from "./sql-text.ts";

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
  readonly path: string;
  readonly bytes: number;
  readonly partitionValues: readonly string[];
}

/** Files whose Parquet has the same columns of the same types. */
interface FileGroup {
  readonly types: ReadonlyMap<string, string>;
  readonly files: TableFile[];
}

/** The DuckDB type of an external column; `undefined` for a type that Redshift or this stand-in does not have. */
export function duckType(type: string): string | undefined {
  const decimal = /^(?:decimal|numeric)\((\d+)(?:,(\d+))?\)$/.exec(type);
  if (decimal !== null) return `DECIMAL(${decimal[1]},${decimal[2] ?? "0"})`;
  return duckTypes[type.replace(/\(.*\)$/, "")];
}

/** Reads the Parquet of external tables, as Redshift Spectrum does. */
export class Spectrum {
  private readonly lake: ObjectStore;
  /** Types by file; a file of the lake never changes. */
  private readonly parquetTypes = new Map<string, ReadonlyMap<string, string>>();

  constructor(lake: ObjectStore) {
    this.lake = lake;
  }

  /** The query whose rows are the table's. `"$path"` and `"$size"` are in it on request: `select *` does not show them. */
  async query(
    table: CatalogTable,
    { connection, withPseudocolumns }: { connection: DuckDBConnection; withPseudocolumns: boolean },
  ): Promise<string> {
    const alike = new Map<string, FileGroup>();
    for (const file of this.files(table)) {
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
  private files(table: CatalogTable): readonly TableFile[] {
    const places =
      table.keys.length > 0
        ? table.partitions
        : [{ values: [] as readonly string[], location: table.location }];
    return places.flatMap(({ values, location }) => {
      const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location) ?? [];
      const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
      if (!this.lake.hasBucket(bucket)) return [];
      return this.lake
        .list(bucket, key)
        .filter((object) => object.key === key || object.key.startsWith(prefix))
        .filter((object) => !/(^|\/)([._#][^/]*|[^/]*~|)$/.test(object.key))
        .map((object) => ({
          uri: `s3://${bucket}/${object.key}`,
          path: this.lake.path(bucket, object.key),
          bytes: object.bytes,
          partitionValues: values,
        }));
    });
  }

  private async typesOf(path: string, connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
    const known = this.parquetTypes.get(path);
    if (known !== undefined) return known;
    const reader = await connection.runAndReadAll(`describe select * from read_parquet(${literal(path)})`);
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
  const known = files.map(({ path, uri, bytes, partitionValues }) => {
    const values = keys.map((_, index) => literal(partitionValues[index] ?? ""));
    return `(${[literal(path), literal(uri), `${bytes}::bigint`, ...values].join(", ")})`;
  });
  const names = ["path", "uri", "bytes", ...keys.map((_, index) => `key${index}`)];
  const selected = [
    ...columns.map((column) => readColumn(column, types)),
    ...keys.map(({ name, type }, index) => `file.key${index}::${duckType(type)} as ${identifier(name)}`),
    ...(withPseudocolumns ? ['file.uri as "$path"', 'file.bytes as "$size"'] : []),
  ];
  const paths = files.map(({ path }) => literal(path)).join(", ");
  return (
    `select ${selected.join(", ")} ` +
    `from read_parquet([${paths}], filename = '${SCANNED}', hive_partitioning = false) as scan ` +
    `join (values ${known.join(", ")}) as file(${names.join(", ")}) on scan.${SCANNED} = file.path`
  );
}

/** The column in which DuckDB tells a row's file. */
const SCANNED = "scanned_file";

/** A column missing from the files is null; one of another type fails, but only when a file is really read. */
function readColumn({ name, type }: ExternalColumn, types: ReadonlyMap<string, string>): string {
  const wanted = duckType(type);
  const found = types.get(name);
  const column = identifier(name);
  if (found === undefined) return `null::${wanted} as ${column}`;
  if (found === wanted) return `scan.${column}`;
  const schema =
    `' has an incompatible Parquet schema for column '${name}'. ` +
    `Column type: ${type.toUpperCase()}, Parquet schema: ${found}`;
  const message = `${literal("Spectrum Scan Error: File '")} || file.uri || ${literal(schema)}`;
  // Made to depend on the row: an error of constants alone would be raised while planning, for every query.
  return `error(${message} || left(coalesce(scan.${column}::varchar, ''), 0))::${wanted} as ${column}`;
}
