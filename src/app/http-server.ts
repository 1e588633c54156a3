import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { slackPath } from "../bot/names.ts";
import { Problem } from "../domain/problem.ts";
import type { Reason } from "./readiness.ts";
import { oneAtATime } from "./single-flight.ts";

/**
 * What a sender may take. Slack itself gives up after three seconds (docs.slack.dev, "Acknowledging requests"), so that
 * who takes longer is nobody whom the answer still reaches. Node looks at them once in the interval.
 */
const PATIENCE = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** Slack, a load balancer, a probe and a scraper hold a handful. */
const MOST_CONNECTIONS = 200;

/**
 * The program's one HTTP server: Slack's requests go to Bolt, health is answered here, so that a worker without Bolt
 * has it too (and because Bolt's own routes answer HEAD with 404).
 */
export async function serveHttp(options: {
  /** 0 takes any free port. */
  readonly port: number;
  /** `null`: this process does not listen to Slack. */
  readonly slack: RequestListener | null;
  /** Hears of each connection that is let go for another. */
  readonly refused: (because: string) => void;
  /** Why the process cannot do its work; none: it can. */
  readonly reasons: () => Promise<readonly Reason[]>;
  /** What was counted, for Prometheus. */
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const reasons = oneAtATime(options.reasons);
  const metrics = oneAtATime(async () => await options.metrics.text());
  const isNext = inTurn(options.refused);
  const server = createServer(PATIENCE, (request, response) => {
    if (!isNext(request, response)) return;
    const path = (request.url ?? "/").split("?")[0];
    if (path === slackPath && options.slack) {
      options.slack(request, response);
    } else if (path === "/healthz") {
      answer(response, 200, "alive");
    } else if (path === "/readyz") {
      void reasons().then((found) => answer(response, isReady(found) ? 200 : 503, readinessText(found)));
    } else if (path === "/metrics") {
      metrics().then(
        (text) => response.writeHead(200, { "content-type": options.metrics.contentType }).end(text),
        () => answer(response, 500, "the metrics cannot be told"),
      );
    } else {
      answer(response, 404, "not here");
    }
  });
  boundConnections(server, { most: MOST_CONNECTIONS, refused: options.refused });
  tellOfBadRequests(server, options.refused);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(unlistened(options.port, error)));
    server.listen(options.port, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** What Node hangs on a connection that it reads requests from (`lib/_http_server.js`); it documents it nowhere. */
type ParsedSocket = Socket & { readonly parser?: { onIncoming: () => number } | null };

/** Lets go whoever sends a request before the one ahead of it on its connection is answered: only a flood does. */
function inTurn(
  refused: (because: string) => void,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const last = new WeakMap<Socket, ServerResponse>();
  return ({ socket }, response) => {
    if (socket.destroyed) return false;
    if (last.get(socket)?.writableEnded === false) {
      refused("a request before the one ahead of it was answered");
      // Node would hand out all that has arrived, some two thousand requests a connection, before the end is noticed: 500
      // connections of such took 2.3 GB (Node 24.21). A parser that is not found so is only slower to end.
      const { parser } = socket as ParsedSocket;
      if (parser) parser.onIncoming = () => 0;
      socket.destroy();
      return false;
    }
    last.set(socket, response);
    return true;
  };
}

/** What Node turns away by itself is answered as Node would, and counted as well. */
function tellOfBadRequests(server: Server, refused: (because: string) => void): void {
  server.on("clientError", ({ code }: NodeJS.ErrnoException, socket) => {
    const isLate = code === "ERR_HTTP_REQUEST_TIMEOUT";
    // Who went away has nothing refused.
    if (code !== "ECONNRESET")
      refused(isLate ? "a request that was not sent in time" : "a request that is not HTTP");
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const status = isLate
      ? "408 Request Timeout"
      : code === "HPE_HEADER_OVERFLOW"
        ? "431 Request Header Fields Too Large"
        : "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
  });
}

function isReady(reasons: readonly Reason[]): boolean {
  return reasons.every(({ weight }) => weight === "concerns");
}

/** One word, and a line for each part that is not well. */
function readinessText(reasons: readonly Reason[]): string {
  const lines = reasons.map(({ part, says }) => `${part}: ${says}`);
  return [isReady(reasons) ? "ready" : "not ready", ...lines].join("\n");
}

/**
 * Holds the number of connections: where there are too many, the one that has been longest without a new request is
 * let go. So whoever holds hundreds open and sends nothing keeps neither Slack nor a probe out.
 */
function boundConnections(
  server: Server,
  { most, refused }: { readonly most: number; readonly refused: (because: string) => void },
): void {
  const quietest = new Set<Socket>();
  const isHeard = (socket: Socket) => {
    quietest.delete(socket);
    quietest.add(socket);
  };
  server.on("request", ({ socket }) => isHeard(socket));
  server.on("connection", (socket) => {
    isHeard(socket);
    socket.once("close", () => quietest.delete(socket));
    if (quietest.size <= most) return;
    const [first = socket] = quietest;
    quietest.delete(first);
    refused("more connections than are held");
    first.destroy();
  });
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function unlistened(port: number, cause: Error): Problem {
  return new Problem("port-taken", `listening on port ${port}: ${cause.message}`, {
    remedy: "end what listens there, or set PORT to another one",
    cause,
  });
}
