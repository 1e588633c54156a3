import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Problem } from "../../../domain/problem.ts";

/** What a file is by its first bytes, where it is no text of the contract's. */
interface Shape {
  readonly begins: readonly number[];
  readonly is: string;
  readonly helps: string;
}

const asCsv = "save it as CSV (UTF-8) and put that in its place";

const utf16 = (encoding: string) => ({
  is: "UTF-16",
  helps: `convert it by \`iconv -f ${encoding} -t UTF-8 loan.csv > loan-utf8.csv\` and put that in its place`,
});

/** https://www.unicode.org/faq/utf_bom.html#bom4, https://en.wikipedia.org/wiki/List_of_file_signatures */
const shapes: readonly Shape[] = [
  { begins: [0xff, 0xfe], ...utf16("UTF-16") },
  { begins: [0xfe, 0xff], ...utf16("UTF-16") },
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    is: "a zip archive or a workbook of Excel (.xlsx)",
    helps: `unpack it, or ${asCsv}`,
  },
  { begins: [0xd0, 0xcf, 0x11, 0xe0], is: "a workbook of Excel (.xls)", helps: asCsv },
  { begins: [0x25, 0x50, 0x44, 0x46], is: "a PDF", helps: asCsv },
  { begins: [0x50, 0x41, 0x52, 0x31], is: "Parquet", helps: asCsv },
  { begins: [0x42, 0x5a, 0x68], is: "compressed by bzip2", helps: "unpack it; only gzip is read through" },
  { begins: [0xfd, 0x37, 0x7a, 0x58], is: "compressed by xz", helps: "unpack it; only gzip is read through" },
  {
    begins: [0x28, 0xb5, 0x2f, 0xfd],
    is: "compressed by zstd",
    helps: "unpack it; only gzip is read through",
  },
  { begins: [0x37, 0x7a, 0xbc, 0xaf], is: "a 7z archive", helps: "unpack it" },
];

const gzip = [0x1f, 0x8b] as const;

/** As much as a file is read in one go; zlib would hand over a quarter of it. */
const UNPACKED_BYTES = 65_536;

const beginsWith = (bytes: Buffer, these: readonly number[]) => these.every((byte, at) => bytes[at] === byte);

/** What keeps a file with these first bytes from being a text; `null`: nothing does. */
function shapeProblem(first: Buffer, reading: string): Problem | null {
  const wrong = (is: string, helps: string) =>
    new Problem("file-no-text", `${reading}: it is ${is}`, { remedy: `${helps}, then press Retry` });
  if (beginsWith(first, gzip)) return wrong("gzip inside of gzip", "compress it once");
  const shape = shapes.find(({ begins }) => beginsWith(first, begins));
  if (shape) return wrong(shape.is, shape.helps);
  // Without a mark: the letters of a header are every other byte.
  if (first.length < 4) return null;
  const zeros = [0, 1, 2, 3].map((at) => first[at] === 0).join();
  const order = zeros === "true,false,true,false" ? "BE" : zeros === "false,true,false,true" ? "LE" : null;
  if (order === null) return null;
  const { is, helps } = utf16(`UTF-16${order}`);
  return wrong(is, helps);
}

/** A file as it came, and its text. */
interface OpenedText {
  readonly compression: "none" | "gzip";
  /** The bytes of the text, unpacked. */
  readonly text: AsyncIterable<Buffer>;
}

/** Looks at the first bytes and unpacks gzip. Throws what `shapeProblem` finds, and where gzip is cut off or broken. */
export async function openText(chunks: AsyncIterable<Buffer>, reading: string): Promise<OpenedText> {
  const { first, all } = await peek(chunks);
  if (!beginsWith(first, gzip)) return { compression: "none", text: checked(all, reading) };
  return { compression: "gzip", text: checked(unpacked(all, reading), reading) };
}

/** The text, once its first bytes are seen to be of one. */
async function* checked(chunks: AsyncIterable<Buffer>, reading: string): AsyncGenerator<Buffer> {
  const { first, all } = await peek(chunks);
  const problem = shapeProblem(first, reading);
  if (problem) throw problem;
  yield* all;
}

/** The first four bytes, as far as there are so many, and all of them. */
async function peek(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly first: Buffer; readonly all: AsyncIterable<Buffer> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  while (first.length < 4) {
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
  return { first, all: all() };
}

async function* unpacked(chunks: AsyncIterable<Buffer>, reading: string): AsyncGenerator<Buffer> {
  let received = 0;
  const counted = async function* () {
    for await (const chunk of chunks) {
      received += chunk.length;
      yield chunk;
    }
  };
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  try {
    // The loop below hears the errors of both.
    yield* pipeline(Readable.from(counted()), gunzip, () => undefined);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!/^Z_/.test(code)) throw error;
    throw broken(reading, code === "Z_BUF_ERROR" ? "is cut off" : `is broken (${code})`);
  }
  // zlib passes over zeros after its end without a word.
  const beyond = received - gunzip.bytesWritten;
  if (beyond > 0) throw broken(reading, `ends ${beyond} bytes before the file does`);
}

function broken(reading: string, says: string): Problem {
  return new Problem("gzip-broken", `${reading}: its gzip ${says}`, {
    remedy: "put a complete file in its place, then press Retry",
  });
}
