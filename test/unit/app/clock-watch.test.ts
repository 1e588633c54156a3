import { expect, test } from "vitest";
import { createClockWatch } from "../../../src/app/clock-watch.ts";
import { clockProblem } from "../../../src/domain/clock-skew.ts";

const MINUTE = 60_000;
const noon = Date.parse("2026-11-30T12:00:00Z");

/** A machine whose clock on the wall may be set, and on which time goes by. */
function machine(aheadMs: number) {
  const state = { aheadMs, passedMs: 0 };
  const clock = {
    now: () => new Date(noon + state.passedMs + state.aheadMs),
    monotonic: () => 5_000 + state.passedMs,
  };
  const watch = createClockWatch(clock);
  const hears = (of: "AWS" | "Slack") => watch.dated(of, new Date(noon + state.passedMs).toUTCString());
  return { state, watch, hears, problem: () => clockProblem(watch.ahead()) };
}

test.for([
  [0, null],
  [90_000, null],
  [-90_000, null],
  [7 * MINUTE, "the clock of this machine is 7 min ahead of that of AWS and Slack; set it, "],
  [-3 * 60 * MINUTE, "the clock of this machine is 3 h behind that of AWS and Slack; set it, "],
] as const)("%d ms ahead is %j", ([aheadMs, says]) => {
  const { hears, problem } = machine(aheadMs);
  hears("AWS");
  hears("Slack");
  if (says === null) expect(problem()).toBeNull();
  else expect(problem()).toMatch(new RegExp(`^${says}`));
});

test("nobody has told the time yet, or in no form that can be read", () => {
  const { watch, problem } = machine(7 * MINUTE);
  for (const date of [null, undefined, "", "yesterday"]) watch.dated("AWS", date);
  expect([problem(), watch.ahead().size]).toEqual([null, 0]);
});

test("whose clock it is that differs, where the two are not of one mind", () => {
  const { watch, hears, problem } = machine(0);
  hears("Slack");
  watch.dated("AWS", new Date(noon - 10 * MINUTE).toUTCString());
  expect(problem()).toContain("10 min ahead of that of AWS; set it");
});

test("a clock that jumps after the answer is told of at once, and so is that it was set right", () => {
  const { state, hears, problem } = machine(0);
  hears("AWS");
  state.passedMs = 40 * MINUTE;
  expect(problem()).toBeNull();
  state.aheadMs = 24 * 60 * MINUTE;
  expect(problem()).toContain("24 h ahead of that of AWS; set it");
  state.aheadMs = 0;
  expect(problem()).toBeNull();
});
