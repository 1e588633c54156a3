import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OwnS3 } from "../support/aws/own-s3.ts";
import { refusal, startOwnS3 } from "../support/aws/own-s3.ts";

let own: OwnS3;
const s3 = { send: ((command) => own.client.send(command)) as OwnS3["client"]["send"] };

beforeAll(async () => {
  own = await startOwnS3();
});
afterAll(() => own.close());

describe("an object", () => {
  test("comes back as it was put, with its description", async () => {
    const { Bucket } = await own.bucket();
    const Key = "a dir/../ü & <b>+%20.csv";
    const description = { ContentType: "text/csv", CacheControl: "no-cache", Metadata: { run: "batch-1" } };
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "eins,zwei\r\n", ...description }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe("eins,zwei\r\n");
    expect(got).toMatchObject({
      ...description,
      ContentLength: 11,
      ETag: `"${createHash("md5").update("eins,zwei\r\n").digest("hex")}"`,
      AcceptRanges: "bytes",
    });
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.[0]?.Key).toBe(Key);
  });

  test("that came as a stream in chunks holds nothing of their framing", async () => {
    const { Bucket, text } = await own.bucket();
    const body = Buffer.alloc(300_000, "loan,");
    const Body = Readable.from([body.subarray(0, 1), body.subarray(1, 70_001), body.subarray(70_001)]);
    const put = {
      Bucket,
      Key: "stream",
      Body,
      ContentLength: body.length,
      ChecksumAlgorithm: "SHA256",
    } as const;
    const { ChecksumSHA256 } = await s3.send(new PutObjectCommand(put));
    expect(ChecksumSHA256).toBe(createHash("sha256").update(body).digest("base64"));
    expect(await text("stream")).toBe(body.toString());
  });

  test("is read by ranges, and refuses one behind its end", async () => {
    const { Bucket, put } = await own.bucket();
    await put("ten", "0123456789");
    const range = async (Range: string) => {
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: "ten", Range }));
      return [await got.Body?.transformToString(), got.ContentRange, got.$metadata.httpStatusCode];
    };
    expect(await range("bytes=2-4")).toEqual(["234", "bytes 2-4/10", 206]);
    expect(await range("bytes=7-")).toEqual(["789", "bytes 7-9/10", 206]);
    expect(await range("bytes=-2")).toEqual(["89", "bytes 8-9/10", 206]);
    expect(await range("bytes=8-99")).toEqual(["89", "bytes 8-9/10", 206]);
    expect(await range("bytes=0-0,5-6")).toEqual(["0123456789", undefined, 200]);
    expect(await refusal(range("bytes=10-"))).toBe("InvalidRange");
  });

  test("put only if absent is refused where there is one, and not where only a marker is left", async () => {
    const { Bucket, put, text } = await own.bucket({ versioned: true });
    await put("key", "first");
    const again = new PutObjectCommand({ Bucket, Key: "key", Body: "second", IfNoneMatch: "*" });
    expect(await refusal(s3.send(again))).toBe("PreconditionFailed");
    expect(await text("key")).toBe("first");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
    await s3.send(again);
    expect(await text("key")).toBe("second");
  });

  test("is refused when its bytes are not those that were promised", async () => {
    const { Bucket, put } = await own.bucket();
    const wrong = { Bucket, Key: "key", Body: "body" };
    const refused = (extra: object) => refusal(s3.send(new PutObjectCommand({ ...wrong, ...extra })));
    expect(await refused({ ContentMD5: createHash("md5").update("other").digest("base64") })).toBe(
      "BadDigest",
    );
    expect(await refused({ ContentMD5: "short" })).toBe("InvalidDigest");
    expect(await refused({ ChecksumCRC32: "AAAAAA==" })).toBe("BadDigest");
    expect(await refused({ ChecksumCRC32C: "AAAAAA==" })).toBe("BadDigest");
    expect(await refused({ ChecksumCRC64NVME: "AAAAAAAAAAA=" })).toBe("BadDigest");
    expect(await refused({ ChecksumSHA256: createHash("sha256").update("x").digest("base64") })).toBe(
      "BadDigest",
    );
    expect(await refused({ ChecksumSHA256: "AAAA" })).toBe("InvalidRequest");
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: "key" })))).toBe("NotFound");
    await put("key", "body");
  });

  test("is copied with its description, or with another", async () => {
    const { Bucket, text } = await own.bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: "from ü", Body: "x", Metadata: { a: "1" } }));
    const CopySource = `${Bucket}/${encodeURIComponent("from ü")}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource }));
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "to" }))).Metadata).toEqual({ a: "1" });
    const replaced = { MetadataDirective: "REPLACE", Metadata: { b: "2" } } as const;
    await s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource, ...replaced }));
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "to" }))).Metadata).toEqual({ b: "2" });
    expect(await text("to")).toBe("x");
    const itself = { Bucket, Key: "to", CopySource: `${Bucket}/to` };
    expect(await refusal(s3.send(new CopyObjectCommand(itself)))).toBe("InvalidRequest");
  });

  test("is tagged without being overwritten", async () => {
    const { Bucket, put, text } = await own.bucket();
    await put("key", "body");
    const TagSet = [{ Key: "day", Value: "2026-11-23" }];
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "key", Tagging: { TagSet } }));
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "key" }))).TagSet).toEqual(TagSet);
    expect(await text("key")).toBe("body");
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "key" }));
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "key" }))).TagSet).toEqual([]);
  });

  test("is not read when the reader has it already, or wants another", async () => {
    const { Bucket, put } = await own.bucket();
    await put("key", "body");
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: "key" }));
    const read = (conditions: object) => s3.send(new GetObjectCommand({ Bucket, Key: "key", ...conditions }));
    expect(await refusal(read({ IfMatch: '"other"' }))).toBe("PreconditionFailed");
    await expect(read({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await (await read({ IfMatch: ETag })).Body?.transformToString();
  });
});

describe("a bucket", () => {
  test("is made once, with a good name, where it was signed for, and goes when it is empty", async () => {
    const { Bucket, put } = await own.bucket();
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket })))).toBe("BucketAlreadyOwnedByYou");
    for (const name of ["Upper-case", "a..b", "192.168.0.1", "xn--bucket", "under_score", "no"]) {
      expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: name }))), name).toBe(
        "InvalidBucketName",
      );
    }
    const elsewhere = { LocationConstraint: "eu-west-1" } as const;
    const there = new CreateBucketCommand({ Bucket: "elsewhere-1", CreateBucketConfiguration: elsewhere });
    expect(await refusal(s3.send(there))).toBe("IllegalLocationConstraintException");
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("us-west-1");
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("us-west-1");
    await put("key", "x");
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toBe("BucketNotEmpty");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket })))).toBe("NotFound");
    expect(await refusal(put("key", "x"))).toBe("NoSuchBucket");
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).not.toContain(Bucket);
  });

  test("tells its ARN when it is made and when it is looked at", async () => {
    const Bucket = `arn-${Date.now()}`;
    const BucketArn = `arn:aws:s3:::${Bucket}`;
    expect(await s3.send(new CreateBucketCommand({ Bucket }))).toMatchObject({ BucketArn });
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({
      BucketArn,
      AccessPointAlias: false,
    });
  });

  test("keeps its settings, and says of each unset one that it is", async () => {
    const { Bucket } = await own.bucket();
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).toBe("NoSuchBucketPolicy");
    expect(await refusal(s3.send(new GetBucketTaggingCommand({ Bucket })))).toBe("NoSuchTagSet");
    expect(await refusal(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toBe(
      "NoSuchLifecycleConfiguration",
    );
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();

    const TagSet = [{ Key: "a&b", Value: "<c>" }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    const Rules = [
      { ID: "old", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 30 } },
    ] as const;
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [...Rules] } }),
    );
    expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
  });

  test("is encrypted and closed to the public from the start, as new ones are on AWS", async () => {
    const { Bucket } = await own.bucket();
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(
      ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe("AES256");
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  test("refuses what is malformed and what is not played", async () => {
    const { Bucket, put, text } = await own.bucket();
    expect(await refusal(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{" })))).toBe(
      "MalformedPolicy",
    );
    const TagSet = [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    expect(await refusal(s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } })))).toBe(
      "InvalidTag",
    );
    expect(await refusal(s3.send(new GetBucketAclCommand({ Bucket })))).toBe("NotImplemented");
    await put("key", "body");
    const unknown = await fetch(`${own.url}/${Bucket}/key?acl`, {
      method: "PUT",
      body: "<AccessControlPolicy/>",
    });
    expect([unknown.status, await unknown.text()]).toEqual([501, expect.stringContaining("NotImplemented")]);
    const encrypted = { Bucket, Key: "key", Body: "other", ServerSideEncryption: "aws:kms" } as const;
    expect(await refusal(s3.send(new PutObjectCommand(encrypted)))).toBe("NotImplemented");
    const open = { Bucket, Key: "key", Body: "other", ACL: "public-read" } as const;
    expect(await refusal(s3.send(new PutObjectCommand(open)))).toBe("AccessControlListNotSupported");
    expect(await refusal(put("ü".repeat(513), "x"))).toBe("KeyTooLongError");
    expect(await text("key")).toBe("body");
  });
});

describe("a listing", () => {
  test("goes through all pages in the order of the keys' bytes", async () => {
    const { Bucket, put } = await own.bucket();
    const keys = ["a", "a/1", "a/2", "b", "ﬀ", "😀"];
    for (const key of keys.toReversed()) await put(key, key);
    const pages: (string | undefined)[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 4, ContinuationToken }));
      pages.push((page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(pages).toEqual([keys.slice(0, 4), keys.slice(4)]);
    const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "b", EncodingType: "url" }));
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(["%EF%AC%80", "%F0%9F%98%80"]);
    const bad = new ListObjectsV2Command({ Bucket, ContinuationToken: "nonsense" });
    expect(await refusal(s3.send(bad))).toBe("InvalidArgument");
    expect((await s3.send(new ListObjectsCommand({ Bucket, Marker: "a/1" }))).Contents?.[0]?.Key).toBe("a/2");
  });

  test("shows what lies below a prefix as folders, each once, also over pages", async () => {
    const { Bucket, put } = await own.bucket();
    for (const key of ["raw/1/x", "raw/1/y", "raw/2/x", "raw/note", "stage/1"]) await put(key, "x");
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: "raw/", Delimiter: "/", MaxKeys: 1, ContinuationToken }),
      );
      expect(page.KeyCount).toBe(1);
      seen.push(page.CommonPrefixes?.[0]?.Prefix ?? page.Contents?.[0]?.Key);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(["raw/1/", "raw/2/", "raw/note"]);
  });
});

describe("versions", () => {
  test("stay behind markers, are read by id, and keep the bucket until they are all gone", async () => {
    const { Bucket, put, text } = await own.bucket({ versioned: true });
    const first = await put("key", "first");
    const second = await put("key", "second");
    expect(await text("key")).toBe("second");
    expect(await text("key", first)).toBe("first");
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    expect(await refusal(text("key"))).toBe("NoSuchKey");
    expect(await refusal(text("key", marker.VersionId))).toBe("MethodNotAllowed");
    expect(await refusal(text("key", "0".repeat(32)))).toBe("NoSuchVersion");
    expect(await refusal(text("key", "nonsense"))).toBe("InvalidArgument");
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);

    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [second, false],
      [first, false],
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ Key: "key", VersionId: marker.VersionId, IsLatest: true }]);
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toBe("BucketNotEmpty");
    for (const VersionId of [first, second, marker.VersionId]) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "key", VersionId }));
    }
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  test("are no longer made while versioning is suspended", async () => {
    const { Bucket, put, text } = await own.bucket({ versioned: true });
    const kept = await put("key", "kept");
    const VersioningConfiguration = { Status: "Suspended" } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    expect(await put("key", "one")).toBeUndefined();
    await put("key", "two");
    expect(await text("key", "null")).toBe("two");
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "key" }))).VersionId).toBe("null");
    const copy = { Bucket, Key: "copy", CopySource: `${Bucket}/key` };
    expect((await s3.send(new CopyObjectCommand(copy))).VersionId).toBe("null");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "copy", VersionId: "null" }));
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(["null", kept]);
  });

  test("are listed to the end, page by page, while each page is being deleted", async () => {
    const { Bucket, put } = await own.bucket({ versioned: true });
    for (const key of ["a", "b", "c"]) {
      for (const body of ["1", "2", "3"]) await put(key, body);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
    }
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    let deleted = 0;
    for (let isTruncated = true; isTruncated; ) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 5, ...markers }));
      const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      const Objects = all.map(({ Key, VersionId }) => ({ Key, VersionId }));
      const { Deleted = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      deleted += Deleted.length;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      isTruncated = page.IsTruncated === true;
    }
    expect(deleted).toBe(12);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
});

describe("a batch of deletions", () => {
  test("succeeds key by key, and takes a thousand at most", async () => {
    const { Bucket, put } = await own.bucket();
    await put("there & <then>", "x");
    const wanted = ["there & <then>", "never there", "ü".repeat(600)].map((Key) => ({ Key }));
    const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: wanted } }));
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(["there & <then>", "never there"]);
    expect(answer.Errors).toMatchObject([{ Key: "ü".repeat(600), Code: "KeyTooLongError" }]);
    const many = Array.from({ length: 1001 }, (_, index) => ({ Key: `key-${index}` }));
    const tooMany = new DeleteObjectsCommand({ Bucket, Delete: { Objects: many } });
    expect(await refusal(s3.send(tooMany))).toBe("MalformedXML");
    const unchecked = await fetch(`${own.url}/${Bucket}?delete`, { method: "POST", body: "<Delete/>" });
    expect([unchecked.status, await unchecked.text()]).toEqual([400, expect.stringContaining("Content-MD5")]);
  });
});
