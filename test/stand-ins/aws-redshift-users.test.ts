import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecuteStatementCommandInput } from "@aws-sdk/client-redshift-data";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { botAccessKey } from "../../sandbox/aws/access/caller.ts";
import type { Aws } from "../../sandbox/aws/main.ts";
import { startAws } from "../../sandbox/aws/main.ts";
import { createWarehouse } from "../../src/aws/warehouse.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";
import { deploy, eventually } from "../support/aws/own-aws.ts";

/** Redshift's database users and their rights, as two callers meet them through the SDK. */

const home = mkdtempSync(join(tmpdir(), "aws-users-"));
const BOT = "IAMR:LoansBot-loan-tracker";
let aws: Aws;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  aws = await startAws({ port: 0, home, speed: 1000 });
  const unused = async () => {
    throw new Error("not needed for a deploy");
  };
  const own = { url: aws.url, clients: clientsAt(aws.url), plan: unused, effects: unused, close: aws.close };
  ({ outputs } = await deploy(own, "loan-tracker"));
  const warehouse = createWarehouse(own.clients);
  await eventually(
    async () => await warehouse.see(outputs["RedshiftClusterId"] ?? ""),
    (seen) => seen?.hasRoles === true,
  );
});

afterAll(async () => {
  await aws.close();
  rmSync(home, { recursive: true, force: true });
});

type How = Partial<ExecuteStatementCommandInput>;

/** Runs a statement as who has that key, and tells its rows, or the words in which it was refused. */
async function ask(accessKeyId: string, Sql: string, how: How = {}): Promise<unknown> {
  const client = new RedshiftDataClient({
    endpoint: aws.url,
    region: "us-west-1",
    credentials: { accessKeyId, secretAccessKey: "any" },
  });
  const where = { ClusterIdentifier: outputs["RedshiftClusterId"], Database: outputs["RedshiftDatabase"] };
  const { Id } = await client.send(new ExecuteStatementCommand({ ...where, Sql, ...how }));
  const {
    Status,
    Error: words,
    HasResultSet,
  } = await client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
  if (Status !== "FINISHED") return words;
  if (HasResultSet !== true) return "done";
  const { Records = [] } = await client.send(new GetStatementResultCommand({ Id }));
  return Records.map((record) => record.map(({ stringValue, longValue }) => stringValue ?? longValue));
}

const admin = async (sql: string) => await ask("AKIAADMIN", sql, { SecretArn: outputs["RedshiftSecretArn"] });
const bot = async (sql: string) => await ask(botAccessKey, sql);
/** As that database user, whose credentials the bot has no right to. */
const as = async (DbUser: string, sql: string) => await ask("AKIAADMIN", sql, { DbUser });

const schema = (name: string) => `create external schema ${name} from data catalog
  database '${outputs["GlueDatabaseName"]}' iam_role '${outputs["SpectrumRoleArn"]}'`;
const table = (
  name: string,
) => `create external table last.${name} (loan_category varchar(100), "count" bigint)
  partitioned by (insert_date varchar(12)) stored as parquet location 's3://loan-tracker-lake/stage/'`;
const partition = (
  day: string,
) => `alter table last.loan_tracker add if not exists partition (insert_date = '${day}')
  location 's3://loan-tracker-lake/stage/insert_date=${day}/'`;
const users = async () => await admin("select usename from pg_user order by usename");

describe("a session", () => {
  test("by the cluster's own secret is the administrator's, by any other there is none", async () => {
    expect(await admin(schema("last"))).toBe("done");
    expect(await admin(table("loan_tracker"))).toBe("done");
    expect(await users()).toEqual([["loanadmin"]]);
    const stranger = { SecretArn: `${outputs["RedshiftSecretArn"]}x` };
    await expect(ask(botAccessKey, "select 1", stranger)).rejects.toMatchObject({
      name: "ValidationException",
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  test("without one is that of the caller's database user, which its first sign-in makes", async () => {
    expect(await bot("select 1")).toEqual([[1]]);
    expect(await ask("AKIAADMIN", "select 2")).toEqual([[2]]);
    expect(await users()).toEqual([["IAM:sandbox"], [BOT], ["loanadmin"]]);
    expect(await admin(`create user "${BOT}" password disable`)).toBe(`ERROR: user "${BOT}" already exists`);
  });

  test("of a database user that was never made fails", async () => {
    expect(await as("nobody", "select 1")).toBe('ERROR: user "nobody" does not exist');
    expect(await admin("create user reader password disable")).toBe("done");
    expect(await as("reader", "select 1")).toEqual([[1]]);
  });
});

describe("a user that was granted nothing", () => {
  test.each([
    ["select * from last.loan_tracker", "permission denied for schema last"],
    [partition("2026-11-23"), "permission denied for schema last"],
    ["drop table last.loan_tracker", "permission denied for schema last"],
    ["alter schema last owner to reader", "must be owner of schema last"],
    ["grant usage on schema last to reader", "permission denied for schema last"],
    ["revoke create on schema public from public", "permission denied for schema public"],
    ["create user eve password disable", "must be superuser to create users"],
    ["create schema mine", "permission denied for database loans"],
  ])("may not %s", async (sql, words) => {
    expect(await bot(sql)).toBe(`ERROR: ${words}`);
  });

  test("may make no external schema, and sees none in the catalog", async () => {
    expect(await bot(schema("mine"))).toBe("ERROR: permission denied for database loans");
    expect(await bot("select schemaname from svv_external_schemas")).toEqual([]);
  });
});

test("usage lets read, and change nothing", async () => {
  expect(await admin(`grant usage on schema last to "${BOT}"`)).toBe("done");
  expect(await bot("select * from last.loan_tracker")).toEqual([]);
  expect(await bot("select tablename from svv_external_tables")).toEqual([["loan_tracker"]]);
  for (const sql of [partition("2026-11-23"), "drop table last.loan_tracker", table("other")]) {
    expect(await bot(sql)).toBe("ERROR: must be owner of schema last");
  }
  expect(await admin(`revoke usage on schema last from "${BOT}"`)).toBe("done");
  expect(await bot("select * from last.loan_tracker")).toBe("ERROR: permission denied for schema last");
});

test("the owner of an external schema changes its tables, and what is not its own stays closed to it", async () => {
  expect(await admin(`alter schema last owner to "${BOT}"`)).toBe("done");
  expect(await bot(partition("2026-11-23"))).toBe("done");
  expect(await bot("select * from last.loan_tracker")).toEqual([]);
  expect(await admin("create table salaries (a int)")).toBe("done");
  expect(await admin("create schema private")).toBe("done");
  expect(await admin("create table private.pay (a int)")).toBe("done");
  for (const [sql, words] of [
    ["select a from salaries", "permission denied for relation salaries"],
    ["select a from public.salaries", "permission denied for relation salaries"],
    ["with s as (select a from private.pay) select a from s", "permission denied for schema private"],
    ["insert into salaries values (1)", "permission denied for relation salaries"],
    ["drop table salaries", "must be owner of relation salaries"],
    [schema("mine"), "permission denied for database loans"],
    ["alter schema last owner to reader", "permission denied for database loans"],
  ] as const) {
    expect(await bot(sql)).toBe(`ERROR: ${words}`);
  }
  expect(await admin('alter schema last owner to "IAMR:nobody"')).toBe(
    'ERROR: user "IAMR:nobody" does not exist',
  );
});

test("everybody may create in public until that is revoked", async () => {
  expect(await bot("create table t (a int)")).toMatch(/is not played by the sandbox$/);
  expect(await admin("revoke create on schema public from public")).toBe("done");
  expect(await bot("create table t (a int)")).toBe("ERROR: permission denied for schema public");
});

test("a restart keeps users, owners and grants", async () => {
  const before = await users();
  await aws.close();
  aws = await startAws({ port: 0, home, speed: 1000 });
  expect(await users()).toEqual(before);
  expect(await bot(partition("2026-11-24"))).toBe("done");
  expect(await bot("create table t (a int)")).toBe("ERROR: permission denied for schema public");
});
