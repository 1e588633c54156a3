import type { ModalView } from "@slack/types";
import type { RunView } from "../../jobs/requests/run-view.ts";
import { denyModal } from "../names.ts";
import { md } from "../views/block-kit/markup.ts";
import { runName } from "../views/runs/run-words.ts";
import type { AttemptOrigin } from "./modal-metadata.ts";
import { reasonModal } from "./name-modal.ts";

/** Asks why somebody else's plan is not to be carried out. */
export function denyView(view: RunView, origin: AttemptOrigin): ModalView {
  return reasonModal({
    callbackId: denyModal.callbackId,
    title: { says: "Deny the plan", send: "Deny", leave: "Not now" },
    words: md`The plan of ${runName(view.run)} is dropped, and nothing of it is carried out. Its card says who denied it, and why.`,
    field: { blockId: denyModal.blockId, inputId: denyModal.inputId, label: "Why not?" },
    metadata: origin,
  });
}
