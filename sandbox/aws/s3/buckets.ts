import { AwsError } from "../service.ts";
import { childrenNamed, childText, readXml } from "../wire/xml.ts";
import { checkBody, readCheckedText } from "./checked-body.ts";
import { bypasses, checkVersioningOfLocked, hasChecksum, unruledLock } from "./object-lock.ts";
import { isVersionId, removeVersion } from "./objects.ts";
import type { S3Operation } from "./request.ts";
import { headerOf, xmlReply } from "./request.ts";
import { checkKey } from "./store.ts";
import type { Subresource } from "./subresources.ts";
import { checkDocument, malformedXml } from "./subresources.ts";

/** The most keys of one DeleteObjects. */
const largestBatch = 1000;

/** ListBuckets. */
export const listBuckets: S3Operation = ({ store, account }) =>
  xmlReply("ListAllMyBucketsResult", {
    Owner: { ID: account, DisplayName: "sandbox" },
    Buckets: {
      Bucket: store.all().map(({ name, index }) => ({
        Name: name,
        CreationDate: new Date(index.createdAt),
      })),
    },
  });

/** CreateBucket; the location constraint must be the region which the request was signed for, as on AWS. */
export const createBucket: S3Operation = async ({ store, region, record }, request) => {
  const text = await readCheckedText(checkBody(request));
  const document = text === "" ? undefined : readXml(text);
  if (text !== "" && document?.name !== "CreateBucketConfiguration") {
    throw malformedXml();
  }
  const constraint = document && childText(document, "LocationConstraint");
  const endpoint = request.region ?? region;
  if (endpoint === "us-east-1" ? constraint === "us-east-1" : constraint === undefined) {
    throw endpoint === "us-east-1"
      ? new AwsError("InvalidLocationConstraint", "The specified location-constraint is not valid")
      : new AwsError(
          "IllegalLocationConstraintException",
          "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
        );
  }
  if (endpoint !== "us-east-1" && constraint !== endpoint) {
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  const isLocked = headerOf(request, "x-amz-bucket-object-lock-enabled")?.toLowerCase() === "true";
  store.createBucket(request.bucket, { region: endpoint, versioned: isLocked });
  if (isLocked) store.configure(request.bucket, "object-lock", unruledLock);
  const arn = `arn:aws:s3:::${request.bucket}`;
  record("CreateBucket", request.bucket, arn);
  return { status: 200, headers: { location: `/${request.bucket}`, "x-amz-bucket-arn": arn } };
};

/** HeadBucket, in the words of S3's recordings of February 2026. */
export const headBucket: S3Operation = ({ store, region }, request) => {
  const bucket = store.bucket(request.bucket);
  return {
    status: 200,
    headers: {
      "content-type": "application/xml",
      "x-amz-bucket-arn": `arn:aws:s3:::${request.bucket}`,
      "x-amz-bucket-region": bucket.region ?? region,
      "x-amz-access-point-alias": "false",
    },
  };
};

/** DeleteBucket. */
export const deleteBucket: S3Operation = ({ store, record }, request) => {
  store.deleteBucket(request.bucket);
  record("DeleteBucket", request.bucket, `arn:aws:s3:::${request.bucket}`);
  return { status: 204 };
};

/** GetBucketLocation: empty for us-east-1, as ever. */
export const getBucketLocation: S3Operation = ({ store, region: here }, request) => {
  const { region = here } = store.bucket(request.bucket);
  const reply = xmlReply("LocationConstraint", {});
  const body = String(reply.body).replace("></", `>${region === "us-east-1" ? "" : region}</`);
  return { ...reply, body };
};

/** DeleteObjects: each key for itself; what cannot be deleted is an `Error` in an answer that is a success. */
export const deleteObjects: S3Operation = async ({ store, record, keyError }, request) => {
  const bucket = store.bucket(request.bucket);
  if (!hasChecksum(request)) {
    throw new AwsError(
      "InvalidRequest",
      "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    );
  }
  const document = readXml(await readCheckedText(checkBody(request)));
  const objects = document?.name === "Delete" ? childrenNamed(document, "Object") : [];
  if (document === undefined || objects.length === 0 || objects.length > largestBatch) {
    throw malformedXml();
  }
  const errors: object[] = [];
  const deleted: object[] = [];
  for (const object of objects) {
    const key = childText(object, "Key") ?? "";
    const versionId = childText(object, "VersionId");
    try {
      checkBatchKey(key, versionId);
      const struck = keyError();
      if (struck !== undefined) {
        throw struck;
      }
      const gone = removeVersion(store, bucket, { key, versionId, bypasses: bypasses(request) });
      record("DeleteObjects", `${request.bucket}/${key}`, gone.id);
      deleted.push({
        Key: key,
        VersionId: versionId,
        ...(gone.isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: gone.id } : {}),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      errors.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  const isQuiet = childText(document, "Quiet") === "true";
  return xmlReply("DeleteResult", { Deleted: isQuiet ? [] : deleted, Error: errors });
};

/** The operations of one sub-resource. */
export function subresourceOperations(kind: Subresource): {
  readonly get: S3Operation;
  readonly put: S3Operation;
  readonly remove: S3Operation;
} {
  return {
    get({ store }, request) {
      const text = store.bucket(request.bucket).index.documents.get(kind.name);
      if (text === undefined && kind.missing !== undefined) {
        throw new AwsError(kind.missing.code, kind.missing.message, 404);
      }
      if (kind.root === undefined) {
        return { status: 200, headers: { "content-type": "application/json" }, body: text ?? "" };
      }
      return text === undefined
        ? xmlReply(kind.root, {})
        : { status: 200, headers: { "content-type": "application/xml" }, body: text };
    },
    async put({ store }, request) {
      const bucket = store.bucket(request.bucket);
      const text = await readCheckedText(checkBody(request));
      checkDocument(kind, text);
      if (kind.name === "versioning") checkVersioningOfLocked(bucket, text);
      store.configure(request.bucket, kind.name, text);
      return { status: kind.putStatus };
    },
    remove({ store }, request) {
      store.unset(request.bucket, kind.name);
      return { status: 204 };
    },
  };
}

function checkBatchKey(key: string, versionId: string | undefined): void {
  checkKey(key);
  if (key === "") {
    throw new AwsError("UserKeyMustBeSpecified", "The bucket POST must contain the specified field name.");
  }
  if (versionId !== undefined && !isVersionId(versionId)) {
    throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
  }
}
