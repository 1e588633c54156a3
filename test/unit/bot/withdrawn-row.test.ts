import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import { withdrawnBy, withdrawnText } from "../../../src/bot/views/withdrawal.ts";
import type { Day } from "../../../src/domain/day.ts";
import { runView } from "../../support/runs/run-views.ts";

const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] } as const;
const [first, second] = ["2026-11-02", "2026-11-03"].map((day) => day as Day) as [Day, Day];
const withdrawal = {
  ...{ by: "U0OPERATOR", at: "2026-11-23T05:00:00.000Z", reason: "another bank's file" },
  ...{ runId: `withdraw-loan-tracker-${first}-g1`, instead: null },
};

test("a backfill's card says of a day that was withdrawn before that it has no number, and how to count it", () => {
  const withdrawn = { by: "U0OPERATOR" };
  const of = (does: "skip" | "again") => [
    { day: first, does, runId: "g1", total: null, withdrawn },
    { day: second, does: "run" as const, runId: null, total: null },
  ];
  const card = (days: ReturnType<typeof of>, ...happened: Parameters<typeof runView>[1][]) =>
    runCard(
      runView(
        { workflow: "backfill", id: "backfill-loan-tracker-1", day: first, until: second },
        { kind: "done", step: "preview", output: { days } },
        ...happened,
      ),
      policy,
    ).text;
  const plan = card(of("skip"), { kind: "started", step: "approve" });
  expect(plan).toContain("1 of 2 days will run, oldest first, 1 was withdrawn");
  const line = `⌫ ${first} · withdrawn by <@U0OPERATOR>, no number · \`--force\` counts it`;
  expect(plan).toContain(line);
  const forced = card(of("again"), { kind: "started", step: "approve" });
  expect(forced).toContain(`○ ${first} · withdrawn by <@U0OPERATOR>, no number · will be counted again`);
  const items = [{ name: first, state: "done" as const, note: "its number was withdrawn, none is told" }];
  const underway = { kind: "seen", step: "days", progress: { items } } as const;
  expect(card(of("skip"), { kind: "done", step: "approve", output: null }, underway)).toContain(line);
});

test("a backfill's card marks the row of a day that was withdrawn since, and carries that for an emptied Redis", () => {
  const items = [first, second].map((name) => ({ name, state: "done" as const, note: "500 loans" }));
  const days = [first, second].map((day) => ({ day, does: "run" as const, runId: null, total: null }));
  const view = runView(
    { workflow: "backfill", id: "backfill-loan-tracker-1", day: first, until: second },
    { kind: "done", step: "preview", output: { days } },
    { kind: "done", step: "approve", output: null },
    { kind: "seen", step: "days", progress: { items } },
    { kind: "done", step: "days", output: { items } },
    { kind: "finished", outcome: "succeeded" },
    { kind: "withdrawn", withdrawal, day: first },
  );
  const { text } = runCard(view, policy);
  expect(text).toContain(`⛔ ${first} · 500 loans, withdrawn since\n✓ ${second} · 500 loans`);
  expect(view.progress).toMatchObject({ state: "succeeded", withdrawn: null, withdrawnDays: [first] });
  expect(view.progress.memory.happened.at(-1)).toMatchObject({ kind: "withdrawn", day: first });
});

test("a withdrawal that found another number told offers no Retry, one that failed otherwise does", () => {
  const card = (code: string) =>
    messageAsText(
      runCard(
        runView(
          { workflow: "withdraw-day", id: `withdraw-loan-tracker-${first}-g1`, day: first },
          { kind: "started", step: "look" },
          {
            ...{ kind: "failed", step: "look", held: false, retryFrom: "look" },
            problem: { code, says: "it was asked for another number", remedy: "ask anew" },
          },
          { kind: "finished", outcome: "failed" },
        ),
        policy,
      ),
    );
  expect(card("withdrawal-outdated")).not.toContain("[Retry]");
  expect(card("partition-elsewhere")).toContain("[Retry]");
});

test("a backfill's card marks the row of a day that was counted anew since, with the number that stands", () => {
  const items = [first, second].map((name) => ({ name, state: "done" as const, note: "500 loans" }));
  const days = [first, second].map((day) => ({ day, does: "run" as const, runId: null, total: null }));
  const view = runView(
    { workflow: "backfill", id: "backfill-loan-tracker-1", day: first, until: second },
    { kind: "done", step: "preview", output: { days } },
    { kind: "done", step: "days", output: { items } },
    { kind: "finished", outcome: "succeeded" },
  );
  const by = { runId: `batch-loan-tracker-${first}-g2`, loans: 498 };
  const { text } = runCard({ ...view, replacedDays: new Map([[first, { by }]]) }, policy);
  expect(text).toContain(
    `⚠️ ${first} · 500 loans · Counted anew since: 498 loans of generation 2 (\`${by.runId}\`).\n✓ ${second} · 500 loans`,
  );
});

test("a withdrawal names who asked for it, and who approved it where somebody had to", () => {
  const why = "another bank's file";
  expect(withdrawnText(withdrawal, first).markup).toContain(`*Withdrawn* by <@U0OPERATOR>: ${why}`);
  const approved = { ...withdrawal, approvedBy: "U0APPROVER" };
  const both = `*Withdrawn* by <@U0OPERATOR>, approved by <@U0APPROVER>: ${why}`;
  expect(withdrawnText(approved, first).markup).toContain(both);
  expect(withdrawnBy(approved).markup).toBe(
    `withdrawn by <@U0OPERATOR> (“${why}”), approved by <@U0APPROVER>`,
  );
});

test("a withdrawal's card says of each number that it does not give back why", () => {
  const [same, unknown] = ["g2", "g1"].map((of) => `batch-loan-tracker-${first}-${of}`) as [string, string];
  const look = {
    ...{ told: { runId: `batch-loan-tracker-${first}-g3`, loans: 250 }, former: null, isShown: true },
    passedOver: [
      { runId: same, loans: 250 },
      { runId: unknown, loans: 500, isInDoubt: true },
    ],
  };
  const { text } = runCard(
    runView(
      { workflow: "withdraw-day", id: withdrawal.runId, day: first },
      { kind: "done", step: "look", output: look },
      { kind: "started", step: "approve" },
    ),
    policy,
  );
  expect(text).toContain("No number is told of the day then.");
  expect(text).toMatch(/Not given back: .*g2.*, of the very file whose number was or is taken back\./);
  expect(text).toMatch(
    /Not given back: .*g1.*, since it is not known whether it is of the file whose number was or is taken back\./,
  );
});
