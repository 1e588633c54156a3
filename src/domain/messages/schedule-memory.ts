import { z } from "zod";
import { changeSchema } from "../schedule/schedule-setting.ts";
import type { Notice } from "./notice.ts";

const memorySchema = z.object({
  /** Changes of the schedule. */
  changes: z.array(changeSchema).readonly(),
  skips: z
    .array(z.object({ day: z.iso.date(), user: z.string(), why: z.string(), at: z.iso.datetime() }))
    .readonly(),
  /** Days that were left to a person. */
  left: z.array(z.iso.date()).readonly(),
});

/** What people decided about the schedule, as a notice carries it for the case that Redis is emptied. */
export type ScheduleMemory = Readonly<z.infer<typeof memorySchema>>;

/** What the notice is marked with; `null` for one that decides nothing. */
export function scheduleMemoryOf(notice: Notice): ScheduleMemory | null {
  const nothing = { changes: [], skips: [], left: [] };
  switch (notice.is) {
    case "schedule-changed":
      return { ...nothing, changes: [notice.change] };
    case "day-skipped":
      return { ...nothing, skips: [{ day: notice.day, ...notice.skip }] };
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
