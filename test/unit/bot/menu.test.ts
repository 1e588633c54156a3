import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { Overview } from "../../../src/bot/overview.ts";
import { offeredBy } from "../../../src/bot/overview.ts";
import { menuMessage, nextLine } from "../../../src/bot/views/menu.ts";
import type { ListedDay } from "../../../src/bot/views/runs/runs-list.ts";
import type { Offer } from "../../../src/domain/commands/offers.ts";
import { offersFor } from "../../../src/domain/commands/offers.ts";
import type { Person, Policy } from "../../../src/domain/commands/permission.ts";
import type { Day } from "../../../src/domain/day.ts";
import { ITSELF } from "../../../src/domain/runs/run.ts";
import type { StackLock } from "../../../src/domain/schedule/stack-lock.ts";
import type { ScheduleView } from "../../../src/jobs/schedule/desk-answers.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { done, runView } from "../../support/runs/run-views.ts";

const policy: Policy = { operators: ["U0OPERATOR"], approvers: ["U0APPROVER"], viewers: [], approvals: [] };

function person(id: string, more: Partial<Person> = {}): Person {
  return { id, groups: [], unasked: [], isGuest: false, isInChannel: true, ...more };
}
const operator = person("U0OPERATOR");
const approver = person("U0APPROVER");
const viewer = person("U0VIEWER");
const guest = person("U0GUEST", { isGuest: true });
const stranger = person("U0STRANGER", { isInChannel: false });

const friday = "2026-11-27" as Day;
const today = "2026-11-30" as Day;
const unlisted = { view: null, standing: null, withdrawn: null, skip: null, passedOver: null };
const counted = runView(
  { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-27-g1", day: friday },
  ...done("check-source", "upload-raw", "upload-script", "wake", "process"),
  { kind: "finished", outcome: "succeeded" },
);
const days: readonly ListedDay[] = [
  { day: today, ...unlisted },
  { day: friday, ...unlisted, view: counted, standing: counted },
];
const schedule: ScheduleView = {
  setting: { time: "07:30", earlier: [], changed: null, paused: null, begun: null, passedOver: null },
  ...{ zone: "Asia/Kolkata", deadline: null, calendar: null, listedUntil: null, changes: [] },
  next: [
    { is: "due", day: today, at: "2026-11-30T02:00:00.000Z", hasRun: true },
    { is: "due", day: "2026-12-01" as Day, at: "2026-12-01T02:00:00.000Z", hasRun: false },
  ],
};
const up: Overview = {
  ...{ stack: "loan-tracker", today, todayPassedOver: null, days, live: [], lock: null, schedule },
  state: stackIs("there", { madeAt: "2026-11-24T04:00:00.000Z", perHour: 1.4196 }),
};
const noStack: Overview = {
  ...up,
  state: stackIs("absent"),
  days: days.map(({ day }) => ({ day, ...unlisted })),
};
const deploying: Overview = {
  ...up,
  state: stackIs("there", { atWork: "making" }),
  live: [runView({ workflow: "deploy-stack", id: "deploy-loan-tracker-1" }, ...done("clear-remains"))],
};

function offered(who: Person, overview: Overview, by = policy): readonly Offer[] {
  return offersFor(who, by, offeredBy(overview, who.id));
}

const countedNow = runView(
  { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-30-g1", day: today },
  ...done("check-source"),
);
const teardown = { workflow: "teardown-stack", id: "teardown-loan-tracker-1" } as const;
const backfill = { workflow: "backfill", id: "backfill-loan-tracker-1", day: friday, until: today } as const;
const lockBy = (user: string): StackLock => ({
  ...{ is: "locked", user, at: "2026-11-30T04:00:00.000Z", why: "audit", until: null },
});

describe("no button is there whose press would be refused", () => {
  const all = "counts run several status pause skip logs deploy teardown";
  const logless = days.map((listed) => ({ ...listed, view: null }));
  test.each<readonly [string, Partial<Overview>, string]>([
    ["nothing is in the way", {}, all],
    ["a day is counted", { live: [countedNow] }, "counts run several status pause skip logs"],
    ["a backfill is underway", { live: [runView(backfill)] }, "counts run several status pause skip logs"],
    ["a teardown can be stopped yet", { live: [runView(teardown)] }, "counts status pause skip logs"],
    ["somebody else has locked it", { lock: lockBy("U0OTHER") }, "counts run several status pause skip logs"],
    ["a month's end freezes it", { lock: lockBy(ITSELF) }, "counts run several status pause skip logs"],
    ["one has locked it oneself", { lock: lockBy("U0OPERATOR") }, all],
    ["no day has logs", { days: logless }, all.replace("logs ", "")],
    ["the stack is gone with its logs", { state: stackIs("absent") }, "counts status pause skip deploy"],
  ])("%s", (_when, more, expected) => {
    expect(offered(operator, { ...up, ...more }).join(" ")).toBe(expected);
  });
});

describe("a menu says why buttons are not there", () => {
  const said = (more: Partial<Overview>) => messageAsText(menuMessage({ ...up, ...more }, []));

  test("by a lock and a month's end", () => {
    expect(said({ lock: lockBy("U0OPERATOR") })).toMatch(/Lock: locked by @operator since .* \(“audit”\)\./);
    expect(said({ lock: lockBy(ITSELF) })).toContain("Lock: frozen for the month's end");
  });

  test("by what is underway, at most three lines of it", () => {
    expect(said({ live: [runView(teardown)] })).toContain("Underway\n• `teardown-loan-tracker-1` · queued");
    const five = Array.from({ length: 5 }, () => countedNow);
    expect(
      said({ live: five })
        .split("\n")
        .filter((line) => line.startsWith("•")),
    ).toHaveLength(3);
    expect(said({ live: five })).toContain("… and 2 more: `/loans status`");
  });
});

describe("a menu offers what this person may do and what makes sense now", () => {
  test.each([
    ["operator", operator, "up", up, "counts run several status pause skip logs deploy teardown"],
    ["operator", operator, "no stack", noStack, "status pause skip deploy"],
    ["operator", operator, "a deploy underway", deploying, "counts status pause skip logs"],
    ["viewer", viewer, "up", up, "counts status logs"],
    ["viewer", viewer, "no stack", noStack, "status"],
    ["guest", guest, "up", up, "counts status logs"],
    ["approver", approver, "up", up, "counts status logs"],
    ["somebody outside of the channel", stranger, "up", up, ""],
  ] as const)("%s, %s: %s", (_who, asks, _when, overview, expected) => {
    expect(offered(asks, overview).join(" ")).toBe(expected);
  });

  test("nothing is run on a stack that is being deleted, and no teardown is begun beside another", () => {
    const deleting = { ...up, state: stackIs("there", { atWork: "deleting" }) };
    expect(offered(operator, deleting)).not.toContain("run");
    const live = [runView({ workflow: "teardown-stack", id: "teardown-loan-tracker-1" })];
    expect(offered(operator, { ...up, live })).not.toContain("teardown");
  });

  test("where AWS does not say whether there is a stack, both are offered", () => {
    expect(offered(operator, { ...noStack, state: "silent" })).toEqual(
      expect.arrayContaining(["run", "deploy", "teardown"]),
    );
  });

  test("a schedule that is paused is resumed, and one that is off is neither", () => {
    const paused = {
      is: "paused",
      at: "2026-11-29T04:00:00.000Z",
      user: "U0OPERATOR",
      why: "audit",
    } as const;
    const of = (setting: Partial<ScheduleView["setting"]>) =>
      offered(operator, { ...up, schedule: { ...schedule, setting: { ...schedule.setting, ...setting } } });
    expect(of({ paused })).toContain("resume");
    expect(of({ paused })).not.toContain("pause");
    expect(of({ time: null }).filter((offer) => ["pause", "resume", "skip"].includes(offer))).toEqual([]);
  });

  test("what waits for a second person is offered to whoever may ask for it", () => {
    const strict: Policy = { ...policy, approvals: ["teardown"] };
    expect(offered(operator, up, strict).includes("teardown")).toBe(true);
  });
});

test("when the next day is due is said once where the bank's clock is UTC", () => {
  const { schedule, state } = up;
  const text = nextLine({ ...schedule, zone: "UTC" }, state).markup;
  expect(text).toBe("Next: Tue 2026-12-01 at 02:00 UTC");
});

test("it says how things stand, with weekdays, and has a button for each offer", () => {
  const said = menuMessage(up, offered(operator, up));
  expect(inspectBlocks(said.blocks, "message")).toEqual([]);
  expect(messageAsText(said)).toBe(
    [
      "The stack `loan-tracker` is there. Made 2026-11-24 04:00 UTC. About $1.42 an hour.",
      "✓ Fri 2026-11-27 succeeded · 24 s · `batch-loan-tracker-2026-11-27-g1`",
      "Next: Tue 2026-12-01 at 07:30 Asia/Kolkata, 2026-12-01 02:00 UTC",
      "[Counts of Fri 2026-11-27] [Run a day…] [Several days…] [What is underway] [⋯ Pause the schedule… | Skip days… | Logs… | Plan a deploy… | Tear down…]",
      "Typed: `/loans run yesterday` · `/loans help` lists all that you may ask for.",
    ].join("\n"),
  );
});

test("a paused schedule says by whom and why, and no day is promised", () => {
  const paused = {
    is: "paused",
    at: "2026-11-29T04:00:00.000Z",
    user: "U0OPERATOR",
    why: "<!channel>",
  } as const;
  const text = messageAsText(
    menuMessage({ ...up, schedule: { ...schedule, setting: { ...schedule.setting, paused } } }, []),
  );
  expect(text).toContain("The schedule is paused by @operator");
  expect(text).not.toContain("Next:");
});
