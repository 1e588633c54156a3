import type { Day } from "../../domain/day.ts";
import type { Look } from "./timetable-parts.ts";

/** The bank day before that one which the schedule wants counted first; `null`: none was ever due. */
export function dayBefore(day: Day, { days, expected }: Pick<Look, "days" | "expected">): Day | null {
  return days.findLast((one) => one < day && expected.isWanted(one)) ?? null;
}
