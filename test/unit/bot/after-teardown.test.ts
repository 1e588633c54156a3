import { beforeEach, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { BotParts } from "../../../src/bot/bot-parts.ts";
import { logs } from "../../../src/bot/commands/logs.ts";
import { schedule } from "../../../src/bot/commands/schedule.ts";
import type { Asking } from "../../../src/bot/edge/origin.ts";
import { nextLine } from "../../../src/bot/views/menu.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { StackNow } from "../../../src/jobs/requests/requests.ts";
import type { ScheduleView } from "../../../src/jobs/schedule/desk-answers.ts";
import { FakeRuns } from "../../support/bot/fake-runs.ts";
import { botOptions, ownChannels } from "../../support/bot/own-bot.ts";
import { runView } from "../../support/runs/run-views.ts";

/** What is answered of days, their logs and the schedule where the stack that they were of is gone. */

const day = "2026-11-27" as Day;
const asking = { user: "U0OPERATOR", channel: "C0LOANS", threadTs: null } as Asking;
const batch = runView(
  { workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day, cardUrl: "https://x.example/p1" },
  { kind: "finished", outcome: "succeeded" },
);
const absent: StackNow = { is: "absent", atWork: null, madeAt: null, perHour: null };
const due: ScheduleView["next"] = [
  { is: "due", day: "2026-11-30" as Day, at: "2026-11-30T02:00:00.000Z", hasRun: false },
];

let runs: FakeRuns;
let promised: number;
let parts: BotParts;

beforeEach(() => {
  runs = new FakeRuns();
  promised = 0;
  runs.batchOf = async () => batch;
  const pending = { is: "pending", step: "2-count", state: "COMPLETED", endedAt: null } as const;
  parts = {
    ...botOptions({
      ...{ runs, slackUrl: "http://127.0.0.1:9", now: () => new Date("2026-11-29T02:00:00Z") },
      logs: {
        tail: async () => pending,
        promise: async () => {
          promised += 1;
        },
      },
    }),
    people: {} as BotParts["people"],
    sharing: ownChannels,
  };
});

/** What `/loans logs` says of the day. */
async function logsOf(now: StackNow): Promise<string> {
  runs.stackNow = async () => now;
  const answer = await logs.listener({ name: "logs", day, step: null }, asking, parts);
  return answer === null ? "" : messageAsText(answer);
}

test("logs that were deleted with their stack are promised to nobody", async () => {
  expect(await logsOf(absent)).toBe(
    [
      `The logs of the batch of ${day} are gone: they lay in the lake, which was deleted with its stack.`,
      `How it ended (succeeded) its card tells: ${batch.run.id} (https://x.example/p1)`,
      "`/loans deploy` makes a stack anew.",
    ].join("\n"),
  );
  expect(await logsOf({ ...absent, is: "there", madeAt: "2026-11-28T04:00:00.000Z" })).toMatch(
    /are gone.*\n.*\n`\/loans run 2026-11-27` counts the day on the stack of now, which keeps its logs\.$/,
  );
  expect(promised).toBe(0);
  expect(await logsOf({ ...absent, is: "there", madeAt: "2026-11-01T04:00:00.000Z" })).toMatch(
    /^EMR has not pushed the log/,
  );
  expect(promised).toBe(1);
});

test("logs of a day that a stack which is gone had counted, and the one of now has not, are told to be gone", async () => {
  runs.batchOf = async () => null;
  runs.recent = async () => [batch];
  const now = { ...absent, is: "there", madeAt: "2026-11-28T04:00:00.000Z" } as const;
  expect(await logsOf(now)).toMatch(
    /^The logs of the batch of 2026-11-27 are gone: .*\n.*https:\/\/x\.example\/p1\)\n`\/loans run 2026-11-27` counts the day/,
  );
  runs.recent = async () => [];
  expect(await logsOf(now)).toContain(`There is no batch of ${day}.`);
});

test("a schedule without a stack says that no day is due before one is made", async () => {
  const view = await parts.desk.view();
  const timed = { ...view, setting: { ...view.setting, time: "07:30" }, next: due };
  parts = { ...parts, desk: { ...parts.desk, view: async () => timed } };
  const said = async (now: StackNow) => {
    runs.stackNow = async () => now;
    const answer = await schedule.listener({ name: "schedule", change: null }, asking, parts);
    return answer === null ? "" : messageAsText(answer);
  };
  expect(await said(absent)).toContain(
    "There is no stack `loan-tracker`. `/loans deploy` makes it.\nNo day is due while there is no stack: the schedule goes on with the day on which the stack is made.",
  );
  expect(await said(absent)).toMatch(/^Next, as far as there is a stack by then\n• Mon 2026-11-30/m);
  expect(await said({ ...absent, is: "there" })).toMatch(/^Next\n• Mon 2026-11-30/m);
  expect(await said({ ...absent, is: "there" })).not.toContain("No day is due");
});

test("nor do the menu, the Home and the status promise a next day", async () => {
  const view = await parts.desk.view();
  const timed = { ...view, setting: { ...view.setting, time: "07:30" }, next: due };
  const goesOn = "the schedule goes on with the day on which the stack is made.";
  expect(nextLine(timed, absent).markup).toBe(`No day is due while there is no stack: ${goesOn}`);
  expect(nextLine(timed, { ...absent, is: "there", atWork: "deleting" }).markup).toBe(
    `No day is due while the stack is being deleted: ${goesOn}`,
  );
  expect(nextLine(timed, { ...absent, is: "remains" }).markup).toContain(
    "only remains of the stack are there",
  );
  expect(nextLine(timed, "silent").markup).toContain("Next: Mon 2026-11-30");
  const facts = { stack: "loan-tracker", lost: [], unsaid: null, needs: [], lock: null, live: [], last: [] };
  expect(messageAsText(statusMessage({ ...facts, state: absent, schedule: timed }))).not.toContain("Next:");
});
