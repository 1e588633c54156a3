import type { ModalView } from "@slack/types";
import { z } from "zod";
import type { HeldBy } from "../../domain/problem.ts";
import { releaseModal } from "../names.ts";
import { lines, md } from "../views/block-kit/markup.ts";
import { ofFile } from "../views/release.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";
import { reasonModal } from "./name-modal.ts";

/** Which day it is about, and which attempt of its run the person was shown, beside where the answer goes. */
const releaseOriginSchema = modalOriginSchema.extend({
  runId: z.string(),
  attempt: z.int().positive(),
});

type ReleaseOrigin = z.infer<typeof releaseOriginSchema>;

const metadataSchema = metadata(releaseOriginSchema);

/** Asks why the day may be told although these hold it. */
export function releaseView(day: string, holds: readonly HeldBy[], origin: ReleaseOrigin): ModalView {
  return reasonModal({
    callbackId: releaseModal.callbackId,
    title: { says: "Release the day", send: "Release", leave: "Not now" },
    words: lines([
      md`*${day}* is held by this:`,
      ...holds.map(({ says }) => md`• ${says}`),
      md`Released, it is counted on and told${ofFile(holds)}; its summary says who let this pass, and why.`,
    ]),
    field: {
      blockId: releaseModal.blockId,
      inputId: releaseModal.inputId,
      label: "Why may it be told as it is?",
    },
    metadata: releaseOriginSchema.parse(origin),
  });
}

/** Reads back what `releaseView` put into the modal; the edge has seen to it that it can be read. */
export function releaseOrigin(privateMetadata: string): ReleaseOrigin {
  return metadataSchema.parse(privateMetadata);
}

/** Whether it is what `releaseView` puts into a modal. */
export function isReleaseOrigin(privateMetadata: string): boolean {
  return metadataSchema.safeParse(privateMetadata).success;
}
