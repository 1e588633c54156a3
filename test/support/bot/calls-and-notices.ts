import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { alertMessage } from "../../../src/bot/views/notices/alert.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Alert } from "../../../src/domain/messages/alert.ts";
import type { Notice } from "../../../src/domain/messages/notice.ts";
import { troubleOf } from "../../../src/domain/runs/trouble.ts";
import type { Told } from "../runs/run-views.ts";
import { done, journalOf, runView } from "../runs/run-views.ts";

const day = "2026-11-23" as Day;
const at = "2026-11-23T05:00:00.000Z";
const user = "U0OPERATOR";
/** An id of our own: no letter of one comes from outside. */
const runId = "batch-loan-tracker-2026-11-23-g2";

/** Every call for people and every notice, with `text` wherever text comes from outside. */
export function callsAndNotices(text: string): readonly Message[] {
  return [
    ...calls(text),
    ...notices(text).flatMap((notice) => [
      noticeMessage(notice, null),
      noticeMessage(notice, `https://x.example/${text}`, "S0ONCALL"),
    ]),
  ];
}

function calls(text: string): readonly Message[] {
  const of = { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-23-g1", day } as const;
  const problem = {
    ...{ code: "awkward", says: text, remedy: text, ref: text },
    holds: [{ rule: "total-range", says: text }],
  };
  const ended = (held: boolean): readonly Told[] => [
    ...done("check-source", "upload-raw"),
    { kind: "failed", step: "process", held, retryFrom: "process", problem },
    { kind: "finished", outcome: held ? "held" : "failed" },
    { kind: "taken", by: user },
  ];
  const retried: Told = { kind: "retried", step: "process", by: user, attempt: 2 };
  const more: readonly (readonly Told[])[] = [
    [],
    [retried],
    [retried, { kind: "finished", outcome: "succeeded" }],
  ];
  const otherwise: readonly Alert["otherwise"][] = [
    null,
    { is: "told", runId, loans: 1, by: user, at },
    { is: "skipped", by: user, why: text, at },
  ];
  return [true, false].flatMap((held) =>
    more.flatMap((after) => {
      const told = [...ended(held), ...after];
      const trouble = troubleOf(journalOf(of, ...told), 1);
      if (trouble === null) throw new Error("nobody is called");
      return otherwise.map((solved) =>
        alertMessage(
          {
            ...{ trouble, otherwise: solved, stands: { day, loans: 500 }, deadline: "08:00", isLate: held },
            ...{ awaitedUntil: held ? at : null, stoppedAt: { runId, cardUrl: text, says: text } },
          },
          runView({ ...of, cardUrl: `https://x.example/${text}` }, ...told),
          "S0ONCALL",
          "Asia/Kolkata",
        ),
      );
    }),
  );
}

function notices(text: string): readonly Notice[] {
  const problem = { code: "awkward", says: text, remedy: text };
  const change = { at, user, why: text };
  const late = { is: "summary-late", day, deadline: "08:00", runId, usual: { ms: 60_000, of: 3 } } as const;
  return [
    { is: "schedule-changed", change: { ...change, is: "paused" }, again: true },
    { is: "schedule-changed", change: { ...change, is: "resumed", from: day }, again: false },
    { is: "schedule-changed", change: { ...change, is: "time", time: "07:30" }, again: false },
    { is: "schedule-changed", change: { ...change, is: "locked", until: at }, again: false },
    { is: "schedule-changed", change: { ...change, is: "unlocked" }, again: false },
    { is: "day-skipped", day, skip: { user, why: text, at }, again: false },
    { is: "days-unskipped", days: [day], user, at, notAsked: [{ day, why: text }] },
    { is: "days-left", run: [day], left: [day] },
    { is: "held-up", day, by: day, outcome: "failed", runId },
    { is: "kept-waiting", day, obstacle: { is: "refused", problem }, runId: null },
    { is: "file-missing", day, problem, runId, until: at },
    { is: "file-changed", day, change: { name: text, countedBytes: 1, bytes: 2 }, runId },
    { ...late, because: { is: "not-begun", says: text, problem } },
    { ...late, because: { is: "ended", outcome: "canceled", problem } },
    {
      ...{ is: "day-withdrawn", day, loans: 500, runId },
      withdrawal: { by: user, at, reason: text, runId, instead: null },
    },
  ];
}
