/** What is known of a message is kept as long as anybody may press a button on it. */
export const KEEP_SECONDS = 90 * 24 * 3_600;

/**
 * How far back the channel is read for what may have been said before Redis was emptied. What holds for longer is said
 * again before that, and Slack gives 200 messages a call.
 */
export const LOOK_BACK_DAYS = 35;

/** A message that the channel has not got, or not in its newest state. */
export interface Owing {
  /** `null` for a notice, which is about the timetable. */
  readonly runId: string | null;
  readonly kind: "card" | "summary" | "notice";
  /** Of a notice: when it came to be owed, in ms. */
  readonly owedAtMs?: number | null;
  /** When it was last said, in ms; `null`: never. */
  readonly saidAtMs: number | null;
}

const CARD = "card-";
const SUMMARY = "summary-";
const NOTICE = "notice-";

/** The scripts that append to a journal mark this id as stale. */
export function cardId(runId: string): string {
  return `${CARD}${runId}`;
}

/** The message of a day, one for each generation. */
export function summaryId(runId: string): string {
  return `${SUMMARY}${runId}`;
}

/** What the timetable has to say, each name once. */
export function noticeId(name: string): string {
  return `${NOTICE}${name}`;
}

/** What kind of message an id is of, and of which run; a notice is about the timetable. */
export function partsOf(id: string): Pick<Owing, "kind" | "runId"> {
  if (id.startsWith(CARD)) return { kind: "card", runId: id.slice(CARD.length) };
  if (id.startsWith(NOTICE)) return { kind: "notice", runId: null };
  return { kind: "summary", runId: id.slice(SUMMARY.length) };
}
