import { createAnnouncer } from "../bot/announcer.ts";
import { inOwnChannels } from "../bot/shared-channel.ts";
import type { HearsDate, SlackCall } from "../bot/slack-client.ts";
import { createSlackClient } from "../bot/slack-client.ts";
import type { Clock } from "../config/clock.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../config/log.ts";
import { Outbox } from "../jobs/messages/outbox.ts";
import type { WakeQueue } from "../jobs/store/wake-queue.ts";
import type { Connected } from "./wire-redis.ts";

/** The way to the channel: who speaks there, and what is owed to it. */
export type Channel = ReturnType<typeof wireChannel>;

/** Reaches Slack as configured; nothing is said yet. */
export function wireChannel(
  config: Pick<Config, "slack" | "people" | "alert" | "daily" | "audit">,
  {
    redis,
    keys,
    queue,
    clock,
    log,
    called,
    dated,
    timeoutMs,
    owed,
  }: Connected & {
    /** That of messages. */
    readonly queue: WakeQueue;
    readonly clock: Clock;
    readonly log: Log;
    /** Hears of each call. */
    readonly called?: ((call: SlackCall) => void) | undefined;
    readonly dated?: HearsDate | undefined;
    /** Something is owed to the audit record. */
    readonly owed?: (() => void) | undefined;
    /** How long one call may take, in ms. */
    readonly timeoutMs?: number | undefined;
  },
) {
  const client = createSlackClient(config.slack, { log, called, dated, timeoutMs });
  const anywhere = createAnnouncer({
    client,
    policy: config.people,
    calls: config.alert.group,
    command: config.slack.command,
    zone: config.daily.zone,
    audit: config.audit.place,
    log,
  });
  const announcer = config.slack.isSharedAllowed ? anywhere : inOwnChannels(anywhere, { client, clock, log });
  const speaking = { redis, keys, queue, announcer, channel: config.slack.channel, clock };
  return { client, announcer, speaking, outbox: new Outbox({ ...speaking, owed }) };
}
