import { randomUUID } from "node:crypto";
import { createWriteStream, rmSync } from "node:fs";
import { lstat, open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Problem } from "../../src/domain/problem.ts";
import { diskRefusal, makeFolder } from "../disk.ts";

/** By which a person ends a program, whose unfinished file then goes too. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Writes these chunks to a file, in bounded memory; its folder is made where it is missing. The file appears whole or not
 * at all; a link stays one, and the file that it leads to is written. Throws a `Problem` where it cannot be.
 */
export async function placeFile(file: string, chunks: Iterable<string>): Promise<void> {
  try {
    const there = await stat(file).catch(nullWhenMissing);
    if (there?.isDirectory() === true || file.endsWith(sep)) throw isDirectory(file);
    if (there === null || there.isFile()) await putInPlace(await behindLinks(file), chunks);
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
  const folder = dirname(file);
  makeFolder(folder);
  // No name of anybody's, and one that is short whatever the file's is.
  const unfinished = join(folder, `.unfinished-${randomUUID()}`);
  const ended = (signal: NodeJS.Signals) => {
    rmSync(unfinished, { force: true });
    process.kill(process.pid, signal); // nobody listens for it any more, so that it ends the process
  };
  for (const signal of signals) process.once(signal, ended);
  try {
    // Opened before anything can fail: a stream would open it in its own time, perhaps after it was removed.
    const handle = await open(unfinished, "wx");
    await pipeline(Readable.from(chunks), handle.createWriteStream());
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // what is told is why it was not finished
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, ended);
  }
}

/** The file itself, which may be missing: a file put in the place of a link would leave the other as it was. */
async function behindLinks(file: string): Promise<string> {
  const link = await lstat(file).catch(nullWhenMissing);
  if (link?.isSymbolicLink() !== true) return file;
  return await behindLinks(resolve(await realpath(dirname(file)), await readlink(file)));
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
