import type { Which } from "../domain/command.ts";
import type { Runs, RunView } from "../jobs/ports.ts";
import { code, md } from "./views/markup.ts";
import type { Message } from "./views/message.ts";
import { says } from "./views/problem.ts";

/** Deep enough to find the last deploy behind weeks of daily batches. */
const lookBack = 100;

/** The run that a person named, ended or not: of a kind the live one, else the newest; `null` when there is none. */
export async function namedRun(which: Which, runs: Runs): Promise<RunView | null> {
  if ("day" in which) return await runs.batchOf(which.day);
  if ("runId" in which) return await runs.view(which.runId);
  const isMeant = ({ run }: RunView) => run.workflow === `${which.of}-stack`;
  return (await runs.live()).find(isMeant) ?? (await runs.recent(lookBack)).find(isMeant) ?? null;
}

/** The newest run of each target, newest first, where it ended badly; and of the days among them, where it was canceled. */
export async function retriableRuns(
  runs: Runs,
): Promise<{ readonly failed: readonly RunView[]; readonly canceled: readonly RunView[] }> {
  const seen = new Set<string>();
  const newest = (await runs.recent(lookBack)).filter(({ run }) => {
    // A deploy and a teardown are about the same stack: the newer one makes the older one history.
    const { stack, day, until } = run.target;
    const target = [day ?? stack, until].join("..");
    const isNewest = !seen.has(target);
    seen.add(target);
    return isNewest;
  });
  return {
    failed: newest.filter(({ progress }) => progress.state === "failed" || progress.state === "held"),
    canceled: newest.filter(({ run, progress }) => progress.state === "canceled" && run.target.day !== null),
  };
}

/** For a name that belongs to no run. */
export function noSuchRun(which: Which): Message {
  const list = md`${code("/loans runs")} lists those that are known.`;
  if ("day" in which) return says(md`There is no batch of ${which.day}. ${list}`);
  if ("of" in which) return says(md`There is no ${which.of}. ${list}`);
  return says(md`There is no run ${code(which.runId)}. ${list}`);
}
