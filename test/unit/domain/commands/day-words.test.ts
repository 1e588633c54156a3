import { describe, expect, test } from "vitest";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-29" as Day; // a Sunday

/** The days that a line is read as, or those that are proposed instead. */
function meant(text: string): string {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  const days = (command: object) => {
    const {
      day = null,
      until,
      which,
    } = command as {
      readonly day?: Day | null;
      readonly until?: Day;
      readonly which?: { readonly day?: Day } | null;
    };
    return [which?.day ?? day, until].filter((one) => one !== undefined).join("..");
  };
  if (parsed.is === "command") return `read ${days(parsed.command)}`;
  const proposed = parsed.meant.map(days).filter((one) => one !== "");
  return proposed.join(" or ") || none;
}

const none = "YYYY-MM-DD";

/** The words; what they come to where a day may be to come, where one has to have come, and, where that differs, of several days. */
const words: readonly (readonly [said: string, ahead: string, come: string, several?: string])[] = [
  ["tomorrow", "read 2026-11-30", none],
  ["tomorow", "2026-11-30", none],
  ["TOMORROW", "read 2026-11-30", none],
  ["yesterdya", "2026-11-28", "2026-11-28"],
  ["friday", "read 2026-12-04", "read 2026-11-27"],
  ["monday", "read 2026-11-30", "read 2026-11-23"],
  ["next monday", "read 2026-11-30", none],
  ["sunday", "2026-11-29 or 2026-12-06", "2026-11-29 or 2026-11-22"],
  ["last sunday", "read 2026-11-22", "read 2026-11-22"],
  ["next week", "read 2026-11-30..2026-12-06", none],
  ["this week", "read 2026-11-29", none, "read 2026-11-23..2026-11-29"],
  ["last month", "read 2026-10-01..2026-10-31", none, "read 2026-10-01..2026-10-31"],
  ["day", none, none],
  ["28", "2026-12-28", "2026-11-28 or 2026-10-28"],
  ["31", "2026-12-31", "2026-10-31"],
  ["28 Nov", "read 2026-11-28", "read 2026-11-28"],
  ["nov 28", "read 2026-11-28", "read 2026-11-28"],
  ["28 November 2025", "read 2025-11-28", "read 2025-11-28"],
  ["28-nov-2026", "read 2026-11-28", "read 2026-11-28"],
  ["28 Nov 25", none, none],
  ["2 January", "read 2027-01-02", "2026-01-02"],
  ["2 December", "read 2026-12-02", none],
  ["30 Feb", none, none],
  ["28/11/2026", "read 2026-11-28", "read 2026-11-28"],
  ["11/28/2026", "read 2026-11-28", "read 2026-11-28"],
  ["5.5.2026", "read 2026-05-05", "read 2026-05-05"],
  ["03/04/2026", "2026-04-03 or 2026-03-04", "2026-04-03 or 2026-03-04"],
  ["03/04", "2027-04-03 or 2027-03-04", "2026-04-03 or 2026-03-04"],
  ["11/12/2026", "2026-12-11 or 2026-11-12", "2026-11-12"],
  ["28/12/2026", "read 2026-12-28", none],
  ["2026/11/28", "read 2026-11-28", "read 2026-11-28"],
  ["20261128", "read 2026-11-28", "read 2026-11-28"],
  ["t-1", "read 2026-11-28", "read 2026-11-28"],
  ["t+1", "read 2026-11-30", none],
  ["2026-11", none, none],
  ["monday..wednesday", "read 2026-11-30..2026-12-02", none, "read 2026-11-23..2026-11-25"],
  ["28..30", "2026-12-28..2026-12-30", none, "2026-10-28..2026-10-30"],
  ["2026-11-30..friday", "read 2026-11-30..2026-12-04", none],
  ["2026-11-31", none, none],
  ["x", none, none],
];

describe.each(["skip", "unskip"])("%s takes no other day than was meant", (name) => {
  const reason = name === "skip" ? ' "stocktaking"' : "";
  test.each(words)("%s", (said, ahead) => {
    expect(meant(`${name} ${said}${reason}`)).toBe(ahead);
  });

  test("without a day it names none", () => {
    expect(meant(name)).toBe(none);
  });
});

describe.each(["release", "withdraw"])("nor does %s, of a day that has come", (name) => {
  test.each(words)("%s", (said, _ahead, come) => {
    expect(meant(`${name} ${said} "looked at"`)).toBe(come);
  });

  test("without a day it names none, and none instead of one that has not come", () => {
    expect([name, `${name} 2026-11-30 "x"`].map(meant)).toEqual([none, none]);
  });
});

describe("nor does run, of days that have come", () => {
  test.each(words)("%s", (said, _ahead, come, several = come) => {
    expect(meant(`run ${said}`)).toBe(several);
  });
});

describe.each(["summary", "logs", "cancel", "retry"])("nor does %s", (name) => {
  test.each(words)("%s", (said, _ahead, come) => {
    expect(meant(`${name} ${said}`)).toBe(come);
  });
});

describe("a weekday is the last one that has come, on whatever day it is typed", () => {
  test.each([
    ["2026-11-23", "friday", "2026-11-20"],
    ["2026-11-26", "friday", "2026-11-20"],
    ["2026-11-28", "friday", "2026-11-27"],
    ["2026-11-27", "last friday", "2026-11-20"],
    ["2026-11-25", "this friday", none],
    ["2026-03-01", "fri", "2026-02-27"],
  ])("on %s %s is %s", (on, said, day) => {
    const parsed = parseCommand(`run ${said}`, { today: on as Day, calendar: EVERY_DAY });
    const [first] = parsed.is === "command" ? [parsed.command] : parsed.meant;
    expect(first).toMatchObject({ day });
    expect(parsed.is).toBe(day === none ? "unknown" : "command");
  });

  test("of today's own name nobody knows which one is meant", () => {
    const parsed = parseCommand("run friday", { today: "2026-11-27" as Day, calendar: EVERY_DAY });
    expect(parsed).toMatchObject({ is: "unknown", meant: [{ day: "2026-11-27" }, { day: "2026-11-20" }] });
    expect(parsed.is === "unknown" && parsed.problem.message).toBe(
      'reading `/loans run friday`: "friday" could be Fri 27 Nov 2026 or Fri 20 Nov 2026; type `/loans run 2026-11-27` or `/loans run 2026-11-20`',
    );
  });

  test("next friday is that of this week or of the next, which is asked", () => {
    const skip = (on: string) =>
      parseCommand('skip next friday "closed"', { today: on as Day, calendar: EVERY_DAY });
    expect(skip("2026-11-23")).toMatchObject({
      is: "unknown",
      meant: [{ day: "2026-11-27" }, { day: "2026-12-04" }],
    });
    expect(skip("2026-11-28")).toMatchObject({ is: "command", command: { day: "2026-12-04" } });
  });
});

test("the words that a day took are no reason", () => {
  const { remedy } = refusedOf("skip 28 Nov Christmas");
  expect(remedy).toBe('type `/loans skip 2026-11-28 "Christmas"`');
  expect(refusedOf("skip some week").remedy).toBe('type `/loans skip YYYY-MM-DD "reason"`');
  expect(refusedOf('release tomorrow "x"').remedy).toBe('type `/loans release YYYY-MM-DD "x"`');
});

function refusedOf(text: string) {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  if (parsed.is === "command") throw new Error(`"${text}" was read as ${JSON.stringify(parsed.command)}`);
  return parsed.problem;
}
