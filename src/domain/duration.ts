/** A length of time as people write it: `10s`, `5m`, `2h`. */
export type Duration = `${number}${"ms" | "s" | "m" | "h"}`;

const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/** Whether the text is one. */
export function isDuration(text: string): text is Duration {
  return DURATION.test(text);
}

/** The duration in milliseconds. */
export function durationMs(duration: Duration): number {
  const match = DURATION.exec(duration);
  if (!match) throw new Error(`"${duration}" is no duration like 10s, 5m or 2h`);
  return Number(match[1]) * MS[match[2] as keyof typeof MS];
}

/** Milliseconds in words for people: `0.4 s`, `12 s`, `4 min 12 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(ms, 0) / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return withRest(`${minutes} min`, seconds % 60, "s");
  return withRest(`${Math.floor(minutes / 60)} h`, minutes % 60, "min");
}

/** A rest of nothing is not told. */
function withRest(words: string, rest: number, unit: string): string {
  return rest === 0 ? words : `${words} ${rest} ${unit}`;
}

/**
 * How long to rest before the next look at something that has been underway for `elapsedMs`: a fifth of the step's
 * interval at first, so that what is quick is noticed at once, growing with the wait to three times the interval.
 */
export function nextLookMs(everyMs: number, elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs / 10, everyMs / 5), everyMs * 3);
}
