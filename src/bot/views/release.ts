import { shortHash } from "../../domain/loans/finding.ts";
import type { HeldBy } from "../../domain/problem.ts";
import { releasing } from "../../domain/runs/day-number/release.ts";
import type { Pressed } from "../../jobs/requests/requests.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { Around } from "./ask-answers.ts";
import { card, goneMessage, pressedMessage } from "./ask-answers.ts";
import type { Markup } from "./block-kit/markup.ts";
import { capital, code, md, mention, reason } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { says } from "./problem.ts";
import { runName } from "./runs/run-words.ts";

/** Which file a release is for: another one in its place is held anew. Nothing where an earlier version had not written it down. */
export function ofFile(holds: readonly HeldBy[]): Markup {
  const file = holds.find(({ of }) => of !== undefined)?.of?.file;
  return file === undefined ? md`` : md`, for the file with sha256 ${code(shortHash(file))} alone`;
}

/**
 * What the person who released a day sees; the channel sees its card, and then its summary. `backfill`: the one that stopped
 * at that day and waits for a person.
 */
export function releaseAnswer(pressed: Pressed, around: Around, backfill: RunView | null = null): Message {
  if (pressed.is === "taken") {
    return says(
      md`Releasing ${runName(pressed.view.run)}${ofFile(pressed.view.progress.releases.at(-1)?.holds ?? [])}: it goes on where it was held. Its card: ${card(pressed.view, around.channel)}`,
      backfill &&
        md`${capital(runName(backfill.run))} stopped there, and does not go on by itself: once the day is told, press *Retry* on its card: ${card(backfill, around.channel)}`,
    );
  }
  if (pressed.is === "late") {
    const { run, progress } = pressed.view;
    const verdict = releasing(run.workflow, progress);
    if (!verdict.can && verdict.first !== null) {
      const { by, reason: why } = verdict.first;
      return says(
        md`${capital(runName(run))} was released already, by ${mention(by)}${reason(why)}: ${card(pressed.view, around.channel)}`,
      );
    }
  }
  return pressedMessage(pressed, around) ?? goneMessage();
}
