import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bankCalendar } from "../../../src/config/config-calendar.ts";
import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { calendarFacts } from "../../../src/domain/schedule/calendar-facts.ts";
import { textOf } from "../../support/repository.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loan-tracker-calendar-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => bankCalendar.parse(text).calendar;
const wrong = (text: string) =>
  bankCalendar.safeParse(text).error?.issues.map(({ message }) => message) ?? [];
const file = (content: string | Uint8Array) => {
  const path = join(folder, "calendar.yaml");
  writeFileSync(path, content);
  return path;
};

test("a month's end freezes the stack by so many bank days on both sides, if at all", () => {
  const freezes = ["{weekdays: mon-fri, freeze: {last: 2, first: 1}}", "{freeze: {last: 3}}", "mon-fri"].map(
    (text) => bankCalendar.parse(text).freeze,
  );
  expect(freezes).toEqual([{ last: 2, first: 1 }, { last: 3, first: 0 }, null]);
});

test.each(["{freeze: {last: 11}}", "{freeze: {}}", "{freeze: 2}", "{freeze: {last: 1, frist: 1}}"])(
  "what does not say how many is refused: %s",
  (text) => {
    expect(wrong(text)).toEqual([
      "freeze says how many bank days at a month's end, last, and at the beginning of the next, first, of 0 to 10 each; write freeze: {last: 2, first: 1}",
    ]);
  },
);

describe("bank days", () => {
  test.each([
    ["mon-fri", [1, 2, 3, 4, 5]],
    ["Mon–Fri", [1, 2, 3, 4, 5]],
    ["monday-friday, saturday", [1, 2, 3, 4, 5, 6]],
    ["sun-thu", [1, 2, 3, 4, 7]],
    ["sat-wed", [1, 2, 3, 6, 7]],
    ["wed", [3]],
    ["tue mon tue", [1, 2]],
    ["mon-sun", [1, 2, 3, 4, 5, 6, 7]],
  ])("of %j", (text, weekdays) => {
    expect(read(text)).toEqual({ ...EVERY_DAY, weekdays });
  });

  test("of a file: weekdays, holidays with and without a name or a year, days without a file", () => {
    const content = [
      "weekdays: mon-fri",
      "holidays:",
      "  2026-12-25: Christmas",
      '  01-01: "New Year"',
      "  02-29:",
      "noFile: [2026-12-31, 2026-12-24: stocktaking]",
    ].join("\n");
    expect(read(file(content))).toEqual({
      weekdays: [1, 2, 3, 4, 5],
      holidays: { "01-01": "New Year", "02-29": "", "2026-12-25": "Christmas" },
      noFile: { "2026-12-24": "stocktaking", "2026-12-31": "" },
    });
    expect(read(file("\ufeffweekdays: [mon, tue]\r\n"))).toEqual({ ...EVERY_DAY, weekdays: [1, 2] });
  });

  test("of what would stand in a file, between braces, also as JSON", () => {
    const expected = { ...EVERY_DAY, weekdays: [1, 2, 3, 4, 5], holidays: { "2026-12-25": "Christmas" } };
    expect(read("{weekdays: mon-fri, holidays: {2026-12-25: Christmas}}")).toEqual(expected);
    expect(read('{"weekdays":["mon-fri"],"holidays":{"2026-12-25":"Christmas"}}')).toEqual(expected);
    expect(read("{holidays: [2026-12-25]}")).toEqual({ ...EVERY_DAY, holidays: { "2026-12-25": "" } });
  });

  test("of one weekday in each month", () => {
    expect(read("{weekdays: mon-sat, holidays: {2nd SAT: '', 4th Saturday: closed}}")).toEqual({
      weekdays: [1, 2, 3, 4, 5, 6],
      holidays: { "2nd sat": "", "4th sat": "closed" },
      noFile: {},
    });
    expect(wrong("{holidays: [2nd]}")).toHaveLength(1);
    expect(wrong("{holidays: [6th sat]}")).toHaveLength(1);
    expect(wrong("{holidays: [2nd sat sun]}")).toHaveLength(1);
  });

  test("of the document's example are as it says", () => {
    const [, shown = ""] = textOf("docs/bank-days.md").split("```yaml\n");
    const calendar = read(file(shown.split("```")[0] ?? ""));
    const facts = calendarFacts(calendar, "2026-12-01" as Day);
    const nextHoliday = { day: "2026-12-25", name: "Christmas" };
    expect(facts).toEqual({ weekdays: "Monday to Friday", holidays: 9, noFile: 1, nextHoliday });
  });

  test("are the same text for the same days, in whatever order they are written", () => {
    const one = read("{holidays: {2026-12-26: B, 2026-12-25: A}, weekdays: mon-fri}");
    const other = read("{weekdays: 'fri, mon-thu', holidays: [2026-12-25: A, 2026-12-26: B]}");
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});

describe("what is wrong with them is told with what helps", () => {
  test.each([
    [
      "mon-fir",
      '"mon-fir" is no weekday; write mon, tue, wed, thu, fri, sat, sun, from one to another like mon-fri, or the path of a file such as ./calendar.yaml',
    ],
    ["mon - fri", '"mon - fri" has blanks around a dash; write mon-fri'],
    ["mon -wed, fri", '"mon -wed, fri" has blanks around a dash; write mon-wed, fri'],
    ["{weekdays: [mon, thu – sat]}", '"thu – sat" has blanks around a dash; write thu-sat'],
    ["{weekdays: []}", "weekdays names no day, so that no day would ever be a bank day; write mon-fri"],
    [
      "{holidays: [2026-02-30]}",
      '"2026-02-30" under holidays is no date; write YYYY-MM-DD, MM-DD for one that comes back each year, or 2nd sat for one of each month',
    ],
    [
      "{noFile: {25.12.2026: x}}",
      '"25.12.2026" under noFile is no date; write YYYY-MM-DD, MM-DD for one that comes back each year, or 2nd sat for one of each month',
    ],
    [
      "{holidays: 2026-12-25}",
      "holidays is neither a list of dates nor dates with names; write holidays: {2026-12-25: Christmas}",
    ],
    [
      '{holidays: {2026-12-25: "a\\u202eb"}}',
      "the name of 2026-12-25 under holidays is not one line of at most 80 plain characters; shorten it",
    ],
    ["{holiday: []}", '"holiday" is no key of a calendar; did you mean holidays?'],
    ["{country: DE}", '"country" is no key of a calendar; there are weekdays, holidays, noFile, freeze'],
    ["{}x", 'column 3: "x" stands behind what had ended; put the whole value in quotes, or begin a new line'],
    ["{weekdays: mon-fri", "column 1: the bracket { that opens here is not closed; close it, or take it out"],
    ["{holidays: {2026-12-25: a, 2026-12-25: b}}", '"2026-12-25" stands here once more; leave one of them'],
    ["{holidays: [2nd SAT, 2nd sat]}", '"2nd sat" stands under holidays once more; leave one of them'],
    ["{weekdays: {mon: 1}}", "weekdays has keys of its own; write weekdays: mon-fri"],
    [
      "s3://inbox/calendar.yaml",
      "is a URL, and the calendar is read from this machine alone, before anything is asked of AWS; put the file here and name its path, or write what stands in it between braces, such as {weekdays: mon-fri}",
    ],
    [
      "weekdays: mon-fri\nholidays: {2026-12-25: Christmas}",
      "is what would stand in a file; put it between braces, such as {weekdays: mon-fri}",
    ],
    [
      "/nowhere/calendar.yaml",
      'the file "/nowhere/calendar.yaml" is not there; put it there, or write mon-fri for weekdays alone',
    ],
    ["./", 'the file "./" is a folder; name a file in it'],
  ])("%s", (text, says) => {
    expect(wrong(text)).toEqual([says]);
  });

  test.each([
    ["- mon", /holds no calendar; write holidays: and under it lines like/],
    ["", /holds no calendar/],
    [new Uint8Array([0x77, 0xff, 0xfe]), /^line 1: is not UTF-8; save the file as UTF-8$/m],
    [`holidays: [${"2026-12-25, ".repeat(501)}]`, /^line 1: holidays has 501 dates, the limit is 500/m],
    [`#${"x".repeat(65_536)}`, /has over 65536 bytes/],
  ])("of a file: %#", (content, says) => {
    expect(wrong(file(content))).toEqual([expect.stringMatching(says)]);
  });

  test("a calendar that leaves no bank day at all", () => {
    const dates = Array.from({ length: 366 }, (_, at) =>
      new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(5, 10),
    );
    const none = "leaves no bank day at all, since all of them are among those that come back; name fewer";
    expect(wrong(`{noFile: [${dates.join()}]}`)).toEqual([none]);
    expect(wrong("{weekdays: sat, holidays: [1st sat, 2nd sat, 3rd sat, 4th sat, 5th sat]}")).toEqual([none]);
    expect(wrong("{weekdays: sat, holidays: [1st sat, 2nd sat, 3rd sat, 4th sat]}")).toEqual([]);
    expect(wrong(`{weekdays: mon, holidays: [${dates.slice(0, 300).join()}]}`)).toEqual([]);
  });

  test("all of it at once, each with its line", () => {
    const content = [
      "weekdays: Mo-Fr",
      "holidays:",
      "  25.12.2026: Christmas",
      "  2026-12-26: Boxing Day",
      "",
      "  2026-12-26: St Stephen",
      "nofile: [x]",
      "2026-12-31: stocktaking",
      "noFile: [2026-02-30]",
    ].join("\n");
    const noDate = (date: string, key: string) =>
      `"${date}" under ${key} is no date; write YYYY-MM-DD, MM-DD for one that comes back each year, or 2nd sat for one of each month`;
    expect(wrong(file(content)).join().split("\n")).toEqual([
      '6 mistakes in "calendar.yaml"',
      'line 1: "Mo-Fr" is no weekday; write mon, tue, wed, thu, fri, sat, sun, from one to another like mon-fri',
      `line 3: ${noDate("25.12.2026", "holidays")}`,
      'line 6: "2026-12-26" stands here once more, and before on line 4; leave one of them',
      'line 7: "nofile" is no key of a calendar; did you mean noFile?',
      'line 8: "2026-12-31" stands beside the keys of the calendar; indent it by blanks under holidays: or noFile:',
      `line 9: ${noDate("2026-02-30", "noFile")}`,
    ]);
    expect(wrong("{weekdays: mno, holidays: [x]}").join().split("\n")).toEqual([
      "2 mistakes",
      expect.stringMatching(/^"mno" is no weekday/),
      noDate("x", "holidays"),
    ]);
  });

  test("what is no YAML with line and column, and what stands ahead of it", () => {
    expect(
      wrong(file("weekdays: mno\nholidays:\n  2026-12-25: x\n  2026-12-26\n")).join().split("\n"),
    ).toEqual([
      '2 mistakes in "calendar.yaml"',
      expect.stringMatching(/^line 1: "mno" is no weekday/),
      'line 4, column 3: "2026-12-26" has no colon; write name: value, with a blank behind the colon',
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("with the line that an editor shows where lines end by %j", (end) => {
    const content = ["\ufeff# ours", "weekdays: mon-fri", "", "holidays:", "  2026-12-25:", "  x:"].join(end);
    expect(wrong(file(content)).join()).toMatch(/^line 6: "x" under holidays is no date/m);
  });
});
