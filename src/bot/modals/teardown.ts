import type { ModalView } from "@slack/types";
import { teardownModal } from "../names.ts";
import { lines, md } from "../views/block-kit/markup.ts";
import type { ModalOrigin } from "./modal-metadata.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";
import { nameModal } from "./name-modal.ts";

const metadataSchema = metadata(modalOriginSchema);

/** Asks for the stack's name, because a teardown deletes data that cannot be had back. */
export function teardownView(stack: string, origin: ModalOrigin): ModalView {
  return nameModal({
    callbackId: teardownModal.callbackId,
    title: { says: "Tear down", send: "Tear down", leave: "Keep it" },
    words: lines([
      md`This deletes the stack *${stack}* and all it holds:`,
      md`• the lake with every version of every loan file and result`,
      md`• the warehouse, its tables and its snapshots`,
      md`• the Spark cluster, the dashboard host, the network`,
      md`It cannot be undone. The summaries in the channel stay.`,
    ]),
    fields: [
      {
        blockId: teardownModal.blockId,
        inputId: teardownModal.inputId,
        label: "The stack's name",
        name: stack,
      },
    ],
    metadata: modalOriginSchema.parse(origin),
  });
}

/** Reads back what `teardownView` put into the modal; the edge has seen to it that it can be read. */
export function modalOrigin(privateMetadata: string): ModalOrigin {
  return metadataSchema.parse(privateMetadata);
}

/** Whether it is what `teardownView` puts into a modal. */
export function isModalOrigin(privateMetadata: string): boolean {
  return metadataSchema.safeParse(privateMetadata).success;
}
