import { readdirSync } from "node:fs";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { appEnvironment } from "../../sandbox/driver/app-environment.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import type { StartedApp } from "../../sandbox/driver/started-app.ts";
import { startApp } from "../../sandbox/driver/started-app.ts";
import type { Comparison, Figure } from "../figure.ts";
import { memoryOf } from "../stages/played-demo.ts";
import type { Workshop } from "../workshop.ts";

/** So many connections at once, as from outside by one machine without effort. */
const CONNECTIONS = 500;

/** More than Slack ever sends; what Bolt alone would read before it asks for a signature. */
const HELD_BYTES = 3_900_000;

/** For so long they are held; then their sender lets them go. */
const HELD_MS = 20_000;

/** After the last has ended, memory is looked at for so long and the least counts: Node gives it back when it has time. */
const SETTLES_MS = 15_000;

const head = "POST /slack/events HTTP/1.1\r\nhost: app\r\ncontent-type: application/json\r\n";

/** All that a connection sends is there before the first of it can be answered. */
const AT_ONCE = "requests one behind the other";

/** What each kind of flood writes on one of its connections, and goes on writing while it is held. */
const floods: Readonly<Record<string, (socket: Socket) => () => void>> = {
  "held bodies of 3.9 MB": (socket) => {
    socket.write(`${head}content-length: ${HELD_BYTES}\r\n\r\n`);
    socket.write(Buffer.alloc(HELD_BYTES - 1_000, "x"));
    return () => {};
  },
  "held bodies of 250 KB": (socket) => {
    socket.write(`${head}content-length: 250000\r\n\r\n`);
    socket.write(Buffer.alloc(249_000, "x"));
    return () => {};
  },
  [AT_ONCE]: (socket) => {
    socket.pause();
    socket.write("GET /readyz HTTP/1.1\r\nhost: app\r\n\r\n".repeat(2_000));
    return () => {};
  },
  "headers that drip": (socket) => {
    socket.write(`${head}x-drip: `);
    return () => void socket.write("x");
  },
};

/** What is left of a flood of connections that nobody signed: memory of the app after it beside that before it. */
export const flood: Figure = {
  name: "flood",
  limitMs: () => Object.keys(floods).length * (HELD_MS + SETTLES_MS + 30_000),
  async measure(workshop) {
    const { url: redis, stop } = await startRedis();
    workshop.defer(stop);
    const env = appEnvironment(redis);
    const comparisons: Comparison[] = [];
    for (const [name, write] of Object.entries(floods)) {
      const app = await startApp({ env, signal: workshop.signal });
      try {
        comparisons.push(await flooded(app, { name, write, workshop }));
      } finally {
        await app.stop();
      }
    }
    return comparisons;
  },
};

async function flooded(
  { url, child }: StartedApp,
  {
    name,
    write,
    workshop,
  }: {
    readonly name: string;
    readonly write: (socket: Socket) => () => void;
    readonly workshop: Workshop;
  },
): Promise<Comparison> {
  const pid = child.pid ?? 0;
  const memory = () => memoryOf(pid)?.residentMb ?? Number.NaN;
  const descriptors = () => readdirSync(`/proc/${pid}/fd`).length;
  await wait(3_000, undefined, { signal: workshop.signal });
  const before = { memory: memory(), descriptors: descriptors() };

  const drips: (() => void)[] = [];
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => drips.push(write(socket)));
    return socket.on("error", () => {});
  });
  let most = { memory: 0, descriptors: 0 };
  let answered = 0;
  let asked = 0;
  const until = performance.now() + HELD_MS;
  while (performance.now() < until) {
    workshop.signal.throwIfAborted();
    for (const drip of drips) drip();
    asked += 1;
    const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    if (health?.ok) answered += 1; // null: it could not be reached, which is what is counted
    most = {
      memory: Math.max(most.memory, memory()),
      descriptors: Math.max(most.descriptors, descriptors()),
    };
    await wait(500);
  }
  const held = descriptors();
  for (const socket of sockets) socket.destroy();

  const after: number[] = [];
  for (const end = performance.now() + SETTLES_MS; performance.now() < end; await wait(500))
    after.push(memory());
  return {
    case: name,
    unit: "MB",
    measured: {
      what: `resident memory of the app after ${CONNECTIONS} ${name}`,
      values: [Math.min(...after)],
    },
    baseline: { what: "the same process before them", values: [before.memory] },
    // What arrives at once, before anything can be refused, is bounded by what the kernel hands over; it is watched.
    aim: name === AT_ONCE ? null : { of: "ratio", under: 1.2 },
    notes: [
      `at most ${most.memory.toFixed(0)} MB during it`,
      `descriptors ${before.descriptors} before, ${most.descriptors} at most, ${held} after ${HELD_MS / 1_000} s of it, ${descriptors()} at the end`,
      `/healthz answered ${answered} of ${asked} times within a second`,
    ],
  };
}
