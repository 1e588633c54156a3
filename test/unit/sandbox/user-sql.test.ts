import { expect, test } from "vitest";
import { parseUserSql } from "../../../sandbox/aws/redshift/user-sql.ts";

test.each([
  ['create user "IAMR:Bot" password disable', { kind: "create-user", user: "IAMR:Bot" }],
  ["CREATE USER reader WITH PASSWORD 'Abcd1234';", { kind: "create-user", user: "reader" }],
  ['alter schema last owner to "IAMR:Bot"', { kind: "own-schema", schema: "last", user: "IAMR:Bot" }],
  [
    'grant usage on schema "last" to "IAMR:Bot"',
    { kind: "grant", right: "usage", schema: "last", user: "IAMR:Bot" },
  ],
  [
    "revoke create on schema public from public",
    { kind: "revoke", right: "create", schema: "public", user: "public" },
  ],
  ["select 1", undefined],
])("%s", (sql, parsed) => {
  expect(parseUserSql(sql)).toEqual(parsed);
});

test("what is not played is refused, and a mistake is one of syntax", () => {
  expect(() => parseUserSql("grant select on all tables in schema last to x")).toThrow(
    "not played by the sandbox",
  );
  expect(() => parseUserSql("alter schema last rename to first")).toThrow("not played by the sandbox");
  expect(() => parseUserSql("create user if not exists x password disable")).toThrow(
    'ERROR: syntax error at or near "not"',
  );
  expect(() => parseUserSql("create user x")).toThrow("ERROR: syntax error at end of input");
});
