import type { Token } from "./sql-text.ts";
import { SqlError } from "./sql-text.ts";

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

/** Walks over tokens; what it expects and does not find is a syntax error in PostgreSQL's words. */
export class Parser {
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
    do columns.push(this.column());
    while (this.takes(","));
    this.expect(")");
    return columns;
  }

  column(): ExternalColumn {
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
    return { name, type };
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
    if (!this.isAtEnd()) this.refuse();
  }

  isAtEnd(): boolean {
    return this.index >= this.tokens.length;
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
