import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { grouped } from "../../../../domain/grouped.ts";
import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import { Problem } from "../../../../domain/problem.ts";
import { shellWord } from "../../../../domain/shell-word.ts";
import type { OtherKind } from "./signatures.ts";
import { beginsWith, kindOf, orderOfUtf16 } from "./signatures.ts";

/** A file as people know it, and what it has to be. */
interface Expected {
  readonly name: string;
  readonly reading: string;
  readonly encoding: Contract["encoding"];
}

type Compression = "none" | "gzip";

/** Marks of encodings of wide letters; one of them is the beginning of another. https://www.unicode.org/faq/utf_bom.html#bom4 */
const marks = [
  { begins: [0xff, 0xfe, 0x00, 0x00], encoding: "UTF-32" },
  { begins: [0x00, 0x00, 0xfe, 0xff], encoding: "UTF-32" },
  { begins: [0xff, 0xfe], encoding: "UTF-16" },
  { begins: [0xfe, 0xff], encoding: "UTF-16" },
] as const;

/** Which of the first four bytes are zeros without a mark: a header begins with letters of ASCII. */
const zeros: Readonly<Record<string, string>> = {
  "-x-x": "UTF-16BE",
  "x-x-": "UTF-16LE",
  "---x": "UTF-32BE",
  "x---": "UTF-32LE",
};

/** A header of tar, the longest of what a file is known by. */
const LOOKED_AT_BYTES = 512;

const gzip = [0x1f, 0x8b] as const;

/** As much as a file is read in one go; zlib would hand over a quarter of it. */
const UNPACKED_BYTES = 65_536;

/** What keeps a file with these first bytes from being a text; `null`: nothing does. */
function shapeProblem(first: Buffer, compression: Compression, expected: Expected): Problem | null {
  const wide = wideEncoding(first);
  const other = beginsWith(first, gzip)
    ? { is: "gzip inside of gzip", helps: "compress it once" }
    : wide === null
      ? kindOf(first)
      : wideText(wide, compression, expected);
  if (other === null) return null;
  return new Problem("file-no-text", `${expected.reading}: it is ${other.is}`, {
    remedy: `${other.helps}, then press Retry`,
  });
}

/** As iconv calls the encoding of UTF-16 or UTF-32 that these bytes begin; without a mark it asks for their order. */
function wideEncoding(first: Buffer): string | null {
  const mark = marks.find(({ begins }) => beginsWith(first, begins));
  if (mark) return mark.encoding;
  return (
    zeros[[...first.subarray(0, 4)].map((byte) => (byte === 0 ? "-" : "x")).join("")] ?? orderOfUtf16(first)
  );
}

/** The line makes of the file what the contract says, by its own name; a name may begin as an option does. */
function wideText(wide: string, compression: Compression, { name, encoding }: Expected): OtherKind {
  const target = encoding.toUpperCase();
  const plain = compression === "gzip" ? name.replace(/\.gz$/i, "") : name;
  const made = plain.replace(/(?=\.[^./]*$)|$/, `-${encoding}`);
  const from = shellWord(name);
  const convert = `iconv -f ${wide} -t ${target}`;
  const line = compression === "gzip" ? `gunzip -c < ${from} | ${convert}` : `${convert} < ${from}`;
  return {
    is: wide.replace(/[BL]E$/, ""),
    helps: `convert it by \`${line} > ${shellWord(made)}\` and put that in its place`,
  };
}

/** A file as it came, and its text. */
interface OpenedText {
  readonly compression: Compression;
  /** The bytes of the text, unpacked. */
  readonly text: AsyncIterable<Buffer>;
}

/** Looks at the first bytes and unpacks gzip. Throws what `shapeProblem` finds, and where gzip is cut off or broken. */
export async function openText(chunks: AsyncIterable<Buffer>, expected: Expected): Promise<OpenedText> {
  const { first, all } = await peek(chunks);
  const compression = beginsWith(first, gzip) ? "gzip" : "none";
  const text = compression === "gzip" ? unpacked(all, expected.reading) : all;
  return { compression, text: checked(text, compression, expected) };
}

/** The text, once its first bytes are seen to be of one. */
async function* checked(
  chunks: AsyncIterable<Buffer>,
  compression: Compression,
  expected: Expected,
): AsyncGenerator<Buffer> {
  const { first, all } = await peek(chunks);
  const problem = shapeProblem(first, compression, expected);
  if (problem) throw problem;
  yield* all;
}

/** The first bytes, as far as there are so many, and all of them. */
async function peek(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly first: Buffer; readonly all: AsyncIterable<Buffer> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  while (first.length < LOOKED_AT_BYTES) {
    const { done, value } = await iterator.next();
    if (done) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  async function* all() {
    try {
      if (first.length > 0) yield first;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { first: first.subarray(0, LOOKED_AT_BYTES), all: all() };
}

async function* unpacked(chunks: AsyncIterable<Buffer>, reading: string): AsyncGenerator<Buffer> {
  let received = 0;
  const counted = async function* () {
    for await (const chunk of chunks) {
      received += chunk.length;
      yield chunk;
    }
    // zlib takes a single byte behind a gzip for the beginning of another one that is cut off, until one more comes. Behind a
    // whole one it passes over zeros.
    yield Buffer.alloc(1);
  };
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  try {
    // The loop below hears the errors of both.
    yield* pipeline(Readable.from(counted()), gunzip, () => undefined);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!/^Z_/.test(code)) throw error;
    // The first one was known by its header.
    if (message === "incorrect header check") throw beyond(reading, "something stands");
    // All that was received was in order, but not with the one that was put behind it.
    const isCut = code === "Z_BUF_ERROR" || gunzip.bytesWritten >= received;
    throw broken(reading, isCut ? "is cut off" : `is broken (${code})`);
  }
  const rest = received - gunzip.bytesWritten;
  if (rest < 0) throw broken(reading, "is cut off");
  if (rest > 0) throw beyond(reading, rest === 1 ? "one byte stands" : `${grouped(rest)} bytes stand`);
}

/** Not every program that reads gzip passes over it. */
function beyond(reading: string, stands: string): Problem {
  return new Problem("gzip-broken", `${reading}: ${stands} behind the end of its gzip`, {
    remedy: "put the gzip without that in its place, then press Retry",
  });
}

function broken(reading: string, says: string): Problem {
  return new Problem("gzip-broken", `${reading}: its gzip ${says}`, {
    remedy: "put a complete file in its place, then press Retry",
  });
}
