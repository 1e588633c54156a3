import { describe, expect, test } from "vitest";
import { wordsAfterMention } from "../../../../src/bot/listeners/mention.ts";
import { formatCommand } from "../../../../src/domain/commands/command.ts";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-23" as Day;
const read = (text: string) => {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  return parsed.is === "command" ? formatCommand(parsed.command) : "unknown";
};
const refused = (text: string) => {
  const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
  if (parsed.is === "command") throw new Error(`"${text}" was read as ${formatCommand(parsed.command)}`);
  const { code, says, remedy } = parsed.problem;
  const [first] = parsed.meant;
  return { code, says, remedy, suggestion: first === undefined ? null : formatCommand(first) };
};

describe("a change of the schedule, or a day to skip, is read with its reason", () => {
  test.each([
    ["schedule", "schedule"],
    ["schedule PAUSE", "schedule pause"],
    ['schedule pause "Month End"', 'schedule pause "Month End"'],
    ['schedule pause ""', "schedule pause"],
    ['schedule resume "All is well"', 'schedule resume "All is well"'],
    ["Schedule 7:30", "schedule 07:30"],
    ["  SCHEDULE\u00a0\u00a07:30 \u00a0“The file  comes\u00a0LATE” ", 'schedule 07:30 "The file comes LATE"'],
    ["schedule 23:59 'the file comes late'", 'schedule 23:59 "the file comes late"'],
    ['skip yesterday "It\'s a holiday"', 'skip 2026-11-22 "It\'s a holiday"'],
    ['skip 2026-12-25 "7:30 pm, 2026-12-24"', 'skip 2026-12-25 "7:30 pm, 2026-12-24"'],
    ["skip 2026-12-25 'the “big” holiday'", "skip 2026-12-25 \"the 'big' holiday\""],
    ['skip 2026/12/25 "Christmas"', 'skip 2026-12-25 "Christmas"'],
    ['skip 2026-11-01 2026-11-02 "holiday"', 'skip 2026-11-01..2026-11-02 "holiday"'],
    ["skip 2026-12-25\n“Christmas”", 'skip 2026-12-25 "Christmas"'],
  ])("%j is %s", (text, expected) => {
    expect(read(text)).toBe(expected);
    expect(read(wordsAfterMention(`<@U0LOANS>  ${text}`, "U0LOANS") ?? "")).toBe(expected);
  });

  test.each([
    ['"', '"'],
    ["“", "”"],
    ["”", "”"],
    ["„", "“"],
    ["„", "”"],
    ["«", "»"],
    ["»", "«"],
    ["« ", " »"],
    ["'", "'"],
    ["‘", "’"],
    ["’", "’"],
    ["‚", "‘"],
    ["‹", "›"],
    ["“", '"'],
  ])("%s and %s are quotation marks", (opening, closing) => {
    const marks = `${opening}It's Monday’s holiday${closing}`;
    expect(read(`skip today ${marks}`)).toBe('skip 2026-11-23 "It\'s Monday’s holiday"');
    expect(read(`schedule pause ${marks}`)).toBe('schedule pause "It\'s Monday’s holiday"');
    expect(refused(`skip today ${marks} tomorrow`)).toMatchObject({ code: "extra-words" });
  });
});

describe("a pause ends with the day that was said, today being a Monday", () => {
  test.each([
    ["schedule pause until friday", "2026-11-27"],
    ["schedule pause until monday", "2026-11-30"],
    ["pause until tomorrow", "2026-11-24"],
    ["schedule off until 1 Dec", "2026-12-01"],
    ["schedule pause today", "2026-11-24"],
    ["schedule pause for today", "2026-11-24"],
    ["schedule pause for 3 days", "2026-11-26"],
    ["schedule pause 3 days", "2026-11-26"],
    ["schedule pause for two weeks", "2026-12-07"],
    ["schedule pause this week", "2026-11-30"],
    ["schedule pause the rest of the week", "2026-11-30"],
    ["schedule pause until next week", "2026-11-30"],
    ["schedule pause until the end of the month", "2026-12-01"],
  ])("%s → %s", (text, day) => {
    expect(read(text)).toBe(`schedule pause until ${day}`);
    expect(read(`${text} "month end"`)).toBe(`schedule pause until ${day} "month end"`);
    expect(read(read(text))).toBe(read(text));
  });

  test("the reason may stand before the end, and without an end there is none", () => {
    expect(read('schedule pause "month end" until friday')).toBe(
      'schedule pause until 2026-11-27 "month end"',
    );
    expect(read("schedule pause until further notice")).toBe("schedule pause");
    expect(read("schedule pause now")).toBe("schedule pause");
  });

  test("of a day that may be passed over alone both are offered, and of several dates each", () => {
    const offered = (text: string) => {
      const parsed = parseCommand(text, { today, calendar: EVERY_DAY });
      return parsed.is === "command" ? [] : parsed.meant.map(formatCommand);
    };
    expect(offered("schedule pause friday")).toEqual([
      "schedule pause until 2026-11-27",
      'skip 2026-11-27 "reason"',
    ]);
    expect(offered('schedule pause from 24 Dec to 26 Dec "closed"')).toEqual([
      'schedule pause until 2026-12-24 "closed"',
      'skip 2026-12-24..2026-12-26 "closed"',
    ]);
    expect(offered("schedule pause until 3/4/2027")).toEqual([
      "schedule pause until 2027-04-03",
      "schedule pause until 2027-03-04",
    ]);
  });
});

describe("what is not understood changes nothing and is answered with the line to type", () => {
  test.each([
    ["schedule 25:00", "bad-time", "schedule HH:MM"],
    ["schedule 7", "bad-time", "schedule 07:00"],
    ["schedule 6.45", "bad-time", "schedule 06:45"],
    ["schedule 0645", "bad-time", "schedule 06:45"],
    ["schedule 7:30PM", "bad-time", "schedule 19:30"],
    ["schedule psuae", "bad-time", "schedule pause"],
    ["schedule daily", "bad-time", "schedule HH:MM"],
    ['schedule "month end"', "bad-time", 'schedule HH:MM "month end"'],
    ["schedule tomorrow", "bad-time", "schedule HH:MM"],
    ["schedule 7:30 pm", "extra-words", "schedule 19:30"],
    ["schedule 12:15 a.m.", "extra-words", "schedule 00:15"],
    ['schedule 7:30 PM "late file"', "extra-words", 'schedule 19:30 "late file"'],
    ["schedule 07:30 America/New_York", "extra-words", "schedule 07:30"],
    ["schedule 07:30 UTC", "extra-words", "schedule 07:30"],
    ["schedule 07:30 pause", "extra-words", "schedule 07:30"],
    ["schedule 07:30 the file comes late", "extra-words", 'schedule 07:30 "the file comes late"'],
    ["schedule pause 2026-12-24", "which-end", "schedule pause until 2026-12-24"],
    ["schedule pause 2026-12-24 “month end”", "which-end", 'schedule pause until 2026-12-24 "month end"'],
    ["schedule pause for 3 hours", "bad-end", "schedule pause until YYYY-MM-DD"],
    ["schedule pause until 14:00", "bad-end", "schedule pause until YYYY-MM-DD"],
    ["schedule pause until", "bad-end", "schedule pause until YYYY-MM-DD"],
    ["schedule pause until yesterday", "past-end", "schedule pause until YYYY-MM-DD"],
    ["schedule pause yesterday", "past-end", "schedule pause until YYYY-MM-DD"],
    ["schedule pause weekend", "extra-words", "schedule pause until YYYY-MM-DD"],
    ["schedule pause until monday 07:30", "extra-words", "schedule pause until 2026-11-30"],
    ["schedule pause until friday month end", "extra-words", 'schedule pause until 2026-11-27 "month end"'],
    ["schedule resume monday", "resume-later", "schedule pause until 2026-11-30"],
    ["schedule pause —force", "extra-words", "schedule pause"],
    ["schedule pause `now`", "extra-words", 'schedule pause "`now`"'],
    ["schedule resume All is well", "extra-words", 'schedule resume "All is well"'],
    ["schedule resume Monday's file", "extra-words", 'schedule resume "Monday\'s file"'],
    ['schedule pause "month end" 2026-12-24', "which-end", 'schedule pause until 2026-12-24 "month end"'],
    ['schedule pause "month end', "open-reason", 'schedule pause "month end"'],
    ['schedule pause "', "open-reason", "schedule pause"],
    ["skip", "bad-day", 'skip YYYY-MM-DD "reason"'],
    ['skip "holiday"', "bad-day", 'skip YYYY-MM-DD "holiday"'],
    ['skip 2026-02-30 "holiday"', "bad-day", 'skip YYYY-MM-DD "holiday"'],
    ['skip 2026-12-26..2026-12-24 "Christmas"', "reversed-range", 'skip 2026-12-24..2026-12-26 "Christmas"'],
    ["skip 2026-12-24..2026-12-26", "reason-missing", 'skip 2026-12-24..2026-12-26 "reason"'],
    ["skip 2026-12-24..2026-12-26 Christmas", "extra-words", 'skip 2026-12-24..2026-12-26 "Christmas"'],
    ['skip 2026-12-24..2026-12-32 "Christmas"', "bad-day", 'skip YYYY-MM-DD "Christmas"'],
    ['skip 2026-12-01..2027-02-01 "closed"', "long-range", 'skip 2026-12-01..2026-12-31 "closed"'],
    ["unskip", "bad-day", "unskip YYYY-MM-DD"],
    ["unskip tomorow", "bad-day", "unskip 2026-11-24"],
    ["unskip 2026-12-25 quickly", "extra-words", "unskip 2026-12-25"],
    ["unskip 2026-12-24..2026-12-26 Christmas", "extra-words", "unskip 2026-12-24..2026-12-26"],
    ["unskip 2026-12-26..2026-12-24", "reversed-range", "unskip 2026-12-24..2026-12-26"],
    ["skip today", "reason-missing", 'skip 2026-11-23 "reason"'],
    ['skip today ""', "reason-missing", 'skip 2026-11-23 "reason"'],
    ['skip today "  "', "reason-missing", 'skip 2026-11-23 "reason"'],
    ["skip 2026-12-25 Christmas", "extra-words", 'skip 2026-12-25 "Christmas"'],
    ["skip 2026-11-01 2026-11-02", "reason-missing", 'skip 2026-11-01..2026-11-02 "reason"'],
    ['skip 2026-11-01 "holiday" 2026-11-02', "extra-words", 'skip YYYY-MM-DD "holiday"'],
    ['skip 2026-11-01 "holiday" 2026-11-02 "holiday"', "extra-words", 'skip YYYY-MM-DD "holiday"'],
    ["skip today 'holiday' 'of the bank'", "extra-words", 'skip 2026-11-23 "holiday"'],
    ["skip today “holiday", "open-reason", 'skip 2026-11-23 "holiday"'],
  ])("%s is refused: %s, try %s", (text, code, suggestion) => {
    const remedy = `type \`/loans ${suggestion.replaceAll("`", "'")}\``;
    const said = refused(text);
    expect(said).toMatchObject({ code, suggestion });
    // Where a day may be an end or be passed over, both are named.
    expect(said.remedy.startsWith(remedy)).toBe(true);
    expect(code === "which-end" || said.remedy === remedy).toBe(true);
    expect(refused(wordsAfterMention(`<@U0LOANS> ${text}`, "U0LOANS") ?? "")).toEqual(refused(text));
    const filledIn = suggestion.replace("YYYY-MM-DD", "2026-12-25").replace("HH:MM", "06:45");
    expect(read(filledIn)).toBe(filledIn);
  });

  test("in words", () => {
    expect(refused("schedule 25:00").says).toBe(
      'reading `/loans schedule 25:00`: "25:00" is no time of day; it is HH:MM from 00:00 to 23:59, or the word pause or resume',
    );
    expect(refused("schedule 07:30 America/New_York").says).toBe(
      'reading `/loans schedule 07:30 America/New_York`: "`America/New_York`" is too much: the time is HH:MM in the zone of LOANS_TIMEZONE, and after it stands only a reason in quotation marks',
    );
    expect(refused("schedule pause 2026-12-24").says).toBe(
      "reading `/loans schedule pause 2026-12-24`: a pause begins at once; does it go on with Thu 24 Dec 2026, or is that day alone passed over?",
    );
    expect(refused("skip today").says).toBe(
      "reading `/loans skip today`: why is 2026-11-23 passed over? A reason is needed",
    );
    expect(refused('skip 2026-11-01 Christmas "holiday"').says).toBe(
      'reading `/loans skip 2026-11-01 Christmas "holiday"`: "Christmas" is too much: after the days stands only their reason, in quotation marks',
    );
    expect(refused("skip today “holiday").says).toBe(
      'reading `/loans skip today “holiday`: after the reason "holiday" its closing quotation mark is missing',
    );
  });
});

describe("a reason that is too long", () => {
  test("is refused and not cut, with its length and the limit", () => {
    expect(refused(`schedule pause "${"long ".repeat(62)}"`)).toEqual({
      code: "long-reason",
      says: `reading \`/loans schedule pause "${"long ".repeat(8)}lon…\`: the reason "${"long ".repeat(11)}long…" is 309 characters long, and it may have at most 300 characters`,
      remedy: 'type `/loans schedule pause "reason"`',
      suggestion: 'schedule pause "reason"',
    });
    expect(refused(`skip today '${"x".repeat(301)}'`)).toMatchObject({
      code: "long-reason",
      suggestion: 'skip 2026-11-23 "reason"',
    });
    expect(refused(`skip today ${"x".repeat(301)}`)).toMatchObject({
      code: "extra-words",
      suggestion: 'skip 2026-11-23 "reason"',
    });
  });

  test("is one of more than 300 characters, an emoji being one", () => {
    const longest = `${"x".repeat(299)}🙂`;
    expect(read(`skip today "${longest}"`)).toBe(`skip 2026-11-23 "${longest}"`);
    expect(refused(`skip today "${longest}🙂"`).says).toContain("is 301 characters long");
    for (let length = 0; length < 60; length += 1) {
      const { says, remedy } = refused(`skip today "${"x".repeat(length)}${"🙂".repeat(301)}"`);
      expect([says.isWellFormed(), remedy.isWellFormed()]).toEqual([true, true]);
    }
  });
});
