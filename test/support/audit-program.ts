import { execFile } from "node:child_process";
import { join } from "node:path";
import { PATIENCE_MS } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";

/** Runs `npm run audit` with those arguments, in an environment that has the rest of what the configuration wants. */
export async function auditProgram(
  args: readonly string[],
  over: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly says: string; readonly errors: string }> {
  const env = {
    PATH: process.env["PATH"],
    ...{ SLACK_BOT_TOKEN: "xoxb-audit", SLACK_SIGNING_SECRET: "s", LOANS_CHANNEL: "C0LOANS" },
    ...{ AWS_REGION: "us-west-1", LOANS_SOURCE: "/loans/{date}.csv", LOANS_TIMEZONE: "UTC" },
    ...over,
  };
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(projectDirectory, "src", "cli", "audit.ts"), ...args],
      { env, timeout: PATIENCE_MS },
      (error, says, errors) => resolve({ code: error ? 1 : 0, says, errors }),
    );
  });
}
