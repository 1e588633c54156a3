import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { askedMessage } from "../../../src/bot/views/ask-answers.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { Day } from "../../../src/domain/day.ts";
import { holderOf } from "../../../src/domain/schedule/obstacle.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { plainSchedule } from "../../support/bot/schedules.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { done, runView } from "../../support/runs/run-views.ts";

const policy: Policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: ["withdraw"] };
const day = "2026-11-25" as Day;
const withdrawal = runView(
  { workflow: "withdraw-day", id: "withdraw-loan-tracker-2026-11-25-g1", day },
  ...done("look"),
);
const behind = { ...holderOf(withdrawal.run, withdrawal.progress), cardUrl: null };
const batch: RunView = {
  ...runView({ workflow: "daily-batch", id: "batch-loan-tracker-2026-11-25-g2", day }),
  behind,
};
const words =
  "waits for the withdrawal of 2026-11-25 (`withdraw-loan-tracker-2026-11-25-g1`), which waits for a second person's yes";

test("a run behind a withdrawal of its day that waits for a person names it, wherever it is told of", () => {
  expect(messageAsText(runCard(batch, policy))).toContain(`It ${words}.`);
  const facts = {
    stack: "loan-tracker",
    state: stackIs("there"),
    lost: [],
    unsaid: null,
    needs: [],
    lock: null,
    live: [batch],
    schedule: plainSchedule,
    last: [],
  } as const;
  expect(messageAsText(statusMessage(facts))).toContain(words);
  for (const is of ["opened", "known", "resumed"] as const) {
    expect(messageAsText(askedMessage({ is, view: batch }, { channel: "C0LOANS", policy }))).toContain(
      `It ${words}.`,
    );
  }
});

test("a late summary tells the same, and what a person can do", () => {
  const { cardUrl, ...holder } = behind;
  const late = noticeMessage(
    {
      ...{ is: "summary-late", day, deadline: "09:00", because: { is: "kept-waiting", holder } },
      ...{ runId: holder.runId, usual: null },
    },
    cardUrl,
  );
  expect(late.text).toContain(
    "it waits for the withdrawal of 2026-11-25, which has waited for a second person's yes since",
  );
  expect(late.text).toContain("That run waits for a person: answer on its card, or drop it with");
});
