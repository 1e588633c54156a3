import type { FooterPart, FooterSequence } from "./footer-parts.ts";

/** Letters that stand for all: of ASCII each, of others one; what an expression names itself comes to them. */
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const OTHER = "\u{10fffd}";

/**
 * In how many ways at most an expression may take one line of so many letters, which a reader tries one after the other where
 * none fits in the end. A part that can be taken in one way alone, as the next one begins with other letters, counts as one.
 */
export function choicesIn(whole: FooterPart, letters: number): number {
  return new Choices(whole, letters).of(whole, new Set());
}

class Choices {
  readonly #letters: number;
  readonly #alphabet: readonly string[];
  readonly #sets = new Map<string, ReadonlySet<string>>();

  constructor(whole: FooterPart, letters: number) {
    this.#letters = letters;
    this.#alphabet = [...new Set([...ASCII, OTHER, ...sourcesIn(whole).join("")])];
  }

  /** `next`: what a letter behind the part may be. */
  of(part: FooterPart, next: ReadonlySet<string>): number {
    switch (part.kind) {
      case "letter":
      case "place":
        return 1;
      case "group":
        return this.#ofEither(part.either, part.looksAhead ? new Set() : next);
      case "repeated": {
        const { least, most } = part;
        const firsts = this.#firsts([part.part], new Set());
        const inner = this.of(part.part, most > 1 ? new Set([...next, ...firsts]) : next);
        const isOpen = most > least && meet(firsts, next);
        return isOpen ? inner * Math.min(most - least + 1, this.#letters) : inner;
      }
    }
  }

  #ofEither(either: readonly FooterSequence[], next: ReadonlySet<string>): number {
    const firsts = either.map((sequence) => this.#firsts(sequence, next));
    const isPlain = firsts.every((one, at) => firsts.slice(at + 1).every((other) => !meet(one, other)));
    const all = either.map((sequence) => this.#ofSequence(sequence, next));
    return isPlain ? Math.max(...all) : all.reduce((sum, one) => sum + one, 0);
  }

  #ofSequence(sequence: FooterSequence, next: ReadonlySet<string>): number {
    return sequence.reduce(
      (all, part, at) => all * this.of(part, this.#firsts(sequence.slice(at + 1), next)),
      1,
    );
  }

  /** What the first letter of the sequence may be, or of what is behind it where it may be empty. */
  #firsts(sequence: FooterSequence, next: ReadonlySet<string>): ReadonlySet<string> {
    const [part, ...rest] = sequence;
    if (part === undefined) return next;
    if (part.kind === "letter") return this.#setOf(part.source);
    if (part.kind === "place") return part.isEnd ? new Set() : this.#firsts(rest, next);
    if (part.kind === "repeated") {
      const firsts = this.#firsts([part.part], new Set());
      // What is repeated may itself be empty, as `(a?)` is.
      return part.least > 0 && !isEmpty(part.part)
        ? firsts
        : new Set([...firsts, ...this.#firsts(rest, next)]);
    }
    const behind = this.#firsts(rest, next);
    if (part.looksAhead) return behind;
    return new Set(part.either.flatMap((one) => [...this.#firsts(one, behind)]));
  }

  #setOf(source: string): ReadonlySet<string> {
    const letter = new RegExp(`^${source}$`, "us");
    const found = this.#sets.get(source) ?? new Set(this.#alphabet.filter((one) => letter.test(one)));
    this.#sets.set(source, found);
    return found;
  }
}

function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((letter) => other.has(letter));
}

/** Whether it may be no letter at all. */
function isEmpty(part: FooterPart): boolean {
  if (part.kind === "letter") return false;
  if (part.kind === "repeated") return part.least === 0 || isEmpty(part.part);
  return part.kind === "place" || part.looksAhead || part.either.some((sequence) => sequence.every(isEmpty));
}

function sourcesIn(part: FooterPart): readonly string[] {
  if (part.kind === "letter") return [part.source];
  if (part.kind === "repeated") return sourcesIn(part.part);
  return part.kind === "group" ? part.either.flat().flatMap(sourcesIn) : [];
}
