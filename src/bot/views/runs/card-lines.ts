import { typed } from "../../../domain/commands/command.ts";
import { formatDuration } from "../../../domain/duration.ts";
import { grouped } from "../../../domain/grouped.ts";
import { notTold } from "../../../domain/loans/tally.ts";
import type { Overtaken } from "../../../domain/messages/alert.ts";
import type { Run } from "../../../domain/runs/run.ts";
import { ITSELF } from "../../../domain/runs/run.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import { workBegan } from "../../../domain/runs/usual-length.ts";
import { batchFacts } from "../../../domain/workflows/batch-facts.ts";
import { teardownFacts } from "../../../domain/workflows/teardown-facts.ts";
import { outputOf } from "../../../domain/workflows/workflow-facts.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { addsUp } from "../adds-up.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { context, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { clockTime, code, lines, link, md, mention, moment, reason } from "../block-kit/markup.ts";
import { recordStays } from "../teardown.ts";
import { behindWords } from "./run-words.ts";

/** Somebody may run any day: that it has no file by the calendar is what they should know where none is found. */
export function noBankDayLine({ target }: Run, { input }: RunProgress): MessageBlock | null {
  const which = input["noBankDay"];
  return typeof which === "string" && target.day !== null
    ? section(md`${target.day} is no bank day: ${which}.`)
    : null;
}

/** For whom a run waits that would have its turn otherwise. */
export function behindLine(behind: RunView["behind"]): MessageBlock | null {
  return behind === undefined ? null : section(md`It ${behindWords(behind)}.`);
}

/** In whose hands it is since, instead of a run that ended badly. */
export function overtakenLine(overtaken: RunView["overtaken"]): MessageBlock | null {
  return overtaken === undefined ? null : section(overtakenWords(overtaken));
}

/** The same in words. */
export function overtakenWords({ runId, cardUrl, by, at }: Overtaken): Markup {
  const asker = by === ITSELF ? md`the schedule` : mention(by);
  return md`↪ *overtaken* ${moment(at)} by a newer run, which ${asker} asked for: ${link(cardUrl, runId)}. What comes of it, and what can be done about it, stands there.`;
}

/** Who passed over the day of a run that ended badly, and what that leaves to do. */
export function skippedLine({ target: { day } }: Run, skipped: RunView["skipped"]): MessageBlock | null {
  if (skipped === undefined || day === null) return null;
  const { user, why, at } = skipped;
  return section(
    lines([
      md`The day was *skipped* ${moment(at)} by ${mention(user)}${reason(why)}: nothing waits for it, and the schedule does not run it.`,
      md`To run it all the same: ${code(typed({ name: "retry", which: { day } }))}`,
    ]),
  );
}

/** The numbers of a day that has rows in no count; where all were counted, the steps say enough. */
export function leftOutLine(progress: RunProgress): MessageBlock | null {
  const tally = outputOf(batchFacts, progress, "reconcile")?.tally;
  return tally === undefined || notTold(tally).length === 0 ? null : section(addsUp(tally));
}

/** Where a backfill and the day at which it stopped tell of each other. */
export function besideLine({ workflow }: Run, beside: RunView["beside"]): MessageBlock | null {
  if (beside === undefined) return null;
  const where = link(beside.cardUrl, beside.runId);
  return section(
    workflow === "backfill"
      ? md`The day at which it stopped has a card of its own: ${where}`
      : md`Its backfill stopped here: ${where}. If that has not gone on since, *Retry* on its card begins the days after this one.`,
  );
}

/** What becomes of the audit record, as long as a teardown can still go on or does. */
export function recordLine(
  run: Run,
  { state }: RunProgress,
  audit: string | null | undefined,
): MessageBlock | null {
  const isLive = state === "approval" || state === "underway";
  return run.workflow !== teardownFacts.name || !isLive || audit === undefined
    ? null
    : context(recordStays(audit));
}

/**
 * When a run is ready by what others took: told as a time of day, since a card has no running clock. Of an attempt that goes on with
 * what one before it has done, others tell nothing.
 */
export function estimateLine(run: Run, progress: RunProgress, usual: RunView["usual"]): Markup | null {
  const { state, steps, begunAt } = progress;
  if (usual === undefined) return null;
  const isAhead = state === "approval" || (state === "queued" && !steps[0]?.startedAt);
  if (isAhead) return md`Usually takes ${roughly(usual.ms)} once it has begun`;
  const began = workBegan({ run, progress });
  if (state !== "underway" || began === null || began < begunAt) return null;
  const ready = new Date(Date.parse(began) + usual.ms).toISOString();
  const verb = run.workflow === teardownFacts.name ? "Done" : "Ready";
  return md`${verb} about ${clockTime(ready)} (usually ${roughly(usual.ms)})`;
}

/** Whole minutes of what takes minutes: more would promise what nobody can keep. */
function roughly(ms: number): string {
  return ms < 60_000 ? formatDuration(ms) : `${grouped(Math.round(ms / 60_000))} min`;
}
