import { expect, test } from "vitest";
import { formatCommand } from "../../../../src/domain/commands/command.ts";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-23" as Day;
const refused = (text: string) => {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  if (parsed.is === "command") throw new Error(`"${text}" was read`);
  return [parsed.problem.says.replace(/^reading `.*?`: /, ""), parsed.meant.map(formatCommand)];
};

test.each([
  [
    "compare fridoy",
    '"fridoy" is no day; a day is today, yesterday or a date such as 2026-11-23',
    "compare 2026-11-20",
  ],
  ["compare 2026-11-10 20261117 x", '"x" is too much', "compare 2026-11-10 2026-11-17"],
  ["compare 2099-01-01", "2099-01-01 is after today, 2026-11-23", "compare YYYY-MM-DD"],
  ["compare today today", "both days are 2026-11-23; name two different ones", "compare 2026-11-23"],
  ["compare 2026-11-10 2026-11-11 2026-11-12", '"2026-11-12" is too much', "compare 2026-11-10 2026-11-11"],
  [
    "chart 30 feb",
    '"30" is no day; a day is today, yesterday or a date such as 2026-11-23',
    "chart YYYY-MM-DD",
  ],
  [`trend ${"x".repeat(101)}`, "no category has so long a name", "trend"],
])("%s is answered with what is wrong, and never with another day than was meant", (text, says, meant) => {
  expect(refused(text)).toEqual([says, [meant]]);
});
