import type { Contract } from "../../../../domain/loans/contract/contract.ts";

/** Kinds of bytes; whatever is of no interest is 0, so that most of a file costs one look in a table. */
export const LF = 1;
export const CR = 2;
export const QUOTE = 3;
const CONTROL = 4;
/** In UTF-8 the first byte of U+0080 to U+00BF, of which the first 32 are control characters. */
export const C1_LEAD = 5;
export const FOREIGN = 6;

/** Bytes of windows-1252 that stand for nothing (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const unassigned = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** The kind of each byte in a text of this encoding. */
export function kindsOf(encoding: Contract["encoding"]): Uint8Array {
  const kinds = new Uint8Array(256);
  kinds.fill(CONTROL, 0, 0x20);
  kinds[0x09] = 0;
  kinds[0x0a] = LF;
  kinds[0x0d] = CR;
  kinds[0x22] = QUOTE;
  kinds[0x7f] = CONTROL;
  if (encoding === "utf-8") kinds[0xc2] = C1_LEAD;
  else if (encoding === "iso-8859-1") kinds.fill(CONTROL, 0x80, 0xa0);
  else for (const byte of unassigned) kinds[byte] = FOREIGN;
  return kinds;
}

/** Whether a byte that ISO 8859-1 has for a control character is a letter of windows-1252, such as a dash or a euro. */
export function isOfWindows(byte: number): boolean {
  return byte >= 0x80 && byte < 0xa0 && !unassigned.includes(byte);
}

/** The second byte of a control character from U+0080 to U+009F. */
export function isC1(byte: number | undefined): boolean {
  return byte !== undefined && byte < 0xa0;
}

/** The memory of a chunk in words of four bytes, from the one on in which it begins: up to three bytes before it are in the first. */
export function wordsOf({ buffer, byteOffset, length }: Buffer): Int32Array {
  const shift = byteOffset & 3;
  return new Int32Array(buffer, byteOffset - shift, (length + shift) >> 2);
}

/** Whether all four bytes of a word are in 0x20 to 0x7e and none is a quote, so that none is of any interest: one look instead of four. */
export function areLetters(word: number): boolean {
  const noQuotes = word ^ 0x22_22_22_22;
  const isLow = ((word - 0x20_20_20_20) & ~word) | ((noQuotes - 0x01_01_01_01) & ~noQuotes);
  return ((word | isLow | (word + 0x01_01_01_01)) & 0x80_80_80_80) === 0;
}
