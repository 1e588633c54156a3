import { join } from "node:path";
import { appOptions } from "../sandbox/sandbox.ts";
import { projectDirectory } from "../sandbox/setup/tools.ts";
import { freePort } from "../sandbox/supervisor.ts";
import { appEnvironment } from "./app-environment.ts";
import type { Figure } from "./figure.ts";
import { startRedis } from "./private-redis.ts";
import { bareNodeMs, startNode } from "./processes.ts";
import { isReady } from "./ready.ts";

/** How long the app takes to be ready for Slack. */
export const appStart: Figure = {
  name: "app-start",
  async measure(workshop) {
    const redis = await startRedis(workshop);
    const cache = workshop.directory("compile-cache");
    const start = async (env: NodeJS.ProcessEnv) => await startMs({ redis, env, signal: workshop.signal });
    await start({ NODE_COMPILE_CACHE: cache }); // fills the cache

    const bare: number[] = [];
    const cached: number[] = [];
    const uncached: number[] = [];
    await workshop.repeat({ times: 9, withinMs: 20_000 }, async () => {
      bare.push(await bareNodeMs());
      cached.push(await start({ NODE_COMPILE_CACHE: cache }));
      uncached.push(await start({}));
    });
    const what = "start of the app, bot and worker, until /readyz answers";
    const rest = {
      unit: "ms",
      baseline: { what: "`node -e 0`", values: bare },
      aim: { of: "median", under: 1_000 },
    } as const;
    return [
      {
        measured: { what: `${what}; Node finds its compiled code, as in the sandbox`, values: cached },
        ...rest,
      },
      {
        case: "first",
        measured: { what: `${what}; Node has to compile everything`, values: uncached },
        ...rest,
      },
    ];
  },
};

async function startMs({
  redis,
  env,
  signal,
}: {
  readonly redis: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}): Promise<number> {
  const port = await freePort();
  const nowhere = "http://127.0.0.1:9";
  const places = { port, redis, slackApi: `${nowhere}/api/`, aws: nowhere };
  const from = performance.now();
  const app = startNode([...appOptions, join(projectDirectory, "src", "main.ts")], {
    ...appEnvironment(places),
    ...env,
  });
  app.child.stdout?.resume();
  try {
    await isReady(`http://127.0.0.1:${port}/readyz`, signal);
    return performance.now() - from;
  } finally {
    await app.stop();
  }
}
