import type { Random } from "./random.ts";
import { shuffle } from "./random.ts";

/** How many loans of each category the default file has: as many as the bank's sample file. */
const defaultCategoryCounts: Readonly<Record<string, number>> = {
  AGRICULTURE: 12,
  AUTOMOBILE: 60,
  "BOOK STORES": 7,
  BUILDING: 7,
  BUSINESS: 24,
  "COMPUTER SOFTWARES": 35,
  DINNING: 14,
  "EDUCATIONAL LOAN": 20,
  ELECTRONICS: 14,
  "GOLD LOAN": 77,
  "HOME APPLIANCES": 14,
  HOUSING: 67,
  RESTAURANT: 20,
  RESTAURANTS: 41,
  SHOPPING: 35,
  TRAVELLING: 53,
};

/** The category of each row of the default file: exactly the default counts, in a seeded order. */
export function defaultCategories(random: Random): readonly string[] {
  const rows = Object.entries(defaultCategoryCounts).flatMap(([name, count]) =>
    Array.from({ length: count }, () => name),
  );
  return shuffle(rows, random);
}

/**
 * Draws categories for ever. The first sixteen are the default ones, as frequent as there; further ones are called
 * `CATEGORY 17` and so on, each as frequent as 10 in 500.
 */
export function drawCategories(howMany: number, random: Random): () => string {
  const known = Object.entries(defaultCategoryCounts).slice(0, howMany);
  const knownWeight = known.reduce((sum, [, weight]) => sum + weight, 0);
  const furtherWeight = 10;
  const further = Math.max(0, howMany - known.length);
  return () => {
    let rest = random.integer(knownWeight + further * furtherWeight);
    for (const [name, weight] of known) {
      if (rest < weight) {
        return name;
      }
      rest -= weight;
    }
    return `CATEGORY ${known.length + 1 + Math.floor(rest / furtherWeight)}`;
  };
}
