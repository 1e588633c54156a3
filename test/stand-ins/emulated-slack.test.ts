import { createServer } from "node:http";
import { WebClient } from "@slack/web-api";
import type { Emulator } from "emulate";
import { createEmulator } from "emulate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { countPayload } from "../../sandbox/slack/payload-count.ts";
import { channels, people } from "../../sandbox/slack/people.ts";
import { manifestScopes } from "../../sandbox/slack/scopes.ts";
import { freePort } from "../../sandbox/supervisor.ts";
import { createAnnouncer } from "../../src/bot/announcer.ts";
import { createPeople } from "../../src/bot/people.ts";
import { tellAlone } from "../../src/bot/reply.ts";
import { isExternallyShared } from "../../src/bot/shared-channel.ts";
import { askSlack } from "../../src/bot/slack-checks.ts";
import { clientOptions } from "../../src/bot/slack-client.ts";
import { md } from "../../src/bot/views/block-kit/markup.ts";
import { says } from "../../src/bot/views/problem.ts";
import { createLog } from "../../src/config/log.ts";
import { Secret } from "../../src/config/secret.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { isJson } from "../../src/web/json.ts";
import { cardFamilies } from "../cards/states/index.ts";
import { operators, signingSecret } from "../support/bot/own-bot.ts";
import { done, runView, summaryOfToday } from "../support/runs/run-views.ts";

/**
 * The app's own client before a Slack that nobody here wrote, emulate (vercel-labs), which refuses each call whose scope the
 * token lacks. It has neither user groups nor the `bot_id` of a message, so that these are held by the stand-in alone.
 */

const log = createLog({ level: "silent" });
const tokens = { whole: "xoxb-whole", none: "xoxb-none" };

interface Judge {
  readonly url: string;
  readonly channel: string;
  readonly person: string;
}

let emulator: Emulator;
let slack: SlackStandIn;
let bare: SlackStandIn;
let judge: Judge;
let counted: Awaited<ReturnType<typeof countedAt>>;

beforeAll(async () => {
  emulator = await createEmulator({
    service: "slack",
    port: await freePort(),
    seed: {
      slack: {
        strict_scopes: true,
        team: { name: "Loan Bank", domain: "loan-bank" },
        users: [{ name: "operator", real_name: "Olive Operator", email: "operator@example.com" }],
        channels: [{ name: "loans" }],
        tokens: [
          { token: tokens.whole, scopes: [...manifestScopes] },
          { token: tokens.none, scopes: ["commands"] },
        ],
      },
    },
  });
  const nowhere = { appUrl: () => "http://127.0.0.1:9", processes: () => [] };
  const common = { speed: 1, signingSecret, ...nowhere };
  slack = await startSlack({ ...common, botToken: tokens.whole, scopes: manifestScopes });
  bare = await startSlack({ ...common, botToken: tokens.none, scopes: ["commands"] });
  counted = await countedAt(emulator.url.replace("localhost", "127.0.0.1"));
  const asked = clientAt(counted.url);
  const { channels: all } = await asked.conversations.list();
  const channel = all?.find(({ name }) => name === "loans")?.id ?? "";
  const { members } = await asked.conversations.members({ channel });
  judge = { url: counted.url, channel, person: members?.[1] ?? "" };
});

afterAll(async () => {
  counted?.close();
  await emulator?.close();
  await slack?.close();
  await bare?.close();
});

/** Hands on what is asked of the emulator, and counts by its answers what it takes. */
async function countedAt(target: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = "", "content-type": type = "" } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? "POST",
      headers: { authorization, "content-type": type },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const body = await answer.text();
    const said: unknown = JSON.parse(body);
    const error = isJson(said) && said["ok"] !== true ? String(said["error"]) : null;
    countPayload("emulate", { method: request.url?.split("/").at(-1) ?? "", error });
    response.writeHead(answer.status, {
      "content-type": "application/json",
      ...(answer.headers.get("x-oauth-scopes") !== null && {
        "x-oauth-scopes": answer.headers.get("x-oauth-scopes") ?? "",
      }),
    });
    response.end(body);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function clientAt(url: string, token: string = tokens.whole): WebClient {
  return new WebClient(
    token,
    clientOptions({ apiUrl: new URL(`${url.replace("localhost", "127.0.0.1")}/api/`), log }),
  );
}

const both = () => [judge, { url: slack.url, channel: channels.loans.id, person: people.operator.id }];

describe("with the scopes of the manifest", () => {
  test("the doctor finds the token, the scopes and the channel well", async () => {
    for (const { url, channel } of both())
      expect(
        await askSlack({
          ...{ botToken: new Secret(tokens.whole), appToken: null, channel, isSharedAllowed: false },
          apiUrl: new URL(`${url}/api/`),
        }),
      ).toMatchObject({ well: [expect.stringContaining("in Loan Bank"), expect.any(String)], ill: [] });
  });

  test("cards and summaries are posted, edited and taken back, and kept as they were sent", async () => {
    for (const { url, channel } of both()) {
      const client = clientAt(url);
      const announcer = createAnnouncer({
        client,
        policy: operators,
        calls: null,
        command: "/loans",
        zone: "Asia/Kolkata",
        log,
      });
      const id = "batch-loan-tracker-2026-11-23-g1";
      const run = { workflow: "daily-batch", id, day: summaryOfToday.day } as const;
      const begun = { kind: "card", id: cardId(id), view: runView(run, ...done("check-source")) } as const;
      const posted = await announcer.post(begun, channel);
      expect(posted.permalink).toContain(channel);
      const further = { ...begun, view: runView(run, ...done("check-source", "upload-raw")) };
      expect(await announcer.edit(further, posted)).toBe("edited");
      const since = { withdrawn: null, replaced: null, corrects: null, seen: null, urls: new Map() };
      const told = { kind: "summary", id: summaryId(id), summary: summaryOfToday, cardUrl: null } as const;
      const summary = { ...told, since };
      const at = await announcer.post(summary, channel);
      const { messages = [] } = await client.conversations.history({ channel, include_all_metadata: true });
      const kept = (ts: string) => messages.find((message) => message.ts === ts);
      expect(kept(posted.ts)?.metadata?.event_payload).toMatchObject({ id: cardId(id) });
      expect(kept(at.ts)?.metadata?.event_payload).toMatchObject({ id: summaryId(id) });
      expect(JSON.stringify(kept(at.ts)?.blocks)).toContain("GOLD LOAN");
      await announcer.unsay(at);
      // What is gone is gone, however often it is taken back.
      await announcer.unsay(at);
      expect(await announcer.edit(summary, at)).toBe("gone");
    }
  });

  test("every state of every message is taken, and kept as it was sent", async () => {
    for (const { url, channel } of both()) {
      const client = clientAt(url);
      for (const { message, name } of cardFamilies.flatMap(({ states }) => states)) {
        const { ts = "" } = await client.chat.postMessage({ channel, ...message });
        const found = await client.conversations.history({ channel, latest: ts, inclusive: true, limit: 1 });
        const types = found.messages?.[0]?.blocks?.map(({ type }) => type);
        expect(types, name).toEqual(message.blocks.map(({ type }) => type));
      }
    }
  });

  test("one person alone is answered, and people and their channel are asked for", async () => {
    for (const { url, channel, person } of both()) {
      const client = clientAt(url);
      const to = { user: person, channel, threadTs: null };
      await tellAlone(to, says(md`Only you see this.`), { client, log, home: channel });
      const asked = createPeople({
        client,
        policy: { ...operators, operators: [] },
        clock: { now: () => new Date() },
        log,
      });
      expect(await asked.find(person, { team: "" })).toMatchObject({ id: person, isGuest: false });
      expect(await asked.isIn(channel, person)).toBe(true);
      expect(await asked.isIn(channel, "U0NOBODY")).toBe(false);
      expect(await isExternallyShared(client, channel)).toBe(false);
    }
  });
});

describe("without them", () => {
  /** What the app calls, and with what; each of them needs a scope, and its name is Slack's. */
  const calls = {
    "chat.postMessage": ({ channel }: Judge) => ({ channel, text: "x" }),
    "chat.postEphemeral": ({ channel, person }: Judge) => ({ channel, user: person, text: "x" }),
    "chat.update": ({ channel }: Judge) => ({ channel, ts: "1.000100", text: "x" }),
    "chat.delete": ({ channel }: Judge) => ({ channel, ts: "1.000100" }),
    "conversations.history": ({ channel }: Judge) => ({ channel }),
    "conversations.info": ({ channel }: Judge) => ({ channel }),
    "conversations.members": ({ channel }: Judge) => ({ channel }),
    "users.info": ({ person }: Judge) => ({ user: person }),
  } as const;

  test.each(Object.entries(calls))("%s is refused for the same scope by both", async (method, given) => {
    const refusals = await Promise.all(
      both().map(async (one, at) => {
        const client = clientAt(at === 0 ? one.url : bare.url, tokens.none);
        return await client.apiCall(method, given(one)).then(
          () => "taken",
          (error: unknown) =>
            error instanceof Error && "data" in error && isJson(error.data) ? error.data : error,
        );
      }),
    );
    const [emulated, own] = refusals as readonly { readonly error?: string; readonly needed?: string }[];
    expect([emulated?.error, own?.error]).toEqual(["missing_scope", "missing_scope"]);
    expect(own?.needed).toMatch(/^[a-z]+:[a-z]+$/);
    expect(own?.needed).toBe(emulated?.needed);
  });
});
