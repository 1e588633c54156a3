import type { Play } from "../play.ts";
import type { Stage } from "../stage.ts";

/**
 * Checks what a run that stopped has told: a problem of one of the codes, with words about what helps. No codes: that
 * it never stopped.
 */
export function toldAs(
  { product }: Stage,
  codes: readonly string[],
): { of(play: Play): void; check(): Promise<void> } {
  let runId = "";
  return {
    of(play) {
      runId = play.runId;
    },
    async check() {
      // A fault that found no place to strike has shown nothing, and the stage plays again.
      if ((await product.firedFaults()) === 0) return;
      const journal = await product.journal(runId);
      const problems = journal.flatMap((entry) => (entry.kind === "failed" ? [entry.problem] : []));
      const wrong = problems.filter(({ code, remedy }) => !codes.includes(code) || !remedy);
      if (wrong.length > 0 || (problems.length === 0 && codes.length > 0)) {
        const told = problems.map(({ code, says, remedy }) => `${code} (${says}; ${remedy})`).join(", ");
        throw new Error(`it told of ${told || "no problem"} instead of ${codes.join(" or ") || "none"}`);
      }
    },
  };
}
