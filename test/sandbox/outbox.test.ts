import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SlackDoor } from "../../sandbox/door-client.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels } from "../../sandbox/slack/people.ts";
import { createAnnouncer } from "../../src/bot/announcer.ts";
import { createSlackClient } from "../../src/bot/slack-client.ts";
import type { Keys } from "../../src/jobs/keys.ts";
import { keysFor } from "../../src/jobs/keys.ts";
import { Outbox } from "../../src/jobs/outbox.ts";
import { WakeQueue } from "../../src/jobs/queue.ts";
import type { RedisConnection } from "../../src/jobs/redis.ts";
import { connectForAsking, connectForWork } from "../../src/jobs/redis.ts";
import { createLog } from "../../src/log.ts";
import { Secret } from "../../src/secret.ts";
import type { PrivateRedis } from "../support/redis.ts";
import { startRedis } from "../support/redis.ts";
import { summaryOfToday } from "../support/run-views.ts";

/** Messages that are owed to the channel, on a real Redis, against the Slack stand-in. */

const WAIT = { timeout: 20_000, interval: 20 };

let server: PrivateRedis;
let redis: RedisConnection;
let slack: SlackStandIn;
let door: SlackDoor;
let keys: Keys;
let stops: (() => Promise<unknown> | unknown)[];

beforeAll(async () => {
  server = await startRedis();
  redis = connectForAsking(server.url);
  await new Promise((resolve) => redis.once("ready", resolve));
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

beforeEach(async () => {
  stops = [];
  keys = keysFor(`o-${randomUUID().slice(0, 8)}`);
  await redis.set(keys.epoch, "1");
  slack = await startSlack({
    speed: 100,
    signingSecret: "secret",
    botToken: "xoxb-1",
    appUrl: () => "http://127.0.0.1:1",
    processes: () => [],
  });
  door = new SlackDoor(slack.url);
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  await slack.close();
});

/** One process's outbox, at work; `postedAt` are its calls to Slack, in ms, and `errors` what an operator reads. */
function startOutbox({ pace = 50 } = {}) {
  const errors: string[] = [];
  const to = new Writable({
    write: (line, _encoding, done) => {
      const { level, message } = JSON.parse(String(line)) as { level: string; message?: string };
      if (level === "error") errors.push(message ?? String(line));
      done();
    },
  });
  const log = createLog({ level: "error", to });
  const client = createSlackClient(
    {
      mode: "http",
      botToken: new Secret("xoxb-1"),
      signingSecret: new Secret("secret"),
      appToken: null,
      apiUrl: new URL(`${slack.url}/api/`),
      channel: channels.loans.id,
    },
    { log: createLog({ level: "silent" }) },
  );
  const policy = { operators: [], approvers: [], viewers: [], approvals: [] };
  const announcer = createAnnouncer({ client, policy, log });
  const postedAt: number[] = [];
  const queue = new WakeQueue("messages", { redis, keys });
  const outbox = new Outbox({
    redis,
    keys,
    queue,
    announcer: {
      ...announcer,
      post: async (owed, channel) => {
        postedAt.push(performance.now());
        return await announcer.post(owed, channel);
      },
    },
    channel: channels.loans.id,
    view: async () => null,
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    log,
    pace,
  });
  const connection = connectForWork(server.url);
  const work = queue.work(async (id) => await outbox.deliver(id), { connection, concurrency: 1, log });
  stops.push(
    () => connection.disconnect(),
    () => queue.close(),
    () => work.stop(),
  );
  return { outbox, postedAt, errors };
}

const owe = async (outbox: Outbox, ...names: readonly string[]) => {
  for (const name of names) await outbox.oweSummary({ ...summaryOfToday, runId: name });
};

/** Which summaries the channel holds, in its order. */
const said = async () =>
  (await door.messages("operator")).map((one) =>
    String(one.metadata?.event_payload["id"]).slice("summary-".length),
  );

const mend = async () => await fetch(`${slack.url}/sandbox/faults`, { method: "DELETE" });

describe("messages of one channel", () => {
  test("go out one a second, whichever process says them", async () => {
    const [one, two] = [startOutbox({ pace: 10 }), startOutbox({ pace: 10 })];
    await owe(one.outbox, "a", "b", "c", "d", "e");
    await expect.poll(said, WAIT).toEqual(["a", "b", "c", "d", "e"]);
    const at = [...one.postedAt, ...two.postedAt].toSorted((x, y) => x - y);
    const gaps = at.slice(1).map((ms, index) => ms - (at[index] ?? 0));
    expect(gaps).toHaveLength(4);
    // A second at this pace is 100 ms; a call may start a moment late and the next one not.
    expect(Math.min(...gaps)).toBeGreaterThan(80);
  });

  test("wait for an hour in which Slack is away, and come in their order, each once", async () => {
    const { outbox, postedAt } = startOutbox({ pace: 1_000 });
    await door.fault({ method: "*", status: 503, times: 1_000_000 });
    await owe(outbox, "a", "b", "c", "d");
    await new Promise((resolve) => setTimeout(resolve, 3_600));
    expect(await said()).toEqual([]);
    // Only the first one asks, and ever more seldom.
    expect(postedAt.length).toBeLessThan(200);
    await mend();
    await expect.poll(said, WAIT).toEqual(["a", "b", "c", "d"]);
    expect(outbox.trouble()).toBeNull();
  });

  test("are not held up by one that Slack refuses for itself", async () => {
    const { outbox } = startOutbox();
    await door.fault({ method: "chat.postMessage", error: "msg_too_long", times: 1 });
    // All three are in the line before the first one's second comes.
    await redis.set(keys.spoken(channels.loans.id), "1", "PX", 500);
    await owe(outbox, "a", "b", "c");
    await expect.poll(said, WAIT).toEqual(["b", "c", "a"]);
  });

  test("all rest for as long as Slack says", async () => {
    const { outbox, postedAt } = startOutbox();
    await door.fault({ method: "chat.postMessage", status: 429, retryAfter: 1, times: 1 });
    await owe(outbox, "a", "b");
    await expect.poll(said, WAIT).toEqual(["a", "b"]);
    const [refused = 0, next = 0] = postedAt;
    expect(next - refused).toBeGreaterThan(950);
  });
});

test.each(["token_revoked", "is_archived", "not_in_channel"])(
  "%s is told in the log once a minute and as the reason, and what is owed is said after it is mended",
  async (error) => {
    const { outbox, errors } = startOutbox();
    await door.fault({ method: "chat.postMessage", error, times: 1_000 });
    await owe(outbox, "a", "b");
    await expect.poll(() => outbox.trouble(), WAIT).toBe(`Slack refuses to speak in C0LOANS: ${error}`);
    const struck = async () => {
      const response = await fetch(`${slack.url}/sandbox/faults`);
      return ((await response.json()) as readonly { readonly fired: number }[])[0]?.fired ?? 0;
    };
    await expect.poll(struck, WAIT).toBeGreaterThan(3);
    expect(errors).toHaveLength(1);
    await mend();
    await expect.poll(said, WAIT).toEqual(["a", "b"]);
    expect(outbox.trouble()).toBeNull();
  },
);

describe("a Redis that was emptied", () => {
  test("has the channel looked at before a first post, so that nothing is said twice", async () => {
    const { outbox, postedAt } = startOutbox();
    await owe(outbox, "a");
    await expect.poll(said, WAIT).toEqual(["a"]);
    await redis.flushall();
    await owe(outbox, "a", "b");
    await expect.poll(said, WAIT).toEqual(["a", "b"]);
    await expect.poll(() => outbox.seeSummary("a"), WAIT).toBe("posted");
    expect(postedAt).toHaveLength(2);
  });

  test("is told where messages stand", async () => {
    const { outbox } = startOutbox();
    await outbox.remember([{ id: "summary-a", ts: "1795414208.000100", asker: null, summary: null }]);
    expect(await outbox.seeSummary("a")).toBe("posted");
  });
});
