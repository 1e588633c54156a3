import { describe, expect, test } from "vitest";
import { asProblem, callOf, classifyAwsError, isNoChanges } from "../../../src/aws/aws-errors.ts";

/** An error as the SDK throws it: named by AWS's code, with what came back. */
function refusal(name: string, message = "", { status = 400, attempts = 1 } = {}): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status, requestId: "r-1", attempts },
  });
}

/** The refusal as the SDK marks it once it has read AWS's time from the reply. */
function misdated(error: Error): Error {
  const { $metadata } = error as Error & { $metadata: object };
  return Object.assign(error, { $metadata: { ...$metadata, clockSkewCorrected: true } });
}

/** The refusal of a bucket that lies in another region, of which S3 tells in a header. */
function elsewhere(error: Error): Error {
  return Object.assign(error, { $response: { headers: { "x-amz-bucket-region": "eu-west-1" } } });
}

/** An error of the network as Node throws it and the SDK passes it on. */
function trouble(code: string, { message = code, name = "Error", attempts = 1 } = {}): Error {
  return Object.assign(new Error(message), { name, code, $metadata: { attempts } });
}

describe("an AWS error is", () => {
  test.each([
    ["throttled", refusal("ThrottlingException", "Rate exceeded")],
    ["throttled", refusal("Throttling", "Rate exceeded")],
    ["throttled", refusal("SlowDown", "", { status: 503 })],
    ["throttled", refusal("ActiveStatementsExceededException", "200 active")],
    ["throttled", refusal("WhateverElse", "", { status: 429 })],
    // These two are the SDK's to name.
    ["throttled", refusal("EC2ThrottledException", "", { status: 503 })],
    ["throttled", refusal("PriorRequestNotComplete")],
    // For the SDK this is a throttle; no waiting frees a quota of stacks.
    ["invalid", refusal("LimitExceededException", "Limit for stack has been exceeded")],
    ["server", refusal("InternalFailure", "", { status: 500 })],
    ["server", refusal("ExecuteStatementException", "environmental", { status: 500 })],
    ["server", refusal("ServiceUnavailable", "", { status: 503 })],
    ["unreachable", trouble("ECONNRESET", { message: "socket hang up" })],
    ["unreachable", trouble("ECONNREFUSED")],
    ["unreachable", trouble("ENOTFOUND")],
    ["unreachable", Object.assign(new Error("the request socket timed out"), { name: "TimeoutError" })],
    ["unreachable", refusal("SyntaxError", "Unexpected token <", { status: 200 })],
    ["unreachable", refusal("RequestTimeout", "Your socket connection was not read from in time")],
    ["unreachable", trouble("EADDRNOTAVAIL")],
    ["unreachable", trouble("ERR_STREAM_PREMATURE_CLOSE")],
    ["server", refusal("BadGateway", "", { status: 502 })],
    [
      "wrong-clock",
      misdated(refusal("SignatureDoesNotMatch", "Signature expired: 20261123T120000Z", { status: 403 })),
    ],
    ["wrong-clock", misdated(refusal("RequestTimeTooSkewed", "", { status: 403 }))],
    // Set right since it was signed: then the SDK does not mark the refusal.
    ["wrong-clock", refusal("RequestTimeTooSkewed", "", { status: 403 })],
    ["wrong-clock", refusal("SignatureDoesNotMatch", "Signature expired: 2026", { status: 403 })],
    ["wrong-clock", refusal("InvalidSignatureException", "Signature not yet current: 2026")],
    ["expired-credentials", refusal("RequestExpired", "Request has expired.")],
    [
      "wrong-clock",
      refusal("InvalidSignatureException", "Signature expired: 20261123T120000Z is now earlier"),
    ],
    [
      "no-credentials",
      refusal("SignatureDoesNotMatch", "Check your key and signing method", { status: 403 }),
    ],
    // While the clock is wrong the SDK marks each refusal; what it refuses stays what it is.
    ["denied", misdated(refusal("AccessDeniedException"))],
    ["not-found", misdated(refusal("NoSuchKey", "", { status: 404 }))],
    ["no-credentials", misdated(refusal("UnrecognizedClientException"))],
    ["elsewhere", elsewhere(refusal("PermanentRedirect", "must be addressed", { status: 301 }))],
    ["elsewhere", elsewhere(refusal("301", "UnknownError", { status: 301 }))],
    // S3 names the region in answering whatever was asked.
    ["not-found", elsewhere(refusal("NoSuchKey", "", { status: 404 }))],
    // A proxy's.
    ["unreachable", refusal("301", "UnknownError", { status: 301 })],
    ["expired-credentials", refusal("RequestExpired", "Request has expired.")],
    ["expired-credentials", refusal("ExpiredToken", "", { status: 403 })],
    ["expired-credentials", refusal("ExpiredTokenException")],
    ["no-credentials", refusal("UnrecognizedClientException", "The security token included is invalid")],
    ["no-credentials", refusal("InvalidClientTokenId", "", { status: 403 })],
    ["no-credentials", refusal("InvalidToken", "The provided token is malformed or otherwise invalid.")],
    ["denied", refusal("AccessDenied", "", { status: 403 })],
    ["archived", refusal("InvalidObjectState", "", { status: 403 })],
    ["denied", refusal("AccessDeniedException")],
    ["denied", refusal("403", "UnknownError", { status: 403 })],
    ["not-found", refusal("NoSuchKey", "", { status: 404 })],
    ["not-found", refusal("NotFound", "UnknownError", { status: 404 })],
    ["not-found", refusal("ChangeSetNotFound", "ChangeSet [deploy-1] does not exist", { status: 404 })],
    ["not-found", refusal("ClusterNotFoundFault", "Cluster loans not found.", { status: 404 })],
    ["not-found", refusal("ResourceNotFoundException", "Query does not exist.")],
    [
      "not-found",
      refusal(
        "ValidationException",
        "Could not retrieve the query result as it has expired after 1658071606.",
      ),
    ],
    ["not-found", refusal("ValidationError", "Stack with id loan-tracker does not exist")],
    ["not-found", refusal("ValidationError", "Stack [loan-tracker] does not exist")],
    ["not-found", refusal("InvalidRequestException", "Cluster id 'j-1ABC' is not valid.")],
    ["conflict", refusal("AlreadyExistsException", "ChangeSet deploy-1 cannot be created")],
    ["conflict", refusal("TokenAlreadyExistsException")],
    ["conflict", refusal("InvalidChangeSetStatus", "cannot be executed in its current status")],
    ["conflict", refusal("PreconditionFailed", "", { status: 412 })],
    ["conflict", refusal("BucketNotEmpty", "", { status: 409 })],
    ["conflict", refusal("InvalidClusterState", "There is an operation running on the Cluster.")],
    [
      "conflict",
      refusal("ValidationError", "Stack:arn:x is in UPDATE_IN_PROGRESS state and can not be updated."),
    ],
    ["conflict", refusal("ValidationError", "Stack [s] already exists and cannot be created again")],
    ["invalid", refusal("ValidationError", "Template error: unresolved reference [Nope]")],
    ["invalid", refusal("ValidationException", "Cannot add steps to a cluster that is shutting down")],
    ["invalid", refusal("InvalidRequestException", "Step name is too long")],
    ["invalid", refusal("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]")],
    ["unknown", new TypeError("undefined is not a function")],
    ["unknown", "a text somebody threw"],
  ])("%s: %s", (kind, error) => {
    expect(classifyAwsError(error).kind).toBe(kind);
  });

  test("about credentials when none were found, or an SSO session ran out", () => {
    const none = Object.assign(new Error("Could not load credentials from any providers"), {
      name: "CredentialsProviderError",
    });
    const ranOut = Object.assign(new Error("The SSO session associated with this profile has expired."), {
      name: "CredentialsProviderError",
    });
    expect([none, ranOut].map((error) => classifyAwsError(error).kind)).toEqual([
      "no-credentials",
      "expired-credentials",
    ]);
  });
});

describe("a call may have happened", () => {
  test.each([
    ["when the connection broke", true, trouble("ECONNRESET")],
    ["when no reply came in time", true, trouble("ETIMEDOUT", { name: "TimeoutError" })],
    ["when the reply was a 5xx", true, refusal("InternalFailure", "", { status: 500 })],
    ["when the reply could not be read", true, refusal("SyntaxError", "", { status: 200 })],
    ["when only its last try found the door closed", true, trouble("ECONNREFUSED", { attempts: 2 })],
    ["but not when nobody was there", false, trouble("ECONNREFUSED")],
    [
      "but not when no connection came about",
      false,
      Object.assign(new Error("the request socket did not establish a connection with the server"), {
        name: "TimeoutError",
      }),
    ],
    ["but not when it was throttled", false, refusal("ThrottlingException")],
    ["but not when it was refused", false, refusal("ValidationException")],
    ["but not when the clock was wrong", false, refusal("InvalidSignatureException", "Signature expired: 2")],
    ["but not when there were no credentials", false, refusal("CredentialsProviderError")],
  ])("%s", (_, expected, error) => {
    expect(classifyAwsError(error).mayHaveHappened).toBe(expected);
  });
});

describe("as a person reads it", () => {
  test("a denial names the missing action and no account", () => {
    const error = refusal(
      "AccessDeniedException",
      "User: arn:aws:sts::123456789012:assumed-role/bot/i-0 is not authorized to perform: elasticmapreduce:ListSteps on resource: arn:aws:elasticmapreduce:us-west-1:123456789012:cluster/j-1",
    );
    const problem = asProblem(classifyAwsError(error), "looking at the steps of 2026-11-23");
    expect(problem.code).toBe("aws-denied");
    expect(problem.message).toBe(
      "looking at the steps of 2026-11-23: User: arn:aws:sts::[account]:assumed-role/bot/i-0 is not authorized to perform: elasticmapreduce:ListSteps on resource: arn:aws:elasticmapreduce:us-west-1:[account]:cluster/j-1; allow `elasticmapreduce:ListSteps` to the bot's role, as cloudformation/bot-access.yaml does",
    );
    expect(problem.cause).toBe(error);
  });

  test("a denied HEAD, which AWS answers without a word, names the call and the rights that it needs", () => {
    const error = Object.assign(refusal("403", "UnknownError", { status: 403 }), {
      [callOf]: "S3 HeadObject",
    });
    expect(asProblem(classifyAwsError(error)).message).toBe(
      "asking AWS for S3 HeadObject: access denied; allow `s3:GetObject` and `s3:ListBucket` to the bot's role, as cloudformation/bot-access.yaml does",
    );
  });

  test("a HEAD refused with 400 and without a word is told as S3 refuses expired credentials", () => {
    const error = Object.assign(refusal("Unknown", "UnknownError", { status: 400 }), {
      [callOf]: "S3 HeadObject",
    });
    expect(asProblem(classifyAwsError(error)).message).toBe(
      "asking AWS for S3 HeadObject: refused without a word, as expired credentials are; renew the AWS credentials the bot runs with, then try again",
    );
    expect(classifyAwsError(refusal("Unknown", "UnknownError", { status: 400 })).kind).toBe("invalid");
  });

  test("an error without words is told by its code", () => {
    expect(asProblem(classifyAwsError(refusal("SlowDown")), 'emptying "b"').says).toBe(
      'emptying "b": SlowDown',
    );
  });

  test("a wrong clock is told as one, not as missing credentials", () => {
    const error = misdated(
      refusal("InvalidSignatureException", "Signature not yet current: 20261123T120000Z"),
    );
    expect(asProblem(classifyAwsError(error), "starting Spark").message).toBe(
      "starting Spark: Signature not yet current: 20261123T120000Z; set the clock of the machine that the bot runs on, then try again",
    );
  });

  test("missing credentials are told with the ways to give them", () => {
    const error = Object.assign(new Error("Could not load credentials from any providers"), {
      name: "CredentialsProviderError",
    });
    expect(asProblem(classifyAwsError(error), "asking AWS who we are").remedy).toContain("AWS_PROFILE");
  });
});

test("a change set without changes is known by AWS's sentences", () => {
  expect(isNoChanges("The submitted information didn't contain changes. Submit different information.")).toBe(
    true,
  );
  expect(isNoChanges("No updates are to be performed.")).toBe(true);
  expect(isNoChanges("Template error: unresolved reference [Nope]")).toBe(false);
  expect(isNoChanges(null)).toBe(false);
});
