import { formatDuration } from "./duration.ts";

/** Whose clock the machine's was compared with. */
export type Dated = "AWS" | "Slack";

/** How far the machine's clock was seen to be ahead of somebody's, in milliseconds; less than 0: behind. */
export type ClocksAhead = ReadonlyMap<Dated, number>;

/**
 * From so far on it is told. AWS refuses a signature that is 5 minutes off, S3 one of 15, and a request of Slack's older than 5 minutes is
 * refused as one sent twice (https://docs.slack.dev/authentication/verifying-requests-from-slack); an answer's `Date` tells whole seconds.
 */
const TOLD_MS = 2 * 60_000;

/** What is wrong with the clock and what helps, in one sentence; `null`: nothing that matters, or nobody has told the time yet. */
export function clockProblem(ahead: ClocksAhead): string | null {
  const off = [...ahead].filter(([, ms]) => Math.abs(ms) >= TOLD_MS);
  const [most] = off.toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  if (most === undefined) return null;
  const [, ms] = most;
  const others = off.filter(([, other]) => other > 0 === ms > 0).map(([of]) => of);
  return (
    `the clock of this machine is ${formatDuration(Math.abs(ms))} ${ms > 0 ? "ahead of" : "behind"} that of ${others.join(" and ")}; ` +
    "set it, for example by chrony: from 5 minutes on AWS refuses what is signed by it and requests of Slack are refused for their time"
  );
}
