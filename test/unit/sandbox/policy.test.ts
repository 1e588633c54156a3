import { expect, test } from "vitest";
import type { PolicyDocument, Statement } from "../../../sandbox/aws/access/policy.ts";
import { evaluate } from "../../../sandbox/aws/access/policy.ts";

const policy = (...Statement: readonly Statement[]): PolicyDocument => ({ Statement });
const allow = (Action: string, Resource: string, Condition?: Statement["Condition"]): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const need = (action: string, resource: string, context = {}) => ({ action, resource, context });

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

test("what no policy allows is denied", () => {
  expect(
    evaluate(
      { identity: [policy(allow("s3:GetObject", "arn:aws:s3:::a/*"))] },
      need("s3:PutObject", "arn:aws:s3:::a/b"),
    ),
  ).toEqual({
    is: "denied",
    because: "identity",
  });
});

test("actions know no case and take wildcards, resources know case", () => {
  const identity = [policy(allow("s3:getbucket*", "arn:aws:s3:::a"))];
  expect(evaluate({ identity }, need("s3:GetBucketPolicy", "arn:aws:s3:::a")).is).toBe("allowed");
  expect(evaluate({ identity }, need("s3:GetBucketPolicy", "arn:aws:s3:::A")).is).toBe("denied");
});

test("an explicit deny wins over any allow", () => {
  const deny: Statement = { Effect: "Deny", Action: "s3:*", Resource: "*" };
  expect(
    evaluate({ identity: [policy(allow("*", "*"), deny)] }, need("s3:GetObject", "arn:aws:s3:::a/b")),
  ).toEqual({
    is: "denied",
    because: "explicit",
  });
});

test("a boundary allows nothing by itself and takes away what it does not allow", () => {
  const identity = [policy(allow("s3:*", "*"))];
  const boundary = policy(allow("s3:GetObject", "*"), allow("kms:Decrypt", "*"));
  expect(evaluate({ identity, boundary }, need("s3:GetObject", "arn:aws:s3:::a/b")).is).toBe("allowed");
  expect(evaluate({ identity, boundary }, need("s3:PutObject", "arn:aws:s3:::a/b"))).toEqual({
    is: "denied",
    because: "boundary",
  });
  expect(evaluate({ identity, boundary }, need("kms:Decrypt", "arn:aws:kms:r:1:key/k"))).toEqual({
    is: "denied",
    because: "identity",
  });
});

test("a condition on a key that the request has not does not hold, but for Null", () => {
  const tagged = [policy(allow("e:X", "*", { StringEquals: { "aws:ResourceTag/stack": "a" } }))];
  expect(evaluate({ identity: tagged }, need("e:X", "*")).is).toBe("denied");
  expect(evaluate({ identity: tagged }, need("e:X", "*", { "aws:ResourceTag/stack": "a" })).is).toBe(
    "allowed",
  );
  expect(evaluate({ identity: tagged }, need("e:X", "*", { "aws:ResourceTag/stack": "b" })).is).toBe(
    "denied",
  );
  const absent = [policy(allow("c:X", "*", { Null: { "c:Key": "true" } }))];
  expect(evaluate({ identity: absent }, need("c:X", "*")).is).toBe("allowed");
  expect(evaluate({ identity: absent }, need("c:X", "*", { "c:Key": "v" })).is).toBe("denied");
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html: negated ones match
// also where the request has no such key.
test("StringNotEquals holds for any other value and for none", () => {
  const deny: Statement = {
    ...{ Effect: "Deny", Action: "e:X", Resource: "*" },
    Condition: { StringNotEquals: { "aws:ResourceTag/own": ["true", "yes"] } },
  };
  const identity = [policy(allow("*", "*"), deny)];
  const tagged = (own: string) => evaluate({ identity }, need("e:X", "*", { "aws:ResourceTag/own": own })).is;
  expect(evaluate({ identity }, need("e:X", "*")).is).toBe("denied");
  expect(tagged("false")).toBe("denied");
  expect(tagged("yes")).toBe("allowed");
});

test("all conditions have to hold, and of a list of values one is enough", () => {
  const identity = [
    policy(
      allow("iam:PassRole", "*", {
        StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "redshift.amazonaws.com"] },
        StringLike: { "aws:RequestedRegion": "us-*" },
      }),
    ),
  ];
  const asked = (service: string, region: string) =>
    evaluate(
      { identity },
      need("iam:PassRole", "*", { "iam:PassedToService": service, "aws:RequestedRegion": region }),
    ).is;
  expect(asked("ec2.amazonaws.com", "us-west-1")).toBe("allowed");
  expect(asked("lambda.amazonaws.com", "us-west-1")).toBe("denied");
  expect(asked("ec2.amazonaws.com", "eu-west-1")).toBe("denied");
});

test("an operator that nobody evaluates is an error, not a guess", () => {
  const identity = [policy(allow("a:B", "*", { DateLessThan: { "aws:CurrentTime": "2026-01-01" } }))];
  expect(() => evaluate({ identity }, need("a:B", "*", { "aws:CurrentTime": "2025-01-01" }))).toThrow(
    "DateLessThan",
  );
});
