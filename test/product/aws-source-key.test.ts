import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { botAccessKey } from "../../sandbox/aws/access/caller.ts";
import type { Aws } from "../../sandbox/aws/main.ts";
import { startAws } from "../../sandbox/aws/main.ts";
import { createRegionalLake } from "../../src/aws/regional-lake.ts";
import { openSource } from "../../src/aws/source.ts";
import { explain } from "../../src/jobs/workflows/error-class.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";

/** Loan files that the bank's own key encrypts: S3 tells of them to whoever may list them, and opens them by the key alone. */

const bucket = "loan-files";
const key = "arn:aws:kms:us-west-1:123456789012:key/0f1e2d3c-0000-4000-8000-000000000000";
const home = mkdtempSync(join(tmpdir(), "aws-source-key-"));
let aws: Aws;

async function start(sourceKey: string) {
  aws = await startAws({
    port: 0,
    home,
    speed: 1000,
    access: { bucket: "", sourceBucket: bucket, sourceKey },
  });
}

beforeAll(async () => {
  await start("");
  const { sdk, client } = await clientsAt(aws.url).s3();
  const here = { LocationConstraint: "us-west-1" } as const;
  await client.send(new sdk.CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: here }));
  await client.send(
    new sdk.PutObjectCommand({
      ...{ Bucket: bucket, Key: "loans.csv", Body: "a,b\n" },
      ...{ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key },
    }),
  );
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await aws.close();
  rmSync(home, { recursive: true, force: true });
});

/** The file as the bot's role sees it. */
function asBot() {
  const clients = clientsAt(aws.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", botAccessKey);
  return openSource(`s3://${bucket}/loans.csv`, createRegionalLake(clients));
}

test("without the key the file is seen, and not opened: the refusal says where the key goes", async () => {
  const file = asBot();
  expect(await file.see()).toMatchObject({ bytes: 4 });
  const error = await text(file.stream()).catch((refusal: unknown) => refusal);
  expect(explain(error)).toMatchObject({
    code: "aws-denied",
    says: expect.stringContaining("not authorized to perform: kms:Decrypt"),
    remedy: expect.stringContaining("to cloudformation/bot-access.yaml as SourceKey"),
  });
});

test("with the key as SourceKey it is read", async () => {
  await aws.close();
  await start(key);
  expect(await text(asBot().stream())).toBe("a,b\n");
});
