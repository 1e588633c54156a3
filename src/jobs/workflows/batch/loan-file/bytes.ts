import { isAscii, isUtf8 } from "node:buffer";
import { grouped } from "../../../../domain/grouped.ts";
import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../domain/loans/finding.ts";
import {
  areLetters,
  C1_LEAD,
  CR,
  FOREIGN,
  isC1,
  isOfWindows,
  kindsOf,
  LF,
  QUOTE,
  wordsOf,
} from "./byte-kinds.ts";
import { controlWords } from "./controls.ts";

const utf8Mark = Buffer.from("\ufeff");

/** No real line comes near this, and no reader has to take more at once. */
const LONGEST_LINE_BYTES = 1_000_000;

/** A line without a letter of ASCII is kept up to here, to see whether it is blank. */
const LONGEST_BLANK_LINE = 4_096;

/**
 * The third count of a loan file: it knows bytes, line ends, quotes and encoding, but neither fields nor records, and
 * shares nothing with a reader of CSV. Fed with chunks as they come; a line ends with CR, LF or CRLF, inside quotes too.
 */
export class ByteCount {
  /** Lines that have ended, and at the end the last one, if it holds anything. */
  lines = 0;
  /** Lines with nothing but blanks. */
  blankLines = 0;
  /** Lines with an odd number of quotes: one opens there, or ends, or stands by itself. */
  oddQuoteLines = 0;
  /** Line ends by kind. */
  readonly ends = { lf: 0, cr: 0, crlf: 0 };
  /** The last line holds something and has no line end. */
  endsInLine = false;
  readonly #encoding: Contract["encoding"];
  readonly #kinds: Uint8Array;
  #quotes = 0;
  #afterCr = false;
  #afterC1Lead = false;
  /** Of the line that a chunk ended in. */
  #begunBytes = 0;
  /** Of the line that a chunk ended in: it is known not to be blank, or these bytes of it may be blanks. */
  #hasInk = false;
  #begun: Buffer | null = null;
  /** The beginning of a character of UTF-8 that goes on in the next chunk. */
  #cut: Buffer | null = null;
  /** Where the contract says another encoding: all letters so far would be of UTF-8 too. */
  #mayBeUtf8: boolean;
  /** The line of the first letter beyond ASCII, while all may be of UTF-8. */
  #letterLine: number | null = null;
  /** Once there is one, nothing is counted any more. */
  #finding: Finding | null = null;

  constructor(encoding: Contract["encoding"]) {
    this.#encoding = encoding;
    this.#kinds = kindsOf(encoding);
    this.#mayBeUtf8 = encoding !== "utf-8";
  }

  take(chunk: Buffer): void {
    if (this.#finding !== null || chunk.length === 0) return;
    const isFirst = this.lines === 0 && this.#begun === null && !this.#hasInk;
    if (isFirst && this.#encoding !== "utf-8" && chunk.subarray(0, 3).equals(utf8Mark))
      this.#hold("encoding", `begins with the mark of UTF-8 and is not ${this.#encoding}`);
    const valid = this.#encoding === "utf-8" ? this.#validBytes(chunk) : chunk.length;
    if (this.#mayBeUtf8) this.#countLetters(chunk);
    else this.#count(valid === chunk.length ? chunk : chunk.subarray(0, valid));
    if (valid < chunk.length) this.#hold("encoding", "is not UTF-8");
  }

  /** The first thing that no file may hold, with its line; empty: there is none so far. */
  findings(): readonly Finding[] {
    return this.#finding === null ? [] : [this.#finding];
  }

  /** That was the whole file. */
  end(): void {
    if (this.#finding !== null) return;
    if (this.#mayBeUtf8 && this.#letterLine !== null && this.#cut === null) this.#holdLetters();
    if (this.#encoding === "utf-8" && this.#cut !== null)
      this.#hold("encoding", "ends in the middle of a character of UTF-8");
    if (!this.#hasInk && this.#begun === null) return;
    const { blankLines } = this;
    this.lines += 1;
    this.oddQuoteLines += this.#quotes & 1;
    this.#lookForBlank(Buffer.alloc(0), 0, 0);
    this.endsInLine = this.blankLines === blankLines;
  }

  /**
   * Counts a chunk of another encoding whose letters may all be of UTF-8: by chance they hardly ever are, since each has to
   * begin with one of certain bytes and to go on with others.
   */
  #countLetters(chunk: Buffer): void {
    const from = this.#letterLine === null ? firstLetter(chunk) : 0;
    if (from > 0) this.#count(chunk.subarray(0, from));
    if (from === chunk.length) return;
    this.#letterLine ??= this.lines + 1;
    const rest = chunk.subarray(from);
    this.#count(rest);
    const { all, whole, isValid } = this.#asUtf8(rest);
    this.#mayBeUtf8 = isValid;
    this.#cut = isValid && whole < all.length ? Buffer.from(all.subarray(whole)) : null;
  }

  #count(chunk: Buffer): void {
    const kinds = this.#kinds;
    const { length } = chunk;
    if (this.#afterC1Lead && length > 0) {
      this.#afterC1Lead = false;
      if (isC1(chunk[0])) {
        this.#holdControl(chunk[0]);
        return;
      }
    }
    let from = 0;
    // A chunk may end between CR and LF.
    if (this.#afterCr && chunk[0] === 0x0a) {
      this.ends.cr -= 1;
      this.ends.crlf += 1;
      from = 1;
    }
    // This loop sees every byte of a file: what changes at each line is in variables, not in fields.
    let [quotes, odd, lf, cr, crlf] = [this.#quotes, 0, 0, 0, 0];
    const words = wordsOf(chunk);
    const shift = chunk.byteOffset & 3;
    const lastWord = words.length * 4 - shift - 4;
    let at = from;
    for (; at < length; at += 1) {
      if (((at + shift) & 3) === 0) {
        while (at <= lastWord && areLetters(words[(at + shift) >> 2] as number)) at += 4;
        if (at >= length) break;
      }
      const byte = chunk[at] as number;
      if (byte > 0x22 && byte < 0x7f) continue;
      const kind = kinds[byte] as number;
      if (kind === 0) continue;
      if (kind === QUOTE) {
        quotes += 1;
        continue;
      }
      if (kind === C1_LEAD && !isC1(chunk[at + 1])) continue;
      if (kind !== LF && kind !== CR) break;
      if (at - from + (from === 0 ? this.#begunBytes : 0) > LONGEST_LINE_BYTES) break;
      odd += quotes & 1;
      quotes = 0;
      // Nearly every line begins with a letter: nothing else of it has to be looked at.
      const first = chunk[from] as number;
      if (from === 0 || first <= 0x20 || first >= 0x7f) this.#lookForBlank(chunk, from, at);
      if (kind === LF) {
        lf += 1;
      } else if (chunk[at + 1] === 0x0a) {
        crlf += 1;
        at += 1;
      } else {
        cr += 1;
      }
      from = at + 1;
    }
    this.#quotes = quotes;
    this.oddQuoteLines += odd;
    this.lines += lf + cr + crlf;
    this.ends.lf += lf;
    this.ends.cr += cr;
    this.ends.crlf += crlf;
    if (at < length) this.#holdAt(chunk, at);
    this.#afterC1Lead = kinds[chunk[length - 1] ?? 0] === C1_LEAD;
    this.#afterCr = from === length && chunk[length - 1] === 0x0d;
    this.#begunBytes = length - from + (from === 0 ? this.#begunBytes : 0);
    if (this.#begunBytes > LONGEST_LINE_BYTES) this.#holdLine();
    if (from < length) this.#keepBegun(chunk, from);
  }

  #lookForBlank(chunk: Buffer, from: number, to: number): void {
    if (!this.#hasInk && this.#isBlank(this.#withBegun(chunk, from, to))) this.blankLines += 1;
    this.#hasInk = false;
    this.#begun = null;
  }

  /** What stands there no file may hold. */
  #holdAt(chunk: Buffer, at: number): void {
    const byte = chunk[at];
    const kind = this.#kinds[byte ?? 0];
    if (kind === LF || kind === CR) {
      this.#holdLine();
      return;
    }
    const isLetter = this.#mayBeUtf8 && this.#letterLine !== null && (byte ?? 0) >= 0x80;
    if (isLetter && this.#asUtf8(chunk.subarray(0, at + 1)).isValid) this.#holdLetters();
    else if (this.#encoding === "iso-8859-1" && isOfWindows(byte ?? 0)) this.#holdWindows(byte ?? 0);
    else if (kind === FOREIGN) this.#hold("encoding", `is not ${this.#encoding}`);
    else this.#holdControl(kind === C1_LEAD ? chunk[at + 1] : byte);
  }

  /** What there is of the line at the end of a chunk. */
  #keepBegun(chunk: Buffer, from: number): void {
    if (this.#hasInk) return;
    const begun = this.#withBegun(chunk, from, chunk.length);
    this.#hasInk = begun.length > LONGEST_BLANK_LINE || hasAsciiInk(begun);
    // A copy: the chunk's memory is its maker's.
    this.#begun = this.#hasInk ? null : Buffer.from(begun);
  }

  #withBegun(chunk: Buffer, from: number, to: number): Buffer {
    const rest = chunk.subarray(from, to);
    return this.#begun === null ? rest : Buffer.concat([this.#begun, rest]);
  }

  #isBlank(line: Buffer): boolean {
    if (hasAsciiInk(line)) return false;
    return line.toString(this.#encoding === "utf-8" ? "utf8" : "latin1").trim() === "";
  }

  /** With the character that was cut before it, up to one that is cut at its end. */
  #asUtf8(chunk: Buffer) {
    const all = this.#cut === null ? chunk : Buffer.concat([this.#cut, chunk]);
    const whole = all.length - cutBytes(all);
    return { all, whole, isValid: isUtf8(all.subarray(0, whole)) };
  }

  /** How many of the chunk's bytes come before the first line that is not UTF-8. */
  #validBytes(chunk: Buffer): number {
    const before = this.#cut;
    const { all, whole, isValid } = this.#asUtf8(chunk);
    if (isValid) {
      this.#cut = whole === all.length ? null : Buffer.from(all.subarray(whole));
      return chunk.length;
    }
    let from = 0;
    while (from < whole) {
      const to = lineEnd(all, from);
      if (!isUtf8(all.subarray(from, Math.min(to, whole)))) break;
      from = to + 1;
    }
    return Math.max(0, from - (before?.length ?? 0));
  }

  #holdControl(code: number | undefined): void {
    this.#hold("control-character", `holds ${controlWords(code ?? 0)}`);
  }

  #holdWindows(byte: number): void {
    const says = `holds a letter of windows-1252 (byte 0x${byte.toString(16)}), which iso-8859-1 has not: \`encoding: windows-1252\``;
    this.#hold("encoding", says);
  }

  #holdLetters(): void {
    const says = `holds letters of UTF-8, and the contract says ${this.#encoding}`;
    this.#hold("encoding", says, this.#letterLine ?? undefined);
  }

  #holdLine(): void {
    this.#hold("dialect", `is longer than ${LONGEST_LINE_BYTES / 1_000_000} MB, which no row is`);
  }

  #hold(rule: "encoding" | "control-character" | "dialect", says: string, line = this.lines + 1): void {
    this.#finding ??= {
      rule,
      says: `line ${grouped(line)} ${says}`,
      verdict: "hold",
    };
  }
}

function isAsciiInk(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}

function hasAsciiInk(bytes: Buffer): boolean {
  for (const byte of bytes) if (isAsciiInk(byte)) return true;
  return false;
}

/** Where the first letter beyond ASCII stands; its length: nowhere. */
function firstLetter(bytes: Buffer): number {
  return isAscii(bytes) ? bytes.length : bytes.findIndex((byte) => byte >= 0x80);
}

/** How many bytes at the end begin a character of UTF-8 without ending it. */
function cutBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

function lineEnd(bytes: Buffer, from: number): number {
  const ends = [bytes.indexOf(0x0a, from), bytes.indexOf(0x0d, from)].filter((at) => at >= 0);
  return Math.min(bytes.length, ...ends);
}
