import { z } from "zod";
import type { Day } from "../day.ts";
import type { DayAct, DayDecision } from "../schedule/daybook.ts";
import { actsOf } from "../schedule/daybook.ts";
import { changeSchema } from "../schedule/schedule-setting.ts";
import type { Notice } from "./notice.ts";

const days = z.array(z.iso.date()).readonly();

const memorySchema = z.object({
  /** Changes of the schedule. */
  changes: z.array(changeSchema).readonly(),
  /** `days` where they are several, of which `day` is the first; releases before that knew of one alone. */
  skips: z
    .array(
      z.object({
        day: z.iso.date(),
        days: days.optional(),
        user: z.string(),
        why: z.string(),
        at: z.iso.datetime(),
      }),
    )
    .readonly(),
  /** Skips that were taken back. */
  unskips: z
    .array(z.object({ days, user: z.string(), at: z.iso.datetime() }))
    .readonly()
    .default([]),
  /** Days that were left to a person. */
  left: days,
});

/** What people decided about the schedule, as a notice carries it for the case that Redis is emptied. */
export type ScheduleMemory = Readonly<z.infer<typeof memorySchema>>;

/** The same with when its message was said. */
export type ToldMemory = ScheduleMemory & { readonly at: Date };

/** What the notice is marked with; `null` for one that decides nothing. */
export function scheduleMemoryOf(notice: Notice): ScheduleMemory | null {
  const nothing = { changes: [], skips: [], unskips: [], left: [] };
  switch (notice.is) {
    case "schedule-changed":
      return { ...nothing, changes: [notice.change] };
    case "day-skipped": {
      const { day, days: all, skip } = notice;
      return { ...nothing, skips: [{ day, ...(all && { days: all }), ...skip }] };
    }
    case "days-unskipped": {
      const { days: all, user, at } = notice;
      return { ...nothing, unskips: [{ days: all, user, at }] };
    }
    case "days-left":
      return { ...nothing, left: notice.left };
    default:
      return null;
  }
}

/** Reads what a message was marked with; `null` when it is not of this format. */
export function parseScheduleMemory(text: string): ScheduleMemory | null {
  try {
    return memorySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What people did about days, as messages tell it, oldest first. */
export function actsTold(told: readonly ScheduleMemory[]): readonly DayAct[] {
  return actsOf(
    told.flatMap(({ skips, unskips }): DayAct[] => [
      ...skips.map(({ day, days: all, ...skip }) => ({
        is: "skipped" as const,
        ...skip,
        days: (all ?? [day]) as readonly Day[],
      })),
      ...unskips.map((one) => ({ is: "unskipped" as const, ...one, days: one.days as readonly Day[] })),
    ]),
  );
}

/** What stands of each day: a skip that was not taken back; else that it was left to a person, unless before that. */
export function decidedBy(
  acts: readonly DayAct[],
  told: readonly ToldMemory[],
): ReadonlyMap<Day, DayDecision> {
  const newest = new Map(acts.flatMap((act) => act.days.map((day) => [day, act] as const)));
  const decided = new Map<Day, DayDecision>();
  for (const { left, at } of told) {
    for (const day of left as readonly Day[]) {
      const act = newest.get(day);
      if (act === undefined || new Date(act.at) < at) decided.set(day, { is: "left", at: at.toISOString() });
    }
  }
  for (const [day, act] of newest) {
    if (act.is === "unskipped") continue;
    const { user, why, at, days: all } = act;
    decided.set(day, { is: "skipped", user, why, at, ...(all.length > 1 && { first: all[0] ?? day }) });
  }
  return decided;
}
