import { expect, test } from "vitest";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-30" as Day;
const parse = (text: string) => parseCommand(text, { today, calendar: EVERY_DAY });
const forced = { name: "run", day: "2026-11-27", force: true, why: "the file of Monday" };

test.each([
  'run 2026-11-27 --force "the file of Monday"',
  "run 2026-11-27 —force “the file of Monday”",
  "run --force 2026-11-27 'the file of Monday'",
  'RUN 2026-11-27 force "the file  of Monday"',
])("%j says why a day is counted anew", (line) => {
  expect(parse(line)).toEqual({ is: "command", command: forced });
});

test("a range is forced with a reason as well, and without one as before", () => {
  expect(parse('run 2026-11-26..2026-11-27 --force "x"')).toEqual({
    is: "command",
    command: { name: "run", day: "2026-11-26", until: "2026-11-27", force: true, why: "x" },
  });
  expect(parse("run 2026-11-27 --force")).toEqual({
    is: "command",
    command: { name: "run", day: "2026-11-27", force: true },
  });
});

test("a reason that is not closed, or stands where nothing is forced, is not carried out", () => {
  for (const line of ['run 2026-11-27 --force "why', 'run 2026-11-27 "why"', 'run 2026-11-27 --force "a" b'])
    expect(parse(line).is).toBe("unknown");
});
