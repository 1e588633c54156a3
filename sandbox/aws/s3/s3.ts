import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Billable } from "../control.ts";
import type { ObjectStore, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { TaggedResources } from "../tagging.ts";
import type { Reply } from "../wire/reply.ts";
import { S3Error } from "../wire/s3-error.ts";
import type { S3Request, S3World } from "./request.ts";
import { routeOf } from "./routes.ts";
import type { S3Store } from "./store.ts";
import { openStore } from "./store.ts";

/** S3, path style, and its inside as the other services use it. */
export interface S3Service extends TaggedResources, Billable {
  readonly lake: ObjectStore;
  /** Finds the operation that a request means; `run` carries it out. */
  understand(arrival: S3Arrival): {
    readonly operation: string;
    /** Empty texts where the path cannot be read, or names no bucket or key. */
    readonly target: { readonly bucket: string; readonly key: string };
    readonly run: () => Promise<Reply>;
  };
  close(): void;
}

/** A request to S3 as the listener hands it over. */
interface S3Arrival {
  readonly request: IncomingMessage;
  /** Not decoded and not normalized. */
  readonly pathname: string;
  readonly search: string;
  readonly region: string | undefined;
  readonly sees: S3Request["sees"];
}

/**
 * Opens S3 on `<home>/s3`. Bucket policies are kept and answered but not enforced: everything here arrives by
 * loopback, which a TLS-only policy is to treat as secure, and the policy grants nobody anything.
 */
export function createS3(setting: Setting, { keyError }: Pick<S3World, "keyError">): S3Service {
  const store = openStore(join(setting.home, "s3"), setting);
  const world: S3World = {
    store,
    region: setting.region,
    account: setting.account,
    keyError,
    record: (operation, name, id) => setting.ledger.record({ service: "s3", operation, name, id }),
  };
  return {
    lake: store,
    understand({ request, pathname, search, region, sees }) {
      const target = takeApart(pathname);
      const s3Request = {
        bucket: target?.bucket ?? "",
        key: target?.key ?? "",
        query: new URLSearchParams(search),
        headers: request.headers,
        // A refusal in the middle of a body must leave the connection open to say so.
        body: { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) },
        region,
        sees,
      };
      const { operation, perform } = routeOf(request.method ?? "GET", s3Request);
      return {
        operation,
        target: { bucket: s3Request.bucket, key: s3Request.key },
        async run() {
          if (target === undefined) {
            throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
          }
          checkReach(setting, { store, request: s3Request, operation });
          return await perform(world, s3Request);
        },
      };
    },
    tagged: () => store.buckets().map(({ name, tags }) => ({ arn: `arn:aws:s3:::${name}`, tags })),
    leftovers: () => store.buckets().map(({ name }) => ({ type: "s3:bucket", id: name })),
    close: () => store.close(),
  };
}

/**
 * Throws for a bucket that lies in another region or belongs to another account. A region answers for its own buckets
 * alone: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html.
 */
function checkReach(
  { region: here, circumstances }: Pick<Setting, "region" | "circumstances">,
  { store, request, operation }: { store: S3Store; request: S3Request; operation: string },
): void {
  const { bucket, region: asked = here } = request;
  if (operation === "CreateBucket") return;
  if (circumstances.foreignBuckets.includes(bucket)) throw new AwsError("AccessDenied", "Access Denied", 403);
  const region = store.hasBucket(bucket) ? (store.bucket(bucket).region ?? here) : asked;
  if (region === asked) return;
  throw new S3Error(
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    {
      status: 301,
      headers: { "x-amz-bucket-region": region },
      details: { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
    },
  );
}

/** Bucket and key of a path; `undefined` where its escapes are no UTF-8. */
function takeApart(pathname: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch {
    return undefined;
  }
}
