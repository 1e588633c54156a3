import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonical } from "../../../../src/domain/audit/audit-entry.ts";
import {
  factOfDays,
  factOfRun,
  factOfSchedule,
  isAudited,
} from "../../../../src/domain/audit/audit-facts.ts";
import type { Day } from "../../../../src/domain/day.ts";
import type { Happening } from "../../../../src/domain/runs/journal.ts";
import { parseJournal } from "../../../../src/domain/runs/journal.ts";
import type { Run } from "../../../../src/domain/runs/run.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const at = "2026-11-23T04:00:00.000Z";
const deploy: Run = {
  id: "deploy-loans-1",
  workflow: "deploy-stack",
  target: { stack: "loans", day: null },
  askedBy: { user: "U0OPERATOR", channel: "C0LOANS" },
  openedAt: at,
  outcome: null,
};
const steps = ["clear-remains", "plan", "approve", "apply"];
const opened: Happening = { kind: "opened", workflow: "deploy-stack", version: 1, steps, input: {} };
const plan = { kind: "create", changes: [] };
const planned: readonly Happening[] = [
  { ...opened, typed: "deploy" },
  { kind: "done", step: "clear-remains", output: {} },
  { kind: "done", step: "plan", output: plan },
  { kind: "started", step: "approve", within: "30m" },
];

/** What the last of these says was done, by U0SECOND. */
function told(happenings: readonly Happening[], run = deploy) {
  const line = (one: Happening) =>
    JSON.stringify({ v: 1, at, fence: 0, attempt: 1, actor: "U0SECOND", ...one });
  const journal = parseJournal(happenings.map(line));
  return factOfRun(run, journal, { link: "https://slack.example/p1", sha256 });
}

const common = { at, actor: "U0SECOND", run: "deploy-loans-1", link: "https://slack.example/p1" };
const ofPlan = { plan: sha256(canonical({ workflow: "deploy-stack", target: deploy.target, plan })) };

test("what was asked for has the line that was typed", () => {
  expect(told([{ ...opened, typed: "deploy" }])).toEqual({
    ...common,
    act: "asked",
    source: "deploy-loans-1 1",
    text: "deploy",
  });
});

test("a forced day is told as such, and a withdrawal with its reason", () => {
  const day = "2026-11-23" as Day;
  const run = { ...deploy, workflow: "daily-batch", target: { stack: "loans", day } } as const;
  const batch = { kind: "opened", workflow: "daily-batch", version: 2 } as const;
  const of = { ...batch, steps: ["check-source"] };
  expect(told([{ ...of, input: { day, force: true } }], run)).toMatchObject({ act: "forced", days: day });
  expect(told([{ ...of, input: { day, reason: "wrong file" } }], run)).toMatchObject({
    act: "asked",
    reason: "wrong file",
  });
});

test("a yes, a no and a silence are each of the plan by its hash", () => {
  const source = "deploy-loans-1 5";
  expect(told([...planned, { kind: "approved", step: "approve" }])).toEqual({
    ...{ ...common, ...ofPlan, source },
    act: "approved",
  });
  expect(told([...planned, { kind: "canceled", reason: "not on a Friday" }])).toEqual({
    ...{ ...common, ...ofPlan, source },
    ...{ act: "denied", reason: "not on a Friday" },
  });
  const problem = { code: "approval-lapsed", says: "nobody answered", remedy: "ask anew" };
  const lapsed = { kind: "failed", step: "approve", problem, held: false, retryFrom: "plan" } as const;
  expect(told([...planned, lapsed])).toEqual({ ...common, ...ofPlan, source, act: "lapsed" });
});

test("the same plan for another day, or another workflow, is another one", () => {
  const look = { told: null };
  const yes = (workflow: "daily-batch" | "withdraw-day", day: string) => {
    const run = { ...deploy, workflow, target: { stack: "loans", day: day as Day } };
    const steps = ["look", "approve"];
    const of = { kind: "opened" as const, workflow, version: 3, steps, input: {} };
    const done = { kind: "done", step: "look", output: look } as const;
    return told([of, done, { kind: "approved", step: "approve" }], run)?.plan;
  };
  expect(yes("daily-batch", "2026-11-27")).toMatch(/^[0-9a-f]{64}$/);
  expect(yes("daily-batch", "2026-11-27")).toBe(yes("daily-batch", "2026-11-27"));
  expect(yes("daily-batch", "2026-11-29")).not.toBe(yes("daily-batch", "2026-11-27"));
  expect(yes("withdraw-day", "2026-11-27")).not.toBe(yes("daily-batch", "2026-11-27"));
});

test("who looks after what went wrong is told", () => {
  expect(told([opened, { kind: "taken" }])).toMatchObject({ act: "looked after", actor: "U0SECOND" });
});

test("a cancel is no denial, also of what waits", () => {
  expect(told([...planned, { kind: "canceled", reason: "canceled with a command" }])).toMatchObject({
    act: "canceled",
    reason: "canceled with a command",
  });
  expect(told([opened, { kind: "canceled", reason: "canceled with a command" }])).toMatchObject({
    act: "canceled",
    reason: "canceled with a command",
  });
});

test("an end tells which steps ran, what came of it and by which code, never a sentence with names in it", () => {
  const problem = { code: "no-capacity", says: 'AWS has none for "Anna Schmidt"', remedy: "try again" };
  const failed = { kind: "failed", step: "apply", problem, held: false, retryFrom: "plan" } as const;
  expect(told([...planned, { kind: "done", step: "approve", output: {} }, failed])).toBeNull();
  const ended = told([
    ...planned,
    { kind: "done", step: "approve", output: {} },
    failed,
    { kind: "finished", outcome: "failed" },
  ]);
  expect(ended).toMatchObject({
    act: "ended",
    ran: ["clear-remains", "plan", "approve"],
    result: 'failed at "apply": no-capacity',
  });
  expect(JSON.stringify(ended)).not.toContain("Schmidt");
});

test("how steps went is nobody's act, and what was written down anew was recorded before", () => {
  for (const one of [...planned.slice(1), { kind: "undone", step: "plan" } as const])
    expect(isAudited(one)).toBe(false);
  expect(told([{ ...opened, isRebuilt: true }])).toBeNull();
});

test("no secret, account or half of a letter is kept", () => {
  expect(told([{ ...opened, typed: "deploy xoxb-123-abc 123456789012 \ud83d" }])?.text).toBe(
    "deploy [secret] [account] \ufffd",
  );
});

test("changes of the schedule, locks and skipped days are told with reason and line", () => {
  const by = { at, user: "U0OPERATOR", why: "month end" };
  expect(factOfSchedule({ ...by, is: "locked", until: null, from: "U0OTHER" }, 'lock "month end"')).toEqual({
    ...{ at, actor: "U0OPERATOR", act: "locked", source: `schedule ${at} locked` },
    ...{ text: 'lock "month end"', reason: "month end" },
    result: "until it is lifted, taken over from U0OTHER",
  });
  expect(factOfSchedule({ ...by, why: null, is: "time", time: "07:30" })).toMatchObject({
    act: "schedule changed",
    result: "at 07:30",
  });
  const days = ["2026-12-24" as Day, "2026-12-25" as Day];
  expect(factOfDays({ is: "skipped", at, user: "U0OPERATOR", why: "Christmas", days })).toEqual({
    ...{ at, actor: "U0OPERATOR", act: "skipped", source: `days ${at} skipped` },
    ...{ days: "2026-12-24,2026-12-25", reason: "Christmas" },
  });
});
