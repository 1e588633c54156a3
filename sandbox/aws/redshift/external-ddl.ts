import type { Token } from "./sql-text.ts";
import { SqlError, tokenize } from "./sql-text.ts";

/** A column of an external table; the type in lower case with its arguments: `varchar(100)`. */
export interface ExternalColumn {
  readonly name: string;
  readonly type: string;
}

/** A table's full name. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** Partition column and value pairs, in the order of the statement. */
export type PartitionKey = readonly (readonly [column: string, value: string])[];

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
  if (!adds && !parser.takes("add", "partition")) return undefined;
  const partitions = [];
  do {
    const key = parser.partitionKey();
    parser.expect("location");
    partitions.push({ key, location: parser.location() });
  } while (parser.takes("partition"));
  parser.end();
  return { kind: "add-partitions", ...name, ifNotExists: adds, partitions };
}

/** Walks over tokens; what it expects and does not find is a syntax error in PostgreSQL's words. */
class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** Steps over these words (or signs) if they come next, else stays. */
  takes(...words: readonly string[]): boolean {
    const isNext = words.every((word, offset) => {
      const token = this.tokens[this.index + offset];
      return token?.text === word && (token.kind === "word" || token.kind === "sign");
    });
    if (isNext) this.index += words.length;
    return isNext;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.takes(word)) this.refuse();
  }

  name(): string {
    return this.take(["word", "quoted"]);
  }

  literal(): string {
    return this.take(["literal"]);
  }

  location(): string {
    const location = this.literal();
    if (!/^s3:\/\/[^/]+\/?/.test(location)) throw new SqlError(`Invalid S3 location "${location}"`);
    return location;
  }

  isQualified(): boolean {
    return this.tokens[this.index + 1]?.text === ".";
  }

  tableName(): TableName {
    const schema = this.name();
    this.expect(".");
    return { schema, table: this.name() };
  }

  columns(): readonly ExternalColumn[] {
    this.expect("(");
    const columns: ExternalColumn[] = [];
    do {
      const name = this.name();
      let type = this.take(["word"]);
      // `double precision` and `character varying` are two words.
      for (const word of ["precision", "varying"]) if (this.takes(word)) type += ` ${word}`;
      if (this.takes("(")) {
        const sizes = [this.take(["word"])];
        while (this.takes(",")) sizes.push(this.take(["word"]));
        this.expect(")");
        type += `(${sizes.join(",")})`;
      }
      columns.push({ name, type });
    } while (this.takes(","));
    this.expect(")");
    return columns;
  }

  partitionKey(): PartitionKey {
    this.expect("(");
    const pairs: (readonly [string, string])[] = [];
    do {
      const column = this.name();
      this.expect("=");
      pairs.push([column, this.take(["literal", "word"])]);
    } while (this.takes(","));
    this.expect(")");
    return pairs;
  }

  end(): void {
    if (this.index < this.tokens.length) this.refuse();
  }

  private take(kinds: readonly Token["kind"][]): string {
    const token = this.tokens[this.index];
    if (token === undefined || !kinds.includes(token.kind)) this.refuse();
    this.index += 1;
    return token?.text ?? "";
  }

  private refuse(): never {
    const token = this.tokens[this.index];
    throw new SqlError(
      token === undefined ? "syntax error at end of input" : `syntax error at or near "${token.source}"`,
    );
  }
}
