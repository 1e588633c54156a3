import { expect, test } from "vitest";
import { createReadiness } from "../../../../src/app/readiness.ts";
import { classifyAwsError } from "../../../../src/aws/aws-errors.ts";
import { withoutSecrets } from "../../../../src/domain/messages/redact-secrets.ts";

test.each<readonly string[]>([
  // What Node's `fetch` says.
  [
    "a URL that includes credentials: http://user:hunter2@127.0.0.1:4/api/auth.test",
    "a URL that includes credentials: http://user:[secret]@127.0.0.1:4/api/auth.test",
  ],
  ["https://hunter2@host/path", "https://[secret]@host/path"],
  ["redis://:hun@ter2@cache:6379/1", "redis://:[secret]@cache:6379/1"],
  ["jdbc:redshift://user:hunter2@cluster:5439/dev", "jdbc:redshift://user:[secret]@cluster:5439/dev"],
  ["http://127.0.0.1:9/?token=hunter2&x=1", "http://127.0.0.1:9/?token=[secret]&x=1"],
  ["https://h/a?x=1&access_key=hunter2 is wrong", "https://h/a?x=1&access_key=[secret] is wrong"],
  ["https://s3.test/k?X-Amz-Signature=hunter2", "https://s3.test/k?X-Amz-Signature=[secret]"],
  ...["sig", "signature", "Signature", "pwd", "pass", "auth", "credential", "api_key", "x-sig"].flatMap(
    (name) => [
      [`https://h/loan.csv?x=1&${name}=hunter2&y=2`, `https://h/loan.csv?x=1&${name}=[secret]&y=2`],
      [`https://h/a?${name}=hunter2#b`, `https://h/a?${name}=[secret]#b`],
      [`https://h/a#${name}=hunter2 is wrong`, `https://h/a#${name}=[secret] is wrong`],
    ],
  ),
  ["https://h/a?x=1#access_token=hunter2&y=2", "https://h/a?x=1#access_token=[secret]&y=2"],
  ["Authorization: Bearer hunter2.hunter2_-/+== was sent", "Authorization: Bearer [secret] was sent"],
  ["authorization: basic dTpodW50ZXIy", "authorization: basic [secret]"],
  ['{"Authorization":"Bearer hunter2","x":1}', '{"Authorization":"Bearer [secret]","x":1}'],
  [
    '{"msg":"{\\"authorization\\":\\"Basic hunter2\\"}"}',
    '{"msg":"{\\"authorization\\":\\"Basic [secret]\\"}"}',
  ],
  ["sent with Bearer hunter2, and refused", "sent with Bearer [secret], and refused"],
  ["xoxb-1-hunter2 and xapp-1-hunter2", "[secret] and [secret]"],
])("of %s the secret is taken out", (text, told) => {
  expect(withoutSecrets(text)).toBe(told);
});

test.each([
  "connect ECONNREFUSED 127.0.0.1:6379",
  "s3://inbox/2026-11-23/loan.csv?versionId=3",
  "at file:///app/node_modules/@slack/web-api/dist/WebClient.js:12:3",
  "the Bearer token is wrong; the secret stands under Basic Information",
  "checking the authorization: the role lacks s3:GetObject",
  "https://h/loans?design=2&assign=3#passage",
  "asked by @operator, see https://slack.com/archives/C0LOANS/p1?thread_ts=1.2",
])("%s stays as it is", (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test("so it is with what AWS's SDK says, and why a process is not ready", async () => {
  const words = "calling http://user:hunter2@127.0.0.1/?token=hunter2";
  const told = "calling http://user:[secret]@127.0.0.1/?token=[secret]";
  expect(classifyAwsError(new Error(words)).message).toBe(told);
  const readiness = createReadiness({ limitMs: 1_000, command: "/loans" });
  readiness.add("Slack", () => words);
  readiness.add("Redis", () => {
    throw new Error(words);
  });
  expect(await readiness.reasons()).toEqual([
    { part: "Slack", says: told, weight: "hinders" },
    { part: "Redis", says: told, weight: "hinders" },
  ]);
});
