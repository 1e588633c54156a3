import type { Day } from "../../../src/domain/day.ts";
import { weigh } from "../../../src/domain/loans/finding.ts";
import { DayHeld } from "../../../src/domain/problem.ts";
import { ITSELF } from "../../../src/domain/runs/run.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { runView } from "../../support/runs/run-views.ts";
import type { CardFamily } from "./card-state.ts";
import { CARD_URL, cardOf, expired, failure, retryAfter, TODAY, took } from "./card-state.ts";

export const batchOfToday = {
  workflow: "daily-batch",
  id: `batch-loan-tracker-${TODAY}-g1`,
  day: TODAY as Day,
  askedBy: ITSELF,
} as const;
const usual = { usual: { ms: 14 * 60_000, of: 20 } };
const card = cardOf(batchOfToday, [], usual);

const beforeSpark = took({ "check-source": 2, "upload-raw": 4, "upload-script": 1, wake: 21 });
const counting = (at: "underway" | "failed" | "done"): readonly Told[] => [
  { kind: "started", step: "process", after: 0 },
  {
    kind: "seen",
    step: "process",
    progress: {
      items: [
        { name: "1-in", state: "done", note: "38 s" },
        { name: "2-count", state: at },
        { name: "3-out", state: "waiting" },
      ],
    },
    after: 210,
  },
];
const outOfMemory = {
  code: "emr-step-failed",
  says: "running the EMR step 2-count: Container killed by YARN for exceeding memory limits. 9.1 GB of 9 GB physical memory used",
  remedy: "mend the cause, then press Retry",
};
/** The count fails for good. */
export const failedInSpark: readonly Told[] = [
  ...beforeSpark,
  ...counting("failed"),
  failure(batchOfToday, "process", { problem: outOfMemory }),
  { kind: "finished", outcome: "failed" },
];
/** Redshift does not take the day's partition. */
export const failedInPublish: readonly Told[] = [
  ...beforeSpark,
  ...took({ process: 540, audit: 2, compare: 3 }),
  { kind: "started", step: "publish", after: 0 },
  failure(batchOfToday, "publish", {
    problem: {
      code: "statement-failed",
      says: "running publish/add-partition in Redshift: the external schema refused the lake's role",
      remedy: "mend the cause, then press Retry",
    },
  }),
  { kind: "finished", outcome: "failed" },
];
/** There is no file, and the schedule goes on looking for one. */
export const withoutFile: readonly Told[] = [
  { kind: "started", step: "check-source", after: 0 },
  failure(batchOfToday, "check-source", {
    after: 1,
    problem: {
      code: "source-missing",
      says: 'reading the loans of 2026-11-23: the file "2026-11-23.csv" is not there',
      remedy: "put it where LOANS_SOURCE looks for it, then press Retry or type `/loans run 2026-11-23`",
    },
  }),
  { kind: "finished", outcome: "failed", after: 0 },
];
const held = weigh([{ rule: "identical", verdict: "hold", says: "the same file as 2026-11-20" }], {
  released: [],
  of: null,
});
if (!(held instanceof DayHeld)) throw new Error("the same file as another day's holds no day");
/** The file is the very one of another day. */
export const heldAsIdentical: readonly Told[] = [
  ...beforeSpark,
  ...took({ process: 540, audit: 2 }),
  { kind: "started", step: "compare", after: 0 },
  failure(batchOfToday, "compare", {
    ...{ held: true, after: 3 },
    problem: { code: held.code, says: held.says, remedy: held.remedy, holds: held.holds },
  }),
  { kind: "finished", outcome: "held", after: 0 },
];
/** The count was killed and goes well at the second try. */
export const solvedByRetry: readonly Told[] = [
  ...failedInSpark,
  {
    ...{ kind: "retried", step: retryAfter(batchOfToday, "process"), by: "U0OPERATOR" },
    ...{ attempt: 2, after: 600 },
  },
  ...beforeSpark,
  ...took({ process: 480, audit: 2, compare: 3, publish: 4, reconcile: 6, summarize: 1 }),
  { kind: "finished", outcome: "succeeded", after: 0 },
];
const wellDone: readonly Told[] = [
  ...beforeSpark,
  ...took({ process: 720, audit: 2, compare: 3, publish: 4, reconcile: 6, summarize: 1 }),
  { kind: "finished", outcome: "succeeded", after: 0 },
];

/** A newer run of the day, which has not ended. */
export const overtaken = {
  ...{ runId: `batch-loan-tracker-${TODAY}-g2`, cardUrl: CARD_URL },
  ...{ by: "U0OPERATOR", at: `${TODAY}T04:30:00.000Z`, isLive: true },
};

const forced = {
  ...batchOfToday,
  id: `batch-loan-tracker-${TODAY}-g2`,
  askedBy: "U0OPERATOR",
  input: { approval: "force", force: true, reason: "the bank sent a corrected file" },
} as const;
const twoPeople = cardOf(forced, ["force"], usual);
export const looked: readonly Told[] = [
  { kind: "started", step: "look", after: 0 },
  {
    kind: "done",
    step: "look",
    output: { told: { runId: `batch-loan-tracker-${TODAY}-g1`, loans: 500 } },
    after: 1,
  },
  { kind: "started", step: "approve", within: "30m", after: 0 },
];

/** The batch of a day that goes before it. */
const dayBefore = (day: string) =>
  runView({ ...batchOfToday, id: `batch-loan-tracker-${day}-g1`, day: day as Day });

export const batch: CardFamily = {
  name: "batch",
  title: "The card of a day",
  states: [
    cardOf(batchOfToday, [], {
      ...usual,
      ahead: { runs: [dayBefore("2026-11-19"), dayBefore("2026-11-20")], isMore: false },
    })("batch-in-line", "a day that waits for its turn"),
    cardOf(batchOfToday, [], {
      ...usual,
      behind: {
        ...{ runId: `withdraw-loan-tracker-${TODAY}-g1`, workflow: "withdraw-day", askedBy: "U0OPERATOR" },
        target: { stack: "loan-tracker", day: TODAY as Day },
        ...{ since: `${TODAY}T03:50:00.000Z`, waitsForPerson: true, cardUrl: CARD_URL },
      },
    })("batch-behind-a-person", "a day that waits until somebody has answered to a withdrawal of its number"),
    card("batch-underway", "a day that Spark counts", ...beforeSpark, ...counting("underway")),
    card(
      "batch-tried-again",
      "a day of which a step is tried once more by itself",
      ...beforeSpark,
      { kind: "started", step: "process", after: 0 },
      {
        ...{ kind: "retried", step: retryAfter(batchOfToday, "process"), attempt: 2, after: 90 },
        because: {
          step: "process",
          problem: {
            ...{ code: "emr-step-failed", remedy: "" },
            says: "running the EMR step 2-count: a node was lost",
          },
        },
      },
      { kind: "started", step: "check-source", attempt: 2, after: 0 },
    ),
    card("batch-no-file", "a day whose file is not there", ...withoutFile),
    card("batch-failed", "a day whose count failed", ...failedInSpark),
    cardOf(batchOfToday, [], { overtaken })(
      "batch-overtaken",
      "a day that failed, and that a newer run is for since",
      ...failedInSpark,
    ),
    cardOf(batchOfToday, [], {
      skipped: { user: "U0OPERATOR", why: "the bank sends no file", at: `${TODAY}T06:00:00.000Z` },
    })("batch-skipped", "a day that failed, and that somebody passed over since", ...failedInSpark),
    card("batch-held", "a day that is held, since its numbers are in doubt", ...heldAsIdentical),
    card(
      "batch-stopping",
      "a day that somebody has canceled while Spark counts",
      ...beforeSpark,
      ...counting("underway"),
      { kind: "canceled", reason: "canceled on its card", by: "U0OPERATOR" },
    ),
    card(
      "batch-canceled",
      "a day that was canceled",
      ...beforeSpark,
      ...counting("underway"),
      { kind: "canceled", reason: "canceled on its card", by: "U0OPERATOR" },
      { kind: "undone", step: "process", says: "its EMR steps are canceled", after: 12 },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    card("batch-succeeded", "a day that is counted and told", ...wellDone),
    card("batch-retried", "a day that somebody retried, and that is told", ...solvedByRetry),
    card("batch-withdrawn", "a day whose number was taken back since", ...wellDone, {
      kind: "withdrawn",
      withdrawal: {
        ...{ by: "U0OPERATOR", approvedBy: "U0APPROVER", at: `${TODAY}T06:00:00.000Z` },
        ...{ reason: "another bank's file", runId: `withdraw-loan-tracker-${TODAY}-g1`, instead: null },
      },
    }),
    twoPeople("force-waiting", "a day that is to be counted once more waits for a second person", ...looked),
    twoPeople(
      "force-denied",
      "the second person has said no",
      ...looked,
      {
        ...{ kind: "canceled", reason: "the first file was right", by: "U0APPROVER", after: 300 },
      },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    twoPeople(
      "force-expired",
      "nobody has answered in time",
      ...looked,
      ...expired(forced, {
        doing: "running 2026-11-23 once more",
        again: '/loans run 2026-11-23 --force "the bank sent a corrected file"',
      }),
    ),
  ],
};
