import { expect, test } from "vitest";
import { withCommandName } from "../../../../src/domain/commands/command-name.ts";

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
