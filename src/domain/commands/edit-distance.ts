/**
 * The candidate that `word` was probably meant to be, or `undefined` when none is near: at most a third of its
 * letters wrong, counting a swap of neighbors (`rnu`) as one mistake.
 */
export function nearest<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): Candidate | undefined {
  return nearestOf(word, candidates)[0];
}

/** The same with all that are as near. */
export function nearestOf<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  // Beyond this length nothing can be near, and the table below would only cost time.
  if (word.length > 40) return [];
  const ranked = candidates
    .map((candidate) => ({ candidate, mistakes: mistakesBetween(word, candidate) }))
    .filter(({ candidate, mistakes }) => mistakes <= Math.max(1, Math.round(candidate.length / 3)))
    .sort((a, b) => a.mistakes - b.mistakes);
  return ranked.filter(({ mistakes }) => mistakes === ranked[0]?.mistakes).map(({ candidate }) => candidate);
}

/** Optimal string alignment distance: letters added, dropped, changed, or swapped with the next one. */
export function mistakesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        at(rows[row - 1], column) + 1,
        at(line, column - 1) + 1,
        at(rows[row - 1], column - 1) + (same ? 0 : 1),
        swapped ? at(rows[row - 2], column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(line);
  }
  return at(rows[a.length], b.length);
}

function at(line: readonly number[] | undefined, column: number): number {
  return line?.[column] ?? Number.POSITIVE_INFINITY;
}
