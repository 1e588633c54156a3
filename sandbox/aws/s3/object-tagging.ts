import { AwsError } from "../service.ts";
import type { Reply } from "../wire/reply.ts";
import { checkBody, readCheckedText } from "./checked-body.ts";
import { findVersion, versionHeaders, versionIdOf } from "./objects.ts";
import type { S3Operation, S3Request, S3World } from "./request.ts";
import { parseTags, tagDocument } from "./subresources.ts";

/** GetObjectTagging. */
export const getObjectTagging: S3Operation = ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  const version = findVersion(bucket, request.key, versionIdOf(request));
  return {
    status: 200,
    headers: { "content-type": "application/xml", ...versionHeaders(bucket, version) },
    body: tagDocument(version.tags),
  };
};

/** PutObjectTagging: replaces the object's tags, touches nothing else of it. */
export const putObjectTagging: S3Operation = async (world, request) => {
  const text = await readCheckedText(checkBody(request));
  return retag(world, request, { tags: parseTags(text), status: 200 });
};

/** DeleteObjectTagging. */
export const deleteObjectTagging: S3Operation = (world, request) =>
  retag(world, request, { tags: {}, status: 204 });

function retag(
  { store }: S3World,
  request: S3Request,
  { tags, status }: { readonly tags: Readonly<Record<string, string>>; readonly status: number },
): Reply {
  const bucket = store.bucket(request.bucket);
  const version = findVersion(bucket, request.key, versionIdOf(request));
  if (Object.keys(tags).length > 10) {
    throw new AwsError("BadRequest", "Object tags cannot be greater than 10");
  }
  bucket.write({ kind: "retagged", key: request.key, id: version.id, tags });
  return { status, headers: versionHeaders(bucket, version) };
}
