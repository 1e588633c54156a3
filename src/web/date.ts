import type { Reader } from "./reader.ts";

const DAY_SECONDS = 86_400;

/** The units of `{ago}` from the largest, in seconds. */
const units = [
  ["year", 365 * DAY_SECONDS],
  ["month", 30 * DAY_SECONDS],
  ["day", DAY_SECONDS],
  ["hour", 3_600],
  ["minute", 60],
] as const;

type Write = (at: Date, reader: Reader) => string;

const written =
  (options: Intl.DateTimeFormatOptions): Write =>
  (at, { locale, zone }) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(at);

const dateLong: Write = (at, reader) =>
  `${written({ weekday: "long" })(at, reader)}, ${withOrdinal(at, reader)}, ${yearOf(at, reader)}`;
const dateShort = written({ year: "numeric", month: "short", day: "numeric" });
const date: Write = (at, reader) => {
  const year = yearOf(at, reader);
  const isThisYear = year === yearOf(new Date(reader.now), reader);
  return isThisYear ? withOrdinal(at, reader) : `${withOrdinal(at, reader)}, ${year}`;
};

/**
 * What stands for a token of a date in Slack's mark-up (docs.slack.dev, "Formatting text for app surfaces" and "Date element",
 * November 2026).
 */
const tokens: Readonly<Record<string, Write>> = {
  date_num: (at, { zone }) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at),
  date_slash: written({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date,
  date_short: dateShort,
  date_long: dateLong,
  date_long_full: written({ year: "numeric", month: "long", day: "numeric" }),
  date_pretty: orNear(date),
  date_short_pretty: orNear(dateShort),
  date_long_pretty: orNear(dateLong),
  day_divider_pretty: orNear(
    (at, reader) => `${written({ weekday: "long" })(at, reader)}, ${date(at, reader)}`,
  ),
  time: written({ hour: "numeric", minute: "2-digit" }),
  time_secs: written({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

/**
 * A date as its format says, in the reader's zone; `null` where the format has a token that Slack does not know or the
 * moment (seconds since 1970) is none, so that the fallback is shown.
 */
export function writeDate(format: string, seconds: number, reader: Reader): string | null {
  const at = new Date(seconds * 1_000);
  if (Number.isNaN(at.getTime())) return null;
  const unknown = [...format.matchAll(/\{(\w+)\}/g)].some(([, name = ""]) => !Object.hasOwn(tokens, name));
  if (unknown) return null;
  return format.replaceAll(/\{(\w+)\}/g, (token, name: string) => tokens[name]?.(at, reader) ?? token);
}

/** `yesterday`, `today` and `tomorrow` by the reader's calendar; any other day as it is written otherwise. */
function orNear(write: Write): Write {
  return (at, reader) => {
    const days = dayNumber(at, reader) - dayNumber(new Date(reader.now), reader);
    if (Math.abs(days) > 1) return write(at, reader);
    return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(days, "day");
  };
}

function ago(at: Date, { now, locale }: Reader): string {
  const seconds = Math.round((at.getTime() - now) / 1_000);
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

/** `December 23rd` in English, the language's own way elsewhere. */
function withOrdinal(at: Date, reader: Reader): string {
  const monthAndDay = written({ month: "long", day: "numeric" })(at, reader);
  if (!reader.locale.startsWith("en")) return monthAndDay;
  const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd" };
  const rule = new Intl.PluralRules("en", { type: "ordinal" });
  return monthAndDay.replace(/\d+/, (day) => `${day}${endings[rule.select(Number(day))] ?? "th"}`);
}

function yearOf(at: Date, reader: Reader): string {
  return written({ year: "numeric" })(at, reader);
}

function dayNumber(at: Date, reader: Reader): number {
  return Date.parse(tokens["date_num"]?.(at, reader) ?? "") / (DAY_SECONDS * 1_000);
}
