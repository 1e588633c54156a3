import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { stepsFor } from "../../src/domain/workflows/index.ts";
import type { RunView } from "../../src/jobs/requests/run-view.ts";
import type { OwnChannel } from "../support/engine/own-outbox.ts";
import { startOwnChannel } from "../support/engine/own-outbox.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";
import { done, runView } from "../support/runs/run-views.ts";

/** Cards that are edited while their runs go on, on a real Redis, against the Slack stand-in. */

const steps = stepsFor("daily-batch", {});

const { redis, url, stop } = await startConnectedRedis();
afterAll(stop);

let channel: OwnChannel;
/** Run to how many of its steps are done. */
let progress: Map<string, number>;

beforeEach(async () => {
  channel = await startOwnChannel({ redis, url: url });
  progress = new Map();
});

afterEach(async () => {
  await channel.stop();
});

const view = async (id: string): Promise<RunView | null> => {
  const count = progress.get(id);
  return count === undefined
    ? null
    : // Of the schedule's: its first post mentions nobody, so that no edit adds who asked.
      runView({ workflow: "daily-batch", id, askedBy: "loan-tracker" }, ...done(...steps.slice(0, count)));
};

/** Texts of the channel's messages, oldest first. */
const texts = async () => (await channel.door.messages("operator")).map(messageAsText);

/** How many steps a card shows as done. */
const shown = async (run: string) => {
  const card = (await texts()).find((text) => text.includes(run)) ?? "";
  return card.match(/✓/g)?.length ?? 0;
};

test("a card is edited every three seconds at most, and comes to show the newest state", async () => {
  const { outbox, calls } = channel.startOutbox({ view, pace: 10 });
  for (let count = 0; count <= steps.length; count += 1) {
    progress.set("a", count);
    await outbox.cardIsStale("a");
    await new Promise((resolve) => setTimeout(resolve, 80));
  }
  await expect.poll(() => shown("a")).toBe(steps.length);
  expect(await texts()).toHaveLength(1);
  const gaps = calls.slice(1).map(({ at }, index) => at - (calls[index]?.at ?? 0));
  // Three seconds at this pace are 300 ms, counted from the end of the edit before.
  expect(Math.min(...gaps)).toBeGreaterThan(270);
});

test("a card of which news comes while it is said is said once more, although that wakes nobody", async () => {
  const stale = async (score: number) => await redis.zadd(channel.keys.stale, score, cardId("a"));
  let looks = 0;
  const { outbox } = channel.startOutbox({
    view: async (runId) => {
      const seen = await view(runId);
      looks += 1;
      // The look is over; what is posted from it is old already.
      if (looks === 1) progress.set("a", 3);
      if (looks === 1) await stale(2);
      return seen;
    },
  });
  progress.set("a", 0);
  await stale(1);
  await outbox.cardIsStale("a");
  await expect.poll(() => shown("a")).toBe(3);
  await expect.poll(() => outbox.stale()).toEqual([]);
});

describe("a card shows the newest state, also where a process that had stood still says an older one late", () => {
  test.each([
    ["and hears that it is said", async () => {}],
    [
      "and has given up to hear of it",
      async () => {
        throw new Error("no answer in time");
      },
    ],
  ])("%s", async (_, hears) => {
    const news = async (count: number, score: number) => {
      progress.set("a", count);
      await redis.zadd(channel.keys.stale, score, cardId("a"));
    };
    const goOn = Promise.withResolvers<void>();
    let edits = 0;
    const late = channel.startOutbox({
      view,
      aroundEdit: async (edit) => {
        edits += 1;
        const isLate = edits === 1;
        await goOn.promise;
        const edited = await edit();
        // Its queue may be the one that says the card anew; that edit is no late one.
        if (isLate) await hears();
        return edited;
      },
    });
    await news(0, 1);
    await late.outbox.cardIsStale("a");
    await expect.poll(() => texts()).toHaveLength(1);
    // The queue has done with it, and does not hear of the news that follow.
    await expect.poll(() => late.outbox.stale()).toEqual([]);
    await news(2, 2);
    // Past the 60 ms for which a card rests at this pace.
    await new Promise((resolve) => setTimeout(resolve, 150));
    // Not by the queue: whoever stands still for so long has lost the job that it had there, and cannot park it any more.
    const lateWord = late.delivery.deliver(cardId("a"));
    await expect.poll(() => late.calls.filter(({ method }) => method === "edit").length).toBe(1);

    await news(5, 3);
    const { delivery } = channel.startOutbox({ view });
    await expect.poll(() => delivery.deliver(cardId("a"))).toEqual({ next: "end" });
    expect(await shown("a")).toBe(5);
    goOn.resolve();
    await lateWord;
    await expect.poll(() => shown("a")).toBe(5);
    await expect.poll(() => late.outbox.stale()).toEqual([]);
  });
});

test("no card is edited while Slack wants rest, whatever news there is", async () => {
  const { outbox, calls } = channel.startOutbox({ view });
  for (const run of ["a", "b"]) {
    progress.set(run, 0);
    await outbox.cardIsStale(run);
  }
  await expect.poll(async () => (await texts()).length).toBe(2);
  const edits = () => calls.filter(({ method }) => method === "edit");
  await channel.door.fault({ method: "chat.update", status: 429, retryAfter: 2, times: 1 });
  for (let count = 1; count <= steps.length; count += 1) {
    for (const run of ["a", "b"]) {
      progress.set(run, count);
      await outbox.cardIsStale(run);
    }
    if (count === 1) await expect.poll(() => edits().length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  for (const run of ["a", "b"]) await expect.poll(() => shown(run)).toBe(steps.length);
  const [refused, next] = edits();
  expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThan(1_950);
});

test("a clock that is set back a day keeps no card from being edited", async () => {
  let setBackMs = 0;
  const { outbox } = channel.startOutbox({ view, now: () => new Date(Date.now() - setBackMs) });
  progress.set("a", 0);
  await outbox.cardIsStale("a");
  await expect.poll(() => texts()).toHaveLength(1);
  setBackMs = 86_400_000;
  progress.set("a", 3);
  await outbox.cardIsStale("a");
  await expect.poll(() => shown("a")).toBe(3);
});

test("a card in a channel that was archived is told as the reason, and edited once that is mended", async () => {
  const { outbox, delivery, errors } = channel.startOutbox({ view });
  progress.set("a", 0);
  await outbox.cardIsStale("a");
  await expect.poll(() => texts()).toHaveLength(1);
  // What `chat.update` says of an archived channel, by Slack's reference.
  await channel.door.fault({ method: "chat.update", error: "is_inactive", times: 1_000 });
  progress.set("a", 2);
  await outbox.cardIsStale("a");
  await expect
    .poll(() => delivery.trouble())
    .toBe(
      "Slack refuses to speak in C0LOANS: is_inactive; unarchive it, or set LOANS_CHANNEL to another one",
    );
  expect(errors).toEqual(["nothing can be said in the channel; what is owed waits"]);
  await channel.mend();
  await expect.poll(() => shown("a")).toBe(2);
  await expect.poll(() => delivery.trouble()).toBeNull();
});

test("a card of an app that was installed anew, which may not edit it, is said again, once", async () => {
  const { outbox } = channel.startOutbox({ view });
  progress.set("a", 0);
  await outbox.cardIsStale("a");
  await expect.poll(() => texts()).toHaveLength(1);
  await channel.door.fault({ method: "chat.update", error: "cant_update_message", times: 1 });
  for (const count of [2, 4]) {
    progress.set("a", count);
    await outbox.cardIsStale("a");
    await expect.poll(async () => (await texts()).at(-1)?.match(/✓/g)?.length).toBe(count);
  }
  expect(await texts()).toHaveLength(2);
});
