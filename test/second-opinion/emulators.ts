import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { until } from "../../sandbox/driver/until.ts";
import { freePort } from "../../sandbox/supervisor.ts";

/** Who is asked beside the project's own stand-in. */
export type EmulatorName = "moto" | "ministack";

/** Another AWS on this machine. */
export interface Emulator {
  readonly name: EmulatorName;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one, empty, on a free loopback port, and waits until it answers; `home` takes what it writes. */
export async function startEmulator(
  name: EmulatorName,
  { programs, home, account }: { readonly programs: string; readonly home: string; readonly account: string },
): Promise<Emulator> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  // Neither gets the environment of who started it: no credentials, and no Docker to start anything in.
  const plain = { PATH: process.env["PATH"] ?? "", HOME: home, TMPDIR: home };
  const how = {
    moto: {
      program: "moto_server",
      args: ["-H", "127.0.0.1", "-p", port],
      env: { MOTO_ACCOUNT_ID: account },
    },
    ministack: {
      program: "ministack",
      args: [],
      env: {
        ...{
          BIND_HOST: "127.0.0.1",
          GATEWAY_PORT: port,
          MINISTACK_ACCOUNT_ID: account,
          LOG_LEVEL: "WARNING",
        },
        ...{ MINISTACK_REGION: "us-west-1", S3_DATA_DIR: join(home, "s3"), DOCKER_HOST: "unix:///nowhere" },
      },
    },
  }[name];
  const child = spawn(join(programs, how.program), how.args, {
    env: { ...plain, ...how.env },
    stdio: "ignore",
  });
  const ended = endOf(child);
  await Promise.race([
    until(`${name} answers`, () => isThere(url), { withinMs: 60_000, everyMs: 200 }),
    ended.then((how) => Promise.reject(new Error(`${name} ended with ${how}`))),
  ]).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    name,
    url,
    async stop() {
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(hard);
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(String(code ?? signal)));
  });
}

async function isThere(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false,
  );
}
