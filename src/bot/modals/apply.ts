import type { ModalView } from "@slack/types";
import { z } from "zod";
import type { Loss } from "../../domain/aws/plan-loss.ts";
import { applyModal } from "../names.ts";
import { lines, md } from "../views/block-kit/markup.ts";
import { lossLine } from "../views/plan.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";
import { nameModal } from "./name-modal.ts";

/** Which plan it is about, beside where the answer goes. */
const applyOriginSchema = modalOriginSchema.extend({
  runId: z.string(),
  attempt: z.int().positive(),
  /** Logical ids, each to be typed. */
  names: z.array(z.string()),
});

type ApplyOrigin = z.infer<typeof applyOriginSchema>;

const metadataSchema = metadata(applyOriginSchema);

/** Asks for the names of what the plan destroys, because none of it can be had back. */
export function applyView(losses: readonly Loss[], origin: Omit<ApplyOrigin, "names">): ModalView {
  const names = losses.map(({ logicalId }) => logicalId);
  return nameModal({
    callbackId: applyModal.callbackId,
    title: { says: "Apply the plan", send: "Apply", leave: "Not now" },
    words: lines([
      md`This plan destroys what cannot be had back:`,
      ...losses.map((loss) => md`• ${lossLine(loss)}`),
    ]),
    fields: names.map((name) => ({
      blockId: applyModal.blockOf(name),
      inputId: applyModal.inputOf(name),
      label: "The resource's name",
      name,
    })),
    metadata: applyOriginSchema.parse({ ...origin, names }),
  });
}

/** Reads back what `applyView` put into the modal; the edge has seen to it that it can be read. */
export function applyOrigin(privateMetadata: string): ApplyOrigin {
  return metadataSchema.parse(privateMetadata);
}

/** Whether it is what `applyView` puts into a modal. */
export function isApplyOrigin(privateMetadata: string): boolean {
  return metadataSchema.safeParse(privateMetadata).success;
}
