import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that the bench started. */
export interface Started {
  readonly child: ChildProcess;
  /** Asks it to stop, kills it when it does not, and waits for its end. */
  stop(): Promise<void>;
}

/** After SIGTERM a program has this long before it is killed. */
const STOP_MS = 15_000;

/** Starts Node with these arguments; stdout can be read, stderr goes where the bench's own goes. */
export function startNode(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Started {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  return {
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const killing = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(killing);
    },
  };
}

/** Milliseconds from the start of a Node that has nothing to do until its end: what any start costs at least. */
export async function bareNodeMs(): Promise<number> {
  const from = performance.now();
  const { child } = startNode(["-e", "0"]);
  await once(child, "exit");
  return performance.now() - from;
}

/** Waits for the first line on a child's stdout. Throws when it ends without one. */
export async function firstLine({ child }: Started): Promise<string> {
  if (child.stdout === null) throw new Error("reading a child's output: it has none");
  for await (const line of createInterface({ input: child.stdout })) {
    // The pipe must not fill up behind the line that was wanted.
    child.stdout.resume();
    return line;
  }
  throw new Error(`waiting for ${child.spawnargs.slice(1).join(" ")}: it ended and said nothing`);
}
