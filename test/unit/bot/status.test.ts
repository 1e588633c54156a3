import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { runsListMessage } from "../../../src/bot/views/runs/runs-list.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import { clusterMissing, warehouseGone } from "../../../src/domain/aws/lost-parts.ts";
import type { Day } from "../../../src/domain/day.ts";
import { holderOf } from "../../../src/domain/schedule/obstacle.ts";
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
  const rest = { stack: "loan-tracker", lost: [], unsaid: null, lock: null, last: [] };
  const text = messageAsText(statusMessage({ ...rest, state: stackIs("there"), live, schedule }));
  expect(text).toContain(
    "asked by @operator · number 3 in line, behind the batch of 2026-11-23, the batch of 2026-11-22",
  );
  expect(text).toContain("asked by @operator · number 2 in line, behind the batch of 2026-11-23\n");
  expect(text).toContain("Next: Wed 2026-11-25 at 07:30 Asia/Kolkata");
});
