import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { botAccessKey } from "../../sandbox/aws/access/caller.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** The administrator's secret prepares the warehouse and does nothing else; what is daily is asked as the bot. */

const DAY = "2026-11-10";
const BATCH = `batch-loan-tracker-${DAY}-g1`;
let product: Product;
let outputs: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  product = await startProduct({}, sharedSpark());
});

afterAll(async () => {
  await product?.stop();
});

const settings = (accessKeyId: string) => ({
  endpoint: product.sandbox.urls.aws,
  region: "us-west-1",
  credentials: { accessKeyId, secretAccessKey: "any" },
});
const redshift = (accessKeyId: string) => new RedshiftDataClient(settings(accessKeyId));

/** The words in which Redshift refused a statement; `undefined` when it carried it out. */
async function refusal(accessKeyId: string, Sql: string, SecretArn?: string): Promise<string | undefined> {
  const { Id } = await redshift(accessKeyId).send(
    new ExecuteStatementCommand({
      ClusterIdentifier: outputs["RedshiftClusterId"],
      Database: outputs["RedshiftDatabase"],
      SecretArn,
      Sql,
    }),
  );
  const { Error: words } = await redshift(accessKeyId).send(
    new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }),
  );
  return words;
}

const byAdministrator = async (sql: string) =>
  await refusal("AKIAADMIN", sql, outputs["RedshiftSecretArn"] ?? "");

async function deployed(run: string, press?: string): Promise<void> {
  await product.says("/loans deploy");
  if (press !== undefined) {
    await product.shows(cardId(run), "[Apply]");
    await product.press(cardId(run), press);
  }
  await product.shows(cardId(run), "succeeded");
}

test("a deploy prepares the warehouse by the secret, and a day goes out without it", async () => {
  await deployed("deploy-loan-tracker-1", "run.apply");
  await product.says(`/loans run ${DAY}`);
  await product.shows(summaryId(BATCH), "Adds up");

  const { Statements = [] } = await redshift("AKIAADMIN").send(
    new ListStatementsCommand({ Status: "ALL", RoleLevel: true }),
  );
  const named = Statements.map(({ StatementName = "", SecretArn }) => ({
    name: StatementName,
    isBySecret: SecretArn !== undefined,
  }));
  const prepare = "deploy-loan-tracker-1-prepare-warehouse-a1";
  expect(named.toReversed()).toEqual([
    ...[
      "1-external-schema",
      "2-external-table",
      "3-external-table",
      "4-bot-user",
      "5-bot-user",
      "6-bot-owner",
      "7-bot-usage",
      "8-public-closed",
    ].map((name) => ({ name: `${prepare}-${name}`, isBySecret: true })),
    ...[
      "compare-a1-1-category-counts",
      "publish-a1-1-add-partition",
      "publish-a1-2-set-location",
      "reconcile-a1-1-category-counts",
    ].map((name) => ({ name: `${BATCH}-${name}`, isBySecret: false })),
  ]);
});

test("the bot's database user may do nothing but what a day needs", async () => {
  const { Stacks = [] } = await new CloudFormationClient(settings("AKIAADMIN")).send(
    new DescribeStacksCommand({ StackName: "loan-tracker" }),
  );
  outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue }) => [OutputKey, OutputValue]),
  );
  expect(await byAdministrator("create table salaries (a int)")).toBeUndefined();
  expect(await byAdministrator("create schema private")).toBeUndefined();
  expect(await byAdministrator("create table private.pay (a int)")).toBeUndefined();
  const words = (sql: string) => refusal(botAccessKey, sql);
  expect(await words("select count(*) from last.loan_tracker")).toBeUndefined();
  expect(await words("create table mine (a int)")).toBe("ERROR: permission denied for schema public");
  expect(await words("create schema mine")).toBe("ERROR: permission denied for database loans");
  expect(await words("create user eve password disable")).toBe("ERROR: must be superuser to create users");
  expect(await words("select * from private.pay")).toBe("ERROR: permission denied for schema private");
  expect(await words("select * from salaries")).toBe("ERROR: permission denied for relation salaries");
  expect(await words("drop table salaries")).toBe("ERROR: must be owner of relation salaries");
});

test("where its rights are gone the day says what helps, and goes on after it", async () => {
  const user = "IAMR:LoansBot-loan-tracker";
  expect(await byAdministrator("alter schema last owner to loanadmin")).toBeUndefined();
  expect(await byAdministrator(`revoke usage on schema last from "${user}"`)).toBeUndefined();

  const next = "batch-loan-tracker-2026-11-11-g1";
  await product.says("/loans run 2026-11-11");
  const card = await product.shows(cardId(next), "[Retry]");
  expect(card).toContain("ERROR: permission denied for schema last");
  expect(card).toContain("type `/loans deploy`");

  // Nothing else had to change.
  await deployed("deploy-loan-tracker-2");
  expect(await product.press(cardId(next), "run.retry")).toBe("");
  await product.shows(summaryId(next), "Adds up");
});
