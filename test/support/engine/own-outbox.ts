import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { WebClient } from "@slack/web-api";
import { idOf, openSlackDoor } from "../../../sandbox/driver/slack-door.ts";
import { startSlack } from "../../../sandbox/slack/main.ts";
import { channels } from "../../../sandbox/slack/people.ts";
import { manifestScopes } from "../../../sandbox/slack/scopes.ts";
import { createAnnouncer } from "../../../src/bot/announcer.ts";
import { clientOptions } from "../../../src/bot/slack-client.ts";
import { createLog } from "../../../src/config/log.ts";
import type { Secret } from "../../../src/config/secret.ts";
import type { Day } from "../../../src/domain/day.ts";
import { partsOf, summaryId } from "../../../src/domain/messages/message-id.ts";
import type { Journal } from "../../../src/domain/runs/journal.ts";
import type { DayDecision } from "../../../src/domain/schedule/daybook.ts";
import type { Announcer, Owed } from "../../../src/jobs/messages/announcer.ts";
import { Delivery } from "../../../src/jobs/messages/delivery.ts";
import { createMessageContent } from "../../../src/jobs/messages/message-content.ts";
import { Outbox } from "../../../src/jobs/messages/outbox.ts";
import { Pager } from "../../../src/jobs/messages/pager.ts";
import type { StepLogs } from "../../../src/jobs/messages/step-logs.ts";
import type { Runs } from "../../../src/jobs/requests/requests.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { keysFor } from "../../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../../src/jobs/store/redis.ts";
import { connectForWork } from "../../../src/jobs/store/redis.ts";
import { answersSince } from "../../../src/jobs/store/redis-health.ts";
import { WakeQueue } from "../../../src/jobs/store/wake-queue.ts";
import { summaryOfToday } from "../runs/run-views.ts";

/** A channel on a Slack stand-in of its own, and outboxes of several processes that speak in it. */

/** One call to Slack, with its moment in ms of a clock that only grows. */
interface Call {
  readonly method: "post" | "edit";
  readonly id: string;
  readonly at: number;
}

/** One process's outbox, at work. */
export interface OwnOutbox {
  readonly outbox: Outbox;
  readonly delivery: Delivery;
  readonly calls: readonly Call[];
  /** Logs that were promised to threads. */
  readonly promises: readonly Parameters<StepLogs["promise"]>[];
  /** Messages of the log at error: what an operator reads. */
  readonly errors: readonly string[];
  /** Says nothing more. */
  readonly end: () => Promise<void>;
}

interface Settings {
  readonly pace?: number;
  /** The channel that is configured, by its id. */
  readonly channel?: string;
  /** Runs by id, for their cards. */
  readonly view?: (runId: string) => Promise<RunView | null>;
  /** Their journals, for what people are called for. */
  readonly journal?: (runId: string) => Promise<Journal>;
  /** The newer run that has made one history. */
  readonly overtakenBy?: Runs["overtakenBy"];
  /** What was decided about a day. */
  readonly decisionOf?: (day: Day) => Promise<DayDecision | null>;
  /** The generations of a day that were told, newest first. */
  readonly numbers?: (day: Day) => Promise<readonly RunView[]>;
  /** The newest run of a day. */
  readonly newestOf?: (day: Day) => string | null;
  /** Live backfills with a day. */
  readonly backfillsWith?: () => Promise<readonly string[]>;
  readonly now?: () => Date;
  /** What one call to Slack may take. */
  readonly timeoutMs?: number;
  /** What happens before and after a post. */
  readonly around?: (post: () => ReturnType<Announcer["post"]>) => ReturnType<Announcer["post"]>;
  /** The same of an edit. */
  readonly aroundEdit?: (edit: () => ReturnType<Announcer["edit"]>) => ReturnType<Announcer["edit"]>;
  /** Where people are paged. */
  readonly webhook?: { readonly url: URL; readonly key: Secret | null };
  /** Another connection for the outbox alone. */
  readonly redis?: RedisConnection;
}

/** Starts the stand-in; the keys are a stack's of its own, in a Redis that knows what the channel holds. */
export async function startOwnChannel({
  redis,
  url,
}: {
  readonly redis: RedisConnection;
  readonly url: string;
}) {
  const stops: (() => Promise<unknown> | unknown)[] = [];
  const keys = keysFor(`o-${randomUUID().slice(0, 8)}`);
  await redis.set(keys.epoch, "1");
  // Long enough up that nothing of this stack can have been lost by a restart.
  await answersSince(redis, { key: keys.server, now: 1 });
  const botToken = "xoxb-1";
  const slack = await startSlack({
    speed: 100,
    signingSecret: "secret",
    botToken,
    // The other channel of the workspace that the app is in is a direct one, whose history the manifest does not ask for.
    scopes: [...manifestScopes, "im:history"],
    appUrl: () => "http://127.0.0.1:1",
    processes: () => [],
  });
  const door = openSlackDoor(slack.url);
  const apiUrl = new URL(`${slack.url}/api/`);

  function startOutbox(settings: Settings = {}): OwnOutbox {
    const { pace = 50, now = () => new Date(), timeoutMs = 10_000 } = settings;
    const { channel = channels.loans.id } = settings;
    const { around = (post) => post(), aroundEdit = (edit) => edit() } = settings;
    const errors: string[] = [];
    const to = new Writable({
      write: (line, _encoding, done) => {
        const { msg } = JSON.parse(String(line)) as { readonly msg: string };
        errors.push(msg);
        done();
      },
    });
    const log = createLog({ level: "error", to });
    const silent = createLog({ level: "silent" });
    const client = new WebClient(botToken, { ...clientOptions({ apiUrl, log: silent }), timeout: timeoutMs });
    const policy = { operators: [], approvers: [], viewers: [], approvals: [] };
    const announcer = createAnnouncer({
      client,
      policy,
      calls: null,
      command: "/loans",
      zone: "Asia/Kolkata",
      log,
    });
    const calls: Call[] = [];
    const promises: Parameters<StepLogs["promise"]>[] = [];
    const queue = new WakeQueue("messages", { redis, keys });
    const speaking = {
      redis: settings.redis ?? redis,
      keys,
      queue,
      announcer: {
        ...announcer,
        post: async (owed: Owed, where: string) => {
          calls.push({ method: "post", id: owed.id, at: performance.now() });
          return await around(() => announcer.post(owed, where));
        },
        edit: async (owed: Owed, at: { readonly channel: string; readonly ts: string }) => {
          calls.push({ method: "edit", id: owed.id, at: performance.now() });
          return await aroundEdit(() => announcer.edit(owed, at));
        },
      },
      channel,
      clock: { now, monotonic: () => performance.now() },
    };
    const { view = async () => null, journal = async () => [], backfillsWith = async () => [] } = settings;
    const isYoung = async () => (await redis.exists(keys.epoch)) === 0;
    const outbox = new Outbox(speaking);
    const content = createMessageContent({
      ...speaking,
      ...{
        outbox,
        view,
        numbers: settings.numbers ?? (async () => []),
        journal,
        decisionOf: settings.decisionOf ?? (async () => null),
        newestOf: async (day) => settings.newestOf?.(day) ?? null,
        overtakenBy: settings.overtakenBy ?? (async () => null),
        ...{ deadline: null, zone: "UTC" },
        ledger: {
          ...{ backfillsWith, isYoung, newestOf: async () => null, recent: async () => [] },
          ...{ firstInLine: async () => [], holders: async () => [] },
        },
      },
    });
    const delivery = new Delivery({
      ...{ ...speaking, slackClock: speaking.clock, outbox, content, log, pace },
      logs: { promise: async (...promised) => void promises.push(promised) },
      pager: new Pager({ ...speaking, stack: "loans", webhook: settings.webhook ?? null, now, log }),
    });
    const connection = connectForWork(url);
    const work = queue.work(async (id) => await delivery.deliver(id), {
      connection,
      concurrency: 1,
      log: silent,
    });
    stops.push(
      () => connection.disconnect(),
      () => queue.close(),
      () => work.stop(),
    );
    const end = async () => {
      await work.stop();
      connection.disconnect();
    };
    return { outbox, delivery, calls, promises, errors, end };
  }

  return {
    keys,
    door,
    startOutbox,
    /** Another message in the channel, with metadata as the app marks its own. */
    post: async (text: string) =>
      await new WebClient(botToken, { slackApiUrl: apiUrl.href }).chat.postMessage({
        channel: channels.loans.id,
        text,
        metadata: { event_type: "loans_message", event_payload: { id: text } },
      }),
    /** Which summaries the channel holds, in its order, by the ids that `owe` gave them. */
    said: async () =>
      (await door.messages("operator")).flatMap((one) => {
        const id = idOf(one);
        return id.startsWith(summaryId("")) ? (partsOf(id).runId ?? []) : [];
      }),
    owe: async (outbox: Outbox, ...names: readonly string[]) => {
      for (const name of names) await outbox.oweSummary({ ...summaryOfToday, runId: name });
    },
    /** How often each fault has struck. */
    struck: door.struck,
    mend: door.clearFaults,
    stop: async () => {
      for (const stop of stops.reverse()) await stop();
      await slack.close();
    },
  };
}

/** What `startOwnChannel` starts. */
export type OwnChannel = Awaited<ReturnType<typeof startOwnChannel>>;
