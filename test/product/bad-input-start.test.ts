import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import type { Program } from "../../sandbox/driver/program.ts";
import { startProgram } from "../../sandbox/driver/program.ts";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { idOf, openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels, people } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { freePort } from "../../sandbox/supervisor.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";

/** The program as a person starts it, with what it needs missing, wrong, or not there yet. */

const main = join(projectDirectory, "src", "main.ts");

/** No credentials of this machine's are found by the SDK's chain. */
const withoutAws = {
  PATH: process.env["PATH"],
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
};

const children: ChildProcess[] = [];

function launch(program: string, env: NodeJS.ProcessEnv, ...options: readonly string[]): Program {
  const launched = startProgram([program, ...options], { env });
  children.push(launched.child);
  return launched;
}

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

test("three mistakes in the configuration are told at once, and nothing else; the exit code is 1", async () => {
  const { said, ended } = launch(main, {
    ...withoutAws,
    SLACK_BOT_TOKEN: "xoxp-of-a-person",
    SLACK_SIGNING_SECRET: "quiet",
    LOANS_CHANNEL: "C0LOANS",
    LOANS_SOURCE: "/loans/{date}.csv",
    LOANS_TIMEZONE: "PST",
    REDIS_URL: "redis://:hidden@127.0.0.1:1",
    AWS_REGION: "California",
  });
  expect(await ended).toBe(1);
  expect(said.stdout).toBe("");
  expect(said.stderr).toBe(
    [
      "configuration has 3 problems",
      "  SLACK_BOT_TOKEN  is another kind of token; this one begins with xoxb-",
      '  AWS_REGION       "California" is not a region; use a name like us-west-1',
      '  LOANS_TIMEZONE   "PST" is not a zone; use a name like "America/Los_Angeles"',
      "",
    ].join("\n"),
  );
});

test("the password of a Redis that is away, or does not take it, is neither logged nor on /readyz", async () => {
  const guarded = await startRedis();
  const client = new Redis(guarded.url);
  await client.config("SET", "requirepass", "another");
  client.disconnect();
  const parts = [`127.0.0.1:${await freePort()}`, guarded.url.replace("redis://", "")].map(async (place) => {
    const port = await freePort();
    const { said, ended, child } = launch(main, {
      ...withoutAws,
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: "quiet",
      SLACK_API_URL: "http://127.0.0.1:4/api/",
      LOANS_CHANNEL: "C0LOANS",
      LOANS_SOURCE: "/loans/{date}.csv",
      LOANS_TIMEZONE: "UTC",
      LOG_LEVEL: "trace",
      REDIS_URL: `redis://default:hunter2@${place}`,
      AWS_REGION: "us-west-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4",
      PORT: String(port),
    });
    const readyz = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null); // null: not up yet
      return (await response?.text()) ?? "";
    };
    await expect.poll(readyz).toMatch(/^Redis: .*REDIS_URL (?:names|and restart)/m);
    const reasons = await readyz();
    child.kill("SIGTERM");
    await ended;
    expect(said.stdout).toContain('"started"');
    return reasons + said.stdout + said.stderr;
  });
  const told = await Promise.all(parts);
  await guarded.stop();
  for (const text of told) expect(text).not.toContain("hunter2");
});

test.each([
  ["src/cli/queues.ts", "starting the board"],
  ["src/cli/recover.ts", "recovering the last days"],
  ["src/cli/audit.ts", "looking at the audit record"],
  ["sandbox/main.ts", "starting the sandbox"],
  ["sandbox/demo/main.ts", "beginning"],
  ["sandbox/data/main.ts", "generating a loan file"],
  ["bench/main.ts", "measuring"],
  ["test/faults/matrix/main.ts", "playing the fault matrix"],
  ["test/faults/fuzz/main.ts", "fuzzing"],
])("%s names an option that it does not know, in one line, and does nothing", async (program, act) => {
  const { said, ended } = launch(join(projectDirectory, program), withoutAws, "--fast");
  // The audit's 1 means a broken chain, and nothing else.
  expect(await ended).toBe(program === "src/cli/audit.ts" ? 2 : 1);
  expect(said.stdout).toBe("");
  const lines = said.stderr.trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`${act}: Unknown option '--fast'; .*npm run `));
});

describe("with Slack, Redis and AWS's credentials all away, the app starts", () => {
  let slack: SlackStandIn;
  let door: SlackDoor;
  let app: Program;
  let appUrl: string;
  let redisPort: number;
  let redis: PrivateRedis | undefined;
  let home: string;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "loan-tracker-start-"));
    const [appPort, awsPort, port] = await Promise.all([freePort(), freePort(), freePort()]);
    redisPort = port;
    appUrl = `http://127.0.0.1:${appPort}`;
    slack = await startSlack({
      speed: 200,
      signingSecret: "quiet",
      botToken: "xoxb-test",
      appUrl: () => appUrl,
      processes: () => [],
    });
    door = openSlackDoor(slack.url);
    for (const method of ["auth.test", "users.info", "chat.postMessage"]) {
      await door.fault({ method, status: 503, times: 1_000 });
    }
    app = launch(main, {
      ...withoutAws,
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: "quiet",
      SLACK_API_URL: `${slack.url}/api/`,
      LOANS_CHANNEL: channels.loans.id,
      LOANS_OPERATORS: people.operator.id,
      LOANS_SOURCE: join(home, "{date}.csv"),
      LOANS_TIMEZONE: "UTC",
      LOANS_PACE: "100",
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      AWS_REGION: "us-west-1",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
      PORT: String(appPort),
    });
  });

  afterAll(async () => {
    await slack?.close();
    await redis?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const statusOf = async (path: string) => (await fetch(`${appUrl}/${path}`).catch(() => null))?.status ?? 0;

  async function answer(text: string): Promise<string> {
    const { status, replies } = await door.say("operator", text);
    expect(status).toBe(200);
    return replies.map((reply) => messageAsText(reply)).join("\n");
  }

  const cards = async () =>
    (await door.messages("operator")).filter((message) => idOf(message).startsWith(cardId("")));

  test("and says that it is not ready", async () => {
    await expect.poll(() => statusOf("healthz")).toBe(200);
    expect(await statusOf("readyz")).toBe(503);
  });

  test("and begins nothing for a person whom Slack does not name", async () => {
    expect(await answer("/loans deploy")).toBe(
      "Looking up in Slack who you are: no answer, so nothing was begun.\nTry again in a minute.",
    );
    await door.clearFaults();
  });

  test("and says that Redis is away, whatever is asked", async () => {
    const away = [
      "Asking Redis: it is away, so nothing was started.",
      "Try again in a minute; if it stays away, look at the server that REDIS_URL names.",
    ].join("\n");
    expect(await answer("/loans deploy")).toBe(away);
    expect(await answer("/loans status")).toBe(away);
  });

  test("and works once Redis comes, without a restart; now it says which credentials are missing", async () => {
    redis = await startRedis({ port: redisPort });
    await expect.poll(() => statusOf("readyz")).toBe(200);
    expect(await answer("/loans run today")).toBe(
      [
        "Asking AWS for CloudFormation DescribeStacks: Could not load credentials from any providers.",
        "Give the bot AWS credentials: a role, a profile (AWS_PROFILE) or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
      ].join("\n"),
    );
    expect(await answer("/loans status")).toContain("Could not load credentials from any providers.");
  });

  test("and posts a card once Slack takes it, exactly once", async () => {
    await door.fault({ method: "chat.postMessage", status: 503, times: 2 });
    await door.fault({ method: "chat.postMessage", dropReply: true, times: 1 });
    await answer("/loans deploy");
    await expect
      .poll(async () => (await cards()).map((card) => messageAsText(card)).join())
      .toContain("❌ failed · step 1 of 7: clear what an earlier try left");
    const [card, ...more] = await cards();
    expect(more).toEqual([]);
    expect(messageAsText(card ?? { text: "" })).toContain(
      [
        "Asking AWS for CloudFormation DescribeStacks: Could not load credentials from any providers.",
        "Give the bot AWS credentials:",
      ].join("\n"),
    );
    expect(await door.struck()).toEqual([2, 1]);
  });

  test("and nothing but its log was said, with no secret in it", async () => {
    expect(app.said.stderr).toBe("");
    expect(app.said.stdout).toContain('"started"');
    expect(app.said.stdout).not.toMatch(/xoxb-test|quiet/);
    // Redis was tried many times a second; the queues waited for it.
    expect(app.said.stdout).not.toContain("queue trouble");
  });
});
