import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { Problem } from "../domain/problem.ts";
import type { Lake } from "./lake.ts";
import { parseS3Url } from "./lake.ts";

/** The day's file, wherever it comes from. */
export interface Source {
  /** `null` when it is not there. `modifiedAt` (ISO time): since then it has neither been written nor put in its place. */
  see(): Promise<{ readonly bytes: number; readonly modifiedAt: string } | null>;
  /** From the first byte, anew at each call; the stream fails when the file is not there. */
  stream(): Readable;
}

/** The file at a path or an `s3://bucket/key` URL; the day is already in it. */
export function openSource(place: string, lake: Pick<Lake, "head" | "read">): Source {
  const object = parseS3Url(place);
  if (object !== null) {
    return {
      see: () => lake.head(object),
      stream: () =>
        Readable.from(
          (async function* () {
            const body = await lake.read(object);
            if (body === null) throw missing(place);
            yield* body;
          })(),
        ),
    };
  }
  return openFile(place);
}

/** The file at a path. */
export function openFile(place: string): Source {
  return {
    async see() {
      // A folder of that name is not the day's file either.
      const found = await stat(place).catch((error) => nullWhenMissing(error, place));
      if (!found?.isFile()) return null;
      // A copy may keep the old file's mtime; ctime is the system's own and nobody can set it.
      const modifiedAt = new Date(Math.max(found.mtimeMs, found.ctimeMs)).toISOString();
      return { bytes: found.size, modifiedAt };
    },
    stream: () =>
      Readable.from(
        (async function* () {
          try {
            yield* createReadStream(place);
          } catch (error) {
            throw unreadable(error as NodeJS.ErrnoException, place);
          }
        })(),
      ),
  };
}

function nullWhenMissing(error: NodeJS.ErrnoException, place: string): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw unreadable(error, place);
}

/** Its name only: a path may hold people's names. */
function unreadable(error: NodeJS.ErrnoException, place: string): Problem {
  return new Problem(
    "source-unreadable",
    `reading "${basename(place)}": the system does not let the bot read it (${error.code})`,
    { remedy: "make it readable for the user that the bot runs as, then try again", cause: error },
  );
}

function missing(place: string): Problem {
  return new Problem("source-missing", `reading "${place}": there is no such object`, {
    remedy: "put the day's file there, or set LOANS_SOURCE to where it is",
  });
}
