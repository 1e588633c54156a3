import { z } from "zod";
import type { Day } from "../day.ts";
import { ITSELF } from "../runs/run.ts";
import type { Schedule } from "./due-days.ts";

/** A time of the day as `HH:MM`. */
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const common = {
  /** ISO time. */
  at: z.iso.datetime(),
  /** Slack's user id, or `loan-tracker`. */
  user: z.string().min(1),
  /** In the person's words; `null` when none were given. */
  why: z.string().nullable(),
};

/** One line of the record. */
export const changeSchema = z.discriminatedUnion("is", [
  /** The schedule was seen for the first time, or for the first time after it was off: days before `from` are never due. */
  z.object({ ...common, is: z.literal("begun"), from: z.string() }),
  /** The configuration has no schedule any more. */
  z.object({ ...common, is: z.literal("off") }),
  /** With `until` it ends by itself: the first day that is due again, and the ISO time at which that day begins. */
  z.object({
    ...{ ...common, is: z.literal("paused") },
    until: z.object({ day: z.iso.date(), at: z.iso.datetime() }).optional(),
  }),
  /** Days that came due before `from`, while it was paused, are not made up for. */
  z.object({ ...common, is: z.literal("resumed"), from: z.string() }),
  /** Overrides the configured time. */
  z.object({ ...common, is: z.literal("time"), time }),
  /**
   * Nobody but `user` changes the stack, until an ISO time or, by `null`, until it is unlocked; `from`, here and below: whose
   * lock was taken over.
   */
  z.object({
    ...{ ...common, is: z.literal("locked"), until: z.iso.datetime().nullable() },
    from: z.string().optional(),
  }),
  z.object({ ...common, is: z.literal("unlocked"), from: z.string().optional() }),
]);

/** One line of the record of the schedule and of the stack's lock: what was changed, when, by whom and why. */
export type ScheduleEntry = z.infer<typeof changeSchema>;

/** What a person has changed of the schedule, or of who may change the stack. */
export type ScheduleChange = Exclude<ScheduleEntry, { readonly is: "begun" | "off" }>;

/** Reads one line of the record; throws when it is not of this format. */
export function parseScheduleEntry(line: string): ScheduleEntry {
  return changeSchema.parse(JSON.parse(line));
}

/** Up to `now`: with the end of each pause that came by itself, which nobody writes down, since the pause tells it. */
export function withEndsOfPauses(record: readonly ScheduleEntry[], now: Date): readonly ScheduleEntry[] {
  const ended = [...record];
  for (const entry of record) {
    if (entry.is !== "paused" || entry.until === undefined || new Date(entry.until.at) > now) continue;
    const { day: from, at } = entry.until;
    const later = record.slice(record.indexOf(entry) + 1);
    // Somebody has resumed it before, or paused it anew; or a Redis that was emptied was told of this very end.
    if (later.some((one) => (one.is === "paused" || one.is === "resumed") && one.at <= at)) continue;
    const next = later.find((one) => one.at > at);
    const place = next === undefined ? ended.length : ended.indexOf(next);
    ended.splice(place, 0, { is: "resumed", at, user: ITSELF, why: null, from });
  }
  return ended;
}

/** A day that a person decided to pass over. */
export interface Skip {
  readonly user: string;
  readonly why: string;
  /** ISO time. */
  readonly at: string;
}

/** What the record comes to. */
export interface ScheduleSetting {
  /** `HH:MM`; `null` = no schedule. */
  readonly time: string | null;
  /** The times that held before, oldest first; see `Schedule`. */
  readonly earlier: Schedule["earlier"];
  /** The change that overrides the configuration. */
  readonly changed: Extract<ScheduleEntry, { is: "time" }> | null;
  readonly paused: Extract<ScheduleEntry, { is: "paused" }> | null;
  /** The entry since which days are due; `null` until the timetable has begun. */
  readonly begun: Extract<ScheduleEntry, { is: "begun" | "resumed" }> | null;
  /**
   * What the last resumption left behind it: days were due from `from` on, and those that had come due by `until`, the
   * ISO time of the pause, may not all have been run. `null`: nothing was.
   */
  readonly passedOver: { readonly from: string; readonly until: string } | null;
}

/** The record read from its oldest entry on, over the time in the configuration. */
export function settingOf(record: readonly ScheduleEntry[], configured: string | null): ScheduleSetting {
  let setting: ScheduleSetting = {
    time: configured,
    earlier: [],
    changed: null,
    paused: null,
    begun: null,
    passedOver: null,
  };
  /** Since when nothing has been run; another word on a pause does not make it younger. */
  let pausedAt: string | null = null;
  for (const entry of record) {
    switch (entry.is) {
      case "begun":
        // Two workers may have begun in the same moment: the first word counts.
        setting = { ...setting, begun: setting.begun ?? entry };
        break;
      case "off":
        setting = { ...setting, begun: null };
        break;
      case "paused":
        pausedAt ??= entry.at;
        setting = { ...setting, paused: entry };
        break;
      case "resumed":
        setting = {
          ...setting,
          paused: null,
          begun: setting.begun === null ? null : entry,
          passedOver:
            setting.begun && pausedAt !== null ? { from: setting.begun.from, until: pausedAt } : null,
        };
        pausedAt = null;
        break;
      case "time":
        setting = {
          ...setting,
          time: entry.time,
          earlier: [...setting.earlier, { time: setting.time, until: entry.at }],
          changed: entry,
        };
        break;
      case "locked":
      case "unlocked":
        break;
    }
  }
  return setting;
}

/** The first day that the setting makes due, given the day of the first deploy; `null` while it makes none due. */
export function firstDayOf({ begun }: ScheduleSetting, firstDeploy: Day): Day | null {
  if (begun === null) return null;
  return begun.from > firstDeploy ? (begun.from as Day) : firstDeploy;
}

/** When its days are due in that zone. Without a schedule a day is due when it begins: a deadline alone still wants to know its days. */
export function scheduleOf({ time, earlier }: ScheduleSetting, zone: string): Schedule {
  return { time: time ?? "00:00", zone, earlier };
}
