import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Problem } from "../../src/domain/problem.ts";

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
    if (error instanceof Error && "syscall" in error) throw unwritten(file, error as NodeJS.ErrnoException);
    throw error;
  }
}

async function putInPlace(file: string, chunks: Iterable<string>): Promise<void> {
  const unfinished = `${file}.unfinished`;
  await mkdir(dirname(file), { recursive: true });
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

function unwritten(file: string, error: NodeJS.ErrnoException): Problem {
  const { code = error.message } = error;
  const [says, remedy] = reasons[code] ?? [`the system says ${code}`, "name another file"];
  return new Problem("file-unwritten", `writing ${file}: ${says}`, { remedy, cause: error });
}

const notAllowed = [
  "the system allows you no file there",
  "name one in a folder that you may write to",
] as const;
const noFolder = ["a part of its path is a file and no folder", "name another path"] as const;
const noRoom = ["there is no room left", "free some, or name a file on another disk"] as const;

/** What the system's codes mean here, and what helps. */
const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOTDIR: noFolder,
  EEXIST: noFolder,
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: notAllowed,
  ENOSPC: noRoom,
  EDQUOT: noRoom,
  EFBIG: ["the disk takes no file so large", "ask for a smaller one"],
  ENAMETOOLONG: ["a name in its path is too long", "name a shorter one"],
  EPIPE: ["whoever read it has stopped", "read it to its end"],
};
