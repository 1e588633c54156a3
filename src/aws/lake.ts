import type { Readable } from "node:stream";

/** The bucket's objects. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Lake {
  /** `null` when there is no such object, or no such bucket: AWS does not tell these apart here. */
  head(at: ObjectPlace): Promise<ObjectFacts | null>;
  /**
   * Streams in bounded memory (multipart from 8 MB on) and leaves an object that is there already alone.
   * `body` is called once for every try; bytes and hash are of what was read, also when the object was there.
   */
  upload(what: ObjectPlace & { readonly body: () => Readable }): Promise<Uploaded>;
  /** `null` when there is no such object. */
  read(at: ObjectPlace): Promise<Readable | null>;
  /** `null` when there is no such object; a larger one than `maxBytes` is refused with a Problem. */
  readText(at: ObjectPlace & { readonly maxBytes: number }): Promise<string | null>;
  /** In byte order of the keys, all pages. */
  list(where: {
    readonly bucket: string;
    readonly prefix: string;
  }): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
  /** No version, no delete marker, no open upload. A bucket that is not there is empty. */
  isEmpty(bucket: string): Promise<boolean>;
  /** Deletes versions, markers and open uploads for about `forMs`, then tells whether there is `more` to do. */
  purge(what: {
    readonly bucket: string;
    readonly forMs: number;
  }): Promise<{ readonly deleted: number; readonly more: boolean }>;
  /** The last lines of a gzipped text, such as a step's log; `null` when it is not there (yet). */
  tailOfGzip(at: ObjectPlace & { readonly lines: number }): Promise<readonly string[] | null>;
}

/** Where an object lies. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** An object's newest version. */
export interface ObjectFacts {
  readonly bytes: number;
  /** With its quotes, as S3 sends it. */
  readonly etag: string;
  /** `null` in a bucket without versions. */
  readonly versionId: string | null;
  /** ISO time. */
  readonly modifiedAt: string;
}

/** What an upload came to: `there` when the object existed and was left alone. */
export interface Uploaded {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly outcome: "put" | "there";
}
