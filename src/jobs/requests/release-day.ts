import { fileOfAnother, releasing } from "../../domain/runs/day-number/release.ts";
import { progressOf } from "../../domain/runs/run-progress.ts";
import type { RunStore } from "../store/run-store.ts";
import { historyOf } from "./history-words.ts";
import type { Pressed, ReleaseWish } from "./requests.ts";
import type { RunReader } from "./run-reader.ts";
import type { RunView } from "./run-view.ts";
import { typedBy } from "./typed-by.ts";

/** Lets pass what holds a day, by writing it into the journal of its run, which is live again then; nothing moves it yet. */
export async function releaseDay(
  runId: string,
  { user, reason, attempt, requestKey, typed }: ReleaseWish,
  parts: {
    readonly store: RunStore;
    readonly reader: Pick<RunReader, "view" | "known" | "overtakenBy" | "told" | "ownFileChange">;
  },
): Promise<Pressed> {
  const { store, reader } = parts;
  const view = await reader.view(runId);
  if (!view) return { is: "unknown" };
  // The same request once more: what holds the day since then is another matter.
  if ((await store.ledger.runOfRequest(requestKey)) === runId) return { is: "taken", view };
  const seen = await store.journal(runId);
  const progress = progressOf(seen);
  const late = (because: string): Pressed => ({ is: "late", because, view: { ...view, progress } });
  const verdict = releasing(view.run.workflow, progress);
  if (!verdict.can) return late(verdict.because);
  if (attempt !== null && attempt !== progress.attempt) {
    return late("it is held anew since that button was there, perhaps by something else; look at its card");
  }
  const history = await historyOf(view, parts);
  if (history !== null) return { is: "late", ...history, view: { ...view, progress } };
  // What was judged is told without another look at the file, so that it is looked at here.
  const change = await reader.ownFileChange({ ...view, progress });
  if (change !== null) return late(fileOfAnother(change));
  const { step, since, holds } = verdict;
  const by = { kind: "released", step, holds, since, reason, ...typedBy(typed) } as const;
  const outcome = await store.reopen(runId, { by, seen, user, requestKey });
  const now = async (id: string): Promise<RunView> => (await reader.known(id)) ?? view;
  switch (outcome.is) {
    case "resumed":
      return { is: "taken", view: await now(runId) };
    case "busy":
      return { is: "busy", holder: await now(outcome.runId) };
    case "changed": {
      const changed = await now(runId);
      const again = releasing(changed.run.workflow, changed.progress);
      const because = again.can ? "it has changed in this moment; ask once more" : again.because;
      return { is: "late", because, view: changed };
    }
  }
}
