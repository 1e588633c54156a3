import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { stackPricer } from "../../../src/aws/stack-pricer.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import { createLog } from "../../../src/config/log.ts";
import { StackStatus } from "../../../src/domain/aws/stack-status.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { SeenFile } from "../../../src/domain/loans/file-readiness.ts";
import { alertId } from "../../../src/domain/messages/message-id.ts";
import type { Notice } from "../../../src/domain/messages/notice.ts";
import type { Happening } from "../../../src/domain/runs/journal.ts";
import type { Outcome } from "../../../src/domain/runs/run.ts";
import { progressOf } from "../../../src/domain/runs/run-progress.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { Intake } from "../../../src/jobs/requests/intake.ts";
import { RunReader } from "../../../src/jobs/requests/run-reader.ts";
import { createScheduleDesk } from "../../../src/jobs/schedule/schedule-desk.ts";
import { Timetable } from "../../../src/jobs/schedule/timetable.ts";
import type { TimetableParts } from "../../../src/jobs/schedule/timetable-parts.ts";
import { DeployLedger } from "../../../src/jobs/store/deploy-ledger.ts";
import { keysFor } from "../../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../../src/jobs/store/redis.ts";
import { RunStore } from "../../../src/jobs/store/run-store.ts";
import { ScheduleStore } from "../../../src/jobs/store/schedule-store.ts";
import type { WakeQueue } from "../../../src/jobs/store/wake-queue.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";
import { summaryOfToday } from "../runs/run-views.ts";

const log = createLog({ level: "silent" });
const operator = { user: "U0OPERATOR", channel: "C0LOANS" };

/** What surrounds the timetable, in the test's hand. */
interface Surroundings {
  now: Date;
  /** Milliseconds that only grow. */
  monotonic: number;
  /** ISO time of the stack's making. */
  createdAt: string;
  /** `null`: there is no stack. An error: what asking AWS for it comes to. */
  stack: string | null | Error;
  /** How often AWS was asked for the stack, and what happens before it answers. */
  looks: number;
  onLook: (look: number) => Promise<void>;
  /** What asking for a day comes to; `null`: as ever. */
  askFails: Error | null;
  isFileThere: boolean;
  /** What a look at a day's file shows, where it is there. */
  file: SeenFile | ((day: Day) => SeenFile | null);
  /** What it holds. */
  fileContent: string;
  /** Day to how often its file was looked for. */
  readonly looksForFile: Map<string, number>;
  readsOfFile: number;
  readonly notices: Map<string, Notice>;
  /** What the timetable told of attempts that people were called for, by the ids of their messages. */
  readonly alerts: Map<string, { readonly awaitedUntil?: string | null; readonly lateAt?: string }>;
  daily: TimetableParts["daily"];
}

/** The timetable on a real Redis under keys of its own; the batches it asks for end as the test says. */
export async function ownTimetable(redis: RedisConnection) {
  const keys = keysFor(`t-${randomUUID().slice(0, 8)}`);
  // The stack was made on Friday, November 20, at noon in India, by a schedule that runs at half past seven.
  const around: Surroundings = {
    now: new Date("2026-11-20T06:31:00Z"),
    monotonic: 0,
    createdAt: "2026-11-20T06:30:00.000Z",
    stack: "CREATE_COMPLETE",
    looks: 0,
    onLook: async () => {},
    askFails: null,
    isFileThere: true,
    file: { bytes: 1, modifiedAt: "2026-11-20T00:00:00.000Z" },
    fileContent: "a loan",
    looksForFile: new Map(),
    readsOfFile: 0,
    notices: new Map(),
    alerts: new Map(),
    daily: {
      zone: "Asia/Kolkata",
      at: "07:30",
      deadline: null,
      calendar: EVERY_DAY,
      freeze: null,
      catchUpDays: 7,
      dependsOnPast: true,
    },
  };
  const runStore = new RunStore(redis, {
    keys,
    now: () => around.now,
    journaled: () => {},
    // A day of which the number alone is known was counted, and nothing tells any more what came of it.
    recallDay: async () => "counted",
  });
  const { ledger } = runStore;
  await ledger.beginEpoch();
  const deploys = new DeployLedger({ redis, keys, store: runStore });
  const store = new ScheduleStore(redis, keys);
  const stacks = {
    see: async () => {
      around.looks += 1;
      await around.onLook(around.looks);
      if (around.stack instanceof Error) throw around.stack;
      if (!around.stack) return null;
      const { createdAt } = around;
      // Made anew at another time, it is another stack.
      const id = `arn:aws:cloudformation:us-west-1:000000000000:stack/loans/${createdAt}`;
      return { id, createdAt, status: new StackStatus(around.stack) };
    },
  } as unknown as World["stacks"];
  const fileOf = (day: Day) => (typeof around.file === "function" ? around.file(day) : around.file);
  const source = (day: Day) => ({
    name: "loan.csv",
    file: {
      see: async () => {
        around.looksForFile.set(day, (around.looksForFile.get(day) ?? 0) + 1);
        return around.isFileThere ? fileOf(day) : null;
      },
      stream: () => {
        around.readsOfFile += 1;
        return Readable.from([Buffer.from(around.fileContent)]);
      },
    },
  });
  const reader = new RunReader({
    store: runStore,
    stack: "loans",
    stacks,
    source,
    lost: async () => [],
    weight: async () => null,
    priceOf: stackPricer("Resources: {}", "us-east-1"),
    cardUrl: async () => null,
  });
  const noticed: string[] = [];
  const intake = new Intake({
    store: runStore,
    reader,
    queue: { wake: async () => {} } as unknown as WakeQueue,
    workflows,
    get calendar() {
      return around.daily.calendar;
    },
    approvals: [],
    stack: "loans",
    stacks,
    lock: async () => null,
    now: () => new Date(),
    noticed: async (runId) => void noticed.push(runId),
  });
  const toldElsewhere = new Set<string>();
  const outbox: TimetableParts["outbox"] = {
    oweNotice: async (name, notice) => void (around.notices.has(name) || around.notices.set(name, notice)),
    knowsNotice: async (name) => around.notices.has(name) || toldElsewhere.has(name),
    tellElsewhere: async (name) => void toldElsewhere.add(name),
    amendAlert: async ({ runId, attempt }, news) => {
      const id = alertId(runId, attempt);
      around.alerts.set(id, { ...around.alerts.get(id), ...news });
    },
  };

  /** One more worker; they share nothing but Redis. */
  function worker(): Timetable {
    return new Timetable({
      store,
      ledger,
      deploys,
      requests: {
        prepare: async (command) => {
          if (around.askFails !== null) throw around.askFails;
          return await intake.prepare(command);
        },
        open: async (command, request) => await intake.open(command, request),
        retry: async (runId, user) => await intake.retry(runId, user),
      },
      runs: reader,
      world: { stacks, source },
      outbox,
      daily: around.daily,
      stack: "loans",
      channel: "C0LOANS",
      clock: { now: () => around.now, monotonic: () => around.monotonic },
      log,
      pace: 1,
    });
  }
  const compare = async () => await worker().compare();

  /** What is written down of the file as it is now. */
  const countedNow = (day: Day) => ({
    ...fileOf(day),
    sha256: createHash("sha256").update(around.fileContent).digest("hex"),
  });

  /** The batch of that day ends so, as the worker would write it down. */
  async function ends(day: string, outcome: Outcome, code = "broken", tookMs = 60_000): Promise<void> {
    const runId = (await ledger.newestOf({ stack: "loans", day: day as Day })) ?? "";
    const claim = await runStore.claim(runId);
    if (claim === null) throw new Error(`${runId} is not live`);
    // Those that it was opened with: an ordinary day is without the questions of a forced one.
    const { attempt, steps: own } = progressOf(await runStore.journal(runId));
    const steps = own.map(({ name }) => name);
    const write = async (happening: Happening) =>
      await runStore.write(claim, happening, { attempt, seen: await runStore.journal(runId) });
    const failed: Happening = {
      kind: "failed",
      step: steps[0] ?? "",
      problem: { code, says: `it is ${code}`, remedy: "mend it" },
      held: outcome === "held",
      retryFrom: steps[0] ?? "",
    };
    await write({ kind: "started", step: steps[0] ?? "" });
    around.now = new Date(around.now.getTime() + tookMs);
    const happened: readonly Happening[] =
      outcome === "succeeded"
        ? steps.map((step) => {
            const output =
              step === "check-source" ? countedNow(day as Day) : { ...summaryOfToday, day, runId };
            return { kind: "done" as const, step, output };
          })
        : [failed];
    for (const happening of happened) await write(happening);
    await runStore.finish(claim, { outcome, attempt, seen: await runStore.journal(runId) });
  }

  /** The batch of that day has begun its first step. */
  async function isAtWork(day: string): Promise<void> {
    const runId = (await ledger.newestOf({ stack: "loans", day: day as Day })) ?? "";
    const claim = await runStore.claim(runId);
    if (claim === null) throw new Error(`${runId} is not live`);
    const seen = await runStore.journal(runId);
    const [first] = progressOf(seen).steps;
    await runStore.write(claim, { kind: "started", step: first?.name ?? "" }, { attempt: 1, seen });
  }

  /** Somebody asks for a deploy, or a teardown, and it begins: from then on it holds the stack. */
  async function begins(what: "deploy-stack" | "teardown-stack") {
    const { name, version, steps } = workflows[what];
    const { runId } = await runStore.open({
      workflow: name,
      version,
      steps: steps.map((step) => step.name),
      target: { stack: "loans", day: null },
      input: {},
      asker: operator,
      requestKey: randomUUID(),
      force: false,
    });
    const claim = await runStore.claim(runId);
    if (claim === null) throw new Error(`${runId} is not live`);
    const write = async (happening: Happening) =>
      await runStore.write(claim, happening, { attempt: 1, seen: await runStore.journal(runId) });
    return {
      runId,
      /** The plan is there and waits for a person. */
      isPlanned: async () => {
        for (const step of ["clear-remains", "plan"]) await write({ kind: "done", step, output: {} });
      },
      isApproved: async () => await intake.approve(runId, { user: operator.user, attempt: 1, names: [] }),
      succeeds: async () =>
        await runStore.finish(claim, {
          outcome: "succeeded",
          attempt: 1,
          seen: await runStore.journal(runId),
        }),
    };
  }

  /** The ledger knows a deploy, or a teardown, that succeeded. */
  async function was(what: "deploy-stack" | "teardown-stack"): Promise<void> {
    await (await begins(what)).succeeds();
  }

  const renewed: string[] = [];
  return {
    around,
    keys,
    /** Runs whose cards were said to have news by who was asked for something, oldest first. */
    noticed,
    runStore,
    deploys,
    store,
    intake,
    reader,
    /** Names of notices that the desk had say something else, as far as they were said. */
    renewed,
    /** By the configuration of now, as of a process that was started with it. */
    get desk() {
      const { daily } = around;
      return createScheduleDesk({
        store,
        ledger,
        deploys,
        runs: reader,
        outbox: {
          ...{ ...outbox, cardIsStale: async () => {} },
          renewNotices: async (names) => void renewed.push(...names),
        },
        daily,
        stack: "loans",
        now: () => around.now,
      });
    },
    worker,
    compare,
    ends,
    isAtWork,
    begins,
    was,
    clockShows: (iso: string) => {
      around.now = new Date(iso);
    },
    /** Days with a run, oldest first, with how each stands. */
    runs: async (): Promise<readonly string[]> =>
      (await reader.recent(100))
        .filter(({ run }) => run.target.day !== null)
        .map(({ run }) => `${run.target.day} ${run.outcome ?? "live"}`)
        .toSorted(),
    /** Somebody asks for that day by hand. */
    askedByHand: async (day: string) =>
      await intake.ask(
        { name: "run", day: day as Day, force: false },
        { asker: operator, requestKey: `hand-${day}` },
      ),
    /** Compares until there is nothing more to ask for; every batch that was asked for succeeds. */
    allGoesWell: async () => {
      for (let round = 0; round < 30; round += 1) {
        await compare();
        const [live] = await reader.live();
        if (live === undefined) return;
        await ends(live.run.target.day ?? "", "succeeded");
      }
    },
    /** What was said, each with its name. */
    said: () =>
      [...around.notices].map(([name, notice]) => [name, noticeMessage(notice, null).text] as const),
  };
}

/** What `ownTimetable` makes. */
export type OwnTimetable = Awaited<ReturnType<typeof ownTimetable>>;
