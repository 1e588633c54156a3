import type { Day } from "../day.ts";
import { dayIn } from "../day.ts";
import { isBankDay, passedOverWords } from "./bank-days.ts";
import type { Schedule } from "./due-days.ts";
import { dueDays } from "./due-days.ts";
import type { Expectation } from "./expected-days.ts";
import { dueUpTo } from "./expected-days.ts";
import type { ScheduleSetting } from "./schedule-setting.ts";
import { firstDayOf } from "./schedule-setting.ts";

/** A day that the schedule does not ask for, though nobody skips it; `why` in a clause about it. */
export interface NotAsked {
  readonly day: Day;
  readonly why: string;
  /** It is counted by `--force` alone. */
  readonly isForced?: boolean;
  /** It is being counted, so that nobody needs to ask for it. */
  readonly isLive?: boolean;
  /** It has not come yet, so that nobody can ask for it now. */
  readonly isAhead?: boolean;
}

/**
 * What came of a day that has a run. `awaited`: that found no whole file, and goes on by itself once one is there; `withdrawn`:
 * its number was, and it has none.
 */
export type DayCame = "live" | "awaited" | "counted" | "withdrawn" | "failed" | "held" | "canceled";

const cameWords: Readonly<Record<Exclude<DayCame, "awaited">, string>> = {
  live: "it is being counted",
  counted: "it is counted",
  withdrawn: "its number was withdrawn",
  failed: "its run has failed",
  held: "it is held",
  canceled: "its run was canceled",
};

/** The schedule as the timetable goes by it. */
interface Going {
  readonly setting: ScheduleSetting;
  readonly schedule: Schedule;
  readonly expected: Pick<Expectation, "calendar" | "passedOver" | "isDue">;
  /** The day on which the stack was made; `null` where nobody has looked yet. */
  readonly firstDeploy: Day | null;
  readonly now: Date;
}

/** Every day that has come to be due; none while the schedule is paused, or there is none. */
export function dueByNow({ setting, schedule, expected, firstDeploy, now }: Going): readonly Day[] {
  if (setting.time === null || setting.paused !== null) return [];
  return dueUpTo(now, { firstDay: firstDayBy({ setting, schedule, firstDeploy, now }), schedule, expected });
}

/** Of days whose skip is taken back those that are asked for at once, and those that the schedule asks for neither now nor later. */
export function askedAfterUnskip(
  days: readonly Day[],
  {
    limit,
    hasRun,
    came,
    isDecided,
    ...going
  }: Going & {
    /** So many days that were missed are run by themselves. */
    readonly limit: number;
    readonly hasRun: (day: Day) => boolean;
    /** Of each of `days` that has a run. */
    readonly came: ReadonlyMap<Day, DayCame>;
    /** Whether somebody has decided about that day, as it stood before. */
    readonly isDecided: (day: Day) => boolean;
  },
): { readonly dueNow: readonly Day[]; readonly notAsked: readonly NotAsked[] } {
  const { run, left } = dueDays({
    days: dueByNow(going),
    known: (day) => hasRun(day) || (isDecided(day) && !days.includes(day)),
    limit,
  });
  const notAsked = days.flatMap((day): readonly NotAsked[] => {
    const its = came.get(day);
    if (its === "awaited") return [];
    if (its !== undefined) return [{ day, why: cameWords[its], ...helpOf(its) }];
    const isLeft = left.includes(day);
    const ofMissed = `of the days that were missed the oldest ${limit} alone are run`;
    const why = whyNotAsked(day, going) ?? (isLeft ? ofMissed : null);
    const isAhead = day > dayIn(going.schedule.zone, going.now);
    return why === null ? [] : [{ day, why, ...(isAhead && { isAhead }) }];
  });
  return { dueNow: days.filter((day) => run.includes(day)), notAsked };
}

function helpOf(came: DayCame): Pick<NotAsked, "isForced" | "isLive"> {
  if (came === "live") return { isLive: true };
  return came === "counted" || came === "withdrawn" ? { isForced: true } : {};
}

/** Why the schedule, as it is set now, asks for that day without a run neither now nor later; `null`: it does. */
export function whyNotAsked(day: Day, going: Going): string | null {
  const { setting, schedule, expected, now } = going;
  const because = expected.passedOver(day);
  if (because !== null) {
    const wasNone = isBankDay(expected.calendar, day);
    return `it ${wasNone ? "was no bank day when its time came" : "is no bank day"} (${passedOverWords(because)})`;
  }
  if (setting.time === null) return "there is no schedule";
  if (setting.paused !== null) {
    const { until } = setting.paused;
    if (day < dayIn(schedule.zone, now)) return "a pause is not made up for";
    return until !== undefined && day < until.day ? `it is paused until ${until.day}` : null;
  }
  const first = firstDayBy(going);
  if (day >= first) return null;
  const { begun } = setting;
  return begun === null || begun.from === first
    ? `the schedule ${begun?.is === "resumed" ? "goes on with" : "began with"} ${first}`
    : `the stack was made on ${first}`;
}

/** The first day that can be asked for; a schedule that nobody has seen yet begins with today. */
function firstDayBy({
  setting,
  schedule,
  firstDeploy,
  now,
}: Pick<Going, "setting" | "schedule" | "firstDeploy" | "now">): Day {
  const today = dayIn(schedule.zone, now);
  return firstDayOf(setting, firstDeploy ?? (setting.begun?.from as Day | undefined) ?? today) ?? today;
}
