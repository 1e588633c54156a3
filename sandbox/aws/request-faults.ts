import type { RequestFault } from "./faults.ts";
import type { ServiceName, Setting } from "./service.ts";
import { AwsError } from "./service.ts";
import { callerArn } from "./sts.ts";

/** The prefix of a service's permissions, as a denial names them. */
const permissionPrefix: Readonly<Record<ServiceName, string>> = {
  s3: "s3",
  cloudformation: "cloudformation",
  emr: "elasticmapreduce",
  redshift: "redshift",
  "redshift-data": "redshift-data",
  sts: "sts",
  tagging: "tag",
};

/**
 * The error with which a throttled, broken or denied call is answered, in the words of its service; `undefined`
 * for the kinds that are no answer. The throttling codes are those which SDK v3 and botocore retry.
 */
export function requestFaultError(
  { kind, service }: RequestFault,
  call: { readonly operation: string; readonly isJson: boolean },
  setting: Pick<Setting, "account">,
): AwsError | undefined {
  const isS3 = service === "s3";
  switch (kind) {
    case "throttle":
      return isS3
        ? new AwsError("SlowDown", "Please reduce your request rate.", 503)
        : new AwsError(call.isJson ? "ThrottlingException" : "Throttling", "Rate exceeded", 400);
    case "error500":
    case "error500-after":
      return isS3
        ? new AwsError("InternalError", "We encountered an internal error. Please try again.", 500)
        : new AwsError(
            "InternalFailure",
            "The request processing has failed because of an unknown error.",
            500,
          );
    case "deny": {
      const permission = `${permissionPrefix[service]}:${call.operation}`;
      const says =
        `User: ${callerArn(setting)} is not authorized to perform: ${permission} ` +
        `because no identity-based policy allows the ${permission} action`;
      return call.isJson
        ? new AwsError("AccessDeniedException", says, 400)
        : new AwsError("AccessDenied", says, 403);
    }
    default:
      return undefined;
  }
}
