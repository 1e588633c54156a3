import { z } from "zod";

/** What of a day is told once a number was taken back; `loans` is `null` where its journal was lost. */
const toldInstead = z.object({ runId: z.string(), loans: z.number().nullable() });

/** The same as it is now; `isAnew`: counted after the number was taken back. */
const toldNow = toldInstead.extend({ isAnew: z.boolean().optional() });

export type ToldNow = Readonly<z.infer<typeof toldNow>>;

/** That a told number was taken back: as it stands in the journal of the day's batch and on its summary. */
export const withdrawal = z.object({
  /** Slack's user id. */
  by: z.string(),
  /** Whose yes it needed; absent where it needed nobody's. */
  approvedBy: z.string().optional(),
  /** ISO time. */
  at: z.string(),
  reason: z.string(),
  /** The run that took it back. */
  runId: z.string(),
  /** What it gave back; `null`: the day had no number then. */
  instead: toldInstead.nullable(),
  /** What the day has by now, `null`: nothing; looked up where it is shown. */
  now: toldNow.nullable().optional(),
});

export type Withdrawal = Readonly<z.infer<typeof withdrawal>>;

/** A generation of a day whose number was told. */
export interface ToldRun {
  readonly runId: string;
  /** `null` where its journal was lost. */
  readonly loans: number | null;
  /** `null`: its number stands. */
  readonly withdrawn: Withdrawal | null;
}
