import { spawn } from "node:child_process";
import { basename } from "node:path";
import type { SparkOutcome } from "./submit.ts";

/** How long a canceled application may take to end before it is killed. */
const graceMs = 5_000;

/** The longest text of an output that is kept, in characters. */
export const longestOutput = 4_000_000;

/** What an application answers that was canceled before it began; 143 is what a shell answers for a process that was terminated. */
export const canceled: SparkOutcome = { exitCode: 143, stdout: "", stderr: "" };

/** A program to run. */
interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends it: SIGTERM, or SIGKILL at once when the reason is `TERMINATE_PROCESS`. */
  readonly signal: AbortSignal;
}

/**
 * Runs a program in a process group of its own, since what it starts starts others and a cancel must reach them all; never
 * rejects, also when it is ended.
 */
export async function runGroup({ file, args, cwd, env, signal }: Program): Promise<SparkOutcome> {
  // An abort before the listener below stands would be missed.
  if (signal.aborted) return canceled;
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const kill = (name: NodeJS.Signals) => killGroup(child.pid, name);
  let grace: NodeJS.Timeout | undefined;
  const cancel = () => {
    if (signal.reason === "TERMINATE_PROCESS") kill("SIGKILL");
    else {
      kill("SIGTERM");
      grace = setTimeout(() => kill("SIGKILL"), graceMs);
    }
  };
  const killAtExit = () => kill("SIGKILL");
  signal.addEventListener("abort", cancel, { once: true });
  process.once("exit", killAtExit);
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text: string) => {
      texts[name] = (texts[name] + text).slice(-longestOutput);
    });
  }
  return new Promise((resolve) => {
    const settle = (exitCode: number) => {
      clearTimeout(grace);
      signal.removeEventListener("abort", cancel);
      process.removeListener("exit", killAtExit);
      resolve({ exitCode, ...texts });
    };
    child.once("error", (error) => {
      texts.stderr += `starting ${basename(file)}: ${error.message}; run \`npm run setup\`\n`;
      settle(127);
    });
    child.once("close", (code) => settle(code ?? canceled.exitCode));
  });
}

/** Sends a signal to a group by the pid of its first process, where it has not ended by itself in the meantime. */
export function killGroup(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
