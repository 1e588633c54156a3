import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { administrator } from "../../sandbox/aws/access/caller.ts";
import type { Redshift } from "../../sandbox/aws/redshift/redshift.ts";
import { createRedshift } from "../../sandbox/aws/redshift/redshift.ts";
import type { Surroundings } from "../support/aws/aws-setting.ts";
import { openSurroundings } from "../support/aws/aws-setting.ts";
import { noRoles } from "../support/aws/no-roles.ts";
import { eventually } from "../support/aws/own-aws.ts";

/** What the page's SQL box may see: the warehouse's tables and the lake, and nothing else of the machine. */

const role = "arn:aws:iam::123456789012:role/spectrum";

let world: Surroundings;
let redshift: Redshift;
let outside: string;

beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), "not-the-lake-"));
  world = openSurroundings({ speed: 20_000 });
  redshift = createRedshift(world.setting, { lake: world.lake, roles: noRoles });
  world.lake.createBucket("lake");
  redshift.catalog.createDatabase("loans_lake", {});
  redshift.createCluster("warehouse", {
    ...{ NodeType: "rg.large", DBName: "loans", MasterUsername: "admin", ManageMasterPassword: true },
    IamRoles: [role],
  });
  await redshift.ready("warehouse");
  const schema = `create external schema last from data catalog database 'loans_lake' iam_role '${role}'`;
  // Available, it does not have its roles yet.
  await eventually(
    () => submitted(schema),
    (status) => status === "FINISHED",
  );
  await submitted(`create external table last.loan_tracker (loan_category varchar(100), "count" bigint)
    partitioned by (insert_date varchar(12)) stored as parquet location 's3://lake/stage/'`);
  await submitted(
    "alter table last.loan_tracker add partition (insert_date='2026-11-23') location 's3://lake/stage/'",
  );
  const writer = await (await DuckDBInstance.create(":memory:")).connect();
  const file = join(outside, "loans.parquet");
  await writer.run(`copy (select 'HOUSING' as loan_category, 5::bigint as "count") to '${file}'`);
  writer.closeSync();
  await world.lake.put("lake", "stage/loans.parquet", readFileSync(file));
  writeFileSync(join(outside, "secret.csv"), "name,secret\nanybody,hidden\n");
});

afterAll(async () => {
  await redshift?.close();
  world?.remove();
  rmSync(outside, { recursive: true, force: true });
});

/** How a statement of the Data API ended. */
async function submitted(Sql: string): Promise<unknown> {
  const ask = async (operation: string, input: Readonly<Record<string, unknown>>) =>
    (await redshift.data.operations[operation]?.({ ...input }, administrator("123456789012"))) as Readonly<
      Record<string, unknown>
    >;
  const where = { ClusterIdentifier: "warehouse", Database: "loans", DbUser: "admin" };
  const { Id } = await ask("ExecuteStatement", { ...where, Sql });
  return (await ask("DescribeStatement", { Id, WaitTimeSeconds: 30 }))["Status"];
}

test("the rows that a table has in the lake are seen", async () => {
  const { records } = await redshift.read("select * from last.loan_tracker");
  expect(records).toEqual([[{ stringValue: "HOUSING" }, { longValue: 5 }, { stringValue: "2026-11-23" }]]);
});

describe("a file that is not the lake's is refused in one sentence", () => {
  test.each([
    ["select * from read_text('{outside}/secret.csv')", "{outside}/secret.csv"],
    ["select * from read_blob('{outside}/secret.csv')", "{outside}/secret.csv"],
    ["select * from read_csv('{outside}/secret.csv')", "{outside}/secret.csv"],
    ["select * from '{outside}/secret.csv'", "{outside}/secret.csv"],
    ["select * from sniff_csv('{outside}/secret.csv')", "{outside}/secret.csv"],
    ["select * from read_json('{outside}/secret.json')", "{outside}/secret.json"],
    ["select * from read_parquet('{outside}/loans.parquet')", "{outside}/loans.parquet"],
    ["select * from parquet_metadata('{outside}/loans.parquet')", "{outside}/loans.parquet"],
    ["select * from glob('{outside}/*')", "{outside}/*"],
    ["select * from read_text('{lake}/../ledger.jsonl')", "{lake}/../ledger.jsonl"],
    ["select * from read_text('/proc/self/environ')", "/proc/self/environ"],
    ["select * from read_text('package.json')", "package.json"],
    ["select * from read_csv('http://127.0.0.1:1/secret.csv')", "http://127.0.0.1:1/secret.csv"],
    ["select * from read_parquet('s3://elsewhere/loans.parquet')", "s3://elsewhere/loans.parquet"],
  ])("%s", async (sql, named) => {
    const filled = (text: string) =>
      text.replaceAll("{outside}", outside).replaceAll("{lake}", world.lake.directory);
    await expect(redshift.read(filled(sql))).rejects.toThrow(
      `ERROR: reading "${filled(named)}": a statement sees the warehouse's tables and the lake alone`,
    );
  });
});

test.each([
  "copy (select 1) to '/tmp/copied.csv'",
  "copy t from '/etc/passwd'",
  "attach '/tmp/other.duckdb'",
  "install httpfs",
  "load httpfs",
  "set enable_external_access = true",
  "reset allowed_directories",
  "pragma database_list",
])("what is no look is refused before it is run: %s", async (sql) => {
  await expect(redshift.read(sql)).rejects.toThrow("Here one statement is run that reads, such as a select");
});

test.each([
  "attach '{outside}/other.duckdb'",
  "copy (select 1) to '{outside}/copied.csv'",
  "install httpfs",
  "set enable_external_access = true",
  "set lock_configuration = false",
])("nor does the Data API's way lead out of the warehouse: %s", async (sql) => {
  expect(await submitted(sql.replaceAll("{outside}", outside))).toBe("FAILED");
});
