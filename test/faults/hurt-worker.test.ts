import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StartedApp } from "../../sandbox/driver/started-app.ts";
import { startApp } from "../../sandbox/driver/started-app.ts";
import { until } from "../../sandbox/driver/until.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** A worker as `npm start` starts it, asked to stop in the middle, with a Redis that is full, with a queue that stands still. */

const keys = keysFor("loan-tracker");

let product: Product;
let worker: StartedApp;

/** A worker of this test's own, whose end it can see. */
const startWorker = async () => await startApp({ env: product.sandbox.env, roles: ["worker"] });

beforeAll(async () => {
  product = await startProduct({}, { replaySpark: await recordedSpark(), roles: ["bot"] });
  worker = await startWorker();
  await product.deploy();
});

afterAll(async () => {
  worker?.child.kill("SIGKILL");
  await product?.stop();
});

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const once = async (day: string) => {
  await product.shows(cardId(runOf(day)), "succeeded");
  const submitted = await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` });
  expect(submitted.map(({ name }) => name)).toEqual(
    ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a1/${step}`),
  );
  const ids = (await product.door.messages("operator")).map(({ metadata }) => metadata?.event_payload["id"]);
  expect(ids.filter((id) => id === cardId(runOf(day)))).toHaveLength(1);
  expect(ids.filter((id) => id === summaryId(runOf(day)))).toHaveLength(1);
};
const readyz = async () => await (await fetch(`${worker.url}/readyz`)).text().catch(String);

test("SIGTERM while AWS takes its time: it ends within ten seconds with code 0, and the next one goes on", async () => {
  const day = "2026-11-02";
  await product.awsFault({
    service: "emr",
    operation: "AddJobFlowSteps",
    kind: "delay",
    delayMs: 25_000,
    times: 1,
  });
  await product.says(`/loans run ${day}`);
  await until("AWS takes its time", async () => (await product.firedFaults()) === 1);
  const from = performance.now();
  worker.child.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  expect(performance.now() - from).toBeLessThan(10_000);
  // The intent is written down, and nothing that did not happen.
  expect((await product.journal(runOf(day))).at(-1)).toMatchObject({ kind: "started", step: "process" });

  worker = await startWorker();
  await once(day);
});

test("a Redis without memory in the middle of a run: the operator hears it, nothing is lost, it goes on by itself", async () => {
  const day = "2026-11-03";
  await product.awsFault({ service: "emr", operation: "ListSteps", kind: "delay", delayMs: 1_500, times: 1 });
  await product.says(`/loans run ${day}`);
  await until("the run is underway", async () => (await product.journal(runOf(day))).length > 3);
  await product.redis.config("SET", "maxmemory", "1mb");
  const length = (await product.journal(runOf(day))).length;
  await expect.poll(readyz).toContain("Redis has no memory left");
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect((await product.journal(runOf(day))).length - length).toBeLessThanOrEqual(1);
  expect(await product.says("/loans run 2026-11-04")).toContain("it has no memory left");
  await product.redis.config("SET", "maxmemory", "0");
  await once(day);
  expect(await readyz()).not.toContain("memory");
});

test("a queue that stands still: the worker says so, ends with code 1, and the next one goes on once it moves", async () => {
  const day = "2026-11-05";
  const connection = new Redis(product.sandbox.urls.redis, { maxRetriesPerRequest: null });
  const queue = new Queue("runs", { connection, prefix: keys.queues });
  await queue.pause();
  await product.says(`/loans run ${day}`);
  await expect.poll(readyz).toContain("the queue did not move");
  expect(await worker.ended).toBe(1);
  await queue.resume();
  await queue.close();
  connection.disconnect();
  worker = await startWorker();
  await once(day);
});
