import { z } from "zod";
import type { Day } from "../day.ts";

const day = z.custom<Day>((text) => typeof text === "string");
/** ISO time. */
const at = z.iso.datetime();
const days = z.array(day).readonly();
const named = z.record(z.string(), z.string());

/** One line of what became of single days. */
const entrySchema = z.discriminatedUnion("is", [
  /** Another calendar was seen in the configuration, and holds from then on. */
  z.object({
    is: z.literal("calendar"),
    at,
    calendar: z
      .object({ weekdays: z.array(z.number()).readonly(), holidays: named, noFile: named })
      .readonly(),
  }),
  /** Somebody passed over these days. */
  z.object({ is: z.literal("skipped"), at, user: z.string(), why: z.string(), days }),
  /** Somebody thought better of it. */
  z.object({ is: z.literal("unskipped"), at, user: z.string(), days }),
]);

/**
 * A line of the daybook. It stands beside the schedule's record, since a program of before reads that one and knows
 * none of these.
 */
export type DaybookEntry = Readonly<z.infer<typeof entrySchema>>;

/** Days that somebody has passed over, or takes back into the schedule. */
export type DayAct = Extract<DaybookEntry, { readonly is: "skipped" | "unskipped" }>;

const decisionSchema = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("skipped"),
    user: z.string(),
    why: z.string(),
    at,
    /** The first of the days that were skipped in one go; releases before that did not know of several. */
    first: z.string().optional(),
  }),
  /** More days were missed than are run by themselves: a person decides about this one. */
  z.object({ is: z.literal("left"), at }),
]);

/** What was decided about a day without a run. */
export type DayDecision = z.infer<typeof decisionSchema>;

/** Reads what stands of a day; throws when it is not of this format. */
export function parseDecision(line: string): DayDecision {
  return decisionSchema.parse(JSON.parse(line));
}

/** Reads one line; throws when it is not of this format. */
export function parseDaybookEntry(line: string): DaybookEntry {
  return entrySchema.parse(JSON.parse(line));
}

/** What people did, oldest first, each once. */
export function actsOf(daybook: readonly DaybookEntry[]): readonly DayAct[] {
  const acts = daybook.filter((entry): entry is DayAct => entry.is !== "calendar");
  const each = new Map(acts.map((act) => [`${act.is} ${act.at} ${act.days.join()}`, act]));
  return [...each.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
