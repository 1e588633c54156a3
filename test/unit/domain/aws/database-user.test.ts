import { expect, test } from "vitest";
import { databaseUserOf } from "../../../../src/domain/aws/database-user.ts";
import { Problem } from "../../../../src/domain/problem.ts";

// ARNs as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html has them.
test.each([
  ["arn:aws:sts::123456789012:assumed-role/LoansBot-loan-tracker/i-0abc", "IAMR:LoansBot-loan-tracker"],
  [
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Data_0a1b/a@b.org",
    "IAMR:AWSReservedSSO_Data_0a1b",
  ],
  ["arn:aws-us-gov:sts::123456789012:assumed-role/bot/session", "IAMR:bot"],
  ["arn:aws:iam::123456789012:user/foo", "IAM:foo"],
  ["arn:aws-cn:iam::123456789012:user/division_abc/subdivision_xyz/Foo.Bar+x", "IAM:Foo.Bar+x"],
])("%s is the database user %s", (arn, user) => {
  expect(databaseUserOf(arn)).toBe(user);
});

test.each([
  ["arn:aws:iam::123456789012:root", "the credentials of the account's root"],
  ["arn:aws:sts::123456789012:federated-user/Bob", "a federated user's session"],
  ["arn:aws:iam::123456789012:role/bot", "credentials that are neither a role's nor an IAM user's"],
  ["", "credentials that are neither a role's nor an IAM user's"],
])("%s has no database user that is known, and no account id is told", (arn, kind) => {
  const refused = () => databaseUserOf(arn);
  expect(refused).toThrow(Problem);
  expect(refused).toThrow(`naming the bot's database user: it runs with ${kind}`);
});
