import type { Day } from "../../day.ts";
import { addDays } from "../../day.ts";
import type { Command } from "../command.ts";
import { daysIn } from "../command.ts";

/** Days further back than a year of backfill are rather a slip of the finger than a wish; further ahead than the next year too. */
const FAR = { back: 366, ahead: 731 } as const;

/** The day of a command that is so far from today that it is asked whether it is meant; `null`: none is. */
export function farOffDay(command: Command, today: Day): Day | null {
  const days = daysMeant(command);
  if (days === null) return null;
  if (days.from < addDays(today, -FAR.back)) return days.from;
  return days.until > addDays(today, FAR.ahead) ? days.until : null;
}

function daysMeant(command: Command): ReturnType<typeof daysIn> {
  if (command.name !== "schedule")
    return ["run", "skip", "unskip"].includes(command.name) ? daysIn(command) : null;
  const { change } = command;
  return change?.is === "pause" && change.until !== undefined
    ? { from: change.until, until: change.until }
    : null;
}
