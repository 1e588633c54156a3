import type { WorkflowName } from "../workflows/index.ts";
import type { Entry, Journal } from "./journal.ts";
import { beginsAttempt } from "./journal.ts";
import { currentEntries } from "./next-move.ts";
import type { Outcome } from "./run.ts";

/** What one new entry tells those who watch the product: it is a line of the log, and it is counted. */
export interface JournalLine {
  readonly run: string;
  readonly workflow: WorkflowName;
  /** `null`: the entry is about the run as a whole. */
  readonly step: string | null;
  readonly kind: Entry["kind"];
  readonly seq: number;
  readonly attempt: number;
  /** A Slack user id, or `loan-tracker`. */
  readonly actor: string;
  /** How a run ended. */
  readonly outcome?: Outcome;
  /** What a step took from its start to `done` or `failed`; what a run took, from its request, or its last retry or release. */
  readonly elapsedMs?: number;
}

/** The line of the journal's last entry; throws when the journal does not begin with `opened`. */
export function journalLine(run: string, journal: Journal): JournalLine {
  const [opened] = journal;
  const entry = journal.at(-1);
  if (opened?.kind !== "opened" || !entry) throw new Error("a journal begins with the entry `opened`");
  const began = beginOf(entry, currentEntries(opened.steps, journal));
  return {
    run,
    workflow: opened.workflow,
    step: "step" in entry ? entry.step : null,
    kind: entry.kind,
    seq: entry.seq,
    attempt: entry.attempt,
    actor: entry.actor,
    ...(entry.kind === "finished" ? { outcome: entry.outcome } : {}),
    ...(began ? { elapsedMs: Date.parse(entry.at) - Date.parse(began.at) } : {}),
  };
}

/** The entry from which the time of what ends here is counted. */
function beginOf(end: Entry, journal: Journal): Entry | undefined {
  if (end.kind === "finished") {
    return journal.findLast((entry) => entry.kind === "opened" || beginsAttempt(entry));
  }
  if (end.kind !== "done" && end.kind !== "failed") return undefined;
  return journal.find(
    (entry) => (entry.kind === "started" || entry.kind === "adopted") && entry.step === end.step,
  );
}
