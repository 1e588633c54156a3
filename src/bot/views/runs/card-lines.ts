import { notTold } from "../../../domain/loans/tally.ts";
import type { Overtaken } from "../../../domain/messages/alert.ts";
import type { Run } from "../../../domain/runs/run.ts";
import { ITSELF } from "../../../domain/runs/run.ts";
import type { RunProgress } from "../../../domain/runs/run-progress.ts";
import { batchFacts } from "../../../domain/workflows/batch-facts.ts";
import { outputOf } from "../../../domain/workflows/workflow-facts.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { addsUp } from "../adds-up.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { link, md, mention, moment } from "../block-kit/markup.ts";
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
