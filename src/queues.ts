import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { parseConfig } from "./config.ts";
import { Problem } from "./domain/problem.ts";
import { keysFor } from "./jobs/keys.ts";
import { createQueueBoard } from "./jobs/queue-board.ts";
import { connectForAsking } from "./jobs/redis.ts";
import { createLog } from "./log.ts";

/**
 * `npm run queues`: the dashboard of the queues, on this machine's loopback address only, read-only unless `--write`
 * says otherwise. A program of its own, so that the app never carries it.
 */

const USAGE = "npm run queues -- [--port N] [--write]";

try {
  const { port, mayWrite } = readOptions(process.argv.slice(2));
  const config = parseConfig();
  const redis = connectForAsking(config.redis.url.reveal());
  const log = createLog({ level: config.log.level });
  const board = createQueueBoard({ redis, keys: keysFor(config.stack.name), mayWrite, log });
  const server = createServer(board.requestListener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(unlistened(port, cause)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const may = mayWrite ? "whoever opens it may change the queues" : "read-only";
  process.stdout.write(`The queues of ${config.stack.name}: ${url} (${may}; Ctrl-C ends it)\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      void board.stop().finally(() => redis.disconnect());
    });
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function readOptions(commandLine: readonly string[]): { readonly port: number; readonly mayWrite: boolean } {
  const options = {
    port: { type: "string", default: "3030" },
    write: { type: "boolean", default: false },
  } as const;
  const { port, write } = orSay(() => parseArgs({ args: [...commandLine], options }).values);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Problem("bad-port", `starting the board: "${port}" is no port`, {
      remedy: "say a number from 0 (any free one) to 65535, as in --port 3030",
    });
  }
  return { port: Number(port), mayWrite: write };
}

/** Node's message names the argument that it does not know. */
function orSay<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    throw new Problem("bad-arguments", `starting the board: ${reason}`, { remedy: `use ${USAGE}`, cause });
  }
}

function unlistened(port: number, cause: Error): Problem {
  return new Problem("port-taken", `listening on port ${port}: ${cause.message}`, {
    remedy: "end what listens there, or say --port with another one",
    cause,
  });
}
