import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { administrator } from "../../sandbox/aws/access/caller.ts";
import type { Redshift } from "../../sandbox/aws/redshift/redshift.ts";
import { createRedshift } from "../../sandbox/aws/redshift/redshift.ts";
import type { Surroundings } from "../support/aws/aws-setting.ts";
import { openSurroundings } from "../support/aws/aws-setting.ts";
import { noRoles } from "../support/aws/no-roles.ts";

const bucket = "lake-for-redshift";
const cluster = "warehouse";
const day = "2026-11-23";

interface Described {
  readonly Id: string;
  readonly Status: string;
  readonly Error?: string;
  readonly HasResultSet: boolean;
  readonly ResultRows: number;
  readonly SubStatements?: readonly { readonly Id: string; readonly Status: string }[];
}

interface Result {
  readonly Records: readonly (readonly Record<string, unknown>[])[];
  readonly ColumnMetadata: readonly { readonly name: string; readonly typeName: string }[];
  readonly TotalNumRows: number;
  readonly NextToken?: string;
}

let world: Surroundings;
let redshift: Redshift;
let secret: string | undefined;
let writer: DuckDBConnection;
let scratch: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "parquet-"));
  writer = await (await DuckDBInstance.create(":memory:")).connect();
});

afterAll(() => {
  writer.closeSync();
  rmSync(scratch, { recursive: true, force: true });
});

beforeEach(async () => {
  world = openSurroundings({ speed: 20_000 });
  world.lake.createBucket(bucket);
  await open();
});

afterEach(async () => {
  await redshift.close();
  world.remove();
});

async function open(): Promise<void> {
  redshift = createRedshift(world.setting, { lake: world.lake, roles: noRoles });
  redshift.catalog.createDatabase("loans_lake", {});
  secret = redshift.createCluster(cluster, {
    NodeType: "rg.large",
    ClusterType: "single-node",
    DBName: "loans",
    MasterUsername: "loanadmin",
    ManageMasterPassword: "true",
    IamRoles: ["arn:aws:iam::123456789012:role/spectrum"],
    VpcSecurityGroupIds: ["sg-1"],
    Tags: [{ Key: "loan-tracker:stack", Value: "loan-tracker" }],
  }).secretArn;
  await redshift.ready(cluster);
  // Available, it does not have its roles yet.
  await expect.poll(roleStatus).toEqual(["in-sync"]);
}

async function roleStatus(): Promise<readonly string[]> {
  const { Clusters } = await ask<{ Clusters: { IamRoles: { ApplyStatus: string }[] }[] }>(
    "DescribeClusters",
    {
      ClusterIdentifier: cluster,
    },
  );
  return Clusters.flatMap(({ IamRoles }) => IamRoles.map(({ ApplyStatus }) => ApplyStatus));
}

async function ask<Answer>(operation: string, input: Record<string, unknown>): Promise<Answer> {
  const handler = redshift.data.operations[operation] ?? redshift.redshift.operations[operation];
  if (handler === undefined) throw new Error(`no operation ${operation}`);
  return (await handler(input, administrator("123456789012"))) as Answer;
}

async function submit(Sql: string, more: Record<string, unknown> = {}): Promise<string> {
  const where = { ClusterIdentifier: cluster, Database: "loans", SecretArn: secret };
  return (await ask<{ Id: string }>("ExecuteStatement", { ...where, Sql, ...more })).Id;
}

async function run(Sql: string, more: Record<string, unknown> = {}): Promise<Described> {
  return await ask<Described>("DescribeStatement", { Id: await submit(Sql, more), WaitTimeSeconds: 30 });
}

async function finish(Sql: string, more: Record<string, unknown> = {}): Promise<Described> {
  const described = await run(Sql, more);
  expect(described).toMatchObject({ Status: "FINISHED" });
  return described;
}

/** Rows as plain values, in order. */
async function rows(Sql: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown[][]> {
  const Parameters = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  const { Id } = await finish(Sql, Parameters.length > 0 ? { Parameters } : {});
  const { Records } = await ask<Result>("GetStatementResult", { Id });
  return Records.map((record) => record.map((field) => ("isNull" in field ? null : Object.values(field)[0])));
}

/** A statement of the product, its `{…}` filled in. */
function product(file: string, values: Readonly<Record<string, string>> = {}): string {
  return readFileSync(`sql/${file}.sql`, "utf8").replace(
    /\{(\w+)\}/g,
    (all, name: string) => values[name] ?? all,
  );
}

async function parquet(key: string, select: string): Promise<void> {
  const file = join(scratch, "one.parquet");
  await writer.run(`copy (${select}) to '${file}' (format parquet)`);
  await world.lake.put(bucket, key, readFileSync(file));
}

function counts(values: Readonly<Record<string, number>>): string {
  const lines = Object.entries(values).map(([category, count]) => `('${category}', ${count}::bigint)`);
  return `select * from (values ${lines.join(", ")}) as t(loan_category, count)`;
}

const names = {
  bucket,
  glue_database: "loans_lake",
  spectrum_role: "arn:aws:iam::123456789012:role/spectrum",
};

async function prepare(): Promise<void> {
  await finish(product("schema/external-schema", names));
  await finish(product("schema/external-table", names));
}

function place(theDay: string, run: string): string {
  return `stage/loan_tracker/insert_date=${theDay}/run=${run}/`;
}

async function publish(theDay: string, run: string): Promise<void> {
  const values = { day: theDay, location: `s3://${bucket}/${place(theDay, run)}` };
  await finish(product("publish/add-partition", values));
  await finish(product("publish/set-location", values));
}

describe("the product's statements", () => {
  test("publish a day, which then can be counted beside those before it that are not too old", async () => {
    expect(await rows(product("check/external-table"))).toEqual([]);
    await prepare();
    expect(await rows(product("check/external-table"))).toEqual([[`s3://${bucket}/stage/loan_tracker/`]]);
    const oldest = "2026-11-01";
    const all = product("summary/category-counts", { most: "1000" });
    expect(await rows(all, { day, oldest })).toEqual([]);

    await parquet(`${place("2026-11-20", "r1")}part-0.parquet`, counts({ HOUSING: 3 }));
    await parquet(`${place("2026-11-19", "r1")}part-0.parquet`, counts({ HOUSING: 1 }));
    await parquet(`${place(day, "r1")}part-0.parquet`, counts({ HOUSING: 5, "GOLD LOAN": 7 }));
    await world.lake.put(bucket, `${place(day, "r1")}_SUCCESS`, Buffer.from(""));
    await world.lake.put(bucket, `${place(day, "r1")}_quality.json`, Buffer.from("{}"));
    for (const one of ["2026-11-19", "2026-11-20", day]) await publish(one, "r1");

    const file = (theDay: string) => [theDay, `s3://${bucket}/${place(theDay, "r1")}part-0.parquet`];
    const today = [
      ["GOLD LOAN", 7, ...file(day)],
      ["HOUSING", 5, ...file(day)],
    ];
    const before = ["HOUSING", 3, ...file("2026-11-20")];
    const first = ["HOUSING", 1, ...file("2026-11-19")];
    expect(await rows(all, { day, oldest })).toEqual([...today, before, first]);
    expect(await rows(all, { day: "2026-11-19", oldest })).toEqual([first]);
    expect(await rows(all, { day, oldest: "2026-11-20" })).toEqual([...today, before]);
    expect(await rows(all, { day, oldest: day })).toEqual(today);
    const three = product("summary/category-counts", { most: "3" });
    expect(await rows(three, { day, oldest })).toEqual([...today, before]);

    const files = await rows(product("check/published-files"), { first: "2026-11-20", last: day });
    expect(files.toSorted()).toEqual([file("2026-11-20"), file(day)]);
  });

  test("switch a day to another run's files, and back; the same twice changes nothing", async () => {
    await prepare();
    await finish(product("schema/external-schema", names));
    await parquet(`${place(day, "r1")}part-0.parquet`, counts({ HOUSING: 5 }));
    await parquet(`${place(day, "r2")}part-0.parquet`, counts({ HOUSING: 6 }));
    await publish(day, "r1");
    await publish(day, "r2");
    await publish(day, "r2");
    expect(await rows("select loan_category, count, insert_date from last.loan_tracker")).toEqual([
      ["HOUSING", 6, day],
    ]);
    await publish(day, "r1");
    expect(await rows("select count from last.loan_tracker")).toEqual([[5]]);
    const partitions =
      "select \"values\", location from svv_external_partitions where tablename = 'loan_tracker'";
    expect(await rows(partitions)).toEqual([['["2026-11-23"]', `s3://${bucket}/${place(day, "r1")}`]]);
    expect(await rows("select schemaname, databasename from svv_external_schemas")).toEqual([
      ["last", "loans_lake"],
    ]);
    await finish(`alter table last.loan_tracker drop partition (insert_date='${day}')`);
    expect(await rows("select * from last.loan_tracker")).toEqual([]);
    await finish("drop table last.loan_tracker");
    expect(await run("select * from last.loan_tracker")).toMatchObject({
      Status: "FAILED",
      Error: 'ERROR: relation "last.loan_tracker" does not exist',
    });
  });
});

describe("a column that is added to the table", () => {
  const column = "sum_loan_amount";
  const add = product("schema/external-column", { column });

  test("is null in the files of before, and the sums of those that have it are exact", async () => {
    await prepare();
    await parquet(`${place("2026-11-20", "r1")}part-0.parquet`, counts({ HOUSING: 3 }));
    const sums = `select *, 1234567890123456789.0100::decimal(38, 4) as ${column} from (${counts({ HOUSING: 5 })})`;
    await parquet(`${place(day, "r1")}part-0.parquet`, sums);
    await publish("2026-11-20", "r1");
    const before = await rows("select * from last.loan_tracker");
    expect(await rows(product("check/external-column"), { column })).toEqual([]);

    await finish(add);

    expect(await rows(product("check/external-column"), { column })).toEqual([[column]]);
    expect(await rows("select loan_category, count, insert_date from last.loan_tracker")).toEqual(before);
    await publish(day, "r1");
    const asked = product("summary/amount-sums", { sums: column, most: "10" });
    const [today, first] = [
      ["HOUSING", day, "1234567890123456789.0100"],
      ["HOUSING", "2026-11-20", null],
    ];
    expect(await rows(asked, { day, oldest: "2026-11-01" })).toEqual([today, first]);
    expect(await rows(asked, { day, oldest: day })).toEqual([today]);
    expect(await rows(asked, { day: "2026-11-20", oldest: "2026-11-01" })).toEqual([first]);
    const one = product("summary/amount-sums", { sums: column, most: "1" });
    expect(await rows(one, { day, oldest: "2026-11-01" })).toEqual([today]);
    expect(await rows("select columnname, columnnum, part_key from svv_external_columns")).toEqual([
      ["loan_category", "1", "0"],
      ["count", "2", "0"],
      [column, "3", "0"],
      ["insert_date", "4", "1"],
    ]);
  });

  test("is there once, has a type that Parquet has, and is not added inside a transaction", async () => {
    await prepare();
    await finish(add);
    expect(await run(add)).toMatchObject({
      Status: "FAILED",
      Error: `ERROR: column "${column}" of relation "loan_tracker" already exists`,
    });
    expect(await run("alter table last.loan_tracker add column spot geometry")).toMatchObject({
      Status: "FAILED",
      Error: 'ERROR: Column "spot" has unsupported type "geometry" in an external table',
    });
    await finish("create table public.t (a int)");
    await finish("alter table public.t add column b int");
    expect(await rows("select b from public.t")).toEqual([]);
  });
});

describe("SQL that is wrong fails the statement, with the database's words", () => {
  test.each([
    ["selec 1", 'syntax error at or near "selec"'],
    ["select nope from last.loan_tracker", "nope"],
    ["select 1 from elsewhere", "elsewhere"],
    [
      "alter table last.loan_tracker partition (insert_date='2026-01-01') set location 's3://b/'",
      "Partition not found",
    ],
    ["alter table last.loan_tracker add partition (month='1') location 's3://b/'", "insert_date"],
    ["select :day", "day"],
    ["select 1; select 2", "multiple"],
  ])("%s", async (sql, words) => {
    await prepare();
    const { Status, Error: error, HasResultSet } = await run(sql);
    expect({ Status, HasResultSet }).toEqual({ Status: "FAILED", HasResultSet: false });
    expect(error).toMatch(/^ERROR: /);
    expect(error).toContain(words);
  });

  test("a second table of the name, a second partition, a missing catalog database", async () => {
    await prepare();
    expect((await run(product("schema/external-table", names))).Error).toBe(
      'ERROR: Relation "loan_tracker" already exists in schema "last"',
    );
    const add = `alter table last.loan_tracker add partition (insert_date='${day}') location 's3://b/'`;
    await finish(add);
    expect((await run(add)).Error).toBe("ERROR: Partition already exists.");
    const other = product("schema/external-schema", { ...names, glue_database: "gone" }).replace(
      " last",
      " other",
    );
    expect((await run(other)).Status).toBe("FAILED");
  });

  test("a file whose types are not the table's fails only the queries that read it", async () => {
    await prepare();
    await parquet(`${place(day, "r1")}part-0.parquet`, "select 'HOUSING' as loan_category, 5::int as count");
    await parquet(`${place("2026-11-20", "r1")}part-0.parquet`, counts({ HOUSING: 3 }));
    await publish(day, "r1");
    await publish("2026-11-20", "r1");
    const total = `select cast(sum("count") as bigint), count(*) from last.loan_tracker where insert_date = :day`;
    const { Status, Error: error } = await run(total, {
      Parameters: [{ name: "day", value: day }],
    });
    expect(Status).toBe("FAILED");
    expect(error).toContain(
      "incompatible Parquet schema for column 'count'. Column type: BIGINT, Parquet schema: INTEGER",
    );
    expect(await rows(total, { day: "2026-11-20" })).toEqual([[3, 1]]);
  });
});

describe("a statement", () => {
  test("submitted again with its token is the same one, done once", async () => {
    const first = await submit("create table t (a int)", {
      ClientToken: "token-1",
      StatementName: "lt/run/make",
    });
    const second = await submit("create table t (a int)", {
      ClientToken: "token-1",
      StatementName: "lt/run/make",
    });
    expect(second).toBe(first);
    expect(await ask("DescribeStatement", { Id: first, WaitTimeSeconds: 30 })).toMatchObject({
      Status: "FINISHED",
    });
    expect(world.setting.ledger.all().map(({ operation, name, id }) => [operation, name, id])).toEqual([
      ["ExecuteStatement", "lt/run/make", first],
    ]);
  });

  test("gives values in the Data API's shapes", async () => {
    const { Id } = await finish(
      "select 5/2 as whole, 2.5::double precision as half, 1.50::decimal(10,2) as price, date '2026-11-23' as d, true as t, null as n, 'x' as s, sum(1::bigint) as total",
    );
    const { Records, ColumnMetadata, TotalNumRows } = await ask<Result>("GetStatementResult", { Id });
    expect(Records).toEqual([
      [
        { longValue: 2 },
        { doubleValue: 2.5 },
        { stringValue: "1.50" },
        { stringValue: "2026-11-23" },
        { booleanValue: true },
        { isNull: true },
        { stringValue: "x" },
        { stringValue: "1" },
      ],
    ]);
    expect(ColumnMetadata.map(({ name, typeName }) => `${name} ${typeName}`)).toEqual([
      ...[
        "whole int4",
        "half float8",
        "price numeric",
        "d date",
        "t bool",
        "n int4",
        "s varchar",
        "total numeric",
      ],
    ]);
    expect(TotalNumRows).toBe(1);
  });

  test("with many rows is read page by page", async () => {
    const { Id, ResultRows } = await finish("select range as n from range(2500)");
    expect(ResultRows).toBe(2500);
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ask<Result>("GetStatementResult", { Id, NextToken });
      sizes.push(page.Records.length);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  test("can be canceled while it runs, not after", async () => {
    const Id = await submit("select count(*) from range(100000000000)", { StatementName: "slow" });
    await expect.poll(() => ask<Described>("DescribeStatement", { Id })).toMatchObject({ Status: "STARTED" });
    expect(await ask("CancelStatement", { Id })).toEqual({ Status: true });
    expect(await ask("DescribeStatement", { Id })).toMatchObject({ Status: "ABORTED" });
    await expect(async () => ask("CancelStatement", { Id })).rejects.toMatchObject({
      code: "ValidationException",
    });
    expect(await rows("select 1")).toEqual([[1]]);
  });

  test("is found by the beginning of its name, newest first, in any state", async () => {
    const good = await finish("select 1", { StatementName: "lt/a/1" });
    const bad = await run("selec 1", { StatementName: "lt/a/2" });
    await finish("select 1", { StatementName: "other" });
    const list = async (more: Record<string, unknown>) =>
      (
        await ask<{ Statements: { Id: string }[] }>("ListStatements", { RoleLevel: true, ...more })
      ).Statements.map(({ Id }) => Id);
    expect(await list({ StatementName: "lt/a", Status: "ALL" })).toEqual([bad.Id, good.Id]);
    expect(await list({ StatementName: "lt/a" })).toEqual([good.Id]);
    const first = await ask<{ NextToken: string }>("ListStatements", { Status: "ALL", MaxResults: 2 });
    expect(await list({ Status: "ALL", MaxResults: 2, NextToken: first.NextToken })).toEqual([good.Id]);
  });

  test("is refused for an unknown cluster, a strange secret, unused or empty parameters", async () => {
    const refused = { code: "ValidationException" };
    await expect(submit("select 1", { ClusterIdentifier: "none" })).rejects.toMatchObject(refused);
    await expect(submit("select 1", { SecretArn: "arn:aws:secretsmanager:x" })).rejects.toMatchObject(
      refused,
    );
    await expect(submit("select 1", { Parameters: [{ name: "a", value: "1" }] })).rejects.toMatchObject(
      refused,
    );
    await expect(submit("select :a", { Parameters: [{ name: "a", value: "" }] })).rejects.toMatchObject(
      refused,
    );
    await expect(ask("DescribeStatement", { Id: "none" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    expect(await run("select 1", { Database: "dev" })).toMatchObject({ Status: "FAILED" });
    const { Id } = await finish("create table u (a int)");
    await expect(ask("GetStatementResult", { Id })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});

describe("a batch", () => {
  async function batch(Sqls: readonly string[], more: Record<string, unknown> = {}): Promise<Described> {
    const where = { ClusterIdentifier: cluster, Database: "loans", SecretArn: secret };
    const { Id } = await ask<{ Id: string }>("BatchExecuteStatement", { ...where, Sqls, ...more });
    return await ask<Described>("DescribeStatement", { Id, WaitTimeSeconds: 30 });
  }

  test("is one transaction, whose parts have results of their own", async () => {
    const { Id, Status, SubStatements } = await batch([
      "create table t (a int)",
      "insert into t values (1), (2)",
      "select a from t",
    ]);
    expect([Status, SubStatements?.map((part) => part.Status)]).toEqual([
      "FINISHED",
      ["FINISHED", "FINISHED", "FINISHED"],
    ]);
    const { Records } = await ask<Result>("GetStatementResult", { Id: `${Id}:3` });
    expect(Records).toEqual([[{ longValue: 1 }], [{ longValue: 2 }]]);
    const failed = await batch(["insert into t values (3)", "insert into nowhere values (3)", "select 1"]);
    expect(failed.SubStatements?.map((part) => part.Status)).toEqual(["FINISHED", "FAILED", "ABORTED"]);
    expect(failed.Status).toBe("FAILED");
    expect(await rows("select count(*) from t")).toEqual([[2]]);
  });

  test("takes no external DDL, unless each statement stands alone", async () => {
    const failed = await batch([product("schema/external-schema", names)]);
    expect(failed.Error).toBe("ERROR: external DDL cannot run inside a transaction block");
    const statements = [product("schema/external-schema", names), product("schema/external-table", names)];
    expect((await batch(statements, { ExecutionMode: "AUTO_COMMIT" })).Status).toBe("FINISHED");
  });
});

describe("the cluster", () => {
  const asked = { ClusterIdentifier: cluster };

  test("paused takes no statement, resumed it knows its schemas", async () => {
    await prepare();
    await ask("PauseCluster", asked);
    expect(redshift.status(cluster)).toBe("pausing");
    await expect.poll(() => redshift.status(cluster)).toBe("paused");
    await expect(submit("select 1")).rejects.toMatchObject({ code: "ValidationException" });
    await expect(async () => ask("PauseCluster", asked)).rejects.toMatchObject({
      code: "InvalidClusterState",
    });
    await ask("ResumeCluster", asked);
    await expect.poll(() => redshift.status(cluster)).toBe("available");
    expect(await rows(product("check/external-table"))).toHaveLength(1);
  });

  test("is described with its endpoint, roles and tags; an unknown one is not found", async () => {
    const { Clusters } = await ask<{ Clusters: Record<string, unknown>[] }>("DescribeClusters", asked);
    expect(Clusters).toMatchObject([
      {
        ClusterIdentifier: cluster,
        ClusterStatus: "available",
        DBName: "loans",
        Endpoint: { Port: 5439 },
        IamRoles: [{ IamRoleArn: "arn:aws:iam::123456789012:role/spectrum" }],
        MasterPasswordSecretArn: secret,
      },
    ]);
    await expect(async () => ask("DescribeClusters", { ClusterIdentifier: "none" })).rejects.toMatchObject({
      code: "ClusterNotFound",
      status: 404,
    });
  });

  test("deleted forgets its schemas and tables, while the catalog keeps its own", async () => {
    await prepare();
    await finish("create table t (a int)");
    expect(redshift.leftovers()).toEqual([{ type: "redshift:cluster", id: cluster, name: cluster }]);
    await redshift.deleteCluster(cluster, { leavesSnapshot: false });
    expect(redshift.leftovers()).toEqual([]);
    expect(redshift.status(cluster)).toBeUndefined();
    secret = redshift.createCluster(cluster, {
      NodeType: "ra3.large",
      DBName: "loans",
      MasterUsername: "a",
      ManageMasterPassword: true,
      IamRoles: [names.spectrum_role],
    }).secretArn;
    await redshift.ready(cluster);
    await expect.poll(roleStatus).toEqual(["in-sync"]);
    expect(await rows("select * from svv_external_schemas")).toEqual([]);
    expect((await run("select * from t")).Status).toBe("FAILED");
    await finish(product("schema/external-schema", names));
    expect(await rows(product("check/external-table"))).toHaveLength(1);
    redshift.catalog.deleteDatabase("loans_lake");
    expect(await rows(product("check/external-table"))).toEqual([]);
  });

  test.each([
    [{ NodeType: "dc2.large" }, "InvalidParameterValue"],
    [{ NodeType: "rg.xlarge" }, "InvalidParameterCombination"],
    [{ NodeType: "rg.large", ManageMasterPassword: false }, "InvalidParameterCombination"],
  ])("with %o is refused", (properties, code) => {
    const rest = { DBName: "loans", MasterUsername: "a", ManageMasterPassword: true };
    expect(() => redshift.createCluster("other", { ...rest, ...properties })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(() => redshift.createCluster(cluster, rest)).toThrow(
      expect.objectContaining({ code: "ClusterAlreadyExists" }),
    );
  });
});

test("a restart keeps schemas, partitions, local tables and results, and aborts what was underway", async () => {
  await prepare();
  await parquet(`${place(day, "r1")}part-0.parquet`, counts({ HOUSING: 5 }));
  await publish(day, "r1");
  await finish("create table t (a int)");
  await finish("insert into t values (7)");
  const { Id } = await finish("select 1 as one");
  const slow = await submit("select count(*) from range(100000000000)");
  await expect
    .poll(() => ask<Described>("DescribeStatement", { Id: slow }))
    .toMatchObject({ Status: "STARTED" });
  await redshift.close();
  world = world.reopen();
  redshift = createRedshift(world.setting, { lake: world.lake, roles: noRoles });
  expect(await ask("DescribeStatement", { Id: slow })).toMatchObject({ Status: "ABORTED" });
  expect((await ask<Result>("GetStatementResult", { Id })).Records).toEqual([[{ longValue: 1 }]]);
  expect(await rows("select loan_category, count, insert_date from last.loan_tracker")).toEqual([
    ["HOUSING", 5, day],
  ]);
  expect(await rows("select a from t")).toEqual([[7]]);
});
