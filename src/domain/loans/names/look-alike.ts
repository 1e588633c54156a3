import { INVISIBLE } from "./plain-name.ts";

/**
 * Capital letters of other scripts that have the shape of a Latin one, by Unicode's list of confusable letters (Technical
 * Standard 39, list of 2025-07-22); İ is what a Turkish keyboard makes of I.
 */
const CAPITALS: Readonly<Record<string, string>> = {
  ...shapes("İ", "I"),
  ...shapes("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
  ...shapes("АВЕЅІЈКМНОРСТУХԚԜҮ", "ABESIJKMHOPCTYXQWY"),
  ...shapes("ՕՍԼ", "OUL"),
  ...shapes("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃ", "ABCDEGHJKLMPRSTVWYZ"),
};

/** The small ones, of which many have another shape than their capitals: ν is v, Ν is N. */
const SMALL: Readonly<Record<string, string>> = {
  ...shapes("ɑɡɩɪʋɣʏᴄᴏᴜᴠᴡᴢꜱ", "agiiuyycouvwzs"),
  ...shapes("αγινορσυ", "ayivopou"),
  ...shapes("асԁеһіјорԛгѕѵԝхуүӏ", "acdehijopqrsvwxyyl"),
  ...shapes("քցհւոռօզսա", "fghinnoquw"),
};

/** A word of another script alone is written in that one: there a small letter is its capital, and no Latin letter. */
const LATIN = /[A-Za-z]/;

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
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => (LATIN.test(word) ? inShapes(word, SMALL) : word).toUpperCase().normalize("NFC"))
    .map((word) => singular(inShapes(word, CAPITALS)));
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

function inShapes(word: string, of: Readonly<Record<string, string>>): string {
  return [...word].map((letter) => of[letter] ?? letter).join("");
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
