import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReleasers } from "../../../src/app/shutdown.ts";
import { createLog } from "../../../src/config/log.ts";

let said: string[];
let stopped: string[];

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  stopped = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function releasers() {
  const write = (line: string) => {
    const { waitingFor, msg } = JSON.parse(line) as { waitingFor: string; msg: string };
    said.push(`${msg}: ${waitingFor}`);
  };
  return createReleasers({
    log: createLog({ level: "info", to: { write } }),
    limitMs: 5_000,
    totalMs: 8_000,
  });
}

test("what started last stops first, and each waits for the one before", async () => {
  const all = releasers();
  all.register("redis", () => stopped.push("redis"));
  all.register("worker", async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    stopped.push("worker");
  });
  const released = all.release();
  await vi.advanceTimersByTimeAsync(999);
  expect(stopped).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await released;
  expect(stopped).toEqual(["worker", "redis"]);
  expect(said).toEqual(["stopping: worker", "stopping: redis"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("what hangs or throws is named, and does not keep the others from stopping", async () => {
  const all = releasers();
  all.register("log file", () => stopped.push("log file"));
  all.register("slack", () => {
    throw new Error("socket gone");
  });
  all.register("worker", () => new Promise(() => {}));
  const released = all.release();
  await vi.advanceTimersByTimeAsync(5_000);
  await released;
  expect(stopped).toEqual(["log file"]);
  expect(said).toEqual([
    "stopping: worker",
    "gave up waiting for it to stop: worker",
    "stopping: slack",
    "stopping it ended badly: slack",
    "stopping: log file",
  ]);
});

test("a second signal does not stop anything twice, and a part that starts too late is stopped at once", async () => {
  const all = releasers();
  all.register("redis", () => stopped.push("redis"));
  await Promise.all([all.release(), all.release()]);
  all.register("worker", () => stopped.push("worker"));
  await all.release();
  expect(stopped).toEqual(["redis", "worker"]);
});

test("parts that hang together are left behind in time for a service manager that waits ten seconds", async () => {
  const all = releasers();
  all.register("redis", () => stopped.push("redis"));
  for (const name of ["queues", "worker", "timetable"]) all.register(name, () => new Promise(() => {}));
  const released = all.release();
  await vi.advanceTimersByTimeAsync(8_200);
  await released;
  expect(stopped).toEqual(["redis"]);
});
