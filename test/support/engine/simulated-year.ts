import { Temporal } from "temporal-polyfill";
import type { Day } from "../../../src/domain/day.ts";
import { dayIn, timeIn } from "../../../src/domain/day.ts";
import type { CategoryCount } from "../../../src/domain/loans/category-counts.ts";
import { total } from "../../../src/domain/loans/category-counts.ts";
import { defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import type { SeenFile } from "../../../src/domain/loans/file-readiness.ts";
import { readinessOf } from "../../../src/domain/loans/file-readiness.ts";
import { weigh } from "../../../src/domain/loans/finding.ts";
import { judge } from "../../../src/domain/loans/plausibility.ts";
import { parseScheduleMemory, scheduleMemoryOf } from "../../../src/domain/messages/schedule-memory.ts";
import { DayHeld } from "../../../src/domain/problem.ts";
import type { BankCalendar } from "../../../src/domain/schedule/bank-days.ts";
import { dueAt } from "../../../src/domain/schedule/due-days.ts";
import type { Timetable } from "../../../src/jobs/schedule/timetable.ts";
import type { RedisConnection } from "../../../src/jobs/store/redis.ts";
import type { OwnTimetable } from "./own-timetable.ts";
import { ownTimetable } from "./own-timetable.ts";

/** What happens to a day's file, and what people do; times on the wall of the bank. */
type Happens =
  /** The file is there at that time of the day. */
  | { readonly is: "late"; readonly until: string }
  /** It is there on the next day at eleven, and somebody presses Try again at noon. */
  | { readonly is: "missing" }
  /** It never comes, and somebody skips the day on the next one at noon. */
  | { readonly is: "never" }
  /** It is broken, and somebody presses Retry at noon. */
  | { readonly is: "broken" }
  /** It is there when its time comes, half of it, and is written to until then. */
  | { readonly is: "growing"; readonly until: string }
  /** The file of the bank day before, or one row in a hundred of it; the right one is there at eleven, and somebody presses Retry at noon. */
  | { readonly is: "repeated" | "shrunk" }
  /** It was right and is told; at that time of the day another one is put in its place. */
  | { readonly is: "replaced"; readonly at: string };

/** A bank, and all that befalls it in a year. */
export interface Bank {
  readonly zone: string;
  readonly at: string;
  readonly deadline: string;
  /** The calendar in January, and the one with which the app starts again on a day. */
  readonly calendar: BankCalendar;
  readonly changed: { readonly on: string; readonly calendar: BankCalendar };
  readonly first: string;
  readonly last: string;
  readonly happens: Readonly<Record<string, Happens>>;
  /** Nothing runs from the beginning of the first to the evening of the last. */
  readonly down: { readonly from: string; readonly until: string };
  /** Typed on a day at noon. */
  readonly skips: readonly {
    readonly on: string;
    readonly from: string;
    readonly until: string;
    readonly back?: true;
  }[];
  /** Redis loses all that it knows of the schedule on that evening. */
  readonly emptied: string;
}

/** What a day came to. */
export interface Row {
  readonly day: string;
  /** On the wall: each time at which its run was opened. */
  readonly asked: string[];
  /** On the wall: each time at which it was told. */
  readonly told: string[];
  /** How many loans, each time. */
  readonly loans: number[];
  /** On the wall, each time at which it was held, and why. */
  readonly held: string[];
}

/** What a batch came to. */
type Judged =
  | { readonly is: "succeeded"; readonly loans: number }
  | { readonly is: "held"; readonly says: string }
  | { readonly is: "failed"; readonly code: string };

/** The loans of a day, from 480 to 520 by its date. */
export function loansOf(day: string): readonly CategoryCount[] {
  const turn = (Date.parse(day) / 86_400_000) % 41;
  return [
    { category: "HOUSING", count: 280 + turn },
    { category: "GOLD LOAN", count: 150 },
    { category: "SHOPPING", count: 50 },
  ];
}

const hundredth = ({ category, count }: CategoryCount) => ({ category, count: Math.ceil(count / 100) });

/** The wall calendar, by JavaScript's own: nothing of the product is asked. */
function wallDays(from: string, until: string): readonly string[] {
  const days: string[] = [];
  for (let ms = Date.parse(`${from}T12:00Z`); ms <= Date.parse(`${until}T12:00Z`); ms += 86_400_000) {
    days.push(new Date(ms).toISOString().slice(0, 10));
  }
  return days;
}

function isBankDay({ weekdays, holidays, noFile }: BankCalendar, day: string): boolean {
  const weekday = new Date(`${day}T12:00Z`).getUTCDay() || 7;
  const off = { ...holidays, ...noFile };
  return weekdays.includes(weekday) && !(day in off) && !(day.slice(5) in off);
}

/** Days of which a summary must have been told by the end of the year, each once, and those of which none may have been. */
export function expectedOf(bank: Bank): {
  readonly told: readonly string[];
  readonly skipped: ReadonlySet<string>;
} {
  const never = Object.entries(bank.happens).flatMap(([day, { is }]) => (is === "never" ? [day] : []));
  const skipped = new Set(never);
  for (const { from, until, back } of bank.skips) {
    for (const day of wallDays(from, until)) back ? skipped.delete(day) : skipped.add(day);
  }
  const told = wallDays(bank.first, bank.last).filter((day) => {
    const calendar = day < bank.changed.on ? bank.calendar : bank.changed.calendar;
    return isBankDay(calendar, day) && !skipped.has(day);
  });
  return { told, skipped };
}

/** Lives through the year of that bank. */
export async function liveThrough(
  bank: Bank,
  redis: RedisConnection,
): Promise<{ readonly rows: ReadonlyMap<string, Row>; readonly own: OwnTimetable }> {
  const own = await ownTimetable(redis);
  const { zone } = bank;
  const wall = (day: string, time: string) => dueAt(day as Day, { time, zone });
  const rows = new Map<string, Row>();
  const rowOf = (day: string): Row => {
    const row = rows.get(day) ?? { day, asked: [], told: [], loans: [], held: [] };
    rows.set(day, row);
    return row;
  };
  const fileAt = (day: string): Date => {
    const happens = bank.happens[day];
    if (happens?.is === "late") return wall(day, happens.until);
    if (happens?.is === "missing") return wall(next(day), "11:00");
    return happens?.is === "never" ? new Date("2999-01-01") : hourBefore(wall(day, bank.at));
  };
  own.around.daily = {
    ...own.around.daily,
    zone,
    at: bank.at,
    deadline: bank.deadline,
    calendar: bank.calendar,
  };
  own.around.createdAt = wall(bank.first, "00:00").toISOString();
  own.around.file = (day) => seenAt(day, own.around.now);

  /** What a look at the day's file shows at that moment: one that is written to was written to just now. */
  function seenAt(day: string, moment: Date): SeenFile | null {
    if (fileAt(day) > moment) return null;
    const happens = bank.happens[day];
    const isGrowing = happens?.is === "growing" && moment < wall(day, happens.until);
    const isReplaced = happens?.is === "replaced" && moment >= wall(day, happens.at);
    const modified = isGrowing ? moment : isReplaced ? wall(day, happens.at) : settledAt(day);
    return { bytes: isReplaced ? 2 : 1, modifiedAt: modified.toISOString() };
  }

  function settledAt(day: string): Date {
    const happens = bank.happens[day];
    return happens?.is === "growing" ? wall(day, happens.until) : fileAt(day);
  }

  /** Published days, newest first. */
  const published = () =>
    [...rows.values()]
      .filter(({ told }) => told.length > 0)
      .sort((a, b) => (a.day < b.day ? 1 : -1))
      .map(({ day }) => ({ day: day as Day, counts: loansOf(day) }));

  /** What a batch of that day comes to at that moment, as the product judges the file that is there then. */
  function outcomeOf(day: string, moment: Date): Judged {
    const seen = seenAt(day, moment);
    if (seen === null) return { is: "failed", code: "source-missing" };
    if (readinessOf(seen, { now: moment, pace: 1 }).is !== "ready")
      return { is: "failed", code: "source-unfinished" };
    const is = bank.happens[day]?.is;
    const isWrong = moment < wall(day, "11:00");
    if (is === "broken" && moment < wall(day, "12:00")) return { is: "failed", code: "broken" };
    const before = published().filter((one) => one.day < day);
    const [last] = before;
    const isRepeated = is === "repeated" && isWrong && last !== undefined;
    const whole = isRepeated ? last.counts : loansOf(day);
    const counts = is === "shrunk" && isWrong ? whole.map(hundredth) : whole;
    const findings = judge(
      { counts, columns: [], sameAs: isRepeated ? last.day : null },
      { day: day as Day, earlier: before, published: before, contract: defaultContract },
    );
    const told = weigh(findings, { released: [], of: null });
    return told instanceof DayHeld
      ? { is: "held", says: told.says }
      : { is: "succeeded", loans: total(counts) };
  }

  /** Every batch that was asked for ends at once, by what its file is. */
  async function work(moment: Date): Promise<void> {
    for (const { run } of await own.reader.live()) {
      const day = run.target.day ?? "";
      const stamp = `${dayIn(zone, moment)} ${timeIn(zone, moment)}`;
      const row = rowOf(day);
      if (!opened.has(run.id)) row.asked.push(stamp);
      opened.add(run.id);
      const outcome = outcomeOf(day, moment);
      if (outcome.is === "held") row.held.push(`${stamp} (${outcome.says})`);
      if (outcome.is === "succeeded") {
        row.told.push(stamp);
        row.loans.push(outcome.loans);
      }
      await own.ends(day, outcome.is, outcome.is === "failed" ? outcome.code : "day-held");
      own.around.now = moment;
    }
  }

  async function look(timetable: Timetable, moment: Date): Promise<void> {
    own.around.now = moment;
    for (let round = 0; round < 12; round += 1) {
      await timetable.compare();
      if ((await own.reader.live()).length === 0) return;
      await work(moment);
    }
    throw new Error(`at ${moment.toISOString()} it does not come to an end`);
  }

  async function atNoon(day: string): Promise<void> {
    const before = previous(day);
    for (const [of, { is }] of Object.entries(bank.happens)) {
      if (is === "never" && of === before)
        await own.desk.skip(range(of), { user: "U0OPERATOR", why: "no file" });
      const isOfToday = ["broken", "repeated", "shrunk"].includes(is) && of === day;
      const isRetried = (is === "missing" && of === before) || isOfToday;
      if (isRetried) await own.intake.retry(`batch-loans-${of}-g1`, "U0OPERATOR");
    }
    for (const { on, from, until, back } of bank.skips) {
      if (on !== day) continue;
      if (back) await own.desk.unskip(range(from, until), "U0OPERATOR");
      else await own.desk.skip(range(from, until), { user: "U0OPERATOR", why: "closed" });
    }
  }

  const opened = new Set<string>();
  let timetable = own.worker();
  for (const day of wallDays(bank.first, bank.last)) {
    if (day === bank.changed.on) {
      own.around.daily = { ...own.around.daily, calendar: bank.changed.calendar };
      timetable = own.worker();
    }
    const isDown = day >= bank.down.from && day <= bank.down.until;
    const due = wall(day, bank.at);
    if (!isDown) {
      // A minute before midnight's due it is still the day before.
      await look(timetable, new Date(due.getTime() - 60_000));
      await look(timetable, due);
      const between = bank.happens[day] === undefined ? [] : ["05:10", "08:10", "08:40"];
      for (const time of [...between, "09:00", "09:05"]) await look(timetable, wall(day, time));
      own.around.now = wall(day, "12:00");
      await atNoon(day);
      await work(own.around.now);
      await look(timetable, wall(day, "12:01"));
    }
    if (day === bank.emptied) await empty(own, redis);
    if (!isDown || day === bank.down.until) await look(timetable, wall(day, "20:00"));
  }
  return { rows, own };
}

/** Redis forgets the schedule; the channel remembers. */
async function empty(own: OwnTimetable, redis: RedisConnection): Promise<void> {
  const told = [...own.around.notices.values()]
    .flatMap((notice) => scheduleMemoryOf(notice) ?? [])
    .toReversed()
    .map((memory) => parseScheduleMemory(JSON.stringify(memory)))
    .flatMap((memory) => (memory === null ? [] : [{ ...memory, at: own.around.now }]));
  await redis.del(own.keys.schedule, own.keys.decided, own.keys.daybook);
  await own.store.recall(told);
}

const hourBefore = (moment: Date) => new Date(moment.getTime() - 3_600_000);
const next = (day: string) => Temporal.PlainDate.from(day).add({ days: 1 }).toString();
const previous = (day: string) => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
const range = (from: string, until = from) => ({ from: from as Day, until: until as Day });

/** The year in lines: how many days were told at once, at which time, and each other day with all that became of it. */
export function table(bank: Bank, rows: ReadonlyMap<string, Row>): readonly string[] {
  const all = wallDays(bank.first, bank.last);
  const isPlain = ({ day, asked, told }: Row) =>
    asked.length === 1 && told.length === 1 && asked[0] === told[0] && asked[0] === `${day} ${bank.at}`;
  const plain = all.filter((day) => {
    const row = rows.get(day);
    return row !== undefined && isPlain(row);
  });
  const none = all.filter((day) => !rows.has(day));
  return [
    `${all.length} days: ${plain.length} told at ${bank.at}, ${none.length} passed over`,
    ...[...rows.values()]
      .filter((row) => !isPlain(row))
      .sort((a, b) => (a.day < b.day ? -1 : 1))
      .map(({ day, asked, held, told }) =>
        [
          `${day}: asked ${asked.join(", ")}`,
          ...held.map((one) => `held ${one}`),
          `told ${told.join(", ") || "never"}`,
        ].join("; "),
      ),
  ];
}
