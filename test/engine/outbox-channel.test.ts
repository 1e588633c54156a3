import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { channels, directChannel, people } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { stepsFor } from "../../src/domain/workflows/index.ts";
import type { RunView } from "../../src/jobs/requests/run-view.ts";
import type { OwnChannel, OwnOutbox } from "../support/engine/own-outbox.ts";
import { startOwnChannel } from "../support/engine/own-outbox.ts";
import { diesAfter, startConnectedRedis } from "../support/engine/redis.ts";
import { done, runView } from "../support/runs/run-views.ts";

/** Another channel is configured, and the one before it cannot be spoken to any more, on a real Redis and the Slack stand-in. */

const steps = stepsFor("daily-batch", {});
/** The stand-in has one channel alone in which the app is; the other is the app's with one person. */
const before = directChannel(people.operator).id;
const now = channels.loans.id;

const { redis, url, stop } = await startConnectedRedis();
afterAll(stop);

let channel: OwnChannel;
/** How many steps of the run are done. */
let count: number;

beforeEach(async () => {
  channel = await startOwnChannel({ redis, url });
  count = 0;
});

afterEach(async () => {
  await channel.stop();
});

const view = async (id: string): Promise<RunView | null> =>
  runView({ workflow: "daily-batch", id }, ...done(...steps.slice(0, count)));

/** Each message of that id which the channel holds, oldest first, as how many steps it shows as done. */
const shown = async (where: string, id: string) =>
  (await channel.door.messages("operator", where))
    .filter(({ metadata }) => metadata?.event_payload["id"] === id)
    .map((message) => messageAsText(message).match(/✓/g)?.length ?? 0);

const cardsIn = async (where: string) => await shown(where, cardId("a"));

/** A card of a live run, and then news of it, of which nobody has heard. */
async function cardIn(where: string): Promise<void> {
  const old = channel.startOutbox({ view, channel: where });
  count = 1;
  await old.outbox.cardIsStale("a");
  await expect.poll(() => cardsIn(where)).toEqual([1]);
  await old.end();
  // Past the 60 ms for which a card rests at this pace.
  await new Promise((resolve) => setTimeout(resolve, 150));
  await news(2);
}

/** The next edit of a card is refused so. */
const refuseEdit = async (error: string) =>
  await channel.door.fault({ method: "chat.update", error, times: 1 });

let newest = 1;
/** What an entry of the journal does: the card is stale, and nobody is woken yet. */
async function news(steps: number): Promise<void> {
  count = steps;
  newest += 1;
  await redis.zadd(channel.keys.stale, newest, cardId("a"));
}

const posts = ({ calls }: OwnOutbox) => calls.filter(({ method }) => method === "post").length;

describe("a card whose channel cannot be spoken to any more, while another one is configured", () => {
  test.each(["is_inactive", "is_archived", "channel_not_found", "not_in_channel"])(
    "%s: is said in that one, and edited there from then on",
    async (error) => {
      await cardIn(before);
      await refuseEdit(error);
      const one = channel.startOutbox({ view });
      await one.outbox.cardIsStale("a");
      await expect.poll(() => cardsIn(now)).toEqual([2]);
      await expect.poll(() => one.outbox.stale()).toEqual([]);
      expect(await one.outbox.cardUrl("a")).toContain(now);
      await news(4);
      await one.outbox.cardIsStale("a");
      await expect.poll(() => cardsIn(now)).toEqual([4]);
      expect(await cardsIn(before)).toEqual([1]);
      expect(posts(one)).toBe(1);
      expect(one.errors).toEqual([]);
      expect(await one.delivery.trouble()).toBeNull();
    },
  );

  test("is said there once, where the reply to that was lost", async () => {
    await cardIn(before);
    await refuseEdit("is_inactive");
    await channel.door.fault({ method: "chat.postMessage", dropReply: true, times: 1 });
    const one = channel.startOutbox({ view });
    await one.outbox.cardIsStale("a");
    await expect.poll(() => one.outbox.stale()).toEqual([]);
    expect(await cardsIn(now)).toEqual([2]);
    expect(posts(one)).toBe(1);
  });

  test("is said there once, wherever the process dies", async () => {
    const old = channel.startOutbox({ view, channel: before });
    const alive = channel.startOutbox({ view });
    await Promise.all([old.end(), alive.end()]);
    const deliver = async ({ delivery }: OwnOutbox, id: string) =>
      await expect.poll(() => delivery.deliver(id)).toEqual({ next: "end" });
    const said = new Set<string>();
    for (let commands = 1; commands < 30; commands += 1) {
      const id = cardId(`${commands}`);
      count = 1;
      await redis.zadd(channel.keys.stale, 1, id);
      await deliver(old, id);
      count = 2;
      await redis.zadd(channel.keys.stale, 2, id);
      // Past the 60 ms for which a card rests at this pace.
      await new Promise((resolve) => setTimeout(resolve, 80));
      await refuseEdit("is_inactive");
      const dying = channel.startOutbox({ view, redis: diesAfter(redis, commands) });
      await dying.end();
      await dying.delivery.deliver(id).catch(() => {});
      await channel.mend();
      await deliver(alive, id);
      const [there, here] = await Promise.all([before, now].map(async (where) => await shown(where, id)));
      said.add(JSON.stringify({ there, here }));
    }
    // It died before Slack refused the edit, or after: then the card before stays as it was.
    expect([...said].toSorted()).toEqual(['{"there":[1],"here":[2]}', '{"there":[2],"here":[]}']);
  });

  test("is taken up where it stands already, once the channel before is configured again", async () => {
    await cardIn(before);
    await refuseEdit("is_inactive");
    const one = channel.startOutbox({ view });
    await one.outbox.cardIsStale("a");
    await expect.poll(() => one.outbox.stale()).toEqual([]);
    await one.end();
    await news(5);
    await refuseEdit("is_inactive");
    const back = channel.startOutbox({ view, channel: before });
    await back.outbox.cardIsStale("a");
    await expect.poll(() => cardsIn(before)).toEqual([5]);
    await expect.poll(() => back.outbox.stale()).toEqual([]);
    expect(await cardsIn(now)).toEqual([2]);
  });

  test("stays where it is while the token is refused, which is told as the reason", async () => {
    await cardIn(before);
    await channel.door.fault({ method: "chat.update", error: "token_revoked", times: 1_000 });
    const one = channel.startOutbox({ view });
    await one.outbox.cardIsStale("a");
    await expect.poll(() => one.delivery.trouble()).toContain("token_revoked");
    await channel.mend();
    await expect.poll(() => cardsIn(before)).toEqual([2]);
    await expect.poll(() => one.outbox.stale()).toEqual([]);
    expect(await cardsIn(now)).toEqual([]);
  });
});

test("a card that is edited in the channel before says nothing of the one that is configured now", async () => {
  await cardIn(before);
  await redis.set(channel.keys.refused(now), "is_archived");
  const one = channel.startOutbox({ view });
  await one.outbox.cardIsStale("a");
  await expect.poll(() => cardsIn(before)).toEqual([2]);
  await expect.poll(() => one.outbox.stale()).toEqual([]);
  expect(await one.delivery.trouble()).toContain("is_archived");
});
