import type { Pressed } from "../../jobs/requests/requests.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { md } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { says } from "../views/problem.ts";
import { applyView } from "./apply.ts";
import { openModal } from "./name-modal.ts";

/** Opens the modal that asks for the names of what a plan destroys; a message where Slack's trigger has run out. */
export async function openApply(
  asking: Asking,
  { losses, view }: Extract<Pressed, { is: "unnamed" }>,
  parts: Pick<BotParts, "client" | "config" | "slackClock">,
): Promise<Message | null> {
  const form = applyView(losses, {
    channel: asking.channel,
    threadTs: asking.threadTs,
    openedAt: parts.slackClock.now().toISOString(),
    runId: view.run.id,
    attempt: view.progress.attempt,
  });
  return (await openModal(asking, form, parts))
    ? null
    : says(
        md`Nothing was applied: this plan destroys something, and you have to be asked for its name first. Press the button on the card once more.`,
      );
}
