import type { ScheduleWish } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { addDays, dayIn } from "../../domain/day.ts";
import type { TodayAfterChange } from "../../domain/schedule/due-days.ts";
import { dueAt, nextDue, todayAfterChange } from "../../domain/schedule/due-days.ts";
import type { ScheduleChange, ScheduleSetting, Skip } from "../../domain/schedule/schedule-setting.ts";
import { settingOf } from "../../domain/schedule/schedule-setting.ts";
import type { Outbox } from "../messages/outbox.ts";
import type { Runs } from "../requests/requests.ts";
import type { RunView } from "../requests/run-view.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { ScheduleStore } from "../store/schedule-store.ts";
import { changeNotice, skipNotice } from "./reminders.ts";

/** The schedule as it stands. */
export interface ScheduleView {
  readonly setting: ScheduleSetting;
  /** IANA name. */
  readonly zone: string;
  /** `HH:MM`, or `null`. */
  readonly deadline: string | null;
  /** The next days, with the moment (ISO) at which each is due; none while there is no schedule. */
  readonly next: readonly NextDay[];
  /** What was changed, newest first; a few. */
  readonly changes: readonly ScheduleChange[];
}

/** A day that is to come. */
export interface NextDay {
  readonly day: Day;
  /** ISO time at which it is due. */
  readonly at: string;
  readonly skipped: Skip | null;
  /** Somebody asked for it already, or another time did: it is not asked for again. */
  readonly hasRun: boolean;
}

/** What somebody's wish for the schedule came to. */
export type ScheduleChanged =
  /** The schedule is paused, or is not, as was wished. */
  | { readonly is: "already" }
  /** `today`: what another time means for it; `null` where nothing is to be said of it. */
  | { readonly is: "changed"; readonly today: TodayAfterChange | null };

/** What skipping a day came to. */
export type Skipped =
  | { readonly is: "skipped" }
  /** Somebody did before. */
  | { readonly is: "known"; readonly skip: Skip }
  /** There is nothing to pass over: it has been counted, or is being counted. */
  | { readonly is: "done" | "live"; readonly view: RunView };

/** What the bot may ask of the timetable. */
export interface ScheduleDesk {
  view(): Promise<ScheduleView>;
  change(wish: ScheduleWish, user: string): Promise<ScheduleChanged>;
  skip(day: Day, by: { readonly user: string; readonly why: string }): Promise<Skipped>;
}

/** Days and changes that `/loans schedule` shows. */
const SHOWN = { days: 3, changes: 5 } as const;

interface DeskParts {
  readonly store: Pick<ScheduleStore, "record" | "write" | "decisions" | "skip">;
  readonly ledger: Pick<RunLedger, "newestOf" | "ready">;
  readonly runs: Pick<Runs, "view" | "summary">;
  /** What people decide is said in the channel, where also a Redis that was emptied learns it from. */
  readonly outbox: Pick<Outbox, "oweNotice">;
  /** As configured. */
  readonly daily: { readonly zone: string; readonly at: string | null; readonly deadline: string | null };
  readonly stack: string;
  readonly now: () => Date;
}

/** Where people look at the schedule and change it; the timetable follows within a minute. */
export function createScheduleDesk(parts: DeskParts): ScheduleDesk {
  const { store, ledger, runs, outbox, daily, stack, now } = parts;

  async function write(change: ScheduleChange): Promise<void> {
    await store.write(change);
    await outbox.oweNotice(...changeNotice(change, now()));
  }

  const hasRun = async (day: Day) => (await ledger.newestOf({ stack, day })) !== null;

  return {
    async view(): Promise<ScheduleView> {
      await ledger.ready();
      const [record, decisions] = await Promise.all([store.record(), store.decisions()]);
      const setting = settingOf(record, daily.at);
      const skipOf = (day: Day): Skip | null => {
        const decision = decisions.get(day);
        return decision?.is === "skipped" ? decision : null;
      };
      return {
        setting,
        zone: daily.zone,
        deadline: daily.deadline,
        next: await Promise.all(
          nextDays(setting).map(async (next) => ({
            ...next,
            skipped: skipOf(next.day),
            hasRun: await hasRun(next.day),
          })),
        ),
        // That the timetable has begun is nobody's doing.
        changes: record
          .filter((entry): entry is ScheduleChange => entry.is !== "begun" && entry.is !== "off")
          .slice(-SHOWN.changes)
          .toReversed(),
      };
    },

    async change(wish: ScheduleWish, user: string) {
      await ledger.ready();
      const setting = settingOf(await store.record(), daily.at);
      const common = { at: now().toISOString(), user, why: wish.why };
      switch (wish.is) {
        case "pause":
          if (setting.paused !== null) return { is: "already" };
          await write({ ...common, is: "paused" });
          return { is: "changed", today: null };
        case "resume":
          if (setting.paused === null) return { is: "already" };
          await write({ ...common, is: "resumed", from: dayIn(daily.zone, now()) });
          return { is: "changed", today: null };
        case "time":
          await write({ ...common, is: "time", time: wish.time });
          return { is: "changed", today: setting.paused === null ? await todayBy(wish.time) : null };
      }
    },

    async skip(day, { user, why }): Promise<Skipped> {
      await ledger.ready();
      const decision = (await store.decisions()).get(day);
      if (decision?.is === "skipped") return { is: "known", skip: decision };
      const runId = await ledger.newestOf({ stack, day });
      const view = runId === null ? null : await runs.view(runId);
      if (view !== null && view.run.outcome === null) return { is: "live", view };
      const summary = await runs.summary(day);
      const counted = summary === null ? null : await runs.view(summary.runId);
      if (counted !== null) return { is: "done", view: counted };
      const skip = { user, why, at: now().toISOString() };
      await store.skip(day, skip);
      await outbox.oweNotice(...skipNotice(day, skip, now()));
      return { is: "skipped" };
    },
  };

  /** `null` of a day that somebody has decided about. */
  async function todayBy(time: string): Promise<TodayAfterChange | null> {
    const moment = now();
    const today = dayIn(daily.zone, moment);
    if ((await store.decisions()).has(today)) return null;
    return todayAfterChange({ time, zone: daily.zone }, { now: moment, hasRun: await hasRun(today) });
  }

  function nextDays({ time }: ScheduleSetting) {
    if (time === null) return [];
    const at = { time, zone: daily.zone };
    const first = nextDue(at, now()).day;
    return Array.from({ length: SHOWN.days }, (_, index) => {
      const day = addDays(first, index);
      return { day, at: dueAt(day, at).toISOString() };
    });
  }
}
