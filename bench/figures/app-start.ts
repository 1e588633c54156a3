import { appEnvironment } from "../../sandbox/driver/app-environment.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { startApp } from "../../sandbox/driver/started-app.ts";
import { bareNodeMs } from "../baselines/bare-node.ts";
import type { Figure } from "../figure.ts";

/** How long the app takes to be ready for Slack. */
export const appStart: Figure = {
  name: "app-start",
  async measure(workshop) {
    const { url: redis, stop } = await startRedis();
    workshop.defer(stop);
    const cache = workshop.directory("compile-cache");
    const start = async (env: NodeJS.ProcessEnv) => await startMs({ redis, env, signal: workshop.signal });
    await start({ NODE_COMPILE_CACHE: cache }); // fills the cache

    const bare: number[] = [];
    const cached: number[] = [];
    const uncached: number[] = [];
    await workshop.repeat({ times: 9, withinMs: 12_000 }, async () => {
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
  const app = await startApp({ env: { ...appEnvironment(redis), ...env }, signal });
  await app.stop();
  return app.startMs;
}
