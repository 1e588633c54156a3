import { aheadAt, MACHINE_CLOCK, readClock } from "./clock-file.ts";

/**
 * Loaded before a program that knows nothing of it (`node --import`): its `Date` goes by the file that `$SANDBOX_CLOCK` names.
 * Timers and `performance.now()` go by the machine, as they do where somebody sets a machine's clock.
 */
const file = process.env["SANDBOX_CLOCK"];

/** The file is looked at as often as this at most, since programs ask for the time all the time. */
const LOOK_MS = 100;

const RealDate = Date;
let state = MACHINE_CLOCK;
let lookedAt = Number.NEGATIVE_INFINITY;

function now(): number {
  if (file !== undefined && performance.now() - lookedAt > LOOK_MS) {
    lookedAt = performance.now();
    state = readClock(file);
  }
  const realMs = RealDate.now();
  return Math.round(realMs + aheadAt(state, realMs));
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
});
