import { expect, test } from "vitest";
import { withCommandName, withoutCommandName } from "../../../../src/domain/commands/command-name.ts";

test.each([
  ["type `/loans deploy` first", "type `/kredit deploy` first"],
  ["mend it, then `/loans` and `@loans status`", "mend it, then `/kredit` and `@kredit status`"],
  [
    "invite the app to it (/invite @loans), or correct it",
    "invite the app to it (/invite @kredit), or correct it",
  ],
  ["the file /loans/2026-11-23.csv is in `/loans/` of s3://bank/loans deploy", null],
])("%s", (said, told) => {
  expect(withCommandName(said, "/kredit")).toBe(told ?? said);
  expect(withCommandName(said, "/loans")).toBe(said);
});

test.each([
  ["/loans status", "status"],
  ['loans  skip today "the LOANS file"', 'skip today "the LOANS file"'],
  [" /LOANS", ""],
  ["/loans\nstatus", "status"],
  ["status", "status"],
  ["loansome", "loansome"],
  ["/kredit status", "/kredit status"],
])("of %j what is asked is %j", (line, asked) => {
  expect(withoutCommandName(line, "/loans")).toBe(asked);
});

test("under another name that one is left out", () => {
  expect(withoutCommandName("/kredit status", "/kredit")).toBe("status");
});
