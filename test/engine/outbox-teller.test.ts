import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { Day } from "../../src/domain/day.ts";
import { summaryId } from "../../src/domain/messages/message-id.ts";
import { stepNamesOf } from "../../src/domain/workflows/index.ts";
import type { RunView } from "../../src/jobs/requests/run-view.ts";
import type { OwnChannel, OwnOutbox } from "../support/engine/own-outbox.ts";
import { startOwnChannel } from "../support/engine/own-outbox.ts";
import { diesAfter, startConnectedRedis } from "../support/engine/redis.ts";
import type { Told } from "../support/runs/run-views.ts";
import { done, runView } from "../support/runs/run-views.ts";

/** Who tells what came of a day that a backfill opened, on a real Redis, against the Slack stand-in. */

const day = "2026-11-20" as Day;
const BACKFILL = "backfill-loans-1";

const { redis, url, stop } = await startConnectedRedis();
afterAll(stop);

let channel: OwnChannel;
/** What happened to the backfill after its preview. */
let happened: readonly Told[];

const row = (state: "underway" | "done"): Told => ({
  kind: "seen",
  step: "days",
  progress: { items: [{ name: day, state }] },
});
const works: readonly Told[] = [
  ...done("preview", "approve"),
  { kind: "started", step: "days" },
  row("underway"),
];

beforeEach(async () => {
  channel = await startOwnChannel({ redis, url });
  happened = works;
});

afterEach(async () => {
  await channel.stop();
});

/** The backfill, and any day of it that has ended well. */
const view = async (id: string): Promise<RunView | null> => {
  if (id === BACKFILL) return runView({ workflow: "backfill", id, day, until: day }, ...happened);
  const batch = runView({ workflow: "daily-batch", id, day }, ...done(...stepNamesOf("daily-batch")), {
    kind: "finished",
    outcome: "succeeded",
  });
  return { ...batch, progress: { ...batch.progress, input: { day, backfill: BACKFILL } } };
};

const ids = async () =>
  (await channel.door.messages("operator")).map(({ metadata }) => metadata?.event_payload["id"]);

/** The summary is looked at, and who tells it is not known. */
async function isOpen({ outbox }: OwnOutbox): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await outbox.stale()).toEqual([summaryId("a")]);
  expect(await ids()).toEqual([]);
}

test("a summary is told by the card of the backfill, once that has seen the day's end", async () => {
  const one = channel.startOutbox({ view });
  await channel.owe(one.outbox, "a");
  await one.outbox.cardIsStale("a");
  await isOpen(one);
  happened = [...works, row("done")];
  await expect.poll(() => one.outbox.stale()).toEqual([]);
  // Owed once more, as a step that is repeated does, it is still told there.
  happened = [...works, row("done"), { kind: "canceled", reason: "not now" }];
  await channel.owe(one.outbox, "a");
  await expect.poll(() => one.outbox.stale()).toEqual([]);
  expect(await ids()).toEqual([]);
});

test("a summary is said, once, where the backfill is canceled between the day's end and its own look", async () => {
  const one = channel.startOutbox({ view });
  await channel.owe(one.outbox, "a");
  await isOpen(one);
  happened = [...works, { kind: "canceled", reason: "not now" }];
  await expect.poll(channel.said).toEqual(["a"]);
  await one.end();
  // Retried, it comes to see the day's end too: what has been said stays as it is.
  happened = [...works, row("done")];
  const two = channel.startOutbox({ view });
  await channel.owe(two.outbox, "a");
  await expect.poll(() => two.outbox.stale()).toEqual([]);
  expect(await channel.said()).toEqual(["a"]);
});

test("a summary is said once or told by the card, wherever the process dies", async () => {
  const alive = channel.startOutbox({ view });
  await alive.end();
  for (let commands = 0; commands < 20; commands += 1) {
    const name = `a${commands}`;
    happened = commands % 2 === 0 ? [...works, row("done")] : [...works, { kind: "canceled", reason: "" }];
    const dying = channel.startOutbox({ view, redis: diesAfter(redis, commands) });
    await dying.end();
    await channel.owe(alive.outbox, name);
    await dying.delivery.deliver(summaryId(name)).catch(() => {});
    await expect.poll(() => alive.delivery.deliver(summaryId(name))).toEqual({ next: "end" });
  }
  const odd = Array.from({ length: 10 }, (_, at) => `a${2 * at + 1}`);
  expect(await channel.said()).toEqual(odd);
});

test("a summary is left to a backfill that took the place of the one that opened the day", async () => {
  const other = "backfill-loans-2";
  happened = [...works, { kind: "canceled", reason: "not now" }, { kind: "finished", outcome: "canceled" }];
  const one = channel.startOutbox({
    view: async (id) =>
      id === other ? runView({ workflow: "backfill", id, day, until: day }, ...works) : await view(id),
    backfillsWith: async () => [other],
  });
  await channel.owe(one.outbox, "a");
  await isOpen(one);
});

test("a summary waits while a Redis that was emptied is not told yet of the backfill", async () => {
  await redis.del(channel.keys.epoch);
  const knows = { backfill: false };
  const one = channel.startOutbox({
    view: async (id) => (id === BACKFILL && !knows.backfill ? null : await view(id)),
  });
  await channel.owe(one.outbox, "a");
  await one.outbox.cardIsStale("a");
  await isOpen(one);
  knows.backfill = true;
  await redis.set(channel.keys.epoch, "1");
  await isOpen(one);
  happened = [...works, row("done")];
  await expect.poll(() => one.outbox.stale()).toEqual([]);
  expect(await ids()).toEqual([]);
});
