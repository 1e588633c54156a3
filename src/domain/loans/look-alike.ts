import { INVISIBLE } from "./plain-name.ts";

/** Capital letters of Greek, Cyrillic and Armenian that have the shape of a Latin one (Unicode Technical Standard 39). */
const SHAPES: Readonly<Record<string, string>> = {
  ...shapes("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
  ...shapes("АВЕЅІЈКМНОРСТУХԚԜҮ", "ABESIJKMHOPCTYXQWY"),
  ...shapes("ՕՍԼ", "OUL"),
};

function shapes(letters: string, latin: string): Record<string, string> {
  const shape = [...latin];
  return Object.fromEntries([...letters].map((letter, index) => [letter, shape[index] ?? letter]));
}

/**
 * What two names have in common that people would take for one: case, blanks, punctuation, a plural, Unicode forms, letters
 * of other scripts that look the same, 0 for O and 1 for I within a word.
 */
export function likenessOf(name: string): string {
  const words = name
    .normalize("NFKC")
    .replaceAll(INVISIBLE, "")
    .toUpperCase()
    .normalize("NFC")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => singular([...word].map((letter) => SHAPES[letter] ?? letter).join("")));
  return words.map(asLetters).join("") || name;
}

/** The pairs of names that look like one, in the order of the names. */
export function lookAlikes(names: readonly string[]): readonly (readonly [string, string])[] {
  const alike = new Map<string, string[]>();
  for (const name of names) {
    const likeness = likenessOf(name);
    alike.set(likeness, [...(alike.get(likeness) ?? []), name]);
  }
  return [...alike.values()].flatMap((group) =>
    group.flatMap((one, index) => group.slice(index + 1).map((other) => [one, other] as const)),
  );
}

function singular(word: string): string {
  if (/^.{2,}IES$/u.test(word)) return `${word.slice(0, -3)}Y`;
  if (/^.{2,}(?:S|X|Z|CH|SH)ES$/u.test(word)) return word.slice(0, -2);
  return /^.{2,}S$/u.test(word) ? word.slice(0, -1) : word;
}

/** Digits alone are a number; among letters these two may stand for one. */
function asLetters(word: string): string {
  return /\p{L}/u.test(word) ? word.replaceAll("0", "O").replaceAll("1", "I") : word;
}
