import { afterAll, beforeEach, expect, test } from "vitest";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { askedMessage } from "../../src/bot/views/ask-answers.ts";
import { runCard } from "../../src/bot/views/runs/run-card.ts";
import { StackStatus } from "../../src/domain/aws/stack-status.ts";
import type { Day } from "../../src/domain/day.ts";
import { daysOf } from "../../src/domain/day.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { aheadInLine } from "../../src/domain/runs/ahead-in-line.ts";
import { EVERY_DAY } from "../../src/domain/schedule/bank-days.ts";
import { createMessageContent } from "../../src/jobs/messages/message-content.ts";
import type { World } from "../../src/jobs/workflows/world.ts";
import { ClockedRuns } from "../support/engine/clocked-runs.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** What the cards of days in line say of their places, and when they are made to say it anew. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const idOf = (day: string) => `batch-loans-${day}-g1`;

/** No day has a file, so that each ends as soon as it is looked for. */
const worldOf = (now: () => Date) =>
  ({
    settings: { stack: "loans", pace: 1, calendar: EVERY_DAY, schedule: null },
    clock: { now, monotonic: () => performance.now() },
    stacks: {
      see: async () => ({
        ...{ id: "arn:loans", createdAt: "2026-11-01T06:30:00.000Z" },
        status: new StackStatus("CREATE_COMPLETE"),
      }),
    },
    source: (day: Day) => ({ name: `loan-${day}.csv`, file: { see: async () => null } }),
  }) as unknown as World;

const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] };

let own: ClockedRuns;
beforeEach(async () => {
  own = new ClockedRuns(redis, worldOf);
  await own.store.ledger.beginEpoch();
});

async function asks(day: string) {
  const asker = { user: "U0OPERATOR", channel: "C0LOANS" };
  const request = { asker, requestKey: `ask-${day}` };
  const asked = await own.intake.ask({ name: "run", day: day as Day, force: false }, request);
  if (asked.is !== "opened") throw new Error(`${day} is ${asked.is}`);
  const ahead = aheadInLine(asked.view, await own.reader.live());
  return messageAsText(askedMessage({ ...asked, ahead }, { channel: "C0LOANS", policy }));
}

/** The line of the card that tells how it stands. */
async function cardSays(day: string): Promise<string> {
  const content = createMessageContent({
    ...{ redis, keys: own.keys, ledger: own.store.ledger, deadline: null, zone: "UTC" },
    outbox: { channel: "C0LOANS", cardUrl: async () => null, summaryUrl: async () => null },
    view: (runId) => own.reader.known(runId),
    journal: (runId) => own.store.journal(runId),
    ...{ numbers: async () => [], decisionOf: async () => null },
    ...{ overtakenBy: async () => null, newestOf: async () => null },
  });
  const owed = await content(cardId(idOf(day)), {});
  if (owed === null || owed === "later" || owed.kind !== "card") throw new Error(`${day} has no card`);
  const text = messageAsText(
    runCard(owed.view, { operators: [], approvers: [], viewers: [], approvals: [] }),
  );
  return text.split("\n").find((line) => line.includes("queued")) ?? text;
}

test("each says how many are before it, as the answer does, and anew when the line moves", async () => {
  const [first, second, third] = ["2026-11-18", "2026-11-20", "2026-11-21"] as const;
  await asks(second);
  expect(await cardSays(second)).toBe("🕓 queued · starts in a moment");
  const place = "number 2 in line, behind the batch of 2026-11-20";
  expect(await asks(third)).toContain(place);
  expect(await cardSays(third)).toBe(`🕓 queued · ${place}`);

  // An older day goes before both of them.
  own.renewed.length = 0;
  await asks(first);
  expect(own.renewed).toEqual(expect.arrayContaining([idOf(second), idOf(third)]));
  const both = "number 3 in line, behind the batch of 2026-11-18, the batch of 2026-11-20";
  expect(await cardSays(third)).toBe(`🕓 queued · ${both}`);

  own.renewed.length = 0;
  expect(await own.moves(idOf(first))).toBeNull();
  expect(own.renewed).toEqual(expect.arrayContaining([idOf(second), idOf(third)]));
  expect(await cardSays(second)).toBe("🕓 queued · starts in a moment");
  expect(await cardSays(third)).toBe(`🕓 queued · ${place}`);
});

test("of many in line the first are renewed, and those behind them give no number that could be wrong soon", async () => {
  const days = daysOf("2026-11-02" as Day, "2026-11-13" as Day);
  for (const day of days) await asks(day);
  expect(await cardSays(days[9] ?? "")).toMatch(
    /number 10 in line, behind the batch of 2026-11-02, .* and 6 more$/,
  );
  const last = await cardSays(days[11] ?? "");
  expect(last).toMatch(/queued · in line, behind the batch of 2026-11-02, .* and others$/);
  own.renewed.length = 0;
  await own.moves(idOf("2026-11-02"));
  expect(own.renewed).toContain(idOf("2026-11-12"));
  expect(own.renewed).not.toContain(idOf("2026-11-13"));
  expect(await cardSays("2026-11-12")).toContain("number 10 in line");
});
