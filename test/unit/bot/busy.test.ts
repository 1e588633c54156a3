import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { askedMessage, busyMessage } from "../../../src/bot/views/ask-answers.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView } from "../../support/runs/run-views.ts";

const batch = {
  workflow: "daily-batch",
  id: "batch-loan-tracker-2026-11-25-g1",
  day: "2026-11-25" as Day,
} as const;
const deploy = { workflow: "deploy-stack", id: "deploy-loan-tracker-1" } as const;
const policy: Policy = {
  operators: ["U0OPERATOR"],
  approvers: ["U0APPROVER"],
  viewers: [],
  approvals: ["teardown", "withdraw", "force", "backfill"],
};
const around = { channel: "C0LOANS", policy };
const answer = (...view: Parameters<typeof runView>) => messageAsText(busyMessage(runView(...view), around));

test("a run in line that has not begun holds nothing: it waits for its turn", () => {
  expect(answer(batch)).toContain("Not now: the batch of 2026-11-25 has waited for its turn since");
  expect(answer(batch, { kind: "started", step: "check-source" })).toContain("has held the stack since");
});

test("a withdrawal that waits in line is named with what it waits for", () => {
  const withdrawal = {
    workflow: "withdraw-day",
    id: "withdraw-loan-tracker-2026-11-25-g1",
    day: "2026-11-25" as Day,
  } as const;
  expect(answer(withdrawal, ...done("look"))).toContain(
    "Not now: the withdrawal of 2026-11-25 has waited for a second person's yes since",
  );
});

test("a run that has the stack alone holds it from the first moment, and anew from its retry on", () => {
  expect(answer(deploy)).toContain(
    "Not now: the deploy of loan-tracker has held the stack since 2026-11-23 04:00 UTC",
  );
  const retried = { kind: "retried", step: "plan", by: "U0OPERATOR", after: 3_600 } as const;
  expect(answer(deploy, { kind: "finished", outcome: "failed" }, retried)).toContain(
    "has held the stack since 2026-11-23 05:00 UTC",
  );
});

test("who asks for a day while others are ahead is told its place in line", () => {
  const of = (day: string) =>
    runView({ workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day: day as Day });
  const opened = {
    is: "opened",
    view: of("2026-11-23"),
    ahead: [of("2026-11-20"), of("2026-11-21")],
  } as const;
  expect(messageAsText(askedMessage(opened, around))).toContain(
    "It waits for its turn: number 3 in line, behind the batch of 2026-11-20, the batch of 2026-11-21.",
  );
  expect(messageAsText(askedMessage({ ...opened, ahead: [] }, around))).not.toContain("in line");
});

test("a refusal by a run that waits for a person says until when, and what ends that", () => {
  const teardown = { workflow: "teardown-stack", id: "teardown-loan-tracker-1" } as const;
  const waiting: readonly Told[] = [...done("survey"), { kind: "started", step: "approve", within: "30m" }];
  expect(answer(teardown, ...waiting)).toMatch(
    /^It waits for a person's yes until 2026-11-23 04:30 UTC, then it ends by itself; Deny on its card ends it at once, and so does `\/loans cancel teardown-loan-tracker-1`\.$/m,
  );
  const plan: readonly Told[] = [
    ...done("clear-remains", "plan"),
    { kind: "started", step: "approve", within: "30m" },
  ];
  expect(answer(deploy, ...plan)).toContain("Discard on its card ends it at once");
  expect(answer(deploy, ...done("clear-remains", "plan", "approve"))).not.toContain("ends it");
});
