import type { ExternalColumn, PartitionKey, TableName } from "./sql-parser.ts";
import { Parser } from "./sql-parser.ts";
import { tokenize } from "./sql-text.ts";

/** One statement about external schemas and tables; all other SQL is the engine's. */
export type ExternalDdl =
  | {
      readonly kind: "create-schema";
      readonly schema: string;
      readonly database: string;
      readonly role: string;
      readonly ifNotExists: boolean;
      readonly createDatabase: boolean;
    }
  | (TableName & {
      readonly kind: "create-table";
      readonly columns: readonly ExternalColumn[];
      readonly keys: readonly ExternalColumn[];
      readonly location: string;
    })
  | (TableName & {
      readonly kind: "add-partitions";
      readonly ifNotExists: boolean;
      readonly partitions: readonly { readonly key: PartitionKey; readonly location: string }[];
    })
  | (TableName & { readonly kind: "set-location"; readonly key: PartitionKey; readonly location: string })
  | (TableName & { readonly kind: "drop-partition"; readonly key: PartitionKey })
  | (TableName & { readonly kind: "add-column"; readonly column: ExternalColumn })
  | (TableName & { readonly kind: "drop-table"; readonly ifExists: boolean });

/** Parses external DDL; `undefined` for other SQL. Throws `SqlError` at what Redshift's grammar does not have. */
export function parseExternalDdl(sql: string): ExternalDdl | undefined {
  const parser = new Parser(tokenize(sql));
  if (parser.takes("create", "external", "schema")) return createSchema(parser);
  if (parser.takes("create", "external", "table")) return createTable(parser);
  if (parser.takes("drop", "table")) return dropTable(parser);
  return parser.takes("alter", "table") ? alterTable(parser) : undefined;
}

function createSchema(parser: Parser): ExternalDdl {
  const ifNotExists = parser.takes("if", "not", "exists");
  const schema = parser.name();
  parser.expect("from", "data", "catalog", "database");
  const database = parser.literal();
  if (parser.takes("region")) parser.literal();
  parser.expect("iam_role");
  const role = parser.literal();
  const createDatabase = parser.takes("create", "external", "database", "if", "not", "exists");
  parser.end();
  return { kind: "create-schema", schema, database, role, ifNotExists, createDatabase };
}

/** `if not exists` is refused on purpose: Redshift's grammar has it for external schemas, not for external tables. */
function createTable(parser: Parser): ExternalDdl {
  const name = parser.tableName();
  const columns = parser.columns();
  const keys = parser.takes("partitioned", "by") ? parser.columns() : [];
  parser.expect("stored", "as", "parquet", "location");
  const location = parser.location();
  parser.end();
  return { kind: "create-table", ...name, columns, keys, location };
}

function dropTable(parser: Parser): ExternalDdl | undefined {
  const ifExists = parser.takes("if", "exists");
  // A table without a schema is a local one.
  if (!parser.isQualified()) return undefined;
  const name = parser.tableName();
  parser.end();
  return { kind: "drop-table", ...name, ifExists };
}

/** A column of an external table is added without `default`, `encode`, `null` and `not null` (r_ALTER_TABLE.html). */
function alterTable(parser: Parser): ExternalDdl | undefined {
  if (!parser.isQualified()) return undefined;
  const name = parser.tableName();
  if (parser.takes("partition")) {
    const key = parser.partitionKey();
    parser.expect("set", "location");
    const location = parser.location();
    parser.end();
    return { kind: "set-location", ...name, key, location };
  }
  if (parser.takes("drop", "partition")) {
    const key = parser.partitionKey();
    parser.end();
    return { kind: "drop-partition", ...name, key };
  }
  const adds = parser.takes("add", "if", "not", "exists", "partition");
  if (!adds && !parser.takes("add", "partition")) {
    if (!parser.takes("add", "column")) return undefined;
    const column = parser.column();
    parser.end();
    return { kind: "add-column", ...name, column };
  }
  const partitions = [];
  do {
    const key = parser.partitionKey();
    parser.expect("location");
    partitions.push({ key, location: parser.location() });
  } while (parser.takes("partition"));
  parser.end();
  return { kind: "add-partitions", ...name, ifNotExists: adds, partitions };
}
