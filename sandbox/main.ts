import { existsSync } from "node:fs";
import { join } from "node:path";
import { endWhenUnread, readOptions } from "../src/cli/command-line.ts";
import { Problem } from "../src/domain/problem.ts";
import type { SandboxUrls } from "./sandbox.ts";
import { DEFAULT_SPEED, startSandbox } from "./sandbox.ts";
import { projectDirectory } from "./setup/tools.ts";

/** Opens the page in the browser that the machine opens pages in; where there is none, the line above names it. */
async function openPage(url: string): Promise<void> {
  const { default: open } = await import("open");
  const browser = await open(url).catch(() => null); // null: this machine has no way to open a page
  browser?.on("error", () => {});
}

const ownSlackWords = ({ page }: SandboxUrls) => `Slack and AWS are up on this machine: ${page}`;

const realSlackWords = ({ page, app }: SandboxUrls) =>
  [
    `The app speaks to your workspace; AWS is played here: ${page}`,
    process.env["SLACK_APP_TOKEN"]?.trim()
      ? "It connects to Slack by itself (Socket Mode)."
      : `Slack has to reach ${app}/slack/events through an address of yours, such as a tunnel's; with SLACK_APP_TOKEN it need not (npm run connect).`,
  ].join("\n");

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
      slack: { type: "boolean", default: false },
      sockets: { type: "boolean", default: false },
      port: { type: "string", default: "" },
      "no-open": { type: "boolean", default: false },
    },
    {
      act,
      usage:
        "use npm run sandbox -- [--fresh] [--speed N] [--home DIRECTORY] [--port N] [--no-open] [--slack | --sockets]",
    },
  );
  const speed = Number(values.speed);
  if (!/^\d+(\.\d+)?$/.test(values.speed) || speed < SPEEDS.from || speed > SPEEDS.to) {
    throw new Problem("bad-speed", `${act}: "${values.speed}" is no speed`, {
      remedy: `say how many times faster than AWS, from ${SPEEDS.from} to ${SPEEDS.to}, as in --speed 100`,
    });
  }
  const port = Number(values.port);
  if (values.port !== "" && (!/^\d+$/.test(values.port) || port < 1 || port > 65_535)) {
    throw new Problem("bad-port", `${act}: "${values.port}" is no port`, {
      remedy: "say a number from 1 to 65535, as in --port 4000, or leave it out for a free one",
    });
  }
  if (values.slack && values.sockets) {
    throw new Problem("bad-arguments", `${act}: --slack and --sockets at once`, {
      remedy: "leave --sockets out: with SLACK_APP_TOKEN the app connects to a workspace by itself",
    });
  }
  // A workspace of one's own is configured as for `npm start`.
  const dotEnv = join(projectDirectory, ".env");
  if (values.slack && existsSync(dotEnv)) process.loadEnvFile(dotEnv);
  const sandbox = await startSandbox({
    isRealSlack: values.slack,
    hasSockets: values.sockets,
    hasOwnClock: true,
    keepsSparkWarm: true,
    ...{ home: values.home, fresh: values.fresh, speed, env: process.env },
    ...(values.port !== "" && { port }),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
  }
  process.stdout.write(`${JSON.stringify({ event: "ready", ...sandbox.urls })}\n`);
  // Who reads at a terminal gets a line for people and the page; a program reads the one line of JSON.
  if (process.stdout.isTTY) {
    const words = values.slack ? realSlackWords(sandbox.urls) : ownSlackWords(sandbox.urls);
    process.stdout.write(`\n${words}  (Ctrl+C ends it)\n`);
    if (!values["no-open"]) await openPage(sandbox.urls.page);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
