import { z } from "zod";
import type { Day } from "../day.ts";
import { progressItem } from "./progress.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** What a backfill will do with a day, as its preview says it before anybody presses Apply. */
const plannedDay = z.object({
  day: z.custom<Day>((day) => typeof day === "string"),
  /** Leave it as it is; run it; count a day that is done once more; go on where it ended badly; wait for who is at it. */
  does: z
    .enum(["skip", "run", "again", "resume", "wait", "adopt"])
    // So plans of earlier versions call it.
    .transform((does) => (does === "adopt" ? "wait" : does)),
  /** The newest run of the day when this was planned; `null` when there was none. */
  runId: z.string().nullable(),
  total: z.number().nullable(),
  /** Its own run waits for a second person's yes: who asked for that. */
  asks: z.object({ by: z.string() }).readonly().optional(),
  /** The day was told and has no number now: who took it back. */
  withdrawn: z.object({ by: z.string() }).readonly().optional(),
  /** It is left as it is since it is no bank day: which one, such as `Saturday`. */
  noBankDay: z.string().optional(),
  /** The day is done, and its file is not the one any more that was counted. */
  fileChanged: z.literal(true).optional(),
});

export type PlannedDay = Readonly<z.infer<typeof plannedDay>>;

/** A backfill: several days, oldest first, each as an ordinary batch. */
export const backfillFacts = {
  name: "backfill",
  verb: "backfill",
  command: "run",
  version: 1,
  goesOnFrom: 1,
  takes: "range",
  holds: "guest",
  supersededBy: { runs: "same-days" },
  retry: "plain",
  approval: {
    word: "backfill",
    forced: "force",
    waits: { step: "approve", planStep: "preview", within: "30m", formerly: "8h", denied: "ends-at-once" },
  },
  namesStatements: false,
  steps: {
    preview: {
      title: "see which days are done",
      output: z.object({ days: z.array(plannedDay).readonly() }),
      cancel: "leaves-day",
      remembered: "output",
    },
    approve: { title: "wait for a person's yes", cancel: "leaves-day" },
    days: {
      title: "run the days, oldest first",
      output: z.object({ items: z.array(progressItem).readonly() }),
      cancel: "leaves-day",
      remembered: "rows",
    },
  },
} as const satisfies WorkflowFacts;
