import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { nearest } from "../domain/commands/edit-distance.ts";
import { parseDay } from "../domain/day.ts";
import type { BankCalendar } from "../domain/schedule/bank-days.ts";
import { EVERY_DAY, leavesBankDays, ordinals, weekdayNames } from "../domain/schedule/bank-days.ts";
import type { MonthEndFreeze } from "../domain/schedule/month-end-freeze.ts";
import { named } from "./config-values.ts";
import type { Mistake } from "./mistakes.ts";
import { mistakeLines, mistakesWords, textIn } from "./mistakes.ts";
import type { YamlPath } from "./yaml-text.ts";
import { readYaml } from "./yaml-text.ts";

/** Ten years of holidays; a name is a few words, and each is shown in one line. */
const MOST = { days: 500, nameCharacters: 80, fileBytes: 65_536 } as const;

const KEYS = ["weekdays", "holidays", "noFile", "freeze"] as const;

/** A month has more bank days, and a stack that is always frozen is of no use. */
const MOST_FROZEN = 10;

/** The days on which there is a file, and those around a month's end on which nobody changes the stack. */
interface ReadCalendar {
  readonly calendar: BankCalendar;
  /** `null`: none. */
  readonly freeze: MonthEndFreeze | null;
}

/** Each day has a file, and no month's end freezes the stack. */
export const NO_CALENDAR: ReadCalendar = { calendar: EVERY_DAY, freeze: null };

/** What helps against most that can be wrong. */
const EXAMPLE = "2026-12-25: Christmas";

/**
 * Bank days: `mon-fri`, the path of a YAML file, or what would stand in one, between braces. All that is wrong with it is
 * told in one complaint, a line each, with the line of the file and what helps.
 */
export const bankCalendar = z.string().transform((text, context): ReadCalendar => {
  const wrong: Mistake[] = [];
  const file = isInline(text) || isWeekdays(text) ? null : text;
  const read = readCalendar(text, (says, at) => {
    wrong.push({ line: null, ...at, ...(file === null ? { line: null } : {}), says });
  });
  if (wrong.length === 0 && !leavesBankDays(read.calendar)) {
    wrong.push({
      line: null,
      says: "leaves no bank day at all, since all of them are among those that come back; name fewer",
    });
  }
  if (wrong.length > 0) context.addIssue(complaintOf(wrong, file));
  return read;
});

/** One mistake that is in no line of a file is the sentence itself. */
function complaintOf(wrong: readonly Mistake[], file: string | null): string {
  const lines = mistakeLines(wrong);
  if (wrong.length === 1 && wrong[0]?.line === null) return lines.join();
  return [`${mistakesWords(wrong)}${file === null ? "" : ` in ${named(basename(file))}`}`, ...lines].join(
    "\n",
  );
}

type Complain = (says: string, at?: Pick<Mistake, "line" | "column">) => void;

const isInline = (text: string) => text.startsWith("{");

/** Weekdays alone need no file; a path has a dot or a slash, and no weekday has. */
const isWeekdays = (text: string) => !/[./\\]/.test(text) && !isContent(text);

/** What would stand in a file, without the braces that tell it from a path. */
const isContent = (text: string) => KEYS.some((key) => text.startsWith(`${key}:`));

function readCalendar(text: string, complain: Complain): ReadCalendar {
  if (!isInline(text) && isWeekdays(text)) {
    return { ...NO_CALENDAR, calendar: { ...EVERY_DAY, weekdays: weekdays(text, complain, true) } };
  }
  const yaml = isInline(text) ? text : readText(text, complain);
  if (yaml === null) return NO_CALENDAR;
  const { value, mistakes, lineOf } = readYaml(yaml);
  for (const { says, ...at } of mistakes) complain(says, at);
  const at = (path: YamlPath) => (says: string) => complain(says, { line: lineOf(path) });
  if (!isMap(value)) {
    if (mistakes.length === 0)
      at([])(`holds no calendar; write holidays: and under it lines like ${EXAMPLE}`);
    return NO_CALENDAR;
  }
  for (const key of Object.keys(value)) {
    if (!KEYS.some((one) => one === key)) at([key])(unknownKey(key));
  }
  return {
    calendar: {
      weekdays:
        value["weekdays"] === undefined ? EVERY_DAY.weekdays : weekdays(value["weekdays"], at(["weekdays"])),
      holidays: days("holidays", value["holidays"], at),
      noFile: days("noFile", value["noFile"], at),
    },
    freeze: value["freeze"] === undefined ? null : monthEndFreeze(value["freeze"], at(["freeze"])),
  };
}

const frozenDays = z.int().min(0).max(MOST_FROZEN).default(0);
const freezeSchema = z.strictObject({ last: frozenDays, first: frozenDays });

/** `{last: 2, first: 1}`: the last two bank days of each month and the first one of the next. */
function monthEndFreeze(value: unknown, complain: Complain): MonthEndFreeze | null {
  const read = freezeSchema.safeParse(value);
  if (read.success && read.data.last + read.data.first > 0) return read.data;
  complain(
    `freeze says how many bank days at a month's end, last, and at the beginning of the next, first, of 0 to ${MOST_FROZEN} each; write freeze: {last: 2, first: 1}`,
  );
  return null;
}

function unknownKey(key: string): string {
  const meant = nearest(key.toLowerCase(), KEYS);
  const helps = meant === undefined ? `there are ${KEYS.join(", ")}` : `did you mean ${meant}?`;
  return readDate(key) === null
    ? `${named(key)} is no key of a calendar; ${helps}`
    : `${named(key)} stands beside the keys of the calendar; indent it by blanks under holidays: or noFile:`;
}

/** A dash with a blank beside it, which would be a word of its own. */
const SPACED_RANGE = /\s[-–—]|[-–—]\s/;
const SPACED_DASH = /\s*[-–—]\s*/g;

/** `mon-fri`, `sun-thu` or `mon, wed`; a list in YAML is the same. */
function weekdays(value: unknown, complain: Complain, isAlone = false): readonly number[] {
  if (isMap(value)) {
    complain("weekdays has keys of its own; write weekdays: mon-fri");
    return EVERY_DAY.weekdays;
  }
  const spaced = [value].flat().find((text) => SPACED_RANGE.test(String(text)));
  if (spaced !== undefined) {
    const text = String(spaced).trim();
    complain(`${named(text)} has blanks around a dash; write ${text.replaceAll(SPACED_DASH, "-")}`);
    return EVERY_DAY.weekdays;
  }
  const words = (Array.isArray(value) ? value : String(value ?? "").split(/[\s,]+/))
    .map((word) => String(word).trim())
    .filter((word) => word !== "");
  if (words.length === 0) {
    complain("weekdays names no day, so that no day would ever be a bank day; write mon-fri");
  }
  const numbers = words.flatMap((word) => {
    const ends = word
      .toLowerCase()
      .split(/[-–—]/)
      .map((end) => weekdayNumber(end));
    const [first, last = first] = ends;
    if (ends.length > 2 || !first || !last) {
      complain(
        `${named(word)} is no weekday; write mon, tue, wed, thu, fri, sat, sun, from one to another like mon-fri${isAlone ? ", or the path of a file such as ./calendar.yaml" : ""}`,
      );
      return [];
    }
    // From Sunday to Thursday goes round the end of the week.
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => ((first - 1 + index) % 7) + 1);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function weekdayNumber(word: string): number | null {
  const at = weekdayNames.findIndex(
    (name) => word.length >= 3 && (name.toLowerCase() === word || name.slice(0, 3).toLowerCase() === word),
  );
  return at < 0 ? null : at + 1;
}

/** A date as it is written, its name, and where it stands. */
interface DatedName {
  readonly date: string;
  readonly name: unknown;
  readonly path: YamlPath;
}

/** A map of dates to names, or a list of dates, or of both. */
function days(
  key: string,
  value: unknown,
  at: (path: YamlPath) => Complain,
): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object") {
    at([key])(`${key} is neither a list of dates nor dates with names; write ${key}: {${EXAMPLE}}`);
    return {};
  }
  const written = Array.isArray(value)
    ? value.flatMap((one, index) =>
        isMap(one) ? datesIn(one, [key, index]) : [{ date: String(one), name: "", path: [key, index] }],
      )
    : datesIn(value as Readonly<Record<string, unknown>>, [key]);
  if (written.length > MOST.days) {
    at([key])(`${key} has ${written.length} dates, the limit is ${MOST.days}; leave out those of past years`);
    return {};
  }
  const read = new Map<string, string>();
  for (const { date, name, path } of written) {
    const text = String(name ?? "").trim();
    const which = readDate(date);
    if (which === null) {
      at(path)(
        `${named(date)} under ${key} is no date; write YYYY-MM-DD, MM-DD for one that comes back each year, or 2nd sat for one of each month`,
      );
    } else if (read.has(which)) {
      at(path)(`${named(date)} stands under ${key} once more; leave one of them`);
    } else if (
      (typeof name === "object" && name !== null) ||
      text.length > MOST.nameCharacters ||
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
    ) {
      at(path)(
        `the name of ${date} under ${key} is not one line of at most ${MOST.nameCharacters} plain characters; shorten it`,
      );
    } else read.set(which, text);
  }
  return Object.fromEntries([...read].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function datesIn(dates: Readonly<Record<string, unknown>>, path: YamlPath): readonly DatedName[] {
  return Object.entries(dates).map(([date, name]) => ({ date, name, path: [...path, date] }));
}

/** A date, one that comes back, or one of a month's weekdays, as the calendar has it; `null` for none of them. */
function readDate(text: string): string | null {
  // A leap year has each date that comes back.
  if (parseDay(/^\d{2}-\d{2}$/.test(text) ? `2024-${text}` : text) !== null) return text;
  const [nth = "", word = ""] = text.trim().toLowerCase().split(/\s+/);
  const weekday = weekdayNumber(word);
  const isOrdinal = ordinals.some((one) => one === nth);
  return weekday !== null && isOrdinal && text.trim().split(/\s+/).length === 2
    ? `${nth} ${weekdayNames[weekday - 1]?.slice(0, 3).toLowerCase()}`
    : null;
}

function readText(path: string, complain: Complain): string | null {
  if (isContent(path)) {
    complain("is what would stand in a file; put it between braces, such as {weekdays: mon-fri}");
    return null;
  }
  if (/^\w+:\/\//.test(path)) {
    complain(
      "is a URL, and the calendar is read from this machine alone, before anything is asked of AWS; put the file here and name its path, or write what stands in it between braces, such as {weekdays: mon-fri}",
    );
    return null;
  }
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MOST.fileBytes) {
      complain(`the file ${named(path)} has over ${MOST.fileBytes} bytes; name the calendar's own file`);
      return null;
    }
    const text = textIn(bytes);
    if (typeof text === "string") return text;
    complain(text.says, text);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why: Readonly<Record<string, string>> = {
      ENOENT: "is not there; put it there, or write mon-fri for weekdays alone",
      EISDIR: "is a folder; name a file in it",
      EACCES: "may not be read by this process; give it the right to",
    };
    complain(`the file ${named(path)} ${why[code] ?? `cannot be read (${code}); name another`}`);
  }
  return null;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
