/** A checksum as `x-amz-checksum-…` headers carry it: base64, with `-<parts>` behind it when it is one of parts' checksums. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** The algorithms as requests spell them in `x-amz-checksum-algorithm`. */
export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";

/** Bytes on disk: an object's or a part's. */
export interface Blob {
  /** The file's name in the bucket's directory of blobs. */
  readonly blob: string;
  readonly bytes: number;
}

/** What a writer says about an object and every reader gets back. */
export interface Description {
  /** `content-type`, `cache-control` and the like, and every `x-amz-meta-…`, by header name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Until when a version is kept, and whether somebody with the right to do so may end that before. */
export interface Retention {
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** ISO time. */
  readonly until: string;
}

/** What object lock says of a version. */
export interface ObjectLock {
  /** Also one that has run out. */
  readonly retention?: Retention;
  /** A legal hold; absent where none was ever put. */
  readonly isHeld?: boolean;
}

/** One version of an object. */
export interface ContentVersion extends Blob, Description, ObjectLock {
  /** `null` (the word) for what was written while the bucket kept no versions. */
  readonly id: string;
  /** ISO time, whole seconds, as S3 keeps it. */
  readonly at: string;
  /** With its quotes. */
  readonly etag: string;
  readonly checksum?: Checksum;
}

/** The version that hides an object after a delete without version id. */
export interface DeleteMarker {
  readonly id: string;
  readonly at: string;
  readonly isMarker: true;
}

/** One entry in the history of a key. */
export type Version = ContentVersion | DeleteMarker;

/** A part of an upload in progress. */
export interface Part extends Blob {
  readonly number: number;
  readonly at: string;
  /** Hex. */
  readonly md5: string;
  readonly checksum?: Checksum;
}

/** A multipart upload in progress. */
export interface Upload extends Description {
  readonly id: string;
  readonly key: string;
  readonly at: string;
  readonly algorithm?: ChecksumAlgorithm;
  readonly checksumType: Checksum["type"];
}

/** One change of a bucket: a line of its log. */
export type BucketRecord =
  | { readonly kind: "created"; readonly at: string }
  /** A sub-resource's document; `null` says that it was removed. */
  | { readonly kind: "document"; readonly name: string; readonly text: string | null }
  /** A new newest version; it replaces an older one of the same id. */
  | { readonly kind: "version"; readonly key: string; readonly version: Version }
  | { readonly kind: "removed"; readonly key: string; readonly id: string }
  | {
      readonly kind: "retagged";
      readonly key: string;
      readonly id: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  /** The whole lock of a version, in place of the one before. */
  | { readonly kind: "locked"; readonly key: string; readonly id: string; readonly lock: ObjectLock }
  | { readonly kind: "upload"; readonly upload: Upload }
  | { readonly kind: "part"; readonly upload: string; readonly part: Part }
  | { readonly kind: "upload-ended"; readonly upload: string };

/** Whether a version is a delete marker. */
export function isMarker(version: Version): version is DeleteMarker {
  return "isMarker" in version;
}
