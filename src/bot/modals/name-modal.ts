import type { ModalView } from "@slack/types";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../origin.ts";
import { slackError } from "../slack-client.ts";
import type { Markup } from "../views/markup.ts";

/** Asks for names to be typed, because what bears them cannot be had back. */
export function nameModal({
  callbackId,
  title,
  words,
  fields,
  metadata,
}: {
  readonly callbackId: string;
  /** `send` stands on the button that sends it off, `leave` on the other one. */
  readonly title: { readonly says: string; readonly send: string; readonly leave: string };
  readonly words: Markup;
  readonly fields: readonly {
    readonly blockId: string;
    readonly inputId: string;
    readonly label: string;
    /** What is to be typed. */
    readonly name: string;
  }[];
  readonly metadata: object;
}): ModalView {
  return {
    type: "modal",
    callback_id: callbackId,
    title: plain(title.says),
    submit: plain(title.send),
    close: plain(title.leave),
    private_metadata: JSON.stringify(metadata),
    blocks: [
      { type: "section", text: { type: "mrkdwn", verbatim: true, text: words.markup } },
      ...fields.map(({ blockId, inputId, label, name }) => ({
        type: "input" as const,
        block_id: blockId,
        label: plain(label),
        hint: plain(`Type ${name} to confirm`),
        element: { type: "plain_text_input" as const, action_id: inputId, placeholder: plain(name) },
      })),
    ],
  };
}

/** Opens it by the trigger that Slack gave for it; `false` where there is none, or it has run out. */
export async function openModal(
  { triggerId }: Pick<Asking, "triggerId">,
  view: ModalView,
  { client }: Pick<BotParts, "client">,
): Promise<boolean> {
  if (triggerId === null) return false;
  try {
    await client.views.open({ trigger_id: triggerId, view });
    return true;
  } catch (error) {
    if (slackError(error)?.endsWith("trigger_id") !== true) throw error;
    return false;
  }
}

function plain(text: string) {
  return { type: "plain_text" as const, text };
}
