import type { ModalView, PlainTextInput } from "@slack/types";
import { LONGEST_REASON } from "../../domain/commands/parse-reason.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { slackError } from "../slack-client.ts";
import { context } from "../views/block-kit/blocks.ts";
import type { Markup } from "../views/block-kit/markup.ts";
import { namedForm } from "../views/command-name.ts";

/** What stands in a modal around its fields. */
interface Frame {
  readonly callbackId: string;
  /** `send` stands on the button that sends it off, `leave` on the other one. */
  readonly title: { readonly says: string; readonly send: string; readonly leave: string };
  readonly words: Markup;
  /** The small print below the fields. */
  readonly small?: Markup;
  readonly metadata: object;
}

/** One line of text to be typed. */
interface TypedField {
  readonly blockId: string;
  readonly inputId: string;
  readonly label: string;
}

/** Asks for names to be typed, because what bears them cannot be had back. */
export function nameModal({
  fields,
  ...frame
}: Frame & {
  readonly fields: readonly (TypedField & { /** What is to be typed. */ readonly name: string })[];
}): ModalView {
  return modal(
    frame,
    fields.map(({ name, ...field }) => ({
      ...field,
      hint: `Type ${name} to confirm`,
      element: { placeholder: plain(name) },
    })),
  );
}

/** Asks for a reason, which is kept and shown. */
export function reasonModal({ field, ...frame }: Frame & { readonly field: TypedField }): ModalView {
  const hint = "One sentence: it is shown with your name";
  return modal(frame, [{ ...field, hint, element: { max_length: LONGEST_REASON } }]);
}

function modal(
  { callbackId, title, words, small, metadata }: Frame,
  fields: readonly (TypedField & { readonly hint: string; readonly element: Partial<PlainTextInput> })[],
): ModalView {
  return {
    type: "modal",
    callback_id: callbackId,
    title: plain(title.says),
    submit: plain(title.send),
    close: plain(title.leave),
    private_metadata: JSON.stringify(metadata),
    blocks: [
      { type: "section", text: { type: "mrkdwn", verbatim: true, text: words.markup } },
      ...fields.map(({ blockId, inputId, label, hint, element }) => ({
        type: "input" as const,
        block_id: blockId,
        label: plain(label),
        hint: plain(hint),
        element: { type: "plain_text_input" as const, action_id: inputId, ...element },
      })),
      ...(small === undefined ? [] : [context(small)].filter((block) => block !== null)),
    ],
  };
}

/** Opens it by the trigger that Slack gave for it; `false` where there is none, or it has run out. */
export async function openModal(
  { triggerId }: Pick<Asking, "triggerId">,
  view: ModalView,
  { client, config }: Pick<BotParts, "client" | "config">,
): Promise<boolean> {
  if (triggerId === null) return false;
  try {
    await client.views.open({ trigger_id: triggerId, view: namedForm(view, config.slack.command) });
    return true;
  } catch (error) {
    if (slackError(error)?.endsWith("trigger_id") !== true) throw error;
    return false;
  }
}

function plain(text: string) {
  return { type: "plain_text" as const, text };
}
