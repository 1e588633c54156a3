import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { isRunningProcess } from "../setup/lock.ts";

/** What strikes a process at a point of a step. */
export type Stroke =
  /** Tells that the point was passed, and stands still for so long. */
  | { readonly does: "tell"; readonly holdMs: number }
  /** To itself, or to the pid given. */
  | { readonly does: "signal"; readonly signal: NodeJS.Signals; readonly pid?: number }
  /** FLUSHALL, while Redis stays up. */
  | { readonly does: "empty"; readonly redis: string }
  /** Redis is killed, and the last bytes of its append-only file are gone when it comes back. */
  | { readonly does: "cut"; readonly pid: number; readonly directory: string; readonly bytes: number };

/** What was there before and after: keys of a Redis that was emptied, bytes of a file that was cut. */
export interface Struck {
  readonly before: number;
  readonly after: number;
}

/** Strikes at once: nothing else of this process runs meanwhile. */
export function strike(stroke: Stroke): Struck {
  switch (stroke.does) {
    case "tell":
      if (stroke.holdMs > 0) pause(stroke.holdMs);
      return { before: 0, after: 0 };
    case "signal":
      process.kill(stroke.pid ?? process.pid, stroke.signal);
      // The signal is delivered asynchronously: nothing more of a process that is killed or stopped may run meanwhile.
      pause(stroke.signal === "SIGKILL" && stroke.pid === undefined ? undefined : 50);
      return { before: 1, after: 0 };
    case "empty":
      return empty(stroke.redis);
    case "cut":
      return cut(stroke);
  }
}

/** Whether a process stands still by SIGSTOP. */
export function isStopped(pid: number): boolean {
  return stateOf(pid) === "T";
}

/** Whether a process waits for something other than a processor. */
export function isAsleep(pid: number): boolean {
  return stateOf(pid) === "S";
}

/** Linux tells the state of a process behind its name in parentheses. */
function stateOf(pid: number): string | undefined {
  return /\) ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
}

const asking = `
const socket = require("node:net").connect(Number(process.argv[1]), "127.0.0.1");
socket.write("DBSIZE\\r\\nFLUSHALL\\r\\nDBSIZE\\r\\n");
let said = "";
socket.on("data", (some) => {
  said += some;
  if (said.split("\\n").length === 4) { process.stdout.write(said); socket.end(); }
});
`;

/** By a process of its own, because this one stands still. */
function empty(redis: string): Struck {
  const args = ["-e", asking, new URL(redis).port];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 5_000 });
  const [, before, after] = /^:(\d+)\r\n\+OK\r\n:(\d+)/.exec(stdout) ?? [];
  if (after !== "0") throw new Error(`emptying Redis: it said "${stdout}"`);
  return { before: Number(before), after: Number(after) };
}

function cut({ pid, directory, bytes }: Extract<Stroke, { does: "cut" }>): Struck {
  process.kill(pid, "SIGKILL");
  for (let tries = 0; isRunningProcess(pid); tries += 1) {
    if (tries > 500) throw new Error(`killing Redis: ${pid} is still there`);
    pause(10);
  }
  // One file up to Redis 6.2, a folder of them since 7.0.
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const name = names.toSorted().findLast((one) => /appendonly\.aof(\.\d+\.incr\.aof)?$/.test(one));
  if (name === undefined) throw new Error(`cutting the append-only file: there is none in ${directory}`);
  const file = join(directory, name);
  const before = statSync(file).size;
  truncateSync(file, Math.max(before - bytes, 0));
  return { before, after: statSync(file).size };
}

/** For ever when no time is given. */
function pause(ms: number | undefined): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
