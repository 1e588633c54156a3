import type { ModalView } from "@slack/types";
import { z } from "zod";
import type { Loss } from "../../domain/aws/plan-loss.ts";
import { applyModal } from "../names.ts";
import { lines, md } from "../views/markup.ts";
import { lossLine } from "../views/plan.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";

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
  return {
    type: "modal",
    callback_id: applyModal.callbackId,
    title: { type: "plain_text", text: "Apply the plan" },
    submit: { type: "plain_text", text: "Apply" },
    close: { type: "plain_text", text: "Not now" },
    private_metadata: JSON.stringify(applyOriginSchema.parse({ ...origin, names })),
    blocks: [
      {
        type: "section",
        text: {
          type: "mrkdwn",
          verbatim: true,
          text: lines([
            md`This plan destroys what cannot be had back:`,
            ...losses.map((loss) => md`• ${lossLine(loss)}`),
          ]).markup,
        },
      },
      ...names.map((name) => ({
        type: "input" as const,
        block_id: applyModal.blockOf(name),
        label: { type: "plain_text" as const, text: "The resource's name" },
        hint: { type: "plain_text" as const, text: `Type ${name} to confirm` },
        element: {
          type: "plain_text_input" as const,
          action_id: applyModal.inputOf(name),
          placeholder: { type: "plain_text" as const, text: name },
        },
      })),
    ],
  };
}

/** Reads back what `applyView` put into the modal; the edge has seen to it that it can be read. */
export function applyOrigin(privateMetadata: string): ApplyOrigin {
  return metadataSchema.parse(privateMetadata);
}

/** Whether it is what `applyView` puts into a modal. */
export function isApplyOrigin(privateMetadata: string): boolean {
  return metadataSchema.safeParse(privateMetadata).success;
}
