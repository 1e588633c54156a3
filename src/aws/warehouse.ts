import { createHash } from "node:crypto";
import type { Field } from "@aws-sdk/client-redshift-data";
import { classifyAwsError } from "./aws-errors.ts";
import type { Clients } from "./clients.ts";
import { gatherPages, instant, nullWhenAbsent } from "./pages.ts";

/** Redshift and its Data API. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Warehouse {
  /** `null` when there is no such cluster. */
  see(cluster: string): Promise<WarehouseFacts | null>;
  /** Starts waking a paused cluster; harmless when it is available or on its way. */
  resume(cluster: string): Promise<void>;
  /** Starts one statement and tells its id. The same `token` within 8 hours is the same statement. */
  start(wish: StatementWish): Promise<string>;
  /** `null` when it is unknown or forgotten (after 24 hours). */
  statement(id: string): Promise<StatementFacts | null>;
  /** Statements of exactly this name in any state, newest first. */
  findByName(
    name: string,
    where: { readonly cluster: string; readonly database: string },
  ): Promise<readonly StatementSummary[]>;
  /** Names of the last 24 hours' statements that begin so, in any state and no order. */
  names(
    prefix: string,
    where: { readonly cluster: string; readonly database: string },
  ): Promise<readonly string[]>;
  /** The result's rows by column name; a result is kept for 24 hours. Dates and decimals are strings. */
  rows(statementId: string): Promise<readonly Row[]>;
  /** Whether it was still there to be canceled. */
  cancel(statementId: string): Promise<boolean>;
}

/** One row of a result: column name to value. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A Redshift cluster as last described. */
interface WarehouseFacts {
  /** As AWS writes it, for showing: `available`, `paused`, `resuming`. */
  readonly status: string;
  readonly isAvailable: boolean;
  readonly isPaused: boolean;
  /** Neither: starting, resuming, pausing, being modified or deleted. */
  readonly isMoving: boolean;
  /** It may act as each role that it was given; a new cluster is available before it may. */
  readonly hasRoles: boolean;
  /** ARN of the secret of its administrator; one that was restored from a snapshot has another. `null` where it has none. */
  readonly secretArn: string | null;
}

/** A statement to start. */
interface StatementWish {
  readonly cluster: string;
  readonly database: string;
  /** Signs in as whom the secret is for; without it, as the database user of the caller's IAM identity. */
  readonly secretArn?: string;
  /** With `:name` where a parameter's value goes. */
  readonly sql: string;
  /** Values only, never names of tables or paths in S3; none may be empty. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Finds it again (`findByName`); at most 500 characters. */
  readonly name: string;
  /** Derived from run and step. AWS allows 64 characters: a longer one is sent as the 64 hex digits of its SHA-256. */
  readonly token: string;
}

/** A statement as listed. */
export interface StatementSummary {
  readonly id: string;
  readonly name: string;
  /** As AWS writes it, for showing. */
  readonly state: string;
  /** Will not change any more. */
  readonly isSettled: boolean;
  /** Settled well. */
  readonly isFinished: boolean;
  /** ISO time. */
  readonly createdAt: string;
}

/** A statement as described; AWS does not repeat its name then. */
export interface StatementFacts extends Omit<StatementSummary, "name"> {
  /** The database's own words; `null` unless it failed. */
  readonly error: string | null;
  /** `null` for a statement without a result. */
  readonly resultRows: number | null;
}

/** The warehouse over the Redshift and Redshift Data APIs. */
export function createWarehouse(clients: Clients): Warehouse {
  const warehouse: Warehouse = {
    async see(cluster) {
      const { sdk, client } = await clients.redshift();
      const reply = await nullWhenAbsent(
        client.send(new sdk.DescribeClustersCommand({ ClusterIdentifier: cluster })),
      );
      const {
        ClusterStatus: status,
        IamRoles: roles = [],
        MasterPasswordSecretArn: secretArn = null,
      } = reply?.Clusters?.[0] ?? {};
      const hasRoles = roles.every(({ ApplyStatus }) => ApplyStatus !== "adding");
      return status === undefined ? null : { ...warehouseStatus(status), hasRoles, secretArn };
    },

    async resume(cluster) {
      const { sdk, client } = await clients.redshift();
      try {
        await client.send(new sdk.ResumeClusterCommand({ ClusterIdentifier: cluster }));
      } catch (error) {
        // Redshift refuses to resume what is not paused, also when an earlier try of ours has begun to.
        const wasResumed =
          classifyAwsError(error).kind === "conflict" && (await warehouse.see(cluster))?.isPaused === false;
        if (!wasResumed) throw error;
      }
    },

    async start({ cluster, database, secretArn, sql, parameters = {}, name, token }) {
      const { sdk, client } = await clients.redshiftData();
      const values = Object.entries(parameters).map(([each, value]) => ({ name: each, value }));
      const reply = await client.send(
        new sdk.ExecuteStatementCommand({
          ClusterIdentifier: cluster,
          Database: database,
          ...(secretArn === undefined ? {} : { SecretArn: secretArn }),
          Sql: sql,
          StatementName: name,
          ClientToken: clientToken(token),
          // An empty list is refused.
          ...(values.length === 0 ? {} : { Parameters: values }),
        }),
      );
      return reply.Id ?? "";
    },

    async statement(id) {
      const { sdk, client } = await clients.redshiftData();
      const reply = await nullWhenAbsent(client.send(new sdk.DescribeStatementCommand({ Id: id })));
      if (reply === null) return null;
      return {
        ...statementState(reply),
        error: reply.Error ?? null,
        // Redshift says -1 where there is no result.
        resultRows: reply.HasResultSet === true ? (reply.ResultRows ?? 0) : null,
      };
    },

    async findByName(name, where) {
      return (await listed(name, where))
        .filter((statement) => statement.StatementName === name)
        .map((statement) => ({ ...statementState(statement), name }))
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },

    async names(prefix, where) {
      return (await listed(prefix, where)).flatMap(({ StatementName }) => StatementName ?? []);
    },

    async rows(statementId) {
      const { sdk, client } = await clients.redshiftData();
      const pages = await gatherPages(
        (NextToken) => client.send(new sdk.GetStatementResultCommand({ Id: statementId, NextToken })),
        (page) => page.NextToken,
      );
      const columns = (pages[0]?.ColumnMetadata ?? []).map((column) => column.label || column.name || "");
      return pages
        .flatMap((page) => page.Records ?? [])
        .map((record) =>
          Object.fromEntries(record.map((field, index) => [columns[index] ?? "", cellValue(field)])),
        );
    },

    async cancel(statementId) {
      const { sdk, client } = await clients.redshiftData();
      try {
        const reply = await client.send(new sdk.CancelStatementCommand({ Id: statementId }));
        return reply.Status === true;
      } catch (error) {
        // A statement that has ended is refused as an invalid request.
        if ((await warehouse.statement(statementId))?.isSettled !== false) return false;
        throw error;
      }
    },
  };
  return warehouse;

  async function listed(
    prefix: string,
    { cluster, database }: { readonly cluster: string; readonly database: string },
  ) {
    const { sdk, client } = await clients.redshiftData();
    const pages = await gatherPages(
      (NextToken) =>
        client.send(
          new sdk.ListStatementsCommand({
            // Matches as a prefix.
            StatementName: prefix,
            ClusterIdentifier: cluster,
            Database: database,
            // Finished ones are left out unless asked for, and so are those of an earlier session of the same role.
            Status: "ALL",
            RoleLevel: true,
            NextToken,
          }),
        ),
      (page) => page.NextToken,
    );
    return pages.flatMap((page) => page.Statements ?? []);
  }
}

function warehouseStatus(status: string): Omit<WarehouseFacts, "hasRoles" | "secretArn"> {
  // Redshift also says "available, prep-for-resize" and "available, resize-cleanup": it answers queries then.
  const isAvailable = status.startsWith("available");
  const isPaused = status === "paused";
  return { status, isAvailable, isPaused, isMoving: !isAvailable && !isPaused };
}

function statementState({
  Id: id = "",
  Status: state = "",
  CreatedAt,
}: {
  Id: string | undefined;
  Status?: string | undefined;
  CreatedAt?: Date | undefined;
}) {
  return {
    id,
    state,
    isSettled: state === "FINISHED" || state === "FAILED" || state === "ABORTED",
    isFinished: state === "FINISHED",
    createdAt: instant(CreatedAt),
  };
}

/** At most 64 characters, as the API's model says; what is longer becomes its SHA-256 in hex, which has 64. */
function clientToken(token: string): string {
  return token.length <= 64 ? token : createHash("sha256").update(token).digest("hex");
}

function cellValue(field: Field): string | number | boolean | null {
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? null;
}
