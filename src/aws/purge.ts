import { performance } from "node:perf_hooks";
import type { ObjectIdentifier } from "@aws-sdk/client-s3";
import { withoutAccountIds } from "../domain/aws/redact-account-ids.ts";
import { Problem } from "../domain/problem.ts";
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

/**
 * Deletes what keeps a bucket from being deleted, batch after batch until nothing is left or `forMs` have passed
 * (at least one batch). The work lives in the bucket, not here: whoever calls next goes on where this one stopped.
 */
export async function purgeBucket(
  clients: Clients,
  { forMs, ...where }: Below & { readonly forMs: number },
): Promise<{ deleted: number; more: boolean }> {
  const until = performance.now() + forMs;
  let deleted = 0;
  for (;;) {
    const batch = (await deleteVersions(clients, where)) ?? (await abortUploads(clients, where));
    if (batch === null) return { deleted, more: false };
    deleted += batch;
    if (performance.now() >= until) return { deleted, more: !(await isEmptyBucket(clients, where)) };
  }
}

/** Deletes up to 1,000 versions and markers, the most a call takes; `null` when there is none. */
async function deleteVersions(clients: Clients, { bucket, prefix }: Below): Promise<number | null> {
  const { sdk, client } = await clients.s3();
  const page = await nullWhenAbsent(
    client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix })),
  );
  const doomed: ObjectIdentifier[] = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(
    ({ Key, VersionId }) => ({ Key, VersionId }),
  );
  if (doomed.length === 0) return null;
  const reply = await client.send(
    new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: doomed, Quiet: true } }),
  );
  // The call succeeds even when S3 refuses every single key: the refusals stand in its answer.
  const refused = reply.Errors ?? [];
  const lasting = refused.find(
    (each) => !/^(InternalError|SlowDown|ServiceUnavailable)$/.test(each.Code ?? ""),
  );
  if (lasting !== undefined) {
    throw new Problem(
      "purge-refused",
      withoutAccountIds(
        `emptying bucket "${bucket}": S3 keeps ${refused.length} of ${doomed.length} objects, ` +
          `"${lasting.Key}" because of ${lasting.Code} (${lasting.Message})`,
      ),
      { remedy: "allow `s3:DeleteObjectVersion` on the bucket to the bot's role, or lift the object's lock" },
    );
  }
  return doomed.length - refused.length;
}

/** Aborts the open uploads of one page; `null` when there is none. */
async function abortUploads(clients: Clients, { bucket, prefix }: Below): Promise<number | null> {
  const { sdk, client } = await clients.s3();
  const page = await nullWhenAbsent(
    client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix })),
  );
  const uploads = page?.Uploads ?? [];
  for (const { Key, UploadId } of uploads) {
    // Absent: it was completed or aborted since the listing.
    await nullWhenAbsent(client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })));
  }
  return uploads.length === 0 ? null : uploads.length;
}
