import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classifyAwsError } from "../../src/aws/aws-errors.ts";
import { createIdentity } from "../../src/aws/identity.ts";
import type { StatementFacts, Warehouse } from "../../src/aws/warehouse.ts";
import { createWarehouse } from "../../src/aws/warehouse.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, eventually, startOwnAws } from "../support/aws/own-aws.ts";

let aws: OwnAws;
let warehouse: Warehouse;
let at: { readonly cluster: string; readonly database: string; readonly secretArn: string };

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
  warehouse = createWarehouse(aws.clients);
  const { outputs } = await deploy(aws, "warehouse");
  const { RedshiftClusterId = "", RedshiftDatabase = "", RedshiftSecretArn = "" } = outputs;
  at = { cluster: RedshiftClusterId, database: RedshiftDatabase, secretArn: RedshiftSecretArn };
});
afterAll(() => aws.close());

let asked = 0;
/** Starts a statement under a token of its own and waits for its end. */
async function ask(
  sql: string,
  { name = "a-question", parameters = {} }: { name?: string; parameters?: Record<string, string> } = {},
): Promise<StatementFacts> {
  asked += 1;
  const id = await warehouse.start({ ...at, sql, name, parameters, token: `token-${asked}` });
  const facts = await eventually(
    () => warehouse.statement(id),
    (seen) => seen?.isSettled === true,
  );
  if (facts === null) throw new Error("unreachable");
  return facts;
}

describe("a statement", () => {
  test("is started once for the same token, also when the reply was lost or the token is long", async () => {
    const started = (name: string) =>
      aws.effects("ExecuteStatement").then((all) => all.filter((one) => one.name === name));
    const short = { ...at, sql: "select 1 as one", name: "once", token: "batch-x-publish-a1" };
    expect(await warehouse.start(short)).toBe(await warehouse.start(short));
    expect(await started("once")).toHaveLength(1);

    await aws.plan({ service: "redshift-data", operation: "ExecuteStatement", kind: "drop-after", times: 1 });
    const token = `batch-loan-tracker-2026-11-23-g1-${"publish".repeat(12)}`;
    const long = { ...short, name: "once-long", token };
    expect(await warehouse.start(long)).toBe(await warehouse.start(long));
    expect(await started("once-long")).toHaveLength(1);
    // Tokens that differ only behind their 64th character are two.
    await warehouse.start({ ...long, token: `${token}-2` });
    expect(await started("once-long")).toHaveLength(2);
  });

  test("answers rows by column name, over all pages", async () => {
    const facts = await ask(
      `select i as n, i * 0.5 as half, 'c' || i as category, i > 2 as big, null as nothing from range(2500) t(i) order by i`,
    );
    expect(facts).toMatchObject({ isFinished: true, error: null, resultRows: 2500 });
    const rows = await warehouse.rows(facts.id);
    expect(rows).toHaveLength(2500);
    expect(rows[3]).toMatchObject({ n: 3, category: "c3", big: true, nothing: null });
    expect(Number(rows[3]?.["half"])).toBe(1.5);
    expect(rows[2499]?.["n"]).toBe(2499);
  });

  test("takes values as parameters", async () => {
    const { id } = await ask("select :day as day", { parameters: { day: "2026-11-23" } });
    expect(await warehouse.rows(id)).toEqual([{ day: "2026-11-23" }]);
  });

  test("that is wrong fails with the database's own words", async () => {
    const facts = await ask("select nope from nowhere");
    expect(facts).toMatchObject({ isSettled: true, isFinished: false, state: "FAILED", resultRows: null });
    expect(facts.error).toMatch(/nowhere/);
  });

  test("is found by its exact name, the newest first", async () => {
    const first = await ask("select 1 as one", { name: "lt-find" });
    await ask("select 1 as one", { name: "lt-find-longer" });
    const second = await ask("selec 1", { name: "lt-find" });
    const found = await warehouse.findByName("lt-find", at);
    expect(found.map(({ id, name, isFinished }) => ({ id, name, isFinished }))).toEqual([
      { id: second.id, name: "lt-find", isFinished: false },
      { id: first.id, name: "lt-find", isFinished: true },
    ]);
    expect(await warehouse.findByName("lt-nothing", at)).toEqual([]);
  });

  test("is canceled while it runs, and cannot be after its end", async () => {
    const id = await warehouse.start({
      ...at,
      sql: "select count(*) as n from range(30000000) a, range(30000) b where a.range * b.range % 7 = 3",
      name: "slow",
      token: "slow-1",
    });
    expect(await warehouse.cancel(id)).toBe(true);
    const facts = await eventually(
      () => warehouse.statement(id),
      (seen) => seen?.isSettled === true,
    );
    expect(facts).toMatchObject({ state: "ABORTED", isFinished: false });
    expect(await warehouse.cancel(id)).toBe(false);
  });

  test("without a secret is asked as the database user of who asks", async () => {
    const user = await createIdentity(aws.clients).databaseUser();
    expect(user).toBe("IAM:sandbox");
    const { cluster, database } = at;
    const id = await warehouse.start({
      ...{ cluster, database, name: "own", token: "own" },
      sql: "create user someone password disable",
    });
    const facts = await eventually(
      () => warehouse.statement(id),
      (seen) => seen?.isSettled === true,
    );
    expect(facts?.error).toBe("ERROR: must be superuser to create users");
    const { id: listing } = await ask("select usename from pg_user order by usename");
    expect(await warehouse.rows(listing)).toEqual([{ usename: user }, { usename: "loanadmin" }]);
  });

  test("that nobody knows is null, and canceling it does nothing", async () => {
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect(await warehouse.statement(unknown)).toBeNull();
    expect(await warehouse.cancel(unknown)).toBe(false);
  });
});

describe("the cluster", () => {
  test("is seen, paused, and woken once however often it is asked to wake", async () => {
    expect(await warehouse.see("no-such-cluster")).toBeNull();
    const seen = await eventually(
      () => warehouse.see(at.cluster),
      (one) => one?.hasRoles === true,
    );
    expect(seen).toEqual({
      status: "available",
      isAvailable: true,
      isPaused: false,
      isMoving: false,
      hasRoles: true,
      secretArn: expect.stringContaining(":secret:redshift!"),
    });
    // It is awake already.
    await warehouse.resume(at.cluster);

    const { sdk, client } = await aws.clients.redshift();
    await client.send(new sdk.PauseClusterCommand({ ClusterIdentifier: at.cluster }));
    await eventually(
      () => warehouse.see(at.cluster),
      (seen) => seen?.isPaused === true,
    );
    const refused: unknown = await warehouse
      .start({ ...at, sql: "select 1", name: "asleep", token: "asleep" })
      .catch((error: unknown) => error);
    expect(classifyAwsError(refused).kind).toBe("invalid");

    await Promise.all([warehouse.resume(at.cluster), warehouse.resume(at.cluster)]);
    await eventually(
      () => warehouse.see(at.cluster),
      (seen) => seen?.isAvailable === true,
    );
    expect(await aws.effects("ResumeCluster")).toHaveLength(1);
  });
});
