import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { channels, userGroups } from "../../../sandbox/slack/people.ts";
import type { BotOptions } from "../../../src/bot/bot-parts.ts";
import type { Sharing } from "../../../src/bot/shared-channel.ts";
import type { SlackApp } from "../../../src/bot/slack-app.ts";
import { createSlackClient } from "../../../src/bot/slack-client.ts";
import { createLog } from "../../../src/config/log.ts";
import { Secret } from "../../../src/config/secret.ts";
import { COMMAND } from "../../../src/domain/commands/command-name.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { NewsKind } from "../../../src/domain/messages/news.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import type { OpenHome } from "../../../src/jobs/store/home-store.ts";
import { FakeAcknowledgments } from "./fake-acknowledgments.ts";
import { fakeDesk } from "./fake-desk.ts";
import { FakeInbox } from "./fake-inbox.ts";
import type { FakeRuns } from "./fake-runs.ts";

export const signingSecret = "a-secret-for-tests";
export const botToken = "xoxb-test";

/** The user group of the sandbox's operators may change things, everybody may look. */
export const operators: Policy = {
  operators: [userGroups.operators.id],
  approvers: [],
  viewers: [],
  approvals: [],
};

/** What the bot is told of a Slack at that address. */
export function slackSettings(url: string): BotOptions["config"]["slack"] {
  return {
    mode: "http",
    botToken: new Secret(botToken),
    signingSecret: new Secret(signingSecret),
    appToken: null,
    apiUrl: new URL(`${url}/api/`),
    command: COMMAND,
    channel: channels.loans.id,
    isSharedAllowed: false,
  };
}

/** The options of a bot over runs in memory, in Kolkata, that tells nobody what it refuses. */
export function botOptions({
  runs,
  slackUrl,
  now,
  policy = operators,
  ...over
}: {
  readonly runs: FakeRuns;
  readonly slackUrl: string;
  readonly now: () => Date;
  readonly policy?: Policy;
} & Partial<Pick<BotOptions, "logs" | "refused" | "inbox" | "outbox">>): BotOptions {
  const log = createLog({ level: "silent" });
  return {
    config: {
      slack: slackSettings(slackUrl),
      people: policy,
      stack: { name: "loan-tracker", bucket: null, parameters: {} },
      audit: { place: null },
      pace: 1,
      daily: {
        source: "/loans/{date}.csv",
        contract: null,
        zone: "Asia/Kolkata",
        at: null,
        deadline: null,
        calendar: EVERY_DAY,
        freeze: null,
        catchUpDays: 7,
        dependsOnPast: true,
      },
    },
    requests: runs,
    runs,
    desk: fakeDesk({ runs, zone: "Asia/Kolkata", now }),
    inbox: new FakeInbox(now),
    wishes: wishesInMemory(),
    homes: homesInMemory(),
    logs: {
      tail: async () => ({ is: "none", because: "EMR has no such step of it" }),
      promise: async () => {},
    },
    audit: {
      month: async (month) => ({ month, entries: [], broken: null, place: null, owed: 0, trouble: null }),
    },
    outbox: new FakeAcknowledgments(now),
    unsaid: async () => null,
    refused: () => {},
    clock: { now },
    slackClock: { now },
    log,
    client: createSlackClient(slackSettings(slackUrl), { log }),
    ...over,
  };
}

/** What people want to be told of, for as long as the bot is there. */
function wishesInMemory(): BotOptions["wishes"] {
  const wishes = new Map<string, readonly NewsKind[]>();
  return {
    of: async (user) => wishes.get(user) ?? [],
    set: async (user, { wants }) => void wishes.set(user, wants),
  };
}

/** Whose Home may stand open, for as long as the bot is there; none rests between two renewals. */
function homesInMemory(): BotOptions["homes"] {
  const homes = new Map<string, OpenHome>();
  return {
    opened: async (user, home) => void homes.set(user, home),
    all: async () => new Map(homes),
    take: async () => true,
    shows: async (user, shown) => {
      const home = homes.get(user);
      if (home !== undefined) homes.set(user, { ...home, shown });
    },
    forget: async (user) => void homes.delete(user),
  };
}

/** Serves what Slack sends to the app on a loopback port, and says where. */
export async function serve(app: SlackApp): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => app.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Slack's word for a channel that no other company is in. */
export const ownChannels: Sharing = { isShared: async () => false };
