import { AwsError } from "../service.ts";
import { childrenNamed, childText, escapeXml, readXml } from "../wire/xml.ts";
import type { BucketRecord } from "./records.ts";

const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** A sub-resource of a bucket: a document that is put, got and deleted as a whole. */
export interface Subresource {
  /** The query parameter that selects it. */
  readonly name: string;
  /** Its operations are `Get…`, `Put…` and `Delete…` of this. */
  readonly operation: string;
  /** Where deleting is not `Delete` + `operation`; `null` where it cannot be deleted. */
  readonly deletion?: string | null;
  /** The root element of its document; absent for a JSON one. */
  readonly root?: string;
  /** What getting an unset one is answered with; absent where that is an empty document. */
  readonly missing?: { readonly code: string; readonly message: string };
  /** What a successful put is answered with. */
  readonly putStatus: 200 | 204;
}

/** The sub-resources that are kept; every other one is refused. */
export const subresources: readonly Subresource[] = [
  {
    name: "versioning",
    operation: "BucketVersioning",
    deletion: null,
    root: "VersioningConfiguration",
    putStatus: 200,
  },
  {
    name: "encryption",
    operation: "BucketEncryption",
    root: "ServerSideEncryptionConfiguration",
    missing: {
      code: "ServerSideEncryptionConfigurationNotFoundError",
      message: "The server side encryption configuration was not found",
    },
    putStatus: 200,
  },
  {
    name: "publicAccessBlock",
    operation: "PublicAccessBlock",
    root: "PublicAccessBlockConfiguration",
    missing: {
      code: "NoSuchPublicAccessBlockConfiguration",
      message: "The public access block configuration was not found",
    },
    putStatus: 200,
  },
  {
    name: "policy",
    operation: "BucketPolicy",
    missing: { code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" },
    putStatus: 204,
  },
  {
    name: "lifecycle",
    operation: "BucketLifecycleConfiguration",
    deletion: "DeleteBucketLifecycle",
    root: "LifecycleConfiguration",
    missing: {
      code: "NoSuchLifecycleConfiguration",
      message: "The lifecycle configuration does not exist",
    },
    putStatus: 200,
  },
  {
    name: "tagging",
    operation: "BucketTagging",
    root: "Tagging",
    missing: { code: "NoSuchTagSet", message: "The TagSet does not exist" },
    putStatus: 204,
  },
  {
    name: "ownershipControls",
    operation: "BucketOwnershipControls",
    root: "OwnershipControls",
    missing: {
      code: "OwnershipControlsNotFoundError",
      message: "The bucket ownership controls were not found",
    },
    putStatus: 200,
  },
];

/** Throws `MalformedXML` or `MalformedPolicy` for a document that S3 would not keep. */
export function checkDocument({ name, root }: Subresource, text: string): void {
  if (root === undefined) {
    checkPolicy(text);
    return;
  }
  const document = readXml(text);
  if (document?.name !== root) {
    throw malformedXml();
  }
  if (name === "versioning" && !["Enabled", "Suspended"].includes(childText(document, "Status") ?? "")) {
    throw malformedXml();
  }
  if (name === "tagging") {
    parseTags(text);
  }
}

/** The tags of a `<Tagging>` document that was checked before; none for a missing one. */
export function readTags(text: string | undefined): Readonly<Record<string, string>> {
  return text === undefined ? {} : parseTags(text);
}

/** Reads a `<Tagging>` document; throws `MalformedXML`, and `InvalidTag` for a key given twice or too long. */
export function parseTags(text: string): Readonly<Record<string, string>> {
  const document = readXml(text);
  const [set] = document?.name === "Tagging" ? childrenNamed(document, "TagSet") : [];
  if (set === undefined) {
    throw malformedXml();
  }
  const tags = new Map<string, string>();
  for (const tag of childrenNamed(set, "Tag")) {
    const key = childText(tag, "Key") ?? "";
    const value = childText(tag, "Value") ?? "";
    if (tags.has(key)) {
      throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key");
    }
    if (key === "" || key.length > 128 || value.length > 256) {
      throw new AwsError("InvalidTag", "The TagKey or TagValue you have provided is invalid");
    }
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** Tags as a `<Tagging>` document. */
export function tagDocument(tags: Readonly<Record<string, string>>): string {
  const set = Object.entries(tags)
    .map(([key, value]) => `<Tag><Key>${escapeXml(key)}</Key><Value>${escapeXml(value)}</Value></Tag>`)
    .join("");
  return `<Tagging ${namespace}><TagSet>${set}</TagSet></Tagging>`;
}

/** The document of a bucket that keeps versions. */
export const versioningDocument = `<VersioningConfiguration ${namespace}><Status>Enabled</Status></VersioningConfiguration>`;

const encryptionDocument =
  `<ServerSideEncryptionConfiguration ${namespace}><Rule><ApplyServerSideEncryptionByDefault>` +
  "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>" +
  "<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>";

/**
 * What a new bucket has by itself: since January 2023 it is encrypted with SSE-S3, since April 2023 public access is
 * blocked and access control lists are off (docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html).
 */
export function initialDocuments(): readonly BucketRecord[] {
  const blocked = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  return [
    { kind: "document", name: "encryption", text: encryptionDocument },
    {
      kind: "document",
      name: "publicAccessBlock",
      text: `<PublicAccessBlockConfiguration ${namespace}>${blocked.map((one) => `<${one}>true</${one}>`).join("")}</PublicAccessBlockConfiguration>`,
    },
    {
      kind: "document",
      name: "ownershipControls",
      text: `<OwnershipControls ${namespace}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
    },
  ];
}

/** Encryption cannot be taken off a bucket: deleting its setting brings the first one back. */
export function documentAfterDeletion(name: string): string | null {
  return name === "encryption" ? encryptionDocument : null;
}

/** The error of a document that is not the XML which S3's schema asks for. */
export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

function checkPolicy(text: string): void {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
  if (typeof policy !== "object" || policy === null || !("Statement" in policy)) {
    throw new AwsError("MalformedPolicy", "Missing required field Statement");
  }
}
