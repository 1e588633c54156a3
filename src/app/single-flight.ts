/** The same look serves all who ask for it while it is being done: one costs as much as a hundred at once. */
export function oneAtATime<T>(look: () => Promise<T>): () => Promise<T> {
  let underway: Promise<T> | null = null;
  return async () => {
    underway ??= look().finally(() => {
      underway = null;
    });
    return await underway;
  };
}
