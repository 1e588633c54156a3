import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { appEnvironment } from "../../sandbox/driver/app-environment.ts";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import type { Program } from "../../sandbox/driver/program.ts";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../src/jobs/store/redis.ts";
import { connectForAsking } from "../../src/jobs/store/redis.ts";
import { WakeQueue } from "../../src/jobs/store/wake-queue.ts";

/** `npm run queues` as somebody starts it, over the queues of a stack in which one run waits. */

const RUN = "batch-loan-tracker-2026-11-10-g1";
const keys = keysFor("loan-tracker");

let server: PrivateRedis;
let redis: RedisConnection;
let runs: WakeQueue;
let board: Program | undefined;

beforeAll(async () => {
  server = await startRedis();
  redis = connectForAsking(server.url);
  await once(redis, "ready");
  runs = new WakeQueue("runs", { redis, keys });
  await runs.wake(RUN);
});

afterEach(async () => {
  if (board?.child.exitCode === null) {
    await board.stop();
    expect(await board.ended).toBe(0);
  }
});

afterAll(async () => {
  await runs?.close();
  redis?.disconnect();
  await server?.stop();
});

/** Starts the board; answers the line it prints, and where it is. */
async function started(...options: readonly string[]): Promise<{ readonly line: string; readonly url: URL }> {
  board = startProgram([join(projectDirectory, "src/cli/queues.ts"), "--port", "0", ...options], {
    env: appEnvironment(server.url),
    stderr: "inherit",
  });
  const line = await firstLine(board);
  return { line, url: new URL(/http:\S+/.exec(line)?.[0] ?? "") };
}

/** `fetch` would not send another host's name or origin. */
async function statusOf(
  url: URL,
  options: { readonly method?: string; readonly headers: object },
): Promise<number> {
  const asked = request(url, { method: options.method ?? "GET", headers: { ...options.headers } }).end();
  const [answer] = await once(asked, "response");
  answer.resume();
  return answer.statusCode;
}

test("shows the wake-ups of every queue, on this machine's loopback address alone", async () => {
  const { line, url } = await started();
  expect(line).toContain("read-only");
  const page = await fetch(url);
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'self'/);
  expect(await page.text()).toContain("Loan Tracker");

  const { queues } = (await (await fetch(new URL("api/queues?activeQueue=runs", url))).json()) as {
    readonly queues: readonly {
      readonly name: string;
      readonly readOnlyMode: boolean;
      readonly jobs: readonly { readonly id: string }[];
    }[];
  };
  expect(queues.map(({ name, readOnlyMode }) => ({ name, readOnlyMode }))).toEqual([
    { name: "runs", readOnlyMode: true },
    { name: "messages", readOnlyMode: true },
  ]);
  expect(queues.flatMap(({ jobs }) => jobs.map(({ id }) => id))).toEqual([RUN]);
  // Bound to all addresses it would answer here too.
  await expect(fetch(`http://127.0.0.2:${url.port}/`)).rejects.toThrow("fetch failed");
});

test("changes nothing by default, whatever is asked of it", async () => {
  const { url } = await started();
  for (const [method, path] of [
    ["PUT", "api/queues/pause"],
    ["PUT", "api/queues/runs/pause"],
    ["PUT", "api/queues/runs/empty"],
    ["PUT", "api/queues/runs/obliterate"],
    ["PUT", `api/queues/runs/${RUN}/clean`],
    ["POST", "api/queues/runs/add"],
    ["PATCH", `api/queues/runs/${RUN}/delay`],
    ["DELETE", "api/queues"],
  ] as const) {
    const answer = await fetch(new URL(path, url), { method });
    expect([path, answer.status, await answer.text()]).toEqual([
      path,
      405,
      "the board is read-only; start it with --write to change something\n",
    ]);
  }
  expect(await runs.depth()).toMatchObject({ wait: 1 });
  expect(await redis.hget(`${keys.queues}:runs:meta`, "paused")).toBeNull();
});

test("answers no page that leads here from elsewhere: not by another host's name, not from another origin", async () => {
  const { url } = await started("--write");
  expect(await statusOf(url, { headers: { host: "loans.example.com" } })).toBe(403);
  const pause = new URL("api/queues/runs/pause", url);
  const elsewhere = { origin: "https://loans.example.com" };
  expect(await statusOf(pause, { method: "PUT", headers: elsewhere })).toBe(403);
  expect(await redis.hget(`${keys.queues}:runs:meta`, "paused")).toBeNull();
});

test("with --write does what is asked, and says in its line that it may", async () => {
  const { line, url } = await started("--write");
  expect(line).toContain("may change the queues");
  const put = async (path: string) => (await fetch(new URL(path, url), { method: "PUT" })).status;
  expect(await put("api/queues/runs/pause")).toBe(200);
  expect(await redis.hget(`${keys.queues}:runs:meta`, "paused")).toBe("1");
  expect(await put("api/queues/runs/resume")).toBe(200);
  expect(await redis.hget(`${keys.queues}:runs:meta`, "paused")).toBeNull();
  expect(await runs.depth()).toMatchObject({ wait: 1 });
});
