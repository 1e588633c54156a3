import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../service.ts";
import { withoutChunks } from "./aws-chunked.ts";
import { beginChecksum, checksumAlgorithms, checksumBytes } from "./checksums.ts";
import type { Checksum, ChecksumAlgorithm } from "./records.ts";

/** Bytes on their way in, and what they came to once they have all passed. */
export interface CheckedBody {
  /** Throws the `AwsError` of the first promise that the bytes do not keep, after the last of them. */
  readonly bytes: AsyncIterable<Buffer>;
  /** To be asked after the last byte. */
  facts(): BodyFacts;
}

/** What a body came to. */
export interface BodyFacts {
  readonly bytes: number;
  /** Hex. */
  readonly md5: string;
  /** Of the algorithm that the sender or the caller asked for. */
  readonly checksum?: Checksum;
}

/**
 * Wraps a request's body: takes off `aws-chunked`, and holds the bytes against what the headers and trailers promise
 * (`Content-MD5`, `x-amz-content-sha256`, `x-amz-checksum-…`, `x-amz-decoded-content-length`).
 * `wanted` is the checksum to compute where the sender names none.
 */
export function checkBody(
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: AsyncIterable<Buffer> },
  wanted?: ChecksumAlgorithm,
): CheckedBody {
  const trailers = new Map<string, string>();
  const promised = promisesOf(headers);
  const algorithm = promised.algorithm ?? wanted;
  let facts: BodyFacts | undefined;
  async function* pass(): AsyncGenerator<Buffer> {
    const md5 = createHash("md5");
    const sha256 = promised.sha256 === undefined ? undefined : createHash("sha256");
    const checksum = algorithm === undefined ? undefined : beginChecksum(algorithm);
    let bytes = 0;
    for await (const piece of promised.isChunked ? withoutChunks(body, trailers) : body) {
      bytes += piece.length;
      md5.update(piece);
      sha256?.update(piece);
      checksum?.update(piece);
      yield piece;
    }
    if (promised.bytes !== undefined && promised.bytes !== bytes) {
      throw new AwsError(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
      );
    }
    if (sha256 !== undefined && sha256.digest("hex") !== promised.sha256) {
      throw new AwsError(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const digest = md5.digest();
    if (promised.md5 !== undefined && promised.md5 !== digest.toString("base64")) {
      throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
    facts = { bytes, md5: digest.toString("hex") };
    if (algorithm !== undefined && checksum !== undefined) {
      const value = checksum.digest();
      checkChecksum({ algorithm, value, stated: statedChecksum(promised, trailers) });
      facts = { ...facts, checksum: { algorithm, value, type: "FULL_OBJECT" } };
    }
  }
  return {
    bytes: pass(),
    facts() {
      if (facts === undefined) {
        throw new Error("reading a body's facts before its last byte");
      }
      return facts;
    },
  };
}

/** Reads a checked body of a few megabytes at most as text; throws `MaxMessageLengthExceeded` for a larger one. */
export async function readCheckedText(body: CheckedBody): Promise<string> {
  const largest = 4 * 1024 * 1024;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body.bytes) {
    bytes += piece.length;
    if (bytes > largest) {
      throw new AwsError("MaxMessageLengthExceeded", "Your request was too large.");
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** The algorithm named by a header such as `x-amz-checksum-algorithm`; throws `InvalidRequest` for an unknown one. */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = checksumAlgorithms.find((one) => one === name.toUpperCase());
  if (algorithm === undefined) {
    throw new AwsError("InvalidRequest", `Checksum algorithm provided is unsupported: ${name}`);
  }
  return algorithm;
}

/** Throws `BadDigest` where a stated checksum is not the computed one. */
export function checkChecksum(what: {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly stated: string | undefined;
}): void {
  if (what.stated !== undefined && what.stated !== what.value) {
    throw new AwsError(
      "BadDigest",
      `The ${what.algorithm} you specified did not match the calculated checksum.`,
    );
  }
}

interface Promises {
  readonly isChunked: boolean;
  readonly bytes: number | undefined;
  readonly md5: string | undefined;
  readonly sha256: string | undefined;
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** The checksum's value where it is in a header; in a trailer it comes later. */
  readonly checksum: string | undefined;
  readonly trailer: string | undefined;
}

function promisesOf(headers: IncomingHttpHeaders): Promises {
  const header = (name: string) => headers[name]?.toString();
  const sha256 = header("x-amz-content-sha256") ?? "";
  const length = header("x-amz-decoded-content-length");
  const stated = checksumAlgorithms.filter((one) => header(headerOf(one)) !== undefined);
  const trailers =
    header("x-amz-trailer")
      ?.toLowerCase()
      .split(/\s*,\s*/) ?? [];
  const trailing = checksumAlgorithms.filter((one) => trailers.includes(headerOf(one)));
  const announced = header("x-amz-sdk-checksum-algorithm");
  const [algorithm, second] = [...stated, ...trailing];
  if (second !== undefined) {
    throw new AwsError(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  if (announced !== undefined && algorithm === undefined) {
    throw new AwsError(
      "InvalidRequest",
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  const md5 = header("content-md5");
  if (md5 !== undefined && Buffer.from(md5, "base64").length !== 16) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
  const checksum = stated[0] && header(headerOf(stated[0]));
  if (algorithm !== undefined && checksum !== undefined) {
    checkLength(algorithm, checksum);
  }
  return {
    isChunked: sha256.startsWith("STREAMING-") || /\baws-chunked\b/.test(header("content-encoding") ?? ""),
    bytes: length === undefined ? undefined : Number(length),
    md5,
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    algorithm,
    checksum,
    trailer: trailing[0] && headerOf(trailing[0]),
  };
}

function statedChecksum(promised: Promises, trailers: ReadonlyMap<string, string>): string | undefined {
  if (promised.trailer === undefined) {
    return promised.checksum;
  }
  const value = trailers.get(promised.trailer);
  if (value === undefined || promised.algorithm === undefined) {
    throw new AwsError(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed.",
    );
  }
  checkLength(promised.algorithm, value);
  return value;
}

function checkLength(algorithm: ChecksumAlgorithm, value: string): void {
  if (Buffer.from(value, "base64").length !== checksumBytes[algorithm]) {
    throw new AwsError("InvalidRequest", `Value for ${headerOf(algorithm)} header is invalid.`);
  }
}

function headerOf(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}
