import { randomBytes, randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ObjectStore, Setting, StoredObject } from "../service.ts";
import { AwsError } from "../service.ts";
import { Bucket } from "./bucket.ts";
import { checkBucketName } from "./bucket-name.ts";
import { checkBody } from "./checked-body.ts";
import { firstNotBefore } from "./key-order.ts";
import { defaultRetention } from "./object-lock.ts";
import type {
  Blob,
  BucketRecord,
  Checksum,
  ContentVersion,
  Description,
  ObjectLock,
  Version,
} from "./records.ts";
import { isMarker } from "./records.ts";
import {
  documentAfterDeletion,
  initialDocuments,
  readTags,
  tagDocument,
  versioningDocument,
} from "./subresources.ts";

/** The longest key, in bytes of UTF-8. */
const longestKey = 1024;

/** The store behind S3's operations; the other services see its `ObjectStore` half. */
export interface S3Store extends ObjectStore {
  /** Throws `NoSuchBucket`. */
  bucket(name: string): Bucket;
  /** All buckets in the order of their names. */
  all(): readonly Bucket[];
  /** Writes a body into a file of the bucket that no record names yet; removes it again where the body is refused. */
  receive<Facts>(bucket: Bucket, body: IncomingBytes<Facts>): Promise<Facts & Pick<Blob, "blob">>;
  /** Makes a received file the newest version of a key, kept as the bucket's default has it where nothing else is said. */
  keep(bucket: Bucket, key: string, content: Received, ...more: readonly BucketRecord[]): ContentVersion;
  /** A version id for what is written now: `null`, as a word, while the bucket keeps no versions. */
  versionId(bucket: Bucket): string;
  /** Now, in whole seconds, as S3 keeps times. */
  now(): string;
  close(): void;
}

/** Bytes to be written, and what they came to once all of them have passed. */
interface IncomingBytes<Facts> {
  readonly bytes: AsyncIterable<Buffer>;
  facts(): Facts;
}

/** A file that was received and what is said about it. */
interface Received extends Blob, Description, ObjectLock {
  /** With its quotes. */
  readonly etag: string;
  readonly checksum?: Checksum;
}

/** Opens the buckets under `root`. */
export function openStore(root: string, setting: Pick<Setting, "now" | "region" | "circumstances">): S3Store {
  mkdirSync(root, { recursive: true });
  const buckets = new Map<string, Bucket>();
  for (const name of readdirSync(root)) {
    const bucket = name.startsWith(".") ? undefined : Bucket.open(join(root, name), name);
    if (bucket === undefined) {
      rmSync(join(root, name), { recursive: true, force: true });
    } else {
      buckets.set(name, bucket);
    }
  }
  let sequence = 0;

  const store: S3Store = {
    directory: root,
    bucket(name) {
      const bucket = buckets.get(name);
      if (bucket === undefined) {
        throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
      }
      return bucket;
    },
    all: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    hasBucket: (name) => buckets.has(name),
    buckets: () =>
      store.all().map(({ name, index }) => ({ name, tags: readTags(index.documents.get("tagging")) })),

    createBucket(name, { versioned = false, tags = {}, region = setting.region } = {}) {
      checkBucketName(name);
      if (setting.circumstances.foreignBuckets.includes(name)) {
        throw new AwsError(
          "BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
          409,
        );
      }
      if (buckets.has(name)) {
        throw new AwsError(
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          409,
        );
      }
      const bucket = Bucket.create(join(root, name), { name, at: store.now() });
      bucket.write(...initialDocuments());
      if (region !== setting.region) {
        bucket.write({ kind: "document", name: "location", text: region });
      }
      if (versioned) {
        bucket.write({ kind: "document", name: "versioning", text: versioningDocument });
      }
      if (Object.keys(tags).length > 0) {
        bucket.write({ kind: "document", name: "tagging", text: tagDocument(tags) });
      }
      buckets.set(name, bucket);
    },
    configure(name, document, text) {
      store.bucket(name).write({ kind: "document", name: document, text });
    },
    unset(name, document) {
      store.bucket(name).write({ kind: "document", name: document, text: documentAfterDeletion(document) });
    },
    tag(name, tags) {
      store.configure(name, "tagging", tagDocument(tags));
    },
    deleteBucket(name) {
      const bucket = store.bucket(name);
      // An upload in progress does not keep a bucket, but whatever has a version or a marker does.
      if (bucket.index.keys.length > 0) {
        throw new AwsError(
          "BucketNotEmpty",
          bucket.versioning === undefined
            ? "The bucket you tried to delete is not empty"
            : "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
          409,
        );
      }
      bucket.close();
      buckets.delete(name);
      // Renamed first: a removal cut short leaves nothing that looks like a bucket.
      const grave = join(root, `.${name}-${randomUUID()}`);
      renameSync(join(root, name), grave);
      rmSync(grave, { recursive: true, force: true });
    },

    list(name, prefix) {
      const { index } = store.bucket(name);
      const found: StoredObject[] = [];
      for (let at = firstNotBefore(index.keys, prefix); index.keys[at]?.startsWith(prefix); at += 1) {
        const key = index.keys[at] ?? "";
        const version = index.newest(key);
        if (version !== undefined) {
          found.push(seen(key, version));
        }
      }
      return found;
    },
    head: (name, key) => seen(key, newest(store.bucket(name), key)),
    path(name, key) {
      const bucket = store.bucket(name);
      return bucket.blobPath(newest(bucket, key).blob);
    },
    async put(name, key, body) {
      const bucket = store.bucket(name);
      checkKey(key);
      const source = Buffer.isBuffer(body) ? Readable.from([body]) : body;
      const received = await store.receive(bucket, checkBody({ headers: {}, body: source }));
      const headers = { "content-type": "binary/octet-stream" };
      return seen(
        key,
        store.keep(bucket, key, { ...received, etag: `"${received.md5}"`, headers, tags: {} }),
      );
    },

    async receive(bucket, body) {
      const blob = randomUUID();
      try {
        await pipeline(body.bytes, createWriteStream(bucket.blobPath(blob), { flags: "wx" }));
      } catch (error) {
        bucket.discard(blob);
        throw error;
      }
      if (buckets.get(bucket.name) !== bucket) {
        throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
      }
      return { blob, ...body.facts() };
    },
    keep(bucket, key, content, ...more) {
      const retention = content.retention ?? defaultRetention(bucket, setting.now());
      const version: ContentVersion = {
        ...{ id: store.versionId(bucket), at: store.now() },
        ...content,
        ...(retention === undefined ? {} : { retention }),
      };
      bucket.write({ kind: "version", key, version }, ...more);
      return version;
    },
    versionId(bucket) {
      if (bucket.versioning !== "Enabled") {
        return "null";
      }
      // Later ids sort behind earlier ones, so that a listing can go on behind a version that is gone by then.
      sequence += 1;
      const time = Date.now().toString(36).padStart(9, "0");
      const count = (sequence % 36 ** 4).toString(36).padStart(4, "0");
      return `${time}${count}${randomBytes(12).toString("hex").slice(0, 19)}`;
    },
    now: () => new Date(Math.floor(setting.now().getTime() / 1000) * 1000).toISOString(),
    close() {
      for (const bucket of buckets.values()) {
        bucket.close();
      }
    },
  };
  return store;
}

/** A received file with the entity tag of an object that was put in one piece: the MD5 of its bytes. */
export function withEtag<Facts extends { readonly md5: string }>({ md5, ...received }: Facts) {
  return { ...received, etag: `"${md5}"` };
}

/** Throws `KeyTooLongError`. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > longestKey) {
    throw new AwsError("KeyTooLongError", "Your key is too long");
  }
}

/** The error of a key that has no object, or whose newest version is a delete marker. */
export function noSuchKey(): AwsError {
  return new AwsError("NoSuchKey", "The specified key does not exist.", 404);
}

function newest(bucket: Bucket, key: string): ContentVersion {
  const version: Version | undefined = bucket.index.newest(key);
  if (version === undefined || isMarker(version)) {
    throw noSuchKey();
  }
  return version;
}

function seen(key: string, { bytes, etag, at, headers }: ContentVersion): StoredObject {
  const kmsKey = headers["x-amz-server-side-encryption-aws-kms-key-id"];
  return { key, bytes, etag, lastModified: new Date(at), ...(kmsKey === undefined ? {} : { kmsKey }) };
}
