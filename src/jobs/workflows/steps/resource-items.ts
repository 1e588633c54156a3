import type { ResourceFacts } from "../../../aws/stacks.ts";
import { plainReason } from "../../../domain/aws/diagnosis.ts";
import type { ProgressItem } from "../../../domain/workflows/progress.ts";

/** A stack's resources as rows of a card; when they are being removed, gone is what is wanted. */
export function resourceItems(
  resources: readonly ResourceFacts[],
  purpose: "making" | "removing",
): readonly ProgressItem[] {
  return resources.map(({ logicalId, type, phase, reason }) => {
    const finished = purpose === "making" ? "done" : "gone";
    const state = phase === "failed" ? "failed" : phase === finished ? "done" : "underway";
    const note = state === "failed" && reason !== null ? { note: plainReason(reason) } : {};
    return { name: logicalId, type, state, ...note };
  });
}
