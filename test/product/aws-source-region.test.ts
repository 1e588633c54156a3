import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLake } from "../../src/aws/lake.ts";
import { createRegionalLake } from "../../src/aws/regional-lake.ts";
import { openSource } from "../../src/aws/source.ts";
import { classify, explain } from "../../src/jobs/workflows/error-class.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { startOwnAws } from "../support/aws/own-aws.ts";

/** The loan files lie where the bank keeps them, which need not be the region that the app works in. */

const bucket = "loan-files-of-ireland";
let aws: OwnAws;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
  const { sdk, client } = await aws.clients.s3("eu-west-1");
  const there = { LocationConstraint: "eu-west-1" } as const;
  await client.send(new sdk.CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: there }));
  await client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: "2026-11-05.csv", Body: "a,b\n1,2\n" }));
});
afterAll(() => aws.close());

test("a loan file in a bucket of another region is seen and read there", async () => {
  const buckets = createRegionalLake(aws.clients);
  const file = openSource(`s3://${bucket}/2026-11-05.csv`, buckets);
  // Both at once: the first to be sent on must not take the other one along.
  const [seen, read] = await Promise.all([file.see(), text(file.stream())]);
  expect(seen).toMatchObject({ bytes: 8 });
  expect(read).toBe("a,b\n1,2\n");
  expect(await openSource(`s3://${bucket}/2026-11-06.csv`, buckets).see()).toBeNull();
});

test("any other bucket of another region is refused at once, with the region that it lies in", async () => {
  const lake = createLake(aws.clients);
  for (const asked of [
    lake.head({ bucket, key: "2026-11-05.csv" }),
    lake.read({ bucket, key: "2026-11-05.csv" }),
  ]) {
    const error = await asked.then(
      () => null,
      (refusal: unknown) => refusal,
    );
    expect(classify(error)).toBe("config");
    expect(explain(error)).toMatchObject({
      code: "aws-elsewhere",
      says: expect.stringMatching(/^asking AWS for S3 (Head|Get)Object: the bucket lies in eu-west-1$/),
      remedy: expect.stringContaining("AWS_REGION"),
    });
  }
});
