import { describe, expect, test } from "vitest";
import { parseExternalDdl } from "../../../sandbox/aws/redshift/external-ddl.ts";
import { parameterNames, withDuckParameters } from "../../../sandbox/aws/redshift/sql-text.ts";

describe("external DDL", () => {
  test("an external schema is read with its database and role", () => {
    const sql = `-- the schema
      CREATE EXTERNAL SCHEMA IF NOT EXISTS "last" FROM DATA CATALOG DATABASE 'loans'
      IAM_ROLE 'arn:aws:iam::123456789012:role/spectrum' create external database if not exists;`;
    expect(parseExternalDdl(sql)).toEqual({
      kind: "create-schema",
      schema: "last",
      database: "loans",
      role: "arn:aws:iam::123456789012:role/spectrum",
      ifNotExists: true,
      createDatabase: true,
    });
  });

  test("an external table is read with its columns, keys and location", () => {
    const sql = `create external table last.Loan_Tracker (loan_category varchar(100), "count" bigint, share decimal(5, 2),
      rate double precision) partitioned by (insert_date varchar(12)) stored as parquet location 's3://b/stage/'`;
    expect(parseExternalDdl(sql)).toEqual({
      kind: "create-table",
      schema: "last",
      table: "loan_tracker",
      columns: [
        { name: "loan_category", type: "varchar(100)" },
        { name: "count", type: "bigint" },
        { name: "share", type: "decimal(5,2)" },
        { name: "rate", type: "double precision" },
      ],
      keys: [{ name: "insert_date", type: "varchar(12)" }],
      location: "s3://b/stage/",
    });
  });

  test("partitions are added, moved and dropped", () => {
    const table = { schema: "last", table: "loan_tracker" };
    const key = [["insert_date", "2026-11-23"]];
    const add = `alter table last.loan_tracker add if not exists
      partition (insert_date = '2026-11-23') location 's3://b/1/' partition (insert_date='it''s') location 's3://b/2/'`;
    expect(parseExternalDdl(add)).toEqual({
      ...table,
      kind: "add-partitions",
      ifNotExists: true,
      partitions: [
        { key, location: "s3://b/1/" },
        { key: [["insert_date", "it's"]], location: "s3://b/2/" },
      ],
    });
    const move =
      "alter table last.loan_tracker partition (insert_date='2026-11-23') set location 's3://b/3/'";
    expect(parseExternalDdl(move)).toEqual({ ...table, kind: "set-location", key, location: "s3://b/3/" });
    const drop = "alter table last.loan_tracker drop partition (insert_date='2026-11-23');";
    expect(parseExternalDdl(drop)).toEqual({ ...table, kind: "drop-partition", key });
    expect(parseExternalDdl("drop table if exists last.loan_tracker")).toEqual({
      ...table,
      kind: "drop-table",
      ifExists: true,
    });
  });

  test("a column is added, one at a time and without constraints", () => {
    expect(
      parseExternalDdl("alter table last.loan_tracker add column Sum_Loan_Amount decimal(38, 4)"),
    ).toEqual({
      kind: "add-column",
      schema: "last",
      table: "loan_tracker",
      column: { name: "sum_loan_amount", type: "decimal(38,4)" },
    });
  });

  test("other SQL is left to the engine", () => {
    const others = [
      "select 1",
      "create table t (a int)",
      "drop table t",
      "alter table public.t drop column b",
      "alter table t add column b int",
      "-- create external schema x\nselect 'create external table'",
    ];
    expect(others.map(parseExternalDdl)).toEqual(others.map(() => undefined));
  });

  test.each([
    [
      "create external table if not exists last.t (a int) stored as parquet location 's3://b/'",
      'syntax error at or near "not"',
    ],
    [
      "create external table last.t (a int) stored as orc location 's3://b/'",
      'syntax error at or near "orc"',
    ],
    ["create external table last.t (a int) stored as parquet", "syntax error at end of input"],
    ["create external table last.t (a int) stored as parquet location '/b/'", 'Invalid S3 location "/b/"'],
    ["alter table last.t add partition (d = :day) location 's3://b/'", 'syntax error at or near ":"'],
    ["alter table last.t add column b int not null", 'syntax error at or near "not"'],
    ["alter table last.t add column b int default 1", 'syntax error at or near "default"'],
    ["alter table last.t add column b int, add column c int", 'syntax error at or near ","'],
    ["drop table last.t cascade now", 'syntax error at or near "cascade"'],
  ])("what Redshift's grammar does not have is a syntax error: %s", (sql, message) => {
    expect(() => parseExternalDdl(sql)).toThrow(`ERROR: ${message}`);
  });
});

describe("parameters", () => {
  test("are the `:name`s outside of literals, comments and casts", () => {
    const sql = `select :day, ':not', "a:b", x::int, '12:30' -- :neither
      /* :nor */ from t where a=:day and b = :other_1`;
    expect([...parameterNames(sql)]).toEqual(["day", "other_1"]);
    expect(withDuckParameters("select :day::date, ':day'")).toBe("select $day::date, ':day'");
  });
});
