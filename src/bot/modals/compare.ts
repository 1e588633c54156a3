import type { ModalView } from "@slack/types";
import type { Day } from "../../domain/day.ts";
import { addDays, parseDay } from "../../domain/day.ts";
import { compareModal } from "../names.ts";
import { md } from "../views/block-kit/markup.ts";
import { dated } from "../views/days.ts";
import type { ModalOrigin } from "./modal-metadata.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";

/** `day`: the one under whose summary the button was. */
const compareMetadata = metadata(
  modalOriginSchema.extend({ day: modalOriginSchema.shape.channel.refine((day) => parseDay(day) !== null) }),
);

/** Asks for the other day; a week before is picked already. */
export function compareView(day: Day, origin: ModalOrigin, { zone }: { readonly zone: string }): ModalView {
  const { callbackId, blockId, inputId } = compareModal;
  const words = md`What differs between ${dated(day)} and another day, for you alone. Days are those of ${zone}.`;
  return {
    type: "modal",
    callback_id: callbackId,
    title: plain("Compare a day"),
    submit: plain("Compare"),
    close: plain("Not now"),
    private_metadata: JSON.stringify({ ...origin, day }),
    blocks: [
      { type: "section", text: { type: "mrkdwn", verbatim: true, text: words.markup } },
      {
        type: "input",
        block_id: blockId,
        label: plain("The other day"),
        element: {
          ...{ type: "datepicker", action_id: inputId, placeholder: plain("Pick a day") },
          initial_date: addDays(day, -7),
        },
      },
    ],
  };
}

/** Reads back what such a form was given; the edge has seen to it that it can be read. */
export function compareOrigin(privateMetadata: string): ModalOrigin & { readonly day: Day } {
  const { day, ...origin } = compareMetadata.parse(privateMetadata);
  return { ...origin, day: day as Day };
}

/** Whether it is what such a form was given. */
export function isCompareOrigin(privateMetadata: string): boolean {
  return compareMetadata.safeParse(privateMetadata).success;
}

function plain(text: string) {
  return { type: "plain_text" as const, text };
}
