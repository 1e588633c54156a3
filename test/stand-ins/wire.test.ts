import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTemplate } from "../../sandbox/aws/cloudformation/template.ts";
import type { SentAnswer } from "../../sandbox/aws/wire/reply.ts";
import { countFile } from "../../sandbox/data/count-file.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { codeOfAws } from "../support/aws/app-actions.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";
import { checkAnswers, useBoto3 } from "../support/wire/programs.ts";

/**
 * The AWS stand-in speaks as AWS does: boto3, which shares no line with the app's SDK, works on what the app made, and
 * every answer that either of them got is as botocore's service models have it. One loop, from one test to the next.
 */

const day = "2026-11-05";
const stack = "loan-tracker";
const run = `batch-${stack}-${day}-g1`;
/** A whole loop, on a machine that is busy with other things. */
const longest = 180_000;
const directory = mkdtempSync(join(tmpdir(), "loan-tracker-wire-"));
const recording = join(directory, "answers.jsonl");
let product: Product;
/** The answers that boto3 got, as lines of the recording; all others went to the app. */
let ofBoto3 = { from: 0, to: 0 };

const recorded = () =>
  readFileSync(recording, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as SentAnswer);

beforeAll(async () => {
  product = await startProduct({}, { recordAnswers: recording, replaySpark: await recordedSpark() });
});

afterAll(async () => {
  await product?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test(
  "the app deploys into a rollback and again, runs a day into a failed step and again",
  async () => {
    await product.says(`/loans run ${day}`);
    await product.awsFault({ kind: "fail-resource", operation: "RedshiftCluster", times: 1 });
    await product.deploy({ number: 1, ends: "[Retry]" });
    await product.deploy({ number: 2, ends: "succeeded" });

    await product.awsFault({ kind: "fail-step", operation: "2-count", times: 1 });
    // The errors of a busy AWS, in each protocol.
    for (const [service, operation] of [
      ["s3", "HeadObject"],
      ["emr", "ListSteps"],
      ["redshift-data", "ListStatements"],
      ["cloudformation", "DescribeStacks"],
    ]) {
      await product.awsFault({ service, operation, kind: "throttle", times: 1 });
    }
    await product.says(`/loans run ${day}`);
    await product.shows(cardId(run), "[Retry]");
    await product.press(cardId(run), "run.retry");
    await product.shows(cardId(run), "succeeded");
    await product.says(`/loans run ${day}`);
    await product.says("/loans status");
  },
  longest,
);

test("boto3 lists the stack, its resources and events, the steps and the objects, and runs a statement", async () => {
  const { env } = product.sandbox;
  const from = recorded().length;
  const seen = await useBoto3(env, { stack, day });
  ofBoto3 = { from, to: recorded().length };

  const template = readTemplate(
    readFileSync(join(projectDirectory, "cloudformation", "loan-tracker.yaml"), "utf8"),
  );
  const resources = Object.entries(template.Resources)
    .flatMap(([name, { Condition }]) => (Condition === undefined ? [name] : []))
    .sort();
  const counts = await countFile((env["LOANS_SOURCE"] ?? "").replace("{date}", day));
  const note = Buffer.alloc(4);
  note.writeUInt32BE(crc32("a note"));
  const [first, second] = [`lt/${run}/a1`, `lt/${run}/a2`];
  expect(seen).toEqual({
    cloudformation: {
      status: "CREATE_COMPLETE",
      isProtected: true,
      resources,
      resourceStates: ["CREATE_COMPLETE"],
      newestEvent: [stack, "CREATE_COMPLETE"],
      eventsOfCluster: ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"],
      plans: [["look", "CREATE_COMPLETE", "AVAILABLE"]],
      planned: resources,
      refused: [["Lake", "VALIDATION_ERROR", "NAME_CONFLICT_VALIDATION"]],
      missing: "ValidationError",
      notStuck: "ValidationError",
      notUpdating: "ValidationError",
    },
    emr: {
      clusters: [true],
      steps: [
        [`${second}/3-out`, "COMPLETED"],
        [`${second}/2-count`, "COMPLETED"],
        [`${second}/1-in`, "COMPLETED"],
        [`${first}/3-out`, "CANCELLED"],
        [`${first}/2-count`, "FAILED"],
        [`${first}/1-in`, "COMPLETED"],
      ],
      step: [`${second}/3-out`, "COMPLETED", "CANCEL_AND_WAIT"],
      wasEndedAfterItsStart: true,
      canceled: ["FAILED"],
      missing: "InvalidRequestException",
    },
    s3: {
      rawObjects: 1,
      isNamedByItsHash: true,
      checksumOfPut: note.toString("base64"),
      checksumOfGet: note.toString("base64"),
      note: "a note",
      largeBytes: 20 * 1024 * 1024,
      // boto3 sends parts of 8 MB.
      largeParts: 3,
      largeCameBackTheSame: true,
      openUploads: [true],
      missing: "NoSuchKey",
    },
    objectLock: {
      configurations: [
        { ObjectLockEnabled: "Enabled" },
        {
          ObjectLockEnabled: "Enabled",
          Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 2 } },
        },
      ],
      mode: "GOVERNANCE",
      days: 2,
      marked: true,
      deleted: [true],
      kept: [["kept.txt", "AccessDenied", "Access Denied because object protected by object lock."]],
      alone: "AccessDenied",
      held: "AccessDenied",
      hold: "OFF",
    },
    warehouse: {
      status: "FINISHED",
      columns: [
        ["loan_category", "varchar"],
        ["count", "int8"],
        ["insert_date", "varchar"],
      ],
      rows: [...counts].sort().map(([category, count]) => [category, count, day]),
      wrongSql: ["FAILED", true],
      canceled: "ValidationException",
      states: ["available", "paused", "available"],
    },
    imagesAndNetwork: {
      image: "ami",
      noImage: "ParameterNotFound",
      defaultGroups: ["default VPC security group"],
      ownGroups: Object.values(template.Resources).filter(
        ({ Type, Condition }) => Type === "AWS::EC2::SecurityGroup" && Condition === undefined,
      ).length,
      endpoints: ["s3"],
      interfaces: [],
      elsewhere: [],
      byHand: {
        interfaces: ["available"],
        left: [],
        again: "InvalidGroup.NotFound",
        nowhere: "InvalidVpcID.NotFound",
      },
      noFilter: "InvalidParameterValue",
    },
    account: "123456789012",
    taggedBuckets: [`arn:aws:s3:::${stack}-123456789012-us-west-1`],
  });
  expect(counts.size).toBe(16);
});

test(
  "no answer has a member, type, enum value or gap that AWS's models do not have",
  async () => {
    await product.tearDown();
    await product.shows(cardId(`teardown-${stack}-1`), "succeeded");

    const conformance = await checkAnswers(recording);
    const operations = Object.keys(conformance.operations);
    process.stdout.write(`${conformance.answers} answers of ${operations.length} operations were read\n`);
    expect([...new Set(conformance.problems.map(({ says }) => says))]).toEqual([]);

    // What was read is not little: everything that was answered, and everything that the app can ask for.
    const answers = recorded();
    expect(conformance.answers).toBe(answers.length);
    const ofLoop = [...answers.slice(0, ofBoto3.from), ...answers.slice(ofBoto3.to)];
    expect(new Set(ofLoop.map(nameOf)).size).toBeGreaterThanOrEqual(20);
    expect(askedForByTheApp().filter((name) => !operations.some((one) => one.endsWith(` ${name}`)))).toEqual(
      [],
    );
    expect(Object.keys(conformance.errors)).toEqual(
      expect.arrayContaining([
        "cloudformation DescribeStacks Throttling",
        "cloudformation DescribeStacks ValidationError",
        "emr ListSteps ThrottlingException",
        "redshift-data CancelStatement ValidationException",
        "s3 GetObject NoSuchKey",
        "s3 HeadObject 404",
      ]),
    );
  },
  longest,
);

const nameOf = ({ service, operation }: SentAnswer) => `${service} ${operation}`;

/** The operations whose commands stand in `src/aws`, as the SDK names them. */
function askedForByTheApp(): readonly string[] {
  const commands = codeOfAws().flatMap((code) =>
    [...code.matchAll(/new sdk\.(\w+)Command\(/g)].map(([, name = ""]) => name),
  );
  expect(commands.length).toBeGreaterThan(20);
  return [...new Set(commands)];
}
