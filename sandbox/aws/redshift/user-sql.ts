import { Parser } from "./sql-parser.ts";
import { SqlError, tokenize } from "./sql-text.ts";

/** One statement about database users and their rights on schemas. */
export type UserSql =
  | { readonly kind: "create-user"; readonly user: string }
  | { readonly kind: "own-schema"; readonly schema: string; readonly user: string }
  | {
      readonly kind: "grant" | "revoke";
      readonly right: "usage" | "create";
      readonly schema: string;
      /** `public` is everybody. */
      readonly user: string;
    };

/**
 * Parses what is played of it; `undefined` for SQL of another kind. What Redshift has besides (groups, roles, rights on
 * tables) throws a `SqlError`, so that nobody believes it was done.
 */
export function parseUserSql(sql: string): UserSql | undefined {
  const parser = new Parser(tokenize(sql));
  if (parser.takes("create", "user")) return createUser(parser);
  if (parser.takes("alter", "schema")) return alterSchema(parser);
  if (parser.takes("grant")) return right(parser, "grant");
  return parser.takes("revoke") ? right(parser, "revoke") : undefined;
}

function createUser(parser: Parser): UserSql {
  const user = parser.name();
  parser.takes("with");
  parser.expect("password");
  if (!parser.takes("disable")) parser.literal();
  parser.end();
  return { kind: "create-user", user };
}

function alterSchema(parser: Parser): UserSql {
  const schema = parser.name();
  if (!parser.takes("owner", "to")) throw notPlayed("alter schema without owner to");
  const user = parser.name();
  parser.end();
  return { kind: "own-schema", schema, user };
}

function right(parser: Parser, kind: "grant" | "revoke"): UserSql {
  const given = (["usage", "create"] as const).find((one) => parser.takes(one));
  if (given === undefined || !parser.takes("on", "schema")) {
    throw notPlayed(`${kind} of anything but usage or create on a schema`);
  }
  const schema = parser.name();
  parser.expect(kind === "grant" ? "to" : "from");
  const user = parser.name();
  parser.end();
  return { kind, right: given, schema, user };
}

function notPlayed(what: string): SqlError {
  return new SqlError(`${what} is not played by the sandbox`);
}
