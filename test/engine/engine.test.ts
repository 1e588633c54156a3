import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../../src/config/log.ts";
import { DayHeld, Problem } from "../../src/domain/problem.ts";
import type { Engine } from "../../src/jobs/engine/engine-context.ts";
import { slice } from "../../src/jobs/engine/slice.ts";
import type { AnyWorkflow, Sighting } from "../../src/jobs/engine/workflow.ts";
import { workflow } from "../../src/jobs/engine/workflow.ts";
import type { Keys } from "../../src/jobs/store/keys.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { connectForAsking } from "../../src/jobs/store/redis.ts";
import { RunStore } from "../../src/jobs/store/run-store.ts";
import type { After } from "../../src/jobs/store/wake-queue.ts";
import { classify, explain } from "../../src/jobs/workflows/error-class.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** The engine on a real Redis, its clock in the test's hand, moving small workflows over a world of two variables. */

const { redis, url, stop } = await startConnectedRedis();
afterAll(stop);

let keys: Keys;
let store: RunStore;
let toldOutbox = 0;
let nowMs: number;
/** By how much that is ahead of AWS's clock. */
let aheadMs: number;

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 23);
  aheadMs = 0;
  keys = keysFor(`e-${randomUUID().slice(0, 8)}`);
  store = new RunStore(redis, { keys, now: () => new Date(nowMs) });
});

/** The engine asks nothing of it. */
type World = Readonly<Record<string, never>>;

/** So many workers, each a process of its own, claim the run and are never heard of again. */
async function workersDie(count: number): Promise<void> {
  for (let deaths = 0; deaths < count; deaths += 1) {
    await new RunStore(redis, { keys, now: () => new Date(nowMs) }).claim("deploy-loans-1");
  }
}

/** The thing a step makes, and how often it was made; what a look at it finds is for the test to say. */
class Thing {
  made = 0;
  undone = 0;
  looks = 0;
  #sight: (thing: Thing) => Sighting<string>;

  constructor(sight: (thing: Thing) => Sighting<string> = (thing) => (thing.made > 0 ? done : absent)) {
    this.#sight = sight;
  }

  look(): Sighting<string> {
    this.looks += 1;
    return this.#sight(this);
  }
}

const absent: Sighting<string> = { is: "absent" };
const underway: Sighting<string> = { is: "underway" };
const done: Sighting<string> = { is: "done", output: "there" };

/** The connection broke after the first call was sent: nobody knows whether it was carried out. */
function firstReplyIsLost({ made }: Thing): void {
  if (made > 1) return;
  throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

function throttled(): Error {
  const about = { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } };
  return Object.assign(new Error("slow down"), about);
}

/** A workflow of these steps, as the engine sees any. */
function outlined<const Names extends readonly string[]>(...names: Names) {
  const steps = Object.fromEntries(names.map((name) => [name, {}])) as Record<Names[number], object>;
  const facts = { name: "deploy-stack", version: 1, steps } as const;
  return workflow<Record<string, never>, World, typeof facts>(facts);
}

function making(thing: Thing, more: { readonly grace?: "60s"; readonly run?: () => void } = {}) {
  return outlined("make", "hang").step("make", {
    observe: async () => thing.look(),
    run: async () => {
      thing.made += 1;
      more.run?.();
    },
    undo: async () => {
      thing.undone += 1;
      return null;
    },
    every: "10s",
    within: "10m",
    ...(more.grace === undefined ? {} : { grace: more.grace }),
  });
}

async function opened(flow: AnyWorkflow<World>): Promise<{
  readonly slice: (now?: AnyWorkflow<World>, store?: RunStore) => Promise<After>;
  readonly kinds: () => Promise<string[]>;
}> {
  const { runId } = await store.open({
    workflow: flow.name,
    version: flow.version,
    steps: flow.steps.map(({ name }) => name),
    target: { stack: "loans", day: null },
    input: {},
    asker: { user: "U0OPERATOR", channel: "C0LOANS" },
    requestKey: randomUUID(),
    force: false,
  });
  const engineOf = (now: AnyWorkflow<World>, own: RunStore): Engine<World> => ({
    store: own,
    world: {},
    workflows: { "deploy-stack": now },
    clock: { now: () => new Date(nowMs), monotonic: () => performance.now() },
    awsClock: { now: () => new Date(nowMs - aheadMs) },
    errors: { classify, explain },
    observer: { at: () => {} },
    log: createLog({ level: "silent" }),
    pace: 1,
    noticed: async () => {
      toldOutbox += 1;
    },
    wake: async () => {},
    ended: async () => {},
    stopping: () => false,
  });
  return {
    slice: async (now = flow, own = store) => await slice(engineOf(now, own), runId),
    kinds: async () => (await store.journal(runId)).map(({ kind }) => kind),
  };
}

/** Seconds that a parked run rests, without the jitter of a twentieth. */
const rest = (after: After) => (after.next === "park" ? Math.round(after.forMs / 1_000) : null);

describe("a step", () => {
  test("is looked at, done, looked at again, and written down", async () => {
    const thing = new Thing();
    const run = await opened(making(thing));
    expect(await run.slice()).toEqual({ next: "end" });
    expect(thing).toMatchObject({ made: 1, looks: 2 });
    expect(await run.kinds()).toEqual(["opened", "started", "done", "finished"]);
  });

  test("tells the outbox once of all that it writes while the card is stale", async () => {
    const run = await opened(making(new Thing()));
    const before = toldOutbox;
    await run.slice();
    expect(await run.kinds()).toHaveLength(4);
    expect(toldOutbox - before).toBe(1);
  });

  test("that is there already is adopted, not done again", async () => {
    const thing = new Thing(() => done);
    const run = await opened(making(thing));
    await run.slice();
    expect(thing.made).toBe(0);
    expect(await run.kinds()).toEqual(["opened", "adopted", "done", "finished"]);
  });

  test("that is underway parks the run: for moments at first, longer the longer it takes", async () => {
    const thing = new Thing((one) => (one.made === 0 ? absent : underway));
    const run = await opened(making(thing));
    const first = rest(await run.slice());
    nowMs += 100_000;
    const later = rest(await run.slice());
    nowMs += 400_000;
    const last = rest(await run.slice());
    expect([first, later, last]).toEqual([2, expect.closeTo(10, -0.5), expect.closeTo(30, -0.6)]);
    expect(thing.made).toBe(1);
  });

  test("that takes longer than it may fails with the remedy, and is taken back", async () => {
    const thing = new Thing((one) => (one.made === 0 ? absent : underway));
    const run = await opened(making(thing));
    await run.slice();
    nowMs += 11 * 60_000;
    expect(await run.slice()).toEqual({ next: "end" });
    expect(thing.undone).toBe(1);
    expect(await run.kinds()).toEqual(["opened", "started", "failed", "undone", "finished"]);
  });

  test("that has a token is repeated at once when its effect cannot be seen", async () => {
    const thing = new Thing((one) => (one.made < 2 ? absent : done));
    const run = await opened(making(thing));
    await run.slice();
    await run.slice();
    expect(thing.made).toBe(2);
  });

  test("without a token waits for two empty looks and the whole grace before it is repeated", async () => {
    const thing = new Thing((one) => (one.made < 2 ? absent : done));
    const run = await opened(making(thing, { grace: "60s", run: () => firstReplyIsLost(thing) }));
    await run.slice();
    for (let looks = 0; looks < 5; looks += 1) {
      nowMs += 11_000;
      await run.slice();
    }
    // 55 s and five looks later: still not again.
    expect(thing.made).toBe(1);
    nowMs += 6_000;
    await run.slice();
    expect(thing.made).toBe(2);
    expect(await run.kinds()).toEqual([
      "opened",
      "started",
      "missed",
      "missed",
      "started",
      "seen",
      "done",
      "finished",
    ]);
  });

  test.each([
    ["whose call was answered", new Thing(() => absent), 1],
    ["that was seen at work", new Thing(({ looks }) => (looks === 1 ? underway : absent)), 0],
  ])("without a token is not repeated %s, however long no look finds it", async (_, thing, made) => {
    const run = await opened(making(thing, { grace: "60s" }));
    for (let looks = 0; looks < 30; looks += 1) {
      await run.slice();
      nowMs += 19_000;
    }
    expect(thing.made).toBe(made);
    nowMs += 60_000;
    await run.slice();
    expect((await store.journal("deploy-loans-1")).find(({ kind }) => kind === "failed")).toMatchObject({
      problem: { code: "step-late" },
    });
  });
});

test("a step that is given up names what was at work at the last look, which goes on without it", async () => {
  const items = [
    { name: "1-in", state: "done" },
    { name: "2-count", state: "underway" },
    { name: "3-out", state: "waiting" },
  ] as const;
  const thing = new Thing(() => ({ is: "underway", progress: { items } }));
  const run = await opened(making(thing, {}));
  await run.slice();
  nowMs += 86_400_000;
  await run.slice();
  const failed = (await store.journal("deploy-loans-1")).find(({ kind }) => kind === "failed");
  expect(failed).toMatchObject({
    problem: {
      code: "step-late",
      says: expect.stringMatching(
        /^waiting to make: not finished within \w+; still at work: 2-count \(underway\), 3-out \(waiting\)$/,
      ),
      remedy: expect.stringContaining("press Retry, which looks at it first"),
    },
  });
});

describe("a clock that jumps three hours ahead of AWS's", () => {
  const HOURS_MS = 3 * 3_600_000;

  test("gives up no step that AWS has been at for a moment, and asks no more often how far it is", async () => {
    const thing = new Thing((one) => (one.looks < 3 ? underway : done));
    const run = await opened(making(thing));
    const before = rest(await run.slice()) ?? 0;
    nowMs += HOURS_MS;
    aheadMs = HOURS_MS;
    expect(rest(await run.slice())).toBeGreaterThanOrEqual(before * 0.9);
    await run.slice();
    await run.slice();
    expect((await store.journal("deploy-loans-1")).at(-1)).toMatchObject({ outcome: "succeeded" });
  });

  test("and one that has been three hours behind all along gives up none either", async () => {
    aheadMs = -HOURS_MS;
    const thing = new Thing((one) => (one.looks < 3 ? underway : done));
    const run = await opened(making(thing));
    await run.slice();
    await run.slice();
    await run.slice();
    expect((await store.journal("deploy-loans-1")).at(-1)).toMatchObject({ outcome: "succeeded" });
  });

  test("does not keep one from being given up in its time", async () => {
    const run = await opened(making(new Thing(() => underway)));
    await run.slice();
    nowMs += HOURS_MS;
    aheadMs = HOURS_MS;
    await run.slice();
    nowMs += 86_400_000;
    await run.slice();
    expect((await store.journal("deploy-loans-1")).find(({ kind }) => kind === "failed")).toMatchObject({
      problem: { code: "step-late" },
    });
  });
});

describe("a clock that is set back a day", () => {
  test("neither shortens the grace nor stretches it: the step is made again after a whole one, once", async () => {
    const thing = new Thing((one) => (one.made < 2 ? absent : done));
    const run = await opened(making(thing, { grace: "60s", run: () => firstReplyIsLost(thing) }));
    await run.slice();
    for (let looks = 0; looks < 3; looks += 1) {
      nowMs += 11_000;
      await run.slice();
    }
    nowMs -= 24 * 3_600_000;
    for (let looks = 0; looks < 5; looks += 1) {
      await run.slice();
      nowMs += 14_000;
    }
    // 56 s by the clock as it stands now: still not again.
    expect(thing.made).toBe(1);
    await run.slice();
    expect(thing.made).toBe(2);
  });

  test("lets a run that rests be looked at as soon as ever, and keeps its lock and its journal", async () => {
    const thing = new Thing((one) => (one.looks < 4 ? underway : done));
    const run = await opened(making(thing));
    const before = rest(await run.slice());
    nowMs -= 24 * 3_600_000;
    expect(rest(await run.slice())).toBeLessThanOrEqual(before ?? 0);
    const again = { workflow: "deploy-stack", version: 1, steps: ["make"], input: {}, force: false } as const;
    const asker = { user: "U0OTHER", channel: "C0LOANS" };
    const asked = await store.open({
      ...{ ...again, asker, target: { stack: "loans", day: null }, requestKey: randomUUID() },
    });
    expect(asked).toEqual({ is: "busy", runId: "deploy-loans-1" });
    await run.slice();
    await run.slice();
    expect(await run.kinds()).toEqual(["opened", "adopted", "done", "finished"]);
  });
});

describe("trouble", () => {
  test("that a person can mend ends the run with the problem's words", async () => {
    const flow = outlined("ask").step("ask", {
      run: async () => {
        throw new Problem("no-right", "asking AWS: not allowed", { remedy: "allow it" });
      },
    });
    const run = await opened(flow);
    expect(await run.slice()).toEqual({ next: "end" });
    expect((await store.journal("deploy-loans-1")).find(({ kind }) => kind === "failed")).toMatchObject({
      problem: { code: "no-right", says: "asking AWS: not allowed", remedy: "allow it" },
      held: false,
    });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "failed" });
  });

  test("with a day that does not add up ends the run as held", async () => {
    const flow = outlined("ask").step("ask", {
      run: async () => {
        throw new DayHeld("day-held", "one row is missing", { remedy: "find it", holds: [] });
      },
    });
    await (await opened(flow)).slice();
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "held" });
  });

  test("that holds a day ends, once a person has released it, at the step that held it", async () => {
    const holds = [{ rule: "malformed", says: "2 of 9 rows" }];
    let counts = 0;
    const flow = outlined("count", "weigh")
      .step("count", { run: async () => (counts += 1) })
      .step("weigh", {
        run: async ({ released, releases }) => {
          if (released.some(({ rule }) => rule === "malformed")) return releases.map(({ by }) => by);
          throw new DayHeld("day-held", "2 of 9 rows", { remedy: "mend it", holds });
        },
        retryFrom: "count",
      });
    const run = await opened(flow);
    await run.slice();
    const seen = await store.journal("deploy-loans-1");
    const since = new Date(nowMs).toISOString();
    const by = { kind: "released", step: "weigh", holds, since, reason: "known" } as const;
    await store.reopen("deploy-loans-1", { by, seen, user: "U0SECOND", requestKey: null });
    expect(await run.slice()).toEqual({ next: "end" });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "succeeded" });
    expect((await store.journal("deploy-loans-1")).filter(({ kind }) => kind === "done")).toMatchObject([
      { step: "count", output: 1, attempt: 1 },
      { step: "weigh", output: ["U0SECOND"], attempt: 2 },
    ]);
  });

  test("that holds a day is written down by its rules", async () => {
    const holds = [{ rule: "malformed", says: "2 of 9 rows" }];
    const flow = outlined("ask").step("ask", {
      run: async () => {
        throw new DayHeld("day-held", "2 of 9 rows", { remedy: "mend it", holds });
      },
    });
    await (await opened(flow)).slice();
    const entry = (await store.journal("deploy-loans-1")).find(({ kind }) => kind === "failed");
    expect(entry).toMatchObject({ held: true, problem: { holds } });
  });

  test("that passes is waited for, longer each time, and forgotten after a success", async () => {
    let looks = 0;
    const flow = outlined("ask").step("ask", {
      observe: async () => {
        looks += 1;
        if (looks <= 3) throw throttled();
        return done;
      },
      run: async () => {},
      every: "1s",
      within: "1h",
    });
    const run = await opened(flow);
    const rests = [await run.slice(), await run.slice(), await run.slice()].map((after) =>
      after.next === "park" ? after.forMs : 0,
    );
    expect(rests[0]).toBeGreaterThanOrEqual(500);
    expect(rests[2]).toBeGreaterThanOrEqual(2_000);
    expect(await run.slice()).toEqual({ next: "end" });
    expect(await redis.hget(keys.run("deploy-loans-1"), "tries")).toBeNull();
  });

  test("that comes and goes over a long wait never adds up to a failure", async () => {
    const thing = new Thing(({ looks }) => {
      if (looks > 60) return done;
      if (looks % 2 === 1) throw throttled();
      return underway;
    });
    const run = await opened(making(thing));
    for (let look = 1; look <= 60; look += 1) expect((await run.slice()).next).toBe("park");
    expect(await run.slice()).toEqual({ next: "end" });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "succeeded" });
  });

  test("of our own making is tried three times, then told with a reference", async () => {
    const run = await opened(
      making(new Thing(() => absent), {
        run: () => {
          throw new TypeError("undefined is not a function");
        },
      }),
    );
    expect((await run.slice()).next).toBe("park");
    expect((await run.slice()).next).toBe("park");
    expect((await run.slice()).next).toBe("end");
    const failed = (await store.journal("deploy-loans-1")).find((entry) => entry.kind === "failed");
    expect(failed).toMatchObject({ problem: { code: "bug", ref: expect.stringMatching(/^[0-9a-f]{8}$/) } });
    expect(JSON.stringify(failed)).not.toContain("undefined is not a function");
  });
});

describe("a failure that may pass", () => {
  const lost = new Problem("node-lost", "running it: a node was lost", { remedy: "press Retry" });
  /** Two steps, of which the second's retry begins at the first; what a look at the second finds is for the test to say. */
  const twoSteps = (looks: () => Promise<Sighting<string>>, keys: string[] = []) =>
    outlined("first", "second")
      .step("first", { run: async () => null })
      .step("second", {
        observe: async ({ key }) => {
          keys.push(key);
          return await looks();
        },
        run: async () => {},
        every: "10s",
        within: "10m",
        retryFrom: "first",
      });

  test("is tried once more by itself, under a new attempt and from where a retry begins; then it has failed", async () => {
    const keys: string[] = [];
    const run = await opened(twoSteps(async () => ({ is: "failed", problem: lost, mayPass: true }), keys));
    expect(await run.slice()).toEqual({ next: "end" });
    expect(keys).toEqual(["deploy-loans-1-second-a1", "deploy-loans-1-second-a2"]);
    const journal = await store.journal("deploy-loans-1");
    expect(journal.map((entry) => `${entry.kind} ${"step" in entry ? entry.step : ""}`.trim())).toEqual([
      ...["opened", "started first", "done first", "adopted second", "retried first"],
      ...["started first", "done first", "adopted second", "failed second", "finished"],
    ]);
    expect(journal.find(({ kind }) => kind === "retried")).toMatchObject({
      actor: "loan-tracker",
      attempt: 2,
      because: { step: "second", problem: { code: "node-lost", says: "running it: a node was lost" } },
    });
  });

  test.each([
    [
      "of whose last retry nothing is known is not tried once more: that may have been it",
      true,
      ["failed", "finished"],
    ],
    ["of a run that was retried by a person, or by the schedule, is", false, ["retried", "started"]],
  ] as const)("%s", async (_, isForgotten, kinds) => {
    const flow = twoSteps(async () => ({ is: "failed", problem: lost, mayPass: true }));
    const run = await opened(flow);
    const seen = await store.journal("deploy-loans-1");
    const again = { kind: "retried", step: "first", ...(isForgotten ? { isForgotten } : {}) } as const;
    await store.note("deploy-loans-1", again, { seen, user: "loan-tracker" });
    await run.slice();
    const told = (await store.journal("deploy-loans-1")).map(({ kind }) => kind);
    expect(told.slice(told.indexOf("adopted") + 1).slice(0, 2)).toEqual(kinds);
  });

  test("that does pass ends well", async () => {
    let looks = 0;
    const run = await opened(
      twoSteps(async () => {
        looks += 1;
        return looks === 1 ? { is: "failed", problem: lost, mayPass: true } : done;
      }),
    );
    await run.slice();
    expect((await store.journal("deploy-loans-1")).at(-1)).toMatchObject({
      outcome: "succeeded",
      attempt: 2,
    });
  });

  test("takes no word back that a person gave in that very moment", async () => {
    const run = await opened(
      twoSteps(async () => {
        const seen = await store.journal("deploy-loans-1");
        const canceled = { kind: "canceled", reason: "" } as const;
        await store.note("deploy-loans-1", canceled, { seen, user: "U0OPERATOR" });
        return { is: "failed", problem: lost, mayPass: true };
      }),
    );
    await run.slice();
    expect(await run.kinds()).not.toContain("retried");
    expect((await store.journal("deploy-loans-1")).at(-1)).toMatchObject({ outcome: "canceled" });
  });
});

describe("a run that may not be moved", () => {
  test("because its workflow has other steps now ends with what differs, and touches nothing", async () => {
    const thing = new Thing();
    const flow = making(thing);
    const run = await opened(flow);
    const check = { name: "check", step: { run: async () => null } };
    const newer: AnyWorkflow<World> = { name: flow.name, version: 2, steps: [...flow.steps, check] };
    expect(await run.slice(newer)).toEqual({ next: "end" });
    expect(thing).toMatchObject({ made: 0, looks: 0 });
    const failed = (await store.journal("deploy-loans-1")).find((entry) => entry.kind === "failed");
    expect(failed).toMatchObject({
      problem: {
        code: "workflow-changed",
        says: "going on with a run of an older release: steps gone: none; steps added: check",
      },
    });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "failed" });
  });

  test("because workers die at it, one after the other, is not given to another one", async () => {
    const thing = new Thing();
    const run = await opened(making(thing));
    await workersDie(10);
    expect(await run.slice()).toEqual({ next: "end" });
    expect(thing.made).toBe(0);
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "failed" });
    const failed = (await store.journal("deploy-loans-1")).find((entry) => entry.kind === "failed");
    expect(failed).toMatchObject({ problem: { says: "moving the run: 10 workers died at it in a row" } });
  });

  test("is told from one that a slow Redis keeps from being moved: who claims it again has not died", async () => {
    const thing = new Thing();
    const run = await opened(making(thing));
    const other = new RunStore(redis, { keys, now: () => new Date(nowMs) });
    // Redis carries the claims out and answers too late, so that neither worker gets any further, for minutes.
    for (let tries = 0; tries < 30; tries += 1) {
      await store.claim("deploy-loans-1");
      await other.claim("deploy-loans-1");
    }
    expect(await run.slice()).toEqual({ next: "end" });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "succeeded" });
  });

  test("is counted on from what an earlier release has counted", async () => {
    const run = await opened(making(new Thing()));
    await redis.hset(keys.run("deploy-loans-1"), "begun", 8);
    await workersDie(2);
    expect(await run.slice()).toEqual({ next: "end" });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "failed" });
  });

  test("is told from one that gets on: deaths are counted at each step anew", async () => {
    const reached = Promise.withResolvers<void>();
    const first = new Thing();
    let isDead = true;
    const flow = making(first).step("hang", {
      run: async () => {
        if (!isDead) return;
        reached.resolve();
        await new Promise(() => {});
      },
    });
    const run = await opened(flow);
    await workersDie(9);
    // This worker does the first step and dies in the second, as do nine more.
    void run.slice();
    await reached.promise;
    await workersDie(9);
    isDead = false;
    expect(await run.slice()).toEqual({ next: "end" });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "succeeded" });
  });

  test("is another thing than one that waits long: slices that end are not counted", async () => {
    const thing = new Thing((one) => (one.made === 0 ? absent : underway));
    const run = await opened(making(thing));
    for (let slices = 0; slices < 30; slices += 1) expect((await run.slice()).next).toBe("park");
  });
});

test("workers of several machines, each with a connection of its own, make a thing once between them", async () => {
  const connections = Array.from({ length: 3 }, () => connectForAsking(url));
  await Promise.all(connections.map((one) => new Promise((resolve) => one.once("ready", resolve))));
  const stores = connections.map((one) => new RunStore(one, { keys, now: () => new Date(nowMs) }));
  const thing = new Thing((one) => (one.made === 0 ? absent : done));
  const flow = making(thing, { grace: "60s" });
  const run = await opened(flow);
  // All claim it at the same moment, again and again; who was not the last one falls silent before its call.
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(stores.map(async (one) => await run.slice(flow, one)));
  }
  expect(thing.made).toBe(1);
  expect((await run.kinds()).at(-1)).toBe("finished");
  for (const one of connections) one.disconnect();
});

test("a worker that lost the run to another falls silent before the effect", async () => {
  const thing = new Thing((one) => {
    // Another worker claims the run between this look and the effect.
    if (one.looks === 1) void store.claim("deploy-loans-1");
    return absent;
  });
  const run = await opened(making(thing));
  expect((await run.slice()).next).toBe("park");
  expect(thing.made).toBe(0);
  expect(await run.kinds()).toEqual(["opened"]);
});

test("what a person writes during a slice is read before the next move", async () => {
  const thing = new Thing((one) => (one.made === 0 ? absent : underway));
  const run = await opened(making(thing));
  await run.slice();
  const seen = await store.journal("deploy-loans-1");
  await store.note("deploy-loans-1", { kind: "canceled", reason: "not now" }, { seen, user: "U0OPERATOR" });
  expect(await run.slice()).toEqual({ next: "end" });
  expect(thing.undone).toBe(1);
  expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: "canceled" });
});
