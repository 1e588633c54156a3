/** A piece of SQL as the parser of external DDL sees it. */
export interface Token {
  /** Words and names without quotes are folded to lower case, as Redshift does. */
  readonly kind: "word" | "quoted" | "literal" | "sign";
  /** Without its quotes. */
  readonly text: string;
  /** As it was written, for messages. */
  readonly source: string;
}

/** An error in a statement: its text becomes the statement's `Error`. */
export class SqlError extends Error {
  constructor(message: string) {
    super(`ERROR: ${message}`);
    this.name = "SqlError";
  }
}

const pieces =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|'(?<literal>(?:[^']|'')*)'|"(?<quoted>(?:[^"]|"")*)"|(?<word>[A-Za-z_][\w$]*|\d[\w.]*)|(?<sign>::|[^\s])/g;

/** Splits SQL into tokens; comments and white space are dropped, as is a last semicolon. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { 0: source, groups = {} } of sql.matchAll(pieces)) {
    const { literal, quoted, word, sign } = groups;
    if (literal !== undefined) tokens.push({ kind: "literal", text: literal.replaceAll("''", "'"), source });
    else if (quoted !== undefined)
      tokens.push({ kind: "quoted", text: quoted.replaceAll('""', '"'), source });
    else if (word !== undefined) tokens.push({ kind: "word", text: word.toLowerCase(), source });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, source });
  }
  return tokens.at(-1)?.text === ";" ? tokens.slice(0, -1) : tokens;
}

const namedParameter =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|(?<!\w):(?<name>[A-Za-z_]\w*)/g;

/** The names of the `:name` parameters in a statement; those in literals and comments are text. */
export function parameterNames(sql: string): ReadonlySet<string> {
  const names = [...sql.matchAll(namedParameter)].map(({ groups }) => groups?.["name"]);
  return new Set(names.filter((name) => name !== undefined));
}

/** Writes `:name` as DuckDB's `$name`. */
export function withDuckParameters(sql: string): string {
  return sql.replace(namedParameter, (source, name?: string) => (name === undefined ? source : `$${name}`));
}

/** A value as an SQL literal. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as a quoted identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
