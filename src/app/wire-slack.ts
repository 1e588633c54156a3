import type { SlackApp } from "../bot/slack-app.ts";
import { createSlackApp } from "../bot/slack-app.ts";
import { systemClock } from "../config/clock.ts";
import { Inbox } from "../jobs/store/inbox.ts";
import { WishStore } from "../jobs/store/wish-store.ts";
import type { Program } from "./program.ts";
import type { Audit } from "./wire-audit.ts";
import type { Channel } from "./wire-channel.ts";
import type { Messages } from "./wire-messages.ts";
import type { Connected } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";
import type { ScheduleWiring } from "./wire-schedule.ts";

/** What hears Slack; `refused` hears of each request that is turned away. */
export function wireSlack(
  { config, clock, log, readiness }: Program,
  {
    redis,
    keys,
    channel: { client, outbox },
    messages: { logs, delivery },
    runs: { intake, reader },
    schedule: { desk },
    audit: { book: audit },
    refused,
  }: Connected & {
    readonly channel: Channel;
    readonly messages: Messages;
    readonly runs: RunParts;
    readonly schedule: ScheduleWiring;
    readonly audit: Audit;
    readonly refused: (because: string) => void;
  },
): SlackApp {
  const slack = createSlackApp({
    config,
    clock,
    log,
    client,
    inbox: new Inbox({ redis, keys, now: systemClock.now }),
    wallClock: systemClock,
    wishes: new WishStore({ redis, keys }),
    refused,
    logs,
    audit,
    outbox,
    unsaid: async () => await delivery.trouble(),
    requests: intake,
    runs: reader,
    desk,
  });
  readiness.add("slack's connection", slack.deafness);
  readiness.add("user groups", async () => await slack.trouble(), "concerns");
  return slack;
}
