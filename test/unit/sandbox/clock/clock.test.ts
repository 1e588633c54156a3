import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { clockDoor } from "../../../../sandbox/clock/clock-door.ts";
import { aheadAt, MACHINE_CLOCK, readClock, writeClock } from "../../../../sandbox/clock/clock-file.ts";

const home = mkdtempSync(join(tmpdir(), "loan-tracker-clock-"));
afterAll(() => rmSync(home, { recursive: true }));

test("a clock that runs fast is ahead by what it has gained since it was set", () => {
  expect(aheadAt(MACHINE_CLOCK, 1_000)).toBe(0);
  expect(aheadAt({ aheadMs: 500, factor: 1, since: 1_000 }, 9_000)).toBe(500);
  expect(aheadAt({ aheadMs: 500, factor: 60, since: 1_000 }, 3_000)).toBe(500 + 2_000 * 59);
});

test("the door goes forward and never back, and keeps what was gained when the speed changes", () => {
  const file = join(home, "door.json");
  let realMs = Date.parse("2026-11-29T10:00:00Z");
  const door = clockDoor(file, () => realMs);
  expect(door["GET clock"]()).toEqual({ now: "2026-11-29T10:00:00.000Z", factor: 1 });
  expect(door["POST clock"]({ forwardMs: 3_600_000 })).toEqual({
    now: "2026-11-29T11:00:00.000Z",
    factor: 1,
  });
  door["POST clock"]({ factor: 60 });
  realMs += 60_000;
  expect(door["POST clock"]({ factor: 1 })).toEqual({ now: "2026-11-29T12:00:00.000Z", factor: 1 });
  realMs += 60_000;
  expect(door["GET clock"]().now).toBe("2026-11-29T12:01:00.000Z");
  for (const given of [
    { forwardMs: -1 },
    { forwardMs: "1" },
    { factor: 0 },
    { factor: 1e9 },
    { factor: Number.NaN },
  ])
    expect(() => door["POST clock"](given)).toThrow(/^setting the clock: /);
});

test("a program that knows nothing of it goes by the file, and its timers by the machine", () => {
  const file = join(home, "program.json");
  writeClock(file, { aheadMs: 10 * 86_400_000, factor: 1, since: 0 });
  expect(readClock(file).aheadMs).toBe(864_000_000);
  const program = `
    const real = performance.timeOrigin + performance.now();
    const ahead = Math.round((Date.now() - real) / 86_400_000);
    const [day, stays] = [new Date(), new Date(0)];
    console.log(JSON.stringify({ ahead, same: Math.abs(day.getTime() - Date.now()) < 1000, stays: stays.toISOString(), is: day instanceof Date, parsed: Date.parse("1970-01-01T00:00:01Z") }));`;
  const preload = join(import.meta.dirname, "../../../../sandbox/clock/moved-date.ts");
  const said = execFileSync(process.execPath, ["--import", preload, "--eval", program], {
    encoding: "utf8",
    env: { ...process.env, SANDBOX_CLOCK: file },
  });
  expect(JSON.parse(said)).toEqual({
    ahead: 10,
    same: true,
    stays: "1970-01-01T00:00:00.000Z",
    is: true,
    parsed: 1_000,
  });
});
