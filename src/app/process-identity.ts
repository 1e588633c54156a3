import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessIdentity } from "../jobs/store/wake-queue.ts";

/**
 * Processes as Linux tells them apart: a number may be given to a new process, but never with the same start time, and the dead
 * of this boot and this space of process numbers are those that the kernel lists no more. Of another machine or
 * container, and on other systems, nothing is proven.
 */
export function readProcessIdentity(): ProcessIdentity {
  const place = placeOf();
  const own = statOf(process.pid);
  if (place === null || own === null || own === "none") {
    return { own: null, isDead: () => false };
  }
  return {
    own: `${place}.${process.pid}.${own.startedAt}`,
    isDead(life) {
      const [where, pid = "", startedAt] = life.split(".");
      if (where !== place || !/^[1-9]\d*$/.test(pid)) return false;
      const now = statOf(Number(pid));
      if (now === null) return false;
      // A zombie is dead; only its parent has not heard of it.
      return now === "none" || now.startedAt !== startedAt || /^[ZX]$/.test(now.state);
    },
  };
}

/** This boot of this machine, and this container; `null` where the system does not tell. */
function placeOf(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const place = [hostname(), boot, readlinkSync("/proc/self/ns/pid")].join(" ");
    return createHash("sha256").update(place).digest("hex").slice(0, 16);
  } catch {
    return null; // Not Linux, or /proc is shut: nothing can be proven here.
  }
}

/** State and start, in ticks since the boot; `none`: the kernel knows no such process; `null`: it does not tell. */
function statOf(pid: number): { readonly state: string; readonly startedAt: string } | "none" | null {
  try {
    // The fields follow the name, which stands in parentheses and may hold anything: state is the third of all, the start the 22nd.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const [state, startedAt] = [fields[0], fields[19]];
    return state === undefined || startedAt === undefined ? null : { state, startedAt };
  } catch {
    return isUnknown(pid) ? "none" : null; // /proc may hide the processes of others; a signal does not.
  }
}

function isUnknown(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
