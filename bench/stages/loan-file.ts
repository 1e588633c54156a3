import { placeDailyFiles } from "../../sandbox/data/daily-files.ts";
import type { Day } from "../../src/domain/day.ts";
import { daysOf } from "../../src/domain/day.ts";
import type { Workshop } from "../workshop.ts";

const sources = new WeakMap<Workshop, string>();

/** The days that figures ask for. */
const days = daysOf("2024-12-31" as Day, "2027-01-31" as Day);

/** Where all figures find the file of a day, for LOANS_SOURCE: the generator's 500 rows, of each day in another order. */
export function loanSource(workshop: Workshop): string {
  const known = sources.get(workshop);
  if (known !== undefined) return known;
  const source = placeDailyFiles(workshop.directory("loans"), days);
  sources.set(workshop, source);
  return source;
}

/** Path of one of them. */
export function loanFile(workshop: Workshop): string {
  return loanSource(workshop).replace("{date}", "2026-01-01");
}
