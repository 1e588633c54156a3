import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditPlace } from "../../src/aws/audit-place.ts";
import { openAuditPlace } from "../../src/aws/audit-place.ts";
import { createRegionalLake } from "../../src/aws/regional-lake.ts";
import { createLog } from "../../src/config/log.ts";
import type { AuditEntry } from "../../src/domain/audit/audit-entry.ts";
import type { Day } from "../../src/domain/day.ts";
import type { Happening } from "../../src/domain/runs/journal.ts";
import type { ScheduleEntry } from "../../src/domain/schedule/schedule-setting.ts";
import { AuditBook, verifyPlace } from "../../src/jobs/audit/audit-book.ts";
import { AuditRecorder } from "../../src/jobs/audit/recorder.ts";
import { Outbox } from "../../src/jobs/messages/outbox.ts";
import { AuditStore } from "../../src/jobs/store/audit-store.ts";
import type { Keys } from "../../src/jobs/store/keys.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { RunStore } from "../../src/jobs/store/run-store.ts";
import { ScheduleStore } from "../../src/jobs/store/schedule-store.ts";
import type { WakeQueue } from "../../src/jobs/store/wake-queue.ts";
import { auditProgram } from "../support/audit-program.ts";
import { startOwnAws } from "../support/aws/own-aws.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";
import { summaryOfToday } from "../support/runs/run-views.ts";

/** The audit record on a real Redis, exported to a folder and to the stand-in's S3. */

const { redis, stop } = await startConnectedRedis();
const aws = await startOwnAws({ speed: 1000 });
const folder = await mkdtemp(join(tmpdir(), "audit-"));
afterAll(async () => {
  await Promise.all([stop(), aws.close(), rm(folder, { recursive: true })]);
});
const lake = createRegionalLake(aws.clients);

let stack: string;
let keys: Keys;
let store: AuditStore;
let runs: RunStore;
let schedule: ScheduleStore;
let nowMs: number;
let outbox: Outbox;
/** Notices that are owed, by name. */
let owed: Map<string, unknown>;

const now = () => new Date(nowMs);

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 23, 6);
  stack = `a-${randomUUID().slice(0, 8)}`;
  restartWith(stack);
});

function restartWith(name: string): void {
  keys = keysFor(name);
  store = new AuditStore(redis, keys);
  runs = new RunStore(redis, { keys, now });
  schedule = new ScheduleStore(redis, keys);
  outbox = new Outbox({
    ...{ redis, keys, channel: "C0LOANS", clock: { now, monotonic: () => 0 } },
    queue: { wake: async () => {} } as unknown as WakeQueue,
    announcer: { permalink: async () => "" },
  });
  owed = new Map();
}

const toFolder = () => openAuditPlace(folder, stack, lake);

function recorder(place: AuditPlace | null, over: Partial<RunStore> = {}): AuditRecorder {
  return new AuditRecorder({
    ...{ store, place, zone: "Asia/Kolkata", clock: { now, monotonic: () => 0 } },
    runs: { run: async (id) => await runs.run(id), journal: async (id) => await runs.journal(id), ...over },
    outbox: {
      cardUrl: async (id) => `https://slack.example/${id}`,
      summaryUrl: async (id) => `https://slack.example/summary-${id}`,
      acknowledgment: async (id) => await outbox.acknowledgment(id),
      oweNotice: async (id, notice) => void owed.set(id, notice),
    },
    log: createLog({ level: "silent" }),
    pace: 1,
  });
}

async function entries(): Promise<readonly AuditEntry[]> {
  return (await store.lines(0, 10_000)).map((line) => JSON.parse(line));
}

const acts = async () => (await entries()).map(({ act }) => act);

const asker = { user: "U0OPERATOR", channel: "C0LOANS" };

async function asked(over: { readonly typed?: string; readonly force?: boolean } = {}): Promise<string> {
  const day = "2026-11-23" as Day;
  const { runId } = await runs.open({
    ...{ workflow: "daily-batch", version: 2, steps: ["check-source", "summarize"], asker },
    ...{ target: { stack, day }, input: { day, force: over.force ?? false }, force: over.force ?? false },
    ...{ requestKey: randomUUID(), ...(over.typed !== undefined && { typed: over.typed }) },
  });
  return runId;
}

async function ends(runId: string, outcome: "succeeded" | "failed"): Promise<void> {
  const claim = await runs.claim(runId);
  if (claim === null) throw new Error(`${runId} is not live`);
  await runs.finish(claim, { outcome, attempt: 1, seen: await runs.journal(runId) });
}

const pressed = async (runId: string, happening: Happening, user: string) =>
  await runs.note(runId, happening, { seen: await runs.journal(runId), user });

/** What a person changed about the schedule. */
const written = async (entry: ScheduleEntry, typed?: string) =>
  await schedule.change(now(), () => ({ entry, answer: null }), typed);

describe("every act is one entry", () => {
  test("who was the first to see the warnings of a summary, also of two who press at once, and who only comes after is in none", async () => {
    const summary = { ...summaryOfToday, runId: "batch-loans-2026-11-23-g1" };
    const [one, two] = await Promise.all(
      ["U0OPERATOR", "U0OTHER"].map((user) => outbox.acknowledge(summary, user)),
    );
    const first = one?.isFirst ? one : two;
    nowMs += 60_000;
    await outbox.acknowledge(summary, "U0LATE");
    await recorder(null).record();
    expect((await entries()).slice(1)).toMatchObject([
      {
        ...{ act: "warnings seen", actor: first?.by, at: first?.at, run: summary.runId, days: "2026-11-23" },
        ...{ source: `summary ${summary.runId}`, link: `https://slack.example/summary-${summary.runId}` },
      },
    ]);
    expect(await store.owed()).toBe(0);
  });

  test("from the request to its end, and what people decide about the schedule", async () => {
    const id = await asked({ typed: "run today" });
    const claim = await runs.claim(id);
    if (claim === null) throw new Error("not live");
    const seen = await runs.journal(id);
    // How its steps go is no act of anybody.
    await runs.write(claim, { kind: "started", step: "check-source" }, { attempt: 1, seen });
    await pressed(id, { kind: "canceled", reason: "the wrong file", typed: "cancel today" }, "U0OTHER");
    await ends(id, "failed");
    const journal = await runs.journal(id);
    const by = { kind: "retried", step: "check-source" } as const;
    await runs.reopen(id, { by, seen: journal, user: "U0OPERATOR", requestKey: null });
    const at = now().toISOString();
    await written({ is: "paused", at, user: "U0OPERATOR", why: null }, "schedule pause");
    await written({ is: "locked", at, user: "U0OPERATOR", why: "audit", until: null });
    await written({ is: "unlocked", at, user: "U0OPERATOR", why: null });
    const days = ["2026-11-24" as Day];
    await schedule.decide(
      { is: "skipped", at, user: "U0OTHER", why: "holiday", days },
      'skip tomorrow "holiday"',
    );
    await schedule.decide({ is: "unskipped", at, user: "U0OTHER", days });
    expect(await recorder(null).record()).toEqual({ next: "end" });
    expect((await entries()).map(({ seq, act, actor, text }) => [seq, act, actor, text])).toEqual([
      [1, "chain begun", "loan-tracker", undefined],
      [2, "asked", "U0OPERATOR", "run today"],
      [3, "canceled", "U0OTHER", "cancel today"],
      [4, "ended", "loan-tracker", undefined],
      [5, "retried", "U0OPERATOR", undefined],
      [6, "schedule changed", "U0OPERATOR", "schedule pause"],
      [7, "locked", "U0OPERATOR", undefined],
      [8, "unlocked", "U0OPERATOR", undefined],
      [9, "skipped", "U0OTHER", 'skip tomorrow "holiday"'],
      [10, "unskipped", "U0OTHER", undefined],
    ]);
    expect((await entries())[1]).toMatchObject({
      days: "2026-11-23",
      link: `https://slack.example/${id}`,
      run: id,
    });
    expect((await entries())[0]?.result).toContain("no chain before this one is known");
    expect(await store.owed()).toBe(0);
  });

  test("also where it was asked for twice, and where a press came to nothing", async () => {
    const id = await asked();
    const seen = await runs.journal(id);
    expect(await asked()).toBe(id);
    await runs.note(id, { kind: "canceled", reason: "one" }, { seen, user: "U0OPERATOR" });
    // The same press once more, decided by the journal as it was before.
    expect(await runs.note(id, { kind: "canceled", reason: "one" }, { seen, user: "U0OPERATOR" })).toBeNull();
    await recorder(null).record();
    await recorder(null).record();
    expect(await acts()).toEqual(["chain begun", "asked", "canceled"]);
  });

  test("also with several workers at it, which make one chain", async () => {
    for (let at = 0; at < 250; at += 1)
      await written({
        is: "unlocked",
        at: new Date(nowMs + at).toISOString(),
        user: "U0A",
        why: null,
      });
    await Promise.all([recorder(null).record(), recorder(null).record(), recorder(null).record()]);
    expect(await acts()).toHaveLength(251);
    const { broken } = await new AuditBook({ store, place: null }).month("2026-11");
    expect(broken).toBeNull();
  });

  test("also where the process dies before, between and after", async () => {
    const id = await asked({ force: true });
    const dies = async () => {
      throw new Error("killed");
    };
    expect(await recorder(null, { journal: dies }).record()).toMatchObject({ next: "park" });
    expect(await acts()).toEqual([]);
    await ends(id, "succeeded");
    const place = toFolder();
    const half: AuditPlace = {
      ...place,
      put: async (entry, line) => {
        if (entry.seq === 2) throw new Error("killed");
        await place.put(entry, line);
      },
    };
    expect(await recorder(half).record()).toMatchObject({ next: "park" });
    expect(await acts()).toEqual(["chain begun", "forced", "ended"]);
    expect(await recorder(half).owed()).toHaveLength(1);
    await recorder(place).record();
    expect(await recorder(place).owed()).toEqual([]);
    expect(await acts()).toEqual(["chain begun", "forced", "ended"]);
    expect((await place.after(0)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("and what a Redis that lost its newest writes owes once more is recorded once", async () => {
    await asked();
    const due = await redis.lrange(keys.unrecorded, 0, -1);
    await recorder(null).record();
    await redis.rpush(keys.unrecorded, ...due);
    await recorder(null).record();
    expect(await acts()).toEqual(["chain begun", "asked"]);
    expect(await store.owed()).toBe(0);
  });
});

describe.each(["a folder", "S3"])("exported to %s", (kind) => {
  let place: AuditPlace;
  /** All that is said to who judges it. */
  let env: Readonly<Record<string, string>>;
  beforeEach(async () => {
    const bucket = `audit-${stack}`;
    if (kind === "S3") {
      const { sdk, client } = await aws.clients.s3("eu-west-1");
      const there = { LocationConstraint: "eu-west-1" } as const;
      await client.send(new sdk.CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: there }));
    }
    const at = kind === "S3" ? `s3://${bucket}/of/loans` : folder;
    place = openAuditPlace(at, stack, lake);
    const account = { AWS_ACCESS_KEY_ID: "sandbox", AWS_SECRET_ACCESS_KEY: "sandbox" };
    const toS3 = { AWS_REGION: "us-west-1", AWS_ENDPOINT_URL: aws.url, ...account };
    env = { LOANS_AUDIT: at, LOANS_STACK: stack, ...(kind === "S3" && toS3) };
  });

  test("each entry is there once, as it stands in the chain", async () => {
    const id = await asked({ typed: "run today" });
    await ends(id, "succeeded");
    await recorder(place).record();
    const heads = await place.after(0);
    expect(heads.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await Promise.all(heads.map(async (head) => await place.read(head)))).toEqual(
      await store.lines(0, 10),
    );
    expect((await verifyPlace(place, null)).broken).toBeNull();
    expect(await place.after(2)).toEqual(heads.slice(2));
  });

  test("it is judged by who knows nothing of the product but that place", async () => {
    expect(await auditProgram(["--verify"], env)).toEqual({
      ...{ code: 2, says: "" },
      errors: `looking at the audit record: there is no entry in ${place.name}, so nothing was judged; look whether LOANS_AUDIT and LOANS_STACK are those of the product\n`,
    });
    await ends(await asked({ typed: "run today" }), "succeeded");
    await recorder(place).record();
    expect(await auditProgram(["--verify"], env)).toMatchObject({
      ...{ code: 0, errors: "" },
      says: expect.stringContaining("3 entries, 1 to 3, first "),
    });
  });

  test("nothing that is there is written over", async () => {
    await asked();
    await recorder(place).record();
    const [line = ""] = await store.lines(0, 1);
    await place.put(JSON.parse(line), "something else");
    expect((await verifyPlace(place, null)).broken).toBeNull();
  });

  test("a Redis that was emptied goes on with the chain, and says so", async () => {
    await ends(await asked(), "succeeded");
    await recorder(place).record();
    const before = await store.lines(0, 10);
    await redis.del(keys.audit, keys.unrecorded, keys.exported);
    nowMs += 1_000;
    await written({ is: "paused", at: now().toISOString(), user: "U0OPERATOR", why: null });
    await recorder(place).record();
    const { entries: all, broken } = await verifyPlace(place, null);
    expect(broken).toBeNull();
    expect(all.map(({ act }) => act)).toEqual([
      ...["chain begun", "asked", "ended"],
      ...["chain continued", "schedule changed"],
    ]);
    expect(all[3]?.result).toContain("found up to entry 3");
    // What Redis does not hold any more is read there.
    const month = await new AuditBook({ store, place }).month("2026-11");
    expect(month).toMatchObject({ broken: null, owed: 0 });
    expect(month.entries).toHaveLength(5);
    expect(before).toHaveLength(3);
  });

  test("a Redis that lost its newest entries takes them over from there", async () => {
    await asked();
    await recorder(place).record();
    await written({ is: "paused", at: now().toISOString(), user: "U0OPERATOR", why: null });
    const due = await redis.lrange(keys.unrecorded, 0, -1);
    await recorder(place).record();
    await redis.ltrim(keys.audit, 0, 1);
    await redis.rpush(keys.unrecorded, ...due);
    await redis.hset(keys.exported, place.name, 2);
    await recorder(place).record();
    expect(await acts()).toEqual(["chain begun", "asked", "schedule changed"]);
    expect((await verifyPlace(place, null)).entries).toHaveLength(3);
  });

  test("another chain is not mixed with this one: it waits until somebody names another place", async () => {
    await asked();
    await recorder(place).record();
    await redis.del(keys.audit, keys.exported);
    await written({ is: "paused", at: now().toISOString(), user: "U0OTHER", why: null });
    await recorder(null).record();
    const own = recorder(place);
    expect(await own.record()).toMatchObject({ next: "park" });
    expect(await own.trouble()).toBeNull();
    nowMs += 11 * 60_000;
    expect(await own.trouble()).toMatch(
      /holds another chain than Redis .*set LOANS_AUDIT to a place that is empty/,
    );
    expect((await place.after(0)).map(({ seq }) => seq)).toEqual([1, 2]);
    await recorder(null).record();
    expect(await own.trouble()).toBeNull();
  });
});

test("where the place cannot be written to, all waits in order and is told of after ten minutes", async () => {
  await asked();
  const own = recorder(openAuditPlace("s3://no-such-bucket/x", stack, lake));
  expect(await own.record()).toEqual({ next: "park", forMs: 30_000 });
  nowMs += 11 * 60_000;
  await written({ is: "paused", at: now().toISOString(), user: "U0OPERATOR", why: null });
  await own.record();
  expect(await own.trouble()).toMatch(/^not written since 2026-11-23T06:00:00.000Z: /);
  expect(await store.owed()).toBe(2);
  await recorder(toFolder()).record();
  expect(await acts()).toEqual(["chain begun", "asked", "schedule changed"]);
});

describe("where Redis alone has the record", () => {
  test("the head of each teardown is posted once, and of nothing else", async () => {
    const open = async (workflow: "deploy-stack" | "teardown-stack") => {
      const { runId } = await runs.open({
        ...{ workflow, version: 1, steps: ["one"], target: { stack, day: null }, input: {} },
        ...{ asker, requestKey: randomUUID(), force: false },
      });
      await ends(runId, "succeeded");
      return runId;
    };
    await open("deploy-stack");
    const id = await open("teardown-stack");
    await recorder(null).record();
    await recorder(null).record();
    const last = (await entries()).at(-1);
    expect([...owed]).toEqual([
      [`audit-head-${id}-5`, { is: "audit-head", seq: 5, hash: last?.hash, runId: id }],
    ]);
    owed.clear();
    await recorder(toFolder()).record();
    expect(owed.size).toBe(0);
  });
});

test("Python's own JSON and SHA-256 come to the same hashes, whatever people typed", async () => {
  const words = ['"quoted" \\ /', "ü €  🙂 हिन्दी", "\u0000\u001f\u007f\u2028\ud83d half", "a\nb\tc"];
  for (const [at, why] of words.entries())
    await written({ is: "paused", at: new Date(nowMs + at).toISOString(), user: "U0A", why }, `pause ${why}`);
  const id = await asked({ typed: "run today" });
  await ends(id, "succeeded");
  const place = toFolder();
  await recorder(place).record();
  const script = `
import hashlib, json, os, sys
prev = '0' * 64
names = sorted(os.listdir(sys.argv[1]))
for number, name in enumerate(names, 1):
    with open(os.path.join(sys.argv[1], name), encoding='utf-8', newline='') as file: text = file.read()
    entry = json.loads(text)
    own = entry.pop('hash')
    body = json.dumps(entry, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    assert hashlib.sha256(body.encode('utf-8')).hexdigest() == own, name
    assert entry['prev'] == prev and entry['seq'] == number, name
    assert name == '%010d-%s-%s.json' % (number, entry['on'], own), name
    prev = own
print(len(names))
`;
  const python = new URL("../../.tools/python/bin/python", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(python, ["-c", script, place.name]);
  expect(stdout).toBe("7\n");
});

describe("who judges it and cannot read it hears in one sentence why, and it ends as it does for no chain", () => {
  const why = async (env: Readonly<Record<string, string>>) => {
    const { code, says, errors } = await auditProgram(["--verify"], env);
    expect({ code, says }).toEqual({ code: 2, says: "" });
    expect(errors.trim().split("\n")).toHaveLength(1);
    return errors.trim();
  };
  test.each([
    [
      "nothing says where it is",
      {},
      "looking at the audit record: neither LOANS_AUDIT nor REDIS_URL says where it is; name its place, as in `LOANS_AUDIT=s3://bucket/prefix npm run audit -- --verify`",
    ],
    [
      "the region of a bucket is not known",
      { LOANS_AUDIT: "s3://records/of" },
      "looking at the audit record: AWS_REGION missing; such as us-west-1; correct the environment (or .env)",
    ],
    [
      "its place is none",
      { LOANS_AUDIT: "https://records.example" },
      /^looking at the audit record: LOANS_AUDIT "?.* is /,
    ],
    ["Redis is away", { REDIS_URL: "redis://127.0.0.1:1" }, /Redis/],
  ])("%s", async (_, env, words) => {
    expect(await why(env)).toMatch(words);
  });
});

describe("a folder that somebody was at", () => {
  let files: readonly string[];
  const fileOf = (seq: number) => join(toFolder().name, files[seq - 1] ?? "");
  beforeEach(async () => {
    await ends(await asked({ typed: "run today" }), "succeeded");
    await recorder(toFolder()).record();
    files = (await readdir(toFolder().name)).sort();
    expect(files).toHaveLength(3);
  });
  const broken = async () => (await verifyPlace(toFolder(), null)).broken?.says;

  test("is found where an entry was changed", async () => {
    const text = await readFile(fileOf(2), "utf8");
    await chmod(fileOf(2), 0o644);
    await writeFile(fileOf(2), text.replace("run today", "run --all"));
    expect(await broken()).toBe("entry 2 was changed: its hash is not that of its text");
  });

  test("is found where an entry is gone, or lies under another name", async () => {
    await rename(fileOf(2), join(folder, `${stack}-away`));
    expect(await broken()).toBe("entry 2 is missing: entry 3 comes in its place");
    await rename(join(folder, `${stack}-away`), fileOf(2));
    expect(await broken()).toBeUndefined();
    await rename(fileOf(3), fileOf(2));
    expect(await broken()).toMatch(/^entry 3 lies under the name of another one/);
  });
});
