import type { Which } from "../domain/commands/command.ts";
import { supersededBy } from "../domain/runs/day-number/superseded.ts";
import { factsOf } from "../domain/workflows/index.ts";
import type { Runs } from "../jobs/requests/requests.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import { code, md } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { says } from "./views/problem.ts";

/** Deep enough to find the last deploy behind weeks of daily batches. */
const lookBack = 100;

/** The run that a person named, ended or not: of a kind the live one, else the newest; `null` when there is none. */
export async function namedRun(which: Which, runs: Runs): Promise<RunView | null> {
  if ("day" in which) return await runs.batchOf(which.day);
  if ("runId" in which) return await runs.view(which.runId);
  const isMeant = ({ run }: RunView) => factsOf(run.workflow).command === which.of;
  return (await runs.live()).find(isMeant) ?? (await runs.recent(lookBack)).find(isMeant) ?? null;
}

/** The runs that no newer one has made history, newest first, where they ended badly; and days, where they were canceled. */
export async function retriableRuns(
  runs: Runs,
): Promise<{ readonly failed: readonly RunView[]; readonly canceled: readonly RunView[] }> {
  const recent = await runs.recent(lookBack);
  const newest = recent.filter((view) => supersededBy(view, recent) === null);
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
