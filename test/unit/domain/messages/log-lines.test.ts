import { expect, test } from "vitest";
import { logLinesForPeople } from "../../../../src/domain/messages/log-lines.ts";

const told = (line: string) => logLinesForPeople([line], 1)[0];

test("the last lines are kept, empty ones are not counted", () => {
  expect(logLinesForPeople(["one", "", "two", "  ", "three"], 2)).toEqual(["two", "three"]);
});

test.each([
  ["arn:aws:iam::123456789012:role/x is not allowed", "arn:aws:iam::[account]:role/x is not allowed"],
  ["signed with AKIAIOSFODNN7EXAMPLE", "signed with [key]"],
  ["token xoxb-1234-abcd was refused", "token [token] was refused"],
  ["GET /a?X-Amz-Signature=abcdef&x=1", "GET /a?X-Amz-Signature=[removed]&x=1"],
  ["fs.s3a.secret.key=abc/def+1 set", "fs.s3a.secret.key=[removed] set"],
  ['{"password": "hunter2"}', '{"password": [removed]"}'],
  ["Authorization: Bearer abc.def", "Authorization: [removed]"],
  ["jdbc:redshift://user:hunter2@cluster:5439/dev", "jdbc:redshift://[removed]@cluster:5439/dev"],
  ["RuntimeError: no space is left", "RuntimeError: no space is left"],
])("%j is told as %j", (line, expected) => {
  expect(told(line)).toBe(expected);
});

test("a line that could be a row of a file is left out", () => {
  expect(told("Malformed record: QZ1,30,FEMALE,CLERK,SINGLE,2,50000,20000,6,HOUSING")).toBe(
    "[a line left out: it may hold a row]",
  );
});

test("a long line keeps its head and its tail", () => {
  const line = told(`java.io.IOException: ${"x".repeat(5_000)} at the end`);
  expect(line).toMatch(/^java\.io\.IOException: x+ … x+ at the end$/);
  expect(line?.length).toBeLessThanOrEqual(310);
  expect(told(`x${"🙂".repeat(500)}`)?.isWellFormed()).toBe(true);
});
