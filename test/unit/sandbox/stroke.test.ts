import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { isAsleep, isStopped } from "../../../sandbox/driver/stroke.ts";

test("a process that waits is told from one that a processor is kept from, and from one that stands still", async () => {
  const [idle, busy] = ["setInterval(() => {}, 1000)", "for (;;);"].map((does) =>
    spawn(process.execPath, ["-e", does]),
  );
  try {
    const pid = idle?.pid ?? 0;
    await expect.poll(() => isAsleep(pid), { interval: 2 }).toBe(true);
    idle?.kill("SIGSTOP");
    await expect.poll(() => isAsleep(pid), { interval: 2 }).toBe(false);
    await expect.poll(() => isAsleep(busy?.pid ?? 0), { interval: 2 }).toBe(false);
  } finally {
    idle?.kill("SIGKILL");
    busy?.kill("SIGKILL");
  }
});

test("a process that stands still is told from one that runs, and from one that was let go on", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    const pid = child.pid ?? 0;
    expect(isStopped(pid)).toBe(false);
    child.kill("SIGSTOP");
    await expect.poll(() => isStopped(pid), { interval: 2 }).toBe(true);
    child.kill("SIGCONT");
    await expect.poll(() => isStopped(pid), { interval: 2 }).toBe(false);
  } finally {
    child.kill("SIGKILL");
  }
});
