import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProgram } from "../../sandbox/driver/program.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { readContract } from "../../src/app/read-contract.ts";
import { createRegionalLake } from "../../src/aws/regional-lake.ts";
import { openSource } from "../../src/aws/source.ts";
import { defaultContract } from "../../src/domain/loans/contract.ts";
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
    'reading LOANS_CONTRACT, "other.yaml": it is not there; put the contract there, or set LOANS_CONTRACT to where it is',
  );
  expect(await refusalOf(`s3://${bucket}/large.yaml`)).toContain('"large.yaml": it has more than 1 MB');
  expect(await refusalOf(folder)).toContain("it is not there");
});

test("a start with one that is wrong says all of it and ends with code 1", async () => {
  const LOANS_CONTRACT = join(folder, "wrong.yaml");
  writeFileSync(LOANS_CONTRACT, "separator: x\ncolums: {}\n");
  const { said, ended } = startProgram([join(projectDirectory, "src", "main.ts")], {
    env: {
      ...{ PATH: process.env["PATH"], SLACK_BOT_TOKEN: "xoxb-test", SLACK_SIGNING_SECRET: "quiet" },
      ...{ LOANS_CHANNEL: "C0LOANS", LOANS_SOURCE: "/loans/{date}.csv", LOANS_TIMEZONE: "UTC" },
      ...{ REDIS_URL: "redis://127.0.0.1:1", AWS_REGION: "us-west-1", PORT: "0", LOANS_CONTRACT },
    },
  });
  expect(await ended).toBe(1);
  expect(said.stderr.split("\n")).toEqual([
    'reading LOANS_CONTRACT, "wrong.yaml": 2 problems',
    "  separator  is not one of , ; tab |",
    "  colums     is no key of a contract; take it out; correct the file; docs/contract.md explains each key",
    "",
  ]);
});
