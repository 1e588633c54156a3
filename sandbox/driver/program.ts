import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program in Node that was started. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
  /** Its exit code, once it has ended and all that it said is there; `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop, kills it when it does not, and waits for its end. */
  stop(): Promise<void>;
}

/** After SIGTERM a program has this long before it is killed. */
const STOP_MS = 15_000;

/** Starts Node with these arguments; told so, its stderr goes where that of this process goes, instead of into `said`. */
export function startProgram(
  args: readonly string[],
  {
    env = process.env,
    stderr = "pipe",
  }: { readonly env?: NodeJS.ProcessEnv; readonly stderr?: "pipe" | "inherit" } = {},
): Program {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", stderr] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    ...{ child, said, ended },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const killing = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(killing);
    },
  };
}

/** Waits for the first line on a program's stdout. Throws when it ends without one. */
export async function firstLine({ child }: Program): Promise<string> {
  if (child.stdout === null) throw new Error("reading a program's output: it has none");
  for await (const line of createInterface({ input: child.stdout })) {
    // The pipe must not fill up behind the line that was wanted.
    child.stdout.resume();
    return line;
  }
  throw new Error(`waiting for ${child.spawnargs.slice(1).join(" ")}: it ended and said nothing`);
}
