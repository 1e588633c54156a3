/** Words of at most so many letters: longer ones end at a word, with "…" for the rest. */
export function shortened(words: string, most: number): string {
  if (words.length <= most) return words;
  const whole = words.slice(0, most + 1).replace(/\s+\S*$/, "");
  // One word that is longer than all is cut where it must be, between letters.
  const cut = whole.length <= most ? whole : whole.slice(0, most - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, "").replace(/[\s,.;:–-]+$/, "")}…`;
}
