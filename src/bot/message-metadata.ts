import { scheduleMemoryOf } from "../domain/messages/schedule-memory.ts";
import type { Owed } from "../jobs/messages/announcer.ts";
import { messageEventType } from "./names.ts";

/** Slack takes 16 KB of metadata in all, and what is kept is text within JSON: escaped once more. */
const longestBytes = 12_000;

/**
 * What a message is found again by, and what a Redis that was emptied is told by it: who asked for the run and what
 * people said of it, what they decided about the schedule, and all that a summary says, that it was withdrawn, and who has seen its remarks. Counts only, as in the message
 * itself. What is too long for Slack is left out.
 */
export function metadataOf(owed: Owed) {
  const decided = owed.kind === "notice" ? scheduleMemoryOf(owed.notice) : null;
  return {
    event_type: messageEventType,
    event_payload: {
      id: owed.id,
      ...(owed.kind === "card" && {
        asker: owed.view.run.askedBy.user,
        ...kept("run", owed.view.progress.memory),
      }),
      ...(owed.kind === "summary" && summaryMemory(owed)),
      ...(decided !== null && kept("schedule", decided)),
    },
  };
}

/** What a summary says, and what people said of it since. */
function summaryMemory({ summary, since: { withdrawn, seen } }: Extract<Owed, { readonly kind: "summary" }>) {
  return {
    ...kept("summary", summary),
    ...(withdrawn !== null && kept("withdrawn", withdrawn)),
    ...(seen !== null && kept("seen", seen)),
  };
}

function kept(name: string, what: unknown): Readonly<Record<string, string>> {
  const text = JSON.stringify(what);
  return Buffer.byteLength(JSON.stringify(text)) <= longestBytes ? { [name]: text } : {};
}
