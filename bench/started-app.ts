import { join } from "node:path";
import { isReady } from "../sandbox/driver/app-status.ts";
import { until } from "../sandbox/driver/until.ts";
import { appOptions } from "../sandbox/sandbox.ts";
import { projectDirectory } from "../sandbox/setup/tools.ts";
import { freePort } from "../sandbox/supervisor.ts";
import type { Started } from "./processes.ts";
import { startNode } from "./processes.ts";

/** An app of the bench's own that is ready for Slack. */
export interface StartedApp extends Started {
  readonly url: string;
  /** From its spawn until /readyz answered. */
  readonly startMs: number;
}

/** Starts the app on a free port, with these roles (none: both). */
export async function startApp(how: {
  readonly env: NodeJS.ProcessEnv;
  readonly roles?: readonly ["bot" | "worker"];
  readonly signal: AbortSignal;
}): Promise<StartedApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const main = join(projectDirectory, "src", "main.ts");
  const from = performance.now();
  const app = startNode([...appOptions, main, ...(how.roles ?? [])], { ...how.env, PORT: String(port) });
  app.child.stdout?.resume();
  try {
    const ready = { withinMs: Number.POSITIVE_INFINITY, everyMs: 5, signal: how.signal };
    await until("the app is ready", async () => await isReady(url), ready);
    return { ...app, url, startMs: performance.now() - from };
  } catch (error) {
    await app.stop();
    throw error;
  }
}
