import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { App, HTTPReceiver } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SlackOptions, SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { bot, channels, people, userGroups } from "../../sandbox/slack/people.ts";
import { manifestScopes } from "../../sandbox/slack/scopes.ts";
import type { Json } from "../../src/web/json.ts";
import { isJson } from "../../src/web/json.ts";

const botToken = "xoxb-test";
const signingSecret = "a-secret-for-tests";
const loans = channels.loans.id;

let slack: SlackStandIn;
let client: WebClient;
let app: App;
/** Moves the stand-in's clock forward. */
let ahead = 0;
let appUrl = "http://127.0.0.1:9";
/** What the Bolt app does with the next `/loans`, click, mention or submission. */
let onCommand: Parameters<App["command"]>[1];
let onAction: Parameters<App["action"]>[1];
let onMessage: (event: unknown) => Promise<void>;
let onMention: (text: string, threadTs: string | undefined) => Promise<void>;
let onSubmission: Parameters<App["view"]>[1];

function options(): SlackOptions {
  return {
    speed: 100,
    signingSecret,
    botToken,
    scopes: [...manifestScopes, "channels:read", "groups:read", "im:read", "im:write"],
    appUrl: () => appUrl,
    processes: () => [{ name: "app", pid: 4242 }],
    now: () => Date.now() + ahead,
  };
}

beforeAll(async () => {
  slack = await startSlack(options());
  client = webClient();
  const receiver = new HTTPReceiver({ signingSecret, logLevel: "error" as never });
  app = new App({
    receiver,
    logLevel: "error" as never,
    // What the app itself says is heard too, to see that Slack tells of it.
    ignoreSelf: false,
    authorize: async () => ({ botToken, botId: bot.botId, botUserId: bot.userId }),
    clientOptions: { slackApiUrl: `${slack.url}/api/` },
  });
  app.command("/loans", (given) => onCommand(given));
  app.action(/.*/, (given) => onAction(given));
  app.view(/.*/, (given) => onSubmission(given));
  app.event("message", ({ event }) => onMessage(event));
  app.event("app_mention", ({ event }) => onMention(event.text, event.thread_ts));
  const server = await receiver.start({ port: 0, host: "127.0.0.1" } as never);
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the app has no port");
  appUrl = `http://127.0.0.1:${address.port}`;
});

afterAll(async () => {
  await app.stop();
  await slack.close();
});

beforeEach(async () => {
  await door("DELETE faults");
  onCommand = async ({ ack }) => ack();
  onAction = async ({ ack }) => ack();
  onMessage = async () => {};
  onMention = async () => {};
  onSubmission = async ({ ack }) => ack();
});

function webClient(token = botToken): WebClient {
  return new WebClient(token, { slackApiUrl: `${slack.url}/api/`, retryConfig: { retries: 0 } });
}

/** Asks the control door: `door("POST say", {…})`. */
async function door(route: string, given: Json = {}): Promise<{ status: number; body: Json & Json[] }> {
  const [method = "GET", what = ""] = route.split(" ");
  const query = method === "GET" ? `?${new URLSearchParams(given as Record<string, string>)}` : "";
  const response = await fetch(`${slack.url}/sandbox/${what}${query}`, {
    method,
    ...(method !== "GET" && { body: JSON.stringify(given) }),
  });
  return { status: response.status, body: (await response.json()) as Json & Json[] };
}

function say(text: string, more: Json = {}) {
  return door("POST say", { user: "operator", channel: "loans", text, ...more });
}

/** The error a Web API call is refused with. */
async function refusal(call: Promise<unknown>): Promise<Json> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && "data" in error && isJson(error.data)) return error.data;
    throw error;
  }
  throw new Error("the call was not refused");
}

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (actionId: string, value: string) => ({
  type: "button" as const,
  action_id: actionId,
  value,
  text: { type: "plain_text" as const, text: "Apply" },
});

describe("the Web API", () => {
  test("knows the app by its token", async () => {
    expect(await client.auth.test()).toMatchObject({ user_id: bot.userId, bot_id: bot.botId });
    expect(await refusal(webClient("xoxb-other").auth.test())).toMatchObject({ error: "invalid_auth" });
    const anonymous = await fetch(`${slack.url}/api/auth.test`, { method: "POST" });
    expect(await anonymous.json()).toEqual({ ok: false, error: "not_authed" });
  });

  test("says of a method it does not have that it is unknown", async () => {
    expect(await refusal(client.apiCall("conversations.join"))).toMatchObject({ error: "unknown_method" });
    expect(await refusal(client.apiCall("toString"))).toMatchObject({ error: "unknown_method" });
  });

  test("lists people, user groups and channels", async () => {
    const { members } = await client.users.list({});
    expect(members?.map(({ name }) => name)).toEqual([
      "operator",
      "operator2",
      "approver",
      "viewer",
      "guest",
      "loans",
    ]);
    const guest = await client.users.info({ user: people.guest.id });
    expect(guest.user).toMatchObject({ is_restricted: true, tz: "Asia/Kolkata" });
    const group = await client.usergroups.users.list({ usergroup: userGroups.operators.id });
    expect(group.users).toEqual([people.operator.id, people.operator2.id]);
    expect((await client.conversations.members({ channel: loans })).members).toContain(bot.userId);
    expect((await client.conversations.list()).channels?.map(({ name }) => name)).toContain("loans");
    expect(await refusal(client.users.info({ user: "U0NOBODY" }))).toMatchObject({ error: "user_not_found" });
  });

  test("posts to a channel by id or name, in a thread too, and finds the message again by its metadata", async () => {
    const metadata = { event_type: "loans_run", event_payload: { run: "batch-1" } };
    const posted = await client.chat.postMessage({ channel: "#loans", text: "card", metadata });
    const reply = await client.chat.postMessage({
      channel: "loans",
      text: "detail",
      thread_ts: posted.ts ?? "",
    });
    const history = await client.conversations.history({ channel: loans, include_all_metadata: true });
    expect(history.messages?.[0]).toMatchObject({ ts: posted.ts, text: "card", reply_count: 1, metadata });
    const plain = await client.conversations.history({ channel: loans });
    expect(plain.messages?.[0]).not.toHaveProperty("metadata");
    const thread = await client.conversations.replies({ channel: loans, ts: posted.ts ?? "" });
    expect(thread.messages?.map(({ ts }) => ts)).toEqual([posted.ts, reply.ts]);
    const link = await client.chat.getPermalink({ channel: loans, message_ts: posted.ts ?? "" });
    expect(link.permalink).toBe(`${slack.url}/archives/${loans}/p${posted.ts?.replace(".", "")}`);
  });

  test("pages through the history with a cursor, newest first", async () => {
    for (const text of ["one", "two", "three"]) await client.chat.postMessage({ channel: loans, text });
    const first = await client.conversations.history({ channel: loans, limit: 2 });
    expect(first.messages?.map(({ text }) => text)).toEqual(["three", "two"]);
    expect(first.has_more).toBe(true);
    const cursor = first.response_metadata?.next_cursor ?? "";
    const second = await client.conversations.history({ channel: loans, limit: 1, cursor });
    expect(second.messages?.map(({ text }) => text)).toEqual(["one"]);
  });

  test("cuts a post where Slack cuts it, and takes of an edit no more than 4,000 bytes", async () => {
    const { ts = "" } = await client.chat.postMessage({ channel: loans, text: "x".repeat(40_001) });
    const { messages = [] } = await client.conversations.history({ channel: loans, limit: 1 });
    expect(messages[0]?.text).toHaveLength(40_000);
    const edit = (text: string) => client.chat.update({ channel: loans, ts, text });
    // Three bytes each.
    expect((await edit(`${"ऋ".repeat(1_333)}x`)).ok).toBe(true);
    expect(await refusal(edit("ऋ".repeat(1_334)))).toMatchObject({ error: "msg_too_long" });
    expect(await refusal(edit("x".repeat(4_001)))).toMatchObject({ error: "msg_too_long" });
    expect(await refusal(client.chat.update({ channel: "loans", ts, text: "x" }))).toMatchObject({
      error: "channel_not_found",
    });
  });

  test("takes no more than 12,000 bytes of all blocks together", async () => {
    const post = (all: number) =>
      client.chat.postMessage({
        channel: loans,
        text: "x",
        blocks: Array.from({ length: 5 }, (_, at) => section("ऋ".repeat(at < 4 ? 900 : all / 3 - 3_600))),
      });
    expect((await post(12_000)).ok).toBe(true);
    expect(await refusal(post(12_003))).toMatchObject({ error: "msg_blocks_too_long" });
  });

  test("tells an app that was not given a method's scope which one that is", async () => {
    const own = await startSlack({ ...options(), scopes: manifestScopes });
    try {
      const asked = new WebClient(botToken, { slackApiUrl: `${own.url}/api/`, logLevel: "error" as never });
      expect((await asked.conversations.history({ channel: loans })).ok).toBe(true);
      const provided = manifestScopes.join(",");
      for (const [needed, call] of [
        ["im:read", asked.conversations.info({ channel: "D0OPERATOR" })],
        ["im:write", asked.conversations.open({ users: people.viewer.id })],
      ] as const)
        expect(await refusal(call)).toMatchObject({ error: "missing_scope", needed, provided });
    } finally {
      await own.close();
    }
  });

  describe("files", () => {
    const announce = async (length: number, filename = "counts.csv") =>
      await client.files.getUploadURLExternal({ filename, length });
    const bring = async (url: string, body: string) => (await fetch(url, { method: "POST", body })).status;
    const complete = async (given: Json) => await client.apiCall("files.completeUploadExternal", given);

    test("come into a thread in three steps, and can be saved by whoever reads it", async () => {
      const { ts = "" } = await client.chat.postMessage({ channel: loans, text: "card" });
      const asked = { channel_id: loans, thread_ts: ts, initial_comment: "the counts" };
      await client.filesUploadV2({ ...asked, file: Buffer.from("a,b\r\nऋ,1"), filename: "counts ऋ.csv" });
      const { messages } = await client.conversations.replies({ channel: loans, ts });
      expect(messages?.at(-1)).toMatchObject({ text: "the counts", thread_ts: ts });
      const [file] = messages?.at(-1)?.files ?? [];
      expect(file).toMatchObject({ name: "counts ऋ.csv", title: "counts ऋ.csv", size: 10 });
      expect(await (await fetch(file?.url_private_download ?? "")).text()).toBe("a,b\r\nऋ,1");
      const elsewhere = { headers: { origin: "https://elsewhere.example" } };
      expect((await fetch(file?.url_private_download ?? "", elsewhere)).status).toBe(404);
    });

    test("are taken by an address once, in the length that was announced", async () => {
      const { upload_url: url = "" } = await announce(3);
      expect([await bring(url, "abc"), await bring(url, "abc")]).toEqual([200, 404]);
      const { upload_url: other = "", file_id: id = "" } = await announce(3);
      expect([await bring(other, "abcd"), await bring(other, "abc")]).toEqual([400, 404]);
      expect(await refusal(complete({ channel_id: loans, files: [{ id }] }))).toMatchObject({
        error: "file_not_found",
      });
      expect(await refusal(announce(0))).toMatchObject({ error: "missing_argument" });
    });

    test("go to a channel by its id alone, where the app is", async () => {
      const brought = async () => {
        const { upload_url: url = "", file_id: id = "" } = await announce(1);
        await bring(url, "a");
        return [{ id }];
      };
      for (const [channel_id, error] of [
        ["C0NOWHERE", "channel_not_found"],
        ["loans", "channel_not_found"],
        [people.viewer.id, "channel_not_found"],
      ])
        expect(await refusal(complete({ channel_id, files: await brought() }))).toMatchObject({ error });
      expect(await refusal(complete({ channel_id: loans, files: [] }))).toMatchObject({
        error: "invalid_arguments",
      });
      const before = (await client.conversations.history({ channel: loans })).messages?.length;
      const files = await brought();
      expect(await complete({ files })).toMatchObject({ files: [{ id: files[0]?.id, title: "counts.csv" }] });
      expect((await client.conversations.history({ channel: loans })).messages?.length).toBe(before);
    });

    test("are not taken of an app without the scope", async () => {
      const scopes = manifestScopes.filter((scope) => scope !== "files:write");
      const own = await startSlack({ ...options(), scopes });
      const asked = new WebClient(botToken, { slackApiUrl: `${own.url}/api/`, logLevel: "error" as never });
      try {
        expect(await refusal(asked.files.getUploadURLExternal({ filename: "a", length: 1 }))).toMatchObject({
          ...{ error: "missing_scope", needed: "files:write" },
        });
      } finally {
        await own.close();
      }
    });
  });

  test("posts to the channel where the thread is not there, and tells it by the answer alone", async () => {
    const lost = await client.chat.postMessage({ channel: loans, text: "an answer", thread_ts: "1.000100" });
    expect(lost.message).toMatchObject({ text: "an answer" });
    expect(lost.message).not.toHaveProperty("thread_ts");
  });

  test("shows a reply in the channel where that is asked for", async () => {
    const { ts = "" } = await client.chat.postMessage({ channel: loans, text: "card" });
    const reply = { channel: loans, thread_ts: ts };
    await client.chat.postMessage({ ...reply, text: "to the thread" });
    const shown = await client.chat.postMessage({ ...reply, text: "to both", reply_broadcast: true });
    expect(shown.message).toMatchObject({ subtype: "thread_broadcast", thread_ts: ts });
    const { messages } = await client.conversations.history({ channel: loans, limit: 2 });
    expect(messages?.map(({ text }) => text)).toEqual(["to both", "card"]);
    const { messages: thread } = await client.conversations.replies({ channel: loans, ts });
    expect(thread?.map(({ text }) => text)).toEqual(["card", "to the thread", "to both"]);
  });

  test("says of a channel whether another company is in it", async () => {
    const isShared = async () => (await client.conversations.info({ channel: loans })).channel?.is_ext_shared;
    expect(await isShared()).toBe(false);
    await door("POST share", { channel: "loans", shared: true });
    expect(await isShared()).toBe(true);
    await door("POST share", { channel: "loans", shared: false });
    expect(await isShared()).toBe(false);
  });

  test("refuses what Slack refuses, by Slack's names", async () => {
    const post = (given: Json) => refusal(client.apiCall("chat.postMessage", given));
    expect(await post({ channel: loans })).toMatchObject({ error: "no_text" });
    expect(await post({ channel: "C0NOWHERE", text: "x" })).toMatchObject({ error: "channel_not_found" });
    expect(await post({ channel: "general", text: "x" })).toMatchObject({ error: "not_in_channel" });
    expect(await post({ channel: loans, text: "x", blocks: "[{" })).toMatchObject({
      error: "invalid_blocks_format",
    });
    expect(
      await post({ channel: loans, text: "x", attachments: Array.from({ length: 101 }, () => ({})) }),
    ).toMatchObject({ error: "too_many_attachments" });
    expect(await post({ channel: loans, text: "x", metadata: { event_type: "a" } })).toMatchObject({
      error: "invalid_metadata_format",
    });
    expect(await post({ channel: loans, text: "x", blocks: [section("y".repeat(3001))] })).toMatchObject({
      error: "invalid_blocks",
      response_metadata: {
        messages: ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
      },
    });
  });

  test("an update of text alone takes the blocks away, and a message of someone else stays", async () => {
    const { ts = "" } = await client.chat.postMessage({
      channel: loans,
      text: "card",
      blocks: [section("a")],
    });
    await client.chat.update({ channel: loans, ts, text: "card 2", blocks: [section("b")] });
    const seen = async () =>
      (await door("GET messages", { channel: "loans" })).body.find((m) => m["ts"] === ts);
    expect(await seen()).toMatchObject({ text: "card 2", blocks: [section("b")] });
    expect(await seen()).not.toHaveProperty("edited");
    await client.chat.update({ channel: loans, ts, text: "card 3" });
    expect(await seen()).toMatchObject({ text: "card 3", blocks: [], edited: { user: bot.userId } });

    await say("hello");
    const [theirs] = (await client.conversations.history({ channel: loans })).messages ?? [];
    const update = (at: string) => refusal(client.chat.update({ channel: loans, ts: at, text: "x" }));
    expect(await update(theirs?.ts ?? "")).toMatchObject({ error: "cant_update_message" });
    expect(await update("1.000000")).toMatchObject({ error: "message_not_found" });
    await client.chat.delete({ channel: loans, ts });
    expect(await seen()).toBeUndefined();
  });

  test("an ephemeral message is seen by one person and cannot be updated", async () => {
    const { message_ts = "" } = await client.chat.postEphemeral({
      channel: loans,
      user: people.viewer.id,
      text: "only you",
    });
    const sees = async (user: string) =>
      (await door("GET messages", { channel: "loans", user })).body.some((each) => each["ts"] === message_ts);
    expect([await sees("viewer"), await sees("operator")]).toEqual([true, false]);
    const update = client.chat.update({ channel: loans, ts: message_ts, text: "x" });
    expect(await refusal(update)).toMatchObject({ error: "message_not_found" });
    const history = await client.conversations.history({ channel: loans });
    expect(history.messages?.some(({ ts }) => ts === message_ts)).toBe(false);
  });

  test("validates blocks without a token", async () => {
    const anonymous = new WebClient(undefined, { slackApiUrl: `${slack.url}/api/` });
    expect(await anonymous.apiCall("blocks.validate", { blocks: [section("fine")] })).toMatchObject({
      ok: true,
    });
    const wrong = [{ type: "section", text: { type: "invalid", text: "x" } }];
    expect(await refusal(anonymous.apiCall("blocks.validate", { blocks: wrong }))).toMatchObject({
      error: "invalid_blocks",
      errors: [{ code: "failed_constraint", message: "unsupported type: invalid", pointer: "/0/text/type" }],
    });
  });
});

describe("planned faults", () => {
  test("fail the next calls of a method, are counted, and are gone after a DELETE", async () => {
    await door("POST faults", { method: "chat.postMessage", error: "fatal_error", times: 1 });
    const post = () => client.chat.postMessage({ channel: loans, text: "x" });
    expect(await refusal(post())).toMatchObject({ error: "fatal_error" });
    expect(await post()).toMatchObject({ ok: true });
    expect((await door("GET faults")).body).toMatchObject([
      { method: "chat.postMessage", times: 1, fired: 1 },
    ]);
    await door("DELETE faults");
    expect((await door("GET faults")).body).toEqual([]);
  });

  test("a call that is answered as broken may be carried out a while later", async () => {
    await door("POST faults", {
      ...{ method: "chat.postMessage", error: "fatal_error", effectAfterMs: 50, times: 1 },
    });
    const texts = async () =>
      (await client.conversations.history({ channel: loans })).messages?.map(({ text }) => text);
    expect(await refusal(client.chat.postMessage({ channel: loans, text: "late" }))).toMatchObject({
      error: "fatal_error",
    });
    expect(await texts()).not.toContain("late");
    await expect.poll(texts).toContain("late");
  });

  test("a status of 429 comes with Retry-After", async () => {
    await door("POST faults", { method: "chat.update", status: 429, retryAfter: 7, times: 1 });
    const response = await fetch(`${slack.url}/api/chat.update`, { method: "POST" });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await response.json()).toEqual({ ok: false, error: "ratelimited" });
  });

  test("a delay alone only comes late", async () => {
    await door("POST faults", { method: "auth.test", delayMs: 120, times: 1 });
    const startedAt = performance.now();
    expect(await client.auth.test()).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeGreaterThan(110);
  });

  test("a dropped reply is that of a call which was carried out", async () => {
    await door("POST faults", { method: "chat.postMessage", dropReply: true });
    const text = "said, and nobody heard that it was";
    const call = fetch(`${slack.url}/api/chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${botToken}`, "content-type": "application/json" },
      body: JSON.stringify({ channel: loans, text }),
    });
    await expect(call).rejects.toThrow("fetch failed");
    const { body } = await door("GET messages", { channel: "loans" });
    expect(body).toContainEqual(expect.objectContaining({ text }));
  });

  test("a fault that says nothing is refused with a sentence", async () => {
    expect(await door("POST faults", { method: "chat.update" })).toEqual({
      status: 400,
      body: {
        error:
          'planning a fault of chat.update: give "error", "status", "delayMs", "replyAfterMs" or "dropReply"',
      },
    });
  });
});

describe("a slash command", () => {
  test("reaches the app signed, with who, where and what", async () => {
    let seen: object = {};
    onCommand = async ({ ack, command }) => {
      seen = command;
      await ack("working on it");
    };
    const { status, body } = await say("/loans run today --force");
    expect(status).toBe(200);
    expect(seen).toMatchObject({
      command: "/loans",
      text: "run today --force",
      user_id: people.operator.id,
      user_name: "operator",
      channel_id: loans,
      channel_name: "loans",
      team_domain: "loan-bank",
    });
    expect(body).toMatchObject({
      status: 200,
      replies: [{ text: "working on it", ephemeral: true }],
      views: [],
    });
    expect(body["ackMs"]).toBeGreaterThan(0);
  });

  test("collects what the asker alone gets, and comes back soon after it went quiet", async () => {
    onCommand = async ({ ack, respond, client: bolt, command }) => {
      await ack();
      await respond({ text: "by response_url" });
      await bolt.chat.postEphemeral({
        channel: command.channel_id,
        user: command.user_id,
        text: "by ephemeral",
      });
      await bolt.chat.postEphemeral({
        channel: command.channel_id,
        user: people.viewer.id,
        text: "not for you",
      });
      await bolt.chat.postMessage({ channel: command.channel_id, text: "for all" });
    };
    const startedAt = performance.now();
    const { body } = await say("/loans status");
    const texts = (body["replies"] as Json[]).map((reply) => reply["text"]);
    expect(texts).toEqual(["by response_url", "by ephemeral"]);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test("is waited for longer than what may have no reply, and not for ever", async () => {
    const tookMs = async (act: () => Promise<{ readonly body: Json }>) => {
      const startedAt = performance.now();
      expect((await act()).body).toMatchObject({ status: 200, replies: [] });
      return performance.now() - startedAt;
    };
    const command = await tookMs(() => say("/loans help"));
    const again = await tookMs(() => door("POST redeliver", { user: "operator" }));
    expect(command).toBeGreaterThan(5_900);
    expect(again).toBeLessThan(command - 2_000);
  });

  test("is refused in a thread, and when nobody registered it", async () => {
    const refused = await say("/loans status", { thread_ts: "1.000000" });
    expect(refused).toEqual({ status: 400, body: { error: "/loans is not supported in threads. Sorry!" } });
    expect(await say("/deploy")).toEqual({ status: 404, body: { error: "/deploy is not a valid command." } });
  });

  test("that the app does not acknowledge within three seconds is told to the asker", async () => {
    onCommand = async () => {};
    const { body } = await say("/loans slow");
    expect(body).toMatchObject({
      status: 504,
      replies: [{ text: '/loans failed with the error "operation_timeout"', ephemeral: true }],
    });
  });

  test("that finds no app is told to the asker", async () => {
    const usual = appUrl;
    appUrl = "http://127.0.0.1:9";
    const { body } = await say("/loans anything");
    appUrl = usual;
    expect(body).toMatchObject({
      status: 502,
      replies: [{ text: '/loans failed with the error "dispatch_failed"' }],
    });
  });

  test("can be delivered again with the same trigger", async () => {
    const triggers: string[] = [];
    onCommand = async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack("once");
    };
    await say("/loans run today");
    const { body } = await door("POST redeliver", { user: "operator" });
    expect(body).toMatchObject({ status: 200, replies: [{ text: "once" }] });
    expect(triggers).toHaveLength(2);
    expect(triggers[0]).toBe(triggers[1]);
  });

  test("with a wrong signature or an old timestamp is refused by the app", async () => {
    ahead = -6 * 60_000;
    const { body } = await say("/loans help");
    ahead = 0;
    expect(body).toMatchObject({ status: 401 });
  });
});

describe("a response URL", () => {
  const urlOf = async (): Promise<string> => {
    let url = "";
    onCommand = async ({ ack, command }) => {
      url = command.response_url;
      await ack("ok");
    };
    await say("/loans status");
    return url;
  };
  const use = (url: string, said: Json) => fetch(url, { method: "POST", body: JSON.stringify(said) });

  test("serves five times, then is used up", async () => {
    const url = await urlOf();
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1)
      statuses.push((await use(url, { text: `answer ${index}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    const sixth = await use(url, { text: "too many" });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: "used_url" }]);
  });

  test("tells to which command an answer belongs, however late that comes", async () => {
    let late: Promise<Response> | undefined;
    onCommand = async ({ ack, command, respond }) => {
      await ack();
      if (command.text === "later") {
        late = delay(300).then(() => use(command.response_url, { text: "of the first" }));
        return;
      }
      await late;
      await delay(2_500);
      await respond({ text: "of the second" });
    };
    const first = say("/loans later");
    await expect.poll(() => late).toBeDefined();
    const texts = async (answer: ReturnType<typeof say>) =>
      ((await answer).body["replies"] as Json[]).map(({ text }) => text);
    expect(await texts(say("/loans status"))).toEqual(["of the second"]);
    expect(await texts(first)).toEqual(["of the first"]);
  });

  test("serves for thirty minutes", async () => {
    const url = await urlOf();
    ahead = 29 * 60_000;
    expect((await use(url, { text: "in time" })).status).toBe(200);
    ahead = 31 * 60_000;
    expect((await use(url, { text: "too late" })).status).toBe(404);
    ahead = 0;
  });

  test("replaces and deletes the message whose button was pressed", async () => {
    const { message_ts = "" } = await client.chat.postEphemeral({
      channel: loans,
      user: people.operator.id,
      text: "Did you mean teardown?",
      blocks: [{ type: "actions", elements: [button("suggest", "teardown")] }],
    });
    const click = { user: "operator", channel: "loans", ts: message_ts, action_id: "suggest" };
    onAction = async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: "all right" });
    };
    expect((await door("POST click", click)).body).toMatchObject({
      status: 200,
      replies: [{ ts: message_ts, text: "all right", blocks: [] }],
    });
    expect(await door("POST click", click)).toMatchObject({ status: 404 });
    const stranger = await door("POST click", { ...click, user: "viewer" });
    expect(stranger.body["error"]).toContain("viewer sees no message");
  });
});

describe("a click", () => {
  test("tells the app which button of which message, and opens a modal with its trigger once", async () => {
    let seen: Json = {};
    const refusals: Json[] = [];
    onAction = async ({ ack, body, client: bolt }) => {
      await ack();
      seen = body as unknown as Json;
      const open = { trigger_id: String(seen["trigger_id"]), view: modal } as never;
      await bolt.views.open(open);
      refusals.push(await refusal(bolt.views.open(open)));
    };
    const { ts = "" } = await client.chat.postMessage({
      channel: loans,
      text: "card",
      blocks: [
        section("plan"),
        { type: "actions", elements: [button("run.apply", "1"), button("run.cancel", "1")] },
      ],
    });
    const { body } = await door("POST click", {
      user: "operator",
      channel: "loans",
      ts,
      action_id: "run.cancel",
    });
    expect(body).toMatchObject({ status: 200, replies: [], views: [{ callback_id: "confirm" }] });
    expect(seen).toMatchObject({
      type: "block_actions",
      user: { id: people.operator.id },
      container: { type: "message", message_ts: ts, channel_id: loans, is_ephemeral: false },
      message: { ts, text: "card" },
      actions: [{ action_id: "run.cancel", value: "1", type: "button", text: { text: "Apply" } }],
    });
    expect(refusals).toMatchObject([{ error: "exchanged_trigger_id" }]);
    expect(
      await door("POST click", { user: "operator", channel: "loans", ts, action_id: "run.deny" }),
    ).toEqual({
      status: 404,
      body: { error: `clicking: the message ${ts} has no "run.deny"` },
    });
  });

  test("has a trigger that expires after three seconds", async () => {
    let trigger = "";
    onCommand = async ({ ack, command }) => {
      trigger = command.trigger_id;
      await ack("ok");
    };
    await say("/loans teardown");
    ahead = 3_100;
    const open = (id: string) => refusal(client.views.open({ trigger_id: id, view: modal } as never));
    expect(await open(trigger)).toMatchObject({ error: "expired_trigger_id" });
    ahead = 0;
    expect(await open("made-up")).toMatchObject({ error: "invalid_trigger_id" });
  });
});

const modal = {
  type: "modal",
  callback_id: "confirm",
  private_metadata: "teardown-1",
  title: { type: "plain_text", text: "Tear down" },
  submit: { type: "plain_text", text: "Remove" },
  blocks: [
    {
      type: "input",
      block_id: "name",
      label: { type: "plain_text", text: "Stack" },
      element: { type: "plain_text_input", action_id: "stack_name" },
    },
  ],
};

describe("a modal", () => {
  const openModal = async (): Promise<string> => {
    onCommand = async ({ ack, client: bolt, command }) => {
      await ack();
      await bolt.views.open({ trigger_id: command.trigger_id, view: modal } as never);
    };
    const { body } = await say("/loans teardown");
    const [view] = body["views"] as Json[];
    return String(view?.["id"]);
  };
  const openViews = async () => (await door("GET views", { user: "operator" })).body;

  test("stays open with the app's errors and closes when the app accepts", async () => {
    const viewId = await openModal();
    expect(await openViews()).toMatchObject([{ id: viewId, type: "modal" }]);
    onSubmission = async ({ ack, view }) => {
      const typed = view.state.values["name"]?.["stack_name"]?.value;
      if (typed === "loan-tracker") await ack();
      else await ack({ response_action: "errors", errors: { name: `"${typed}" is another stack` } });
    };
    const submit = (name: string) =>
      door("POST submit", { user: "operator", view_id: viewId, values: { stack_name: name } });
    expect((await submit("loans")).body).toMatchObject({
      status: 200,
      response_action: "errors",
      errors: { name: '"loans" is another stack' },
    });
    expect(await openViews()).toHaveLength(1);
    expect((await submit("loan-tracker")).body).toMatchObject({
      status: 200,
      response_action: null,
      errors: {},
    });
    expect(await openViews()).toEqual([]);
    expect(await submit("loan-tracker")).toMatchObject({ status: 404 });
  });

  test("asks for what is required, as Slack's own window does", async () => {
    const viewId = await openModal();
    const submit = (values: Json) => door("POST submit", { user: "operator", view_id: viewId, values });
    expect(await submit({})).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("is required") },
    });
    expect(await submit({ other: "x" })).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('has no input "other"; its inputs: stack_name') },
    });
  });

  test("can be updated, pushed onto and cleared", async () => {
    const viewId = await openModal();
    const titled = (text: string) => ({ ...modal, title: { type: "plain_text", text } });
    const titles = async () => (await openViews()).map((view) => (view["title"] as Json)["text"]);
    const submitWith = async (id: string, answer: Json) => {
      onSubmission = async ({ ack }) => ack(answer as never);
      return door("POST submit", { user: "operator", view_id: id, values: { stack_name: "x" } });
    };
    await submitWith(viewId, { response_action: "update", view: titled("Updated") });
    expect(await titles()).toEqual(["Updated"]);
    await submitWith(viewId, { response_action: "push", view: titled("Pushed") });
    expect(await titles()).toEqual(["Updated", "Pushed"]);
    const top = (await openViews()).at(-1);
    expect(top).toMatchObject({ previous_view_id: viewId, root_view_id: viewId });
    await client.views.update({ view_id: String(top?.["id"]), view: titled("Again") } as never);
    expect(await titles()).toEqual(["Updated", "Again"]);
    await submitWith(String(top?.["id"]), { response_action: "clear" });
    expect(await titles()).toEqual([]);
    expect(await refusal(client.views.update({ view_id: viewId, view: modal } as never))).toMatchObject({
      error: "not_found",
    });
  });

  test("is checked against Slack's limits", async () => {
    const long = { ...modal, title: { type: "plain_text", text: "x".repeat(25) } };
    expect(await refusal(client.views.open({ trigger_id: "t", view: long } as never))).toMatchObject({
      error: "invalid_arguments",
      response_metadata: {
        messages: ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"],
      },
    });
  });

  test("a Home tab is stored per person", async () => {
    await client.views.publish({
      user_id: people.viewer.id,
      view: { type: "home", blocks: [section("Hello")] },
    });
    expect((await door("GET views", { user: "viewer" })).body).toMatchObject([
      { type: "home", blocks: [section("Hello")] },
    ]);
  });
});

describe("a mention", () => {
  test("is a message of that person and an event for the app, in a thread too", async () => {
    const heard: unknown[] = [];
    onMention = async (text, threadTs) => {
      heard.push([text, threadTs]);
      await client.chat.postEphemeral({ channel: loans, user: people.operator.id, text: "heard" });
    };
    const { ts = "" } = await client.chat.postMessage({ channel: loans, text: "card" });
    const { body } = await say("@loans status", { thread_ts: ts });
    expect(body).toMatchObject({ status: 200, replies: [{ text: "heard" }] });
    expect(heard).toEqual([[`<@${bot.userId}> status`, ts]]);
    const messages = (await door("GET messages", { channel: "loans" })).body;
    expect(messages.at(-1)).toMatchObject({ user: people.operator.id, thread_ts: ts, ephemeral: false });
  });

  test("in direct messages is no mention for the app, but a message, and so is what the app says there", async () => {
    const heard: unknown[] = [];
    onMention = async (text) => void heard.push(["mention", text]);
    onMessage = async (event) => void heard.push(event);
    await say(`@loans status`, { channel: "D0OPERATOR" });
    expect(heard).toEqual([
      expect.objectContaining({ channel_type: "im", channel: "D0OPERATOR", text: `<@${bot.userId}> status` }),
    ]);
    await client.chat.postMessage({ channel: "D0OPERATOR", text: "an answer" });
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[1]).toMatchObject({ user: bot.userId, bot_id: bot.botId, text: "an answer" });
  });

  test("that was not acknowledged is delivered again", async () => {
    let deliveries = 0;
    onMention = async () => {
      deliveries += 1;
    };
    const usual = appUrl;
    appUrl = "http://127.0.0.1:9";
    const said = say("@loans help");
    await new Promise((resolve) => setTimeout(resolve, 200));
    appUrl = usual;
    await said;
    await expect.poll(() => deliveries, { timeout: 4_000 }).toBe(1);
  });

  test("anything else is only posted", async () => {
    expect(await say("good morning")).toEqual({
      status: 200,
      body: { status: 200, ackMs: 0, replies: [], views: [] },
    });
  });
});

describe("the control door", () => {
  test("tells who and what exists, by name and id", async () => {
    const { body } = await door("GET people");
    expect(body.map((person) => [person["name"], person["id"]])).toContainEqual([
      "operator",
      people.operator.id,
    ]);
    expect((await door("GET channels")).body[0]).toMatchObject({ id: loans, name: "loans" });
    expect((await door("GET processes")).body).toEqual([{ name: "app", pid: 4242 }]);
    expect((await door("GET messages", { channel: loans, user: people.viewer.id })).status).toBe(200);
  });

  test("answers a mistake with one sentence", async () => {
    expect(await say("hi", { user: "nobody" })).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('nobody here is called "nobody"; there are operator, ') },
    });
    expect(await say("hi", { channel: "general", user: "guest" })).toMatchObject({
      status: 403,
      body: { error: "guest is not in #general" },
    });
    expect(await door("POST dance")).toMatchObject({ status: 404 });
  });

  test("turns a page of another site away", async () => {
    const from = async (origin: string) =>
      (await fetch(`${slack.url}/sandbox/people`, { headers: { origin } })).status;
    expect([await from("https://elsewhere.example"), await from("null"), await from(slack.url)]).toEqual([
      403, 403, 200,
    ]);
  });

  test("shows the channel as a page", async () => {
    await client.chat.postMessage({ channel: loans, text: "a <b> & c" });
    const page = await (await fetch(slack.url)).text();
    expect(page).toContain("@loans");
    expect(page).not.toContain("<b>");
  });
});

test("messages, ephemerals and views survive a restart", async () => {
  const home = mkdtempSync(join(tmpdir(), "slack-"));
  const first = await startSlack({ ...options(), home });
  const web = (standIn: SlackStandIn) => new WebClient(botToken, { slackApiUrl: `${standIn.url}/api/` });
  const { ts = "" } = await web(first).chat.postMessage({ channel: loans, text: "card" });
  await web(first).chat.postEphemeral({ channel: loans, user: people.viewer.id, text: "only you" });
  await web(first).views.publish({ user_id: people.viewer.id, view: { type: "home", blocks: [] } });
  await first.close();
  const second = await startSlack({ ...options(), home });
  const get = async (path: string) =>
    (await fetch(`${second.url}/sandbox/${path}`)).json() as Promise<Json[]>;
  expect(await get("messages?channel=loans&user=viewer")).toMatchObject([
    { ts, text: "card" },
    { text: "only you", ephemeral: true },
  ]);
  expect(await get("views?user=viewer")).toMatchObject([{ type: "home" }]);
  const later = await web(second).chat.postMessage({ channel: loans, text: "after" });
  expect(Number(later.ts)).toBeGreaterThan(Number(ts));
  await second.close();
  rmSync(home, { recursive: true });
});
