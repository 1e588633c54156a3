import { describe, expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import type { DayRun } from "../../../../src/domain/runs/backfill.ts";
import {
  dayItem,
  hasOwnCard,
  needsForce,
  openDays,
  planDay,
  standingOf,
  tellerOf,
} from "../../../../src/domain/runs/backfill.ts";
import type { Outcome } from "../../../../src/domain/runs/run.ts";
import type { PassedOver } from "../../../../src/domain/schedule/bank-days.ts";
import type { Told } from "../../../support/runs/run-views.ts";
import { runView } from "../../../support/runs/run-views.ts";

const day = "2026-11-16" as Day;
const run = (outcome: Outcome | null, runId = "batch-loans-2026-11-16-g1"): DayRun => ({
  runId,
  isOfStack: true,
  outcome,
  total: outcome === "succeeded" ? 500 : null,
  remarks: outcome === "succeeded" ? { things: 0, rowsInNoCount: 0 } : null,
  problem: outcome === "failed" ? { code: "broken", says: "it broke", remedy: "mend it" } : null,
  file: null,
});
const plan = (of: DayRun | null, force = false, because: PassedOver | null = null) =>
  planDay(day, of, { force, because });

describe("the preview", () => {
  test.each([
    [null, "run"],
    [run("succeeded"), "skip"],
    [run(null), "wait"],
    [run("failed"), "resume"],
    [run("held"), "resume"],
    [run("canceled"), "resume"],
  ] as const)("%j will %s", (of, does) => {
    expect(plan(of).does).toBe(does);
  });

  test("counts a day anew whose run was of a stack that is gone, whatever came of it", () => {
    const old = { ...run("succeeded"), isOfStack: false };
    expect(plan(old)).toEqual({ day, does: "run", runId: old.runId, total: null });
    expect(plan(old, true).does).toBe("run");
    expect(plan({ ...run("failed"), isOfStack: false }).does).toBe("run");
    expect(standingOf(plan(old), old, { isAsked: true })).toBe("open");
    const anew = run("succeeded", "batch-loans-2026-11-16-g2");
    expect(standingOf(plan(old), anew, { isAsked: true })).toBe("done");
  });

  test("forced, a day that is done is counted again; others as ever", () => {
    expect(plan(run("succeeded"), true).does).toBe("again");
    expect(plan(run("failed"), true).does).toBe("resume");
    expect(plan(null, true).does).toBe("run");
  });
});

describe("a day whose number was withdrawn, and that has none", () => {
  const withdrawn = { by: "U0OPERATOR" };
  const taken = { ...run("succeeded"), total: null, withdrawn };

  test("is left alone, and its row tells no number", () => {
    const planned = plan(taken);
    expect(planned).toEqual({ day, does: "skip", runId: taken.runId, total: null, withdrawn });
    const note = "its number was withdrawn, none is told";
    expect(dayItem(planned, "done", null)).toEqual({ name: day, state: "done", note });
  });

  test("is counted by --force, and then its row tells the new number", () => {
    const planned = plan(taken, true);
    expect(planned).toMatchObject({ does: "again", total: null, withdrawn });
    const anew = run("succeeded", "batch-loans-2026-11-16-g2");
    expect(dayItem(planned, standingOf(planned, anew, { isAsked: true }), anew).note).toBe("500 loans");
  });
});

describe("a day whose own run asks a second person", () => {
  const asking = { ...run(null, "batch-loans-2026-11-16-g2"), asks: { by: "U0OPERATOR" } };
  const refused = (total: number | null): DayRun => ({
    ...run("canceled", asking.runId),
    ...{ total, refused: { is: "denied", by: "U0APPROVER" } as const },
  });

  test("is waited for, and plan and row say whose it is", () => {
    const planned = plan(asking, true);
    expect(planned).toMatchObject({ does: "wait", asks: { by: "U0OPERATOR" } });
    expect(dayItem(planned, standingOf(planned, asking, { isAsked: true }), asking)).toEqual({
      ...{ name: day, state: "underway", by: "U0OPERATOR" },
      note: "waits for a second person's yes to a run of its own, asked for by",
    });
  });

  test.each([
    ["waited for when it was planned", plan(asking)],
    ["waited for when it was planned, by force", plan(asking, true)],
    ["asked for after that, by force", plan(run("succeeded"), true)],
    ["asked for after that, where nothing was told", plan(null)],
  ])("%s, stays as it is told after a no, forced or not", (_, planned) => {
    const newest = refused(500);
    expect(standingOf(planned, newest, { isAsked: false })).toBe("done");
    expect(dayItem(planned, "done", newest)).toEqual({
      ...{ name: day, state: "done", by: "U0APPROVER" },
      note: "500 loans, as before: to count it once more was denied by",
    });
  });

  test("of which nothing is told ends the backfill that waits for it after a no, and goes on before", () => {
    const newest = refused(null);
    expect(standingOf(plan(asking), newest, { isAsked: true })).toBe("failed");
    expect(dayItem(plan(asking), "failed", newest)).toMatchObject({
      ...{ state: "failed", by: "U0APPROVER" },
      note: "no number, as before: to count it once more was denied by",
    });
    expect(dayItem(plan(asking), "failed", { ...newest, refused: { is: "expired" } })).toEqual({
      ...{ name: day, state: "failed" },
      note: "no number, as before: nobody answered whether it may be counted once more",
    });
    expect(plan(newest).does).toBe("resume");
  });

  test("that was refused before is planned as one that is done: a later yes to the whole backfill counts it once more", () => {
    const newest = refused(500);
    expect(plan(newest)).toEqual({ day, does: "skip", runId: newest.runId, total: 500 });
    const forced = plan(newest, true);
    expect(forced.does).toBe("again");
    expect(standingOf(forced, newest, { isAsked: false })).toBe("open");
    expect(needsForce(forced, newest)).toBe(true);
  });
});

describe("a day that is no bank day", () => {
  const saturday: PassedOver = { is: "weekday", name: "Saturday" };

  test.each([null, run("failed"), run("held"), run("canceled"), { ...run("succeeded"), isOfStack: false }])(
    "is left out, also forced: %j",
    (of) => {
      for (const force of [false, true]) {
        const planned = plan(of, force, saturday);
        expect(planned).toMatchObject({ does: "skip", noBankDay: "Saturday", total: null });
        expect(dayItem(planned, standingOf(planned, of, { isAsked: false }), of)).toEqual({
          name: day,
          state: "done",
          note: "no bank day (Saturday), left out",
        });
      }
    },
  );

  test("is as any other once somebody has counted it, or is at it", () => {
    for (const of of [run("succeeded"), run(null)]) {
      expect(plan(of, false, saturday)).toEqual(plan(of));
      expect(plan(of, true, saturday)).toEqual(plan(of, true));
    }
  });
});

describe("a day", () => {
  test("that was done before is left alone, whatever has become of it", () => {
    expect(standingOf(plan(run("succeeded")), run("failed"), { isAsked: false })).toBe("done");
  });

  test("is opened once, waited for, and done", () => {
    const planned = plan(null);
    expect(standingOf(planned, null, { isAsked: false })).toBe("open");
    expect(standingOf(planned, run(null), { isAsked: true })).toBe("underway");
    expect(standingOf(planned, run("succeeded"), { isAsked: true })).toBe("done");
  });

  test("that waits for a withdrawal of it, and that for a person, says so on its row", () => {
    const note = "waits for the withdrawal of that day, which waits for a second person's yes";
    const waiting = { ...run(null), isBehind: true };
    expect(dayItem(plan(waiting), "underway", waiting)).toEqual({ name: day, state: "underway", note });
    expect(dayItem(plan(run(null)), "underway", run(null))).toEqual({ name: day, state: "underway" });
  });

  test("that somebody else has at work is asked for, so that its bad end is seen as one", () => {
    expect(standingOf(plan(run(null)), run(null), { isAsked: false })).toBe("open");
    expect(standingOf(plan(run(null)), run("failed"), { isAsked: true })).toBe("failed");
  });

  test("that ended badly before this try goes on; in this try it ends the backfill", () => {
    expect(standingOf(plan(run("failed")), run("failed"), { isAsked: false })).toBe("open");
    expect(standingOf(plan(run("failed")), run("held"), { isAsked: true })).toBe("failed");
  });

  test("that is counted again gets one new generation, also when the backfill is tried once more", () => {
    const planned = plan(run("succeeded"), true);
    const [old, newer] = [run("succeeded"), run("failed", "batch-loans-2026-11-16-g2")];
    expect(standingOf(planned, old, { isAsked: false })).toBe("open");
    expect(needsForce(planned, old)).toBe(true);
    expect(standingOf(planned, newer, { isAsked: false })).toBe("open");
    expect(needsForce(planned, newer)).toBe(false);
    expect(standingOf(planned, { ...newer, outcome: "succeeded" }, { isAsked: false })).toBe("done");
  });

  test("is one row, with its loans or with what is wrong", () => {
    const planned = plan(null);
    expect(dayItem(planned, "done", run("succeeded"))).toEqual({
      name: day,
      state: "done",
      note: "500 loans",
    });
    expect(dayItem(plan(run("succeeded")), "done", null).note).toBe("500 loans, done before");
    expect(dayItem(planned, "failed", run("failed"))).toEqual({
      name: day,
      state: "failed",
      note: "it broke",
    });
  });

  test("says beside its loans what its summary has beside them, which nobody else says", () => {
    const done = (rowsInNoCount: number, things: number) =>
      dayItem(plan(null), "done", { ...run("succeeded"), remarks: { rowsInNoCount, things } });
    const row = { name: day, state: "done" };
    expect(done(0, 2)).toEqual({ ...row, note: "500 loans", remarks: 2 });
    expect(done(1, 0)).toEqual({ ...row, note: "500 loans, 1 row in no count" });
    expect(done(1_200, 1)).toEqual({ ...row, note: "500 loans, 1,200 rows in no count", remarks: 1 });
    // One that was done before has its own summary.
    const before = { ...run("succeeded"), remarks: { rowsInNoCount: 3, things: 2 } };
    expect(dayItem(plan(before), "done", before)).toEqual({ ...row, note: "500 loans, done before" });
  });
});

test("a live backfill is about to open what its plan has to do and is not done; before there is a plan, all of its days", () => {
  const range = { workflow: "backfill", id: "backfill-loans-1", day, until: "2026-11-18" as Day } as const;
  const [second, third] = ["2026-11-17", "2026-11-18"] as const;
  expect(openDays(runView(range))).toEqual([day, second, third]);
  const plan = [
    { day, does: "skip", runId: "g1", total: 500 },
    { day: second, does: "run", runId: null, total: null },
    { day: third, does: "resume", runId: "g1", total: null },
  ];
  const previewed = { kind: "done", step: "preview", output: { days: plan } } as const;
  expect(openDays(runView(range, previewed))).toEqual([second, third]);
  const items = [
    { name: day, state: "done" as const },
    { name: second, state: "done" as const },
    { name: third, state: "underway" as const },
  ];
  expect(openDays(runView(range, previewed, { kind: "seen", step: "days", progress: { items } }))).toEqual([
    third,
  ]);
  expect(openDays(runView({ workflow: "daily-batch", id: "batch-loans-2026-11-16-g1", day }))).toEqual([]);
});

describe("what came of a day that a backfill opened", () => {
  const at = (...happened: readonly Told[]) =>
    runView(
      { workflow: "backfill", id: "backfill-loans-1", day, until: "2026-11-18" as Day },
      { kind: "done", step: "preview", output: { days: [] } },
      ...happened,
    ).progress;
  const approved = { kind: "done", step: "approve", output: null } as const;
  const row = (state: "waiting" | "underway" | "done" | "failed") =>
    ({ kind: "seen", step: "days", progress: { items: [{ name: day, state }] } }) as const;
  const works = [approved, { kind: "started", step: "days" } as const, row("underway")];
  const canceled = { kind: "canceled", reason: "not now" } as const;

  test.each([
    ["no backfill is known any more", [], "itself"],
    ["it is at the day", [at(...works)], "open"],
    [
      "it was approved, and goes on after Redis was emptied",
      [at({ kind: "approved", step: "approve" })],
      "open",
    ],
    ["it has seen the day's end", [at(...works, row("done"))], "backfill"],
    ["it has seen it, and was canceled then", [at(...works, row("done"), canceled)], "backfill"],
    [
      "it ended with it",
      [at(approved, { kind: "done", step: "days", output: { items: [{ name: day, state: "done" }] } })],
      "backfill",
    ],
    [
      "it ended well, and its last rows were lost with Redis",
      [at(...works, { kind: "finished", outcome: "succeeded" })],
      "backfill",
    ],
    ["it is being canceled", [at(...works, canceled)], "itself"],
    ["it was canceled", [at(...works, canceled, { kind: "finished", outcome: "canceled" })], "itself"],
    [
      "it failed at the day",
      [at(...works, row("failed"), { kind: "finished", outcome: "failed" })],
      "itself",
    ],
    ["it waits for a person", [at()], "itself"],
    [
      "it is retried",
      [
        at(
          ...works,
          row("failed"),
          { kind: "finished", outcome: "failed" },
          { kind: "retried", step: "days", attempt: 2 },
        ),
      ],
      "open",
    ],
    ["another one has taken its place", [at(...works, canceled), at(...works)], "open"],
  ] as const)("where %s", (_, backfills, teller) => {
    expect(tellerOf(day, backfills)).toBe(teller);
  });

  test("is on a card of its own where it tells itself, or ended badly", () => {
    expect(hasOwnCard({ state: "underway" }, "open")).toBe(false);
    expect(hasOwnCard({ state: "succeeded" }, "backfill")).toBe(false);
    expect(hasOwnCard({ state: "failed" }, "open")).toBe(true);
    expect(hasOwnCard({ state: "queued" }, "itself")).toBe(true);
  });
});
