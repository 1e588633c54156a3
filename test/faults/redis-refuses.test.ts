import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { until } from "../../sandbox/driver/until.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { RedisRelay } from "../support/engine/redis-relay.ts";
import { failOver, startRelay } from "../support/engine/redis-relay.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** The whole product with a Redis that answers and takes no work: nothing is lost or done twice, and people are told what helps. */

let server: PrivateRedis;
const servers: PrivateRedis[] = [];
let relay: RedisRelay;
let product: Product;
let admin: Redis;
let directory: string;

beforeAll(async () => {
  server = await startRedis();
  servers.push(server);
  relay = await startRelay(server.url);
  product = await startProduct({}, { replaySpark: await recordedSpark(), redisAt: relay.url });
  admin = new Redis(server.url);
  directory = String(((await admin.config("GET", "dir")) as string[])[1]);
  await product.deploy();
});

afterAll(async () => {
  admin?.disconnect();
  await product?.stop();
  await relay?.close();
  for (const one of servers) await one.stop();
});

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const readyz = async () => await (await fetch(`${product.sandbox.urls.app}/readyz`)).text().catch(String);

/** Begins that day's batch, and waits until it is in the middle of its work. */
async function begins(day: string): Promise<void> {
  await product.awsFault({ service: "emr", operation: "ListSteps", kind: "delay", delayMs: 1_500, times: 1 });
  await product.says(`/loans run ${day}`);
  await until("the run is underway", async () => (await product.journal(runOf(day))).length > 3);
}

/** It ended well, its steps were given to EMR once, and it was told once. */
async function once(day: string): Promise<void> {
  await product.shows(cardId(runOf(day)), "succeeded");
  await product.sees(summaryId(runOf(day)), { what: "the summary is there", isWanted: () => true });
  const submitted = await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` });
  expect(submitted).toHaveLength(3);
  const ids = (await product.door.messages("operator")).map(({ metadata }) => metadata?.event_payload["id"]);
  for (const id of [cardId(runOf(day)), summaryId(runOf(day))])
    expect(ids.filter((one) => one === id)).toEqual([id]);
}

test.each([
  {
    what: "a disk that takes no snapshot",
    day: "2026-11-02",
    strike: async () => {
      await admin.config("SET", "dir", "/proc");
      await admin.config("SET", "save", "1 1");
      await admin.set("another", "1");
    },
    mend: async (): Promise<unknown> => {
      await admin.config("SET", "dir", directory);
      return await admin.config("SET", "save", "");
    },
    says: "it cannot save to its disk, and takes no writes until it can",
    helps: "its log, its directory and the free space",
  },
  {
    what: "a user who may run no script",
    day: "2026-11-03",
    strike: async () => await admin.acl("SETUSER", "default", "-eval", "-evalsha"),
    mend: async (): Promise<unknown> => await admin.acl("SETUSER", "default", "+eval", "+evalsha"),
    says: "its user lacks a right",
    helps: "ACL SETUSER",
  },
])(
  "$what in the middle of a run: who asks and who operates are told what helps, and it goes on by itself",
  async ({ day, strike, mend, says, helps }) => {
    await begins(day);
    await strike();
    try {
      await expect.poll(readyz).toContain(says);
      expect(await readyz()).toContain(helps);
      const said = await product.says("/loans run 2026-11-06");
      expect(said).toContain(says);
      expect(said).toContain(helps);
    } finally {
      await mend();
    }
    await once(day);
    await expect.poll(readyz).not.toContain(says);
  },
);

test("a failover in the middle of a run: the connections that stand lead to a replica, and all goes on by itself", async () => {
  const day = "2026-11-04";
  await begins(day);
  servers.push(await failOver(server, relay));
  await once(day);
  await product.says("/loans run 2026-11-05");
  await once("2026-11-05");
});
