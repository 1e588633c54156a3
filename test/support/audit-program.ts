import { execFile } from "node:child_process";
import { join } from "node:path";
import { PATIENCE_MS } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";

/** Runs `npm run audit` with those arguments, in an environment that has nothing else. */
export async function auditProgram(
  args: readonly string[],
  over: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly says: string; readonly errors: string }> {
  const env = { PATH: process.env["PATH"], ...over };
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(projectDirectory, "src", "cli", "audit.ts"), ...args],
      { env, timeout: PATIENCE_MS },
      (error, says, errors) => resolve({ code: error === null ? 0 : Number(error.code), says, errors }),
    );
  });
}
