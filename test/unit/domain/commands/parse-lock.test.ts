import { describe, expect, test } from "vitest";
import { formatCommand } from "../../../../src/domain/commands/command.ts";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-30" as Day;
const parse = (text: string) => parseCommand(text, { today, calendar: EVERY_DAY });
const why = "Month End";

describe("a lock has a reason, and an end before or behind it", () => {
  test.each([
    ['lock "Month End"', null],
    ['lock "Month End" until 18:00', { day: today, time: "18:00" }],
    ["lock until 8:05 “Month End”", { day: today, time: "08:05" }],
    ["lock 'Month End' until tomorrow", { day: "2026-12-01", time: null }],
    ["lock 'Month End' until friday", { day: "2026-12-04", time: null }],
    ["lock 'Month End' until 2 Dec 18:00", { day: "2026-12-02", time: "18:00" }],
    ["lock 'Month End' until 18:00 tomorrow", { day: "2026-12-01", time: "18:00" }],
    ['lock "Month End" until 20261202', { day: "2026-12-02", time: null }],
    ["lock  «Month   End»  UNTIL 2026-12-02 07:30", { day: "2026-12-02", time: "07:30" }],
  ])("%s", (line, until) => {
    expect(parse(line)).toEqual({ is: "command", command: { name: "lock", why, until } });
  });

  test("a reason may speak of an end itself", () => {
    expect(parse('lock "nobody until 18:00"')).toMatchObject({
      command: { why: "nobody until 18:00", until: null },
    });
  });
});

describe("what it cannot mean is refused with the line to type instead", () => {
  test.each([
    ["lock", "reason-missing", 'lock "reason"'],
    ["lock until 18:00", "reason-missing", 'lock "reason" until 2026-11-30 18:00'],
    ["lock month end", "extra-words", 'lock "month end"'],
    ['lock "Month End" until fridya', "bad-end", 'lock "Month End" until 2026-12-04'],
    ['lock "Month End" until friday noon', "bad-end", 'lock "Month End" until YYYY-MM-DD'],
    ['lock "Month End" until 25:00', "bad-end", 'lock "Month End" until YYYY-MM-DD'],
    ['lock "Month End" until', "extra-words", 'lock "Month End"'],
    ['lock "Month End" until yesterday', "past-end", 'lock "Month End" until YYYY-MM-DD'],
    ['lock "Month End', "open-reason", 'lock "Month End"'],
    ["unlock now", "extra-words", "unlock"],
  ])("%s", (line, code, suggestion) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ is: "unknown", problem: { code } });
    expect(parsed.is === "unknown" && parsed.meant.map(formatCommand)).toEqual([suggestion]);
  });
});
