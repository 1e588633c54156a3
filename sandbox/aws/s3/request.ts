import type { IncomingHttpHeaders } from "node:http";
import type { AwsError } from "../service.ts";
import type { Reply } from "../wire/reply.ts";
import { flattened, writeXml } from "../wire/xml.ts";
import type { S3Store } from "./store.ts";

/** One request to S3, its target taken apart. */
export interface S3Request {
  /** Empty for a request about all buckets. */
  readonly bucket: string;
  /** Empty for a request about a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Buffer>;
  /** The region of the credential's scope, where the request is signed. */
  readonly region: string | undefined;
  /** Whether who asks has a right, such as `s3:GetObjectRetention`, without which an answer says less. */
  readonly sees: (action: string, resource: string) => boolean;
}

/** What S3's operations work with. */
export interface S3World {
  readonly store: S3Store;
  readonly region: string;
  readonly account: string;
  /** Writes an effect on an object or a bucket into the ledger. */
  record(operation: string, name: string, id: string): void;
  /** The scripted error of one key in a batch of deletions. */
  keyError(): AwsError | undefined;
}

/** One operation of S3. */
export type S3Operation = (world: S3World, request: S3Request) => Reply | Promise<Reply>;

/** An answer whose body is one XML document; lists in `content` are flattened. */
export function xmlReply(
  root: string,
  content: object,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const xml = `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${writeXml(content, flattened)}</${root}>`;
  return {
    status: 200,
    headers: { "content-type": "application/xml", ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  };
}

/** A header's one value, `undefined` where it was not sent. */
export function headerOf(request: S3Request, name: string): string | undefined {
  return request.headers[name]?.toString();
}
