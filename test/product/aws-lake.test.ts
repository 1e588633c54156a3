import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Lake } from "../../src/aws/lake.ts";
import { createLake } from "../../src/aws/lake.ts";
import { openSource } from "../../src/aws/source.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, startOwnAws } from "../support/aws/own-aws.ts";

const bucket = "loan-tracker-lake";
const megabyte = 1024 * 1024;
let aws: OwnAws;
let lake: Lake;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
  lake = createLake(aws.clients);
  await makeBucket(bucket);
});
afterAll(() => aws.close());

/** A versioned bucket, as the template makes it. */
async function makeBucket(name: string): Promise<void> {
  const { sdk, client } = await aws.clients.s3();
  const here = { LocationConstraint: "us-west-1" } as const;
  await client.send(new sdk.CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: here }));
  await client.send(
    new sdk.PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }),
  );
}

/** A stream of `megabytes`, each filled with its own number, that tells how often it was asked for one. */
function bigBody(megabytes: number, made: (count: number) => void = () => {}): () => Readable {
  return () =>
    Readable.from(
      (function* () {
        for (let index = 0; index < megabytes; index += 1) {
          made(index + 1);
          yield Buffer.alloc(megabyte, index);
        }
      })(),
    );
}

function put(key: string, body: string): ReturnType<Lake["upload"]> {
  return lake.upload({ bucket, key, body: () => Readable.from([Buffer.from(body)]) });
}

describe("an upload", () => {
  test("tells size and SHA-256 of what it read, and the object is there as it was", async () => {
    const body = randomBytes(3000).toString("base64");
    const sha256 = createHash("sha256").update(body).digest("hex");
    expect(await put("raw/small.csv", body)).toEqual({ bytes: 4000, sha256, outcome: "put" });
    expect(await lake.readText({ bucket, key: "raw/small.csv", maxBytes: 5000 })).toBe(body);
    expect(await lake.head({ bucket, key: "raw/small.csv" })).toMatchObject({
      bytes: 4000,
      versionId: expect.any(String),
    });
  });

  test("leaves an object that is there alone, whether it fits one part or needs several", async () => {
    await put("raw/kept.csv", "first");
    expect(await put("raw/kept.csv", "second!")).toMatchObject({ bytes: 7, outcome: "there" });
    expect(await lake.readText({ bucket, key: "raw/kept.csv", maxBytes: 100 })).toBe("first");

    const first = await lake.upload({ bucket, key: "raw/kept.bin", body: bigBody(20) });
    const again = await lake.upload({ bucket, key: "raw/kept.bin", body: bigBody(21) });
    expect([first.outcome, again.outcome]).toEqual(["put", "there"]);
    expect(again.bytes).toBe(21 * megabyte);
    expect((await lake.head({ bucket, key: "raw/kept.bin" }))?.bytes).toBe(20 * megabyte);
  });

  test("of 160 MB never holds more than a few parts in memory", async () => {
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    const body = bigBody(160, () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    });
    const { bytes, outcome } = await lake.upload({ bucket, key: "raw/big.bin", body });
    expect({ bytes, outcome }).toEqual({ bytes: 160 * megabyte, outcome: "put" });
    // Both ends are in this process. What was read and is not needed any more waits for the garbage collector.
    expect(most).toBeLessThan(100 * megabyte);
  });

  test("whose source breaks off leaves neither an object nor an open upload", async () => {
    await makeBucket("broken-off");
    const body = () =>
      Readable.from(
        (async function* () {
          yield* bigBody(20)();
          throw new Error("disk gone");
        })(),
      );
    await expect(lake.upload({ bucket: "broken-off", key: "x", body })).rejects.toThrow("disk gone");
    expect(await lake.isEmpty("broken-off")).toBe(true);
  });

  test("gets over a throttle and a lost reply by itself", async () => {
    await aws.plan({ service: "s3", operation: "PutObject", kind: "throttle", times: 2 });
    expect(await put("raw/throttled.csv", "a")).toMatchObject({ outcome: "put" });
    await aws.plan({ service: "s3", operation: "PutObject", kind: "drop-after", times: 1 });
    // The SDK sent it again and met its own object: it is there, which is what was wanted.
    expect(await put("raw/dropped.csv", "a")).toMatchObject({ outcome: "there" });
  });
});

describe("reading", () => {
  test("what is not there is null, object or bucket", async () => {
    for (const at of [
      { bucket, key: "nothing" },
      { bucket: "no-such-bucket", key: "nothing" },
    ]) {
      expect(await lake.head(at)).toBeNull();
      expect(await lake.read(at)).toBeNull();
      expect(await lake.readText({ ...at, maxBytes: 1 })).toBeNull();
      expect(await lake.tailOfGzip({ ...at, lines: 1 })).toBeNull();
    }
  });

  test("a text larger than expected is refused before it is read", async () => {
    await put("stage/_quality.json", "x".repeat(200));
    await expect(lake.readText({ bucket, key: "stage/_quality.json", maxBytes: 100 })).rejects.toThrow(
      'reading "stage/_quality.json": it has 200 bytes, at most 100 are expected',
    );
  });

  test("the last lines of a gzipped log, also of one that is cut off", async () => {
    const log = Array.from(
      { length: 5000 },
      (_, index) => `line ${index + 1} ${randomBytes(9).toString("hex")}`,
    );
    const gzipped = gzipSync(`${log.join("\n")}\n`);
    const key = "logs/stderr.gz";
    await lake.upload({ bucket, key, body: () => Readable.from([gzipped]) });
    expect(await lake.tailOfGzip({ bucket, key, lines: 2 })).toEqual(log.slice(-2));

    const cut = "logs/cut.gz";
    await lake.upload({
      bucket,
      key: cut,
      body: () => Readable.from([gzipped.subarray(0, gzipped.length / 2)]),
    });
    expect((await lake.tailOfGzip({ bucket, key: cut, lines: 3 }))?.[0]).toMatch(/^line \d+/);
  });
});

describe("a bucket of 1,150 objects", () => {
  const many = "many-objects";
  const keys = Array.from({ length: 1150 }, (_, index) => `many/${String(index).padStart(4, "0")}`);
  beforeAll(async () => {
    const { sdk, client } = await aws.clients.s3();
    await makeBucket(many);
    await inEights(keys, (Key) => client.send(new sdk.PutObjectCommand({ Bucket: many, Key, Body: Key })));
  });

  test("is listed over all pages, in order", async () => {
    const listed: string[] = [];
    for await (const { key, bytes } of lake.list({ bucket: many, prefix: "many/" })) {
      expect(bytes).toBe(9);
      listed.push(key);
    }
    expect(listed).toEqual(keys);
  });

  test("and as many markers and an open upload is purged in batches of 1,000", async () => {
    const { sdk, client } = await aws.clients.s3();
    await inEights(keys, (Key) => client.send(new sdk.DeleteObjectCommand({ Bucket: many, Key })));
    await client.send(new sdk.CreateMultipartUploadCommand({ Bucket: many, Key: "open" }));

    // No time at all is one batch, and the next call goes on from there.
    expect(await lake.purge({ bucket: many, forMs: 0 })).toEqual({ deleted: 1000, more: true, kept: null });
    expect(await lake.isEmpty(many)).toBe(false);
    expect(await lake.purge({ bucket: many, forMs: 30_000 })).toEqual({
      deleted: 1301,
      more: false,
      kept: null,
    });
    expect(await lake.isEmpty(many)).toBe(true);
    await client.send(new sdk.DeleteBucketCommand({ Bucket: many }));
  });
});

describe("purging a bucket", () => {
  test("goes on after keys that S3 could not delete just then, and tells of keys that it will not", async () => {
    await makeBucket("stubborn");
    const upload = (key: string) =>
      lake.upload({ bucket: "stubborn", key, body: () => Readable.from([Buffer.from("x")]) });
    await Promise.all(["a", "b", "c"].map(upload));
    await aws.plan({ service: "s3", operation: "DeleteObject", kind: "error500", times: 2 });
    expect(await lake.purge({ bucket: "stubborn", forMs: 10_000 })).toEqual({
      deleted: 3,
      more: false,
      kept: null,
    });

    await upload("refused");
    await aws.plan({ service: "s3", operation: "DeleteObject", kind: "deny", times: 1 });
    expect(await lake.purge({ bucket: "stubborn", forMs: 10_000 })).toEqual({
      ...{ deleted: 0, more: true },
      kept: {
        ...{ locked: 0, examples: [], refused: 1, isAll: true },
        refusal: {
          ...{ key: "refused", code: "AccessDenied" },
          message: expect.stringContaining("s3:DeleteObject"),
        },
      },
    });
  });

  test("takes only what is below a prefix, and tells what else is there, deleted keys too", async () => {
    await makeBucket("kept");
    const { sdk, client } = await aws.clients.s3();
    const put = async (Key: string) =>
      await client.send(new sdk.PutObjectCommand({ Bucket: "kept", Key, Body: "x" }));
    const logs = ["logs/emr/j-1/a.gz", "logs/emr/j-1/b.gz", "logs/emr/j-1/c.gz", "logs/emr/j-1/d.gz"];
    for (const key of logs) await put(key);
    const where = { bucket: "kept", prefix: "logs/" };
    expect(await lake.besides(where)).toEqual([]);
    for (const key of ["logs", "logs0", "raw/loan.csv"]) await put(key);
    await client.send(new sdk.DeleteObjectCommand({ Bucket: "kept", Key: "raw/loan.csv" }));
    await client.send(new sdk.CreateMultipartUploadCommand({ Bucket: "kept", Key: "logs/open" }));
    await client.send(new sdk.CreateMultipartUploadCommand({ Bucket: "kept", Key: "raw/open" }));

    expect(await lake.besides(where)).toEqual(["logs", "raw/open", "logs0"]);
    expect(await lake.purge({ ...where, forMs: 10_000 })).toEqual({ deleted: 5, more: false, kept: null });
    expect(await lake.besides(where)).toEqual(["logs", "logs0", "raw/loan.csv"]);
    const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket: "kept" }));
    expect(Uploads.map(({ Key }) => Key)).toEqual(["raw/open"]);
  });

  test("a bucket that is not there is empty already", async () => {
    expect(await lake.isEmpty("no-such-bucket")).toBe(true);
    expect(await lake.purge({ bucket: "no-such-bucket", forMs: 1000 })).toEqual({
      deleted: 0,
      more: false,
      kept: null,
    });
  });
});

describe("who made a bucket", () => {
  test("is told by the tag that CloudFormation sets, which no name can tell", async () => {
    const { id, outputs } = await deploy(aws, "maker");
    expect(await lake.makerOf(outputs["BucketName"] ?? "")).toEqual({ stackId: id });
    await makeBucket("made-by-hand");
    expect(await lake.makerOf("made-by-hand")).toEqual({ stackId: null });
    expect(await lake.makerOf("no-such-bucket")).toBeNull();
  });

  test("is nobody of ours where it refuses everything, and an error where one right is missing", async () => {
    await makeBucket("of-a-stranger");
    const denied = (operation: string) => aws.plan({ service: "s3", operation, kind: "deny", times: 1 });
    await denied("GetBucketTagging");
    await denied("HeadBucket");
    expect(await lake.makerOf("of-a-stranger")).toEqual({ stackId: null });
    await denied("GetBucketTagging");
    await expect(lake.makerOf("of-a-stranger")).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

describe("the day's source", () => {
  test("is an object of S3", async () => {
    await put("inbox/2026-11-23/loan.csv", "a,b\n");
    const source = openSource(`s3://${bucket}/inbox/2026-11-23/loan.csv`, lake);
    expect(await source.see()).toMatchObject({ bytes: 4, modifiedAt: expect.stringMatching(/^20\d\d-/) });
    expect(await text(source.stream())).toBe("a,b\n");
    const missing = openSource(`s3://${bucket}/inbox/none.csv`, lake);
    expect(await missing.see()).toBeNull();
    await expect(text(missing.stream())).rejects.toThrow(/there is no such object/);
  });

  test("is a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "loan-tracker-source-"));
    await writeFile(join(folder, "loan.csv"), "a,b\n");
    const source = openSource(join(folder, "loan.csv"), lake);
    expect(await source.see()).toMatchObject({ bytes: 4 });
    expect(await text(source.stream())).toBe("a,b\n");
    expect(await openSource(join(folder, "none.csv"), lake).see()).toBeNull();
    expect(await openSource(folder, lake).see()).toBeNull();
    await symlink("loop.csv", join(folder, "loop.csv"));
    const loop = openSource(join(folder, "loop.csv"), lake);
    const refusal = 'reading "loop.csv": the system does not let the bot read it (ELOOP)';
    await expect(loop.see()).rejects.toThrow(refusal);
    await expect(text(loop.stream())).rejects.toThrow(refusal);
    await rm(folder, { recursive: true });
  });
});

async function inEights<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of rest) await act(item);
    }),
  );
}
