import { constants, inflateSync } from "node:zlib";

/** What a file is that is no text of the contract's. */
export interface OtherKind {
  readonly is: string;
  readonly helps: string;
}

/** It, by its first bytes. */
interface Signature extends OtherKind {
  readonly begins: readonly number[];
}

const asCsv = "save it as CSV (UTF-8) and put that in its place";
const unpack = "unpack it; only gzip is read through";
const asText = "have it sent as text, in the encoding that the contract names";

/** The tail of a tar header begins here: the sum of all its bytes in octal (POSIX.1-2024, pax, "ustar Interchange Format"). */
const TAR_SUM = { from: 148, to: 156 } as const;
const TAR_HEADER_BYTES = 512;

const ascii = (text: string) => [...Buffer.from(text, "latin1")];

/** https://en.wikipedia.org/wiki/List_of_file_signatures; lz4 by its frame format, compress and pack by file(1). */
const signatures: readonly Signature[] = [
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    is: "a zip archive or a workbook of Excel (.xlsx)",
    helps: `unpack it, or ${asCsv}`,
  },
  { begins: [0x50, 0x4b, 0x05, 0x06], is: "a zip archive with nothing in it", helps: "put a file in it" },
  { begins: [0x50, 0x4b, 0x07, 0x08], is: "a zip archive in parts", helps: "unpack it" },
  { begins: [0x37, 0x7a, 0xbc, 0xaf], is: "a 7z archive", helps: "unpack it" },
  { begins: ascii("Rar!\x1a\x07"), is: "a rar archive", helps: "unpack it" },
  { begins: ascii("MSCF\0\0\0\0"), is: "a cabinet archive", helps: "unpack it" },
  { begins: [0xd0, 0xcf, 0x11, 0xe0], is: "a workbook of Excel (.xls)", helps: asCsv },
  { begins: ascii("%PDF"), is: "a PDF", helps: asCsv },
  { begins: ascii("PAR1"), is: "Parquet", helps: asCsv },
  { begins: ascii("BZh"), is: "compressed by bzip2", helps: unpack },
  { begins: [0xfd, 0x37, 0x7a, 0x58], is: "compressed by xz", helps: unpack },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], is: "compressed by zstd", helps: unpack },
  { begins: [0x04, 0x22, 0x4d, 0x18], is: "compressed by lz4", helps: unpack },
  { begins: [0x02, 0x21, 0x4c, 0x18], is: "compressed by lz4", helps: unpack },
  { begins: [0x1f, 0x9d], is: "compressed by compress (.Z)", helps: unpack },
  { begins: [0x1f, 0xa0], is: "compressed by compress (.Z)", helps: unpack },
  { begins: [0x1f, 0x1e], is: "compressed by pack (.z)", helps: unpack },
];

export const beginsWith = (bytes: Buffer, these: readonly number[]) =>
  these.every((byte, at) => bytes[at] === byte);

/** What a file with this beginning is, where that is no text in letters of ASCII and others; `null`: nothing says so. */
export function kindOf(beginning: Buffer): OtherKind | null {
  const signature = signatures.find(({ begins }) => beginsWith(beginning, begins));
  if (signature !== undefined) return signature;
  if (isTar(beginning)) return { is: "a tar archive", helps: "unpack it" };
  if (isZlib(beginning)) return { is: "compressed by zlib", helps: unpack };
  return isEbcdic(beginning) ? { is: "text in EBCDIC, as mainframes write it", helps: asText } : null;
}

function isTar(beginning: Buffer): boolean {
  if (beginning.length < TAR_HEADER_BYTES) return false;
  const header = beginning.subarray(0, TAR_HEADER_BYTES);
  const told = /^ *([0-7]{1,8})[ \0]*$/.exec(header.toString("latin1", TAR_SUM.from, TAR_SUM.to))?.[1];
  if (told === undefined) return false;
  const blanks = 0x20 * (TAR_SUM.to - TAR_SUM.from);
  const sum = header.reduce(
    (all, byte, at) => (at >= TAR_SUM.from && at < TAR_SUM.to ? all : all + byte),
    blanks,
  );
  return sum === Number.parseInt(told, 8);
}

/** Two bytes are not enough to know it by, since a text may begin with `x^` (RFC 1950); what follows has to unpack, too. */
function isZlib(beginning: Buffer): boolean {
  if (beginning[0] !== 0x78 || beginning.readUInt16BE(0) % 31 !== 0) return false;
  try {
    return inflateSync(beginning, { finishFlush: constants.Z_SYNC_FLUSH }).length > 0;
  } catch {
    return false; // an error of zlib is how it says that this is none
  }
}

/** Letters, digits, blanks, signs and line ends of EBCDIC that all its code pages have in common (IBM, code page 37 and 500). */
const ebcdicLetters = bytesOf(
  [0x81, 0x89],
  [0x91, 0x99],
  [0xa2, 0xa9],
  [0xc1, 0xc9],
  [0xd1, 0xd9],
  [0xe2, 0xe9],
  [0xf0, 0xf9],
);
const ebcdicSigns = bytesOf(
  [0x05],
  [0x0d],
  [0x15],
  [0x25],
  [0x40],
  [0x4b, 0x4f],
  [0x5c, 0x5e],
  [0x60, 0x61],
  [0x6b, 0x6f],
  [0x7a, 0x7f],
);

function bytesOf(...ranges: readonly (readonly [number, number?])[]): ReadonlySet<number> {
  return new Set(
    ranges.flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
  );
}

/** In no encoding of the contract's is a text without any letter of ASCII so full of what are letters there. */
function isEbcdic(beginning: Buffer): boolean {
  const letters = beginning.filter((byte) => ebcdicLetters.has(byte)).length;
  const signs = beginning.filter((byte) => ebcdicSigns.has(byte)).length;
  return letters >= 4 && letters >= beginning.length / 2 && letters + signs >= beginning.length * 0.95;
}

/** Which byte of two is zero in some letters of a text of UTF-16 without a mark: separators, digits, line ends. */
export function orderOfUtf16(beginning: Buffer): "UTF-16LE" | "UTF-16BE" | null {
  const whole = beginning.subarray(0, beginning.length - (beginning.length % 2));
  const isOdd = whole.indexOf(0) % 2 === 1;
  if (!whole.includes(0)) return null;
  const units = new Uint16Array(whole.length / 2).map((_, at) =>
    isOdd ? whole.readUInt16LE(at * 2) : whole.readUInt16BE(at * 2),
  );
  const text = String.fromCharCode(...units);
  const pages = Object.values(Object.groupBy(units, (unit) => unit >> 8)).map((some) => some?.length ?? 0);
  const inTwo = pages.toSorted((one, other) => other - one).slice(0, 2);
  const isOfOneScript = inTwo.reduce((all, some) => all + some, 0) >= units.length * 0.9;
  const isText = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\t\r\n]+$/u.test(text) && /[,;|\t\r\n]/.test(text);
  return isOfOneScript && isText && units.length >= 4 ? (isOdd ? "UTF-16LE" : "UTF-16BE") : null;
}
