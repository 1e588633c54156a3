import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels, people } from "../../sandbox/slack/people.ts";

/** `npm run connect`, as a person answers it, against a Slack that knows its tokens. */

let slack: SlackStandIn;
let home: string;

beforeAll(async () => {
  slack = await startSlack({
    ...{ speed: 1, signingSecret: "a-secret", botToken: "xoxb-right", appToken: "xapp-right" },
    ...{ appUrl: () => "http://127.0.0.1:9", processes: () => [] },
  });
});
afterAll(async () => {
  await slack?.close();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "connect-"));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** What it says, and its exit code, once these lines were typed. */
async function connect(answers: readonly string[], ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(projectDirectory, "src", "cli", "connect.ts"), ...args], {
    cwd: home,
    env: { PATH: process.env["PATH"], SLACK_API_URL: `${slack.url}/api/` },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (words) => (said += String(words)));
  child.stdin.end(answers.map((line) => `${line}\n`).join(""));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  return { said, code };
}

const written = () => readFileSync(join(home, ".env"), "utf8");

test("asks until each answer is one that Slack takes, writes them for their owner alone, and ends with the doctor", async () => {
  const { said } = await connect([
    ...["xapp-right", "xoxb-wrong", "xoxb-right"],
    ...["xapp-wrong", "xapp-right"],
    ...["loans", channels.loans.id],
    people.operator.id,
  ]);
  expect(said).toContain("https://api.slack.com/apps?new_app=1&manifest_json=");
  expect(said).toContain("✗ SLACK_BOT_TOKEN is another kind of token; this one begins with xoxb-");
  expect(said).toContain("✗ SLACK_BOT_TOKEN invalid_auth; correct SLACK_BOT_TOKEN");
  expect(said).toContain("✗ SLACK_APP_TOKEN invalid_auth; correct SLACK_APP_TOKEN");
  expect(said).toContain("✗ LOANS_CHANNEL ");
  expect(said).toContain(
    "Written to .env: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, LOANS_CHANNEL, LOANS_OPERATORS.",
  );
  expect(said).toContain("configuration");
  expect(said).not.toMatch(/xoxb-right|xapp-right/);
  expect(written()).toContain("\nSLACK_APP_TOKEN=xapp-right\n");
  expect(written()).toContain(`\nLOANS_OPERATORS=${people.operator.id}\n`);
  expect(written()).toContain("# Redis or Valkey 6.2 or newer");
  expect(statSync(join(home, ".env")).mode & 0o777).toBe(0o600);
});

test("of an app that is sent requests it asks for the secret, and the manifest has its address", async () => {
  const answers = ["xoxb-right", "a-secret", channels.loans.id, ""];
  const { said } = await connect(answers, "--http", "https://loans.bank.example");
  const manifest = new URL(/https:\/\/api\S+/.exec(said)?.[0] ?? "").searchParams.get("manifest_json");
  expect(JSON.parse(manifest ?? "").settings.interactivity.request_url).toBe(
    "https://loans.bank.example/slack/events",
  );
  expect(written()).toContain("\nSLACK_SIGNING_SECRET=a-secret\n");
  expect(written()).not.toMatch(/^SLACK_APP_TOKEN=/m);
});

test("an app with a command of its own is made, invited and told by that name, which .env keeps", async () => {
  const answers = ["xoxb-right", "xapp-right", channels.loans.id, ""];
  const { said } = await connect(answers, "--command", "/kredit");
  const manifest = new URL(/https:\/\/api\S+/.exec(said)?.[0] ?? "").searchParams.get("manifest_json");
  expect(JSON.parse(manifest ?? "").features.slash_commands[0].command).toBe("/kredit");
  expect(said).toContain("type /invite @kredit there");
  expect(said).toContain("Type /kredit help in the channel");
  expect(written()).toContain("\nLOANS_COMMAND=/kredit\n");
  // Asked for anew under the usual name, it does not keep the other one.
  await connect(answers, "--command", "/loans");
  expect(written()).toContain("\nLOANS_COMMAND=/loans\n");
});

test("left in the middle it writes nothing and says so", async () => {
  const { said, code } = await connect(["xoxb-right"]);
  expect(said).toContain("the input ended before all was answered; nothing was written");
  expect(code).toBe(1);
  expect(existsSync(join(home, ".env"))).toBe(false);
});

test.each([
  [["--http", "http://loans.bank.example"], "give the https address"],
  [["--https"], "say `npm run connect`"],
  [["--command", "kredit"], "use a slash, small letters, digits and hyphens"],
])("what it cannot use is refused with what helps: %j", async (args, remedy) => {
  const { said, code } = await connect([], ...args);
  expect(said).toContain(remedy);
  expect(code).toBe(1);
});
