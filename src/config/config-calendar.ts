import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { parseDay } from "../domain/day.ts";
import type { BankCalendar } from "../domain/schedule/bank-days.ts";
import { EVERY_DAY, leavesBankDays, ordinals, weekdayNames } from "../domain/schedule/bank-days.ts";
import { named } from "./config-values.ts";

/** Ten years of holidays; a name is a few words, and each is shown in one line. */
const MOST = { days: 500, nameCharacters: 80, fileBytes: 65_536, told: 6 } as const;

const KEYS = ["weekdays", "holidays", "noFile"];

/** What helps against most that can be wrong. */
const EXAMPLE = "2026-12-25: Christmas";

/**
 * Bank days: `mon-fri`, the path of a YAML file, or what would stand in one, between braces. All that is wrong with it is
 * told in one complaint, each with what helps.
 */
export const bankCalendar = z.string().transform((text, context): BankCalendar => {
  const wrong: string[] = [];
  const calendar = readCalendar(text, (says) => void wrong.push(says));
  if (wrong.length === 0 && !leavesBankDays(calendar)) {
    wrong.push("leaves no bank day at all, since all of them are among those that come back; name fewer");
  }
  if (wrong.length > 0) {
    const [told, rest] = [wrong.slice(0, MOST.told), wrong.length - MOST.told];
    context.addIssue([...told, ...(rest > 0 ? [`and ${rest} more of the kind`] : [])].join("; "));
  }
  return calendar;
});

type Complain = (says: string) => void;

function readCalendar(text: string, complain: Complain): BankCalendar {
  const isInline = text.startsWith("{");
  // Weekdays alone need no file; a path has a dot or a slash, and no weekday has.
  if (!isInline && !/[./\\]/.test(text)) {
    return { ...EVERY_DAY, weekdays: weekdays(text, complain) };
  }
  const yaml = isInline ? text : readText(text, complain);
  if (yaml === null) return EVERY_DAY;
  const content = readYaml(yaml, isInline ? "what stands between the braces" : named(text), complain);
  if (content === null) return EVERY_DAY;
  for (const key of Object.keys(content)) {
    if (!KEYS.includes(key)) complain(`${named(key)} is no key of a calendar; there are ${KEYS.join(", ")}`);
  }
  return {
    weekdays:
      content["weekdays"] === undefined ? EVERY_DAY.weekdays : weekdays(content["weekdays"], complain),
    holidays: days("holidays", content["holidays"], complain),
    noFile: days("noFile", content["noFile"], complain),
  };
}

/** `mon-fri`, `sun-thu` or `mon, wed`; a list in YAML is the same. */
function weekdays(value: unknown, complain: Complain): readonly number[] {
  const words = (Array.isArray(value) ? value : String(value ?? "").split(/[\s,]+/))
    .map((word) => String(word).trim().toLowerCase())
    .filter((word) => word !== "");
  if (words.length === 0) {
    complain("weekdays names no day, so that no day would ever be a bank day; write mon-fri");
  }
  const numbers = words.flatMap((word) => {
    const ends = word.split(/[-–—]/).map((end) => weekdayNumber(end));
    const [first, last = first] = ends;
    if (ends.length > 2 || !first || !last) {
      complain(
        `${named(word)} is no weekday; write mon, tue, wed, thu, fri, sat, sun, from one to another like mon-fri, or the path of a file such as ./calendar.yaml`,
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

/** A map of dates to names, or a list of dates, or of both. */
function days(key: string, value: unknown, complain: Complain): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object") {
    complain(`${key} is neither a list of dates nor dates with names; write ${key}: {${EXAMPLE}}`);
    return {};
  }
  const entries = Array.isArray(value)
    ? value.flatMap((one): [string, unknown][] => (isMap(one) ? Object.entries(one) : [[String(one), ""]]))
    : Object.entries(value);
  if (entries.length > MOST.days) {
    complain(`${key} has ${entries.length} dates, the limit is ${MOST.days}; leave out those of past years`);
    return {};
  }
  const read = entries.flatMap(([date, name]): [string, string][] => {
    const text = String(name ?? "").trim();
    const which = readDate(date);
    if (which === null) {
      complain(
        `${named(date)} under ${key} is no date; write YYYY-MM-DD, MM-DD for one that comes back each year, or 2nd sat for one of each month`,
      );
      return [];
    }
    if (isMap(name) || text.length > MOST.nameCharacters || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) {
      complain(
        `the name of ${date} under ${key} is not one line of at most ${MOST.nameCharacters} plain characters; shorten it`,
      );
      return [];
    }
    return [[which, text]];
  });
  return Object.fromEntries(read.sort(([a], [b]) => (a < b ? -1 : 1)));
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
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MOST.fileBytes) {
      complain(`the file ${named(path)} has over ${MOST.fileBytes} bytes; name the calendar's own file`);
      return null;
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why: Readonly<Record<string, string>> = {
      ENOENT: "is not there; put it there, or write mon-fri for weekdays alone",
      EISDIR: "is a folder; name a file in it",
      EACCES: "may not be read by this process; give it the right to",
      ERR_ENCODING_INVALID_ENCODED_DATA: "is not UTF-8; save it as UTF-8",
    };
    complain(`the file ${named(path)} ${why[code] ?? `cannot be read (${code}); name another`}`);
    return null;
  }
}

function readYaml(text: string, what: string, complain: Complain): Readonly<Record<string, unknown>> | null {
  try {
    // Its own schema: a date stays text, and a key that stands there twice is refused.
    const content: unknown = parse(text, { maxAliasCount: 0 });
    if (isMap(content)) return content;
    complain(`${what} holds no calendar; write holidays: and under it lines like ${EXAMPLE}`);
  } catch (error) {
    const where = error instanceof YAMLParseError && error.linePos ? ` at line ${error.linePos[0].line}` : "";
    const why = error instanceof YAMLParseError ? error.code.toLowerCase().replaceAll("_", " ") : "an alias";
    complain(`${what} is no YAML${where} (${why}); write lines like ${EXAMPLE}`);
  }
  return null;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
