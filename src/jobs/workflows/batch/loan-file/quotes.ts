/** Where something stands for the first time that readers of CSV take in different ways; `null`: nowhere. Lines from 1 on. */
export interface OddQuotes {
  /** A blank that is no space beside a quote that opens or closes a field. */
  readonly besideBlank: number | null;
  /** A mark of UTF-8 at the beginning of a line before a quote: there another file begins. */
  readonly mark: number | null;
  /** Text behind the quote that closes a field. */
  readonly behind: number | null;
  /** Such a text that ends with a quote and a blank, so that the field looks as if it were in quotes as a whole. */
  readonly behindAsQuoted: number | null;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** What `trim` takes off beyond ASCII, as bytes of UTF-8 written in one number. */
const wideBlanks = new Set(
  [..."\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"]
    .concat([..."\u2028\u2029\u202f\u205f\u3000\ufeff"])
    .map((blank) => Buffer.from(blank).reduce((number, byte) => number * 256 + byte, 0)),
);

/** Their first bytes without the last ones. */
const wideBeginnings = new Set(
  [...wideBlanks].flatMap((number) => [number >> 8, number >> 16]).filter((number) => number > 0),
);

const MARK = 0xefbbbf;

/**
 * Looks at the quotes of a loan file's text in UTF-8, which comes in chunks: where each stands, what is before it and what
 * behind. It counts nothing, and goes from quote to quote, so that a file with few of them costs next to nothing.
 */
export class QuoteCount {
  readonly found: { -readonly [Key in keyof OddQuotes]: OddQuotes[Key] } = {
    ...{ besideBlank: null, mark: null, behind: null, behindAsQuoted: null },
  };
  /** The last field of the file is in quotes, and its closing one is there. */
  endsInQuotes = false;
  readonly #separator: number;
  /** Before a field's text, in it, within its quotes, at a quote there, behind the closing one, in a text behind that. */
  #state: "before" | "plain" | "inside" | "quote" | "closed" | "behind" = "before";
  /** Since the field began, or its closing quote. */
  #sawWideBlank = false;
  /** Of the text behind a closing quote so far. */
  #endsWith: "text" | "quote" | "quote and blank" = "text";
  /** The first bytes of what may be a blank of several. */
  #wide = 0;
  #isAtBeginning = true;
  /** The field is the first one of its line. */
  #isFirst = true;
  /** Nothing but a mark of UTF-8 stands before it there. */
  #sawMark = false;
  #afterCr = false;
  /** What is looked at: the byte there, after so many lines that have ended before the chunk. */
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #linesBefore = 0;

  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0);
  }

  /** `lines`: how many have ended before this chunk. */
  take(chunk: Buffer, lines: number): void {
    this.#chunk = chunk;
    this.#linesBefore = lines;
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case "inside": {
          const quote = closingQuote(chunk, at);
          if (quote >= 0) this.#state = "quote";
          at = quote < 0 ? chunk.length : quote + 1;
          break;
        }
        case "plain":
          at = this.#toNextQuote(chunk, at);
          break;
        default:
          this.#at = at;
          if (this.#step(chunk[at] as number)) at += 1;
      }
    }
    if (chunk.length > 0) this.#afterCr = chunk[chunk.length - 1] === CR;
  }

  /** That was the whole file of so many lines. */
  end(lines: number): void {
    if (this.#state === "quote") this.#state = "closed";
    this.endsInQuotes = this.#state === "closed";
    this.#linesBefore = lines - 1;
    this.#chunk = Buffer.alloc(0);
    this.#at = 0;
    this.#endField(true);
  }

  /** From within a field that is in no quotes to the next one with a quote in it, or with the chunk's end in it. */
  #toNextQuote(chunk: Buffer, at: number): number {
    const quote = chunk.indexOf(QUOTE, at);
    const end = quote < 0 ? chunk.length : quote;
    let begin = end;
    while (begin > at && !this.#endsField(chunk[begin - 1] as number)) begin -= 1;
    // A quote in the middle of a field is a letter like others.
    if (begin === at) return quote < 0 ? end : quote + 1;
    this.#begin(chunk[begin - 1] !== this.#separator);
    return begin;
  }

  /** Takes a byte beside a quote; false: it is to be looked at once more, in another state. */
  #step(byte: number): boolean {
    if (this.#state === "quote") {
      this.#state = byte === QUOTE ? "inside" : "closed";
      this.#sawWideBlank = false;
      return byte === QUOTE;
    }
    if (this.#endsField(byte)) {
      this.#endField(byte !== this.#separator);
      return true;
    }
    const isBlank = this.#isBlank(byte);
    if (this.#state === "before") return isBlank || this.#open(byte);
    if (this.#state === "closed") {
      if (isBlank) return true;
      this.#state = "behind";
      this.#endsWith = "text";
      this.found.behind ??= this.#line();
    }
    if (byte === QUOTE) this.#endsWith = "quote";
    else if (!isBlank) this.#endsWith = "text";
    else if (this.#endsWith === "quote") this.#endsWith = "quote and blank";
    return true;
  }

  /** The first byte of a field's text; false: its quotes are to be looked for. */
  #open(byte: number): boolean {
    this.#state = byte === QUOTE ? "inside" : "plain";
    if (byte === QUOTE && this.#sawMark) this.found.mark ??= this.#line();
    else if (byte === QUOTE && this.#sawWideBlank) this.found.besideBlank ??= this.#line();
    this.#sawWideBlank = false;
    return byte === QUOTE;
  }

  /** Whether a byte is of a blank, as far as it goes. */
  #isBlank(byte: number): boolean {
    if (byte > 0x20 && byte < 0x80) {
      this.#wide = 0;
      this.#isAtBeginning = false;
      return false;
    }
    const wide = byte < 0x80 ? byte : this.#wide * 256 + byte;
    const mayBegin = wideBeginnings.has(wide);
    this.#wide = mayBegin ? wide : 0;
    if (mayBegin) return true;
    if (wide <= 0x20) {
      this.#isAtBeginning = false;
      return true;
    }
    const isMark = this.#isAtBeginning && wide === MARK;
    this.#isAtBeginning = false;
    if (!wideBlanks.has(wide)) return false;
    // The mark of UTF-8 is no blank before the first field.
    if (!isMark) {
      this.#sawMark = this.#isFirst && this.#state === "before" && wide === MARK && !this.#sawWideBlank;
      this.#sawWideBlank = true;
    }
    return true;
  }

  #endField(endsLine: boolean): void {
    if (this.#state === "closed" && this.#sawWideBlank) this.found.besideBlank ??= this.#line();
    if (this.#state === "behind" && this.#endsWith === "quote and blank")
      this.found.behindAsQuoted ??= this.#line();
    this.#begin(endsLine);
  }

  #begin(isFirst: boolean): void {
    this.#isFirst = isFirst;
    this.#sawMark = false;
    this.#state = "before";
    this.#sawWideBlank = false;
    this.#wide = 0;
    this.#isAtBeginning = false;
  }

  #endsField(byte: number): boolean {
    return byte === this.#separator || byte === LF || byte === CR;
  }

  /** The line of the byte that is looked at. */
  #line(): number {
    const chunk = this.#chunk;
    let line = this.#linesBefore + 1;
    // A chunk may begin between CR and LF.
    for (let before = this.#afterCr && chunk[0] === LF ? 1 : 0; before < this.#at; before += 1) {
      const byte = chunk[before];
      if (byte === LF || (byte === CR && chunk[before + 1] !== LF)) line += 1;
    }
    return line;
  }
}

/** Most fields in quotes are so short that to ask for the next quote takes longer than to look at each byte. */
const SHORT_FIELD = 16;

/** Where the next quote stands; -1: not in this chunk. */
function closingQuote(chunk: Buffer, at: number): number {
  const near = Math.min(at + SHORT_FIELD, chunk.length);
  for (let place = at; place < near; place += 1) if (chunk[place] === QUOTE) return place;
  return chunk.indexOf(QUOTE, near);
}
