import { join } from "node:path";
import { endWhenUnread, readOptions } from "../src/cli/command-line.ts";
import { Problem } from "../src/domain/problem.ts";
import { DEFAULT_SPEED, startSandbox } from "./sandbox.ts";
import { projectDirectory } from "./setup/tools.ts";

const act = "starting the sandbox";

/** From ten times slower than AWS to waits that nobody notices. */
const SPEEDS = { from: 0.1, to: 1_000_000 } as const;

/** `npm run sandbox`: everything on loopback, left running until it is told to stop. */
endWhenUnread();
try {
  const values = readOptions(
    {
      speed: { type: "string", default: String(DEFAULT_SPEED) },
      fresh: { type: "boolean", default: false },
      home: { type: "string", default: join(projectDirectory, ".sandbox") },
    },
    { act, usage: "use npm run sandbox -- [--fresh] [--speed N] [--home DIRECTORY]" },
  );
  const speed = Number(values.speed);
  if (!/^\d+(\.\d+)?$/.test(values.speed) || speed < SPEEDS.from || speed > SPEEDS.to) {
    throw new Problem("bad-speed", `${act}: "${values.speed}" is no speed`, {
      remedy: `say how many times faster than AWS, from ${SPEEDS.from} to ${SPEEDS.to}, as in --speed 100`,
    });
  }
  const sandbox = await startSandbox({ home: values.home, fresh: values.fresh, speed, env: process.env });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
  }
  process.stdout.write(`${JSON.stringify({ event: "ready", ...sandbox.urls })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
