import { S3Error } from "../wire/s3-error.ts";

/** The bytes asked for, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a `Range` header for an object of that size. `undefined` is the whole object: no header, or one that S3
 * passes over (several ranges, another unit). Throws 416 `InvalidRange` for a range that begins behind the end.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) {
    return undefined;
  }
  if (from !== "" && to !== "" && Number(to) < Number(from)) {
    return undefined;
  }
  const first = from === "" ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = from === "" || to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (first >= bytes) {
    throw new S3Error("InvalidRange", "The requested range is not satisfiable", {
      status: 416,
      headers: { "content-range": `bytes */${bytes}` },
      details: { RangeRequested: header ?? "", ActualObjectSize: String(bytes) },
    });
  }
  return { first, last };
}
