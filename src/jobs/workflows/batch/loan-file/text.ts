import type { Contract } from "../../../../domain/loans/contract/contract.ts";

/**
 * What windows-1252 has where ISO 8859-1 has control characters, from 0x80 on
 * (https://encoding.spec.whatwg.org/index-windows-1252.txt); five bytes stand for nothing and never come here.
 */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** The same text in UTF-8. Node's own decoder takes ISO 8859-1 for windows-1252, as browsers do. */
export function utf8Of(chunk: Buffer, encoding: Contract["encoding"]): Buffer {
  if (encoding === "utf-8") return chunk;
  const text = chunk.toString("latin1");
  if (encoding === "iso-8859-1") return Buffer.from(text, "utf8");
  const letters = text.replace(/[\u0080-\u009f]/g, (one) => windows1252[one.charCodeAt(0) - 0x80] ?? one);
  return Buffer.from(letters, "utf8");
}
