import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { channels, people } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { Secret } from "../../src/config/secret.ts";
import type { Day } from "../../src/domain/day.ts";
import { alertId, cardId } from "../../src/domain/messages/message-id.ts";
import type { Notice } from "../../src/domain/messages/notice.ts";
import type { DayDecision } from "../../src/domain/schedule/daybook.ts";
import type { RunView } from "../../src/jobs/requests/run-view.ts";
import type { OwnChannel } from "../support/engine/own-outbox.ts";
import { startOwnChannel } from "../support/engine/own-outbox.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";
import type { Told } from "../support/runs/run-views.ts";
import { done, journalOf, runView } from "../support/runs/run-views.ts";

/** A day that fails and is solved, as the channel and the people in it hear of it, on a real Redis, against the Slack stand-in. */

const { redis, url, stop } = await startConnectedRedis();
afterAll(stop);

const batch = {
  workflow: "daily-batch",
  id: "batch-loans-2026-11-27-g1",
  day: "2026-11-27" as Day,
  askedBy: people.operator.id,
} as const;
const failed: readonly Told[] = [
  ...done("check-source", "upload-raw", "upload-script", "wake"),
  {
    ...{ kind: "failed", step: "process", held: false, retryFrom: "process" },
    problem: { code: "emr-step-failed", says: "counting 2026-11-27: out of memory", remedy: "press Retry" },
  },
  { kind: "finished", outcome: "failed" },
];

const counted: readonly Told[] = [...done("process"), { kind: "finished", outcome: "succeeded" }];

let channel: OwnChannel;
let told: readonly Told[];
/** What the place that pages people was told. */
let incidents: { readonly event_action: string; readonly dedup_key: string; readonly routing_key?: string }[];
/** The status that it answers with. */
let answers: number[];

const pages = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    incidents.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.writeHead(answers.shift() ?? 202).end("{}");
  });
});
await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
afterAll(() => pages.close());
const webhook = {
  url: new URL(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/v2/enqueue`),
  key: new Secret("r0ut1ng"),
};

beforeEach(async () => {
  channel = await startOwnChannel({ redis, url });
  [told, incidents, answers] = [done("check-source"), [], []];
});
afterEach(async () => await channel.stop());

function begin(over: Partial<Parameters<OwnChannel["startOutbox"]>[0]> = {}) {
  const outbox = channel.startOutbox({
    view: async (id) => (id === batch.id ? runView(batch, ...told) : null),
    journal: async () => journalOf(batch, ...told),
    ...over,
  });
  /** What the engine does when a run has moved: the last entry of one that ended badly owes the call as well. */
  const moved = async (now: readonly Told[]) => {
    told = now;
    const last = now.at(-1);
    if (last?.kind === "finished" && last.outcome !== "succeeded") {
      const id = alertId(batch.id, runView(batch, ...now).progress.attempt);
      await redis.hset(channel.keys.message(id), "owedAt", Date.now());
      await redis.zadd(channel.keys.stale, 1, id);
    }
    await redis.zincrby(channel.keys.stale, 1, cardId(batch.id));
    await outbox.outbox.cardIsStale(batch.id);
  };
  return { ...outbox, moved };
}

const messages = async () => await channel.door.messages("operator");
const texts = async () => (await messages()).map(messageAsText);
const retried: readonly Told[] = [
  ...failed,
  { kind: "retried", step: "process", by: people.approver.id, attempt: 2 },
];
const solved: readonly Told[] = [...retried, ...done("process"), { kind: "finished", outcome: "succeeded" }];

test("a day that fails calls people once, in its card's thread and in the channel, and says there how it was solved", async () => {
  const { moved, calls, promises } = begin();
  await moved(told);
  await expect.poll(async () => (await texts()).length).toBe(1);
  await moved(failed);
  await expect
    .poll(async () => (await texts()).filter((text) => text.includes("out of memory")).length)
    .toBe(2);
  const [card, alert] = await messages();
  expect(alert).toMatchObject({ thread_ts: card?.ts, is_broadcast: true });
  expect((await texts())[1]).toContain("I look after it");
  // The end of Spark's log follows in the thread as soon as EMR has pushed it.
  expect(promises.map(([view, step, to, attempt]) => [view.run.id, step, to, attempt])).toEqual([
    [batch.id, null, { user: null, channel: channels.loans.id, threadTs: card?.ts }, 1],
  ]);
  await moved(solved);
  await expect.poll(async () => (await texts())[1]).toContain("solved");
  expect((await texts())[1]).not.toContain("[");
  expect(calls.filter(({ method, id }) => method === "post" && id.startsWith("alert-"))).toHaveLength(1);
});

test("a card calls nobody: who asked is mentioned by an edit, which Slack pushes to nobody", async () => {
  const posted: string[] = [];
  const blocks = async () => JSON.stringify((await messages()).map((one) => one.blocks));
  const { moved } = begin({
    around: async (post) => {
      const said = await post();
      posted.push(await blocks());
      return said;
    },
  });
  await moved(told);
  await expect.poll(blocks).toContain(`asked by <@${people.operator.id}>`);
  expect(posted).toHaveLength(1);
  expect(posted[0]).toContain("asked by @operator");
  expect(posted[0]).not.toContain("<@");
});

test("the second attempt that fails calls people anew, and the first says that it did", async () => {
  const { moved } = begin();
  await moved(failed);
  await expect.poll(async () => (await texts()).length).toBe(2);
  await moved([...retried, ...failed.slice(-2)]);
  await expect.poll(async () => (await texts()).length).toBe(3);
  await expect.poll(async () => (await texts())[1]).toContain("it ended badly once more");
  expect((await texts())[2]).toContain("attempt 2");
});

test("what is decided about a day that has a card stands in its thread, and in the channel; of several days in the channel alone", async () => {
  const { moved, outbox } = begin({ newestOf: (day) => (day === batch.day ? batch.id : null) });
  await moved(told);
  await expect.poll(async () => (await texts()).length).toBe(1);
  const [other] = ["2026-11-30" as Day];
  const skip = { user: people.operator.id, why: "a holiday", at: "2026-11-27T04:00:00.000Z" };
  const skipped = { is: "day-skipped", day: batch.day, skip, again: false } as const;
  await outbox.oweNotice("one", skipped);
  await outbox.oweNotice("back", { is: "days-unskipped", days: [batch.day], user: skip.user, at: skip.at });
  await outbox.oweNotice("both", { ...skipped, days: [batch.day, other] });
  await outbox.oweNotice("without", { ...skipped, day: other });
  await expect.poll(async () => (await texts()).length).toBe(5);
  const [card, ...notices] = await messages();
  const inThread = { thread_ts: card?.ts, is_broadcast: true };
  expect(notices[0]).toMatchObject(inThread);
  expect(notices[1]).toMatchObject(inThread);
  for (const notice of notices.slice(2)) expect(notice).not.toHaveProperty("thread_ts");
});

test("a day that is skipped is solved by that, its fresh failure is not, and taken back it is called for by a new message", async () => {
  let decision: DayDecision | null = null;
  const skip = { is: "skipped", user: people.operator.id, why: "a holiday" } as const;
  const calls = async () => (await messages()).filter(({ ts, thread_ts }) => thread_ts && thread_ts !== ts);
  const callTexts = async () => (await calls()).map(messageAsText);
  const { moved, outbox } = begin({
    decisionOf: async () => decision,
    newestOf: (day) => (day === batch.day ? batch.id : null),
  });
  await moved(failed);
  await expect.poll(async () => (await callTexts())[0]).toContain("[Retry]");
  decision = { ...skip, at: new Date(Date.parse("2030-01-01T00:00:00Z")).toISOString() };
  await outbox.cardIsStale(batch.id);
  await expect.poll(async () => (await callTexts())[0]).toContain("passed over");
  await expect.poll(async () => (await texts())[0]).toContain("– skipped · it had failed");
  expect((await texts()).join("\n")).not.toContain("[Retry]");

  const backSince = "2030-01-02T00:00:00.000Z";
  decision = null;
  const back = { is: "days-unskipped", days: [batch.day], user: skip.user, at: backSince } as const;
  const failedDay = { day: batch.day, outcome: "failed", asker: batch.askedBy } as const;
  await outbox.oweNotice("back", { ...back, notAsked: [], failed: [failedDay] });
  await outbox.amendAlert({ runId: batch.id, attempt: 1 }, { backSince });
  await outbox.cardIsStale(batch.id);
  await expect.poll(async () => (await calls()).length).toBe(2);
  await expect.poll(async () => (await callTexts())[0]).toContain("is not any more since");
  expect(JSON.stringify((await calls())[0]?.blocks)).not.toContain(`<@${batch.askedBy}> ·`);
  expect((await callTexts())[1]).toContain("@operator · 2026-11-27 failed before, and that stands");
  await expect.poll(async () => (await texts())[0]).toContain("[Retry]");

  // It was skipped before it was run all the same, and that failed.
  decision = { ...skip, at: "2020-01-01T00:00:00.000Z" };
  await moved([...retried, ...failed.slice(-2)]);
  await expect.poll(async () => (await calls()).length).toBe(3);
  expect((await callTexts())[2]).toContain("[Retry]");
  expect((await callTexts())[2]).not.toContain("passed over");
});

test("what said that a day is late says that it was skipped, and offers nothing any more", async () => {
  let decision: DayDecision | null = null;
  const { outbox } = begin({ decisionOf: async () => decision });
  const because = { is: "ended", outcome: "failed", problem: null } as const;
  const late = { is: "summary-late", day: batch.day, deadline: "09:00", because, usual: null } as const;
  await outbox.oweNotice("late", { ...late, runId: batch.id });
  await expect.poll(async () => (await texts())[0]).toContain("[Retry]");
  decision = { is: "skipped", user: people.operator.id, why: "a holiday", at: "2026-11-27T10:00:00.000Z" };
  await outbox.renewNotices(["late"]);
  await expect.poll(async () => (await texts())[0]).toContain("Daily loans 2026-11-27: skipped");
  expect((await texts())[0]).not.toContain("[Retry]");
  // Whoever skipped it was mistaken.
  decision = null;
  await outbox.renewNotices(["late"]);
  await expect.poll(async () => (await texts())[0]).toContain("Daily loans 2026-11-27: late");
});

test.each([
  [
    "waits for the day before",
    { is: "held-up", day: "2026-11-28", by: batch.day, outcome: "failed", runId: batch.id },
    "[Retry]",
  ],
  [
    "cannot be run by itself",
    {
      ...{ is: "kept-waiting", day: batch.day, runId: null },
      obstacle: {
        is: "refused",
        problem: { code: "no-stack", says: "there is no stack", remedy: "deploy it" },
      },
    },
    "To let the days after it go on without it",
  ],
] as const)("what said that a day %s says what became of it", async (_, notice, offer) => {
  let decision: DayDecision | null = null;
  let numbers: readonly RunView[] = [];
  const { outbox } = begin({ decisionOf: async () => decision, numbers: async () => numbers });
  await outbox.oweNotice("waits", notice as unknown as Notice);
  await expect.poll(async () => (await texts())[0]).toContain(offer);
  decision = { is: "skipped", user: people.operator.id, why: "a holiday", at: "2026-11-27T10:00:00.000Z" };
  await outbox.renewNotices(["waits"]);
  await expect.poll(async () => (await texts())[0]).toContain("2026-11-27 was skipped");
  expect((await texts())[0]).not.toContain(offer);
  numbers = [runView(batch, ...counted)];
  await outbox.renewNotices(["waits"]);
  await expect.poll(async () => (await texts())[0]).toContain("2026-11-27 was told since: `/loans summary");
});

test("a file that changed asks for nothing any more once the day was counted anew", async () => {
  let numbers: readonly RunView[] = [runView(batch, ...counted)];
  const { outbox } = begin({ numbers: async () => numbers });
  const change = { name: "2026-11-27.csv", countedBytes: 10, bytes: 12 };
  await outbox.oweNotice("changed", { is: "file-changed", day: batch.day, change, runId: batch.id });
  await expect.poll(async () => (await texts())[0]).toContain("--force");
  numbers = [runView(again, ...counted), ...numbers];
  await outbox.renewNotices(["changed"]);
  await expect.poll(async () => (await texts())[0]).toContain("It was counted anew since");
  expect((await texts())[0]).not.toContain("--force");
});

/** The same day once more, forced by somebody, as far as it has got. */
const again = { ...batch, id: "batch-loans-2026-11-27-g2", askedBy: people.approver.id } as const;
const overtakenBy =
  (newer: () => readonly Told[] | null) => async (of: { readonly run: { readonly id: string } }) => {
    const told = newer();
    if (told === null || of.run.id === again.id) return null;
    const cardUrl = "https://loans.example/newer";
    return { because: "there is a newer run of that day", newer: runView({ ...again, cardUrl }, ...told) };
  };

test("a call whose day is forced says who has it in hand, and has no buttons; nor has its card", async () => {
  let newer: readonly Told[] | null = null;
  const { moved, outbox } = begin({ overtakenBy: overtakenBy(() => newer) });
  await moved(failed);
  await expect.poll(async () => (await texts()).length).toBe(2);
  for (const text of await texts()) expect(text).toContain("[Retry]");
  newer = [];
  await outbox.cardIsStale(batch.id);
  await expect.poll(async () => (await texts()).filter((text) => text.includes("overtaken"))).toHaveLength(2);
  for (const text of await texts()) {
    expect(text).toContain(again.id);
    expect(text).toContain("@approver");
    expect(text).not.toContain("[Retry]");
    expect(text).not.toContain("Nobody looks after it");
  }
  expect(JSON.stringify((await messages()).map(({ blocks }) => blocks))).toContain(
    "<https://loans.example/newer",
  );
});

test("it is called out also where its card cannot be posted, and then stands by itself", async () => {
  const { moved } = begin();
  await redis.hset(channel.keys.unsaid, cardId(batch.id), "invalid_blocks");
  await channel.door.fault({ method: "chat.postMessage", error: "invalid_blocks", times: 4 });
  await moved(failed);
  await expect.poll(async () => (await texts()).some((text) => text.includes("I look after it"))).toBe(true);
});

describe("where people are paged", () => {
  const events = () => incidents.map(({ event_action }) => event_action);

  test("one day is one incident: opened, acknowledged by who looks after it, and closed", async () => {
    const { moved } = begin({ webhook });
    await moved(failed);
    await expect.poll(events).toEqual(["trigger"]);
    await moved([...failed, { kind: "taken", by: people.approver.id }]);
    await expect.poll(events).toEqual(["trigger", "acknowledge"]);
    await moved(solved);
    await expect.poll(events).toEqual(["trigger", "acknowledge", "resolve"]);
    expect(new Set(incidents.map(({ dedup_key }) => dedup_key))).toEqual(new Set(["loans/2026-11-27"]));
    expect(incidents[0]).toMatchObject({
      routing_key: "r0ut1ng",
      payload: {
        source: "loans",
        severity: "error",
        summary: "2026-11-27 failed: counting 2026-11-27: out of memory",
      },
    });
  });

  test("a day that is forced is acknowledged for as long as the newer run is at it, and opened anew by its end alone", async () => {
    let newer: readonly Told[] | null = null;
    const { moved, outbox } = begin({ webhook, overtakenBy: overtakenBy(() => newer) });
    await moved(failed);
    await expect.poll(events).toEqual(["trigger"]);
    newer = [];
    await outbox.cardIsStale(batch.id);
    await expect.poll(events).toEqual(["trigger", "acknowledge"]);
    newer = [...failed];
    await outbox.cardIsStale(batch.id);
    await expect
      .poll(async () => (await texts()).filter((text) => text.includes("overtaken")))
      .toHaveLength(2);
    expect(events()).toEqual(["trigger", "acknowledge"]);
  });

  test("it is opened anew by the next attempt, also where somebody looks after the run, and closed once", async () => {
    const { moved } = begin({ webhook });
    const taken = [...failed, { kind: "taken", by: people.approver.id } as const];
    await moved(failed);
    await expect.poll(events).toEqual(["trigger"]);
    await moved(taken);
    await expect.poll(events).toEqual(["trigger", "acknowledge"]);
    const again = [...taken, ...retried.slice(-1), ...failed.slice(-2)];
    await moved(again);
    await expect.poll(events).toEqual(["trigger", "acknowledge", "trigger"]);
    await expect.poll(async () => (await texts())[2]).toContain("@approver looks after it since");
    const over = { kind: "retried", step: "process", by: people.operator.id, attempt: 3 } as const;
    await moved([...again, over, ...solved.slice(-3)]);
    await expect.poll(async () => new Set(events().slice(3))).toEqual(new Set(["resolve"]));
  });

  test("it is opened also while Slack is away", async () => {
    const { moved } = begin({ webhook });
    await moved(told);
    await expect.poll(async () => (await texts()).length).toBe(1);
    await channel.door.fault({ method: "chat.postMessage", status: 503, times: 1_000 });
    await moved(failed);
    await expect.poll(events).toEqual(["trigger"]);
    await channel.mend();
  });

  test("it is told again where that place was away, and not again where it refuses", async () => {
    answers = [503, 202];
    const { moved, errors } = begin({ webhook });
    await moved(failed);
    await expect.poll(events).toEqual(["trigger", "trigger"]);
    answers = [400];
    await moved([...failed, { kind: "taken", by: people.approver.id }]);
    await expect.poll(() => errors.some((line) => line.includes("LOANS_ALERT refuses"))).toBe(true);
    await moved(retried);
    await expect.poll(async () => (await texts()).some((text) => text.includes("tried again"))).toBe(true);
    expect(events()).toEqual(["trigger", "trigger", "acknowledge"]);
  });

  test.each([302, 401, 403, 404])(
    "it is told once that place takes it, which answered with %i",
    async (status) => {
      answers = [status, 202];
      const { moved } = begin({ webhook });
      await moved(failed);
      await expect.poll(events).toEqual(["trigger", "trigger"]);
    },
  );
});
