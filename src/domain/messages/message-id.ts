/** What is said in the channel about runs, and what the timetable has to say. */
export type MessageKind = "card" | "summary" | "notice" | "alert";

/** The ids stand in Redis and in the metadata of messages, so they never change. */
const CARD = "card-";
const SUMMARY = "summary-";
const NOTICE = "notice-";
const ALERT = "alert-";

/** The one message of a run. */
export function cardId(runId: string): string {
  return `${CARD}${runId}`;
}

/** The message of a day, one for each generation. */
export function summaryId(runId: string): string {
  return `${SUMMARY}${runId}`;
}

/** What people are called for when an attempt of a run has ended badly. */
export function alertId(runId: string, attempt: number): string {
  return `${ALERT}${runId}-a${attempt}`;
}

/** The attempt that an alert is about, by its id; `null`: the id is of no alert. */
export function attemptOfAlert(id: string): { readonly runId: string; readonly attempt: number } | null {
  const [, runId, attempt] = /^alert-(.+)-a([1-9]\d*)$/.exec(id) ?? [];
  return runId === undefined ? null : { runId, attempt: Number(attempt) };
}

/** What the timetable has to say, each name once. */
export function noticeId(name: string): string {
  return `${NOTICE}${name}`;
}

/** The names of notices, each for what it is said once about; they stand in Redis and in messages, so they never change. */
export const noticeNames = {
  daysLeft: (first: string) => `left-${first}`,
  summaryLate: (day: string) => `late-${day}`,
  heldUp: (by: string) => `hold-${by}`,
  keptWaiting: (day: string) => `wait-${day}`,
  dayWithdrawn: (runId: string) => `withdrawn-${runId}`,
  fileMissing: (runId: string) => `file-${runId}`,
  fileChanged: (runId: string) => `changed-${runId}`,
  /** `times`: how often it has been said again. */
  daySkipped: (day: string, { at, times }: { readonly at: string; readonly times: number }) =>
    `skip-${day}-${Date.parse(at)}-${times}`,
  daysUnskipped: (first: string, at: string) => `unskip-${first}-${Date.parse(at)}`,
  scheduleChanged: (is: string, { at, times }: { readonly at: string; readonly times: number }) =>
    `schedule-${is}-${Date.parse(at)}-${times}`,
} as const;

/** The names of the notices that say otherwise once that day, which has these runs, is told or passed over; each may have been said or not. */
export function noticesOfDay(day: string, runIds: readonly string[]): readonly string[] {
  const { summaryLate, heldUp, keptWaiting, fileMissing, fileChanged } = noticeNames;
  const ofDay = [summaryLate(day), heldUp(day), keptWaiting(day)];
  return [...ofDay, ...runIds.flatMap((runId) => [fileMissing(runId), fileChanged(runId)])];
}

/** What kind of message an id is of, and of which run; a notice is about the timetable. */
export function partsOf(id: string): { readonly kind: MessageKind; readonly runId: string | null } {
  if (id.startsWith(CARD)) return { kind: "card", runId: id.slice(CARD.length) };
  if (id.startsWith(NOTICE)) return { kind: "notice", runId: null };
  if (id.startsWith(ALERT)) return { kind: "alert", runId: attemptOfAlert(id)?.runId ?? null };
  return { kind: "summary", runId: id.slice(SUMMARY.length) };
}
