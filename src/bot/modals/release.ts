import type { ModalView } from "@slack/types";
import type { HeldBy } from "../../domain/problem.ts";
import { releaseModal } from "../names.ts";
import { lines, md } from "../views/block-kit/markup.ts";
import { ofFile } from "../views/release.ts";
import type { AttemptOrigin } from "./modal-metadata.ts";
import { reasonModal } from "./name-modal.ts";

/** Asks why the day may be told although these hold it. */
export function releaseView(day: string, holds: readonly HeldBy[], origin: AttemptOrigin): ModalView {
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
    metadata: origin,
  });
}
