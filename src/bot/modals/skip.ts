import type { ModalView } from "@slack/types";
import { skipModal } from "../names.ts";
import { md } from "../views/block-kit/markup.ts";
import type { AttemptOrigin } from "./modal-metadata.ts";
import { reasonModal } from "./name-modal.ts";

/** Asks why the day is passed over. */
export function skipView(day: string, origin: AttemptOrigin): ModalView {
  return reasonModal({
    callbackId: skipModal.callbackId,
    title: { says: "Skip the day", send: "Skip", leave: "Not now" },
    words: md`*${day}* is passed over: the schedule does not run it, and the days after it do not wait for it. It can be run all the same, and the skip taken back.`,
    field: { blockId: skipModal.blockId, inputId: skipModal.inputId, label: "Why is it passed over?" },
    metadata: origin,
  });
}
