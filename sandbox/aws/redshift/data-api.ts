import { z } from "zod";
import { readRequest } from "../request.ts";
import type { Service, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { SignIn } from "./sign-in.ts";
import { parameterNames } from "./sql-text.ts";
import { described, listed, submitted } from "./statement-answers.ts";
import type { StatementRecord } from "./statement-record.ts";
import { isSettled } from "./statement-record.ts";
import type { NewStatement, Statements } from "./statements.ts";

/** AWS's limits. Rows of a page are the sandbox's own; AWS pages by size. */
const limits = { sqlBytes: 100_000, sqlsOfBatch: 40, activeStatements: 200, rowsOfPage: 1000 };

const Sql = z
  .string()
  .min(1)
  .refine((sql) => Buffer.byteLength(sql) <= limits.sqlBytes, "Query string is longer than 100 KB");
const WaitTimeSeconds = z.int().min(0).max(30).default(0);
const shared = {
  ClusterIdentifier: z.string().min(1, "Either ClusterIdentifier or WorkgroupName is needed"),
  Database: z.string().min(1),
  SecretArn: z.string().optional(),
  DbUser: z.string().optional(),
  StatementName: z.string().max(500).optional(),
  ClientToken: z.string().min(1).max(64).optional(),
  WithEvent: z.boolean().optional(),
  Parameters: z.array(z.object({ name: z.string().min(1), value: z.string().min(1) })).default([]),
  WaitTimeSeconds,
};
const requests = {
  ExecuteStatement: z.object({ ...shared, Sql }),
  BatchExecuteStatement: z.object({
    ...shared,
    Sqls: z.array(Sql).min(1).max(limits.sqlsOfBatch),
    ExecutionMode: z.enum(["TRANSACTION", "AUTO_COMMIT"]).default("TRANSACTION"),
  }),
  DescribeStatement: z.object({ Id: z.string().min(1), WaitTimeSeconds }),
  GetStatementResult: z.object({ Id: z.string().min(1), NextToken: z.string().optional(), WaitTimeSeconds }),
  CancelStatement: z.object({ Id: z.string().min(1) }),
  ListStatements: z.object({
    StatementName: z.string().optional(),
    Status: z
      .enum(["SUBMITTED", "PICKED", "STARTED", "FINISHED", "ABORTED", "FAILED", "ALL"])
      // AWS lists only finished ones unless asked.
      .default("FINISHED"),
    ClusterIdentifier: z.string().optional(),
    Database: z.string().optional(),
    RoleLevel: z.boolean().optional(),
    MaxResults: z.int().min(0).max(100).default(100),
    NextToken: z.string().optional(),
  }),
};

/** Makes the Redshift Data API. `signIn` tells the database user, and throws for a cluster that takes no statement. */
export function createDataApi(
  setting: Setting,
  statements: Statements,
  signIn: (wish: SignIn) => string,
): Service {
  /** The same token is the same statement; it is looked for before anything can be refused. */
  const submit = async (operation: string, { request, whole, caller }: Submission) => {
    const { ClientToken: token, StatementName: name, WaitTimeSeconds: waitTimeSeconds } = request;
    const known = token === undefined ? undefined : statements.withToken(token);
    if (known !== undefined) return submitted(known);
    const { ClusterIdentifier: cluster, SecretArn: secretArn, DbUser: dbUser } = request;
    const user = signIn({ cluster, secretArn, dbUser, caller, name });
    const statement = toStatement(request, whole, user);
    refuseUnused(statement);
    if (statements.all().filter((record) => !isSettled(record)).length >= limits.activeStatements) {
      throw new AwsError(
        "ActiveStatementsExceededException",
        "Active statements exceeded the allowed quota.",
      );
    }
    const record = statements.submit(statement);
    setting.ledger.record({ service: "redshift-data", operation, name: record.name ?? "", id: record.id });
    await statements.whenSettled(record, waitTimeSeconds);
    return submitted(record);
  };

  const operations: Service["operations"] = {
    async ExecuteStatement(input, { arn: caller }) {
      const request = readRequest(requests.ExecuteStatement, input);
      const whole = { isBatch: false, isTransaction: false, sqls: [request.Sql] };
      return await submit("ExecuteStatement", { request, whole, caller });
    },
    async BatchExecuteStatement(input, { arn: caller }) {
      const request = readRequest(requests.BatchExecuteStatement, input);
      const isTransaction = request.ExecutionMode === "TRANSACTION";
      const whole = { isBatch: true, isTransaction, sqls: request.Sqls };
      return await submit("BatchExecuteStatement", { request, whole, caller });
    },
    async DescribeStatement(input) {
      const { Id, WaitTimeSeconds } = readRequest(requests.DescribeStatement, input);
      const record = statements.find(Id);
      await statements.whenSettled(record, WaitTimeSeconds);
      refuseExpired(record);
      return described(record);
    },
    async GetStatementResult(input) {
      const { Id, NextToken, WaitTimeSeconds } = readRequest(requests.GetStatementResult, input);
      const record = statements.find(Id);
      await statements.whenSettled(record, WaitTimeSeconds);
      if (setting.failures.takeEnd("expire-result", record.name ?? "")) statements.expire(record);
      refuseExpired(record);
      const { columns, records } = resultOf(record, Id);
      const from = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, "base64url").toString());
      const next = from + limits.rowsOfPage;
      return {
        ColumnMetadata: columns,
        Records: records.slice(from, next),
        TotalNumRows: records.length,
        NextToken: next < records.length ? Buffer.from(String(next)).toString("base64url") : undefined,
      };
    },
    CancelStatement(input) {
      const record = statements.find(readRequest(requests.CancelStatement, input).Id);
      if (isSettled(record)) {
        throw new AwsError(
          "ValidationException",
          `Could not cancel a query that is already in ${record.status} state with ID: ${record.id}`,
        );
      }
      statements.cancel(record);
      setting.ledger.record({
        service: "redshift-data",
        operation: "CancelStatement",
        name: record.name ?? "",
        id: record.id,
      });
      return { Status: true };
    },
    ListStatements(input) {
      const request = readRequest(requests.ListStatements, input);
      const found = statements
        .all()
        .filter(({ status }) => request.Status === "ALL" || status === request.Status)
        .filter(({ name = "" }) => name.startsWith(request.StatementName ?? ""))
        .filter(({ cluster }) => (request.ClusterIdentifier ?? cluster) === cluster)
        .filter(({ database }) => (request.Database ?? database) === database);
      // The token is the last id of the page before, so that newer statements move nothing.
      const last = Buffer.from(request.NextToken ?? "", "base64url").toString();
      const rest = found.slice(found.findIndex(({ id }) => id === last) + 1);
      const page = rest.slice(0, request.MaxResults === 0 ? 100 : request.MaxResults);
      const hasMore = rest.length > page.length;
      return {
        Statements: page.map(listed),
        NextToken: hasMore ? Buffer.from(page.at(-1)?.id ?? "").toString("base64url") : undefined,
      };
    },
  };
  return { name: "redshift-data", scope: "redshift-data", protocol: "json", operations };
}

/** A request for one or several SQL texts, as whichever operation takes it. */
interface Submission {
  readonly request: Omit<z.infer<typeof requests.ExecuteStatement>, "Sql">;
  readonly whole: Pick<NewStatement, "isBatch" | "isTransaction" | "sqls">;
  readonly caller: string;
}

function toStatement(request: Submission["request"], whole: Submission["whole"], user: string): NewStatement {
  return {
    ...whole,
    name: request.StatementName,
    token: request.ClientToken,
    cluster: request.ClusterIdentifier,
    database: request.Database,
    secretArn: request.SecretArn,
    user,
    parameters: request.Parameters,
  };
}

function refuseUnused({ parameters, sqls }: NewStatement): void {
  const used = new Set(sqls.flatMap((sql) => [...parameterNames(sql)]));
  const unused = parameters.map(({ name }) => name).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw new AwsError(
      "ValidationException",
      `Parameters list contains unused parameters. Unused parameters: [${unused.join(", ")}]`,
    );
  }
}

/** AWS's words for it, as https://github.com/pulumi/pulumi-aws/issues/2055 quotes them. */
function refuseExpired({ isExpired = false, updatedAt }: StatementRecord): void {
  if (!isExpired) return;
  const at = Math.round(updatedAt / 1000);
  throw new AwsError(
    "ValidationException",
    `Could not retrieve the query result as it has expired after ${at}.`,
  );
}

/** The result of a statement, or of one part of a batch (`id:2`); throws `ResourceNotFoundException`. */
function resultOf(record: StatementRecord, id: string) {
  const [, number] = id.split(":");
  const part = number === undefined && record.isBatch ? undefined : record.parts[Number(number ?? 1) - 1];
  if (part?.result === undefined || record.status !== "FINISHED") {
    throw new AwsError(
      "ResourceNotFoundException",
      "Query does not have result. Please check query status with DescribeStatement.",
    );
  }
  return part.result;
}
