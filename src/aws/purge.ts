import { performance } from "node:perf_hooks";
import type { ObjectIdentifier, _Error as S3Refusal } from "@aws-sdk/client-s3";
import type { KeptVersions } from "../domain/aws/kept-versions.ts";
import { NAMED_VERSIONS } from "../domain/aws/kept-versions.ts";
import type { Clients } from "./clients.ts";
import { nullWhenAbsent } from "./pages.ts";

/** A bucket, or what is below a prefix of it. */
interface Below {
  readonly bucket: string;
  readonly prefix?: string;
}

/** No version, no delete marker, no open upload; a bucket that is not there is empty. */
export async function isEmptyBucket(clients: Clients, { bucket, prefix }: Below): Promise<boolean> {
  const { sdk, client } = await clients.s3();
  const where = { Bucket: bucket, Prefix: prefix };
  const versions = await nullWhenAbsent(
    client.send(new sdk.ListObjectVersionsCommand({ ...where, MaxKeys: 1 })),
  );
  if (versions === null) return true;
  if ((versions.Versions?.length ?? 0) + (versions.DeleteMarkers?.length ?? 0) > 0) return false;
  const uploads = await client.send(new sdk.ListMultipartUploadsCommand({ ...where, MaxUploads: 1 }));
  return (uploads.Uploads?.length ?? 0) === 0;
}

/** A key behind every one that begins so: no character of Unicode is higher. */
const behind = (prefix: string) => `${prefix}\u{10FFFF}`;

/** Keys named in a sentence. */
const FEW = 3;

/**
 * The first few keys that do not begin with the prefix, also those of which only old versions, markers or an open upload are
 * left.
 */
export async function keysBeside(
  clients: Clients,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<readonly string[]> {
  const { sdk, client } = await clients.s3();
  const found = new Set<string>();
  for (const KeyMarker of [undefined, behind(prefix)]) {
    const page = await nullWhenAbsent(
      client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket, KeyMarker, MaxKeys: FEW })),
    );
    const open = await nullWhenAbsent(
      client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket, KeyMarker, MaxUploads: FEW })),
    );
    const all = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? []), ...(open?.Uploads ?? [])];
    for (const { Key = "" } of all) if (!Key.startsWith(prefix)) found.add(Key);
  }
  return [...found].slice(0, FEW);
}

/** What came of emptying a bucket for a while. */
export interface Purged {
  readonly deleted: number;
  /** Something is left. */
  readonly more: boolean;
  /** What is left because S3 would not delete it, where to ask again would come to the same; else `null`. */
  readonly kept: KeptVersions | null;
}

/**
 * Deletes what keeps a bucket from being deleted, batch after batch until nothing is left or `forMs` have passed
 * (at least one batch). The work lives in the bucket, not here: whoever calls next goes on where this one stopped. One
 * batch is held at a time, and of what S3 would not delete a number and a few examples: a bucket may hold millions.
 */
export async function purgeBucket(
  clients: Clients,
  { forMs, ...where }: Below & { readonly forMs: number },
): Promise<Purged> {
  const until = performance.now() + forMs;
  const isOver = () => performance.now() >= until;
  const refusals = new KeptCount();
  let deleted = 0;
  let from: Place | null = {};
  while (from !== null) {
    const batch: Batch = await deleteVersions(clients, { ...where, from }, refusals);
    deleted += batch.deleted;
    from = batch.next;
    if (isOver() && from !== null) {
      if (refusals.isNone) return { deleted, more: !(await isEmptyBucket(clients, where)), kept: null };
      // Where something went, the next call gets further: what is kept is told when nothing else is left to do.
      return { deleted, more: true, kept: deleted > 0 ? null : refusals.counted({ isAll: false }) };
    }
  }
  const aborted = await abortUploads(clients, where, isOver);
  if (!refusals.isNone) {
    return { deleted: deleted + aborted, more: true, kept: refusals.counted({ isAll: true }) };
  }
  return { deleted: deleted + aborted, more: !(await isEmptyBucket(clients, where)), kept: null };
}

/** Where a listing of versions goes on: behind a version, or at the beginning. */
interface Place {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

interface Batch {
  readonly deleted: number;
  /** `null`: there is nothing more behind it. */
  readonly next: Place | null;
}

/** Deletes up to 1,000 versions and markers, the most a call takes, and counts those that S3 will not delete. */
async function deleteVersions(
  clients: Clients,
  { bucket, prefix, from }: Below & { readonly from: Place },
  refusals: KeptCount,
): Promise<Batch> {
  const { sdk, client } = await clients.s3();
  const page = await nullWhenAbsent(
    client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from })),
  );
  const behindIt: Place | null = page?.IsTruncated
    ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    : null;
  const doomed: ObjectIdentifier[] = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(
    ({ Key, VersionId }) => ({ Key, VersionId }),
  );
  if (doomed.length === 0) return { deleted: 0, next: behindIt };
  const reply = await client.send(
    new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: doomed, Quiet: true } }),
  );
  // The call succeeds even when S3 refuses every single key: the refusals stand in its answer.
  const errors = reply.Errors ?? [];
  const lasting = errors.filter(({ Code = "" }) => !passing.test(Code));
  for (const error of lasting) refusals.add(error);
  // What will not go would be listed first again, so the next batch is taken from behind it; all else is tried again.
  return { deleted: doomed.length - errors.length, next: lasting.length > 0 ? behindIt : from };
}

const passing = /^(InternalError|SlowDown|ServiceUnavailable)$/;

/** Counts what S3 will not delete. */
class KeptCount {
  #locked = 0;
  #refused = 0;
  readonly #examples: { readonly key: string; readonly versionId: string }[] = [];
  #refusal: KeptVersions["refusal"] = null;

  get isNone(): boolean {
    return this.#locked + this.#refused === 0;
  }

  add({ Key: key = "", VersionId: versionId = "", Code: code = "", Message: message = "" }: S3Refusal): void {
    // The code is that of a missing right, too: only the words tell a lock.
    if (code === "AccessDenied" && /object lock/i.test(message)) {
      this.#locked += 1;
      if (this.#examples.length < NAMED_VERSIONS) this.#examples.push({ key, versionId });
    } else {
      this.#refused += 1;
      this.#refusal ??= { key, code, message };
    }
  }

  counted({ isAll }: { readonly isAll: boolean }): KeptVersions {
    return {
      ...{ locked: this.#locked, examples: this.#examples },
      ...{ refused: this.#refused, refusal: this.#refusal, isAll },
    };
  }
}

/** Aborts open uploads, page after page until there is none or the time is over; tells how many. */
async function abortUploads(
  clients: Clients,
  { bucket, prefix }: Below,
  isOver: () => boolean,
): Promise<number> {
  const { sdk, client } = await clients.s3();
  let aborted = 0;
  for (;;) {
    const page = await nullWhenAbsent(
      client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix })),
    );
    const uploads = page?.Uploads ?? [];
    if (uploads.length === 0) return aborted;
    for (const { Key, UploadId } of uploads) {
      // Absent: it was completed or aborted since the listing.
      await nullWhenAbsent(
        client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })),
      );
      aborted += 1;
      if (isOver()) return aborted;
    }
  }
}
