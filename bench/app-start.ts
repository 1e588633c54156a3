import { join } from "node:path";
import { projectDirectory } from "../sandbox/setup/tools.ts";
import { freePort } from "../sandbox/supervisor.ts";
import { appEnvironment } from "./app-environment.ts";
import type { Figure } from "./figure.ts";
import { startRedis } from "./private-redis.ts";
import { bareNodeMs, startNode } from "./processes.ts";

/** How long the app takes to be ready for Slack. */
export const appStart: Figure = {
  name: "app-start",
  async measure(workshop) {
    const redis = await startRedis(workshop);
    const started: number[] = [];
    const bare: number[] = [];
    await workshop.repeat({ times: 9, withinMs: 15_000 }, async () => {
      bare.push(await bareNodeMs());
      const port = await freePort();
      const from = performance.now();
      const app = startNode(
        [join(projectDirectory, "src", "main.ts")],
        appEnvironment({ port, redis, slackApi: "http://127.0.0.1:9/api/", aws: "http://127.0.0.1:9" }),
      );
      app.child.stdout?.resume();
      try {
        await isReady(`http://127.0.0.1:${port}/readyz`, workshop.signal);
        started.push(performance.now() - from);
      } finally {
        await app.stop();
      }
    });
    return [
      {
        unit: "ms",
        measured: { what: "start of the app, bot and worker, until /readyz answers", values: started },
        baseline: { what: "`node -e 0`", values: bare },
        aim: { of: "median", under: 1_000 },
      },
    ];
  },
};

async function isReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const response = await fetch(url, { signal }).catch(() => null); // null: nobody listens yet
    signal.throwIfAborted();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
