import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProgram } from "../../sandbox/driver/program.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { readContract } from "../../src/app/read-contract.ts";
import { createRegionalLake } from "../../src/aws/regional-lake.ts";
import { openSource } from "../../src/aws/source.ts";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { startOwnAws } from "../support/aws/own-aws.ts";

/** The contract of the loan file, where it lies, and what a start says of one that is wrong. */

const bucket = "contracts";
let aws: OwnAws;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "contract-"));
  aws = await startOwnAws({ speed: 1000 });
  const { sdk, client } = await aws.clients.s3();
  await client.send(
    new sdk.CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: "us-west-1" },
    }),
  );
  const put = async (Key: string, Body: string) =>
    await client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key, Body }));
  await put("contract.yaml", "separator: ';'\nrules: { identical: warn }\n");
  await put("large.yaml", "#".repeat(1_000_001));
});
afterAll(async () => {
  await aws?.close();
  rmSync(folder, { recursive: true, force: true });
});

const read = async (place: string | null) =>
  await readContract(place, (there) => openSource(there, createRegionalLake(aws.clients)));
const refusalOf = async (place: string) => await read(place).catch((error: Error) => error.message);

test("it is read from a path and from an s3:// URL, and is the default without either", async () => {
  const rules = { ...defaultContract.rules, identical: "warn" };
  expect(await read(`s3://${bucket}/contract.yaml`)).toEqual({ ...defaultContract, separator: ";", rules });
  writeFileSync(join(folder, "contract.yaml"), "encoding: windows-1252\n");
  expect(await read(join(folder, "contract.yaml"))).toMatchObject({
    encoding: "windows-1252",
    separator: ",",
  });
  expect(await read(null)).toBe(defaultContract);
});

test("one that is not there, or is another file, is told by its name", async () => {
  expect(await refusalOf(`s3://${bucket}/other.yaml`)).toBe(
    `reading LOANS_CONTRACT, "s3://${bucket}/other.yaml": there is no such file; put the contract there, or set LOANS_CONTRACT to where it is`,
  );
  expect(await refusalOf(`s3://${bucket}/large.yaml`)).toContain('large.yaml": it has more than 1 MB');
  expect(await refusalOf("s3://no-such-bucket/contract.yaml")).toContain("there is no such file");
  expect(await refusalOf(folder)).toContain(": it is a folder; put the contract there, or");
});

test("one in a bucket of another region is read there", async () => {
  const { sdk, client } = await aws.clients.s3("eu-west-1");
  const there = { LocationConstraint: "eu-west-1" } as const;
  const ireland = { Bucket: "contracts-of-ireland" };
  await client.send(new sdk.CreateBucketCommand({ ...ireland, CreateBucketConfiguration: there }));
  await client.send(new sdk.PutObjectCommand({ ...ireland, Key: "contract.yaml", Body: "separator: tab" }));
  expect(await read("s3://contracts-of-ireland/contract.yaml")).toMatchObject({ separator: "\t" });
});

test("one that the bot may not read is told with its bucket, and which one it may read", async () => {
  await aws.plan({ service: "s3", operation: "HeadObject", kind: "deny", times: 1 });
  expect(await refusalOf(`s3://${bucket}/contract.yaml`)).toBe(
    `reading LOANS_CONTRACT, "s3://${bucket}/contract.yaml": access denied; allow \`s3:GetObject\` and \`s3:ListBucket\` to the bot's role, as cloudformation/bot-access.yaml does, whose SourceBucket is the one bucket outside of the stack that the bot may read`,
  );
});

/** Starts the app with that in its environment and answers what it says at its end. */
async function endOfStart(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { said, ended } = startProgram([join(projectDirectory, "src", "main.ts")], {
    env: {
      ...{ PATH: process.env["PATH"], SLACK_BOT_TOKEN: "xoxb-test", SLACK_SIGNING_SECRET: "quiet" },
      ...{ LOANS_CHANNEL: "C0LOANS", LOANS_SOURCE: "/loans/{date}.csv", LOANS_TIMEZONE: "UTC" },
      ...{ REDIS_URL: "redis://127.0.0.1:1", AWS_REGION: "us-west-1", PORT: "0", ...env },
    },
  });
  expect(await ended).toBe(1);
  return said.stderr.split("\n");
}

test("a start with one that is wrong says all of it and ends with code 1", async () => {
  const LOANS_CONTRACT = join(folder, "wrong.yaml");
  writeFileSync(LOANS_CONTRACT, "separator: x\ncolums: {}\n");
  expect(await endOfStart({ LOANS_CONTRACT })).toEqual([
    'reading LOANS_CONTRACT, "wrong.yaml": 2 mistakes',
    '  line 1: separator is "x"; it takes one of "," ";" tab "|"',
    "  line 2: colums is no key of a contract; did you mean columns?",
    "correct the file, then start again; docs/contract.md explains each key",
    "",
  ]);
});

test("what is wrong with the calendar does not hide what is wrong with the contract", async () => {
  const [LOANS_CONTRACT, LOANS_CALENDAR] = [join(folder, "both.yaml"), join(folder, "calendar.yaml")];
  writeFileSync(LOANS_CONTRACT, "decimal: x\n");
  writeFileSync(LOANS_CALENDAR, "weekdays: mon-fri\nholiday: [2026-12-25]\n");
  expect(await endOfStart({ LOANS_CONTRACT, LOANS_CALENDAR })).toEqual([
    'reading LOANS_CONTRACT, "both.yaml": 1 mistake',
    '  line 1: decimal is "x"; it takes one of "." ","',
    "correct the file, then start again; docs/contract.md explains each key",
    "configuration has 1 problem",
    '  LOANS_CALENDAR  1 mistake in "calendar.yaml"',
    '                    line 2: "holiday" is no key of a calendar; did you mean holidays?',
    "",
  ]);
});

test("nor does an AWS that is not named, where it is a path", async () => {
  const LOANS_CONTRACT = join(folder, "path.yaml");
  writeFileSync(LOANS_CONTRACT, "decimal: x\n");
  const said = await endOfStart({ LOANS_CONTRACT, AWS_REGION: "" });
  expect(said).toContain('  line 1: decimal is "x"; it takes one of "." ","');
  expect(said.join("\n")).toMatch(/^ {2}AWS_REGION {2}missing/m);
});
