import type { IncomingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Queue } from "bullmq";
import type { Log } from "../../config/log.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import { QUEUES } from "./wake-queue.ts";

/** Pages from elsewhere are of no use to a board on a bank's machine; bull-board's own asks Google for its fonts. */
const OWN_THINGS_ONLY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/**
 * bull-board over the queues of one stack. It shows wake-ups, not runs: their data is empty, and what has been done
 * stands in the journals. Without `mayWrite` it changes nothing, whatever is asked of it.
 */
export function createQueueBoard(parts: {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly mayWrite: boolean;
  readonly log: Log;
}): { readonly requestListener: RequestListener; stop(): Promise<void> } {
  const { redis, keys, mayWrite, log } = parts;
  const queues = QUEUES.map((name) => {
    // Otherwise the mere look at a queue writes its settings.
    const queue = new Queue(name, { connection: redis, prefix: keys.queues, skipMetasUpdate: true });
    queue.on("error", () => {});
    return queue;
  });
  const express = new ExpressAdapter();
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: !mayWrite })),
    serverAdapter: express,
    options: { uiConfig: { boardTitle: "Loan Tracker", hideDocsLink: true } },
  });
  const board: RequestListener = express.getRouter();

  return {
    requestListener(request, response) {
      const { method = "GET", url = "/", headers } = request;
      const changes = method !== "GET" && method !== "HEAD";
      if (!isFromHere(headers)) {
        refuse(response, 403, "the board answers to this machine alone: ask for 127.0.0.1 or localhost");
      } else if (changes && !mayWrite) {
        response.setHeader("allow", "GET, HEAD");
        refuse(response, 405, "the board is read-only; start it with --write to change something");
      } else {
        if (changes) log.info({ method, path: url }, "queue board changes something");
        response.setHeader("content-security-policy", OWN_THINGS_ONLY);
        board(request, response);
      }
    },
    stop: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

/**
 * A page from elsewhere may make a browser on this machine ask the board: under a name of its own that leads to
 * 127.0.0.1 (the host tells), or across origins (the origin tells).
 */
function isFromHere({ host = "", origin }: IncomingHttpHeaders): boolean {
  const isLoopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
  return isLoopback && (origin === undefined || origin === `http://${host}`);
}

function refuse(response: ServerResponse, status: number, because: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${because}\n`);
}
