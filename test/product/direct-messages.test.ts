import type { Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { bot } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { createDirectSpeaker } from "../../src/bot/direct-speaker.ts";
import { createPeople } from "../../src/bot/people.ts";
import type { SlackApp } from "../../src/bot/slack-app.ts";
import { createSlackApp } from "../../src/bot/slack-app.ts";
import type { Day } from "../../src/domain/day.ts";
import type { DirectNews } from "../../src/jobs/messages/direct-news.ts";
import { FakeRuns } from "../support/bot/fake-runs.ts";
import { botOptions, botToken, serve, signingSecret } from "../support/bot/own-bot.ts";
import { done, runView } from "../support/runs/run-views.ts";

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

test("news is told to who may still look, and of what waits for a yes only to whose it is", async () => {
  const { client, config, log } = botOptions({
    ...{ runs, slackUrl: slack.url, now },
    policy: {
      operators: ["U0OPERATOR"],
      approvers: ["U0APPROVER"],
      viewers: ["U0VIEWER"],
      approvals: ["deploy"],
    },
  });
  const people = createPeople({ client, policy: config.people, clock: { now }, log });
  const { tell } = createDirectSpeaker({ client, config, people, log });
  const view = runView(
    { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
    ...done("clear-remains", "plan"),
    { kind: "started", step: "approve" },
  );
  const at = now().toISOString();
  const waits: DirectNews = { kind: "approval", of: "run", view, at, id: "approval-1" };
  const late: DirectNews = { kind: "trouble", of: "late", day: "2026-11-23" as Day, at, id: "late-1" };
  const before = new Map<string, number>();
  for (const user of ["operator", "approver", "viewer", "operator2"]) {
    before.set(user, (await door.messages(user, withApp(user))).length);
    await tell(`U0${user.toUpperCase()}`, withApp(user), waits);
    await tell(`U0${user.toUpperCase()}`, withApp(user), late);
  }
  const heard = async (user: string) =>
    (await door.messages(user, withApp(user)))
      .slice(before.get(user))
      .map((each) => messageAsText(each).split("\n")[0]);
  const isLate = "⚠️ The summary of Mon 2026-11-23 is late. `/loans status` tells what is underway.";
  expect(await heard("approver")).toEqual([
    expect.stringContaining("✋ the deploy of loan-tracker waits for a yes that you may give"),
    isLate,
  ]);
  // Who asked for it waits for somebody else's.
  expect(await heard("operator")).toEqual([isLate]);
  expect(await heard("viewer")).toEqual([isLate]);
  expect(await heard("operator2")).toEqual([]);
});

test.each([
  ["team_added_to_org", "is told again once it has passed", true],
  ["token_revoked", "is told again once somebody has mended it", true],
  ["internal_error", "may have been said, and is not said twice", false],
  ["messages_tab_disabled", "is refused for good", false],
])("news that Slack answers with %s %s", async (error, _, isTold) => {
  const { client, config, log } = botOptions({ runs, slackUrl: slack.url, now });
  const people = createPeople({ client, policy: config.people, clock: { now }, log });
  const { tell } = createDirectSpeaker({ client, config, people, log });
  const at = now().toISOString();
  const late: DirectNews = { kind: "trouble", of: "late", day: "2026-11-23" as Day, at, id: "late-1" };
  await door.fault({ method: "chat.postMessage", error, times: 1 });
  const end = await tell("U0OPERATOR", withApp("operator"), late).then(
    () => "over",
    () => "to be told again",
  );
  expect(end).toBe(isTold ? "to be told again" : "over");
});
