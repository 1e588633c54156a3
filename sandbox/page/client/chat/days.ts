import { useEffect, useState } from "preact/hooks";
import { writeDate } from "../../../../src/web/date.ts";
import type { Reader } from "../../../../src/web/reader.ts";

const EVERY_MS = 1_000;

/** The day of a moment in the reader's zone, `2026-11-29`. */
export function dayOf(seconds: number, reader: Reader): string {
  return writeDate("{date_num}", seconds, reader) ?? "";
}

/** What stands above the messages of a day: `Today`, `Yesterday`, or its weekday and date. */
export function dayWords(seconds: number, reader: Reader): string {
  const words = writeDate("{day_divider_pretty}", seconds, reader) ?? "";
  return `${words.slice(0, 1).toLocaleUpperCase(reader.locale)}${words.slice(1)}`;
}

/** The reader's day by the sandbox's clock, which may run fast: what says "today" is drawn anew when it has ended. */
export function useToday(reader: Reader): string {
  const [today, setToday] = useState(() => dayOf(reader.now / 1_000, reader));
  useEffect(() => {
    const every = setInterval(() => setToday(dayOf(reader.now / 1_000, reader)), EVERY_MS);
    return () => clearInterval(every);
  }, [reader]);
  return today;
}
