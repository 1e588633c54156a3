/** How many loans of one category, as shown. */
interface Shown {
  readonly category: string;
  readonly count: number;
}

/** What categories of fewer than `k` loans are shown as. */
function smallName(k: number): string {
  return `others (<${k})`;
}

/** What names are shown as that may be a customer's. */
function notShownName(names: number): string {
  return `not shown (${names} ${names === 1 ? "name" : "names"})`;
}

const NOT_SHOWN = /^not shown \((\d+) names?\)$/;

/** A name of a file that looks like a row of these, or like one that was put in quotes for that. */
const TAKEN = /^"*(?:others \(<\d+\)|not shown \(\d+ names?\))"*$/;

/** The name in the file of what is shown so. */
export function nameOfFile(shown: string): string {
  return TAKEN.test(shown) && shown.startsWith('"') && shown.endsWith('"') ? shown.slice(1, -1) : shown;
}

/** By the name of each category that under which it is shown, where that is another one. */
export type Folds = ReadonlyMap<string, string>;

/**
 * Which categories share a row, so that nobody is read out of a table: those of names that may not be shown, and those of
 * fewer than `k` loans (0: none). One small number alone would stand there all the same, and so would two that are known to
 * be small by their sum; as statistical offices do, the next smallest goes with them, until there are two, and `k` loans. A name
 * of the file that looks like that of such a row has a row of its own, in quotes.
 */
export function foldsOf(
  counts: readonly Shown[],
  { isShown, k }: { readonly isShown: (name: string) => boolean; readonly k: number },
): Folds {
  const hidden = counts.filter(({ category }) => !isShown(category)).map(({ category }) => category);
  const taken = counts.map(({ category }) => category).filter((name) => TAKEN.test(name));
  const first = new Map([
    ...taken.map((name) => [name, `"${name}"`] as const),
    ...hidden.map((name) => [name, notShownName(hidden.length)] as const),
  ]);
  const small = smallOnes(folded(counts, first), k).map(({ category }) => category);
  const second = new Map(small.map((name) => [name, smallName(k)]));
  const all = counts.map(({ category }) => [category, first.get(category) ?? category] as const);
  return new Map(
    all
      .map(([category, name]) => [category, second.get(name) ?? name] as const)
      .filter(([category, name]) => category !== name),
  );
}

function smallOnes(counts: readonly Shown[], k: number): readonly Shown[] {
  const present = counts.filter(({ count }) => count > 0).toSorted((a, b) => a.count - b.count);
  const least = present.filter(({ count }) => count < k).length;
  if (least === 0) return [];
  const isEnough = (some: readonly Shown[]) =>
    some.length >= 2 && some.reduce((sum, { count }) => sum + count, 0) >= k;
  let many = least;
  while (many < present.length && !isEnough(present.slice(0, many))) many += 1;
  return present.slice(0, many);
}

/** The counts as they are shown, with the same sum: a row for each category of its own, then one for those of each fold. */
export function folded(counts: readonly Shown[], folds: Folds): readonly Shown[] {
  if (folds.size === 0) return counts;
  const sums = new Map<string, number>();
  for (const { category, count } of counts) {
    const name = folds.get(category);
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  const own = counts.filter(({ category }) => !folds.has(category));
  return [...own, ...[...sums].map(([category, count]) => ({ category, count }))];
}

/** Whether it is what small counts are shown as. */
export function isSmallName(category: string): boolean {
  return /^others \(<\d+\)$/.test(category);
}

/** Whether it is the name of a row that categories share. */
export function isFoldedName(category: string): boolean {
  return isSmallName(category) || NOT_SHOWN.test(category);
}

/** How many categories have loans; small counts that are shown together are told as one. */
export function categoriesIn(counts: readonly Shown[]): number {
  const each = counts.filter(({ count }) => count > 0).map(({ category }) => NOT_SHOWN.exec(category)?.[1]);
  return each.reduce((sum, hidden) => sum + Number(hidden ?? 1), 0);
}

/** How many names stand in such rows at most: ∞ where small counts are among them, of which no number is told. */
export function hiddenNames(counts: readonly Shown[]): number {
  const names = counts.map(({ category }) =>
    isSmallName(category) ? Number.POSITIVE_INFINITY : Number(NOT_SHOWN.exec(category)?.[1] ?? 0),
  );
  return names.reduce((sum, one) => sum + one, 0);
}
