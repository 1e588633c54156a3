import type { SlackApp } from "../bot/slack-app.ts";
import { createSlackApp } from "../bot/slack-app.ts";
import { HomeStore } from "../jobs/store/home-store.ts";
import { Inbox } from "../jobs/store/inbox.ts";
import { WishStore } from "../jobs/store/wish-store.ts";
import type { Program } from "./program.ts";
import { oneAtATime } from "./single-flight.ts";
import type { Audit } from "./wire-audit.ts";
import type { Channel } from "./wire-channel.ts";
import type { Messages } from "./wire-messages.ts";
import type { Connected } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";
import type { ScheduleWiring } from "./wire-schedule.ts";

/** How often it is looked whether somebody's Home shows older news. */
const HOMES_LOOK_MS = 5_000;

/** What hears Slack; `refused` hears of each request that is turned away. */
export function wireSlack(
  { config, clock, log, readiness, releasers, watch }: Program,
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
  const slackClock = { now: () => watch.by("Slack") };
  const slack = createSlackApp({
    config,
    clock,
    log,
    client,
    inbox: new Inbox({ redis, keys, now: slackClock.now }),
    slackClock,
    wishes: new WishStore({ redis, keys }),
    homes: new HomeStore({ redis, keys, pace: config.pace }),
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
  const look = oneAtATime(slack.renewHomes);
  const looking = setInterval(
    () => void look().catch((error: unknown) => log.warn({ err: error }, "homes could not be renewed")),
    HOMES_LOOK_MS / config.pace,
  );
  releasers.register("homes", async () => clearInterval(looking));
  return slack;
}
