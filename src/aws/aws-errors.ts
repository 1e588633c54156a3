import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { deniedRemedy } from "../domain/aws/denied-remedy.ts";
import { withoutAccountIds } from "../domain/aws/redact-account-ids.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { Problem } from "../domain/problem.ts";

/** An AWS error in our words. */
export interface AwsFailure {
  readonly kind: /** Asked too often, or too much at once: later it works. */
    | "throttled"
    /** No reply, or an unreadable one. */
    | "unreachable"
    /** A 5xx. */
    | "server"
    /** Our clock is wrong; the SDK has learned AWS's time from the refusal and signs the next call with it. */
    | "wrong-clock"
    | "expired-credentials"
    /** None found, or AWS does not know them. */
    | "no-credentials"
    | "denied"
    | "invalid"
    | "not-found"
    /** The bucket lies in another region. */
    | "elsewhere"
    /** The object is in an archive. */
    | "archived"
    /** It exists already, or its state forbids this. */
    | "conflict"
    /** No error of AWS at all: a bug of ours. */
    | "unknown";
  /** AWS's own, `ValidationError`, or the network's, `ECONNRESET`. */
  readonly code: string;
  /** AWS's words, account ids and secrets taken out. */
  readonly message: string;
  /** AWS's support asks for it. Absent when no reply came. */
  readonly requestId?: string;
  /** What was asked: `S3 HeadObject`. Absent for errors that no client of ours threw. */
  readonly call?: string;
  /** Where S3 says that the bucket lies. */
  readonly region?: string;
  /** The call may have had its effect: its reply was lost, late, unreadable or a 5xx. */
  readonly mayHaveHappened: boolean;
  /** The error as it was thrown. */
  readonly cause: unknown;
}

/** Tells what an error thrown by anything in `src/aws` means. */
export function classifyAwsError(error: unknown): AwsFailure {
  const seen = look(error);
  const kind = kindOf(seen);
  return {
    kind,
    code: seen.code,
    message: withoutSecrets(withoutAccountIds(seen.message)),
    ...(seen.requestId === undefined ? {} : { requestId: seen.requestId }),
    ...(seen.call === undefined ? {} : { call: seen.call }),
    ...(kind === "elsewhere" && seen.region !== undefined ? { region: seen.region } : {}),
    mayHaveHappened: mayHaveHappened(kind, seen),
    cause: error,
  };
}

/** A failure as a person should read it. `doing` is the act in progress: `creating change set "deploy-1"`. */
export function asProblem(
  failure: AwsFailure,
  doing = `asking AWS${failure.call === undefined ? "" : ` for ${failure.call}`}`,
): Problem {
  return new Problem(`aws-${failure.kind}`, `${doing}: ${wordsOf(failure)}`, {
    remedy: remedyFor(failure),
    cause: failure.cause,
  });
}

/** AWS's sentence; a HEAD request is answered without one, and the SDK then says "UnknownError". */
function wordsOf({ kind, code, message, region }: AwsFailure): string {
  if (kind === "elsewhere") return `the bucket lies in ${region}`;
  const isWordless = message === "" || message === "UnknownError";
  if (!isWordless) return message.trim().replace(/\.$/, "");
  if (kind === "expired-credentials") return "refused without a word, as expired credentials are";
  return kind === "denied" ? "access denied" : code;
}

/** Set by the clients on what they throw: `S3 HeadObject`. */
export const callOf: unique symbol = Symbol("AWS call");

/**
 * The region that S3 names in refusing a bucket which lies elsewhere: in the answer's header, since a HEAD has nothing
 * else. Old regions redirect with 301, where only the newest signature serves it is 400. `null` for any other error.
 */
export function bucketRegionOf(error: unknown): string | null {
  const { status, region } = look(error);
  return status === 301 || status === 400 ? (region ?? null) : null;
}

/** Whether AWS refused it since it was signed by a wrong clock, or may have: nothing was carried out. */
export function isRefusedForItsTime(error: unknown): boolean {
  const seen = look(error);
  return kindOf(seen) === "wrong-clock" || seen.code === "RequestExpired";
}

/** Whether a change set "failed" because there is nothing to change; only AWS's sentence tells. */
export function isNoChanges(reason: string | null): boolean {
  return /didn't contain changes|no updates are to be performed/i.test(reason ?? "");
}

/** What can be read off an error without knowing its class. */
interface Looks {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** How often the SDK sent it. */
  readonly attempts: number;
  /** The SDK has set its clock by the reply. It says so of each refusal while the machine's is wrong by 4 minutes. */
  readonly isClockCorrected: boolean;
  readonly call?: string | undefined;
  /** Of the bucket, as S3 says. */
  readonly region?: string | undefined;
}

function look(error: unknown): Looks {
  if (!(error instanceof Error)) {
    return {
      name: "",
      code: "",
      message: String(error),
      status: undefined,
      requestId: undefined,
      attempts: 1,
      isClockCorrected: false,
    };
  }
  const {
    name,
    message,
    code,
    $metadata,
    $response,
    [callOf]: call,
  } = error as Error & {
    [callOf]?: string;
    code?: unknown;
    $metadata?: {
      httpStatusCode?: number;
      requestId?: string;
      attempts?: number;
      clockSkewCorrected?: boolean;
    };
    $response?: { statusCode?: number; headers?: Record<string, string> };
  };
  return {
    name,
    // Network errors have a code of their own; the SDK's exceptions are named by AWS's code.
    code: typeof code === "string" && code !== "" ? code : name,
    message,
    status: $metadata?.httpStatusCode ?? $response?.statusCode,
    requestId: $metadata?.requestId,
    attempts: $metadata?.attempts ?? 1,
    isClockCorrected: $metadata?.clockSkewCorrected === true,
    call,
    region: $response?.headers?.["x-amz-bucket-region"],
  };
}

// Which codes are throttles, and which a lost connection, the SDK's own lists say. Here stands what they lack, or get
// wrong for the services that we ask.

/** Nothing was sent, which the SDK does not tell from a lost reply; it lacks EADDRNOTAVAIL (no free port, connect(2)). */
const neverConnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;
/** https://nodejs.org/api/errors.html#err_stream_premature_close, and a connection that the operating system gave up. */
const lostOnTheWay = /^(ERR_STREAM_PREMATURE_CLOSE|ECONNABORTED)$/;
/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ExecuteStatement.html: too much at once. */
const tooMuchAtOnce = /^Active(Statements|Sessions|WaitingRequests)ExceededException$/;
/**
 * A throttle of other services', hence in the SDK's list. Here CloudFormation alone says it, of a quota that no waiting
 * frees: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
const quotaReached = /^LimitExceededException$/;
/** How services refuse a signature whose time is not now, and say no other refusal. */
const misdated = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
/** They also say so of a wrong key, in other words, and EC2 of a session token that has expired, in the same. */
const perhapsMisdated = /^(InvalidSignatureException|SignatureDoesNotMatch|RequestExpired)$/;
const saysMisdated = /^Signature (expired|not yet current)/;

// EC2 says it of a session token that has expired, too: https://github.com/aws/aws-sdk-go/pull/253.
const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const strangers =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|MissingAuthenticationToken|IncompleteSignature)$/;
const denials =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|NotAuthorized|Forbidden)$/;
// Redshift and CloudFormation drop "Exception" or "Fault" on the wire, the SDK puts it back where it knows the shape.
const absences =
  /^(NotFound|NoSuchKey|NoSuchBucket|NoSuchUpload|NoSuchVersion|ResourceNotFoundException|ChangeSetNotFound(Exception)?|ClusterNotFound(Fault)?|StackNotFoundException)$/;
const conflicts =
  /^(AlreadyExists(Exception)?|TokenAlreadyExistsException|InvalidChangeSetStatus(Exception)?|OperationInProgressException|PreconditionFailed|ConditionalRequestConflict|OperationAborted|BucketNotEmpty|BucketAlreadyExists|BucketAlreadyOwnedByYou|InvalidClusterState(Fault)?)$/;

function kindOf(seen: Looks): AwsFailure["kind"] {
  const { code, message, status } = seen;
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(seen.name)) {
    return /expired/i.test(message) ? "expired-credentials" : "no-credentials";
  }
  if (misdated.test(code)) return "wrong-clock";
  if (perhapsMisdated.test(code) && (seen.isClockCorrected || saysMisdated.test(message)))
    return "wrong-clock";
  if (neverConnected.test(code) || lostOnTheWay.test(code) || isTransientError(seen)) return "unreachable";
  if (status === 429 || tooMuchAtOnce.test(code)) return "throttled";
  if (isThrottlingError(seen) && !quotaReached.test(code)) return "throttled";
  if (expired.test(code)) return "expired-credentials";
  if (strangers.test(code)) return "no-credentials";
  if (status === 301 && seen.region !== undefined) return "elsewhere";
  if (status === 400 && seen.call !== undefined && seen.call in headRights) return "expired-credentials";
  if (code === "InvalidObjectState") return "archived";
  if (denials.test(code)) return "denied";
  if (absences.test(code) || saysAbsent(code, message)) return "not-found";
  if (conflicts.test(code) || saysConflict(code, message)) return "conflict";
  if (status === undefined) return "unknown";
  if (status >= 500) return "server";
  if (status === 403) return "denied";
  if (status === 404) return "not-found";
  if (status === 409 || status === 412) return "conflict";
  // A reply of 2xx or 3xx that became an error could not be read: half of it, or a proxy's page.
  return status >= 400 ? "invalid" : "unreachable";
}

/** CloudFormation, EMR and Redshift say "not there" with the code of any bad request; only the sentence tells. */
function saysAbsent(code: string, message: string): boolean {
  if (code === "ValidationError") return /^Stack .*does not exist$/.test(message);
  // A result of Redshift's past its 24 hours: https://github.com/pulumi/pulumi-aws/issues/2055.
  if (code === "ValidationException") return /result as it has expired/.test(message);
  return code === "InvalidRequestException" && /^Cluster id .* is not valid\.?$/i.test(message);
}

/** CloudFormation's "another operation is going on" has the code of any bad request, too. */
function saysConflict(code: string, message: string): boolean {
  return code === "ValidationError" && /is in \S+ state and can ?not be|already exists/i.test(message);
}

function mayHaveHappened(kind: AwsFailure["kind"], seen: Looks): boolean {
  if (kind === "server") return true;
  if (kind !== "unreachable") return false;
  const wasNeverSent = neverConnected.test(seen.code) || /did not establish a connection/.test(seen.message);
  // The last try met a closed door, but an earlier one may have gone through.
  return !wasNeverSent || seen.attempts > 1;
}

/**
 * A refused HEAD names no right; without that of listing, S3 refuses also what it would answer with "not there". With
 * 400 it refuses one whose credentials have expired, likewise without a word: https://github.com/boto/boto/issues/2916.
 */
const headRights: Readonly<Record<string, string>> = {
  "S3 HeadObject": "`s3:GetObject` and `s3:ListBucket`",
  "S3 HeadBucket": "`s3:ListBucket`",
};

function remedyFor({ kind, code, message, call }: AwsFailure): string {
  switch (kind) {
    case "throttled":
      return "AWS asks for fewer calls; try again in a minute";
    case "unreachable":
      return "look at the network between the bot and AWS and at AWS_ENDPOINT_URL, then try again";
    case "server":
      return "AWS had trouble of its own; try again in a few minutes";
    case "wrong-clock":
      return "set the clock of the machine that the bot runs on, then try again";
    case "expired-credentials":
      return "renew the AWS credentials the bot runs with, then try again";
    case "no-credentials":
      return "give the bot AWS credentials: a role, a profile (AWS_PROFILE) or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    case "denied":
      return deniedRemedy(message, headRights[call ?? ""] ?? null);
    case "archived":
      return "restore it from the archive first (S3: Initiate restore), which takes minutes to hours; then try again";
    case "not-found":
      return "look whether it was deleted by hand; `/loans status` shows what is there";
    case "elsewhere":
      return "name a bucket of the region that the bot works in (AWS_REGION), or have the bot work in that one";
    case "conflict":
      return "wait until what is going on there has ended, then try again";
    case "invalid":
      // Said of a service role that is not there, or that does not trust CloudFormation.
      if (/Role arn:\S+ is invalid or cannot be assumed/.test(message))
        return "let an administrator deploy cloudformation/bot-access.yaml for this stack, as docs/run-it.md says";
      return `AWS refused the request as it is (${code}); correct what it names`;
    case "unknown":
      return "this is a defect of the bot: report it with the run's id";
  }
}
