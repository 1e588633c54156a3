import type { Day } from "../../day.ts";
import type { BankCalendar } from "../../schedule/bank-days.ts";
import { weekdayNames } from "../../schedule/bank-days.ts";

/** What words for days are read by. */
export interface ReadBy {
  /** The business date in the bank's time zone. */
  readonly today: Day;
  readonly calendar: BankCalendar;
  /** Whether days to come are meant too: not where something is run. */
  readonly ahead?: boolean;
}

/** Which weekday a name or its first letters are of, Monday is 0; `null` for what is none. */
export function weekday(name: string): number | null {
  const at = weekdayNames.findIndex((one) => one.toLowerCase() === name || shortOf(one).includes(name));
  return at < 0 ? null : at;
}

function shortOf(name: string): readonly string[] {
  return [3, 4, 5].map((letters) => name.toLowerCase().slice(0, letters));
}

/** The words by which a bank day is told from any other day, before `day`: the beginning of a pattern. */
export const OF_BANK = "(?:bank|banking|business|working|work) ?";

/** In full, as they are typed. */
export const months = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
] as const;

/** Whether it names a month, in full or by its first letters. */
export function isMonth(name: string): boolean {
  return name.length >= 3 && months.some((one) => one.startsWith(name));
}
