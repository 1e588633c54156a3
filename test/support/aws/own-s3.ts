import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { startAws } from "../../../sandbox/aws/main.ts";
import { elsewhere, oursAlone } from "./elsewhere.ts";

/** An AWS stand-in of a test's own in a directory of its own, with an S3 client that never retries. */
export interface OwnS3 {
  readonly home: string;
  readonly url: string;
  readonly client: S3Client;
  /** A bucket that no other test uses. */
  bucket(options?: { readonly versioned?: boolean }): Promise<TestBucket>;
  close(): Promise<void>;
}

/** A bucket with the two calls that most tests begin and end with. */
export interface TestBucket {
  readonly Bucket: string;
  /** Puts a text; gives the version id, where the bucket keeps versions. */
  put(Key: string, Body: string): Promise<string | undefined>;
  /** The object's text. */
  text(Key: string, VersionId?: string): Promise<string>;
}

/** A client of S3 as the app's is, but for its retries. */
export function s3Client(url: string): S3Client {
  return new S3Client({
    endpoint: url,
    region: "us-west-1",
    credentials: { accessKeyId: "AKIASANDBOX", secretAccessKey: "sandbox" },
    forcePathStyle: true,
    maxAttempts: 1,
  });
}

/** Starts it. */
export async function startOwnS3(): Promise<OwnS3> {
  const home = mkdtempSync(join(tmpdir(), "own-s3-"));
  const aws =
    elsewhere === undefined
      ? await startAws({ port: 0, home, speed: 1000 })
      : { url: elsewhere, close: async () => {} };
  const client = s3Client(aws.url);
  return {
    get home() {
      return elsewhere === undefined ? home : oursAlone();
    },
    url: aws.url,
    client,
    bucket: (options) => makeBucket(client, options),
    async close() {
      client.destroy();
      await aws.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The name of the error that a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => "no refusal",
    (error: Error) => error.name,
  );
}

async function makeBucket(
  client: S3Client,
  { versioned = false }: { readonly versioned?: boolean } = {},
): Promise<TestBucket> {
  const Bucket = `test-${randomBytes(6).toString("hex")}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  if (versioned) {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return {
    Bucket,
    async put(Key, Body) {
      return (await client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
    },
    async text(Key, VersionId) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      return (await Body?.transformToString()) ?? "";
    },
  };
}
