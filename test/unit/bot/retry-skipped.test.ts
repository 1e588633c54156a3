import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { retry } from "../../../src/bot/commands/retry.ts";
import type { Asking } from "../../../src/bot/edge/origin.ts";
import { runLine } from "../../../src/bot/views/runs/run-line.ts";
import type { Day } from "../../../src/domain/day.ts";
import { FakeRuns } from "../../support/bot/fake-runs.ts";
import { botOptions, ownChannels } from "../../support/bot/own-bot.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView } from "../../support/runs/run-views.ts";

const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] };
const day = "2026-11-20" as Day;
const id = `batch-loan-tracker-${day}-g1`;
const problem = { code: "statement-failed", says: "running a statement: refused", remedy: "look at it" };
const failed: readonly Told[] = [
  ...done("check-source"),
  { kind: "failed", step: "upload-raw", held: false, retryFrom: "upload-raw", problem },
  { kind: "finished", outcome: "failed" },
];
const view = runView({ workflow: "daily-batch", id, day }, ...failed);

async function bareRetry({ isSkipped }: { readonly isSkipped: boolean }) {
  const runs = new FakeRuns();
  const retried: string[] = [];
  runs.recent = async () => [view];
  runs.days = async () => [view];
  runs.batchOf = async () => view;
  runs.summary = async () => null;
  runs.view = async () => view;
  runs.retry = async (runId: string) => {
    retried.push(runId);
    return { is: "taken", view };
  };
  const now = () => new Date("2026-11-29T02:00:00Z");
  const people = { find: async () => null, isIn: async () => true, trouble: async () => null };
  const parts = {
    ...botOptions({ runs, slackUrl: "http://127.0.0.1:9", now, policy }),
    ...{ people, sharing: ownChannels },
  };
  if (isSkipped) await parts.desk.skip({ from: day, until: day }, { user: "U0OPERATOR", why: "no file" });
  const person = { id: "U0OPERATOR", groups: [], unasked: [], isGuest: false, isInChannel: true };
  const asking = { user: person.id, person, typed: "retry" } as Partial<Asking> as Asking;
  const said = await retry.listener({ name: "retry", which: null }, asking, parts);
  return { retried, text: said === null ? "" : messageAsText(said) };
}

test("a bare retry takes no day up that somebody skipped since it failed, and says how that is done", async () => {
  expect((await bareRetry({ isSkipped: false })).retried).toEqual([id]);
  const { retried, text } = await bareRetry({ isSkipped: true });
  expect(retried).toEqual([]);
  expect(text).toBe(
    [
      "No run has failed or is held but of days that are skipped, so there is nothing to retry.",
      "• 2026-11-20 was skipped by @operator (“no file”). To take it up all the same: `/loans retry 2026-11-20`",
    ].join("\n"),
  );
});

test("its line says that the day is skipped", () => {
  const skipped = { user: "U0OPERATOR", why: "no file", at: "2026-11-29T02:00:00.000Z" };
  expect(runLine({ ...view, skipped }).markup).toContain("*failed* · the day is *skipped* by <@U0OPERATOR>");
});
