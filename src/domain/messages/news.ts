import type { Day } from "../day.ts";

/** What a person can want to be told of in a direct message. */
export const newsKinds = ["trouble", "summary", "approval"] as const;
export type NewsKind = (typeof newsKinds)[number];

/** What one person wants to be told of, where, and since when (ISO time): what was before that is no news. */
export interface NewsWish {
  readonly wants: readonly NewsKind[];
  /** Their direct messages with the app. */
  readonly channel: string;
  readonly since: string;
}

/** Something to tell, as far as it does not depend on whom. */
export interface News {
  readonly kind: NewsKind;
  /** The same whoever finds it: told once to each person. */
  readonly id: string;
  /** ISO time at which it came to be. */
  readonly at: string;
}

/** What is older was seen in the channel long ago: a process that was away for days tells no one of them. */
const FRESH_MS = 24 * 3_600_000;

/** What of it this person wants to be told of now. */
export function wantedNews<Told extends News>(
  news: readonly Told[],
  { wants, since }: NewsWish,
  now: Date,
): readonly Told[] {
  const from = Math.max(Date.parse(since), now.getTime() - FRESH_MS);
  return news.filter(({ kind, at }) => wants.includes(kind) && Date.parse(at) >= from);
}

/** The name of what is told of a run's attempt, or of a day that is late. */
export const newsId = {
  ofRun: (what: "failed" | "held" | "summary" | "approval", runId: string, attempt: number) =>
    `${what}-${runId}-a${attempt}`,
  late: (day: Day) => `late-${day}`,
};
