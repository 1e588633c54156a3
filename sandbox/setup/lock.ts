import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** What a lock file tells of whoever made it. */
export interface LockHolder {
  readonly pid: number;
  /** Milliseconds since the holder last said that it is at work. */
  readonly silentMs: number;
}

const beatEveryMs = 2_000;
/** A holder silent for so long has gone, whatever process has its number now (numbers come again after a restart). */
const goneAfterMs = 60_000;

/** Whether the holder of a lock has gone without giving it back: its process has ended, or it has been silent for a minute. */
export function isStale(holder: LockHolder, isRunning: (pid: number) => boolean): boolean {
  return holder.silentMs > goneAfterMs || !isRunning(holder.pid);
}

/** A lock that is held; the file is gone after `release`. */
export interface Lock {
  release(): void;
}

/** Takes the lock file and keeps it fresh, or tells who holds it. A lock left behind by a process that ended is taken over. */
export function tryLock(file: string): { readonly lock: Lock } | { readonly heldBy: LockHolder } {
  // The name is linked to a finished file, so that nobody ever reads a lock without its process id.
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) {
      throw error;
    }
    return { heldBy: readHolder(file) ?? { pid: process.pid, silentMs: 0 } };
  } finally {
    rmSync(mine);
  }
  const beat = setInterval(() => keepFresh(file), beatEveryMs).unref();
  return {
    lock: {
      release: () => {
        clearInterval(beat);
        rmSync(file, { force: true });
      },
    },
  };
}

/**
 * Removes a stale lock. Two that find the same stale lock must not remove each other's new one, so the file is moved
 * aside first, by which only one can win, and looked at again there: a fresh one is put back.
 */
export function breakStale(file: string, isRunning: (pid: number) => boolean): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return; // Given back, or taken aside by another, in the meantime.
    }
    throw error;
  }
  const holder = readHolder(aside);
  if (holder !== undefined && !isStale(holder, isRunning)) {
    linkSync(aside, file);
  }
  rmSync(aside, { force: true });
}

/** Waits until the lock is ours; calls `onWait` once with the first holder found at work. */
export async function waitForLock(
  file: string,
  { onWait, signal }: { readonly onWait: (holder: LockHolder) => void; readonly signal: AbortSignal },
): Promise<Lock> {
  for (let waited = false; ; ) {
    const attempt = tryLock(file);
    if ("lock" in attempt) {
      return attempt.lock;
    }
    if (isStale(attempt.heldBy, isRunningProcess)) {
      breakStale(file, isRunningProcess);
      continue;
    }
    if (!waited) {
      onWait(attempt.heldBy);
      waited = true;
    }
    await pause(250, undefined, { signal });
  }
}

function keepFresh(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch (error) {
    // Somebody has removed it, with the folder around it perhaps: there is nothing left to hold.
    if (!isCode(error, "ENOENT")) throw error;
  }
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return { pid: Number(readFileSync(file, "utf8")), silentMs: Date.now() - statSync(file).mtimeMs };
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return undefined; // Given back between two looks.
    }
    throw error;
  }
}

/** Whether there is a process of that id, whoever owns it. */
export function isRunningProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM"); // Somebody else's process: it runs.
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
