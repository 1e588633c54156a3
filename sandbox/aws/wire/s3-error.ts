import { AwsError } from "../service.ts";
import type { Reply } from "./reply.ts";
import { flattened, writeXml } from "./xml.ts";

/** An error of S3 with the headers and the extra elements that some of its errors carry. */
export class S3Error extends AwsError {
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    extras: {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly details?: Readonly<Record<string, string>>;
    },
  ) {
    super(code, message, extras.status ?? 400);
    this.headers = extras.headers ?? {};
    this.details = extras.details ?? {};
  }
}

/** An error as S3 sends it; the answer to a HEAD request loses its body on the way out. */
export function s3Error(
  error: AwsError,
  { resource, requestId }: { readonly resource: string; readonly requestId: string },
): Reply {
  const { headers, details } = error instanceof S3Error ? error : { headers: {}, details: {} };
  const content = writeXml(
    { Code: error.code, Message: error.message, ...details, Resource: resource, RequestId: requestId },
    flattened,
  );
  return error.status === 304
    ? { status: 304, headers }
    : {
        status: error.status,
        headers: { "content-type": "application/xml", ...headers },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}</Error>`,
      };
}
