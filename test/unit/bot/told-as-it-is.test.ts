import { describe, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { askedMessage } from "../../../src/bot/views/ask-answers.ts";
import { newsMessage } from "../../../src/bot/views/news.ts";
import { noSummary } from "../../../src/bot/views/no-summary.ts";
import { alertMessage } from "../../../src/bot/views/notices/alert.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import { runsListMessage } from "../../../src/bot/views/runs/runs-list.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Alert } from "../../../src/domain/messages/alert.ts";
import { toldNumber } from "../../../src/jobs/requests/told-number.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

/** What a state does not allow, or nobody was asked for, no message speaks of. */

const day = "2026-11-23" as Day;
const batch = { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-23-g1", day } as const;
const deploy = { workflow: "deploy-stack", id: "deploy-loan-tracker-1" } as const;
const policy: Policy = {
  operators: ["U0OPERATOR"],
  approvers: ["U0APPROVER"],
  viewers: [],
  approvals: ["release"],
};

const heldBy = (rule: string): readonly Told[] => [
  {
    kind: "failed",
    step: "check-source",
    problem: { code: "day-held", says: "a name", remedy: "mend it", holds: [{ rule, says: "a name" }] },
    held: true,
    retryFrom: "check-source",
  },
  { kind: "finished", outcome: "held", after: 0 },
];

describe("who may release a day is said where it can be released, and nowhere else", () => {
  test.each([
    ["malformed", true],
    ["personal-names", false],
    ["of an earlier release", false],
  ])("held by %s", async (rule, can) => {
    const view = runView(batch, ...heldBy(rule));
    const card = messageAsText(runCard(view, policy));
    expect(card.includes("May release it")).toBe(can);
    expect(card.includes("[Release]")).toBe(can);
    const refused = await toldNumber(day, { told: async () => [], batchOf: async () => view });
    expect(refused).toMatchObject({ code: "nothing-told" });
    expect(typeof refused !== "string" && refused.remedy.includes("Release")).toBe(can);
  });
});

describe("a yes that nobody was asked for", () => {
  const upTo = (...before: readonly Told[]): readonly Told[] => [
    ...done("survey"),
    ...before,
    { kind: "done", step: "approve", output: { by: null }, after: 0 },
    { kind: "started", step: "pause", after: 0 },
  ];
  const card = (...told: readonly Told[]) =>
    messageAsText(
      runCard(runView({ workflow: "teardown-stack", id: "teardown-loan-tracker-1" }, ...told), policy),
    );

  test("is not ticked off", () => {
    expect(card(...upTo())).toContain("– wait for a person's yes · not asked for");
  });

  test("is, where a person gave it", () => {
    const text = card(...upTo({ kind: "approved", step: "approve", by: "U0APPROVER" }));
    expect(text).toMatch(/✓ wait for a person's yes/);
    expect(text).not.toContain("not asked for");
  });

  test("is nothing that a retry keeps", () => {
    const problem = { code: "x", says: "it broke", remedy: "mend it" };
    const view = runView(
      { workflow: "teardown-stack", id: "teardown-loan-tracker-1" },
      ...upTo(),
      { kind: "done", step: "pause", output: null },
      { kind: "failed", step: "stop-intake", problem, held: false, retryFrom: "stop-intake" },
      { kind: "finished", outcome: "failed" },
    );
    const alert: Alert = {
      trouble: {
        outcome: "failed",
        ...{ attempt: 1, endedAt: view.run.openedAt, step: "stop-intake", retryFrom: "stop-intake" },
        ...{ problem, care: null, end: { is: "stands" } },
      },
      ...{ deadline: null, isLate: false, stoppedAt: null, awaitedUntil: null, otherwise: null },
    };
    const text = messageAsText(alertMessage(alert, view, null, "UTC"));
    expect(text).toContain("Kept: see what goes, leave time to stop it.");
  });
});

describe("what waits for a yes is answered as a plan", () => {
  const answer = (identity: Parameters<typeof runView>[0], approvals: Policy["approvals"]) =>
    messageAsText(
      askedMessage(
        { is: "opened", view: runView(identity) },
        { channel: "C0LOANS", policy: { ...policy, approvals } },
      ),
    );
  const until = "2026-11-25" as Day;
  const backfill = { workflow: "backfill", id: "backfill-loan-tracker-1", day, until } as const;

  test("by whoever presses Apply", () => {
    expect(answer(deploy, [])).toMatch(/^Planning the deploy of loan-tracker: .*presses Apply\. Its card/);
    expect(answer(backfill, [])).toMatch(/^Planning the backfill of 2026-11-23\.\.2026-11-25: .*Apply\./);
  });

  test("by a second person", () => {
    const teardown = { workflow: "teardown-stack", id: "teardown-loan-tracker-1" } as const;
    for (const [identity, word] of [
      [deploy, "deploy"],
      [backfill, "backfill"],
      [teardown, "teardown"],
    ] as const)
      expect(answer(identity, [word])).toContain("nothing of it is done before a second person approves it.");
  });

  test("and what begins at once is not", () => {
    expect(answer(batch, ["deploy", "backfill"])).toMatch(/^Running the batch of 2026-11-23\./);
  });
});

test("a day that was withdrawn is named in the answer that tells it", () => {
  const withdrawn = {
    ...{ by: "U0OPERATOR", at: "2026-11-23T05:00:00.000Z", reason: "another bank's file" },
    ...{ runId: "withdraw-loan-tracker-2026-11-23-g1", instead: null },
  };
  const view = runView(batch, { kind: "finished", outcome: "succeeded" });
  expect(messageAsText(noSummary(day, { batch: view, withdrawn }))).toMatch(
    /Mon 2026-11-23 .*\n.*Withdrawn by @operator/,
  );
});

test("a direct message of a summary has its number", () => {
  const view = runView(
    batch,
    { kind: "done", step: "reconcile", output: summaryOfToday },
    { kind: "finished", outcome: "succeeded" },
  );
  const news = { kind: "summary", of: "run", view, id: "x", at: "2026-11-23T05:00:00.000Z" } as const;
  expect(messageAsText(newsMessage(news))).toContain("the batch of 2026-11-23 is told, 500 loans: ");
});

test("a run that took no second tells no length of time", () => {
  const failed = runView(batch, { kind: "finished", outcome: "failed", after: 0 });
  const rest = { standing: null, withdrawn: null, skip: null, passedOver: null };
  expect(messageAsText(runsListMessage([{ day, view: failed, ...rest }], [failed]))).not.toContain("0.0 s");
});
