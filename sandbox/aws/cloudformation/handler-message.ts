import { randomUUID } from "node:crypto";
import { AwsError } from "../service.ts";

/** How CloudFormation tells what a service answered. An error that is none of AWS's is the sandbox's own and rises. */
export function handlerMessage(error: unknown): string {
  if (!(error instanceof AwsError)) throw error;
  const handlerCode = /AlreadyExists|AlreadyOwned/.test(error.code)
    ? "AlreadyExists"
    : error.code === "AccessDenied"
      ? "AccessDenied"
      : /^(Invalid|Validation)/.test(error.code)
        ? "InvalidRequest"
        : "GeneralServiceException";
  return `Resource handler returned message: "${error.message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${handlerCode})`;
}
