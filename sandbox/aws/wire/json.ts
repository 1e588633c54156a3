import { AwsError } from "../service.ts";
import type { Reply } from "./reply.ts";

const contentType = "application/x-amz-json-1.1";

/** Reads the body of a JSON 1.1 request; an empty one is an empty request. Throws `SerializationException`. */
export function readJson(body: string): Record<string, unknown> {
  let input: unknown;
  try {
    input = body === "" ? {} : JSON.parse(body);
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.");
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new AwsError("SerializationException", "Start of structure or map found where not expected.");
  }
  return input as Record<string, unknown>;
}

/** An operation's output as a JSON 1.1 answer. */
export function jsonReply(output: object | undefined): Reply {
  return {
    status: 200,
    headers: { "content-type": contentType },
    body: JSON.stringify(wireValue(output ?? {})),
  };
}

/** An error as the JSON 1.1 protocol sends it: the code in the header that SDKs read first, and in the body. */
export function jsonError(error: AwsError): Reply {
  return {
    status: error.status,
    headers: { "content-type": contentType, "x-amzn-errortype": error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

/** Dates become epoch seconds (an ISO string breaks SDK v3), bytes base64, `null` members are left out. */
function wireValue(value: unknown): unknown {
  if (value instanceof Date) {
    return value.getTime() / 1000;
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("base64");
  }
  if (Array.isArray(value)) {
    return value.map(wireValue);
  }
  if (typeof value === "bigint") {
    return Number(value);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined && member !== null)
        .map(([name, member]) => [name, wireValue(member)]),
    );
  }
  return value;
}
