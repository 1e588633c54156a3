import { join } from "node:path";
import { appOptions } from "../sandbox.ts";
import { projectDirectory } from "../setup/tools.ts";
import { freePort } from "../supervisor.ts";
import { isReady } from "./app-status.ts";
import type { Program } from "./program.ts";
import { startProgram } from "./program.ts";
import { until } from "./until.ts";

/** An app that nobody starts again, and that is ready for Slack. */
export interface StartedApp extends Program {
  readonly url: string;
  /** From its spawn until /readyz answered. */
  readonly startMs: number;
}

/** Starts the app, as `npm start` does, on a free port, with these roles (none: both). */
export async function startApp(how: {
  readonly env: NodeJS.ProcessEnv;
  readonly roles?: readonly ["bot" | "worker"];
  readonly signal?: AbortSignal;
}): Promise<StartedApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const main = join(projectDirectory, "src", "main.ts");
  const from = performance.now();
  const env = { ...how.env, PORT: String(port) };
  const app = startProgram([...appOptions, main, ...(how.roles ?? [])], { env, stderr: "inherit" });
  try {
    const patience = { everyMs: 5, ...(how.signal === undefined ? {} : { signal: how.signal }) };
    await until("the app is ready", async () => await isReady(url), patience);
    return { ...app, url, startMs: performance.now() - from };
  } catch (error) {
    await app.stop();
    throw error;
  }
}
