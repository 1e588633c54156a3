import { expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import type { WatchedStep } from "../../../src/jobs/engine/workflow.ts";
import { dailyBatch } from "../../../src/jobs/workflows/batch/daily-batch.ts";
import { deployStack } from "../../../src/jobs/workflows/deploy/deploy-stack.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

/** As whom statements ask, and what they wait for. */

const SECRET = "arn:secret";
const ROLE = "arn:aws:iam::123456789012:role/loans-SpectrumRole-1";

const summing = contractOf(
  contractFile.parse({ columns: { kind: { is: "category" }, "Loan Amount": { is: "amount", sum: true } } }),
);
const loans = { name: "loan.csv", sha256: "5e5e", bytes: 9, rows: 1, malformedRows: 0, isMultiLine: false };

interface Sent {
  readonly name: string;
  readonly sql: string;
  readonly secretArn?: string;
  /** ISO time. */
  readonly at: string;
}

/** A Redshift that carries out whatever it is asked at once, or refuses all of it; a look finds its `users`. */
function redshift({
  hasRoles = true,
  users = [] as readonly string[],
  error = "",
  errorOf = (_name: string) => error,
  secretArn = SECRET as string | null,
} = {}) {
  const sent: Sent[] = [];
  const time = { now: Date.parse("2026-11-23T04:00:00Z") };
  const world = {
    settings: { stack: "loans", pace: 1, contract: summing },
    clock: { now: () => new Date(time.now), monotonic: () => 0 },
    identity: { databaseUser: async () => "IAMR:LoansBot-loans" },
    stacks: {
      see: async () => ({
        status: { isReviewing: false, isDeleted: false },
        outputs: {
          BucketName: "lake",
          EmrClusterId: "j-1",
          RedshiftClusterId: "loans",
          RedshiftDatabase: "loans",
          RedshiftSecretArn: SECRET,
          SpectrumRoleArn: ROLE,
          GlueDatabaseName: "loans",
        },
      }),
    },
    warehouse: {
      see: async () => ({
        status: "available",
        isAvailable: true,
        isPaused: false,
        isMoving: false,
        hasRoles,
        secretArn,
      }),
      findByName: async (name: string) =>
        sent
          .filter((one) => one.name === name)
          .map((one) => ({
            ...{
              id: one.name,
              name,
              state: errorOf(name),
              isSettled: true,
              isFinished: errorOf(name) === "",
            },
            createdAt: one.at,
          })),
      statement: async (id: string) => ({
        resultRows: /4-bot-user$/.test(id) ? users.length : 0,
        error: errorOf(id),
      }),
      start: async (wish: Omit<Sent, "at">) =>
        void sent.push({ ...wish, at: new Date(time.now).toISOString() }),
    },
  } as unknown as World;
  return { world, sent, time };
}

/** Looks and acts in turn, as the engine does, until the step is done, failed or waits. */
async function carryOut(
  { steps }: { readonly steps: readonly { readonly name: string; readonly step: unknown }[] },
  name: string,
  world: World,
  file: object = loans,
) {
  const step = steps.find((one) => one.name === name)?.step as WatchedStep<unknown, unknown, World, unknown>;
  const context = {
    world,
    key: "k",
    journal: [],
    input: { day: "2026-11-23" },
    results: { "check-source": file, audit: { prefix: "stage/x/" }, "upload-raw": { bucket: "lake" } },
    confirmOwner: async () => undefined,
  } as never;
  let seen = await step.observe(context);
  while (seen.is === "absent") {
    await step.run(context);
    seen = await step.observe(context);
  }
  return seen;
}

const namesOf = (sent: readonly Sent[]) => sent.map(({ name }) => name);

test("preparing the warehouse is the administrator's, and makes the bot's user", async () => {
  const { world, sent } = redshift();
  expect(await carryOut(deployStack, "prepare-warehouse", world)).toMatchObject({ is: "done" });
  expect(sent.every(({ secretArn }) => secretArn === SECRET)).toBe(true);
  expect(namesOf(sent)).toContain("k-5-bot-user");
  expect(sent.slice(-4).map(({ sql }) => sql)).toEqual([
    'create user "IAMR:LoansBot-loans" password disable',
    'alter schema last owner to "IAMR:LoansBot-loans"',
    'grant usage on schema last to "IAMR:LoansBot-loans"',
    "revoke create on schema public from public",
  ]);
});

test("a warehouse that somebody restored is prepared by its own secret, not by that which the stack remembers", async () => {
  const restored = redshift({ secretArn: "arn:secret-of-the-restored" });
  await carryOut(deployStack, "prepare-warehouse", restored.world);
  expect(new Set(restored.sent.map(({ secretArn }) => secretArn))).toEqual(
    new Set(["arn:secret-of-the-restored"]),
  );
  const untold = redshift({ secretArn: null });
  await carryOut(deployStack, "prepare-warehouse", untold.world);
  expect(new Set(untold.sent.map(({ secretArn }) => secretArn))).toEqual(new Set([SECRET]));
});

test("a user that is there is not made again, but given its rights again", async () => {
  const { world, sent } = redshift({ users: ["IAMR:LoansBot-loans"] });
  await carryOut(deployStack, "prepare-warehouse", world);
  expect(namesOf(sent).slice(3)).toEqual([
    "k-4-bot-user",
    "k-6-bot-owner",
    "k-7-bot-usage",
    "k-8-public-closed",
  ]);
});

test("preparing waits until the cluster has its roles; a day asks nobody for them", async () => {
  const { world, sent } = redshift({ hasRoles: false });
  expect(await carryOut(deployStack, "prepare-warehouse", world)).toEqual({
    is: "underway",
    progress: { text: "Redshift is taking on its role" },
  });
  expect(sent).toEqual([]);
  expect(await carryOut(dailyBatch, "publish", world)).toMatchObject({ is: "done" });
});

test("a day is asked without a secret", async () => {
  const { world, sent } = redshift();
  await carryOut(dailyBatch, "publish", world);
  expect(sent.map(({ name, ...rest }) => [name, "secretArn" in rest])).toEqual([
    ["k-1-add-partition", false],
    ["k-2-set-location", false],
  ]);
});

test("rights that are missing are told by who lacks them", async () => {
  const { world } = redshift({ error: "ERROR: permission denied for schema last" });
  expect(await carryOut(dailyBatch, "publish", world)).toMatchObject({
    is: "failed",
    problem: { code: "database-user-unprepared" },
  });
  expect(await carryOut(deployStack, "prepare-warehouse", world)).toMatchObject({
    is: "failed",
    problem: { code: "statement-failed" },
  });
});

test("a sum that the contract asks for has its column before the day is published, and a run of before asks for none", async () => {
  const { world, sent } = redshift();
  expect(
    await carryOut(dailyBatch, "publish", world, { ...loans, sums: { "Loan Amount": "5" } }),
  ).toMatchObject({
    is: "done",
  });
  expect(namesOf(sent)).toEqual([
    "k-1-external-column",
    "k-2-external-column",
    "k-3-add-partition",
    "k-4-set-location",
  ]);
  expect(sent[1]?.sql).toBe("alter table last.loan_tracker\nadd column sum_loan_amount decimal(38, 4)");

  const before = redshift();
  await carryOut(dailyBatch, "publish", before.world);
  expect(namesOf(before.sent)).toEqual(["k-1-add-partition", "k-2-set-location"]);
});

const slow =
  "ERROR: Spectrum Scan Error code: 15001 context: S3ServiceException:Slow down,Status 503,Error SlowDown";

test("a statement that fails by what passes is asked for again in a while, under another name, and the day goes on", async () => {
  const { world, sent, time } = redshift({
    errorOf: (name) => (name === "k-1-add-partition" || name === "k-1-add-partition-try-2" ? slow : ""),
  });
  const resting = { is: "underway", progress: { text: `Redshift is asked once more, after ${slow}` } };
  expect(await carryOut(dailyBatch, "publish", world)).toEqual(resting);
  time.now += 3_999;
  expect(await carryOut(dailyBatch, "publish", world)).toEqual(resting);
  expect(namesOf(sent)).toEqual(["k-1-add-partition"]);
  time.now += 1;
  expect(await carryOut(dailyBatch, "publish", world)).toEqual(resting);
  time.now += 8_000;
  expect(await carryOut(dailyBatch, "publish", world)).toMatchObject({ is: "done" });
  expect(namesOf(sent)).toEqual([
    "k-1-add-partition",
    "k-1-add-partition-try-2",
    "k-1-add-partition-try-3",
    "k-2-set-location",
  ]);
});

test("a statement that keeps failing by what should pass has failed in Redshift's words", async () => {
  const { world, sent, time } = redshift({ error: slow });
  let seen = await carryOut(dailyBatch, "publish", world);
  for (let looks = 0; seen.is === "underway" && looks < 100; looks += 1) {
    time.now += 1_000;
    seen = await carryOut(dailyBatch, "publish", world);
  }
  expect(seen).toMatchObject({ is: "failed", problem: { says: expect.stringContaining("Error SlowDown") } });
  expect(sent).toHaveLength(5);
});
