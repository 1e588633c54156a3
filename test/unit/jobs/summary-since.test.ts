import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { summarySince } from "../../../src/jobs/messages/summary-since.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const day = "2026-11-23" as Day;
const counted = { kind: "done", step: "reconcile", output: summaryOfToday } as const;
const former = runView({ workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day }, counted);
const outbox = { cardUrl: async () => null, summaryUrl: async () => null };

test("a number that corrects another says who asked for it and why, and whose yes it had", async () => {
  const input = { force: true, approval: "force", reason: "the bank sent a corrected file" };
  const again = runView(
    { workflow: "daily-batch", id: `batch-loan-tracker-${day}-g2`, day, input },
    ...done("look"),
    { kind: "started", step: "approve" },
    { kind: "approved", step: "approve", by: "U0APPROVER" },
    ...done("approve"),
    counted,
  );
  const { corrects } = await summarySince(again, { numbers: [again, former], kept: undefined, outbox });
  expect(corrects).toMatchObject({
    ...{ by: "U0OPERATOR", approvedBy: "U0APPROVER", reason: "the bank sent a corrected file" },
    was: { runId: former.run.id },
  });
  const plain = runView({ workflow: "daily-batch", id: again.run.id, day }, counted);
  expect(
    (await summarySince(plain, { numbers: [plain, former], kept: undefined, outbox })).corrects,
  ).toMatchObject({ by: "U0OPERATOR", approvedBy: null, reason: null });
});
