import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../driver/until.ts";
import { projectDirectory, toolsDirectory } from "../setup/tools.ts";
import { readBody, sendJson } from "../slack/http.ts";
import type { SparkOutcome, SparkRunner } from "./submit.ts";
import { createSparkRunner } from "./submit.ts";

/** One Spark that counts for whoever asks at its address; to start one takes six times as long as to count a day of 500 rows. */
export interface KeptSpark {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on loopback at once; Spark itself is started when the first application comes. */
export async function keepSpark(): Promise<KeptSpark> {
  const stopped = new AbortController();
  const home = mkdtempSync(join(tmpdir(), "kept-spark-"));
  let started: Promise<string> | null = null;
  let ended: Promise<SparkOutcome> | null = null;

  async function start(): Promise<string> {
    const [address, cwd] = [join(home, "address"), join(home, "cwd")];
    mkdirSync(cwd);
    ended = createSparkRunner({ toolsDir: toolsDirectory }).submit({
      script: join(projectDirectory, "sandbox", "spark", "kept_spark.py"),
      args: [address],
      sparkArgs: [],
      cwd,
      signal: stopped.signal,
    });
    const failed = ended.then(({ exitCode, stderr }) => {
      throw new Error(`keeping a Spark: it ended with ${exitCode}\n${stderr.slice(-4_000)}`);
    });
    const answers = until("the kept Spark listens", () => existsSync(address), { withinMs: 60_000 });
    await Promise.race([failed, answers]);
    failed.catch(() => undefined);
    return readFileSync(address, "utf8");
  }

  const server = createServer((request, response) => {
    const answer = async () => {
      started ??= start();
      const body = await readBody(request);
      const counted = await fetch(await started, { method: "POST", body, signal: stopped.signal });
      sendJson(response, 200, await counted.json());
    };
    answer().catch((error: unknown) => {
      const stderr = `asking the kept Spark: ${error instanceof Error ? error.message : String(error)}\n`;
      if (!response.headersSent) sendJson(response, 200, { exitCode: 1, stdout: "", stderr });
    });
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      stopped.abort("TERMINATE_PROCESS");
      server.closeAllConnections();
      server.close();
      await ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * Has applications run by the Spark that is kept at that address, with its settings and not their own. One that is canceled is
 * answered at once, while Spark may go on with it: for who cancels, Spark is to be started by itself.
 */
export function askKeptSpark(url: string): SparkRunner {
  return {
    async submit({ script, args, signal }) {
      try {
        const body = JSON.stringify({ script, args });
        const answer = await fetch(url, { method: "POST", body, signal });
        return (await answer.json()) as SparkOutcome;
      } catch (error) {
        if (signal.aborted) return { exitCode: 143, stdout: "", stderr: "" };
        return { exitCode: 1, stdout: "", stderr: `asking the Spark at ${url}: ${String(error)}\n` };
      }
    },
  };
}
