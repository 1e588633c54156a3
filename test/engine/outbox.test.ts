import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { channels } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import type { Day } from "../../src/domain/day.ts";
import { noticeId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { OwnChannel, OwnOutbox } from "../support/engine/own-outbox.ts";
import { startOwnChannel } from "../support/engine/own-outbox.ts";
import { diesAfter, startConnectedRedis } from "../support/engine/redis.ts";
import { summaryOfToday } from "../support/runs/run-views.ts";

/** Messages that are owed to the channel, on a real Redis, against the Slack stand-in. */

const { redis, url, stop } = await startConnectedRedis();
afterAll(stop);

let channel: OwnChannel;

beforeEach(async () => {
  channel = await startOwnChannel({ redis, url: url });
});

afterEach(async () => {
  await channel.stop();
});

const posts = (calls: OwnOutbox["calls"]) => calls.filter(({ method }) => method === "post").length;

describe("messages of one channel", () => {
  test("go out one a second, whichever process says them", async () => {
    const [one, two] = [channel.startOutbox({ pace: 1 }), channel.startOutbox({ pace: 1 })];
    await channel.owe(one.outbox, "a", "b", "c");
    await expect.poll(channel.said).toEqual(["a", "b", "c"]);
    const at = [...one.calls, ...two.calls].map((call) => call.at).toSorted((x, y) => x - y);
    const gaps = at.slice(1).map((ms, index) => ms - (at[index] ?? 0));
    expect(gaps).toHaveLength(2);
    // A call may start late on a busy machine, and the next one not.
    expect(Math.min(...gaps)).toBeGreaterThan(500);
  });

  test("wait while Slack is away, for half an hour of tries, and come in their order, each once", async () => {
    const { outbox, delivery, calls } = channel.startOutbox({ pace: 1_000 });
    await channel.door.fault({ method: "*", status: 503, times: 1_000_000 });
    await channel.owe(outbox, "a", "b", "c", "d");
    // Twice as many as a step of a run is given.
    await expect.poll(async () => (await channel.struck())[0]).toBeGreaterThan(30);
    expect(await channel.said()).toEqual([]);
    // Only the first one asks: whether it is there after all.
    expect(posts(calls)).toBe(1);
    await channel.mend();
    await expect.poll(channel.said).toEqual(["a", "b", "c", "d"]);
    expect(await delivery.trouble()).toBeNull();
  });

  test("are not held up by one that Slack refuses for itself, of which an operator reads in the log", async () => {
    const { outbox, errors, delivery } = channel.startOutbox();
    await channel.door.fault({ method: "chat.postMessage", error: "metadata_too_large", times: 1 });
    // All three are in the line before the first one's second comes.
    await redis.set(channel.keys.spoken(channels.loans.id), "500", "PX", 500);
    await channel.owe(outbox, "a", "b", "c");
    await expect.poll(channel.said).toEqual(["b", "c", "a"]);
    expect(errors).toEqual(["slack refuses a message for itself; it is tried again"]);
    await expect.poll(() => delivery.trouble()).toBeNull();
  });

  test("are a reason not to be ready as long as Slack refuses one for itself, with its word", async () => {
    const { outbox, delivery } = channel.startOutbox();
    await channel.door.fault({ method: "chat.postMessage", error: "metadata_too_large", times: 1_000_000 });
    await channel.owe(outbox, "a", "b");
    await expect
      .poll(() => delivery.trouble())
      .toMatch(/^Slack refuses the message \S+: metadata_too_large, and 1 more; it is tried again, /);
    await channel.mend();
    await expect.poll(() => delivery.trouble()).toBeNull();
    expect((await channel.said()).toSorted()).toEqual(["a", "b"]);
  });

  test.each(["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"])(
    "are said in a simpler form at once where Slack refuses them with %s",
    async (error) => {
      const { outbox, errors } = channel.startOutbox();
      await channel.door.fault({ method: "chat.postMessage", error, times: 3 });
      await channel.owe(outbox, "a", "b");
      await expect.poll(channel.said).toEqual(["a", "b"]);
      expect(errors).toEqual(Array.from({ length: 3 }, () => "slack refused a message's form"));
    },
  );

  test("are not held up by one that Slack refuses for itself, also where the clock was set back a day", async () => {
    let setBackMs = 0;
    const { outbox } = channel.startOutbox({ now: () => new Date(Date.now() - setBackMs) });
    await channel.door.fault({ method: "chat.postMessage", error: "metadata_too_large", times: 1 });
    await redis.set(channel.keys.spoken(channels.loans.id), "500", "PX", 500);
    await channel.owe(outbox, "a", "b", "c");
    setBackMs = 86_400_000;
    await expect.poll(channel.said).toEqual(["b", "c", "a"]);
  });

  test("are not held up by one that was said by a process that died before it left the line", async () => {
    const { outbox } = channel.startOutbox();
    await channel.owe(outbox, "a");
    await expect.poll(channel.said).toEqual(["a"]);
    await expect.poll(async () => await redis.zcard(channel.keys.owed)).toBe(0);
    await redis.zadd(channel.keys.owed, 0, summaryId("a"));
    await channel.owe(outbox, "b", "c");
    await expect.poll(channel.said).toEqual(["a", "b", "c"]);
  });

  test("are each said once, also by a process that stood still while another one took its place", async () => {
    const [goOn, hasSaid] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = channel.startOutbox({
      around: async (post) => {
        await goOn.promise;
        return await post().finally(hasSaid.resolve);
      },
    });
    await channel.owe(late.outbox, "a");
    await expect.poll(() => posts(late.calls)).toBe(1);
    const { delivery, calls } = channel.startOutbox();
    await expect.poll(() => delivery.deliver(summaryId("a"))).toEqual({ next: "end" });
    expect(posts(calls)).toBe(1);
    const [first] = await channel.door.messages("operator");
    goOn.resolve();
    await hasSaid.promise;
    await expect.poll(channel.said).toEqual(["a"]);
    expect((await channel.door.messages("operator")).map(({ ts }) => ts)).toEqual([first?.ts]);
    expect(await redis.hget(channel.keys.message(summaryId("a")), "ts")).toBe(first?.ts);
  });

  test.each([
    ["whose post Slack carries out after nobody waits for its answer any more", "late"],
    ["which Slack does not let take its own back at first", "kept"],
  ] as const)("are each there once in the end, also of a process that stood still and %s", async (_, how) => {
    const [goOn, hasSaid] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = channel.startOutbox({
      around: async (post) => {
        await goOn.promise;
        const posted = await post().finally(hasSaid.resolve);
        if (how === "late") throw new Error("timeout of 10000ms exceeded");
        return posted;
      },
    });
    await channel.owe(late.outbox, "a");
    await expect.poll(() => posts(late.calls)).toBe(1);
    const { delivery } = channel.startOutbox();
    await expect.poll(() => delivery.deliver(summaryId("a"))).toEqual({ next: "end" });
    const [first] = await channel.door.messages("operator");
    if (how === "kept") await channel.door.fault({ method: "chat.delete", status: 503, times: 2 });
    goOn.resolve();
    await hasSaid.promise;
    await expect.poll(channel.said).toEqual(["a", "a"]);
    await expect.poll(channel.said).toEqual(["a"]);
    expect((await channel.door.messages("operator")).map(({ ts }) => ts)).toEqual([first?.ts]);
    await expect.poll(() => redis.hexists(channel.keys.message(summaryId("a")), "doubtedAt")).toBe(0);
  });

  test("stay where another process has found them, while the one that said them stood still", async () => {
    const [goOn, hasSaid] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = channel.startOutbox({
      around: async (post) => {
        const posted = await post();
        hasSaid.resolve();
        await goOn.promise;
        return posted;
      },
    });
    await channel.owe(late.outbox, "a");
    await hasSaid.promise;
    const { delivery, calls } = channel.startOutbox();
    await expect.poll(() => delivery.deliver(summaryId("a"))).toEqual({ next: "end" });
    expect(posts(calls)).toBe(0);
    const ts = await redis.hget(channel.keys.message(summaryId("a")), "ts");
    goOn.resolve();
    // It says the next one once it is through with this one.
    await channel.owe(late.outbox, "b");
    await expect.poll(channel.said).toEqual(["a", "b"]);
    expect((await channel.door.messages("operator")).at(0)?.ts).toBe(ts);
  });

  test.each([
    { error: "fatal_error" },
    { error: "internal_error" },
    { error: "service_unavailable" },
    { error: "request_timeout" },
    { status: 500 },
    { status: 503 },
  ])("are there once where Slack answers %o and carries the post out a while later", async (answer) => {
    // It waits for 300 ms then before it is sure that nothing comes.
    const { outbox, calls } = channel.startOutbox({ pace: 100 });
    await channel.door.fault({ method: "chat.postMessage", ...answer, effectAfterMs: 150, times: 1 });
    await channel.owe(outbox, "a", "b");
    await expect.poll(channel.said).toEqual(["a", "b"]);
    await expect.poll(async () => await redis.zcard(channel.keys.stale)).toBe(0);
    expect(posts(calls)).toBe(2);
    expect(await channel.said()).toEqual(["a", "b"]);
  });

  test("all rest for as long as Slack says", async () => {
    const { outbox, calls } = channel.startOutbox();
    await channel.door.fault({ method: "chat.postMessage", status: 429, retryAfter: 1, times: 1 });
    await channel.owe(outbox, "a", "b");
    await expect.poll(() => calls.length).toBe(1);
    // Woken meanwhile, they do not ask before it is over either.
    for (let round = 0; round < 10; round += 1) await channel.owe(outbox, "a", "b");
    await expect.poll(channel.said).toEqual(["a", "b"]);
    const [refused, next] = calls;
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThan(950);
  });

  test("do not wait a day where the clock of Redis was set back a day", async () => {
    const { outbox } = channel.startOutbox({ pace: 1 });
    // Keys end at a moment of Redis's clock: set back, a second that was taken just before lasts a day more.
    await redis.set(channel.keys.spoken(channels.loans.id), "1000", "PX", 86_401_000);
    await channel.owe(outbox, "a");
    await expect.poll(channel.said).toEqual(["a"]);
  });
});

describe("what several processes owe at once", () => {
  test("is one summary for each generation of a day, however often it is owed", async () => {
    const [one, two] = [channel.startOutbox(), channel.startOutbox()];
    await Promise.all([one, two, one].map(async ({ outbox }) => await channel.owe(outbox, "g1")));
    await expect.poll(() => one.outbox.seeSummary("g1")).toBe("posted");
    // A step that is repeated owes it once more.
    await channel.owe(two.outbox, "g1");
    await channel.owe(one.outbox, "g2");
    await expect.poll(() => one.outbox.seeSummary("g2")).toBe("posted");
    expect(await channel.said()).toEqual(["g1", "g2"]);
    expect(posts([...one.calls, ...two.calls])).toBe(2);
  });

  test("is one notice, as it was worded first", async () => {
    const one = channel.startOutbox().outbox;
    const left = (day: string) => ({ is: "days-left", run: [], left: [day as Day] }) as const;
    await Promise.all(
      [one, channel.startOutbox().outbox].map(async (outbox) => {
        for (const day of ["2026-11-20", "2026-11-21"]) await outbox.oweNotice("left", left(day));
      }),
    );
    const texts = async () => (await channel.door.messages("operator")).map(messageAsText);
    await expect.poll(texts).toHaveLength(1);
    await channel.owe(one, "last");
    await expect.poll(channel.said).toEqual(["last"]);
    expect(await texts()).toHaveLength(2);
    expect((await texts())[0]).toContain("2026-11-20");
  });
});

describe("a message whose reply was lost", () => {
  test("is found behind more than one page of newer messages, and not posted again", async () => {
    const { outbox, calls } = channel.startOutbox();
    await channel.door.fault({ method: "chat.postMessage", dropReply: true, times: 1 });
    await channel.door.fault({ method: "conversations.history", status: 503, times: 1_000_000 });
    await channel.owe(outbox, "a");
    await expect.poll(async () => (await channel.struck())[1]).toBeGreaterThan(0);
    for (let one = 0; one < 450; one += 1) await channel.post(summaryId(`${one}`));
    await channel.mend();
    await expect.poll(() => outbox.seeSummary("a")).toBe("posted");
    expect((await channel.said()).filter((id) => id === "a")).toHaveLength(1);
    expect(posts(calls)).toBe(1);
  });

  test("is found by a Redis that was killed and lost all that it knew of it", async () => {
    const { outbox, calls } = channel.startOutbox();
    await channel.owe(outbox, "a");
    await expect.poll(() => outbox.seeSummary("a")).toBe("posted");
    await redis.del(channel.keys.message(summaryId("a")));
    await redis.hset(channel.keys.server, "id", "as it was before it was started again");
    await channel.owe(outbox, "a");
    await expect.poll(() => outbox.seeSummary("a")).toBe("posted");
    expect(await channel.said()).toEqual(["a"]);
    expect(posts(calls)).toBe(1);
  });

  test("is posted again only when it can no longer be that Slack is still at it", async () => {
    // Nobody waits for the answer any more when Slack carries the call out.
    const { outbox, calls } = channel.startOutbox({ timeoutMs: 200, pace: 20 });
    await channel.door.fault({ method: "chat.postMessage", delayMs: 800, times: 1 });
    await channel.owe(outbox, "a");
    await expect.poll(() => outbox.seeSummary("a")).toBe("posted");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await channel.said()).toEqual(["a"]);
    expect(posts(calls)).toBe(1);
  });

  test("is found also when the clock was a day ahead as it was posted", async () => {
    let aheadMs = 86_400_000;
    const { outbox, calls } = channel.startOutbox({ now: () => new Date(Date.now() + aheadMs) });
    await channel.door.fault({ method: "conversations.history", status: 503, times: 1_000_000 });
    await channel.door.fault({ method: "chat.postMessage", dropReply: true, times: 1 });
    await channel.owe(outbox, "a");
    await expect.poll(async () => (await channel.struck())[0]).toBeGreaterThan(0);
    aheadMs = 0;
    await channel.mend();
    await expect.poll(() => outbox.seeSummary("a")).toBe("posted");
    expect(await channel.said()).toEqual(["a"]);
    expect(posts(calls)).toBe(1);
  });
});

describe("a channel or token that a person has to mend", () => {
  test.each(["token_revoked", "is_archived", "not_in_channel", "restricted_action_read_only_channel"])(
    "%s is told in the log once a minute and as the reason, and what is owed is said after it is mended",
    async (error) => {
      const { outbox, delivery, errors } = channel.startOutbox();
      await channel.door.fault({ method: "chat.postMessage", error, times: 1_000 });
      await channel.owe(outbox, "a", "b");
      await expect.poll(() => delivery.trouble()).toMatch(`Slack refuses to speak in C0LOANS: ${error}; `);
      await expect.poll(async () => (await channel.struck())[0]).toBeGreaterThan(3);
      expect(errors).toEqual(["nothing can be said in the channel; what is owed waits"]);
      await channel.mend();
      await expect.poll(channel.said).toEqual(["a", "b"]);
      await expect.poll(() => delivery.trouble()).toBeNull();
    },
  );

  test("is the reason of every process, also of one that says nothing, until any of them has spoken", async () => {
    const [speaks, listens] = [channel.startOutbox(), channel.startOutbox()];
    await channel.door.fault({ method: "chat.postMessage", error: "is_archived", times: 1_000 });
    await channel.owe(speaks.outbox, "a");
    for (const { delivery } of [speaks, listens]) {
      await expect.poll(() => delivery.trouble()).toContain("is_archived");
    }
    await channel.mend();
    await expect.poll(channel.said).toEqual(["a"]);
    for (const { delivery } of [speaks, listens]) {
      await expect.poll(() => delivery.trouble()).toBeNull();
    }
  });
});

test("a summary or notice is owed whole or not at all, wherever the process dies", async () => {
  const left = { is: "days-left", run: [], left: [] } as const;
  for (let commands = 0; commands < 6; commands += 1) {
    const { outbox } = channel.startOutbox({ redis: diesAfter(redis, commands) });
    await channel.owe(outbox, `${commands}`).catch(() => {});
    await outbox.oweNotice(`${commands}`, left).catch(() => {});
    const alive = channel.startOutbox().outbox;
    const stale = await alive.stale();
    const summary = (await alive.seeSummary(`${commands}`)) !== "absent";
    expect([commands, summary]).toEqual([commands, stale.includes(summaryId(`${commands}`))]);
    const notice = await alive.knowsNotice(`${commands}`);
    expect([commands, notice]).toEqual([commands, stale.includes(noticeId(`${commands}`))]);
  }
});

describe("a Redis that was emptied", () => {
  test("has the channel looked at before a first post, so that nothing is said twice", async () => {
    const { outbox, calls } = channel.startOutbox();
    await channel.owe(outbox, "a");
    await expect.poll(channel.said).toEqual(["a"]);
    await redis.flushall();
    await channel.owe(outbox, "a", "b");
    await expect.poll(channel.said).toEqual(["a", "b"]);
    await expect.poll(() => outbox.seeSummary("a")).toBe("posted");
    expect(posts(calls)).toBe(2);
  });

  test("is told who has seen the warnings of a summary, once and for all", async () => {
    const { outbox } = channel.startOutbox();
    const summary = { ...summaryOfToday, runId: "a" };
    const both = await Promise.all(["U1", "U2"].map((user) => outbox.acknowledge(summary, user)));
    expect(both.map(({ isFirst }) => isFirst).toSorted()).toEqual([false, true]);
    const first = await outbox.acknowledgment("a");
    expect(both.map(({ by, at }) => ({ by, at }))).toEqual([first, first]);
    await redis.flushall();
    expect(await outbox.acknowledgment("a")).toBeNull();
    const spoken = { id: summaryId("a"), ts: "1795414208.000100", asker: null, memory: null };
    await outbox.remember([{ ...spoken, schedule: null, summary, withdrawn: null, seen: first }]);
    expect(await outbox.acknowledgment("a")).toEqual(first);
    expect(await outbox.acknowledge(summary, "U3")).toEqual({ ...first, isFirst: false });
  });

  test("is told where messages stand", async () => {
    const { outbox } = channel.startOutbox();
    await outbox.remember([
      {
        id: summaryId("a"),
        ts: "1795414208.000100",
        asker: null,
        memory: null,
        schedule: null,
        summary: null,
        withdrawn: null,
      },
    ]);
    expect(await outbox.seeSummary("a")).toBe("posted");
  });
});
