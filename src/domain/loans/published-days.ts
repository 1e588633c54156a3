import type { Day } from "../day.ts";
import type { CategoryCount } from "./category-counts.ts";

/** A published day as Redshift has it. */
export interface PublishedDay {
  readonly day: Day;
  readonly counts: readonly CategoryCount[];
  /** `s3://…` of the Parquet that it is published by. */
  readonly path: string;
}

/** So many rows are read at most: 36 days of a thousand categories. */
export const MOST_COUNTS = 40_000;

/** A row of `sql/summary/category-counts`. */
type CountRow = Readonly<Record<string, unknown>>;

/** The days of the rows, which come newest first; where there are too many the oldest is left out, of which some are missing. */
export function publishedDays(rows: readonly CountRow[]): readonly PublishedDay[] {
  const days = new Map<Day, { readonly counts: CategoryCount[]; readonly path: string }>();
  for (const row of rows) {
    const day = String(row["insert_date"]) as Day;
    const one = days.get(day) ?? { counts: [], path: String(row["path"]) };
    one.counts.push({ category: String(row["loan_category"]), count: Number(row["count"]) });
    days.set(day, one);
  }
  const all = [...days].map(([day, one]) => ({ day, ...one }));
  return rows.length < MOST_COUNTS || all.length === 1 ? all : all.slice(0, -1);
}

/** By which files the days of `sql/check/published-files` are published. */
export function publishedPlaces(
  rows: readonly Readonly<Record<string, unknown>>[],
): readonly Pick<PublishedDay, "day" | "path">[] {
  return rows.map((row) => ({ day: String(row["insert_date"]) as Day, path: String(row["path"]) }));
}

/** The loans of that category on that day. */
export function countOf({ counts }: Pick<PublishedDay, "counts">, name: string): number {
  return counts.find(({ category }) => category === name)?.count ?? 0;
}
