import type { LockEnd, ScheduleWish } from "../../domain/commands/command.ts";
import type { DayRange } from "../../domain/commands/days/read-days.ts";
import type { Day } from "../../domain/day.ts";
import { dayIn, daysOf } from "../../domain/day.ts";
import { openDays } from "../../domain/runs/backfill.ts";
import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import { lastListedHoliday } from "../../domain/schedule/bank-days.ts";
import { calendarFacts } from "../../domain/schedule/calendar-facts.ts";
import { comingDays } from "../../domain/schedule/coming-days.ts";
import { actsOf } from "../../domain/schedule/daybook.ts";
import type { TodayAfterChange } from "../../domain/schedule/due-days.ts";
import { dueAt, nextDue, todayAfterChange } from "../../domain/schedule/due-days.ts";
import type { Expectation } from "../../domain/schedule/expected-days.ts";
import { expectationOf, isNewCalendar } from "../../domain/schedule/expected-days.ts";
import type { MonthEndFreeze } from "../../domain/schedule/month-end-freeze.ts";
import type { DayCame } from "../../domain/schedule/not-asked.ts";
import { askedAfterUnskip, dueByNow } from "../../domain/schedule/not-asked.ts";
import type {
  ScheduleChange,
  ScheduleEntry,
  ScheduleSetting,
  Skip,
} from "../../domain/schedule/schedule-setting.ts";
import { scheduleOf, settingOf } from "../../domain/schedule/schedule-setting.ts";
import { skipsIn } from "../../domain/schedule/skipped-since.ts";
import type { StackLock } from "../../domain/schedule/stack-lock.ts";
import { endOfLock, lockOf } from "../../domain/schedule/stack-lock.ts";
import type { Outbox } from "../messages/outbox.ts";
import type { Runs } from "../requests/requests.ts";
import type { RunView } from "../requests/run-view.ts";
import type { DeployLedger } from "../store/deploy-ledger.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { ScheduleDecision, ScheduleStore } from "../store/schedule-store.ts";
import type {
  GoesOn,
  LockAnswer,
  NextDay,
  ScheduleChanged,
  ScheduleView,
  Skipped,
  UnlockAnswer,
  Unskipped,
} from "./desk-answers.ts";
import { failedBeforeSkip } from "./failed-days.ts";
import { awaitedUntil } from "./late-days.ts";
import { changeNotice, sayDecidedAnew, skipNotice, unskipNotice } from "./reminders.ts";

/** What the bot may ask of the timetable. */
export interface ScheduleDesk {
  view(): Promise<ScheduleView>;
  /** What people decided to pass over, of all days. */
  skips(): Promise<ReadonlyMap<Day, Skip>>;
  change(wish: ScheduleWish, user: string, typed?: string): Promise<ScheduleChanged>;
  skip(days: DayRange, by: By & { readonly why: string }): Promise<Skipped>;
  unskip(days: DayRange, user: string, typed?: string): Promise<Unskipped>;
  /** The lock of the stack that holds now; `null`: none. */
  lock(): Promise<StackLock | null>;
  /** `taking`: the ISO time since which somebody else's has held that the person wants to take over; `null`: none. */
  putLock(
    wish: { readonly why: string; readonly until: LockEnd | null },
    by: By & { readonly taking: string | null },
  ): Promise<LockAnswer>;
  liftLock(by: By & { readonly taking: string | null }): Promise<UnlockAnswer>;
}

/** Who wants it, and by which line; a button has none. */
interface By {
  readonly user: string;
  readonly typed?: string | undefined;
}

/** Days and changes that `/loans schedule` shows. */
const SHOWN = { days: 5, changes: 5 } as const;

/** What changes the schedule or its lock, and is told in the channel. */
type ChangeDecision<Answer> = ScheduleDecision<Answer> & { readonly entry: ScheduleChange | null };

interface DeskParts {
  readonly store: Pick<ScheduleStore, "record" | "change" | "decisions" | "daybook" | "decide">;
  readonly ledger: Pick<RunLedger, "newestOf" | "newestOfDays" | "currentStack" | "ready">;
  readonly deploys: Pick<DeployLedger, "standsSince">;
  readonly runs: Pick<Runs, "view" | "live" | "summary" | "withdrawalOf" | "days">;
  /** What people decide is said in the channel, where also a Redis that was emptied learns it from. */
  readonly outbox: Pick<Outbox, "oweNotice" | "cardIsStale" | "amendAlert" | "renewNotices">;
  /** As configured. */
  readonly daily: {
    readonly zone: string;
    readonly at: string | null;
    readonly deadline: string | null;
    readonly calendar: BankCalendar;
    readonly freeze: MonthEndFreeze | null;
    readonly catchUpDays: number;
  };
  readonly stack: string;
  readonly now: () => Date;
}

/** Where people look at the schedule and change it; the timetable follows within a minute. */
export function createScheduleDesk(parts: DeskParts): ScheduleDesk {
  const { store, ledger, deploys, runs, outbox, daily, stack, now } = parts;

  /** Writes down what is decided by the record, and tells the channel of it. */
  async function write<Answer>(
    decide: (record: readonly ScheduleEntry[]) => ChangeDecision<Answer>,
    typed: string | undefined,
  ): Promise<Answer> {
    const { entry, answer } = await store.change(
      now(),
      (record) => {
        const decision = decide(record);
        return { entry: decision.entry, answer: decision };
      },
      typed,
    );
    if (entry !== null) await outbox.oweNotice(...changeNotice(entry, { now: now(), zone: daily.zone }));
    return answer;
  }

  /** What stands of the schedule, and what the timetable expects by it. */
  async function stands() {
    const [record, decisions, daybook] = await Promise.all([
      store.record(now()),
      store.decisions(),
      store.daybook(),
    ]);
    const setting = settingOf(record, daily.at);
    const schedule = scheduleOf(setting, daily.zone);
    const expected = expectationOf({ daybook, record, configured: daily.calendar, schedule });
    return { record, decisions, daybook, setting, schedule, expected };
  }

  const hasRun = async (day: Day) => (await ledger.newestOf({ stack, day })) !== null;

  return {
    async view(): Promise<ScheduleView> {
      await ledger.ready();
      const { record, decisions, daybook, setting, expected } = await stands();
      const { calendar } = expected;
      const skipOf = skipsIn(decisions);
      // That the timetable has begun is nobody's doing.
      const changes = record.filter(
        (entry): entry is ScheduleChange => entry.is !== "begun" && entry.is !== "off",
      );
      const next = await nextDays(setting, { expected, skipOf });
      const listedUntil = lastListedHoliday(calendar);
      return {
        setting,
        zone: daily.zone,
        deadline: daily.deadline,
        next,
        calendar: isNewCalendar([], calendar) ? calendarFacts(calendar, dayIn(daily.zone, now())) : null,
        listedUntil: next.some((one) => one.is === "due" && one.day > (listedUntil ?? one.day))
          ? listedUntil
          : null,
        changes: [...changes, ...actsOf(daybook)]
          .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
          .slice(0, SHOWN.changes),
      };
    },

    async skips() {
      await ledger.ready();
      const all = [...(await store.decisions())];
      return new Map(
        all.flatMap(([day, decision]) => (decision.is === "skipped" ? [[day, decision] as const] : [])),
      );
    },

    async change(wish: ScheduleWish, user: string, typed?: string) {
      await ledger.ready();
      const today = dayIn(daily.zone, now());
      const { entry, setting } = await write((record) => {
        const before = settingOf(record, daily.at);
        const change = changeOf(wish, before.paused, { today, zone: daily.zone });
        const written = change && { ...change, at: now().toISOString(), user, why: wish.why };
        return { entry: written, answer: { entry: written, setting: before } };
      }, typed);
      if (entry === null) return { is: "already" };
      switch (entry.is) {
        case "resumed":
          return { is: "changed", today: null, ...(await goesOnFrom(today)) };
        case "time":
          return { is: "changed", today: setting.paused === null ? await todayBy(entry.time) : null };
        default:
          return { is: "changed", today: null };
      }
    },

    async skip({ from, until }, { user, why, typed }): Promise<Skipped> {
      await ledger.ready();
      const { decisions, expected } = await stands();
      const skipped: Day[] = [];
      const known: Skipped["known"][number][] = [];
      const counted: Skipped["counted"][number][] = [];
      for (const day of daysOf(from, until)) {
        const decision = decisions.get(day);
        const found = decision?.is === "skipped" ? null : await countOf(day);
        if (decision?.is === "skipped") known.push({ day, skip: decision });
        else if (found !== null) counted.push({ day, ...found });
        else skipped.push(day);
      }
      const act = { user, why, at: now().toISOString() };
      const taken = await Promise.all(skipped.map((day) => runs.withdrawalOf(day)));
      const withdrawn = skipped.filter((_, at) => taken[at] !== null);
      if (skipped.length > 0) {
        await store.decide({ is: "skipped", ...act, days: skipped }, typed);
        await outbox.oweNotice(...skipNotice(skipped, act, { now: now(), zone: daily.zone, withdrawn }));
        await sayDecidedAnew(outbox, { days: skipped, newest: await runs.days(skipped), stack });
      }
      const noBankDays = skipped.flatMap((day) => {
        const because = expected.passedOver(day);
        return because === null ? [] : [{ day, because }];
      });
      const backfilled = await backfilling(skipped);
      return { skipped, withdrawn, known, counted, backfilled, noBankDays };
    },

    async lock() {
      await ledger.ready();
      return lockOf(await store.record(now()), now(), daily);
    },

    async putLock({ why, until }, { user, taking, typed }): Promise<LockAnswer> {
      await ledger.ready();
      return await write((record): ChangeDecision<LockAnswer> => {
        const held = lockOf(record, now(), daily);
        // The same press once more: the lock that it was to take over is theirs since.
        if (held?.user === user && taking !== null && held.at !== taking)
          return { entry: null, answer: { is: "yours", lock: held } };
        if (isKept(held, { user, taking })) return { entry: null, answer: { is: "held", lock: held } };
        const end = until === null ? null : endOfLock(until, daily.zone);
        if (end !== null && end <= now())
          return { entry: null, answer: { is: "over", until: end.toISOString() } };
        const at = now().toISOString();
        const from = takenFrom(held, user);
        const lock = { is: "locked", at, user, why, until: end?.toISOString() ?? null, ...from } as const;
        return { entry: lock, answer: { is: "locked", lock } };
      }, typed);
    },

    async liftLock({ user, taking, typed }): Promise<UnlockAnswer> {
      await ledger.ready();
      return await write((record): ChangeDecision<UnlockAnswer> => {
        const held = lockOf(record, now(), daily);
        if (held === null) return { entry: null, answer: { is: "free" } };
        if (isKept(held, { user, taking })) return { entry: null, answer: { is: "held", lock: held } };
        const at = now().toISOString();
        const entry = { is: "unlocked", at, user, why: null, ...takenFrom(held, user) } as const;
        return { entry, answer: { is: "unlocked", lock: held } };
      }, typed);
    },

    async unskip({ from, until }, user, typed): Promise<Unskipped> {
      await ledger.ready();
      const { decisions, setting, schedule, expected } = await stands();
      const days = daysOf(from, until);
      const unskipped = days.filter((day) => decisions.get(day)?.is === "skipped");
      const unknown = days.filter((day) => !unskipped.includes(day));
      const about = { setting, schedule, expected, firstDeploy: await firstDeploy(), now: now() };
      const newest = await ledger.newestOfDays(stack, [...unskipped, ...dueByNow(about)]);
      const came = new Map<Day, DayCame>();
      const awaited: Unskipped["awaited"][number][] = [];
      const isGoing = setting.time !== null && setting.paused === null;
      for (const day of unskipped) {
        const runId = newest.get(day);
        const view = runId === undefined ? null : await runs.view(runId);
        if (view === null) continue;
        const file = awaitedUntil(day, view, { expected, schedule, deadline: daily.deadline });
        const isAwaited = isGoing && file !== null && file > now();
        if (isAwaited) awaited.push({ day, until: file.toISOString() });
        came.set(day, isAwaited ? "awaited" : await cameOf(day, view));
      }
      const { dueNow, notAsked } = askedAfterUnskip(unskipped, {
        ...about,
        came,
        limit: daily.catchUpDays,
        hasRun: (day) => newest.has(day),
        isDecided: (day) => decisions.has(day),
      });
      if (unskipped.length > 0) {
        const act = { days: unskipped, user, at: now().toISOString() };
        const views = (await runs.days(act.days)).filter((of) => of !== null);
        const failed = failedBeforeSkip(views, skipsIn(decisions));
        await store.decide({ is: "unskipped", ...act }, typed);
        await outbox.oweNotice(...unskipNotice(act, notAsked, failed));
        for (const of of failed) await outbox.amendAlert(of, { backSince: act.at });
        await sayDecidedAnew(outbox, { days: unskipped, newest: views, stack });
      }
      return { unskipped, unknown, dueNow, awaited, notAsked };
    },
  };

  /** The day before which none is due, as the timetable has last seen it. */
  async function firstDeploy(): Promise<Day | null> {
    const [standsSince, current] = await Promise.all([deploys.standsSince(stack), ledger.currentStack()]);
    const [first] = [standsSince, current?.madeAt ?? null].filter((at) => at !== null).toSorted();
    return first === undefined ? null : dayIn(daily.zone, new Date(first));
  }

  /** What came of a day that has that run. */
  async function cameOf(day: Day, { run }: RunView): Promise<DayCame> {
    if (run.outcome === null) return "live";
    if ((await runs.summary(day)) !== null) return "counted";
    if ((await runs.withdrawalOf(day)) !== null) return "withdrawn";
    return run.outcome === "succeeded" ? "counted" : run.outcome;
  }

  /** What of these days a backfill is about to run. */
  async function backfilling(days: readonly Day[]): Promise<Skipped["backfilled"]> {
    if (days.length === 0) return [];
    return (await runs.live()).flatMap((view) => {
      const open = openDays(view);
      const those = days.filter((day) => open.includes(day));
      return those.length === 0 ? [] : [{ days: those, view }];
    });
  }

  /** What keeps a day from being skipped; `null`: nothing. */
  async function countOf(day: Day): Promise<{ readonly is: "done" | "live"; readonly view: RunView } | null> {
    const runId = await ledger.newestOf({ stack, day });
    const view = runId === null ? null : await runs.view(runId);
    if (view !== null && view.run.outcome === null) return { is: "live", view };
    const summary = await runs.summary(day);
    const counted = summary === null ? null : await runs.view(summary.runId);
    return counted === null ? null : { is: "done", view: counted };
  }

  async function goesOnFrom(today: Day): Promise<{ readonly goesOn?: GoesOn }> {
    const { decisions, expected } = await stands();
    const by = { expected, skipOf: skipsIn(decisions) };
    const first = comingDays({ first: today, count: 1, ...by }).find((one) => one.is === "due");
    return first === undefined ? {} : { goesOn: { day: first.day, isToday: first.day === today } };
  }

  /** `null` of a day that somebody has decided about, and of one that is no bank day. */
  async function todayBy(time: string): Promise<TodayAfterChange | null> {
    const moment = now();
    const today = dayIn(daily.zone, moment);
    const { decisions, expected } = await stands();
    if (decisions.has(today) || !expected.isDue(today)) return null;
    return todayAfterChange({ time, zone: daily.zone }, { now: moment, hasRun: await hasRun(today) });
  }

  async function nextDays(
    { time, paused }: ScheduleSetting,
    by: { readonly expected: Expectation; readonly skipOf: (day: Day) => Skip | null },
  ): Promise<readonly NextDay[]> {
    const at = time === null ? null : { time, zone: daily.zone };
    const due = at === null ? dayIn(daily.zone, now()) : nextDue(at, now()).day;
    const first =
      [due, ...(paused?.until === undefined ? [] : [paused.until.day as Day])].toSorted().at(-1) ?? due;
    return await Promise.all(
      comingDays({ first, count: SHOWN.days, ...by }).map(async (next) => {
        if (next.is === "passed-over") return next;
        const { day } = next;
        return { ...next, at: at && dueAt(day, at).toISOString(), hasRun: await hasRun(day) };
      }),
    );
  }
}

/** Whether somebody else's lock holds that this person has not been asked about. */
function isKept(
  held: StackLock | null,
  { user, taking }: { readonly user: string; readonly taking: string | null },
): held is StackLock {
  return held !== null && held.user !== user && held.at !== taking;
}

/** What the wish changes; `null`: it is so already. */
function changeOf(
  wish: ScheduleWish,
  paused: ScheduleSetting["paused"],
  { today, zone }: { readonly today: Day; readonly zone: string },
) {
  switch (wish.is) {
    case "pause":
      if (paused !== null && paused.until?.day === wish.until) return null;
      return { is: "paused", ...endOfPause(wish.until, zone) } as const;
    case "resume":
      return paused === null ? null : ({ is: "resumed", from: today } as const);
    case "time":
      return { is: "time", time: wish.time } as const;
  }
}

/** The pause ends as that day begins. */
function endOfPause(
  day: Day | undefined,
  zone: string,
): { readonly until?: { readonly day: Day; readonly at: string } } {
  return day === undefined ? {} : { until: { day, at: dueAt(day, { time: "00:00", zone }).toISOString() } };
}

function takenFrom(held: StackLock | null, user: string): { readonly from?: string } {
  return held === null || held.user === user ? {} : { from: held.user };
}
