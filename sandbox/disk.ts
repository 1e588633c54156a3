import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those around it, one by one: where the system answers "no such folder" to the making of one itself,
 * as in `/proc`, Node's own `recursive` tries for ever (Node 24.21).
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  let there = resolve(folder);
  for (; !existsSync(there); there = dirname(there)) missing.push(there);
  // What is there may be a file: of making it the system says so.
  if (missing.length === 0 && !isFolder(there)) mkdirSync(there);
  for (const each of missing.reverse()) {
    try {
      mkdirSync(each);
    } catch (error) {
      if (!isFolder(each)) throw error; // else somebody has made it in the meantime
    }
  }
}

/** What the system refused, in words: what is wrong, and what helps. */
export interface DiskRefusal {
  /** The system's own, such as `ENOENT`. */
  readonly code: string;
  readonly says: string;
  readonly remedy: string;
}

/** Of an error of `node:fs` what it means; `null` where it is none. */
export function diskRefusal(error: unknown): DiskRefusal | null {
  if (!isOfDisk(error)) return null;
  const { code = "" } = error;
  const kind = error.syscall === "mkdir" ? "folder" : "file";
  const [says, remedy] = reasons[code] ?? [`the system says ${error.message}`, "name another path"];
  return { code, says: says.replace("{kind}", kind), remedy };
}

function isOfDisk(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const notAllowed = [
  "the system allows you no {kind} there",
  "name one in a folder that you may write to",
] as const;
const noFolder = ["a part of its path is a file and no folder", "name another path"] as const;
const noRoom = ["there is no room left", "free some, or name a file on another disk"] as const;

/** What the system's codes mean here, and what helps. */
const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ["the system makes no {kind} there", "name another path"],
  ELOOP: ["a link in its path leads back to itself", "name another path"],
  ENOTDIR: noFolder,
  EEXIST: ["what stands there is no folder", "name another path"],
  EISDIR: ["a folder stands where a file belongs", "name another path"],
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: notAllowed,
  ENOSPC: noRoom,
  EDQUOT: noRoom,
  EFBIG: ["the disk takes no file so large", "ask for a smaller one"],
  ENAMETOOLONG: ["a name in its path is too long", "name a shorter one"],
  EPIPE: ["whoever read it has stopped", "read it to its end"],
};
