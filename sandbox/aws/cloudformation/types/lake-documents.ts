import type { Properties } from "../world.ts";
import { fields } from "./order.ts";

/** A sub-resource of a bucket as `GET ?<subResource>` answers it. */
interface LakeDocument {
  readonly subResource: string;
  readonly document: string;
}

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** The bucket's settings in S3's own XML, which is not CloudFormation's spelling of them. */
export function lakeDocuments(properties: Properties): readonly LakeDocument[] {
  return [
    ...setting(properties, "PublicAccessBlockConfiguration", "publicAccessBlock", publicAccessBlock),
    ...setting(properties, "OwnershipControls", "ownershipControls", ownership),
    ...setting(properties, "BucketEncryption", "encryption", encryption),
    ...setting(properties, "LifecycleConfiguration", "lifecycle", lifecycle),
  ];
}

type Fields = Readonly<Record<string, unknown>>;

function setting(
  properties: Properties,
  property: string,
  subResource: string,
  write: (value: Fields) => string,
): readonly LakeDocument[] {
  const value = properties[property];
  return value === undefined ? [] : [{ subResource, document: write(fields(value)) }];
}

function rules(value: Fields, name: string): readonly Fields[] {
  const list = value[name];
  return Array.isArray(list) ? list.map(fields) : [];
}

function root(name: string, ...content: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="${NAMESPACE}">${content.join("")}</${name}>`;
}

function element(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join("")}</${name}>`;
}

/** A leaf, or nothing where the template says nothing. */
function leaf(name: string, value: unknown): string {
  if (value === undefined) return "";
  return element(name, String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
}

function publicAccessBlock(value: Fields): string {
  const names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  return root("PublicAccessBlockConfiguration", ...names.map((name) => leaf(name, value[name] ?? false)));
}

function ownership(value: Fields): string {
  return root(
    "OwnershipControls",
    ...rules(value, "Rules").map((rule) => element("Rule", leaf("ObjectOwnership", rule["ObjectOwnership"]))),
  );
}

function encryption(value: Fields): string {
  return root(
    "ServerSideEncryptionConfiguration",
    ...rules(value, "ServerSideEncryptionConfiguration").map((rule) => {
      const byDefault = fields(rule["ServerSideEncryptionByDefault"]);
      return element(
        "Rule",
        element(
          "ApplyServerSideEncryptionByDefault",
          leaf("SSEAlgorithm", byDefault["SSEAlgorithm"]),
          leaf("KMSMasterKeyID", byDefault["KMSMasterKeyID"]),
        ),
        leaf("BucketKeyEnabled", rule["BucketKeyEnabled"] ?? false),
      );
    }),
  );
}

function lifecycle(value: Fields): string {
  return root(
    "LifecycleConfiguration",
    ...rules(value, "Rules").map((rule) => {
      const expiration = [
        leaf("Days", rule["ExpirationInDays"]),
        leaf("ExpiredObjectDeleteMarker", rule["ExpiredObjectDeleteMarker"]),
      ].join("");
      const noncurrent = leaf(
        "NoncurrentDays",
        fields(rule["NoncurrentVersionExpiration"])["NoncurrentDays"],
      );
      const abort = leaf(
        "DaysAfterInitiation",
        fields(rule["AbortIncompleteMultipartUpload"])["DaysAfterInitiation"],
      );
      return element(
        "Rule",
        leaf("ID", rule["Id"]),
        element("Filter", leaf("Prefix", rule["Prefix"] ?? "")),
        leaf("Status", rule["Status"]),
        expiration === "" ? "" : element("Expiration", expiration),
        noncurrent === "" ? "" : element("NoncurrentVersionExpiration", noncurrent),
        abort === "" ? "" : element("AbortIncompleteMultipartUpload", abort),
      );
    }),
  );
}
