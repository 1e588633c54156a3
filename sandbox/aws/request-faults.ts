import type { Caller } from "./access/caller.ts";
import { prefixOf } from "./access/needs.ts";
import type { RequestFault } from "./faults.ts";
import type { ServiceName } from "./service.ts";
import { AwsError } from "./service.ts";

/**
 * The error with which a throttled, broken or denied call is answered, in the words of its service; `undefined`
 * for the kinds that are no answer. The throttling codes are those which SDK v3 and botocore retry. Expired credentials
 * as they were reported: S3 in https://github.com/aws/aws-sdk-js/issues/2219 (and a HEAD of it has no words at all),
 * Query in https://github.com/mapbox/ecs-watchbot/issues/61, JSON in
 * https://github.com/cloudquery/cq-provider-aws/pull/1171. EC2 has codes of its own:
 * https://docs.aws.amazon.com/ec2/latest/devguide/api-error-codes.html.
 */
export function requestFaultError(
  { kind, service }: RequestFault,
  call: { readonly operation: string; readonly isJson: boolean },
  caller: Pick<Caller, "arn">,
): AwsError | undefined {
  const isS3 = service === "s3";
  if (service === "ec2") return ec2FaultError(kind, call.operation, caller);
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
    case "deny":
      return denialError(
        { service, isJson: call.isJson },
        denial(`${prefixOf(service)}:${call.operation}`, caller),
      );
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

/** A denial, by the code that its service has for one. */
export function denialError(
  { service, isJson }: { readonly service: ServiceName | undefined; readonly isJson: boolean },
  says: string,
): AwsError {
  if (service === "ec2") {
    return new AwsError(
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. ${says}`,
      403,
    );
  }
  return isJson ? new AwsError("AccessDeniedException", says, 400) : new AwsError("AccessDenied", says, 403);
}

function ec2FaultError(
  kind: RequestFault["kind"],
  operation: string,
  caller: Pick<Caller, "arn">,
): AwsError | undefined {
  switch (kind) {
    case "throttle":
      return new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503);
    case "error500":
    case "error500-after":
      return new AwsError("InternalError", "An internal error has occurred", 500);
    case "deny":
      return denialError({ service: "ec2", isJson: false }, denial(`ec2:${operation}`, caller));
    case "expired-credentials":
      return new AwsError("RequestExpired", "Request has expired.", 400);
    case "unknown-credentials":
      return new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401);
    default:
      return undefined;
  }
}

function denial(permission: string, caller: Pick<Caller, "arn">): string {
  return (
    `User: ${caller.arn} is not authorized to perform: ${permission} ` +
    `because no identity-based policy allows the ${permission} action`
  );
}
