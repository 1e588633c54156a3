import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { CompletedPart } from "@aws-sdk/client-s3";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAws } from "../../sandbox/aws/main.ts";
import type { OwnS3 } from "../support/aws/own-s3.ts";
import { refusal, s3Client, startOwnS3 } from "../support/aws/own-s3.ts";

const megabyte = 1024 * 1024;
let own: OwnS3;
const s3 = { send: ((command) => own.client.send(command)) as OwnS3["client"]["send"] };

beforeAll(async () => {
  own = await startOwnS3();
});
afterAll(() => own.close());

describe("an upload in parts", () => {
  const big = Buffer.alloc(5 * megabyte, "part");

  async function begin(Key: string) {
    const { Bucket, text } = await own.bucket();
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = { Bucket, Key, UploadId };
    return {
      ...upload,
      text,
      async part(PartNumber: number, Body: Buffer | string): Promise<CompletedPart> {
        const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
        return { PartNumber, ETag };
      },
      complete: (Parts: CompletedPart[], extra: object = {}) =>
        s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...extra })),
    };
  }

  test("through lib-storage is one object, with the tag that S3 gives it", async () => {
    const { Bucket } = await own.bucket();
    const body = randomBytes(12 * megabyte);
    const upload = new Upload({
      client: own.client,
      params: { Bucket, Key: "big", Body: Readable.from([body]), IfNoneMatch: "*", ContentType: "text/csv" },
      partSize: 5 * megabyte,
    });
    const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();
    const parts = [0, 5, 10].map((at) => md5(body.subarray(at * megabyte, (at + 5) * megabyte)));
    const { ETag } = await upload.done();
    expect(ETag).toBe(`"${md5(Buffer.concat(parts)).toString("hex")}-3"`);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "big" }));
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(body)).toBe(true);
    expect(got.ContentType).toBe("text/csv");
    const again = new Upload({
      client: own.client,
      params: { Bucket, Key: "big", Body: Readable.from([body]), IfNoneMatch: "*" },
      partSize: 5 * megabyte,
    });
    expect(await refusal(again.done())).toBe("PreconditionFailed");
  });

  test("takes its parts in any order, the last one of a number, and joins them by number", async () => {
    const upload = await begin("key");
    await upload.part(2, "wrong");
    const [second, first] = [await upload.part(2, "end"), await upload.part(1, big)];
    await upload.complete([first, second]);
    expect(await upload.text("key")).toBe(`${big}end`);
  });

  test("is refused when the list of parts is wrong, and can still be completed", async () => {
    const upload = await begin("key");
    const [first, second] = [await upload.part(1, "small"), await upload.part(2, "end")];
    expect(await refusal(upload.complete([second, first]))).toBe("InvalidPartOrder");
    expect(await refusal(upload.complete([{ ...first, ETag: '"other"' }]))).toBe("InvalidPart");
    expect(await refusal(upload.complete([{ ...first, PartNumber: 7 }]))).toBe("InvalidPart");
    expect(await refusal(upload.complete([]))).toBe("MalformedXML");
    expect(await refusal(upload.complete([first, second]))).toBe("EntityTooSmall");
    expect(await refusal(upload.part(0, "x"))).toBe("InvalidArgument");
    expect(await refusal(upload.part(10_001, "x"))).toBe("InvalidArgument");
    await upload.complete([second]);
    expect(await upload.text("key")).toBe("end");
  });

  test("completed once more, as after a lost answer, gives the same answer and no second version", async () => {
    const upload = await begin("key");
    const part = await upload.part(1, "body");
    const { ETag } = await upload.complete([part]);
    expect((await upload.complete([part])).ETag).toBe(ETag);
    expect(await refusal(upload.complete([{ ...part, ETag: '"other"' }]))).toBe("NoSuchUpload");
  });

  test("is listed with its parts until it is aborted, and leaves nothing behind", async () => {
    const upload = await begin("key");
    await upload.part(1, "a");
    await upload.part(2, "b");
    const { Bucket, Key, UploadId } = upload;
    const page = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 1 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: "1",
      Parts: [{ PartNumber: 1, Size: 1 }],
    });
    const rest = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: "1" }));
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 2 }] });
    const open = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(open.Uploads).toMatchObject([{ Key, UploadId }]);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
    expect(await refusal(upload.part(3, "c"))).toBe("NoSuchUpload");
    const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
    expect(await refusal(s3.send(abort))).toBe("NoSuchUpload");
    await expect.poll(() => readdirSync(join(own.home, "s3", Bucket, "blobs"))).toEqual([]);
  });

  test("carries one checksum of the parts' or of the whole, and refuses a wrong one", async () => {
    const { Bucket } = await own.bucket();
    const algorithm = { ChecksumAlgorithm: "SHA256" } as const;
    const created = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts", ...algorithm }));
    const upload = { Bucket, Key: "parts", UploadId: created.UploadId };
    const part = await s3.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: "body", ...algorithm }),
    );
    const sha = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();
    expect(part.ChecksumSHA256).toBe(sha("body").toString("base64"));
    const Parts = [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }];
    const wrong = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts },
      ChecksumSHA256: `${sha("other").toString("base64")}-1`,
    });
    expect(await refusal(s3.send(wrong))).toBe("BadDigest");
    const done = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    expect(done.ChecksumSHA256).toBe(`${sha(sha("body")).toString("base64")}-1`);

    const whole = { Bucket, Key: "whole", ChecksumType: "FULL_OBJECT", ChecksumAlgorithm: "CRC32" } as const;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(whole));
    const one = { Bucket, Key: "whole", UploadId };
    const { ETag } = await s3.send(
      new UploadPartCommand({ ...one, PartNumber: 1, Body: "123456789", ChecksumAlgorithm: "CRC32" }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const answer = await s3.send(new CompleteMultipartUploadCommand({ ...one, MultipartUpload }));
    expect(Buffer.from(answer.ChecksumCRC32 ?? "", "base64").toString("hex")).toBe("cbf43926");
  });
});

test("after a restart every object, version, setting and open upload is there as before", async () => {
  const home = mkdtempSync(join(tmpdir(), "restart-"));
  const Bucket = "restarted-lake";
  try {
    let aws = await startAws({ port: 0, home, speed: 1000 });
    let client = s3Client(aws.url);
    await client.send(new CreateBucketCommand({ Bucket }));
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: "a/ü", Body: "body" }));
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "open" }));
    await client.send(new UploadPartCommand({ Bucket, Key: "open", UploadId, PartNumber: 1, Body: "part" }));
    const ledger = await (await fetch(`${aws.url}/sandbox/ledger`)).json();
    client.destroy();
    await aws.close();

    aws = await startAws({ port: 0, home, speed: 1000 });
    client = s3Client(aws.url);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: "a/ü" }));
    expect(head).toMatchObject({ ETag, ContentLength: 4 });
    const { Parts } = await client.send(new ListPartsCommand({ Bucket, Key: "open", UploadId }));
    expect(Parts).toMatchObject([{ PartNumber: 1, Size: 4 }]);
    expect(await (await fetch(`${aws.url}/sandbox/ledger`)).json()).toEqual(ledger);
    expect(ledger).toMatchObject([{ operation: "CreateBucket" }, { operation: "PutObject", id: ETag }]);
    client.destroy();
    await aws.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("a client that goes away in the middle leaves no half object", async () => {
  const { Bucket, put, text } = await own.bucket();
  const blobs = join(own.home, "s3", Bucket, "blobs");
  const endless = new Readable({ read() {} });
  endless.push(Buffer.alloc(megabyte));
  const leaving = new AbortController();
  const sent = own.client.send(
    new PutObjectCommand({ Bucket, Key: "half", Body: endless, ContentLength: 2 * megabyte }),
    { abortSignal: leaving.signal },
  );
  await expect.poll(() => readdirSync(blobs).length).toBe(1);
  leaving.abort();
  expect(await refusal(sent)).toBe("AbortError");
  await expect.poll(() => readdirSync(blobs).length).toBe(0);
  await put("half", "whole");
  expect(await text("half")).toBe("whole");
});

/** A stand-in as a process of its own, which can be killed and weighed. */
async function startProcess(home: string) {
  const child = spawn(process.execPath, ["sandbox/aws/main.ts", "--home", home]);
  const [line] = await child.stdout.setEncoding("utf8").take(1).toArray();
  const client = s3Client(JSON.parse(line).url);
  const ended = new Promise((settled) => child.once("exit", settled));
  return { child, client, ended };
}

test("a killed stand-in leaves no half object and no half line", async () => {
  const home = mkdtempSync(join(tmpdir(), "killed-"));
  const Bucket = "killed-lake";
  try {
    const first = await startProcess(home);
    await first.client.send(new CreateBucketCommand({ Bucket }));
    await first.client.send(new PutObjectCommand({ Bucket, Key: "whole", Body: "body" }));
    const never = new Readable({ read() {} });
    never.push(Buffer.alloc(megabyte));
    const cut = first.client.send(
      new PutObjectCommand({ Bucket, Key: "half", Body: never, ContentLength: 2 * megabyte }),
    );
    const blobs = join(home, "s3", Bucket, "blobs");
    await expect.poll(() => readdirSync(blobs).length).toBe(2);
    first.child.kill("SIGKILL");
    await Promise.all([first.ended, refusal(cut)]);

    const second = await startProcess(home);
    expect(await refusal(second.client.send(new HeadObjectCommand({ Bucket, Key: "half" })))).toBe(
      "NotFound",
    );
    const { Body } = await second.client.send(new GetObjectCommand({ Bucket, Key: "whole" }));
    expect(await Body?.transformToString()).toBe("body");
    expect(readdirSync(blobs).length).toBe(1);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("192 MB go in and out while the stand-in's memory grows by a fraction of them", async () => {
  const home = mkdtempSync(join(tmpdir(), "large-"));
  const { child, client } = await startProcess(home);
  let peak = 0;
  const residentMegabytes = () =>
    Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)]).toString()) / 1024;
  try {
    const Bucket = "large-lake";
    await client.send(new CreateBucketCommand({ Bucket }));
    const sizeMegabytes = 192;
    const piece = randomBytes(megabyte);
    const sent = createHash("sha256");
    const pieces = function* () {
      for (let count = 0; count < sizeMegabytes; count += 1) {
        sent.update(piece);
        yield piece;
      }
    };
    const before = residentMegabytes();
    const watch = setInterval(() => {
      peak = Math.max(peak, residentMegabytes());
    }, 50);
    const ContentLength = sizeMegabytes * megabyte;
    await client.send(
      new PutObjectCommand({ Bucket, Key: "key", Body: Readable.from(pieces()), ContentLength }),
    );
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "key" }));
    const received = createHash("sha256");
    for await (const chunk of Body as Readable) received.update(chunk);
    clearInterval(watch);
    expect(received.digest("hex")).toBe(sent.digest("hex"));
    expect(peak).toBeGreaterThan(0);
    expect(peak - before).toBeLessThan(sizeMegabytes / 2);
    client.destroy();
  } finally {
    child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  }
});
