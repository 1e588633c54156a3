import { z } from "zod";
import type { Day } from "../day.ts";

/** That somebody has seen what a summary says is worth a look; it stands in Redis and in the message's metadata. */
const acknowledgment = z
  .object({
    /** Slack's user id. */
    by: z.string(),
    /** ISO time. */
    at: z.iso.datetime(),
  })
  .readonly();

export type Acknowledgment = z.infer<typeof acknowledgment>;

/** The same as it is owed to the audit record: of which summary. */
export const acknowledgedSummary = z
  .object({
    runId: z.string(),
    day: z.custom<Day>((day) => typeof day === "string"),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .readonly();

export type AcknowledgedSummary = z.infer<typeof acknowledgedSummary>;

/** Reads what is kept; `null` where there is nothing, or nothing of this format. */
export function parseAcknowledgment(text: string | null | undefined): Acknowledgment | null {
  if (!text) return null;
  try {
    return acknowledgment.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
