import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import { aheadInLine, inTheWay } from "../../../../src/domain/runs/ahead-in-line.ts";
import type { Run } from "../../../../src/domain/runs/run.ts";
import type { RunProgress } from "../../../../src/domain/runs/run-progress.ts";

function live(
  id: string,
  day: string | null,
  state: RunProgress["state"],
  workflow: Run["workflow"] = "daily-batch",
) {
  return { run: { id, workflow, target: { stack: "loans", day: day as Day | null } }, progress: { state } };
}

const working = live("working", "2026-11-25", "underway");
const early = live("early", "2026-11-20", "queued");
const late = live("late", "2026-11-28", "queued");
const taken = live("taken", "2026-11-28", "queued", "withdraw-day");
const asked = live("asked", "2026-11-19", "approval", "withdraw-day");
const deploy = live("deploy", null, "approval", "deploy-stack");
const all = [late, deploy, asked, early, taken, working];
const ahead = (of: (typeof all)[number]) => aheadInLine(of, all).map(({ run }) => run.id);

test("what is at work goes first, then the line by day, of one day a withdrawal first", () => {
  expect(ahead(late)).toEqual(["working", "early", "taken"]);
  expect(ahead(taken)).toEqual(["working", "early"]);
  expect(ahead(early)).toEqual(["working"]);
});

test("what wants the stack alone is kept away by who has it alone, then by who waits for a person, then by the line", () => {
  const backfill = live("backfill", "2026-11-20", "underway", "backfill");
  const way = (...those: typeof all) => inTheWay(those)?.run.id;
  expect(way(...all)).toBe("deploy");
  expect(way(backfill, late, asked, early, working)).toBe("asked");
  expect(way(backfill, late, early, working)).toBe("early");
  expect(way(backfill)).toBe("backfill");
  expect(way()).toBeUndefined();
});

test("who has begun, waits for a person or is in no line has nobody ahead", () => {
  expect([ahead(working), ahead(asked), ahead(deploy)]).toEqual([[], [], []]);
});
