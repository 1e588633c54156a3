import type { Readable } from "node:stream";
import type { Caller } from "./access/caller.ts";
import type { Circumstances } from "./circumstances.ts";
import type { EndKind } from "./faults.ts";

/** An error as AWS words it: a code from the service's model, a sentence, and the HTTP status AWS uses for it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }
}

/** Names of the services this stand-in plays, as its ledger and its faults use them. */
export type ServiceName =
  | ("s3" | "cloudformation" | "emr" | "redshift" | "redshift-data" | "sts" | "tagging")
  | ("ec2" | "ssm" | "iam" | "servicequotas" | "lakeformation");

/** One operation: the parsed request and who sends it in, the response's members out (dates as `Date`); throws `AwsError`. */
export type Operation = (
  input: Record<string, unknown>,
  caller: Caller,
) => object | undefined | Promise<object | undefined>;

/** A service spoken over the JSON 1.1, the REST-JSON, the Query or EC2's protocol. S3, which is REST, has a handler of its own. */
export interface Service {
  readonly name: ServiceName;
  /** The service's name in the SigV4 credential scope, by which requests find it. */
  readonly scope: string;
  readonly protocol: "json" | "query" | "ec2" | "rest-json";
  readonly operations: Readonly<Record<string, Operation>>;
  /**
   * Query protocol only: the element name of a list's entries where it is not `member`
   * (Redshift writes `<Clusters><Cluster>`), keyed by the list's own name.
   */
  readonly listElements?: Readonly<Record<string, string>>;
}

/** One effect that was carried out: a line of the ledger. */
export interface Effect {
  /** ISO time. */
  readonly at: string;
  readonly service: ServiceName;
  readonly operation: string;
  /** What the caller called it: the change set's, step's or statement's name, the object's key. */
  readonly name: string;
  /** What the stand-in calls it. */
  readonly id: string;
}

/** The append-only record of effects; reads are never in it. It survives a restart. */
export interface Ledger {
  record(effect: Omit<Effect, "at">): void;
  all(): readonly Effect[];
}

/** Scripted misfortunes that happen inside a service rather than around a request. */
export interface PlannedFailures {
  /** Takes one planned failure of a resource, named by logical id or type; `undefined` when none is planned. */
  takeResource(resource: {
    readonly logicalId: string;
    readonly type: string;
  }): { readonly reason: string; readonly afterMs: number } | undefined;
  /** Takes one planned failure of an EMR step; `undefined` when none is planned for it. */
  takeStep(step: { readonly name: string; readonly isSpark: boolean }): string | undefined;
  /** Takes one planned failure of a statement, named by its name or a part of it; `undefined` when none is planned for it. */
  takeStatement(name: string): string | undefined;
  /** Takes one end that somebody puts to a step or a statement, named by its name or the end of it. */
  takeEnd(kind: EndKind, name: string): boolean;
  /** Takes one list that lags, if it would hide anything: how many milliseconds ago the list is from. */
  takeLag(list: {
    readonly operation: string;
    readonly hides: (lagMs: number) => boolean;
  }): number | undefined;
}

/** Keeps a service's state over a restart. Writes are gathered for some milliseconds. */
export interface Snapshots {
  /** The state last saved under the name, or `undefined` in a fresh sandbox. */
  load(name: string): unknown;
  /** Saves all of the state, atomically: for what stays small. */
  save(name: string, state: () => unknown): void;
  /** For records that grow in number: to save one costs the same however many there are. Asked for once a name. */
  log(name: string): RecordLog;
}

/** Records that are kept over a restart, each by its key. */
export interface RecordLog {
  /** As they were when the log was opened, each as it was saved last, in the order of their first saving. */
  readonly records: readonly unknown[];
  save(key: string, record: () => unknown): void;
}

/** What every service is given. */
export interface Setting {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** The stack that the app's role is for. */
  readonly stack: string;
  /** Divides every modeled wait; 1 is as slow as AWS. */
  readonly speed: number;
  /** The directory that holds the stand-in's state. */
  readonly home: string;
  readonly ledger: Ledger;
  readonly failures: PlannedFailures;
  /** What the account is like now. */
  readonly circumstances: Circumstances;
  readonly snapshots: Snapshots;
  now(): Date;
}

/** An object (its newest version) as the other services see it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** With its quotes, as S3 sends it. */
  readonly etag: string;
  readonly lastModified: Date;
  /** The ARN of the key of KMS that encrypts it; absent where S3's own does. */
  readonly kmsKey?: string;
}

/** The lake seen from inside: what EMR, Redshift and CloudFormation do with S3 without HTTP. */
export interface ObjectStore {
  /** The directory on disk in which the files of all objects lie. */
  readonly directory: string;
  /** Throws `BucketAlreadyOwnedByYou`, `BucketAlreadyExists` or `InvalidBucketName`. */
  createBucket(
    bucket: string,
    options?: {
      readonly versioned?: boolean;
      readonly tags?: Readonly<Record<string, string>>;
      /** Where it lies; in the region of everything else, unless another one is named. */
      readonly region?: string;
    },
  ): void;
  /** Keeps a sub-resource's document (policy, lifecycle, encryption …) as `GET ?<name>` will answer it. */
  configure(bucket: string, name: string, document: string): void;
  /** Deletes a sub-resource's document, as `DELETE ?<name>` does. */
  unset(bucket: string, name: string): void;
  /** Gives the bucket these tags in place of those that it has. */
  tag(bucket: string, tags: Readonly<Record<string, string>>): void;
  /** Throws `BucketNotEmpty` (a version or a delete marker counts) or `NoSuchBucket`. */
  deleteBucket(bucket: string): void;
  hasBucket(bucket: string): boolean;
  buckets(): readonly { readonly name: string; readonly tags: Readonly<Record<string, string>> }[];
  /** Newest versions that are no delete markers, by key in byte order. Throws `NoSuchBucket`. */
  list(bucket: string, prefix: string): readonly StoredObject[];
  /** Throws `NoSuchKey`. */
  head(bucket: string, key: string): StoredObject;
  /** The file on disk that holds the object's bytes; never to be changed. Throws `NoSuchKey`. */
  path(bucket: string, key: string): string;
  /** Streams in bounded memory; the object appears whole or not at all. */
  put(bucket: string, key: string, body: Buffer | Readable): Promise<StoredObject>;
}
