import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bankCalendar } from "../../../src/config/config-calendar.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loan-tracker-calendar-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => bankCalendar.parse(text);
const wrong = (text: string) =>
  bankCalendar.safeParse(text).error?.issues.map(({ message }) => message) ?? [];
const file = (content: string | Uint8Array) => {
  const path = join(folder, "calendar.yaml");
  writeFileSync(path, content);
  return path;
};

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
    ["{holiday: []}", '"holiday" is no key of a calendar; there are weekdays, holidays, noFile'],
    [
      "{}x",
      /^what stands between the braces is no YAML at line 1 \(.*\); write lines like 2026-12-25: Christmas$/,
    ],
    [
      "{holidays: {2026-12-25: a, 2026-12-25: b}}",
      /^what stands between the braces is no YAML at line 1 \(duplicate key\)/,
    ],
    [
      "/nowhere/calendar.yaml",
      'the file "/nowhere/calendar.yaml" is not there; put it there, or write mon-fri for weekdays alone',
    ],
    ["./", 'the file "./" is a folder; name a file in it'],
  ])("%s", (text, says) => {
    expect(wrong(text)).toEqual([typeof says === "string" ? says : expect.stringMatching(says)]);
  });

  test.each([
    ["- mon", /holds no calendar; write holidays: and under it lines like/],
    ["", /holds no calendar/],
    [new Uint8Array([0x77, 0xff, 0xfe]), /is not UTF-8; save it as UTF-8$/],
    [`holidays: [${"2026-12-25, ".repeat(501)}]`, /^holidays has 501 dates, the limit is 500/],
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

  test("all of it at once, the first six one by one", () => {
    const text = `{weekdays: mno, holidays: [x], noFile: [${["1", "2", "3", "4", "5", "6"].join()}], extra: 1}`;
    const [says = ""] = wrong(text);
    const parts = says.split("; ");
    expect(says).toContain('"extra" is no key of a calendar');
    expect(says).toContain('"mno" is no weekday');
    expect(says).toContain('"x" under holidays is no date');
    expect(parts.at(-1)).toBe("and 3 more of the kind");
  });
});
