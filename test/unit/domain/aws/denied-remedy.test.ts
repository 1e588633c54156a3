import { expect, test } from "vitest";
import { deniedRemedy } from "../../../../src/domain/aws/denied-remedy.ts";

const who = "User: arn:aws:sts::123456789012:assumed-role/LoansBot-loans/i-1 is not authorized to perform:";
const get = `${who} s3:GetObject on resource: "arn:aws:s3:::bank/loan.csv"`;
const decrypt = `${who} kms:Decrypt on resource: arn:aws:kms:eu-west-1:123456789012:key/1`;
const forbidden = "a policy forbids it, and no right that the bot is given helps; ask";

test.each([
  [
    `${get} because no identity-based policy allows the s3:GetObject action`,
    "allow `s3:GetObject` to the bot's role, as cloudformation/bot-access.yaml does",
  ],
  [
    `${get} with an explicit deny in a service control policy`,
    `${forbidden} whoever administers the AWS organization to`,
  ],
  [
    `${get} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1`,
    `${forbidden} whoever administers the AWS organization to`,
  ],
  [
    `${get} with an explicit deny in a resource-based policy`,
    `${forbidden} the owner of the bucket, key or secret`,
  ],
  [`${get} with an explicit deny in a permissions boundary`, `${forbidden} whoever set the boundary`],
  [
    `${get} with an explicit deny in a VPC endpoint policy.`,
    `${forbidden} whoever administers the network's endpoints`,
  ],
  [`${get} with an explicit deny`, `${forbidden} whoever administers the account's policies`],
  [
    `${get} because no service control policy allows the s3:GetObject action`,
    "ask whoever administers the AWS organization to allow `s3:GetObject` there; the bot's role may have it already",
  ],
  [
    `${get} because no resource-based policy allows the s3:GetObject action`,
    "ask the owner of the bucket, key or secret that it names to allow `s3:GetObject` there",
  ],
  [
    `${decrypt} because no identity-based policy allows the kms:Decrypt action`,
    "give the ARN of the key that encrypts it to cloudformation/bot-access.yaml as SourceKey",
  ],
  [
    `${decrypt} because no resource-based policy allows the kms:Decrypt action`,
    "ask the owner of the key to allow `kms:Decrypt` to the bot's role in the key's policy",
  ],
  [
    `${decrypt} with an explicit deny in a resource-based policy`,
    `${forbidden} the owner of the bucket, key or secret`,
  ],
])("%s", (message, remedy) => {
  expect(deniedRemedy(message, null)).toContain(remedy);
});

test("a refusal without a word is told by what the call needs", () => {
  expect(deniedRemedy("", "`s3:GetObject`")).toBe(
    "allow `s3:GetObject` to the bot's role, as cloudformation/bot-access.yaml does",
  );
  expect(deniedRemedy("no", null)).toBe("compare the bot's role with cloudformation/bot-access.yaml");
});
