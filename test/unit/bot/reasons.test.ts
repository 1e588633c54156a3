import fc from "fast-check";
import { expect, test } from "vitest";
import { busyMessage } from "../../../src/bot/views/ask-answers.ts";
import { auditMessage } from "../../../src/bot/views/audit.ts";
import { escapeMarkup } from "../../../src/bot/views/block-kit/markup.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import { lockMessage, unlockMessage } from "../../../src/bot/views/lock.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import { releaseAnswer } from "../../../src/bot/views/release.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import { scheduleMessage, skippedMessage } from "../../../src/bot/views/schedule.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import type { Day } from "../../../src/domain/day.ts";
import { personsWords } from "../../../src/domain/loans/names/plain-name.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { ACTING_LETTER, actingText, acts, shown } from "../../support/bot/acting-text.ts";
import { plainSchedule } from "../../support/bot/schedules.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { auditOf } from "../../support/runs/audit-of.ts";
import { released } from "../../support/runs/journal.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const day = "2026-11-23" as Day;
const at = "2026-11-23T04:00:00.000Z";
const user = "U0OPERATOR";
const policy = { operators: [user], approvers: [], viewers: [], approvals: [] } as const;
const around = { channel: "C0LOANS", policy };

/** Every message that shows what a person gave as a reason: for a release, a withdrawal, a skip, a pause, a time, a lock. */
function messages(why: string): readonly Message[] {
  const withdrawal = { by: user, at, reason: why, runId: `withdraw-loan-tracker-${day}-g1`, instead: null };
  const by = { user, why, at };
  const identity = { workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day } as const;
  const isReleased = { ...released("audit"), reason: why, by: user, attempt: 2 };
  const batch = runView(identity, ...done("check-source"), isReleased);
  const told = runView(
    identity,
    ...done("check-source"),
    { kind: "finished", outcome: "succeeded" },
    { kind: "withdrawn", withdrawal },
  );
  const asked = runView({ workflow: "withdraw-day", id: withdrawal.runId, day }, ...done("look"));
  const card: RunView = { ...asked, progress: { ...asked.progress, input: { day, reason: why } } };
  const forced: RunView = {
    ...batch,
    progress: { ...batch.progress, input: { day, force: true, reason: why } },
  };
  const releases = [{ by: user, reason: why, heldSince: at }];
  const paused = { ...by, is: "paused" } as const;
  const changes = [
    paused,
    { ...by, is: "time", time: "07:30" },
    { ...by, is: "resumed", from: day },
    { ...by, is: "locked", until: null },
  ] as const;
  const lock = { ...by, is: "locked", until: at } as const;
  const setting = { time: "07:30", earlier: [], changed: null, paused, begun: null, passedOver: null };
  const schedule = {
    ...{ setting, zone: "Asia/Kolkata", deadline: null, next: [], calendar: null, listedUntil: null },
    changes: [paused, { ...by, is: "skipped", days: [day] } as const],
  };
  const audit = auditOf(why, { text: "run today", result: "succeeded" });
  // Each has another hash with another reason, of which this is no test.
  const entries = audit.entries.map((entry) => ({ ...entry, hash: "f".repeat(64) }));
  return [
    daySummary({ ...summaryOfToday, releases }, null),
    daySummary(summaryOfToday, null, { withdrawn: withdrawal }),
    ...[batch, told, card, forced].map((view) => runCard(view, policy)),
    statusMessage({
      stack: "loan-tracker",
      state: stackIs("there"),
      lost: [],
      unsaid: null,
      needs: [],
      lock,
      live: [batch],
      schedule: plainSchedule,
      last: [told],
    }),
    lockMessage({ is: "locked", lock }, { value: "" }),
    unlockMessage({ is: "held", lock }, "value"),
    releaseAnswer({ is: "late", because: null, view: batch }, around),
    busyMessage(card, around),
    noticeMessage({ is: "day-withdrawn", day, withdrawal, loans: 5, runId: withdrawal.runId }, null),
    ...[false, true].flatMap((again) => [
      ...changes.map((change) => noticeMessage({ is: "schedule-changed", change, again }, null)),
      noticeMessage({ is: "day-skipped", day, skip: by, again }, null),
    ]),
    auditMessage({ ...audit, entries }, { shows: "newest", zone: "Asia/Kolkata" }),
    scheduleMessage(schedule, { change: { is: "pause", why }, is: "changed", today: null }),
    skippedMessage({
      skipped: [],
      withdrawn: [],
      known: [{ day, skip: by }],
      counted: [],
      backfilled: [],
      noBankDays: [],
    }),
  ];
}

test("a reason is shown by every message in the one form in which no letter of it acts", () => {
  const sober = messages("known");
  fc.assert(
    fc.property(actingText, (odd) => {
      // Of its own: a single letter would be found in every sentence.
      const why = `zqx ${odd} xqz`;
      const form = escapeMarkup(personsWords(why));
      for (const [index, one] of messages(why).entries()) {
        const like = sober[index];
        const texts = shown(one).map(({ text }) => text.replaceAll(form, "known"));
        expect(texts).toEqual(like && shown(like).map(({ text }) => text));
      }
    }),
    { numRuns: 200 },
  );
});

test("that form is one line of plain text, in backticks where a letter of it could act", () => {
  fc.assert(
    fc.property(actingText, (why) => {
      const form = personsWords(why);
      expect(form).not.toMatch(ACTING_LETTER);
      expect(form).not.toContain("\n");
      expect(acts(form)).not.toMatch(/[*_~`@#|]|:tada:|evil\.example/);
      expect(form.length).toBeLessThanOrEqual(700);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [
    "the branch sends its footer twice: known, isn't it? Yes!",
    "the branch sends its footer twice: known, isn't it? Yes!",
  ],
  ["*bold* and `code`", "`*bold* and 'code'`"],
  ["two\nlines", "two lines"],
  ["<!channel> <@U0OTHER>", "`<!channel> <@U0OTHER>`"],
  ["see evil.example", "`see evil.example`"],
  ["no\u200b\u202ework", "no[U+200B][U+202E]work"],
])("%j is shown as %j", (why, form) => {
  expect(personsWords(why)).toBe(form);
});
