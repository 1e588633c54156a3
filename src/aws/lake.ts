import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { LakeWeight } from "../domain/aws/lake-weight.ts";
import { Problem } from "../domain/problem.ts";
import { classifyAwsError } from "./aws-errors.ts";
import type { Clients } from "./clients.ts";
import { instant, nullWhenAbsent } from "./pages.ts";
import type { Purged } from "./purge.ts";
import { isEmptyBucket, keysBeside, purgeBucket } from "./purge.ts";
import { weighBucket } from "./weigh-bucket.ts";

/** The bucket's objects. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Lake {
  /** `null` when there is no such object, or no such bucket: AWS does not tell these apart here. */
  head(at: ObjectPlace): Promise<ObjectFacts | null>;
  /**
   * Streams in bounded memory, in parts of 8 MB, and leaves an object that is there already alone.
   * `body` is called once for every try; bytes and hash are of what was read, also when the object was there.
   */
  upload(what: ObjectPlace & { readonly body: () => Readable }): Promise<UploadedObject>;
  /** `null` when there is no such object. */
  read(at: ObjectPlace): Promise<Readable | null>;
  /** `null` when there is no such object; a larger one than `maxBytes` is refused with a Problem. */
  readText(at: ObjectPlace & { readonly maxBytes: number }): Promise<string | null>;
  /** In byte order of the keys, all pages, those after a key alone where one is given; `modifiedAt` is an ISO time. */
  list(where: {
    readonly bucket: string;
    readonly prefix: string;
    readonly after?: string;
  }): AsyncIterable<{ readonly key: string; readonly bytes: number; readonly modifiedAt: string }>;
  /** No version, no delete marker, no open upload. A bucket that is not there is empty. */
  isEmpty(bucket: string): Promise<boolean>;
  /**
   * The stack that made the bucket, by the tag that CloudFormation alone can set; its `stackId` is `null` where none did.
   * `null` where there is no such bucket.
   */
  makerOf(bucket: string): Promise<{ readonly stackId: string | null } | null>;
  /** The first few keys that do not begin so, deleted ones that can still be had back included. */
  besides(what: { readonly bucket: string; readonly prefix: string }): Promise<readonly string[]>;
  /**
   * Deletes versions, markers and open uploads, all or those below `prefix`, for about `forMs`; tells whether `more` is there
   * and, once nothing else is left to do, what S3 `kept`.
   */
  purge(what: { readonly bucket: string; readonly prefix?: string; readonly forMs: number }): Promise<Purged>;
  /** What it holds, as far as that is counted in about `forMs`. */
  weigh(what: { readonly bucket: string; readonly forMs: number }): Promise<LakeWeight>;
  /** The last lines of a gzipped text, such as a step's log; `null` when it is not there (yet). */
  tailOfGzip(at: ObjectPlace & { readonly lines: number }): Promise<readonly string[] | null>;
}

/** Where an object lies. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** An object's newest version. */
interface ObjectFacts {
  readonly bytes: number;
  /** With its quotes, as S3 sends it. */
  readonly etag: string;
  /** `null` in a bucket without versions. */
  readonly versionId: string | null;
  /** The ARN of the key of KMS that encrypts it; `null` where S3's own does. */
  readonly key: string | null;
  /** ISO time. */
  readonly modifiedAt: string;
}

/** What an upload came to: `there` when the object existed and was left alone. */
interface UploadedObject {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly outcome: "put" | "there";
}

const partBytes = 8 * 1024 * 1024;
/** Characters kept of a single line of a log. */
const longestLine = 65_536;

/** The lake over the S3 API. */
export function createLake(clients: Clients): Lake {
  const load = clients.s3;
  async function refusesAll(bucket: string): Promise<boolean> {
    const { sdk, client } = await load();
    const asked = client.send(new sdk.HeadBucketCommand({ Bucket: bucket }));
    return await asked.then(
      () => false,
      (error: unknown) => classifyAwsError(error).kind === "denied",
    );
  }
  const lake: Lake = {
    async head({ bucket, key }) {
      const { sdk, client } = await load();
      const reply = await nullWhenAbsent(
        client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key })),
      );
      if (reply === null) return null;
      return {
        bytes: reply.ContentLength ?? 0,
        etag: reply.ETag ?? "",
        versionId: reply.VersionId ?? null,
        key: reply.SSEKMSKeyId ?? null,
        modifiedAt: instant(reply.LastModified),
      };
    },

    async upload({ bucket, key, body }) {
      const [{ client }, { Upload }] = await Promise.all([load(), import("@aws-sdk/lib-storage")]);
      for (let triesLeft = 3; ; triesLeft -= 1) {
        const meter = { bytes: 0, hash: createHash("sha256") };
        const source = body();
        try {
          await new Upload({
            client,
            params: {
              Bucket: bucket,
              Key: key,
              Body: Readable.from(measured(source, meter)),
              IfNoneMatch: "*",
            },
            partSize: partBytes,
            // Two parts on the way while a third is filled: about 32 MB, whatever the object's size.
            queueSize: 2,
          }).done();
          return { bytes: meter.bytes, sha256: meter.hash.digest("hex"), outcome: "put" };
        } catch (error) {
          const { code } = classifyAwsError(error);
          if (code === "PreconditionFailed") {
            // S3 answers when all parts are there, so the whole source has been read.
            return { bytes: meter.bytes, sha256: meter.hash.digest("hex"), outcome: "there" };
          }
          // Somebody else was writing the same key at the same moment; S3 asks to send it again.
          if (code !== "ConditionalRequestConflict" || triesLeft === 1) throw error;
        } finally {
          source.destroy();
        }
      }
    },

    async read({ bucket, key }) {
      const { sdk, client } = await load();
      const reply = await nullWhenAbsent(client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key })));
      return reply === null ? null : asReadable(reply.Body);
    },

    async readText({ bucket, key, maxBytes }) {
      const { sdk, client } = await load();
      const reply = await nullWhenAbsent(client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key })));
      if (reply === null) return null;
      const body = asReadable(reply.Body);
      const bytes = reply.ContentLength ?? 0;
      if (bytes > maxBytes) {
        body.destroy();
        throw new Problem(
          "object-too-large",
          `reading "${key}": it has ${bytes} bytes, at most ${maxBytes} are expected`,
          {
            remedy: "look what wrote it: it is not a file of this app",
          },
        );
      }
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks).toString("utf8");
    },

    async *list({ bucket, prefix, after }) {
      const { sdk, client } = await load();
      let next: string | undefined;
      do {
        const page = await client.send(
          new sdk.ListObjectsV2Command({
            ...{ Bucket: bucket, Prefix: prefix, ContinuationToken: next },
            ...(after !== undefined && next === undefined && { StartAfter: after }),
          }),
        );
        for (const { Key: key = "", Size: bytes = 0, LastModified } of page.Contents ?? []) {
          yield { key, bytes, modifiedAt: instant(LastModified) };
        }
        next = page.NextContinuationToken;
      } while (next !== undefined);
    },

    isEmpty: (bucket) => isEmptyBucket(clients, { bucket }),

    async makerOf(bucket) {
      const { sdk, client } = await load();
      try {
        const { TagSet = [] } = await client.send(new sdk.GetBucketTaggingCommand({ Bucket: bucket }));
        return { stackId: TagSet.find(({ Key }) => Key === "aws:cloudformation:stack-id")?.Value ?? null };
      } catch (error) {
        const { code } = classifyAwsError(error);
        if (code === "NoSuchTagSet") return { stackId: null };
        if (code === "NoSuchBucket") return null;
        // One of another account refuses everything; where only this right is missing, that has to be told.
        if (classifyAwsError(error).kind !== "denied" || !(await refusesAll(bucket))) throw error;
        return { stackId: null };
      }
    },

    besides: (what) => keysBeside(clients, what),

    purge: (what) => purgeBucket(clients, what),

    weigh: (what) => weighBucket(clients, what),

    async tailOfGzip({ lines, ...at }) {
      const body = await lake.read(at);
      if (body === null) return null;
      // The loop below hears the errors of both streams.
      const text = pipeline(body, createGunzip(), () => undefined).setEncoding("utf8");
      let tail: string[] = [];
      let unended = "";
      try {
        for await (const chunk of text) {
          const found = `${unended}${chunk}`.split(/\r?\n/);
          // A log without line ends must not fill the memory.
          unended = (found.pop() ?? "").slice(-longestLine);
          tail = [...tail, ...found].slice(-lines);
        }
      } catch (error) {
        // A log that is cut off, or no gzip at all, still tells what could be read of it.
        if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
      }
      return unended === "" ? tail : [...tail, unended].slice(-lines);
    },
  };
  return lake;
}

/** Splits `s3://bucket/key`; `null` for anything else. */
export function parseS3Url(url: string): ObjectPlace | null {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  return bucket === undefined || key === undefined ? null : { bucket, key };
}

/** Passes a stream on while counting and hashing it. */
async function* measured(
  source: Readable,
  meter: { bytes: number; readonly hash: { update(chunk: Buffer): unknown } },
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    meter.bytes += chunk.length;
    meter.hash.update(chunk);
    yield chunk;
  }
}

/** In Node the SDK's body is always a Readable; its type also knows the browser's. */
function asReadable(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new Error("S3 answered without a body");
}
