import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectRedis } from "../app/wire-redis.ts";
import { parseConfig } from "../config/config.ts";
import { createLog } from "../config/log.ts";
import { Problem } from "../domain/problem.ts";
import { createQueueBoard } from "../jobs/store/queue-board.ts";
import { endWhenUnread, readOptions, wholeNumber } from "./command-line.ts";

/**
 * `npm run queues`: the dashboard of the queues, on this machine's loopback address only, read-only unless `--write`
 * says otherwise. A program of its own, so that the app never carries it.
 */

endWhenUnread();
try {
  const { port, mayWrite } = asked();
  const config = parseConfig();
  const connected = connectRedis(config);
  const log = createLog({ level: config.log.level });
  const board = createQueueBoard({ ...connected, mayWrite, log });
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
      void board.stop().finally(() => connected.redis.disconnect());
    });
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function asked(): { readonly port: number; readonly mayWrite: boolean } {
  const act = "starting the board";
  const { port, write } = readOptions(
    { port: { type: "string", default: "3030" }, write: { type: "boolean", default: false } },
    { act, usage: "use npm run queues -- [--port N] [--write]" },
  );
  // 0 stands for any free one.
  return { port: wholeNumber(port, { act, option: "--port", least: 0, most: 65_535 }), mayWrite: write };
}

function unlistened(port: number, cause: Error): Problem {
  return new Problem("port-taken", `listening on port ${port}: ${cause.message}`, {
    remedy: "end what listens there, or say --port with another one",
    cause,
  });
}
