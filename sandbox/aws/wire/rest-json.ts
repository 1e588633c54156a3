import type { AwsError } from "../service.ts";
import { jsonError, jsonReply } from "./json.ts";
import type { Reply } from "./reply.ts";

const contentType = { "content-type": "application/json" };

/** An operation's output as REST-JSON sends it: the plain document. */
export function restJsonReply(output: object | undefined): Reply {
  const reply = jsonReply(output);
  return { ...reply, headers: contentType };
}

/** An error as REST-JSON sends it: its code stands in the header alone. */
export function restJsonError(error: AwsError): Reply {
  const reply = jsonError(error);
  return {
    status: error.status,
    headers: { ...reply.headers, ...contentType },
    body: JSON.stringify({ Message: error.message }),
  };
}
