import { formatDuration } from "../../../domain/duration.ts";
import { aheadInLine } from "../../../domain/runs/ahead-in-line.ts";
import { stepTitle } from "../../../domain/workflows/index.ts";
import type { Ahead, RunView } from "../../../jobs/requests/run-view.ts";
import type { Markup } from "../block-kit/markup.ts";
import { joined, link, md, mention, moment } from "../block-kit/markup.ts";
import { withdrawnBy } from "../withdrawal.ts";
import { behindWords, runName, stateWord } from "./run-words.ts";

/** A run on one line, with the link to its card. */
export function runLine({ run, progress, cardUrl, behind, skipped }: RunView): Markup {
  const { state, at, begunAt, endedAt, tookMs, approval, withdrawn } = progress;
  const until = approval?.until ?? null;
  return joined(
    [
      link(cardUrl, run.id),
      withdrawn === null ? md`*${stateWord(progress)}*` : withdrawnBy(withdrawn),
      skipped !== undefined && md`the day is *skipped* by ${mention(skipped.user)}`,
      (state === "underway" || state === "failed") && at !== null && md`${stepTitle(at)}`,
      endedAt === null ? md`since ${moment(begunAt)}` : tookWords(tookMs),
      until !== null && md`waits until ${moment(until)}`,
      behind !== undefined && behindWords(behind),
      md`asked by ${mention(run.askedBy.user)}`,
    ],
    " · ",
  );
}

/** How long a run took; `null` where that is lost, and where it is less than a second, which tells nothing. */
export function tookWords(tookMs: number | null): Markup | null {
  return tookMs === null || tookMs < 1_000 ? null : md`${formatDuration(tookMs)}`;
}

/** Those that have not ended, one a line, each with its place in line. */
export function liveLines(live: readonly RunView[]): readonly Markup[] {
  return live.map((view) => {
    const line = md`• ${runLine(view)}`;
    const place = placeInLine(aheadInLine(view, live));
    return place === null ? line : md`${line} · ${place}`;
  });
}

/** `number 3 in line, behind …`; `null` where none is ahead. `isMore`: not all who are ahead are named. */
export function placeInLine(
  ahead: readonly Pick<RunView, "run">[],
  { isMore }: Pick<Ahead, "isMore"> = { isMore: false },
): Markup | null {
  if (ahead.length === 0) return null;
  const which = joined(
    ahead.slice(0, NAMED_AHEAD).map(({ run }) => md`${runName(run)}`),
    ", ",
  );
  if (isMore) return md`in line, behind ${which} and others`;
  const more = ahead.length > NAMED_AHEAD ? md` and ${ahead.length - NAMED_AHEAD} more` : md``;
  return md`number ${ahead.length + 1} in line, behind ${which}${more}`;
}

/** Of a backfill of a month nobody wants to read all that are ahead. */
const NAMED_AHEAD = 3;
