import { AwsError } from "../service.ts";
import * as buckets from "./buckets.ts";
import { notImplemented } from "./description.ts";
import * as listing from "./listing.ts";
import * as multipart from "./multipart.ts";
import * as lockOperations from "./object-lock-operations.ts";
import * as objectTagging from "./object-tagging.ts";
import * as objects from "./objects.ts";
import type { S3Operation, S3Request } from "./request.ts";
import { subresources } from "./subresources.ts";
import * as uploadListing from "./upload-listing.ts";

/** One operation and the requests that mean it. */
interface Route {
  readonly operation: string;
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** Query parameters (or one header) that must be there. */
  readonly selectedBy?: readonly string[];
  /** Query parameters that it understands besides. */
  readonly understands?: readonly string[];
  readonly perform: S3Operation;
}

const keys = ["prefix", "delimiter", "max-keys", "encoding-type"];
const readOverrides = [
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
];

/** The operations played here. The query decides before the method: `PUT key?tagging` is no put of an object. */
const routes: readonly Route[] = [
  { operation: "ListBuckets", method: "GET", on: "service", perform: buckets.listBuckets },
  { operation: "CreateBucket", method: "PUT", on: "bucket", perform: buckets.createBucket },
  { operation: "HeadBucket", method: "HEAD", on: "bucket", perform: buckets.headBucket },
  { operation: "DeleteBucket", method: "DELETE", on: "bucket", perform: buckets.deleteBucket },
  {
    operation: "GetBucketLocation",
    method: "GET",
    on: "bucket",
    selectedBy: ["location"],
    perform: buckets.getBucketLocation,
  },
  {
    operation: "DeleteObjects",
    method: "POST",
    on: "bucket",
    selectedBy: ["delete"],
    perform: buckets.deleteObjects,
  },
  {
    operation: "ListObjects",
    method: "GET",
    on: "bucket",
    understands: [...keys, "marker"],
    perform: listing.listObjects,
  },
  {
    operation: "ListObjectsV2",
    method: "GET",
    on: "bucket",
    selectedBy: ["list-type"],
    understands: [...keys, "continuation-token", "start-after", "fetch-owner"],
    perform: listing.listObjectsV2,
  },
  {
    operation: "ListObjectVersions",
    method: "GET",
    on: "bucket",
    selectedBy: ["versions"],
    understands: [...keys, "key-marker", "version-id-marker"],
    perform: listing.listObjectVersions,
  },
  {
    operation: "ListMultipartUploads",
    method: "GET",
    on: "bucket",
    selectedBy: ["uploads"],
    understands: ["prefix", "delimiter", "encoding-type", "key-marker", "upload-id-marker", "max-uploads"],
    perform: uploadListing.listMultipartUploads,
  },
  ...subresources.flatMap((kind): Route[] => {
    const { get, put, remove } = buckets.subresourceOperations(kind);
    const shared = { on: "bucket" as const, selectedBy: [kind.name] };
    const deletion = kind.deletion === undefined ? `Delete${kind.operation}` : kind.deletion;
    return [
      { operation: `Get${kind.operation}`, method: "GET", perform: get, ...shared },
      { operation: `Put${kind.operation}`, method: "PUT", perform: put, ...shared },
      ...(deletion === null ? [] : [{ operation: deletion, method: "DELETE", perform: remove, ...shared }]),
    ];
  }),
  {
    operation: "GetObjectLockConfiguration",
    method: "GET",
    on: "bucket",
    selectedBy: ["object-lock"],
    perform: lockOperations.getObjectLockConfiguration,
  },
  {
    operation: "PutObjectLockConfiguration",
    method: "PUT",
    on: "bucket",
    selectedBy: ["object-lock"],
    perform: lockOperations.putObjectLockConfiguration,
  },
  ...lockOperations.locksOfObjects.flatMap(({ name, operation, get, put }): Route[] => {
    const shared = { on: "object" as const, selectedBy: [name], understands: ["versionId"] };
    return [
      { operation: `Get${operation}`, method: "GET", perform: get, ...shared },
      { operation: `Put${operation}`, method: "PUT", perform: put, ...shared },
    ];
  }),
  { operation: "PutObject", method: "PUT", on: "object", perform: objects.putObject },
  {
    operation: "CopyObject",
    method: "PUT",
    on: "object",
    selectedBy: ["x-amz-copy-source"],
    perform: objects.copyObject,
  },
  {
    operation: "GetObject",
    method: "GET",
    on: "object",
    understands: ["versionId", ...readOverrides],
    perform: objects.getObject,
  },
  {
    operation: "HeadObject",
    method: "HEAD",
    on: "object",
    understands: ["versionId", ...readOverrides],
    perform: objects.headObject,
  },
  {
    operation: "DeleteObject",
    method: "DELETE",
    on: "object",
    understands: ["versionId"],
    perform: objects.deleteObject,
  },
  {
    operation: "GetObjectTagging",
    method: "GET",
    on: "object",
    selectedBy: ["tagging"],
    understands: ["versionId"],
    perform: objectTagging.getObjectTagging,
  },
  {
    operation: "PutObjectTagging",
    method: "PUT",
    on: "object",
    selectedBy: ["tagging"],
    understands: ["versionId"],
    perform: objectTagging.putObjectTagging,
  },
  {
    operation: "DeleteObjectTagging",
    method: "DELETE",
    on: "object",
    selectedBy: ["tagging"],
    understands: ["versionId"],
    perform: objectTagging.deleteObjectTagging,
  },
  {
    operation: "CreateMultipartUpload",
    method: "POST",
    on: "object",
    selectedBy: ["uploads"],
    perform: multipart.createMultipartUpload,
  },
  {
    operation: "UploadPart",
    method: "PUT",
    on: "object",
    selectedBy: ["uploadId", "partNumber"],
    perform: multipart.uploadPart,
  },
  {
    operation: "CompleteMultipartUpload",
    method: "POST",
    on: "object",
    selectedBy: ["uploadId"],
    perform: multipart.completeMultipartUpload,
  },
  {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    on: "object",
    selectedBy: ["uploadId"],
    perform: multipart.abortMultipartUpload,
  },
  {
    operation: "ListParts",
    method: "GET",
    on: "object",
    selectedBy: ["uploadId"],
    understands: ["max-parts", "part-number-marker", "encoding-type"],
    perform: uploadListing.listParts,
  },
];

/** What a request means: the operation's name as the SDKs have it, and what carries it out or refuses it. */
export function routeOf(
  method: string,
  request: S3Request,
): { readonly operation: string; readonly perform: S3Operation } {
  const on = request.bucket === "" ? "service" : request.key === "" ? "bucket" : "object";
  // `x-id` names the operation for people who read logs; `X-Amz-…` are the signature of a presigned URL.
  const asked = [...request.query.keys()].filter((name) => name !== "x-id" && !/^x-amz-/i.test(name));
  const present = (name: string) => request.query.has(name) || request.headers[name] !== undefined;
  const [route] = routes
    .filter((one) => one.method === method && one.on === on && (one.selectedBy ?? []).every(present))
    .sort((a, b) => (b.selectedBy?.length ?? 0) - (a.selectedBy?.length ?? 0));
  const understood = [...(route?.selectedBy ?? []), ...(route?.understands ?? [])];
  const stranger = asked.find((name) => !understood.includes(name));
  if (route !== undefined && stranger === undefined) {
    return route;
  }
  return {
    operation: route === undefined ? `${method} ${on}` : `${route.operation}?${stranger}`,
    perform() {
      if (stranger !== undefined) {
        throw notImplemented(`?${stranger}`);
      }
      throw new AwsError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
      );
    },
  };
}
