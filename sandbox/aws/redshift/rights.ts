import type { ExternalDdl } from "./external-ddl.ts";
import { SqlError, tokenize } from "./sql-text.ts";
import type { UserSql } from "./user-sql.ts";

/** An external schema of a Redshift database: a window on a database of the catalog. */
export interface ExternalSchema {
  readonly name: string;
  readonly database: string;
  readonly role: string;
  /** A database user. */
  owner: string;
  /** Users who may use what is in it. */
  readonly usage: string[];
}

/** The database users of a cluster, and what all of them may do. */
export interface DatabaseUsers {
  /** Those besides the administrator. */
  readonly names: string[];
  /** Everybody may create in the schema `public` until that is revoked (GRANT, "USAGE"). */
  mayAllCreate: boolean;
}

interface RightsParts {
  readonly admin: string;
  readonly database: string;
  readonly users: DatabaseUsers;
  readonly schemas: readonly ExternalSchema[];
  readonly save: () => void;
}

/** Words before the name of what a statement is about. */
const notNames = new Set([
  "table",
  "view",
  "schema",
  "if",
  "not",
  "exists",
  "into",
  "from",
  "only",
  "external",
]);

/**
 * What a database user may do. The administrator is a superuser, for whom nothing is looked up. For anybody else an
 * external table is read by `usage` on its schema, and changed by the schema's owner alone: no right on a single
 * external table can be granted (r_GRANT.html, r_CREATE_EXTERNAL_TABLE.html). Refusals have PostgreSQL's words.
 */
export class Rights {
  private readonly parts: RightsParts;

  constructor(parts: RightsParts) {
    this.parts = parts;
  }

  isSuperuser(user: string): boolean {
    return user === this.parts.admin;
  }

  /** Throws for a user that nobody has created. */
  refuseStranger(user: string): void {
    if (!this.knows(user)) throw new SqlError(`user "${user}" does not exist`);
  }

  mayUse(user: string, { owner, usage }: ExternalSchema): boolean {
    return this.isSuperuser(user) || owner === user || usage.includes(user) || usage.includes("public");
  }

  refuseExternalDdl(user: string, ddl: ExternalDdl): void {
    if (this.isSuperuser(user)) return;
    if (ddl.kind === "create-schema") throw denied(`database ${this.parts.database}`);
    const schema = this.parts.schemas.find(({ name }) => name === ddl.schema);
    if (schema === undefined) return;
    if (!this.mayUse(user, schema)) throw denied(`schema ${schema.name}`);
    if (schema.owner !== user) throw new SqlError(`must be owner of schema ${schema.name}`);
  }

  /** For who is no superuser; `tables` are those that the statement reads, as DuckDB writes their full names. */
  refuseSql(user: string, sql: string, tables: readonly string[]): void {
    const words = tokenize(sql).map(({ text }) => text);
    if (words[0] !== "select" && words[0] !== "with") throw this.refusedChange(words);
    for (const table of tables) this.refuseRead(user, tokenize(table));
  }

  carryOut(statement: UserSql, user: string): void {
    if (statement.kind === "create-user") this.createUser(statement.user, user);
    else if (statement.schema === "public") this.changePublic(statement, user);
    else this.changeSchema(statement, user);
    this.parts.save();
  }

  private knows(user: string): boolean {
    return this.isSuperuser(user) || this.parts.users.names.includes(user);
  }

  private createUser(name: string, by: string): void {
    if (!this.isSuperuser(by)) throw new SqlError("must be superuser to create users");
    if (this.knows(name)) throw new SqlError(`user "${name}" already exists`);
    this.parts.users.names.push(name);
  }

  private changePublic(statement: Exclude<UserSql, { kind: "create-user" }>, by: string): void {
    const isForAll = statement.kind !== "own-schema" && statement.user === "public";
    if (!isForAll || statement.right !== "create") {
      throw new SqlError("rights of single users on the schema public are not played by the sandbox");
    }
    if (!this.isSuperuser(by)) throw denied("schema public");
    this.parts.users.mayAllCreate = statement.kind === "grant";
  }

  private changeSchema(statement: Exclude<UserSql, { kind: "create-user" }>, by: string): void {
    const schema = this.parts.schemas.find(({ name }) => name === statement.schema);
    if (schema === undefined) throw new SqlError(`schema "${statement.schema}" does not exist`);
    if (statement.user !== "public") this.refuseStranger(statement.user);
    if (statement.kind === "own-schema") {
      // PostgreSQL wants of an owner that it may create in the database, which no user may whom we know.
      if (!this.isSuperuser(by)) {
        throw schema.owner === by
          ? denied(`database ${this.parts.database}`)
          : new SqlError(`must be owner of schema ${schema.name}`);
      }
      schema.owner = statement.user;
      return;
    }
    if (!this.isSuperuser(by) && schema.owner !== by) throw denied(`schema ${schema.name}`);
    if (statement.right === "create") {
      throw new SqlError("Operation not supported on external schema");
    }
    const others = schema.usage.filter((one) => one !== statement.user);
    schema.usage.splice(0, schema.usage.length, ...others);
    if (statement.kind === "grant") schema.usage.push(statement.user);
  }

  private refuseRead(user: string, name: ReturnType<typeof tokenize>): void {
    const [table = "", , schema] = name.map(({ text }) => text).toReversed();
    if (schema === undefined) {
      // The catalog's views are everybody's; any other table without a schema is a local one of somebody else.
      if (!/^(svv|pg)_/.test(table)) throw denied(`relation ${table}`);
      return;
    }
    if (schema === "pg_catalog") return;
    const external = this.parts.schemas.find(({ name: one }) => one === schema);
    if (external === undefined) throw denied(schema === "public" ? `relation ${table}` : `schema ${schema}`);
    if (!this.mayUse(user, external)) throw denied(`schema ${schema}`);
  }

  private refusedChange(words: readonly string[]): SqlError {
    const [verb, kind] = words;
    const at = words.findIndex((word, index) => index > 0 && !notNames.has(word));
    const isQualified = words[at + 1] === ".";
    const schema = isQualified ? (words[at] ?? "") : "public";
    const name = (isQualified ? words[at + 2] : words[at]) ?? "";
    if (verb === "create") {
      if (kind === "schema" || kind === "database") return denied(`database ${this.parts.database}`);
      return schema === "public" && this.parts.users.mayAllCreate
        ? new SqlError("what other users than the administrator create is not played by the sandbox")
        : denied(`schema ${schema}`);
    }
    if (verb === "drop" || verb === "alter") {
      return new SqlError(`must be owner of ${kind === "schema" ? kind : "relation"} ${name}`);
    }
    return denied(`relation ${name}`);
  }
}

function denied(what: string): SqlError {
  return new SqlError(`permission denied for ${what}`);
}
