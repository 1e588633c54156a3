import { App, HTTPReceiver } from "@slack/bolt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../../sandbox/driver/person.ts";
import { openPerson } from "../../sandbox/driver/person.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { bot, channels, people } from "../../sandbox/slack/people.ts";
import type { Json } from "../../src/web/json.ts";

/** What the app is told when a person uses an element of App Home, of a modal or of a message. */

const [botToken, signingSecret] = ["xoxb-test", "a-secret-for-tests"];

let slack: SlackStandIn;
let app: App;
let person: Person;
let appUrl = "";
const told: Json[] = [];

beforeAll(async () => {
  slack = await startSlack({
    ...{ speed: 100, signingSecret, botToken },
    ...{ appUrl: () => appUrl, processes: () => [] },
  });
  const receiver = new HTTPReceiver({ signingSecret, logLevel: "error" as never });
  app = new App({
    receiver,
    logLevel: "error" as never,
    authorize: async () => ({ botToken, botId: bot.botId, botUserId: bot.userId }),
    clientOptions: { slackApiUrl: `${slack.url}/api/` },
  });
  app.command("/loans", async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form } as never);
  });
  app.action(/.*/, async ({ ack, body, client }) => {
    await ack();
    told.push(body as unknown as Json);
    await client.chat.postEphemeral({ channel: channels.loans.id, user: body.user.id, text: "heard" });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    told.push(event as unknown as Json);
    await client.views.publish({ user_id: event.user, view: home as never });
  });
  const server = await receiver.start({ port: 0, host: "127.0.0.1" } as never);
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the app has no port");
  appUrl = `http://127.0.0.1:${address.port}`;
  person = openPerson({ urls: { slack: slack.url } as never, env: {} });
});
afterAll(async () => {
  await app.stop();
  await slack.close();
});
beforeEach(() => {
  told.length = 0;
});

const plain = (text: string) => ({ type: "plain_text", text });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const press = { type: "button", action_id: "run", text: plain("Run today"), value: "today" };
const category = { type: "static_select", action_id: "category", options: [option("gold"), option("home")] };
const input = (block_id: string, element: Json, dispatch_action?: boolean) => ({
  ...{ type: "input", block_id, label: plain(block_id), element },
  ...(dispatch_action !== undefined && { dispatch_action }),
});
const form = {
  type: "modal",
  callback_id: "form",
  title: plain("A form"),
  submit: plain("Send"),
  blocks: [
    input("day", { type: "datepicker", action_id: "at", initial_date: "2026-11-27" }, true),
    input("why", { type: "plain_text_input", action_id: "reason" }, true),
    input("name", { type: "plain_text_input", action_id: "stack" }),
    { type: "section", block_id: "of", text: plain("Of"), accessory: category },
  ],
};
const home = { type: "home", blocks: [{ type: "actions", block_id: "acts", elements: [press, category] }] };

const publish = async (user: "operator" | "viewer") =>
  await app.client.views.publish({ token: botToken, user_id: people[user].id, view: home as never });

test("the app is told who opens its Home, where, and what it shows by then", async () => {
  const { views } = await person.door.openHome("viewer");
  expect(views).toMatchObject([{ type: "home" }]);
  await person.door.openHome("viewer");
  const opened = { type: "app_home_opened", user: people.viewer.id, channel: "D0VIEWER", tab: "home" };
  expect(told).toEqual([
    expect.not.objectContaining({ view: expect.anything() }),
    expect.objectContaining({ ...opened, view: expect.objectContaining({ id: views?.[0]?.id }) }),
  ]);
  expect(told[0]).toMatchObject(opened);
});

test("a button of App Home reaches the app with the view, without channel, message or response URL", async () => {
  const { view } = await publish("operator");
  expect(await person.useInView("run")).toBe("heard");
  const [payload = {}] = told;
  expect(payload).toMatchObject({
    type: "block_actions",
    user: { id: people.operator.id },
    container: { type: "view", view_id: view?.id },
    view: { id: view?.id, type: "home", hash: view?.hash },
    actions: [{ type: "button", action_id: "run", block_id: "acts", value: "today", text: press.text }],
  });
  expect(["channel", "message", "state", "response_url"].filter((name) => name in payload)).toEqual([]);
});

test("a menu of App Home tells what was chosen, as the action and as the view's state", async () => {
  await publish("viewer");
  await person.useInView("category", { value: "home", user: "viewer" });
  expect(told).toMatchObject([
    {
      view: { state: { values: { acts: { category: { selected_option: option("home") } } } } },
      actions: [{ type: "static_select", block_id: "acts", selected_option: option("home") }],
    },
  ]);
});

test("a field with dispatch_action tells the app before the form is sent off, with what else is filled in", async () => {
  await person.says("/loans form");
  const [view] = await person.door.views("operator");
  const on = { view_id: view?.id ?? "", action_id: "reason", value: "a holiday", values: { stack: "loans" } };
  await person.door.click("operator", on);
  await person.useInView("at", { value: "2026-11-26" });
  expect(told.map(({ actions }) => actions)).toMatchObject([
    [{ type: "plain_text_input", block_id: "why", action_id: "reason", value: "a holiday" }],
    [{ type: "datepicker", block_id: "day", action_id: "at", selected_date: "2026-11-26" }],
  ]);
  expect(told[0]).toMatchObject({
    container: { type: "view", view_id: view?.id },
    view: {
      type: "modal",
      state: {
        values: {
          day: { at: { type: "datepicker", selected_date: "2026-11-27" } },
          why: { reason: { type: "plain_text_input", value: "a holiday" } },
          name: { stack: { type: "plain_text_input", value: "loans" } },
          of: { category: { type: "static_select", selected_option: null } },
        },
      },
    },
  });
});

test("a field without dispatch_action tells the app nothing, and neither does what is not there or is another's", async () => {
  await person.says("/loans form");
  const [view] = await person.door.views("operator");
  const { id = "" } = view ?? {};
  await expect(person.useInView("stack", { value: "loans" })).rejects.toThrow(
    `clicking: "stack" of the view ${id} tells the app nothing by itself; its block has no dispatch_action`,
  );
  await expect(person.useInView("category", { value: "auto" })).rejects.toThrow(
    `clicking: the view ${id} has no "category" with the value "auto"`,
  );
  await expect(person.door.click("viewer", { view_id: id, action_id: "at" })).rejects.toThrow(
    `clicking "at": viewer sees no view ${id}`,
  );
  expect(told).toEqual([]);
});

test("a field of a message with dispatch_action tells the app what stands in all of its fields", async () => {
  const { ts = "" } = await app.client.chat.postMessage({
    ...{ token: botToken, channel: channels.loans.id, text: "asks" },
    blocks: [
      input("why", { type: "plain_text_input", action_id: "reason" }, true),
      input("of", category),
    ] as never,
  });
  await person.door.click("operator", {
    ...{ ts, action_id: "reason", value: "a holiday" },
    values: { category: "gold" },
  });
  expect(told).toMatchObject([
    {
      container: { type: "message", message_ts: ts },
      state: {
        values: {
          why: { reason: { value: "a holiday" } },
          of: { category: { selected_option: option("gold") } },
        },
      },
      actions: [{ action_id: "reason", value: "a holiday" }],
    },
  ]);
});
