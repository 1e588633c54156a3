import type { ModalView } from "@slack/types";
import type { LakeWeight } from "../../domain/aws/lake-weight.ts";
import { totalsOf } from "../../domain/aws/lake-weight.ts";
import { teardownModal } from "../names.ts";
import { lines, md } from "../views/block-kit/markup.ts";
import { recordStays, whatGoes, whatStays } from "../views/teardown.ts";
import type { ModalOrigin } from "./modal-metadata.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";
import { nameModal } from "./name-modal.ts";

const metadataSchema = metadata(modalOriginSchema);

/**
 * Asks for the stack's name, because a teardown deletes data that cannot be had back. `lake`: `null` where what is in it is not
 * known; `audit`: where the audit record is kept besides Redis, `null`: nowhere.
 */
export function teardownView(
  stack: string,
  origin: ModalOrigin,
  { lake, audit }: { readonly lake: LakeWeight | null; readonly audit: string | null },
): ModalView {
  return nameModal({
    callbackId: teardownModal.callbackId,
    title: { says: "Tear down", send: "Tear down", leave: "Keep it" },
    words: lines([
      md`This deletes the stack *${stack}* and all it holds:`,
      ...whatGoes(lake && totalsOf(lake)),
      md`It cannot be undone. What stays: ${whatStays}.`,
    ]),
    fields: [
      {
        blockId: teardownModal.blockId,
        inputId: teardownModal.inputId,
        label: "The stack's name",
        name: stack,
      },
    ],
    small: recordStays(audit),
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
