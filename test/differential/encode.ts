/** Letters of Unicode's private use that stand for bytes until a text is encoded. */
const privateUse = 0xe000;

/** These very bytes in a text, whatever its encoding. */
export function raw(...bytes: readonly number[]): string {
  return String.fromCharCode(...bytes.map((byte) => privateUse + byte));
}

/** Letters that windows-1252 has beyond ISO 8859-1, as far as files here hold them. */
const windows1252 = new Map([
  ["€", 0x80],
  ["Š", 0x8a],
  ["’", 0x92],
]);

/** A text as bytes. */
export function encode(text: string, encoding: "utf-8" | "windows-1252" | "iso-8859-1"): Buffer {
  const parts = text.split(/([\ue000-\ue0ff]+)/).map((part, at) => {
    if (at % 2 === 1) return Buffer.from([...part].map((one) => one.charCodeAt(0) - privateUse));
    if (encoding === "utf-8") return Buffer.from(part, "utf8");
    return Buffer.from([...part].map((letter) => byteOf(letter, encoding)));
  });
  return Buffer.concat(parts);
}

function byteOf(letter: string, encoding: string): number {
  const code =
    (encoding === "windows-1252" ? windows1252.get(letter) : undefined) ?? letter.codePointAt(0) ?? 0;
  if (code > 0xff) throw new Error(`${encoding} has no letter "${letter}"`);
  return code;
}
