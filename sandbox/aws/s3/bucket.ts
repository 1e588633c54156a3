import { closeSync, mkdirSync, openSync, readdirSync, unlink, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../whole-file.ts";
import { jsonLines, readJsonLines } from "../json-lines.ts";
import { BucketIndex } from "./bucket-index.ts";
import type { BucketRecord } from "./records.ts";

/** A log with this many more lines than its content needs is rewritten at start. */
const slack = 1000;

/**
 * One bucket on disk: its changes as an append-only log of JSON lines, its bytes as files. A change is one append
 * however large the bucket is, and an object is there when its line is: a kill in the middle of a put leaves a file
 * that no line names, which the next start removes.
 */
export class Bucket {
  readonly name: string;
  readonly index: BucketIndex;
  readonly #directory: string;
  readonly #log: number;

  private constructor(
    directory: string,
    { name, index }: { readonly name: string; readonly index: BucketIndex },
  ) {
    this.name = name;
    this.index = index;
    this.#directory = directory;
    this.#log = openSync(logOf(directory), "a");
  }

  /** Makes the directory of a new bucket. */
  static create(directory: string, { name, at }: { readonly name: string; readonly at: string }): Bucket {
    mkdirSync(join(directory, "blobs"), { recursive: true });
    const bucket = new Bucket(directory, { name, index: new BucketIndex() });
    bucket.write({ kind: "created", at });
    return bucket;
  }

  /** Opens the bucket in a directory; `undefined` where its creation was cut short. */
  static open(directory: string, name: string): Bucket | undefined {
    mkdirSync(join(directory, "blobs"), { recursive: true });
    const index = readLog(logOf(directory));
    if (index === undefined) {
      return undefined;
    }
    const bucket = new Bucket(directory, { name, index });
    bucket.#removeOrphans();
    return bucket;
  }

  /** Makes changes: writes them down in one append, then applies them. */
  write(...records: readonly BucketRecord[]): void {
    writeSync(this.#log, jsonLines(records));
    for (const blob of records.flatMap((record) => this.index.apply(record))) {
      this.discard(blob);
    }
  }

  /** Removes a file that no record names, some time soon: one that stays is an orphan for the next start. */
  discard(blob: string): void {
    unlink(this.blobPath(blob), () => {});
  }

  /** `Enabled`, `Suspended`, or `undefined` for a bucket that never kept versions. */
  get versioning(): string | undefined {
    return /<Status>\s*(\w+)\s*<\/Status>/.exec(this.index.documents.get("versioning") ?? "")?.[1];
  }

  /** Where it lies, unless that is the region of everything else. */
  get region(): string | undefined {
    return this.index.documents.get("location");
  }

  blobPath(blob: string): string {
    return join(this.#directory, "blobs", blob);
  }

  close(): void {
    closeSync(this.#log);
  }

  #removeOrphans(): void {
    const { index } = this;
    const versions = index.keys.flatMap((key) => index.history(key));
    const parts = [...index.uploads.values()].flatMap((upload) => [...upload.parts.values()]);
    const named = new Set([...versions, ...parts].map((one) => ("blob" in one ? one.blob : "")));
    for (const file of readdirSync(join(this.#directory, "blobs"))) {
      if (!named.has(file)) {
        unlinkSync(this.blobPath(file));
      }
    }
  }
}

function logOf(directory: string): string {
  return join(directory, "log.jsonl");
}

/** Reads a log, and rewrites one that has grown long. `undefined` when it does not begin with the bucket's creation. */
function readLog(file: string): BucketIndex | undefined {
  const written = readJsonLines(file) as readonly BucketRecord[];
  const index = new BucketIndex();
  for (const record of written) index.apply(record);
  if (index.createdAt === "") return undefined;
  const records = index.records();
  if (written.length > records.length + slack) writeWhole(file, jsonLines(records));
  return index;
}
