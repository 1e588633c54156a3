import { describe, expect, test } from "vitest";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-29" as Day; // a Sunday

/** The one line to type that an answer to `text` names, or the command that it was read as. */
function proposed(text: string): string {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  if (parsed.is === "command") {
    const { day, until } = parsed.command as { readonly day?: Day; readonly until?: Day };
    return `read as ${[day, until].filter((one) => one !== undefined).join("..")}`;
  }
  return /(?:\d{4}-\d\d-\d\d|YYYY-MM-DD)[^\s`]*/.exec(parsed.problem.remedy ?? "")?.[0] ?? "none";
}

const none = "YYYY-MM-DD";

/** The words, what is proposed where a day may be to come, and where it has to have come. */
const words = [
  ["tomorrow", "read as 2026-11-30", none],
  ["tomorow", "2026-11-30", none],
  ["TOMORROW", "read as 2026-11-30", none],
  ["yesterdya", "2026-11-28", "2026-11-28"],
  ["friday", none, none],
  ["monday", none, none],
  ["sunday", none, none],
  ["next week", none, none],
  ["this week", none, none],
  ["last month", none, none],
  ["day", none, none],
  ["28", none, none],
  ["28 Nov", "2026-11-28", "2026-11-28"],
  ["nov 28", "2026-11-28", "2026-11-28"],
  ["28 November 2025", "2025-11-28", "2025-11-28"],
  ["28-nov-2026", "2026-11-28", "2026-11-28"],
  ["28 Nov 25", none, none],
  ["2 January", "2027-01-02", none],
  ["30 Feb", none, none],
  ["28/11/2026", "2026-11-28", "2026-11-28"],
  ["11/28/2026", "2026-11-28", "2026-11-28"],
  ["5.5.2026", "2026-05-05", "2026-05-05"],
  ["03/04/2026", none, none],
  ["28/12/2026", "2026-12-28", none],
  ["2026/11/28", "2026-11-28", "2026-11-28"],
  ["20261128", "2026-11-28", "2026-11-28"],
  ["t-1", none, none],
  ["monday..wednesday", none, none],
  ["28..30", none, none],
  ["2026-11-30..friday", none, none],
  ["2026-11-31", none, none],
  ["x", none, none],
] as const;

describe.each(["skip", "unskip"])("%s never proposes another day than was meant", (name) => {
  const reason = name === "skip" ? ' "stocktaking"' : "";
  test.each(words)("%s", (said, ahead) => {
    expect(proposed(`${name} ${said}${reason}`)).toBe(ahead);
  });

  test("without a day it names none", () => {
    expect(proposed(name)).toBe(none);
  });
});

describe.each(["release", "withdraw"])("nor does %s, of a day that has come", (name) => {
  test.each(words)("%s", (said, _ahead, past) => {
    expect(proposed(`${name} ${said} "looked at"`)).toBe(past);
  });

  test("without a day it names none, and none instead of one that has not come", () => {
    expect([name, `${name} 2026-11-30 "x"`].map(proposed)).toEqual([none, none]);
  });
});

describe.each(["run", "summary", "logs"])("nor does %s", (name) => {
  test.each(words.filter(([said]) => said !== "last month"))("%s", (said, _ahead, past) => {
    expect(proposed(`${name} ${said}`)).toBe(past);
  });
});

describe.each(["cancel", "retry"])("nor does %s, which names no run then", (name) => {
  test.each(words)("%s", (said, _ahead, past) => {
    expect([past, "none"]).toContain(proposed(`${name} ${said}`));
  });
});

test("the words that a day took are no reason", () => {
  const { remedy } = refusedOf("skip 28 Nov Christmas");
  expect(remedy).toBe('type `/loans skip 2026-11-28 "Christmas"`');
  expect(refusedOf("skip next week").remedy).toBe('type `/loans skip YYYY-MM-DD "reason"`');
  expect(refusedOf('release tomorrow "x"').remedy).toBe('type `/loans release YYYY-MM-DD "x"`');
});

function refusedOf(text: string) {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  if (parsed.is === "command") throw new Error(`"${text}" was read as ${JSON.stringify(parsed.command)}`);
  return parsed.problem;
}
