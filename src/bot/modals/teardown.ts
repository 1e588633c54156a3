import type { ModalView } from "@slack/types";
import { z } from "zod";
import { teardownModal } from "../names.ts";
import { lines, md } from "../views/markup.ts";

/** Where the answer to a submission goes; a modal does not remember where it was opened. */
const originSchema = z.object({ channel: z.string(), threadTs: z.string().nullable() });

export type ModalOrigin = z.infer<typeof originSchema>;

/** Asks for the stack's name, because a teardown deletes data that cannot be had back. */
export function teardownView(stack: string, origin: ModalOrigin): ModalView {
  return {
    type: "modal",
    callback_id: teardownModal.callbackId,
    title: { type: "plain_text", text: "Tear down" },
    submit: { type: "plain_text", text: "Tear down" },
    close: { type: "plain_text", text: "Keep it" },
    private_metadata: JSON.stringify(originSchema.parse(origin)),
    blocks: [
      {
        type: "section",
        text: {
          type: "mrkdwn",
          verbatim: true,
          text: lines([
            md`This deletes the stack *${stack}* and all it holds:`,
            md`• the lake with every version of every loan file and result`,
            md`• the warehouse, its tables and its snapshots`,
            md`• the Spark cluster, the dashboard host, the network`,
            md`It cannot be undone. The summaries in the channel stay.`,
          ]).markup,
        },
      },
      {
        type: "input",
        block_id: teardownModal.blockId,
        label: { type: "plain_text", text: "The stack's name" },
        hint: { type: "plain_text", text: `Type ${stack} to confirm` },
        element: {
          type: "plain_text_input",
          action_id: teardownModal.inputId,
          placeholder: { type: "plain_text", text: stack },
        },
      },
    ],
  };
}

/** Reads back what `teardownView` put into the modal. */
export function modalOrigin(privateMetadata: string): ModalOrigin {
  return originSchema.parse(JSON.parse(privateMetadata));
}
