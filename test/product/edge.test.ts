import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../sandbox/driver/until.ts";
import { channels, people, workspace } from "../../sandbox/slack/people.ts";
import { signedHeaders } from "../../sandbox/slack/signature.ts";
import { serveHttp } from "../../src/app/http-server.ts";
import type { Reason } from "../../src/app/readiness.ts";
import type { SlackApp } from "../../src/bot/slack-app.ts";
import { createSlackApp } from "../../src/bot/slack-app.ts";
import { Secret } from "../../src/config/secret.ts";
import { FakeRuns } from "../support/bot/fake-runs.ts";
import { botOptions, signingSecret } from "../support/bot/own-bot.ts";

/** The door as it stands: the program's HTTP server and what hears Slack behind it. A Slack that never answers is enough. */

let runs: FakeRuns;
let app: SlackApp;
let http: Awaited<ReturnType<typeof serveHttp>>;
let refused: string[];
let reasons: readonly Reason[] = [];
/** What every look at them takes. */
let lookedAt = async () => {};

async function open({ now = () => new Date(), secret = signingSecret } = {}): Promise<void> {
  await http?.stop();
  runs = new FakeRuns();
  // Of this door alone: one that is closing may still refuse something.
  const own: string[] = [];
  refused = own;
  const told = (because: string) => void own.push(because);
  const options = botOptions({ runs, slackUrl: "http://127.0.0.1:4", now, refused: told });
  const slack = { ...options.config.slack, signingSecret: new Secret(secret) };
  app = createSlackApp({ ...options, config: { ...options.config, slack } });
  http = await serveHttp({
    port: 0,
    slack: app.requestListener,
    refused: told,
    reasons: async () => {
      await lookedAt();
      return reasons;
    },
    metrics: { contentType: "text/plain", text: async () => "" },
  });
}

beforeEach(async () => await open());
afterEach(async () => {
  await app.stop();
  await http.stop();
});

const json = "application/json";
const form = "application/x-www-form-urlencoded";

/** Posts it, signed as Slack signs it unless told otherwise; the status, what was answered, and how long it took. */
async function post(
  body: string,
  { type = json, seconds = Math.floor(Date.now() / 1_000), secret = signingSecret, headers = {} } = {},
) {
  const from = performance.now();
  const response = await fetch(`${http.url}/slack/events`, {
    method: "POST",
    headers: { "content-type": type, ...signedHeaders(body, { secret, seconds }), ...headers },
    body,
  });
  return { status: response.status, text: await response.text(), ms: performance.now() - from };
}

const deploy = (trigger = "1.2.3") =>
  new URLSearchParams({
    command: "/loans",
    text: "deploy",
    user_id: people.operator.id,
    channel_id: channels.loans.id,
    team_id: workspace.id,
    trigger_id: trigger,
  }).toString();

describe("what Slack documents", () => {
  test("its own example of a signature is a right one", async () => {
    // docs.slack.dev, "Verifying requests from Slack", read 2026-11: secret, time, body and signature of the example.
    await open({ now: () => new Date(1531420618 * 1_000), secret: "8f742231b10e8888abcd99yyyzzz85a5" });
    const body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
      "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
      "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
      "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const headers = {
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    };
    expect(await post(body, { type: form, headers })).toMatchObject({
      status: 200,
      text: '{"response_type":"ephemeral","text":"This app hears `/loans` only, so nothing was done."}',
    });
    expect(await post(`${body}x`, { type: form, headers })).toMatchObject({ status: 401 });
  });

  test("a challenge is answered with itself, and a look at the certificate without a signature", async () => {
    const challenge = JSON.stringify({
      type: "url_verification",
      challenge: "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    });
    expect(await post(challenge)).toMatchObject({
      status: 200,
      text: '{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}',
    });
    const smuggled = `ssl_check=1&${deploy()}`;
    expect(await post(smuggled, { type: form, secret: "guessed" })).toMatchObject({ status: 200, text: "" });
    expect(runs.ids).toEqual([]);
  });

  test.each(["view_closed", "shortcut", "message_action", "block_suggestion", "interactive_message"])(
    "%s, which nobody here listens to, is acknowledged at once",
    async (type) => {
      const { status, ms } = await post(`payload=${encodeURIComponent(JSON.stringify({ type }))}`, {
        type: form,
      });
      expect(status).toBe(200);
      expect(ms).toBeLessThan(1_000);
      expect(refused).toEqual([]);
    },
  );
});

describe("what is not Slack's ends nothing", () => {
  test.each([
    "null",
    "7",
    '"text"',
    "[]",
    "[null]",
    "{}",
    "true",
    '{"command":{}}',
    '{"type":"block_actions"}',
    "{",
    "",
  ])("%j", async (body) => {
    for (const sent of [
      post(body),
      post(new URLSearchParams({ payload: body }).toString(), { type: form }),
    ]) {
      expect(await sent).toMatchObject({ status: 400, text: "" });
    }
    expect(await post(deploy(), { type: form })).toMatchObject({ status: 200 });
  });

  test("a form with a field twice, in another letter case, with a character set", async () => {
    expect(await post(deploy(), { type: `${form}; charset=utf-8` })).toMatchObject({ status: 200 });
    expect(await post(`${deploy()}&user_id=nobody`, { type: form })).toMatchObject({ status: 400 });
  });

  test.each([
    ["no signature", { "x-slack-signature": "" }],
    ["another scheme", { "x-slack-signature": "v1=00" }],
    ["a signature that is none", { "x-slack-signature": "v0" }],
    ["a time that is none", { "x-slack-request-timestamp": "now" }],
    ["a time with an exponent", { "x-slack-request-timestamp": "1e9" }],
  ])("%s is answered with 401", async (_what, headers) => {
    expect(await post(deploy(), { type: form, headers })).toMatchObject({ status: 401 });
    expect(runs.ids).toEqual([]);
  });

  test("a time of more than five minutes ago or ahead is refused, and a smaller difference is not", async () => {
    const now = Math.floor(Date.now() / 1_000);
    for (const off of [-302, 302, 86_400]) {
      expect(await post(deploy(), { type: form, seconds: now + off })).toMatchObject({ status: 401 });
    }
    expect(refused).toEqual(Array.from({ length: 3 }, () => "signed more than five minutes ago or ahead"));
    for (const off of [-295, 295]) {
      expect(await post(deploy(), { type: form, seconds: now + off })).toMatchObject({ status: 200 });
    }
  });
});

test("what only concerns somebody is named on /readyz, and takes nobody out of service", async () => {
  const readyz = async () => {
    const response = await fetch(`${http.url}/readyz`);
    return `${response.status} ${await response.text()}`;
  };
  expect(await readyz()).toBe("200 ready\n");
  reasons = [{ part: "user groups", says: "S0OLD (no_such_subteam)", weight: "concerns" }];
  expect(await readyz()).toBe("200 ready\nuser groups: S0OLD (no_such_subteam)\n");
  reasons = [...reasons, { part: "Redis", says: "it is away", weight: "hinders" }];
  expect(await readyz()).toBe("503 not ready\nuser groups: S0OLD (no_such_subteam)\nRedis: it is away\n");
  reasons = [];
});

describe("nothing is held for long", () => {
  /** Opens so many connections, and writes that on each. */
  const hold = async (count: number, words: string) => {
    const { port } = new URL(http.url);
    const ended = { count: 0 };
    const sockets = Array.from({ length: count }, () => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.write(words));
      socket.on("error", () => {}).on("close", () => (ended.count += 1));
      return socket.resume();
    });
    return { ended, end: () => sockets.map((socket) => socket.destroy()) };
  };
  const descriptors = () => readdirSync("/proc/self/fd").length;

  /** Writes that on a connection of its own; the first line of what is answered, or nothing where it is only let go. */
  const raw = async (words: string) => {
    const socket = connect(Number(new URL(http.url).port), "127.0.0.1", () => socket.write(words));
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    await new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
    return answer.split("\r\n")[0];
  };
  const posted = (headers: string, body = "") =>
    raw(`POST /slack/events HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n${body}`);

  test("a body that says it is long is refused before any of it is sent", async () => {
    expect(await posted(`content-length: ${256 * 1024 + 1}`)).toBe("HTTP/1.1 413 Payload Too Large");
    expect(refused).toEqual(["a body longer than 256 KB"]);
    expect(await post(" ".repeat(256 * 1024))).toMatchObject({ status: 400 }); // read, and no JSON
  });

  test("a body that comes in pieces is not read beyond that", async () => {
    const piece = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    expect(await posted("transfer-encoding: chunked", piece.repeat(5))).toBe(
      "HTTP/1.1 413 Payload Too Large",
    );
    expect(refused).toEqual(["a body longer than 256 KB"]);
  });

  test("what is no HTTP is answered and counted", async () => {
    expect(await raw("hello\r\n\r\n")).toBe("HTTP/1.1 400 Bad Request");
    expect(await posted(`x: ${"x".repeat(20_000)}`)).toBe("HTTP/1.1 431 Request Header Fields Too Large");
    expect(refused).toEqual(["a request that is not HTTP", "a request that is not HTTP"]);
  });

  test("requests one behind the other are not worked on at once", async () => {
    let looks = 0;
    reasons = [];
    lookedAt = async () => {
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    };
    expect(await raw("GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000))).toBe("");
    expect(looks).toBe(1);
    expect(refused).toEqual(["a request before the one ahead of it was answered"]);
    const all = await Promise.all(Array.from({ length: 50 }, () => fetch(`${http.url}/readyz`)));
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(looks).toBeLessThan(10);
    lookedAt = async () => {};
  });

  test("of three hundred that send headers drop by drop two hundred are held, and after seconds none; others are served", async () => {
    const before = descriptors();
    const { ended, end } = await hold(300, "POST /slack/events HTTP/1.1\r\nhost: x\r\nx-drop: ");
    await until("a hundred are let go", async () => ended.count >= 100);
    // Both ends of each are in this process.
    expect(descriptors()).toBeLessThanOrEqual(before + 2 * 201 + 20);
    expect((await fetch(`${http.url}/healthz`)).status).toBe(200);
    expect(await post(deploy(), { type: form })).toMatchObject({ status: 200 });
    await until("all are let go", async () => ended.count === 300);
    const late = "a request that was not sent in time";
    await until("each is counted", async () => refused.length === 300);
    // Those that were served meanwhile took a place as well.
    const others = refused.filter((because) => because === "more connections than are held").length;
    expect(refused.filter((because) => because === late)).toHaveLength(300 - others);
    expect(others).toBeGreaterThanOrEqual(100);
    expect(others).toBeLessThanOrEqual(103);
    end();
  });

  test("of fifty bodies of 250 KB that are held at once four are, and a whole one is read meanwhile", async () => {
    const start = "POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 250000\r\n\r\n";
    const { ended, end } = await hold(50, `${start}${"x".repeat(249_000)}`);
    await until("the others are let go", async () => ended.count >= 45);
    expect(await post(deploy(), { type: form })).toMatchObject({ status: 200 });
    expect(ended.count).toBeLessThanOrEqual(46);
    end();
  });

  test("bodies that never end are let go after seconds", async () => {
    const length = 200_000;
    const start = `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${"x".repeat(1_000)}`;
    const { ended, end } = await hold(50, start);
    await until("all are let go", async () => ended.count === 50);
    await until("each is counted", async () => refused.length === 100);
    for (const because of ["a body that was not sent to its end", "a request that was not sent in time"])
      expect(refused.filter((one) => one === because)).toHaveLength(50);
    end();
  });
});
