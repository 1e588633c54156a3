import { createHash, randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, beforeEach, expect, test } from "vitest";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Keys } from "../../src/jobs/store/keys.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { fileOf } from "../../src/jobs/store/script-text.ts";
import type { Scripts } from "../../src/jobs/store/scripts.ts";
import { loadedScripts, scriptNames, scriptsOn } from "../../src/jobs/store/scripts.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

const { redis, stop } = await startConnectedRedis();
const monitor: Redis = await redis.monitor();
afterAll(async () => {
  monitor.disconnect();
  await stop();
});

let keys: Keys;
let scripts: Scripts;

beforeEach(async () => {
  keys = keysFor(`s-${randomUUID().slice(0, 8)}`);
  scripts = scriptsOn(redis, keys);
  await redis.set(keys.epoch, 1);
});

const stack = { mode: "1", score: 0, range: null, stem: "deploy-s", idBegin: "deploy-s-" } as const;
const day = { mode: "0", score: 9, range: null, stem: "batch-s", idBegin: "batch-s-g" } as const;
const days = { mode: "guest", score: 9, range: "9-12", stem: "backfill-s", idBegin: "backfill-s-" } as const;
const written = {
  openedAt: "2026-11-23T04:00:00.000Z",
  openedAtMs: 1_795_406_400_000,
  workflow: "deploy-stack",
  target: '{"stack":"s"}',
  asker: "{}",
} as const;
const asked = { ...written, rememberFor: 60, force: false, anyway: false, entry: '{"kind":"opened"}' };
const open = async (of: typeof stack | typeof day | typeof days) =>
  await scripts.open({ ...asked, ...of, request: randomUUID() });
const claim = async (id: string) => await scripts.claim({ id, owner: "me", process: "this one" });
const finish = async (id: string) =>
  await scripts.finish({
    ...{ id, owner: "me", read: 1, entry: '{"kind":"finished"}', outcome: "failed" },
    ...{ alert: `alert-${id}-a1`, atMs: 1 },
  });

/** Everything that a script may do to a key, in an order in which it does. */
const played: Readonly<Record<(typeof scriptNames)[number], () => Promise<unknown>>> = {
  open: async () => {
    await open(days);
    await open(day);
    await claim("batch-s-g1");
    await finish("batch-s-g1");
    await claim("backfill-s-1");
    await finish("backfill-s-1");
    await open(stack);
    await open(days);
  },
  prove: async () => {
    await scripts.prove({ keptMs: 10_000 });
  },
  restore: async () => {
    const found = { ...written, fence: 1, outcome: null, isShown: false, entries: ["{}"] };
    await scripts.restore({ ...found, id: "backfill-s-1", mode: "guest", score: 9, range: "9-12" });
    await scripts.restore({ ...found, id: "batch-s-g1", mode: "0", score: 9, range: null });
    const ended = { ...found, outcome: "failed", isShown: true } as const;
    await scripts.restore({ ...ended, id: "deploy-s-1", mode: "1", score: 0, range: null });
    for (const id of ["backfill-s-1", "batch-s-g1"]) {
      await claim(id);
      await finish(id);
    }
    await scripts.restore({ ...found, id: "deploy-s-2", mode: "1", score: 0, range: null });
  },
  claim: async () => {
    await open(day);
    await claim("batch-s-g1");
  },
  write: async () => {
    await open(day);
    await claim("batch-s-g1");
    await scripts.write({ id: "batch-s-g1", owner: "me", entry: '{"kind":"failed"}', read: 1, isOnly: true });
  },
  note: async () => {
    await open(day);
    await scripts.note({ id: "batch-s-g1", length: 1, entry: '{"kind":"approved"}' });
  },
  reopen: async () => {
    for (const [id, of] of [
      ["backfill-s-1", days],
      ["batch-s-g1", day],
      ["deploy-s-1", stack],
    ] as const) {
      await open(of);
      await claim(id);
      await finish(id);
      await scripts.reopen({ id, length: 2, entry: '{"kind":"retried"}', request: "again", rememberFor: 60 });
      await claim(id);
      await finish(id);
    }
  },
  turn: async () => {
    await open(day);
    await scripts.turn({ id: "batch-s-g1" });
    await claim("batch-s-g1");
    await scripts.standAside({ id: "batch-s-g1", owner: "me" });
    await scripts.turn({ id: "batch-s-g1" });
  },
  standAside: async () => {
    await open(day);
    await scripts.turn({ id: "batch-s-g1" });
    await claim("batch-s-g1");
    await scripts.standAside({ id: "batch-s-g1", owner: "me" });
  },
  finish: async () => {
    await open(day);
    await scripts.turn({ id: "batch-s-g1" });
    await claim("batch-s-g1");
    await finish("batch-s-g1");
    await open(stack);
    await claim("deploy-s-1");
    await finish("deploy-s-1");
  },
  raiseNumbers: async () => await scripts.raiseNumbers({ numbers: ["deploy-s", "4"] }),
  currentStack: async () => await scripts.currentStack({ id: "arn", madeAt: written.openedAt }),
  takeDelivery: async () => await scripts.takeDelivery({ word: "mine", rememberFor: 60, hashes: ["a", "b"] }),
  settleMessage: async () => {
    await redis.zadd(keys.stale, 1, cardId("a"));
    await scripts.settleMessage({ id: cardId("a"), score: "1" });
  },
  chain: async () => {
    await open(day);
    const first = await redis.lindex(keys.unrecorded, 0);
    await scripts.chain({ length: 0, taken: 1, first, lines: ["one", "two"] });
  },
  writeSchedule: async () => {
    await scripts.writeSchedule({ length: 0, kept: 0, lines: ["one", "two"], due: null });
    await scripts.writeSchedule({ length: 2, kept: 2, lines: ["three"], due: "owed" });
  },
};

/** Which keys the script reads and writes while that is played, as Redis tells it, by their names. */
async function touched(script: (typeof scriptNames)[number], play: () => Promise<unknown>) {
  const heard: { readonly by: string; readonly command: string; readonly key: string }[] = [];
  const hear = (_at: string, [command = "", key = ""]: readonly string[], by: string) =>
    heard.push({ by, command: command.toLowerCase(), key });
  monitor.on("monitor", hear);
  await play();
  const end = randomUUID();
  await redis.echo(end);
  await expect.poll(() => heard.some(({ key }) => key === end)).toBe(true);
  monitor.off("monitor", hear);

  // A connection sends a script's text at first, then its hash.
  const hash = createHash("sha1").update(loadedScripts[script].lua).digest("hex");
  const own = heard.filter(({ by }, at) => {
    const sent = heard.slice(0, at).findLast((one) => one.by !== "lua")?.key ?? "";
    return by === "lua" && (sent === hash || sent.includes(`the header of ${fileOf(script)}`));
  });
  const infos = await redis.command("INFO", ...new Set(own.map(({ command }) => command)));
  const writing = (infos as readonly [string, number, readonly string[]][]).flatMap(([name, , flags]) =>
    flags.includes("write") ? [name] : [],
  );
  const nameOf = (key: string) => key.slice(keys.prefix.length + 1).split(":")[0] ?? "";
  const writes = new Set(own.filter((one) => writing.includes(one.command)).map(({ key }) => nameOf(key)));
  const reads = new Set(own.map(({ key }) => nameOf(key)).filter((name) => !writes.has(name)));
  return { reads: [...reads].toSorted(), writes: [...writes].toSorted() };
}

test.for(scriptNames)("%s reads and writes the keys that its header names, and no others", async (name) => {
  const { reads, writes } = loadedScripts[name].header;
  expect(await touched(name, played[name])).toEqual({
    reads: reads.toSorted(),
    writes: writes.toSorted(),
  });
});

test("a line of the journal is stored byte for byte as it is given, and has no number in it", async () => {
  await open(day);
  await claim("batch-s-g1");
  const entry = `{"é":"\\ud83d \\" ' \u2028 % $1","kind":"seen","n":1e21}`;
  expect(await scripts.write({ id: "batch-s-g1", owner: "me", entry, read: 1, isOnly: false })).toEqual({
    seq: 2,
    isNews: false,
  });
  expect(await redis.lrange(keys.journal("batch-s-g1"), 0, -1)).toEqual([asked.entry, entry]);
});

test("what is left out, is nothing, or is false, is so in Lua too", async () => {
  expect(await scripts.takeDelivery({ word: "mine", rememberFor: 60, hashes: [] })).toEqual({
    word: "mine",
    epoch: "1",
  });
  await redis.del(keys.epoch);
  expect(await scripts.takeDelivery({ word: "mine", rememberFor: 60, hashes: [] })).toEqual({
    word: "mine",
    epoch: null,
  });
  expect(await open(day)).toEqual({ is: "young", runId: null });
  const anyway = { ...asked, ...day, request: "r", anyway: true };
  expect(await scripts.open(anyway)).toEqual({ is: "opened", runId: "batch-s-g1" });
  expect(await scripts.open({ ...anyway, request: "s", force: true })).toEqual({
    is: "known",
    runId: "batch-s-g1",
  });
  expect(await redis.hgetall(keys.run("batch-s-g1"))).toEqual({
    id: "batch-s-g1",
    workflow: "deploy-stack",
    target: '{"stack":"s"}',
    asker: "{}",
    openedAt: "2026-11-23T04:00:00.000Z",
    fence: "1795406400",
    score: "9",
    exclusive: "0",
  });
  expect(await redis.zscore(keys.runs, "batch-s-g1")).toBe("1795406400000");
});

test("nothing is written on top of entries that Redis has lost", async () => {
  await open(day);
  const id = "batch-s-g1";
  await claim(id);
  const own = { id, owner: "me", entry: '{"kind":"done"}' } as const;
  await scripts.write({ ...own, read: 1, isOnly: false });
  // The newest entry is gone, as after a kill: whoever wrote it remembers two.
  await redis.rpop(keys.journal(id));
  expect(await scripts.write({ ...own, read: 2, isOnly: false })).toMatchObject({ seq: 0 });
  expect(await scripts.finish({ ...own, read: 2, outcome: "succeeded", alert: null, atMs: 1 })).toMatchObject(
    {
      seq: 0,
    },
  );
  expect(await redis.lrange(keys.journal(id), 0, -1)).toEqual([asked.entry]);
  expect(await redis.sismember(keys.live, id)).toBe(1);
  // What a person wrote meanwhile is in nobody's way.
  await redis.rpush(keys.journal(id), '{"kind":"approved"}');
  expect(await scripts.write({ ...own, read: 1, isOnly: false })).toMatchObject({ seq: 3 });
});
