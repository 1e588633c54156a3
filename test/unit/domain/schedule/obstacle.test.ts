import { expect, test } from "vitest";
import type { Obstacle } from "../../../../src/domain/schedule/obstacle.ts";
import { isToBeTold } from "../../../../src/domain/schedule/obstacle.ts";

const dueAt = new Date("2026-11-23T02:00:00Z");
const problem = { code: "counted-before", says: "it was counted before", remedy: "look" };

function busy(since: string, waitsForPerson: boolean): Obstacle {
  const target = { stack: "loans", day: null };
  const holder = {
    runId: "deploy-loans-4",
    workflow: "deploy-stack",
    target,
    askedBy: "U0OPERATOR",
  } as const;
  return { is: "busy", holder: { ...holder, since, waitsForPerson } };
}

const toldAt = (obstacle: Obstacle, minutes: number) =>
  isToBeTold(obstacle, { dueAt, now: new Date(dueAt.getTime() + minutes * 60_000) });

test("that only a person can let a day go on is told at once", () => {
  expect(toldAt(busy("2026-11-22T17:30:00Z", true), 0)).toBe(true);
});

test("that a run is at work is told when the day has waited for that run for ten minutes", () => {
  expect([9, 10].map((minutes) => toldAt(busy("2026-11-22T17:30:00Z", false), minutes))).toEqual([
    false,
    true,
  ]);
  // It began half an hour after the day was due.
  expect([39, 40].map((minutes) => toldAt(busy("2026-11-23T02:30:00Z", false), minutes))).toEqual([
    false,
    true,
  ]);
});

test("that a day is refused is told when it stays so; what is broken is told where processes are watched", () => {
  expect([9, 10].map((minutes) => toldAt({ is: "refused", problem }, minutes))).toEqual([false, true]);
  expect(toldAt({ is: "broken", problem }, 60)).toBe(false);
});
