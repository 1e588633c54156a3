import { grouped } from "../../domain/grouped.ts";
import { signed } from "../../domain/loans/tally.ts";
import type { UsualEdges } from "../../domain/loans/usual-range.ts";

/** Of what is shown with others, so that nobody is read out of a table. */
export const NOT_TOLD = "not told";

/** A change in a table, where a dash is easier to pass over than sixteen zeros. */
export function changeWords(change: number): string {
  return change === 0 ? "–" : signed(change);
}

/** Between what counts something is usual: `68–92`. */
export function rangeWords({ from, to }: UsualEdges): string {
  return from === to ? grouped(from) : `${grouped(from)}–${grouped(to)}`;
}

/** That a count is not usual; empty where it is. */
export function usualNote(count: number, { from, to }: UsualEdges): string {
  if (count < from) return "below usual";
  return count > to ? "above usual" : "";
}
