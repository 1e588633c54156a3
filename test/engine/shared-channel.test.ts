import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels } from "../../sandbox/slack/people.ts";
import { manifestScopes } from "../../sandbox/slack/scopes.ts";
import { createSharing, inOwnChannels } from "../../src/bot/shared-channel.ts";
import { clientOptions } from "../../src/bot/slack-client.ts";
import { createLog } from "../../src/config/log.ts";
import type { Announcer, Owed } from "../../src/jobs/messages/announcer.ts";
import { speechFault } from "../../src/jobs/messages/delivery-error.ts";
import { botToken, signingSecret } from "../support/bot/own-bot.ts";

/** Whether a channel may be spoken in, as Slack's own words tell it. */

const log = createLog({ level: "silent" });
const at = { channel: channels.loans.id, ts: "1.000100" };
const MINUTE_MS = 60_000;

let slack: SlackStandIn;
let door: SlackDoor;
let now = 0;

beforeAll(async () => {
  slack = await slackFor(manifestScopes);
  door = openSlackDoor(slack.url);
});

afterAll(async () => {
  await slack?.close();
});

beforeEach(async () => {
  await door.clearFaults();
  await door.share("loans", false);
});

async function slackFor(scopes: readonly string[]): Promise<SlackStandIn> {
  const nowhere = { appUrl: () => "http://127.0.0.1:9", processes: () => [] };
  return await startSlack({ speed: 1, signingSecret, botToken, scopes, ...nowhere });
}

/** One that has said nothing yet. */
function speaker(url = slack.url) {
  const client = new WebClient(botToken, clientOptions({ apiUrl: new URL(`${url}/api/`), log }));
  const said: string[] = [];
  const anywhere = {
    post: async () => {
      said.push("post");
      return { ...at, permalink: null, isWhole: true };
    },
    edit: async () => {
      said.push("edit");
      return "edited";
    },
  } as Partial<Announcer> as Announcer;
  const clock = { now: () => new Date(now), monotonic: () => now };
  const announcer = inOwnChannels(anywhere, { client, clock, log });
  const owed = {} as Owed;
  return {
    said,
    post: async () => await announcer.post(owed, at.channel),
    edit: async () => await announcer.edit(owed, at),
  };
}

test("what becomes shared is noticed at the next new message, at edits within a minute, and what is so no more at once", async () => {
  const one = speaker();
  await one.post();
  await door.share("loans", true);
  now += MINUTE_MS - 1;
  await one.edit();
  const refused = await one.post().catch((error: unknown) => speechFault(error));
  now += 1;
  expect(refused).toMatchObject({ of: "channel", word: "externally_shared", isEnded: true });
  expect(await one.edit().catch((error: unknown) => speechFault(error))).toEqual(refused);
  expect(one.said).toEqual(["post", "edit"]);
  await door.share("loans", false);
  await one.post();
  expect(one.said).toEqual(["post", "edit", "post"]);
});

test("an app that was not given the scope to ask speaks on", async () => {
  const old = await slackFor(manifestScopes.filter((scope) => scope !== "channels:read"));
  try {
    await openSlackDoor(old.url).share("loans", true);
    const one = speaker(old.url);
    await one.post();
    expect(one.said).toEqual(["post"]);
  } finally {
    await old.close();
  }
});

test("a Slack that cannot be asked is no channel of ours: nothing is said, and it is tried again", async () => {
  const one = speaker();
  await door.fault({ method: "conversations.info", status: 500, times: 1 });
  expect(await one.post().catch((error: unknown) => speechFault(error).of)).toBe("slack");
  expect(one.said).toEqual([]);
  await one.post();
  expect(one.said).toEqual(["post"]);
});

test("who asks for something waits for Slack's word once, and then for a few seconds not again", async () => {
  const client = new WebClient(botToken, clientOptions({ apiUrl: new URL(`${slack.url}/api/`), log }));
  const about = { client, log, now: () => now };
  const sharing = createSharing({ ...about, isAllowed: false });
  const { id } = channels.loans;
  expect(await sharing.isShared(id)).toBe(false);
  await door.share("loans", true);
  now += 9_999;
  expect(await sharing.isShared(id)).toBe(false);
  now += 1;
  expect(await sharing.isShared(id)).toBe(true);
  // Nobody but the two is in a direct message, and where it is allowed nothing is asked.
  expect(await sharing.isShared("D0OPERATOR")).toBe(false);
  expect(await createSharing({ ...about, isAllowed: true }).isShared(id)).toBe(false);
  now += 10_000;
  await door.fault({ method: "conversations.info", status: 500, times: 1 });
  expect(await sharing.isShared(id)).toBe(false);
});
