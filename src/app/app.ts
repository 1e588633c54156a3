import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Clients } from "../aws/clients.ts";
import { createClients } from "../aws/clients.ts";
import { createClusters } from "../aws/clusters.ts";
import { createIdentity } from "../aws/identity.ts";
import { createLake } from "../aws/lake.ts";
import { openSource } from "../aws/source.ts";
import { createStacks } from "../aws/stacks.ts";
import { createTagged } from "../aws/tagged-resources.ts";
import { createWarehouse } from "../aws/warehouse.ts";
import { createAnnouncer } from "../bot/announcer.ts";
import { createSlackApp } from "../bot/slack-app.ts";
import { createSlackClient } from "../bot/slack-client.ts";
import type { Clock } from "../config/clock.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../config/log.ts";
import { Problem } from "../domain/problem.ts";
import type { Engine } from "../jobs/engine/engine.ts";
import type { Observer } from "../jobs/engine/observer.ts";
import { slice } from "../jobs/engine/slice.ts";
import { startWorker } from "../jobs/engine/worker.ts";
import { Delivery } from "../jobs/messages/delivery.ts";
import { createMessageContent } from "../jobs/messages/message-content.ts";
import { Outbox } from "../jobs/messages/outbox.ts";
import { isPromise, PromisedLogs } from "../jobs/messages/promised-logs.ts";
import { createStepTail } from "../jobs/messages/step-logs.ts";
import { recall, recallDay } from "../jobs/recovery/recall.ts";
import { createDays } from "../jobs/requests/day-runs.ts";
import { Intake } from "../jobs/requests/intake.ts";
import { RunReader } from "../jobs/requests/run-reader.ts";
import { createScheduleDesk } from "../jobs/schedule/schedule-desk.ts";
import { Timetable } from "../jobs/schedule/timetable.ts";
import { DeployLedger } from "../jobs/store/deploy-ledger.ts";
import { Inbox } from "../jobs/store/inbox.ts";
import { keysFor } from "../jobs/store/keys.ts";
import { connectForAsking, connectForWork } from "../jobs/store/redis.ts";
import { redisTrouble } from "../jobs/store/redis-health.ts";
import { RunStore } from "../jobs/store/run-store.ts";
import { TimetableStore } from "../jobs/store/schedule-store.ts";
import type { Lives, Takeover } from "../jobs/store/wake-queue.ts";
import { WakeQueue } from "../jobs/store/wake-queue.ts";
import { workflows } from "../jobs/workflows/index.ts";
import type { World } from "../jobs/workflows/world.ts";
import { engineGauges } from "./gauges.ts";
import { serveHttp } from "./http-server.ts";
import { latenessGauge } from "./lateness-gauge.ts";
import { createMeter } from "./metrics.ts";
import { createReadiness, unwellGauge } from "./readiness.ts";
import { createRefusals } from "./refused-requests.ts";
import type { Releasers } from "./shutdown.ts";
import { oneAtATime } from "./single-flight.ts";

/** The bot hears Slack, the worker makes runs move; one process may be both, and any number of them share one Redis. */
export type Role = "bot" | "worker";

/** What the program is given instead of reaching for it: time, ears, and how soon it gives up on who is silent. */
export interface Parts {
  readonly roles: readonly Role[];
  readonly log: Log;
  readonly releasers: Releasers;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly takeover?: Partial<Takeover>;
  /** Who this process is, and who is proven to be dead. */
  readonly lives: Lives;
  /** How long AWS may say nothing before a try is given up, in milliseconds; 20 s when left out. */
  readonly awsSilenceMs?: number;
  /** How long one call to Slack may take, in ms. */
  readonly slackTimeoutMs?: number;
  /** What is done when the process cannot work and only a new one may; it ends, with code 1, when left out. */
  readonly giveUp?: (because: string) => void;
}

/** Runs that one worker moves at the same time; each slice is short, so a few are plenty. */
const RUNS_AT_ONCE = 4;

/** What one look for `/readyz` may take. */
const LOOK_LIMIT_MS = 2_500;

/** Starts the program and answers where it listens. It is up before Redis, AWS or Slack are. */
export async function start(config: Config, parts: Parts): Promise<{ readonly url: string }> {
  const { log, releasers, clock, giveUp = endProcess(log) } = parts;
  if (config.slack.mode === "socket") throw socketMode();
  const keys = keysFor(config.stack.name);
  const meter = createMeter();
  const readiness = createReadiness({ limitMs: LOOK_LIMIT_MS });
  meter.watch(unwellGauge(readiness));
  const asking = connectForAsking(config.redis.url.reveal());
  releasers.register("redis", () => asking.disconnect());

  const store = new RunStore(asking, {
    keys,
    now: clock.now,
    journaled: (line) => {
      log.info(line, "journal");
      meter.journaled(line);
    },
    recall: async () =>
      await lookAtTheWorld().catch((error: unknown) =>
        log.warn({ err: error }, "what AWS holds is not known yet"),
      ),
    recallDay: async (day, runId) => await recallDay(recallParts, { day, runId }),
  });
  const { ledger } = store;
  const runs = new WakeQueue("runs", { redis: asking, keys });
  const messages = new WakeQueue("messages", { redis: asking, keys });
  releasers.register("queues", async () => await Promise.all([runs.close(), messages.close()]));

  const client = createSlackClient(config.slack, {
    log,
    called: meter.slackCalled,
    timeoutMs: parts.slackTimeoutMs,
  });
  const announcer = createAnnouncer({ client, policy: config.people, log });
  const speaking = { redis: asking, keys, queue: messages, announcer, channel: config.slack.channel, clock };
  const outbox = new Outbox(speaking);
  const clients = createClients(config.aws, {
    called: meter.awsCalled,
    ...(parts.awsSilenceMs === undefined ? {} : { silenceMs: parts.awsSilenceMs }),
  });
  const aws = await createAws(config, clients);
  const reader = new RunReader({
    store,
    stack: config.stack.name,
    stacks: aws.stacks,
    source: aws.source,
    cardUrl: async (runId) => await outbox.cardUrl(runId),
  });
  const view = async (runId: string) => await reader.known(runId);
  const content = createMessageContent({ redis: asking, keys, outbox, view, ledger });
  const delivery = new Delivery({ ...speaking, content, log, pace: config.pace });
  const noticed: Engine<World>["noticed"] = async (runId, word) => await outbox.cardIsStale(runId, word);
  const cardIsStale = async (runId: string) => await outbox.cardIsStale(runId);
  const intake = new Intake({
    store,
    reader,
    queue: runs,
    workflows,
    stack: config.stack.name,
    stacks: aws.stacks,
    now: clock.now,
    noticed: cardIsStale,
  });
  // Opened by a worker, a backfill's days go the same way as those that people ask the bot for.
  const days = createDays({
    ledger,
    stack: config.stack.name,
    view,
    ask: async (command, request) => await intake.ask(command, request),
    noticed: cardIsStale,
  });
  const world: World = { ...aws, said: outbox, days, clock };
  const tail = createStepTail(world);
  const promised = new PromisedLogs({
    redis: asking,
    key: keys.promised,
    queue: runs,
    tail,
    view,
    announcer,
    channel: config.slack.channel,
    clock,
    log,
    pace: config.pace,
  });
  readiness.add("Redis", async () => await redisTrouble(asking));
  // A Redis that is away tells of itself.
  readiness.add("Slack", async () => await delivery.trouble().catch(() => null));
  for (const gauge of engineGauges({ store, ledger, queues: { runs, messages }, outbox, view, clock }))
    meter.watch(gauge);
  const calendar = new TimetableStore(asking, keys);
  const deploys = new DeployLedger({ redis: asking, keys, store });
  const recallParts: Parameters<typeof recall>[0] = {
    store,
    world,
    announcer,
    outbox,
    schedule: calendar,
    channel: config.slack.channel,
    wake: async (runId) => await runs.wake(runId),
    log,
  };
  const lookAtTheWorld = oneAtATime(async () => await recall(recallParts));
  const { daily, stack } = config;
  meter.watch(latenessGauge({ store: calendar, deploys, runs: reader, daily, stack: stack.name, clock }));

  if (parts.roles.includes("worker")) {
    const connection = connectForWork(config.redis.url.reveal());
    releasers.register("worker connection", () => connection.disconnect());
    const engine = {
      store,
      world,
      workflows,
      clock,
      observer: parts.observer,
      log,
      pace: config.pace,
      noticed,
      wake: async (runId: string) => await runs.wake(runId),
    };
    const worker = startWorker({
      queues: [
        {
          queue: runs,
          concurrency: RUNS_AT_ONCE,
          handle: async (id, stopping) =>
            isPromise(id) ? await promised.keep(id) : await slice({ ...engine, stopping }, id),
          owed: async () => [...(await ledger.live()), ...(await promised.owed())],
        },
        {
          queue: messages,
          // Slack takes one message a second in a channel, and order is kept.
          concurrency: 1,
          handle: async (id) => await delivery.deliver(id),
          owed: async () => await outbox.stale(),
        },
      ],
      beforeSweep: async () => {
        if (await ledger.isYoung()) await lookAtTheWorld();
      },
      connection,
      canary: { queue: runs, key: keys.canary },
      giveUp,
      log,
      pace: config.pace,
      lives: parts.lives,
      ...(parts.takeover === undefined ? {} : { takeover: parts.takeover }),
    });
    readiness.add("queue", async () => worker.trouble());
    releasers.register("worker", async () => await worker.stop());
    const timetable = new Timetable({
      store: calendar,
      ledger,
      deploys,
      requests: intake,
      runs: reader,
      world,
      outbox,
      daily: config.daily,
      stack: config.stack.name,
      channel: config.slack.channel,
      clock,
      log,
      pace: config.pace,
    });
    readiness.add("timetable", () => timetable.trouble());
    const comparing = timetable.start();
    releasers.register("timetable", async () => await comparing.stop());
  }

  const wallClock = { now: () => new Date() };
  const { refused, flush } = createRefusals({ log, counted: meter.refused });
  releasers.register("refusals", flush);
  const slack = parts.roles.includes("bot")
    ? createSlackApp({
        config,
        clock,
        log,
        client,
        inbox: new Inbox({ redis: asking, keys, now: wallClock.now }),
        wallClock,
        refused,
        logs: { tail, promise: async (...what) => await promised.promise(...what) },
        requests: intake,
        runs: reader,
        desk: createScheduleDesk({
          store: calendar,
          ledger,
          runs: reader,
          outbox,
          daily: config.daily,
          stack: config.stack.name,
          now: clock.now,
        }),
      })
    : null; // a worker alone hears nobody
  if (slack !== null) readiness.add("user groups", async () => await slack.trouble(), "concerns");
  const http = await serveHttp({
    port: config.http.port,
    refused,
    slack: slack?.requestListener ?? null,
    reasons: readiness.reasons,
    metrics: meter,
  });
  releasers.register("http", async () => await http.stop());
  log.info({ url: http.url, roles: parts.roles, stack: config.stack.name }, "started");
  return { url: http.url };
}

function endProcess(log: Log): (because: string) => void {
  return (because) => {
    log.fatal({ because }, "ending; a supervisor starts the next one");
    process.exit(1);
  };
}

function socketMode(): Problem {
  return new Problem(
    "socket-mode",
    "connecting to Slack with SLACK_APP_TOKEN: Socket Mode is not in this release",
    {
      remedy: "unset SLACK_APP_TOKEN and let Slack send requests to /slack/events",
    },
  );
}

/** The world as far as it is AWS, the source and what never changes. */
async function createAws(config: Config, clients: Clients): Promise<Omit<World, "said" | "days" | "clock">> {
  const lake = createLake(clients);
  const file = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url));
  return {
    stacks: createStacks(clients),
    clusters: createClusters(clients),
    warehouse: createWarehouse(clients),
    lake,
    tagged: createTagged(clients),
    identity: createIdentity(clients),
    source: (day) => {
      const place = config.daily.source.replaceAll("{date}", day);
      return { name: basename(place), file: openSource(place, lake) };
    },
    settings: {
      stack: config.stack.name,
      bucket: config.stack.bucket,
      parameters: config.stack.parameters,
      pace: config.pace,
      template: (await file("cloudformation/loan-tracker.yaml")).toString("utf8"),
      script: await file("spark/loan_tracker.py"),
    },
  };
}
