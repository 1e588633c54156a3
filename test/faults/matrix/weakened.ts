import { WebClient } from "@slack/web-api";
import type { Entry } from "../../../src/domain/runs/journal.ts";
import { RunStore } from "../../../src/jobs/store/run-store.ts";
import type { Claim } from "../../../src/jobs/store/run-types.ts";

/** Ways to take one of the engine's safeguards away, so that the fault matrix can show that it sees the difference. */
export const weaknesses = ["no-fence", "no-intent", "no-look"] as const;

/**
 * Weakens this process: `no-fence` lets everybody write and act who ever owned the run, `no-intent` acts without writing
 * `started` first, `no-look` finds no message that is in the channel. Throws of anything else.
 */
export function weaken(how: string | undefined): void {
  const { write, finish } = RunStore.prototype;
  const { apiCall } = WebClient.prototype;
  switch (how) {
    case "no-fence":
      RunStore.prototype.owns = async () => true;
      RunStore.prototype.write = async function (claim, happening, known) {
        return await write.call(this, await anew(this, claim), happening, known);
      };
      RunStore.prototype.finish = async function (claim, end) {
        return await finish.call(this, await anew(this, claim), end);
      };
      return;
    case "no-intent":
      RunStore.prototype.write = async function (claim, happening, known) {
        // An approval is no intent but something to wait for.
        const isIntent = happening.kind === "started" && happening.step !== "approve";
        if (!isIntent) return await write.call(this, claim, happening, known);
        // Number 0 follows on nothing, so that the engine reads the journal, in which it is not.
        const common = { v: 1, seq: 0, at: new Date().toISOString(), actor: "loan-tracker" } as const;
        const entry: Entry = { ...common, fence: claim.fence, attempt: known.attempt, ...happening };
        return { entry, isNews: true };
      };
      return;
    case "no-look":
      WebClient.prototype.apiCall = async function (method, options) {
        if (method === "conversations.history") return { ok: true, messages: [] };
        return await apiCall.call(this, method, options);
      };
      return;
    default:
      throw new Error(`weakening the engine: "${how}" is none of ${weaknesses.join(", ")}`);
  }
}

/** The newest claim, whoever holds it. */
async function anew(store: RunStore, claim: Claim): Promise<Claim> {
  const newest = await store.claim(claim.runId);
  await store.sliceEnded(claim.runId, { hasMetTrouble: true });
  return newest ?? claim;
}
