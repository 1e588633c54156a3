import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { breakStale, isStale, tryLock, waitForLock } from "../../../sandbox/setup/lock.ts";

let directory: string;
let file: string;
const never = new AbortController().signal;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(directory, "lock");
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a lock is held once, and free again after its release", () => {
  const first = tryLock(file);
  if (!("lock" in first)) {
    throw new Error("a free lock was not given");
  }

  expect(tryLock(file)).toEqual({ heldBy: { pid: process.pid, silentMs: expect.any(Number) } });

  first.lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("a second one waits, is told who is at work, and gets the lock once that is done", async () => {
  const first = await waitForLock(file, { onWait: () => undefined, signal: never });
  const waitedFor: number[] = [];

  const second = waitForLock(file, { onWait: ({ pid }) => waitedFor.push(pid), signal: never });
  first.release();
  (await second).release();

  expect(waitedFor).toEqual([process.pid]);
});

test("a lock of a process that ended is taken over without waiting", async () => {
  writeFileSync(file, "999999999");

  const lock = await waitForLock(file, {
    onWait: () => {
      throw new Error("waited for a process that is gone");
    },
    signal: never,
  });

  expect(existsSync(file)).toBe(true);
  lock.release();
});

test("a lock whose file somebody removes costs its holder nothing", () => {
  vi.useFakeTimers();
  try {
    const held = tryLock(file);
    rmSync(file);
    vi.advanceTimersByTime(10_000);
    if ("lock" in held) held.lock.release();
    expect(readdirSync(directory)).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test("a process number that came again does not keep a silent lock alive", () => {
  const running = () => true;
  expect(isStale({ pid: 1, silentMs: 61_000 }, running)).toBe(true);
  expect(isStale({ pid: 1, silentMs: 3_000 }, running)).toBe(false);
  expect(isStale({ pid: 1, silentMs: 3_000 }, () => false)).toBe(true);
});

test("a lock that was renewed since it looked stale is left to its new holder", () => {
  const first = tryLock(file);

  breakStale(file, () => true);

  expect(tryLock(file)).toHaveProperty("heldBy");
  expect(readdirSync(directory)).toEqual(["lock"]);
  if ("lock" in first) {
    first.lock.release();
  }
});
