import type { Day } from "../day.ts";
import type { BankCalendar } from "./bank-days.ts";
import { passedOver, passedOverWords } from "./bank-days.ts";
import type { ScheduleSetting } from "./schedule-setting.ts";

/** A day that the schedule does not ask for, though nobody skips it; `why` in a clause about it. */
export interface NotAsked {
  readonly day: Day;
  readonly why: string;
}

/** Why the schedule, as it is set now, asks for that day neither now nor later; `null`: it does. */
export function whyNotAsked(
  day: Day,
  {
    setting,
    calendar,
    today,
    hasRun,
  }: {
    readonly setting: ScheduleSetting;
    readonly calendar: BankCalendar;
    /** The date in the bank's time zone. */
    readonly today: Day;
    readonly hasRun: boolean;
  },
): string | null {
  const { time, paused, begun } = setting;
  if (hasRun) return "it has its run already";
  const because = passedOver(calendar, day);
  if (because !== null) return `it is no bank day (${passedOverWords(because)})`;
  if (time === null) return "there is no schedule";
  if (paused !== null) return day < today ? "a pause is not made up for" : null;
  const first = begun === null ? today : begun.from;
  return day < first
    ? `the schedule ${begun?.is === "resumed" ? "goes on with" : "began with"} ${first}`
    : null;
}
