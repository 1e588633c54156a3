import type { Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { bot } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import type { SlackApp } from "../../src/bot/slack-app.ts";
import { createSlackApp } from "../../src/bot/slack-app.ts";
import { FakeRuns } from "../support/bot/fake-runs.ts";
import { botOptions, botToken, serve, signingSecret } from "../support/bot/own-bot.ts";

/** What people write to the app alone: Slack tells of it as of messages, and never as of mentions. */

const now = () => new Date();
let runs: FakeRuns;
let slack: SlackStandIn;
let door: SlackDoor;
let app: SlackApp;
let server: Server;
let appUrl = "";

/** What the bot hears is decided anew for each test, what Slack keeps is not. */
beforeAll(async () => {
  slack = await startSlack({
    speed: 100,
    signingSecret,
    botToken,
    appUrl: () => appUrl,
    processes: () => [],
  });
  door = openSlackDoor(slack.url);
});

beforeEach(async () => {
  await app?.stop();
  server?.close();
  runs = new FakeRuns();
  app = createSlackApp(botOptions({ runs, slackUrl: slack.url, now }));
  ({ server, url: appUrl } = await serve(app));
});

afterAll(async () => {
  await app?.stop();
  server?.close();
  await slack?.close();
});

const withApp = (user: string) => `D0${user.toUpperCase()}`;

async function says(user: string, text: string, more: { readonly thread_ts?: string } = {}): Promise<string> {
  const { status, replies } = await door.say(user, text, { channel: withApp(user), ...more });
  expect(status).toBe(200);
  return replies.map(messageAsText).join("\n").replaceAll("`", "");
}

test.each(["runs", `@${bot.name} runs`, "  RUNS ", "loans runs", `@${bot.name} /loans runs`])(
  "%j is the command, with the app's name or without",
  async (text) => {
    expect(await says("viewer", text)).toContain("No runs yet");
  },
);

test("the answer stays in the conversation, and the app does not answer itself", async () => {
  const before = (await door.messages("approver", withApp("approver"))).length;
  await says("approver", "runs");
  const said = (await door.messages("approver", withApp("approver"))).slice(before);
  expect(said.map(({ user, ephemeral }) => [user, ephemeral])).toEqual([
    [expect.stringMatching(/^U0APPROVER$/), false],
    [bot.userId, false],
  ]);
  // Slack tells of the answer, too; were it heard, there would be another by then.
  await says("approver", "runs");
  expect(await door.messages("approver", withApp("approver"))).toHaveLength(before + 4);
});

test("in a thread it is answered there", async () => {
  await says("viewer", "runs");
  const [first] = await door.messages("viewer", withApp("viewer"));
  const { replies } = await door.say("viewer", "runs", {
    channel: withApp("viewer"),
    thread_ts: first?.ts ?? "",
  });
  expect(replies).toMatchObject([{ thread_ts: first?.ts }]);
});

test("what changes something is done once, however often Slack tells of it, and not by an edit", async () => {
  expect(await says("operator", "schedule 05:00")).toContain("05:00");
  const said = (await door.messages("operator", withApp("operator"))).find(
    ({ text }) => text === "schedule 05:00",
  );
  const { replies } = await door.redeliver("operator");
  expect(replies).toEqual([]);
  await door.edit("operator", { channel: withApp("operator"), ts: said?.ts ?? "", text: "schedule 06:00" });
  expect(await says("operator", "schedule")).toContain("05:00");
});

test("who may not, may not here either", async () => {
  expect(await says("viewer", "deploy")).toMatch(/may/i);
  expect(runs.ids).toEqual([]);
});

test.each([
  ["> deploy", ""],
  ["`deploy`", ""],
  ["```deploy```", ""],
])("%j only shows one", async (text, answer) => {
  expect(await says("operator", text)).toBe(answer);
  expect(runs.ids).toEqual([]);
});

test("what is no command is answered with what helps", async () => {
  expect(await says("viewer", "good morning")).toContain("help");
});

test("Slack tells of messages there alone, so that no mention is heard twice", async () => {
  await door.say("operator", `@${bot.name} deploy`, { channel: withApp("operator") });
  await expect.poll(() => runs.ids).toEqual(["deploy-loan-tracker-1"]);
});
