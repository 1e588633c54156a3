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

/** From then on the hours of every zone begin at a quarter of an hour of UTC; before, some were off by seconds. */
const EVEN_SINCE_MS = Date.UTC(1973, 0);

/** So long a date is written the same way: at most until the smallest unit in it, or the day, can be another one. */
function holdsMs({ hour, second }: Intl.DateTimeFormatOptions): number {
  if (second !== undefined) return 1_000;
  return hour === undefined ? 900_000 : 60_000;
}

/**
 * A writer of dates, kept by zone and language with what it wrote last: to make one takes a hundred times as long as to use it,
 * and to use it for each of many messages of one minute half as long as to draw them.
 */
function written(options: Intl.DateTimeFormatOptions): Write {
  const kept = new Map<string, { readonly format: Intl.DateTimeFormat; span: number; text: string }>();
  const spanMs = holdsMs(options);
  return (at, { locale, zone }) => {
    const key = `${locale} ${zone}`;
    const format = () => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    const last = kept.get(key) ?? { format: format(), span: Number.NaN, text: "" };
    kept.set(key, last);
    // Nothing is equal to NaN: it is written anew.
    const span = at.getTime() < EVEN_SINCE_MS ? Number.NaN : Math.floor(at.getTime() / spanMs);
    if (span !== last.span) Object.assign(last, { span, text: last.format.format(at) });
    return last.text;
  };
}

const weekday = written({ weekday: "long" });
const monthDay = written({ month: "long", day: "numeric" });
const yearOf = written({ year: "numeric" });

const numbers = written({});
const dateLong: Write = (at, reader) =>
  `${weekday(at, reader)}, ${withOrdinal(at, reader)}, ${yearOf(at, reader)}`;
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
  date_num: (at, reader) => numbers(at, { ...reader, locale: "en-CA" }),
  date_slash: written({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date,
  date_short: dateShort,
  date_long: dateLong,
  date_long_full: written({ year: "numeric", month: "long", day: "numeric" }),
  date_pretty: orNear(date),
  date_short_pretty: orNear(dateShort),
  date_long_pretty: orNear(dateLong),
  day_divider_pretty: orNear((at, reader) => `${weekday(at, reader)}, ${date(at, reader)}`),
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

const ordinal = new Intl.PluralRules("en", { type: "ordinal" });

/** `December 23rd` in English, the language's own way elsewhere. */
function withOrdinal(at: Date, reader: Reader): string {
  const monthAndDay = monthDay(at, reader);
  if (!reader.locale.startsWith("en")) return monthAndDay;
  const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd" };
  return monthAndDay.replace(/\d+/, (day) => `${day}${endings[ordinal.select(Number(day))] ?? "th"}`);
}

function dayNumber(at: Date, reader: Reader): number {
  return Date.parse(tokens["date_num"]?.(at, reader) ?? "") / (DAY_SECONDS * 1_000);
}
