import type { RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Problem } from "./domain/problem.ts";
import type { Reason } from "./readiness.ts";

/** Where Slack sends what people do. */
const SLACK_PATH = "/slack/events";

/**
 * The program's one HTTP server: Slack's requests go to Bolt, health is answered here, so that a worker without Bolt
 * has it too (and because Bolt's own routes answer HEAD with 404).
 */
export async function serveHttp(options: {
  /** 0 takes any free port. */
  readonly port: number;
  /** `null`: this process does not listen to Slack. */
  readonly slack: RequestListener | null;
  /** Why the process cannot do its work; none: it can. */
  readonly reasons: () => Promise<readonly Reason[]>;
  /** What was counted, for Prometheus. */
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0];
    if (path === SLACK_PATH && options.slack) {
      options.slack(request, response);
    } else if (path === "/healthz") {
      answer(response, 200, "alive");
    } else if (path === "/readyz") {
      void options
        .reasons()
        .then((reasons) =>
          reasons.length === 0
            ? answer(response, 200, "ready")
            : answer(
                response,
                503,
                ["not ready", ...reasons.map(({ part, says }) => `${part}: ${says}`)].join("\n"),
              ),
        );
    } else if (path === "/metrics") {
      options.metrics.text().then(
        (text) => response.writeHead(200, { "content-type": options.metrics.contentType }).end(text),
        () => answer(response, 500, "the metrics cannot be told"),
      );
    } else {
      answer(response, 404, "not here");
    }
  });
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

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function unlistened(port: number, cause: Error): Problem {
  return new Problem("port-taken", `listening on port ${port}: ${cause.message}`, {
    remedy: "end what listens there, or set PORT to another one",
    cause,
  });
}
