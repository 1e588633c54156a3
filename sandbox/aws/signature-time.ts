import type { ServiceName } from "./service.ts";
import { AwsError } from "./service.ts";
import { S3Error } from "./wire/s3-error.ts";

/** How far a signature's time may be off, either way, in minutes. */
const ALLOWED_MIN = { s3: 15, others: 5 } as const;

/**
 * What AWS says of a signature whose time is too far from now; `null`: it is near enough, or there is none. As reported: JSON in
 * https://github.com/s12v/awsbeats/issues/48, Query in https://github.com/aws/aws-sdk-js/pull/142, S3 in
 * https://github.com/versity/versitygw/issues/1514; EC2 has a code of its own:
 * https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html. `factor`: so many times faster time goes here, also for what is
 * on its way.
 */
export function misdated(
  signedAt: string | undefined,
  {
    service,
    isJson,
    now,
    factor,
  }: {
    readonly service: ServiceName | undefined;
    readonly isJson: boolean;
    readonly now: Date;
    readonly factor: number;
  },
): AwsError | null {
  const signed = instantOf(signedAt);
  if (signed === null) return null;
  const minutes = service === "s3" ? ALLOWED_MIN.s3 : ALLOWED_MIN.others;
  const allowedMs = minutes * 60_000;
  const aheadMs = signed.getTime() - now.getTime();
  if (Math.abs(aheadMs) <= allowedMs * factor) return null;
  if (service === "s3")
    return new S3Error(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      {
        status: 403,
        details: {
          RequestTime: compact(signed),
          ServerTime: now.toISOString().replace(/\.\d+Z$/, "Z"),
          MaxAllowedSkewMilliseconds: String(allowedMs),
        },
      },
    );
  if (service === "ec2") return new AwsError("RequestExpired", "Request has expired.", 400);
  const edge = new Date(now.getTime() + Math.sign(aheadMs) * allowedMs);
  const says =
    aheadMs > 0
      ? `Signature not yet current: ${compact(signed)} is still later than ${compact(edge)} (${compact(now)} + ${minutes} min.)`
      : `Signature expired: ${compact(signed)} is now earlier than ${compact(edge)} (${compact(now)} - ${minutes} min.)`;
  return isJson
    ? new AwsError("InvalidSignatureException", says, 400)
    : new AwsError("SignatureDoesNotMatch", says, 403);
}

/** `20261130T221148Z`, as signatures tell time. */
function compact(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

function instantOf(signedAt: string | undefined): Date | null {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt ?? "") ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return year === undefined ? null : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
