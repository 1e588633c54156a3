import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { isStopped } from "../../../sandbox/driver/stroke.ts";

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
