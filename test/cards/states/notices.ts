import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Notice } from "../../../src/domain/messages/notice.ts";
import type { CardFamily, CardState } from "./card-state.ts";
import { CARD_URL, TODAY } from "./card-state.ts";

const CALLED = "S0OPERATORS";
const day = TODAY as Day;
const friday = "2026-11-20" as Day;
const runId = `batch-loan-tracker-${TODAY}-g1`;
const user = "U0OPERATOR";
const at = `${TODAY}T04:10:00.000Z`;
const skip = { user, why: "bank holiday", at };

function notice(name: string, is: string, what: Notice): CardState {
  const message = noticeMessage(what, CARD_URL, CALLED);
  return { name, is, message, calls: JSON.stringify(message).includes(CALLED) ? [CALLED] : [] };
}

const late = {
  is: "summary-late",
  ...{ day, deadline: "08:00", zone: "Asia/Kolkata", runId },
  usual: { ms: 840_000, of: 20 },
} as const;
const lateUnderway = {
  ...late,
  because: { is: "underway", step: "process", startedAt: `${TODAY}T02:20:00.000Z` },
  pace: { is: "on-time", dueAt: `${TODAY}T02:34:00.000Z` },
} as const;

const keptWaiting = {
  is: "kept-waiting",
  ...{ day, runId: "deploy-loan-tracker-2" },
  obstacle: {
    is: "busy",
    holder: {
      ...({ runId: "deploy-loan-tracker-2", workflow: "deploy-stack" } as const),
      ...{ askedBy: user, waitsForPerson: true },
      ...{ target: { stack: "loan-tracker", day: null }, since: `${TODAY}T01:50:00.000Z` },
    },
  },
} as const;
const fileChanged = {
  is: "file-changed",
  ...{ day, runId },
  change: { name: `${TODAY}.csv`, countedBytes: 42_913, bytes: 43_120 },
} as const;

export const notices: CardFamily = {
  name: "notices",
  title: "What the channel is told of the timetable",
  states: [
    notice("late-underway", "a day is late, and its batch is at work", lateUnderway),
    notice("late-not-begun", "a day is late, and its batch has not begun", {
      ...{ ...late, runId: null, usual: null },
      because: { is: "not-begun", says: "the schedule is paused by @operator" },
    }),
    notice("late-solved", "a day was late, and is told by now", { ...lateUnderway, isTold: true }),
    notice("late-skipped", "a day was late, and somebody has passed it over", {
      ...{ ...lateUnderway, skipped: skip },
    }),
    notice("late-withdrawn", "a day was late and told, and its number was taken back", {
      ...{ ...lateUnderway, isTold: true, isTakenBack: true },
    }),
    notice("held-up", "a day waits for the one before it", {
      ...{ is: "held-up", day, by: friday, outcome: "failed" },
      runId: `batch-loan-tracker-${friday}-g1`,
    }),
    notice("held-up-solved", "it had to wait, and does no more", {
      ...{ is: "held-up", day, by: friday, outcome: "failed", isTold: true },
      runId: `batch-loan-tracker-${friday}-g1`,
    }),
    notice("held-up-skipped", "it had to wait for a day that somebody has passed over", {
      ...{ is: "held-up", day, by: friday, outcome: "failed", skipped: skip },
      runId: `batch-loan-tracker-${friday}-g1`,
    }),
    notice("kept-waiting", "a day waits for a run that holds the stack", keptWaiting),
    notice("kept-waiting-solved", "it had to wait for that run, and is told by now", {
      ...{ ...keptWaiting, isTold: true },
    }),
    notice("file-changed", "the file of a day was replaced after it was told", fileChanged),
    notice("file-changed-solved", "and the day was counted anew since", { ...fileChanged, isTold: true }),
    notice("days-left", "more days were missed than are run by themselves", {
      is: "days-left",
      run: ["2026-11-16", "2026-11-17", "2026-11-18"] as Day[],
      left: ["2026-11-19", "2026-11-20"] as Day[],
    }),
    notice("skipped", "somebody has said that a day is passed over", {
      ...{ is: "day-skipped", day, skip, again: false },
    }),
    notice("unskipped", "somebody has taken that back", {
      ...{ is: "days-unskipped", days: [day], user, at, notAsked: [] },
    }),
    notice("paused", "somebody has paused the schedule", {
      ...{ is: "schedule-changed", again: false },
      change: { is: "paused", user, at, why: "month end" },
    }),
    notice("resumed", "somebody has let the schedule go on", {
      ...{ is: "schedule-changed", again: false },
      change: { is: "resumed", user, at, why: null, from: day },
    }),
    notice("paused-until", "somebody has paused the schedule until a day", {
      ...{ is: "schedule-changed", again: false },
      change: {
        ...{ is: "paused", user, at, why: "migration" },
        until: { day: "2026-11-26", at: "2026-11-26T00:00:00.000Z" },
      },
    }),
    notice("time", "somebody has set when days are run", {
      ...{ is: "schedule-changed", again: false, zone: "Asia/Kolkata" },
      change: { is: "time", user, at, why: "the file comes later", time: "07:30" },
    }),
    notice("locked", "somebody has locked the stack", {
      ...{ is: "schedule-changed", again: false },
      change: { is: "locked", user, at, why: "audit", until: `${TODAY}T17:00:00.000Z` },
    }),
    notice("unlocked", "somebody has lifted that lock", {
      ...{ is: "schedule-changed", again: false },
      change: { is: "unlocked", user, at, why: null },
    }),
    notice("number-withdrawn", "a number was taken back", {
      ...{ is: "day-withdrawn", day, loans: 812, runId: `withdraw-loan-tracker-${TODAY}-g1` },
      withdrawal: {
        ...{ by: user, approvedBy: "U0APPROVER", at, reason: "the file was another bank's" },
        ...{ runId: `withdraw-loan-tracker-${TODAY}-g1`, instead: null },
      },
    }),
    notice("audit-head", "a teardown has ended, and Redis alone has the record", {
      ...{ is: "audit-head", seq: 214, hash: "3f2a91c07bd4".padEnd(64, "0") },
      runId: "teardown-loan-tracker-1",
    }),
  ],
};
