import { expect, test } from "vitest";
import { inspectView } from "../../../sandbox/slack/block-kit/view.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { Overview } from "../../../src/bot/overview.ts";
import { homeMessage } from "../../../src/bot/views/home.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import { EVERY_DAY, lastBankDays } from "../../../src/domain/schedule/bank-days.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const today = "2026-11-30" as Day;
const now = new Date("2026-11-30T04:00:00.000Z");
const unlisted = { view: null, standing: null, withdrawn: null, skip: null, passedOver: null };
const schedule: Overview["schedule"] = {
  setting: { time: "07:30", earlier: [], changed: null, paused: null, begun: null, passedOver: null },
  ...{ zone: "Asia/Kolkata", deadline: null, calendar: null, listedUntil: null, changes: [] },
  next: [{ is: "due", day: addDays(today, 1), at: "2026-12-01T02:00:00.000Z", hasRun: false }],
};
const quiet = { offers: [], needed: [], wants: [], lost: [], unsaid: null, now } as const;

function batchOf(day: Day, url: string) {
  const ended = [
    ...done("check-source"),
    { kind: "done", step: "reconcile", output: summaryOfToday },
    { kind: "finished", outcome: "succeeded" },
  ] as const;
  const id = `batch-loan-tracker-${day}-g1`;
  return runView({ workflow: "daily-batch", id, day, cardUrl: url }, ...ended);
}

function overview(more: Partial<Overview> = {}): Overview {
  const days = lastBankDays(EVERY_DAY, { until: today, count: 14 }).toReversed();
  return {
    ...{
      stack: "loan-tracker",
      state: stackIs("there"),
      today,
      todayPassedOver: null,
      live: [],
      lock: null,
      schedule,
    },
    days: days.map((day) => ({ day, ...unlisted })),
    ...more,
  };
}

test("it has the stack, today, what is next, what waits for this person and the last bank days", () => {
  const days = overview().days.map((listed, at) => {
    const view = at < 2 ? batchOf(listed.day, `https://slack.example/${listed.day}`) : null;
    return { ...listed, view, standing: view };
  });
  const waiting = runView(
    { workflow: "deploy-stack", id: "deploy-loan-tracker-2" },
    ...done("clear-remains", "plan"),
  );
  const text = messageAsText(
    homeMessage(overview({ days, live: [waiting] }), {
      ...quiet,
      offers: ["status"],
      needed: [waiting],
      wants: ["summary"],
    }),
  );
  expect(text.trim().split("\n")).toEqual([
    "Loan Tracker: loan-tracker",
    "",
    "The stack `loan-tracker` is there.",
    "Today: ✓ Mon 2026-11-30 succeeded · 500 loans · 12 s · batch-loan-tracker-2026-11-30-g1 (https://slack.example/2026-11-30)",
    "Next: Tue 2026-12-01 at 07:30 Asia/Kolkata, 2026-12-01 02:00 UTC",
    "[What is underway]",
    "Waits for you",
    expect.stringMatching(/^• Deploy loan-tracker · `deploy-loan-tracker-2` · waiting for approval · since/),
    "Underway",
    expect.stringMatching(/^• `deploy-loan-tracker-2` · waiting for approval/),
    "",
    "The last 14 bank days",
    "",
    "✓ Mon 2026-11-30 succeeded · 500 loans · 12 s · batch-loan-tracker-2026-11-30-g1 (https://slack.example/2026-11-30)",
    "✓ Sun 2026-11-29 succeeded · 500 loans · 12 s · batch-loan-tracker-2026-11-29-g1 (https://slack.example/2026-11-29)",
    "Tell me in a direct message",
    "[ ] a day that failed, is held or late [x] every summary [ ] something waits for my yes",
    "As of 2026-11-30 04:00 UTC. What a button answers stands under Messages.",
  ]);
});

test("a day on which the bank is closed says why no file is expected", () => {
  const days = overview().days.slice(1);
  const closed = overview({ days, todayPassedOver: { is: "holiday", name: "Guru <!here> Nanak" } });
  const { blocks } = homeMessage(closed, quiet);
  expect(messageAsText({ blocks })).toContain(
    "Today, Mon 2026-11-30: Guru <!here> Nanak, so that no file is",
  );
  expect(JSON.stringify(blocks)).not.toContain("<!here>");
});

test.each([
  ["a link of 900 characters on each day", "x".repeat(900)],
  ["Hindi", "स्वर्ण".repeat(100)],
  ["markup", "<!channel>|*a*&"],
])("%s leaves it within what Slack takes of a Home", (_what, awkward) => {
  const days = overview().days.map((listed) => {
    const view = batchOf(listed.day, `https://slack.example/${awkward}`);
    const skip = { user: "U0OPERATOR", why: awkward, at: "2026-11-23T05:00:00.000Z" };
    return { ...listed, view, standing: view, skip };
  });
  const live = days.flatMap(({ view }) => view ?? []);
  const lock = {
    is: "locked",
    user: "U0OPERATOR",
    at: now.toISOString(),
    why: awkward,
    until: null,
  } as const;
  const { blocks } = homeMessage(overview({ days, live, lock }), {
    wants: ["summary"],
    ...{
      offers: ["run", "skip", "logs", "deploy"],
      needed: live,
      lost: [{ says: awkward, remedy: awkward }],
    },
    ...{ unsaid: awkward, now },
  });
  expect(inspectView({ type: "home", blocks })).toEqual([]);
  expect(JSON.stringify(blocks)).not.toContain("<!channel>");
});
