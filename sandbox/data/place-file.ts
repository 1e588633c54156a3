import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Problem } from "../../src/domain/problem.ts";
import { diskRefusal, makeFolder } from "../disk.ts";

/**
 * Writes these chunks to a file, in bounded memory; its folder is made where it is missing. The file appears whole or not
 * at all. Throws a `Problem` where it cannot be.
 */
export async function placeFile(file: string, chunks: Iterable<string>): Promise<void> {
  try {
    const there = await stat(file).catch(nullWhenMissing);
    if (there?.isDirectory() === true || file.endsWith(sep)) throw isDirectory(file);
    if (there === null || there.isFile()) await putInPlace(file, chunks);
    // A device or a pipe is written to: a file in its place would remove it.
    else await pipeline(Readable.from(chunks), createWriteStream(file));
  } catch (error) {
    const refusal = diskRefusal(error);
    if (refusal === null) throw error;
    const { says, remedy } = refusal;
    throw new Problem("file-unwritten", `writing ${file}: ${says}`, { remedy, cause: error });
  }
}

async function putInPlace(file: string, chunks: Iterable<string>): Promise<void> {
  const unfinished = `${file}.unfinished`;
  makeFolder(dirname(file));
  try {
    await pipeline(Readable.from(chunks), createWriteStream(unfinished));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // what is told is why it was not finished
    throw error;
  }
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function isDirectory(file: string): Problem {
  const example = `${file.endsWith(sep) ? file : `${file}${sep}`}loan.csv`;
  return new Problem("file-unwritten", `writing ${file}: it is a folder`, {
    remedy: `name a file in it, such as ${example}`,
  });
}
