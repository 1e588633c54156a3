import type { ReasonedCommand } from "../domain/commands/parse-reasoned-day.ts";
import { mayRelease } from "../domain/commands/permission.ts";
import { backfillOf } from "../domain/runs/backfill.ts";
import { releasing } from "../domain/runs/day-number/release.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking } from "./edge/origin.ts";
import { noSuchRun } from "./find-run.ts";
import type { Message } from "./views/block-kit/message.ts";
import { refusal } from "./views/problem.ts";
import { releaseAnswer } from "./views/release.ts";

/** Releases the newest batch of the day that was typed. */
export async function releaseNamed(
  { day, why }: Pick<ReasonedCommand, "day" | "why">,
  asking: Asking,
  parts: BotParts,
): Promise<Message> {
  const view = await parts.runs.batchOf(day);
  return view === null
    ? noSuchRun({ day })
    : await releaseRun(view, { reason: why, attempt: null }, asking, parts);
}

/** Releases the day of that run where this person may; `attempt` is the one that the person was shown, `null`: none was. */
export async function releaseRun(
  view: RunView,
  what: { readonly reason: string; readonly attempt: number | null },
  { user, person, requestKey, typed }: Asking,
  { requests, runs, config, log }: BotParts,
): Promise<Message> {
  const around = { channel: config.slack.channel, policy: config.people };
  const verdict = mayRelease(view.progress.requesters, person, config.people);
  if (!verdict.allowed) {
    const able = releasing(view.run.workflow, view.progress);
    // Whom to ask helps nobody where nobody can.
    return able.can ? refusal(verdict) : releaseAnswer({ is: "late", because: able.because, view }, around);
  }
  const pressed = await requests.release(view.run.id, { ...what, user, requestKey, typed });
  log.info({ command: "release", run: view.run.id, user, came: pressed.is }, "asked to release");
  const opener = backfillOf(view.progress.input);
  const backfill = opener === null ? null : await runs.view(opener);
  const waiting = backfill?.progress.state === "failed" ? backfill : null;
  return releaseAnswer(pressed, around, waiting);
}
