import type { ModalView } from "@slack/types";
import { teardownModal } from "../names.ts";
import { lines, md } from "../views/markup.ts";
import type { ModalOrigin } from "./modal-metadata.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";

const metadataSchema = metadata(modalOriginSchema);

/** Asks for the stack's name, because a teardown deletes data that cannot be had back. */
export function teardownView(stack: string, origin: ModalOrigin): ModalView {
  return {
    type: "modal",
    callback_id: teardownModal.callbackId,
    title: { type: "plain_text", text: "Tear down" },
    submit: { type: "plain_text", text: "Tear down" },
    close: { type: "plain_text", text: "Keep it" },
    private_metadata: JSON.stringify(modalOriginSchema.parse(origin)),
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

/** Reads back what `teardownView` put into the modal; the edge has seen to it that it can be read. */
export function modalOrigin(privateMetadata: string): ModalOrigin {
  return metadataSchema.parse(privateMetadata);
}

/** Whether it is what `teardownView` puts into a modal. */
export function isModalOrigin(privateMetadata: string): boolean {
  return metadataSchema.safeParse(privateMetadata).success;
}
