import { Temporal } from "temporal-polyfill";
import type { Day } from "../../day.ts";
import { addDays, daysOf } from "../../day.ts";
import { isBankDay, weekdayOf } from "../../schedule/bank-days.ts";
import type { ReadBy } from "./day-names.ts";
import { months, OF_BANK, weekday } from "./day-names.ts";

/** The days of a month or of a week, oldest first. */
type Period = readonly Day[];

const MONTH = "(?<month>(?:(?:the|this|last|past|previous|next) )?month|[a-z]{3,9}(?:,? \\d{4})?)";
const WHICH = "(?<which>last|\\d{1,2}(?:st|nd|rd|th))";
const OF_MONTH = new RegExp(`^${WHICH} (?<what>(?:${OF_BANK})?day|[a-z]{3,9}) (?:of|in) ${MONTH}$`);
const DAY = new RegExp(`^(?:${OF_BANK})?day$`);
const EDGE_OF_MONTH = new RegExp(`^(?:(?<edge>end|start|beginning) of )${MONTH}$`);
const WEEK = "(?<week>last|past|previous|this|next) week";
const OF_WEEK = [
  `^(?<day>[a-z]{3,9}),? (?:of |in )?(?:the )?${WEEK}$`,
  `^${WEEK},? (?:on )?(?<day>[a-z]{3,9})$`,
].map((words) => new RegExp(words));

/**
 * The days that may be meant by words that name one by the month or the week that it is in, as `last bank day of october` and
 * `friday next week`; `null`: the words name none that way. Ordinals are written in digits.
 */
export function dayWithinPeriod(text: string, by: ReadBy): readonly Day[] | null {
  return ofMonth(text, by) ?? atEdge(text, by) ?? ofWeek(text, by);
}

function ofMonth(text: string, by: ReadBy): readonly Day[] | null {
  const { which = "", what = "", month = "" } = OF_MONTH.exec(text)?.groups ?? {};
  const period = which === "" ? null : monthMeant(month, by);
  if (period === null) return null;
  const wanted = weekday(what);
  const isOfBank = what !== "day" && what.endsWith("day") && wanted === null;
  if (wanted === null && !DAY.test(what)) return null;
  const days = period.filter((day) =>
    wanted === null
      ? !isOfBank || isBankDay(by.calendar, day)
      : weekday(weekdayOf(day).toLowerCase()) === wanted,
  );
  const day = which === "last" ? days.at(-1) : days[Number.parseInt(which, 10) - 1];
  return day === undefined ? null : [day];
}

/** Where the month ends with no bank day, its last one may be meant as well. */
function atEdge(text: string, by: ReadBy): readonly Day[] | null {
  const { edge, month = "" } = EDGE_OF_MONTH.exec(text)?.groups ?? {};
  const period = edge === undefined ? null : monthMeant(month, by);
  if (period === null) return null;
  const bank = period.filter((day) => isBankDay(by.calendar, day));
  const at = edge === "end" ? -1 : 0;
  const days = [bank.at(at), period.at(at)].filter((day) => day !== undefined);
  return [...new Set(days)];
}

function ofWeek(text: string, { today }: ReadBy): readonly Day[] | null {
  const { day: name = "", week } =
    OF_WEEK.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined) ?? {};
  const wanted = weekday(name);
  if (wanted === null || week === undefined) return null;
  const now = weekday(weekdayOf(today).toLowerCase()) ?? 0;
  const weeks = week === "next" ? 1 : week === "this" ? 0 : -1;
  return [addDays(today, wanted - now + 7 * weeks)];
}

/** A month by its name, in the year in which it is nearest to have come; or by its place beside today's. `null`: it is none. */
function monthMeant(words: string, { today, ahead = false }: ReadBy): Period | null {
  const now = Temporal.PlainDate.from(today).toPlainYearMonth();
  const [, which] = /^(?:(the|this|last|past|previous|next) )?month$/.exec(words) ?? [];
  if (words.endsWith("month"))
    return daysIn(
      now.add({ months: which === "next" ? 1 : ["the", "this", undefined].includes(which) ? 0 : -1 }),
    );
  const [, name = "", year] = /^([a-z]{3,9})\.?(?:,? (\d{4}))?$/.exec(words) ?? [];
  const month = months.findIndex((one) => one === name || (one.startsWith(name) && name.length <= 4)) + 1;
  if (month === 0 || name.length < 3) return null;
  if (year !== undefined) return daysIn(Temporal.PlainYearMonth.from({ year: Number(year), month }));
  const isToCome = month > now.month;
  // The month after this one is rather itself than that of a year ago.
  const isNext = (now.month % 12) + 1 === month;
  const years = ahead ? (month < now.month ? 1 : 0) : isNext ? (isToCome ? 0 : 1) : isToCome ? -1 : 0;
  return daysIn(Temporal.PlainYearMonth.from({ year: now.year + years, month }));
}

function daysIn(month: Temporal.PlainYearMonth): Period {
  const first = month.toPlainDate({ day: 1 }).toString() as Day;
  return daysOf(first, month.toPlainDate({ day: month.daysInMonth }).toString() as Day);
}

const nths: readonly string[] = ["first", "second", "third", "fourth"];
const WEEK_OF_MONTH = new RegExp(
  `^(?:the )?(?<nth>${nths.join("|")}|[1-4](?:st|nd|rd|th)|last) week (?:of|in) ${MONTH}$`,
);

/**
 * The bank days that may be meant by `first week of november`, each as its first and its last day: seven days from the first on, the
 * first whole week, or the week that has the first in it. `null`: the words name no week of a month.
 */
export function weeksOfMonth(
  words: string,
  by: ReadBy,
): readonly { readonly from: Day; readonly until: Day }[] | null {
  const { nth = "", month = "" } = WEEK_OF_MONTH.exec(words)?.groups ?? {};
  const days = nth === "" ? null : monthMeant(month, by);
  if (days === null) return null;
  const at = /^\d/.test(nth) ? Number.parseInt(nth, 10) - 1 : nths.indexOf(nth);
  const mondays = days.flatMap((day, index) => (weekdayOf(day) === "Monday" ? [index] : []));
  const calendarWeeks = [0, ...mondays.filter((index) => index > 0)];
  const begins =
    at < 0
      ? [days.length - 7, mondays.at(-1), mondays.filter((index) => index + 7 <= days.length).at(-1)]
      : [at * 7, mondays[at], calendarWeeks[at]];
  const weeks = begins.flatMap((index) => {
    if (index === undefined) return [];
    const sunday = mondays.find((monday) => monday > index) ?? days.length;
    const isSevenDays = index === begins[0];
    const bank = days
      .slice(index, isSevenDays ? index + 7 : sunday)
      .filter((day) => isBankDay(by.calendar, day));
    const [from, until] = [bank[0], bank.at(-1)];
    return from === undefined || until === undefined ? [] : [{ from, until }];
  });
  return weeks.filter(
    (week, index) =>
      index === weeks.findIndex(({ from, until }) => from === week.from && until === week.until),
  );
}

/** All bank days of a month that is named, up to today where it goes on, as `all of october`; `null`: it is none. */
export function wholeMonth(words: string, by: ReadBy): { readonly from: Day; readonly until: Day } | null {
  const [, name = ""] =
    /^(?:(?:the )?(?:whole|entire|all|month|whole month|all days|every day)(?: of| in)? (?:the )?)?([a-z]{3,9}\.?(?:,? \d{4})?)$/.exec(
      words,
    ) ?? [];
  const { today, ahead = false } = by;
  const days = monthMeant(name, by)?.filter((day) => isBankDay(by.calendar, day)) ?? [];
  const come = days.filter((day) => (ahead ? day >= today : day <= today));
  const [from, until] = come.length > 0 ? [come[0], come.at(-1)] : [days[0], days.at(-1)];
  return from === undefined || until === undefined ? null : { from, until };
}

/** What stands behind a day and makes another of it, or several. */
const AFTER_A_DAY =
  /^(?:of|in|next|last|this|past|previous|prior|coming|before|after|at|from|to|until|till|til|through|thru|and|or|but|except|excluding|excl|without|minus|plus|weeks?|ago|earlier|later|back|then|between|since|by|(?:bank|banking|business|working|work) ?days?|noon|midnight|morning|evening|tonight|[-+&,.…–—]+)$/;

/** A time or a date, or what a name of a day says. */
function namesTime(word: string): boolean {
  const bare = word
    .toLowerCase()
    .replace(/[.,;:!?]+$/, "")
    .replace(/['’]s$/, "");
  const isDay = ["today", "tomorrow", "yesterday", "o'clock"].includes(bare);
  const isMonth =
    bare !== "may" &&
    bare !== "march" &&
    months.some((one) => one === bare || (bare.length === 3 && one.startsWith(bare)));
  return (
    isDay ||
    isMonth ||
    /^\d[\d./:-]*(?:st|nd|rd|th|[ap]m|h)?$/.test(bare) ||
    (bare !== "sun" && bare !== "sat" && weekday(bare) !== null)
  );
}

/**
 * Whether words that are left over behind a day may change which day is meant: `of october`, `next week`, `at 5pm`. Other words may
 * be its reason, or nothing.
 */
export function mayChangeDay(extra: readonly string[]): boolean {
  const [first = ""] = extra;
  const two = extra.slice(0, 2).join(" ").toLowerCase();
  return (
    AFTER_A_DAY.test(first.toLowerCase().replace(/,$/, "")) || AFTER_A_DAY.test(two) || extra.some(namesTime)
  );
}
