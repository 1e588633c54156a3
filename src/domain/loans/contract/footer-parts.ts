/** A part of a footer's expression. `source` is its own text, of which one letter is tried. */
export type FooterPart =
  | { readonly kind: "letter"; readonly source: string }
  /** `^`, `$`, `\b`, `\B`: between letters. */
  | { readonly kind: "place"; readonly isEnd: boolean }
  | { readonly kind: "group"; readonly either: readonly FooterSequence[]; readonly looksAhead: boolean }
  | { readonly kind: "repeated"; readonly part: FooterPart; readonly least: number; readonly most: number };

/** Parts that stand one behind the other. */
export type FooterSequence = readonly FooterPart[];

/** What an expression is made of, or the first of it that two languages read in different ways. */
export type ReadFooter = { readonly whole: FooterPart } | { readonly foreign: string };

/** Thrown within this file alone. */
class Foreign extends Error {}

/** Reads an expression that JavaScript has taken, in its mode `u`. */
export function parseFooter(text: string): ReadFooter {
  const foreignBlank = /[^\S\0-\x7f]/u.exec(text);
  if (foreignBlank !== null) return { foreign: "a blank beyond ASCII; write \\s" };
  try {
    return { whole: new Parser(text).either(false) };
  } catch (error) {
    if (error instanceof Foreign) return { foreign: error.message };
    throw error;
  }
}

/** Whatever stands between its signs in JavaScript is sound already: here it is only told apart. */
class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  either(looksAhead: boolean): FooterPart {
    const either = [this.#sequence()];
    while (this.#take(/\|/uy) !== null) either.push(this.#sequence());
    return { kind: "group", either, looksAhead };
  }

  #sequence(): FooterSequence {
    const parts: FooterPart[] = [];
    while (this.#at < this.#text.length && !/[|)]/u.test(this.#text[this.#at] ?? ""))
      parts.push(this.#quantified());
    return parts;
  }

  #quantified(): FooterPart {
    const part = this.#part();
    const sign = this.#take(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/uy);
    if (sign === null) return part;
    const [least, most] = boundsOf(sign);
    return { kind: "repeated", part, least, most };
  }

  #part(): FooterPart {
    const opened = this.#take(/\((?:\?(?:<?[=!]|[^)]?:?))?/uy);
    if (opened !== null) {
      if (!["(", "(?:", "(?=", "(?!"].includes(opened)) throw new Foreign(opened);
      const group = this.either(/[=!]/u.test(opened));
      this.#at += 1;
      return group;
    }
    if (this.#take(/\^|\\[bB]/uy) !== null) return { kind: "place", isEnd: false };
    if (this.#take(/\$/uy) !== null) return { kind: "place", isEnd: true };
    const source = this.#take(/\[(?:\\.|[^\]\\])*\]|\\.|./suy) ?? "";
    const foreign = foreignIn(source);
    if (foreign !== null) throw new Foreign(foreign);
    return { kind: "letter", source };
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }
}

/** What in a letter, an escape or a class is not the same in both languages. */
function foreignIn(source: string): string | null {
  if (source === "[]" || source === "[^]") return source;
  // Of letters and digits these alone; other signs stand for themselves.
  const [foreign] = /\\(?![dDwWsSt])[a-zA-Z\d]/u.exec(source.replaceAll("\\\\", "")) ?? [];
  return foreign ?? null;
}

function boundsOf(sign: string): readonly [least: number, most: number] {
  if (sign.startsWith("*")) return [0, Number.POSITIVE_INFINITY];
  if (sign.startsWith("+")) return [1, Number.POSITIVE_INFINITY];
  if (sign.startsWith("?")) return [0, 1];
  const [, least = "", comma, most = ""] = /^\{(\d+)(,)?(\d*)/u.exec(sign) ?? [];
  if (comma === undefined) return [Number(least), Number(least)];
  return [Number(least), most === "" ? Number.POSITIVE_INFINITY : Number(most)];
}
