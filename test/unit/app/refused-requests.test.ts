import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRefusals } from "../../../src/app/refused-requests.ts";
import { createLog } from "../../../src/config/log.ts";

const lines: string[] = [];
const log = createLog({ level: "info", to: { write: (line: string) => void lines.push(line) } });

beforeEach(() => {
  vi.useFakeTimers();
  lines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

const told = () => lines.map((line) => (JSON.parse(line) as { refused: object }).refused);

test("a flood is one line a second, with a count; what comes later alone is told at once", () => {
  const counted: string[] = [];
  const { refused } = createRefusals({ log, counted: (because) => void counted.push(because) });
  for (let at = 0; at < 500; at += 1) refused("not signed");
  expect(told()).toEqual([{ "not signed": 1 }]);
  vi.advanceTimersByTime(1_000);
  for (let at = 0; at < 20; at += 1) refused("not signed");
  refused("a body that is no JSON");
  vi.advanceTimersByTime(1_000);
  expect(told()).toEqual([
    { "not signed": 1 },
    { "not signed": 499 },
    { "not signed": 20, "a body that is no JSON": 1 },
  ]);
  vi.advanceTimersByTime(10_000);
  refused("not signed");
  expect(told()).toHaveLength(4);
  expect(counted).toHaveLength(522);
});

test("what has come together is told when the program stops", () => {
  const { refused, flush } = createRefusals({ log, counted: () => {} });
  refused("not signed");
  refused("not signed");
  flush();
  flush();
  expect(told()).toEqual([{ "not signed": 1 }, { "not signed": 1 }]);
});
