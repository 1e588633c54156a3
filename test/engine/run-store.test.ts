import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Day } from "../../src/domain/day.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Keys } from "../../src/jobs/store/keys.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { RunStore } from "../../src/jobs/store/run-store.ts";
import type { Claim, Opening } from "../../src/jobs/store/run-types.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let keys: Keys;
let store: RunStore;

/** Every test has a stack of its own, so that none sees another's locks. */
beforeEach(() => {
  keys = keysFor(`t-${randomUUID().slice(0, 8)}`);
  store = new RunStore(redis, { keys, now: () => new Date() });
});

function request(over: Partial<Opening> = {}): Opening {
  return {
    workflow: "deploy-stack",
    version: 1,
    steps: ["plan", "apply"],
    target: { stack: "loans", day: null },
    input: {},
    asker: { user: "U0OPERATOR", channel: "C0LOANS" },
    requestKey: randomUUID(),
    force: false,
    ...over,
  };
}

const batch = (day: string, over: Partial<Opening> = {}) =>
  request({ workflow: "daily-batch", target: { stack: "loans", day: day as Day }, input: { day }, ...over });

async function claim(runId: string): Promise<Claim> {
  const claimed = await store.claim(runId);
  if (!claimed) throw new Error(`${runId} is not live`);
  return claimed;
}

/** What a writer of the first attempt knows. */
const first = async (runId: string) => ({ attempt: 1, seen: await store.journal(runId) });

async function end(runId: string, outcome: "succeeded" | "failed"): Promise<string | null> {
  const finished = await store.finish(await claim(runId), { outcome, ...(await first(runId)) });
  if (finished === "fenced") throw new Error("fenced");
  return finished.next;
}

describe("opening a run", () => {
  test("takes the stack's lock, and the next one hears who holds it", async () => {
    expect(await store.open(request())).toEqual({ is: "opened", runId: "deploy-loans-1" });
    expect(await store.open(request())).toEqual({ is: "busy", runId: "deploy-loans-1" });
    expect(await store.open(request({ workflow: "teardown-stack" }))).toEqual({
      is: "busy",
      runId: "deploy-loans-1",
    });
    expect(await store.open(batch("2026-11-23"))).toEqual({ is: "busy", runId: "deploy-loans-1" });
  });

  test("the same request twice is the same run, also after its end", async () => {
    const asked = request();
    await store.open(asked);
    expect(await store.open(asked)).toEqual({ is: "known", runId: "deploy-loans-1" });
    await end("deploy-loans-1", "succeeded");
    expect(await store.open(asked)).toEqual({ is: "known", runId: "deploy-loans-1" });
    expect(await store.open(request())).toEqual({ is: "opened", runId: "deploy-loans-2" });
  });

  test("a hundred people asking at once get one run", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => store.open(batch("2026-11-23"))));
    expect(answers.filter(({ is }) => is === "opened")).toHaveLength(1);
    expect(new Set(answers.map(({ runId }) => runId))).toEqual(new Set(["batch-loans-2026-11-23-g1"]));
  });

  test("a day that is done is not run again unless forced, which makes the next generation", async () => {
    await store.open(batch("2026-11-23"));
    await end("batch-loans-2026-11-23-g1", "succeeded");
    expect(await store.open(batch("2026-11-23"))).toEqual({
      is: "known",
      runId: "batch-loans-2026-11-23-g1",
    });
    expect(await store.open(batch("2026-11-23", { force: true }))).toEqual({
      is: "opened",
      runId: "batch-loans-2026-11-23-g2",
    });
    // Forcing a live one changes nothing.
    expect(await store.open(batch("2026-11-23", { force: true }))).toEqual({
      is: "known",
      runId: "batch-loans-2026-11-23-g2",
    });
  });

  test("a day that failed is offered for going on", async () => {
    await store.open(batch("2026-11-23"));
    await end("batch-loans-2026-11-23-g1", "failed");
    expect(await store.open(batch("2026-11-23"))).toEqual({
      is: "ended",
      runId: "batch-loans-2026-11-23-g1",
    });
  });

  test("days queue and go one at a time, the oldest first; deploy waits for none of them", async () => {
    await store.open(batch("2026-11-23"));
    await store.open(batch("2026-11-21"));
    await store.open(batch("2026-11-22"));
    const turns = async () =>
      await Promise.all(["21", "22", "23"].map((day) => store.hasTurn(`batch-loans-2026-11-${day}-g1`)));
    expect(await turns()).toEqual([true, false, false]);
    // The turn stays where it is, although a still older day comes.
    await store.open(batch("2026-11-01"));
    expect(await turns()).toEqual([true, false, false]);
    expect(await store.open(request())).toMatchObject({ is: "busy" });
    expect(await end("batch-loans-2026-11-21-g1", "succeeded")).toBe("batch-loans-2026-11-01-g1");
    expect(await store.hasTurn("batch-loans-2026-11-01-g1")).toBe(true);
  });
});

const withdrawal = (day: string) =>
  request({ workflow: "withdraw-day", target: { stack: "loans", day: day as Day }, force: true });

describe("a withdrawal that waits while another day is counted", () => {
  const [counting, withdraws, batches] = [
    "batch-loans-2026-11-22-g1",
    "withdraw-loans-2026-11-20-g1",
    "batch-loans-2026-11-20-g1",
  ] as const;
  const asked = { withdrawal: withdrawal("2026-11-20"), batch: batch("2026-11-20", { force: true }) };

  test.each([
    ["before", [asked.withdrawal, asked.batch]],
    ["after", [asked.batch, asked.withdrawal]],
  ])("goes before its day is counted anew, asked for %s that", async (_, both) => {
    await store.open(batch("2026-11-22"));
    expect(await store.hasTurn(counting)).toBe(true);
    for (const one of both) await store.open(one);
    expect([...(await store.ledger.inLine("2026-11-20" as Day))]).toEqual([withdraws, batches]);
    expect(await end(counting, "succeeded")).toBe(withdraws);
    expect([await store.hasTurn(batches), await store.hasTurn(withdraws)]).toEqual([false, true]);
    expect(await end(withdraws, "succeeded")).toBe(batches);
  });

  test("waits for the days before its own, taken up again too", async () => {
    await store.open(asked.withdrawal);
    await end(withdraws, "failed");
    await store.open(batch("2026-11-22"));
    expect(await store.hasTurn(counting)).toBe(true);
    await store.open(asked.batch);
    await store.open(batch("2026-11-19"));
    const by = { kind: "retried", step: "plan" } as const;
    const seen = await store.journal(withdraws);
    await store.reopen(withdraws, { by, seen, user: "U0OPERATOR", requestKey: null });
    expect(await end(counting, "succeeded")).toBe("batch-loans-2026-11-19-g1");
    expect(await end("batch-loans-2026-11-19-g1", "succeeded")).toBe(withdraws);
  });
});

describe("a run in line that waits for a person", () => {
  const [waiting, sameDay, next, later] = [
    "withdraw-loans-2026-11-20-g1",
    "batch-loans-2026-11-20-g1",
    "batch-loans-2026-11-21-g1",
    "batch-loans-2026-11-22-g1",
  ] as const;

  async function standsAside(): Promise<Claim> {
    await store.open(withdrawal("2026-11-20"));
    expect(await store.hasTurn(waiting)).toBe(true);
    return await claim(waiting);
  }

  test("lets other days pass, names whom to wake, and keeps deploy and teardown away", async () => {
    const claimed = await standsAside();
    await store.open(batch("2026-11-22"));
    await store.open(batch("2026-11-21"));
    expect(await store.hasTurn(next)).toBe(false);
    expect(await store.standAside(claimed)).toBe(next);
    expect([await store.hasTurn(later), await store.hasTurn(next)]).toEqual([false, true]);
    expect(await store.standAside(claimed)).toBeNull();
    expect(await store.open(request())).toEqual({ is: "busy", runId: waiting });
    expect(await end(next, "succeeded")).toBe(later);
    expect(await store.hasTurn(later)).toBe(true);
  });

  test("is whom deploy and teardown hear of, before a run that waits for it or that others end by themselves", async () => {
    const claimed = await standsAside();
    await store.open(batch("2026-11-20"));
    await store.open(batch("2026-11-19"));
    await store.standAside(claimed);
    expect(await store.hasTurn("batch-loans-2026-11-19-g1")).toBe(true);
    expect(await store.open(request())).toEqual({ is: "busy", runId: waiting });
    expect([...(await store.ledger.inLine("2026-11-20" as Day))].sort()).toEqual([sameDay, waiting]);
  });

  test("goes on, once it is answered, after the one whose turn it is and before all others", async () => {
    const claimed = await standsAside();
    await store.open(batch("2026-11-21"));
    await store.open(batch("2026-11-22"));
    await store.standAside(claimed);
    expect(await store.hasTurn(next)).toBe(true);
    expect(await store.hasTurn(waiting)).toBe(false);
    expect(await end(next, "succeeded")).toBe(waiting);
    expect([await store.hasTurn(later), await store.hasTurn(waiting)]).toEqual([false, true]);
    expect(await end(waiting, "succeeded")).toBe(later);
  });

  test("lets nothing of its own day pass, before the answer and after it", async () => {
    const claimed = await standsAside();
    await store.open(batch("2026-11-20"));
    await store.open(batch("2026-11-21"));
    expect(await store.standAside(claimed)).toBe(next);
    expect([await store.hasTurn(sameDay), await store.hasTurn(next)]).toEqual([false, true]);
    expect(await store.hasTurn(waiting)).toBe(false);
    expect(await end(next, "succeeded")).toBe(waiting);
    expect([await store.hasTurn(sameDay), await store.hasTurn(waiting)]).toEqual([false, true]);
    expect(await end(waiting, "succeeded")).toBe(sameDay);
    expect(await store.hasTurn(sameDay)).toBe(true);
  });

  test("that ends while it waits lets its own day go on", async () => {
    await store.standAside(await standsAside());
    await store.open(batch("2026-11-20"));
    expect(await store.hasTurn(sameDay)).toBe(false);
    expect(await end(waiting, "failed")).toBe(sameDay);
    expect(await store.hasTurn(sameDay)).toBe(true);
  });

  test("does not give away the turn of another owner", async () => {
    const old = await standsAside();
    await claim(waiting);
    await store.open(batch("2026-11-21"));
    expect(await store.standAside(old)).toBeNull();
    expect([await store.hasTurn(next), await store.hasTurn(waiting)]).toEqual([false, true]);
  });
});

describe("a day that was counted on a stack that is gone", () => {
  const day = "2026-11-20";
  const of = (stackId?: string) =>
    batch(day, {
      target: { stack: "loans", day: day as Day, ...(stackId === undefined ? {} : { stackId }) },
    });
  const count = async (stackId?: string) => {
    const { runId } = await store.open(of(stackId));
    await end(runId, "succeeded");
    return runId;
  };
  const early = "2020-01-01T00:00:00.000Z";
  const late = "2099-01-01T00:00:00.000Z";

  test("is told by the stack's id, whatever the clocks say", async () => {
    await store.ledger.stackIs({ id: "first", madeAt: early });
    expect(await count("first")).toBe("batch-loans-2026-11-20-g1");
    expect(await store.open(of("first"))).toEqual({ is: "known", runId: "batch-loans-2026-11-20-g1" });
    // Made anew, by a clock that is behind: no run of then holds although it was opened later.
    await store.ledger.stackIs({ id: "second", madeAt: "2020-01-02T00:00:00.000Z" });
    expect(await store.ledger.newestOf({ stack: "loans", day: day as Day })).toBeNull();
    expect(await count("second")).toBe("batch-loans-2026-11-20-g2");
    // By a clock that is ahead: the run of that very stack holds although it was opened before.
    await store.ledger.stackIs({ id: "second", madeAt: late });
    expect(await store.ledger.newestOf({ stack: "loans", day: day as Day })).toBe(
      "batch-loans-2026-11-20-g2",
    );
    expect(await store.open(of("second"))).toEqual({ is: "known", runId: "batch-loans-2026-11-20-g2" });
  });

  test("is told by its time where the run does not say its stack", async () => {
    expect(await count()).toBe("batch-loans-2026-11-20-g1");
    await store.ledger.stackIs({ id: "first", madeAt: early });
    expect(await store.open(of("first"))).toEqual({ is: "known", runId: "batch-loans-2026-11-20-g1" });
    await store.ledger.stackIs({ id: "second", madeAt: late });
    expect(await store.open(of("second"))).toEqual({ is: "opened", runId: "batch-loans-2026-11-20-g2" });
  });

  test("and an older word of AWS's changes nothing", async () => {
    await store.ledger.stackIs({ id: "second", madeAt: late });
    await store.ledger.stackIs({ id: "first", madeAt: early });
    expect(await store.ledger.currentStack()).toEqual({ id: "second", madeAt: late });
  });
});

describe("a backfill", () => {
  const range = (from: string, until: string) =>
    request({ workflow: "backfill", target: { stack: "loans", day: from as Day, until: until as Day } });

  test("lets batches go on, and keeps deploy and teardown away to its end", async () => {
    await store.open(batch("2026-11-23"));
    expect(await store.open(range("2026-11-01", "2026-11-07"))).toEqual({
      is: "opened",
      runId: "backfill-loans-1",
    });
    expect(await store.hasTurn("backfill-loans-1")).toBe(true);
    expect(await store.hasTurn("batch-loans-2026-11-23-g1")).toBe(true);
    await end("batch-loans-2026-11-23-g1", "succeeded");
    expect(await store.open(batch("2026-11-01"))).toMatchObject({ is: "opened" });
    await end("batch-loans-2026-11-01-g1", "succeeded");
    for (const workflow of ["deploy-stack", "teardown-stack"] as const)
      expect(await store.open(request({ workflow }))).toEqual({ is: "busy", runId: "backfill-loans-1" });
    await end("backfill-loans-1", "succeeded");
    expect(await store.open(request())).toMatchObject({ is: "opened" });
    expect(await store.open(range("2026-11-01", "2026-11-07"))).toEqual({
      is: "busy",
      runId: "deploy-loans-1",
    });
  });

  test("shares no day with another live one, and goes on only when none has its days", async () => {
    await store.open(range("2026-10-30", "2026-11-03"));
    expect(await store.open(range("2026-10-30", "2026-11-03"))).toEqual({
      is: "known",
      runId: "backfill-loans-1",
    });
    expect(await store.open(range("2026-11-03", "2026-11-05"))).toEqual({
      is: "overlaps",
      runId: "backfill-loans-1",
    });
    expect(await store.open(range("2026-10-01", "2026-10-30"))).toEqual({
      is: "overlaps",
      runId: "backfill-loans-1",
    });
    expect(await store.open(range("2026-11-04", "2026-11-05"))).toEqual({
      is: "opened",
      runId: "backfill-loans-2",
    });
    await end("backfill-loans-1", "failed");
    expect(await store.open(range("2026-11-01", "2026-11-02"))).toEqual({
      is: "opened",
      runId: "backfill-loans-3",
    });
    const seen = await store.journal("backfill-loans-1");
    const again = async () =>
      await store.reopen("backfill-loans-1", {
        by: { kind: "retried", step: "days" },
        seen,
        user: "U0OPERATOR",
        requestKey: null,
      });
    expect(await again()).toEqual({ is: "busy", runId: "backfill-loans-3" });
    await end("backfill-loans-3", "succeeded");
    expect(await again()).toEqual({ is: "resumed", runId: "backfill-loans-1" });
    expect(await store.open(range("2026-11-01", "2026-11-02"))).toMatchObject({ is: "overlaps" });
  });

  test("that asks for a day which is live has asked for it, also once that has ended", async () => {
    await store.open(batch("2026-11-01"));
    expect(await store.ledger.runOfRequest("backfill-loans-1-days-a1-2026-11-01")).toBeNull();
    const asked = batch("2026-11-01", { requestKey: "backfill-loans-1-days-a1-2026-11-01" });
    expect(await store.open(asked)).toEqual({ is: "known", runId: "batch-loans-2026-11-01-g1" });
    await end("batch-loans-2026-11-01-g1", "failed");
    expect(await store.ledger.runOfRequest(asked.requestKey)).toBe("batch-loans-2026-11-01-g1");
    expect(await store.open(asked)).toEqual({ is: "known", runId: "batch-loans-2026-11-01-g1" });
  });
});

describe("the journal", () => {
  test("is numbered without gaps and read back as it was written", async () => {
    await store.open(request());
    const owner = await claim("deploy-loans-1");
    await store.write(owner, { kind: "started", step: "plan" }, await first(owner.runId));
    await store.write(
      owner,
      { kind: "done", step: "plan", output: { changes: [] } },
      await first(owner.runId),
    );
    const journal = await store.journal("deploy-loans-1");
    expect(journal.map(({ seq, kind, actor }) => [seq, kind, actor])).toEqual([
      [1, "opened", "U0OPERATOR"],
      [2, "started", "loan-tracker"],
      [3, "done", "loan-tracker"],
    ]);
    expect(journal[2]).toMatchObject({ output: { changes: [] }, fence: owner.fence, attempt: 1 });
  });

  test("refuses an owner of yesterday, who can neither write nor finish", async () => {
    await store.open(request());
    const zombie = await claim("deploy-loans-1");
    const owner = await claim("deploy-loans-1");
    expect(await store.owns(zombie)).toBe(false);
    expect(
      await store.write(zombie, { kind: "started", step: "plan" }, await first(zombie.runId)),
    ).toBeNull();
    expect(await store.finish(zombie, { outcome: "failed", ...(await first(zombie.runId)) })).toBe("fenced");
    expect(
      await store.write(owner, { kind: "started", step: "plan" }, await first(owner.runId)),
    ).toMatchObject({ entry: { seq: 2 }, isNews: false });
  });

  test("refuses an owner whose claim Redis has lost, also once the next one has the same number", async () => {
    const { runId } = await store.open(request());
    const lost = await redis.hgetall(keys.run(runId));
    const zombie = await claim(runId);
    // Redis was killed, and its file ends before the claim.
    await redis.del(keys.run(runId));
    await redis.hset(keys.run(runId), lost);
    expect(await store.owns(zombie)).toBe(false);
    expect((await claim(runId)).fence).toBe(zombie.fence);
    expect(await store.owns(zombie)).toBe(false);
    expect(await store.write(zombie, { kind: "started", step: "plan" }, await first(runId))).toBeNull();
    expect(await store.finish(zombie, { outcome: "failed", ...(await first(runId)) })).toBe("fenced");
  });

  test("tells the first writer after the card was said that it is news, and the others not", async () => {
    await store.open(request());
    const owner = await claim("deploy-loans-1");
    const told = await first(owner.runId);
    await redis.zrem(keys.stale, cardId("deploy-loans-1"));
    expect(await store.write(owner, { kind: "started", step: "plan" }, told)).toMatchObject({ isNews: true });
    expect(await store.write(owner, { kind: "missed", step: "plan" }, told)).toMatchObject({ isNews: false });
  });

  test("takes a person's word only while it is as the person saw it", async () => {
    await store.open(request());
    const seen = await store.journal("deploy-loans-1");
    await store.write(
      await claim("deploy-loans-1"),
      { kind: "started", step: "plan" },
      await first("deploy-loans-1"),
    );
    const word = { kind: "approved", step: "approve" } as const;
    expect(await store.note("deploy-loans-1", word, { seen, user: "U0OPERATOR" })).toBeNull();
    const now = await store.journal("deploy-loans-1");
    expect(await store.note("deploy-loans-1", word, { seen: now, user: "U0OPERATOR" })).toMatchObject({
      seq: 3,
    });
  });

  test("holds no numbers; one whose lines carry them, as they once did, reads the same and goes on", async () => {
    await store.open(request());
    const owner = await claim("deploy-loans-1");
    await store.write(owner, { kind: "started", step: "plan" }, await first(owner.runId));
    const journal = await store.journal(owner.runId);
    const lines = await redis.lrange(keys.journal(owner.runId), 0, -1);
    expect(lines.filter((line) => line.includes("seq"))).toEqual([]);

    await redis.del(keys.journal(owner.runId));
    const numbered = lines.map((line, index) => `{"seq":${index + 1},${line.slice(1)}`);
    await redis.rpush(keys.journal(owner.runId), ...numbered);
    expect(await store.journal(owner.runId)).toEqual(journal);
    await store.write(owner, { kind: "missed", step: "plan" }, { attempt: 1, seen: journal });
    expect((await store.journal(owner.runId)).map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, "opened"],
      [2, "started"],
      [3, "missed"],
    ]);
  });

  test("with a line of another format is refused, not guessed", async () => {
    await store.open(request());
    await redis.rpush(keys.journal("deploy-loans-1"), '{"v":2}');
    await expect(store.journal("deploy-loans-1")).rejects.toThrow();
  });
});

describe("a retry", () => {
  const again = async () => {
    const seen = await store.journal("deploy-loans-1");
    return await store.reopen("deploy-loans-1", {
      by: { kind: "retried", step: "apply" },
      seen,
      user: "U0OPERATOR2",
      requestKey: null,
    });
  };

  test("makes an ended run live again, one attempt higher, with the lock", async () => {
    await store.open(request());
    await end("deploy-loans-1", "failed");
    expect(await again()).toEqual({ is: "resumed", runId: "deploy-loans-1" });
    expect(await store.run("deploy-loans-1")).toMatchObject({ outcome: null });
    expect((await store.journal("deploy-loans-1")).at(-1)).toMatchObject({
      kind: "retried",
      step: "apply",
      attempt: 2,
      actor: "U0OPERATOR2",
    });
    expect(await store.open(request())).toEqual({ is: "busy", runId: "deploy-loans-1" });
  });

  test("of a live run changes nothing; while another holds the stack it says who", async () => {
    await store.open(request());
    expect(await again()).toEqual({ is: "changed", runId: "deploy-loans-1" });
    await end("deploy-loans-1", "failed");
    await store.open(request());
    expect(await again()).toEqual({ is: "busy", runId: "deploy-loans-2" });
  });

  test("pressed twice at the same moment is one retry", async () => {
    await store.open(request());
    await end("deploy-loans-1", "failed");
    const outcomes = await Promise.all([again(), again()]);
    expect(outcomes.map(({ is }) => is).sort()).toEqual(["changed", "resumed"]);
  });
});
