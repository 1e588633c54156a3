/** An account of northern California sees two of its zones; elsewhere three are enough. */
const letters: Readonly<Record<string, readonly string[]>> = { "us-west-1": ["a", "c"] };

/** The zones of a region, as this account sees them. */
export function zonesOf(region: string): readonly string[] {
  return (letters[region] ?? ["a", "b", "c"]).map((zone) => `${region}${zone}`);
}
