import { describe, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { BotParts } from "../../../src/bot/bot-parts.ts";
import { daysInNeed } from "../../../src/bot/days-in-need.ts";
import { runsListMessage } from "../../../src/bot/views/runs/runs-list.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import { clusterMissing, warehouseGone } from "../../../src/domain/aws/lost-parts.ts";
import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { holderOf } from "../../../src/domain/schedule/obstacle.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { plainSchedule } from "../../support/bot/schedules.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { done, runView } from "../../support/runs/run-views.ts";

test("a stack that is there without its cluster and its warehouse says what has ended, and what helps", () => {
  const lost = [
    clusterMissing({ id: "j-1", state: "TERMINATED_WITH_ERRORS", reason: "The master node was terminated" }),
    warehouseGone("loan-tracker", "us-west-1"),
  ];
  const text = messageAsText(
    statusMessage({
      stack: "loan-tracker",
      state: stackIs("there"),
      lost,
      unsaid: null,
      needs: [],
      lock: null,
      live: [],
      schedule: plainSchedule,
      last: [],
    }),
  );
  expect(text).toContain("The stack `loan-tracker` is there.");
  expect(text).toContain(
    "Looking for the EMR cluster: j-1 is TERMINATED_WITH_ERRORS (The master node was terminated), and an ended cluster cannot be started again.",
  );
  expect(text).toContain(
    "`/loans deploy` plans a new cluster alone, and the lake stays; after that press Retry.",
  );
  expect(text).toContain('Looking for the Redshift cluster "loan-tracker": there is none');
  expect(text).toContain(
    "`aws redshift modify-cluster --cluster-identifier <its name now> --new-cluster-identifier loan-tracker --region us-west-1`",
  );
});

test("a run that was retried is at it since its retry", () => {
  const retried = runView(
    { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-23-g1", day: "2026-11-23" as Day },
    ...done("check-source", "upload-raw", "upload-script", "wake"),
    { kind: "finished", outcome: "failed" },
    { kind: "retried", step: "process", by: "U0OPERATOR", after: 3_600 },
    { kind: "started", step: "process", after: 0, attempt: 2 },
  );
  const status = {
    stack: "loan-tracker",
    state: stackIs("there"),
    lost: [],
    unsaid: null,
    needs: [],
    lock: null,
    live: [retried],
    schedule: plainSchedule,
    last: [],
  } as const;
  const line = /underway · count the loans with Spark · since 2026-11-23 05:00 UTC/;
  expect(messageAsText(statusMessage(status))).toMatch(line);
  const day = "2026-11-23" as Day;
  const rest = { standing: null, withdrawn: null, skip: null, passedOver: null };
  const days = [{ day, view: retried, ...rest }];
  expect(messageAsText(runsListMessage(days, []))).toMatch(line);
  const { run, progress } = retried;
  expect(holderOf(run, progress).since).toMatch(/^2026-11-23T05:00/);
});

test("nothing of a cluster's end advises a teardown, which deletes the lake", () => {
  const ended = clusterMissing({ id: "j-1", state: null, reason: null });
  expect(ended.message).not.toContain("teardown");
  expect(ended.remedy).not.toContain("teardown");
});

test("a deploy that meets the end of the cluster plans the new one by its own Retry", () => {
  const ended = clusterMissing({ id: "j-1", state: null, reason: null }, "deploy");
  expect(ended.remedy).toBe("press Retry, which plans a new cluster alone: the lake stays");
});

test.each([
  ["making", "The stack `loan-tracker` is being made. About $1.42 an hour."],
  ["changing", "The stack `loan-tracker` is there and is being changed. About $1.42 an hour."],
  [
    "taking-back",
    "The stack `loan-tracker` is being taken back: its last change did not succeed. About $1.42 an hour.",
  ],
  ["deleting", "The stack `loan-tracker` is being deleted. About $1.42 an hour."],
] as const)("while CloudFormation is %s it is not told as simply there", (atWork, words) => {
  const state = stackIs("there", { atWork, perHour: 1.4196, madeAt: "2026-11-23T04:00:00.000Z" });
  const facts = {
    stack: "loan-tracker",
    state,
    lost: [],
    unsaid: null,
    needs: [],
    lock: null,
    live: [],
    schedule: plainSchedule,
    last: [],
  };
  expect(messageAsText(statusMessage(facts)).split("\n")).toContain(words);
});

test("a queued run tells its place in line and behind whom, and the schedule which day is next", () => {
  const of = (day: string, ...told: Parameters<typeof runView>[1][]) =>
    runView({ workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day: day as Day }, ...told);
  const live = [
    of("2026-11-23", { kind: "started", step: "check-source" }),
    of("2026-11-24"),
    of("2026-11-22"),
  ];
  const next = {
    is: "due",
    day: "2026-11-25" as Day,
    at: "2026-11-25T02:00:00.000Z",
    hasRun: false,
  } as const;
  const schedule = { ...plainSchedule, next: [next] };
  const rest = { stack: "loan-tracker", lost: [], unsaid: null, needs: [], lock: null, last: [] };
  const text = messageAsText(statusMessage({ ...rest, state: stackIs("there"), live, schedule }));
  expect(text).toContain(
    "asked by @operator · number 3 in line, behind the batch of 2026-11-23, the batch of 2026-11-22",
  );
  expect(text).toContain("asked by @operator · number 2 in line, behind the batch of 2026-11-23\n");
  expect(text).toContain("Next: Wed 2026-11-25 at 07:30 Asia/Kolkata");
});

describe("days that need somebody", () => {
  const ended = (day: string, outcome: "succeeded" | "failed" | "held" | "canceled") =>
    runView(
      { workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day: day as Day },
      ...done("check-source"),
      { kind: "finished", outcome },
    );
  const facts = {
    ...{ stack: "loan-tracker", state: stackIs("there"), lost: [], unsaid: null, lock: null, live: [] },
    schedule: plainSchedule,
  };
  const listed = (day: string, view: RunView | null) => ({
    ...{ day: day as Day, view, standing: null, withdrawn: null, skip: null, passedOver: null },
  });

  test("are told newest first, one a line, and the day of today is not hidden by a past one that was run since", () => {
    const [past, today] = [ended("2026-11-26", "succeeded"), ended("2026-12-01", "failed")];
    const heldDay = ended("2026-11-23", "held");
    const needs = [listed("2026-12-01", today), listed("2026-11-23", heldDay)];
    const lines = messageAsText(statusMessage({ ...facts, needs, last: [past, today, heldDay] })).split("\n");
    const at = lines.indexOf("Needs somebody");
    expect(lines.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(/^✗ Tue 2026-12-01 failed/),
      expect.stringMatching(/^⚠ Mon 2026-11-23 held/),
    ]);
    expect(lines.join("\n")).not.toContain("2026-11-26");
    const calm = messageAsText(
      statusMessage({ ...facts, needs: [], last: [past, ended("2026-12-01", "succeeded")] }),
    );
    expect(calm).toContain("Last of each kind\n• `batch-loan-tracker-2026-12-01-g1` · succeeded");
    expect(calm).not.toContain("Needs somebody");
  });

  test("are a few lines at most, and none where the stack is gone", () => {
    const needs = Array.from({ length: 9 }, (_, at) => {
      const day = `2026-11-${20 - at}`;
      return listed(day, ended(day, "failed"));
    });
    const text = messageAsText(statusMessage({ ...facts, needs, last: [] }));
    expect(text.match(/✗/g)).toHaveLength(5);
    expect(text).toContain("… and 4 more: `/loans runs`");
    const gone = messageAsText(statusMessage({ ...facts, state: stackIs("absent"), needs, last: [] }));
    expect(gone).not.toContain("Needs somebody");
  });

  /** At 10:00 in Kolkata on Tue 1 Dec 2026, by a schedule of 07:30. */
  async function inNeed(
    views: readonly RunView[],
    { skipped = [], setting = {} }: { readonly skipped?: readonly string[]; readonly setting?: object } = {},
  ): Promise<readonly string[]> {
    const skip = { user: "U0OPERATOR", why: "holiday", at: "2026-11-23T05:00:00.000Z" };
    const schedule = { ...plainSchedule, setting: { ...plainSchedule.setting, ...setting } };
    const skips = async () => new Map(skipped.map((day) => [day as Day, skip]));
    const parts = {
      config: { daily: { calendar: EVERY_DAY, zone: "Asia/Kolkata" } },
      clock: { now: () => new Date("2026-12-01T04:30:00.000Z") },
      runs: {
        days: async (days: readonly Day[]) =>
          days.map((day) => views.find(({ run }) => run.target.day === day) ?? null),
        standing: async () => null,
        withdrawalOf: async () => null,
      },
      desk: { skips },
    } as unknown as BotParts;
    return (await daysInNeed(parts, { schedule: Promise.resolve(schedule), skips: skips() })).map(
      ({ day }) => day,
    );
  }

  test("are those that failed or are held and that nobody has passed over, and today where it is due without a run", async () => {
    const views = [
      ended("2026-11-30", "failed"),
      ended("2026-11-29", "succeeded"),
      ended("2026-11-28", "canceled"),
      ended("2026-11-27", "failed"),
      ended("2026-11-18", "held"),
      ended("2026-11-17", "failed"),
    ];
    const skipped = ["2026-11-27"];
    expect(await inNeed(views, { skipped })).toEqual(["2026-12-01", "2026-11-30", "2026-11-18"]);
    expect(await inNeed(views, { skipped: ["2026-12-01", ...skipped] })).not.toContain("2026-12-01");
    for (const setting of [
      { time: null },
      { time: "11:00" },
      { paused: { is: "paused", at: "2026-11-29T04:00:00.000Z", user: "U0OPERATOR", why: null } },
    ])
      expect(await inNeed(views, { setting })).not.toContain("2026-12-01");
    expect(await inNeed([...views, ended("2026-12-01", "succeeded")])).not.toContain("2026-12-01");
  });

  test("today without a run is told as missing", () => {
    const text = messageAsText(statusMessage({ ...facts, needs: [listed("2026-12-01", null)], last: [] }));
    expect(text).toContain("Needs somebody\n✗ Tue 2026-12-01 missing: it is due, and has no run");
  });
});
