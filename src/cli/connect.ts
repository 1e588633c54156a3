import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { z } from "zod";
import type { WayFromSlack } from "../bot/manifest.ts";
import { createAppLink } from "../bot/manifest.ts";
import { askConnections, askSlack, askToken } from "../bot/slack-checks.ts";
import { parseSlackApiUrl, parseSlashCommand } from "../config/config.ts";
import { webUrl } from "../config/config-urls.ts";
import { channelId, personOrGroup, secret, slashCommand, tokenOf } from "../config/config-values.ts";
import { withVariables } from "../config/env-file.ts";
import { followProxy } from "../config/way-out.ts";
import { appName, COMMAND } from "../domain/commands/command-name.ts";
import { Problem } from "../domain/problem.ts";
import { readOptions } from "./command-line.ts";

/**
 * `npm run connect`: from nothing to an app that Slack knows. Prints the link that makes it, asks for what Slack then shows, holds each
 * answer against Slack, writes `.env` and ends with the doctor. `-- --http https://…` for an app that Slack sends requests to,
 * `-- --command /loans-emea` for one whose command has another name than `/loans`.
 */

const project = join(import.meta.dirname, "..", "..");
/** npm runs its scripts in the project's directory. */
const envFile = join(process.cwd(), ".env");

/** One answer: asked until it is well. `check` says what is wrong with it and what helps, or `null`. */
interface Question {
  readonly name: string;
  readonly asks: string;
  readonly isHidden?: boolean;
  readonly mayBeEmpty?: boolean;
  readonly check: (value: string) => Promise<string | null> | string | null;
}

/** Shows what is typed, unless it is to be hidden. */
class Echo extends Writable {
  isHidden = false;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.isHidden) process.stdout.write(chunk);
    done();
  }
}

const echo = new Echo();
const lines = createInterface({ input: process.stdin, output: echo, terminal: process.stdin.isTTY });
const input = lines[Symbol.asyncIterator]();
const apiUrl = parseSlackApiUrl();
/** What is wrong with it, in the words in which the start would say so. */
const wrong = (schema: z.ZodType<unknown, string>, value: string) =>
  schema.safeParse(value).error?.issues[0]?.message ?? null;
const say = (words: string) => void process.stdout.write(`${words}\n`);

try {
  followProxy();
  await connect();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  lines.close();
}

async function connect(): Promise<void> {
  const { http, command } = readOptions(
    { http: { type: "string" }, command: { type: "string", default: parseSlashCommand() } },
    {
      act: "connecting the app to Slack",
      usage:
        "say `npm run connect`, or `npm run connect -- [--http https://loans.example.com] [--command /loans-emea]`",
    },
  );
  const off = wrong(slashCommand, command);
  if (off !== null)
    throw new Problem("bad-arguments", `connecting the app to Slack: --command ${off}`, {
      remedy: "say another, or leave it out for /loans",
    });
  const way =
    http === undefined ? { is: "socket" as const } : { is: "http" as const, address: addressOf(http) };
  say("1. Open this link, choose the workspace, and press Create. Slack shows what the app asks for.\n");
  say(`   ${createAppLink(way, command)}\n`);
  say('2. Press "Install to Workspace" there, then copy what is asked for here.\n');
  const values: Record<string, string> = {};
  for (const question of questionsFor({ way, command, values })) {
    const answer = await ask(question);
    if (answer !== "") values[question.name] = answer;
  }
  write({ way, command, values });
  lines.close();
  say("\n3. What the app depends on beside Slack:\n");
  process.exitCode = await doctor();
}

/** What is known of the app: how Slack reaches it, its command, and its variables so far. */
interface Answered {
  readonly way: WayFromSlack;
  readonly command: string;
  readonly values: Readonly<Record<string, string>>;
}

function questionsFor({ way, command, values }: Answered): readonly Question[] {
  const botToken = {
    name: "SLACK_BOT_TOKEN",
    asks: 'Bot User OAuth Token, xoxb-…, under "OAuth & Permissions"',
    isHidden: true,
    check: async (value: string) =>
      wrong(tokenOf("xoxb-"), value) ?? (await askToken({ botToken: value, apiUrl })),
  };
  const ofSocket = {
    name: "SLACK_APP_TOKEN",
    asks: 'App-level token, xapp-…: "Basic Information", "Generate Token and Scopes", add connections:write',
    isHidden: true,
    check: async (value: string) =>
      wrong(tokenOf("xapp-"), value) ?? (await askConnections({ appToken: value, apiUrl })),
  };
  const ofHttp = {
    name: "SLACK_SIGNING_SECRET",
    asks: 'Signing Secret, under "Basic Information"',
    isHidden: true,
    check: (value: string) => wrong(secret, value),
  };
  return [
    botToken,
    way.is === "socket" ? ofSocket : ofHttp,
    {
      name: "LOANS_CHANNEL",
      asks: `Id of the channel for cards and summaries, C…: type /invite @${appName(command)} there, then its name, About, at the end`,
      check: async (value) => {
        const off = wrong(channelId, value);
        if (off !== null) return off;
        const botTokenNow = tokenOf("xoxb-").parse(values["SLACK_BOT_TOKEN"]);
        const { ill } = await askSlack({
          botToken: botTokenNow,
          channel: value,
          apiUrl,
          appToken: null,
          // Whoever shares a channel decides on it later: the doctor at the end says what is to be done.
          isSharedAllowed: true,
        });
        return ill.length === 0 ? null : ill.join("; ");
      },
    },
    {
      name: "LOANS_OPERATORS",
      asks: 'Your member id, U…, so that you may deploy and run: your profile, "⋮", "Copy member ID" (Enter: nobody yet)',
      mayBeEmpty: true,
      check: (value) => (value === "" ? null : wrong(personOrGroup, value)),
    },
  ];
}

async function ask({ name, asks, isHidden = false, mayBeEmpty = false, check }: Question): Promise<string> {
  for (;;) {
    process.stdout.write(`${asks}\n${name}: `);
    echo.isHidden = isHidden;
    const line = await nextLine();
    echo.isHidden = false;
    if (isHidden || !process.stdin.isTTY) process.stdout.write("\n");
    const answer = line.trim();
    const why = answer === "" && !mayBeEmpty ? "is empty" : await check(answer);
    if (why === null) return answer;
    say(`   ✗ ${name} ${why}`);
  }
}

/** The next line; throws once there are no more. */
async function nextLine(): Promise<string> {
  const { value, done } = await input.next();
  if (done) {
    throw new Problem(
      "not-connected",
      "connecting the app to Slack: the input ended before all was answered",
      {
        remedy: "nothing was written; say `npm run connect` again",
      },
    );
  }
  return value;
}

/** Writes what was answered into `.env`, which is made of `.env.example` where there is none; readable for its owner alone. */
function write({ way, command, values }: Answered): void {
  const text = readFileSync(existsSync(envFile) ? envFile : join(project, ".env.example"), "utf8");
  // Where both stand there, the app-level token decides.
  const other = way.is === "http" && /^SLACK_APP_TOKEN=/m.test(text) ? { SLACK_APP_TOKEN: "" } : {};
  const isNamed = command !== COMMAND || /^LOANS_COMMAND=/m.test(text);
  const answers = { ...(isNamed && { LOANS_COMMAND: command }), ...values };
  writeFileSync(envFile, withVariables(text, { ...other, ...answers }), { mode: 0o600 });
  say(
    `\nWritten to .env: ${Object.keys(answers).join(", ")}. Type ${command} help in the channel once the app runs.`,
  );
}

async function doctor(): Promise<number> {
  const args = [`--env-file=${envFile}`, join(project, "src", "cli", "doctor.ts")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function addressOf(text: string): URL {
  const read = webUrl.safeParse(text);
  if (read.success && read.data.protocol === "https:") return read.data;
  throw new Problem("bad-arguments", `connecting the app to Slack: --http is "${text}"`, {
    remedy: "give the https address at which Slack reaches the app, such as https://loans.example.com",
  });
}
