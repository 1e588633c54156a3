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
 * for the kinds that are no answer. The throttling codes are those which SDK v3 and botocore retry. Expired credentials
 * as they were reported: S3 in https://github.com/aws/aws-sdk-js/issues/2219 (and a HEAD of it has no words at all),
 * Query in https://github.com/mapbox/ecs-watchbot/issues/61, JSON in
 * https://github.com/cloudquery/cq-provider-aws/pull/1171.
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
    case "expired-credentials":
      return isS3
        ? new AwsError("ExpiredToken", "The provided token has expired.", 400)
        : new AwsError(
            call.isJson ? "ExpiredTokenException" : "ExpiredToken",
            "The security token included in the request is expired",
            call.isJson ? 400 : 403,
          );
    case "unknown-credentials":
      return isS3
        ? new AwsError(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            403,
          )
        : new AwsError(
            call.isJson ? "UnrecognizedClientException" : "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            call.isJson ? 400 : 403,
          );
    default:
      return undefined;
  }
}
