import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a program said before it ended; `code` is `null` when it could not be started, timed out or was ended by a signal. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program with arguments and waits for its end. Never throws: what cannot be started has ended with `null`. */
export type RunProgram = (program: string, ...programArguments: readonly string[]) => Promise<Ended>;

/** The absolute path of the first executable file of that name on a `PATH`, or `undefined`. */
export function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // Absent, or not ours to run: both mean "look further".
  }
}

/** Runs a short question to a program (its version, where its home is); gives up after a minute. */
export const runProgram: RunProgram = (program, ...programArguments) =>
  new Promise((resolve) => {
    const child = spawn(program, programArguments, { stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    child.on("error", (error) => resolve({ code: null, stdout, stderr: error.message }));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
