import { formatDuration } from "../../../domain/duration.ts";
import { stepTitle } from "../../../domain/workflows/index.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import type { Markup } from "../block-kit/markup.ts";
import { joined, link, md, mention, moment } from "../block-kit/markup.ts";
import { withdrawnBy } from "../withdrawal.ts";
import { behindWords, stateWords } from "./run-words.ts";

/** A run on one line, with the link to its card. */
export function runLine({ run, progress, cardUrl, behind }: RunView): Markup {
  const { state, at, begunAt, endedAt, tookMs, approval, withdrawn } = progress;
  const until = approval?.until ?? null;
  return joined(
    [
      link(cardUrl, run.id),
      withdrawn === null ? md`*${stateWords[state]}*` : withdrawnBy(withdrawn),
      (state === "underway" || state === "failed") && at !== null && md`${stepTitle(at)}`,
      endedAt === null ? md`since ${moment(begunAt)}` : tookMs !== null && md`${formatDuration(tookMs)}`,
      until !== null && md`waits until ${moment(until)}`,
      behind !== undefined && behindWords(behind),
      md`asked by ${mention(run.askedBy.user)}`,
    ],
    " · ",
  );
}
