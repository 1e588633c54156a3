import { expect, test } from "vitest";
import manifest from "../../../slack-manifest.json" with { type: "json" };
import { commands, usageHint } from "../../../src/bot/commands/index.ts";
import { createAppLink, slackManifest } from "../../../src/bot/manifest.ts";
import { slackPath } from "../../../src/bot/names.ts";
import { optionalScopes, scopes } from "../../../src/bot/slack-checks.ts";
import type { Command, CommandName } from "../../../src/domain/commands/command.ts";
import { COMMAND } from "../../../src/domain/commands/command-name.ts";
import { parseCommand } from "../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";

const [command] = manifest.features.slash_commands;

test("the manifest hints at every command of the table, and names the one that the app hears", () => {
  expect(manifest.features.slash_commands).toHaveLength(1);
  expect(command).toMatchObject({ command: COMMAND, usage_hint: usageHint() });
  expect(usageHint().length).toBeLessThanOrEqual(1_000);
});

test("everything Slack sends goes to the path that the app serves", () => {
  const urls = [
    command?.url,
    manifest.settings.event_subscriptions.request_url,
    manifest.settings.interactivity.request_url,
  ];
  for (const url of urls) expect(new URL(url ?? "").pathname).toBe(slackPath);
});

test("the app asks for the scopes it uses and for no other, and says which of them it can do without", () => {
  expect(manifest.oauth_config.scopes.bot).toEqual([
    "app_mentions:read", // @loans in threads
    "channels:history", // to find its own messages by their metadata
    "channels:read", // whether another company is in the channel
    "chat:write",
    "commands",
    "files:write", // a day's counts as a file
    "groups:history", // the same in a private channel
    "groups:read",
    "im:history", // what is written to the app alone
    "usergroups:read", // S… ids in LOANS_OPERATORS
    "users:read", // who is a guest
  ]);
  const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
  expect(bot.filter((scope) => !optional.includes(scope))).toEqual([...scopes]);
  expect(optional).toEqual(Object.keys(optionalScopes));
});

test("every command that the parser knows is in the table, once, and its usage is read as that command", () => {
  const known: { readonly [Name in CommandName]: Extract<Command, { name: Name }>["name"] } = {
    deploy: "deploy",
    run: "run",
    status: "status",
    runs: "runs",
    summary: "summary",
    chart: "chart",
    compare: "compare",
    trend: "trend",
    skip: "skip",
    unskip: "unskip",
    release: "release",
    withdraw: "withdraw",
    lock: "lock",
    unlock: "unlock",
    schedule: "schedule",
    cancel: "cancel",
    retry: "retry",
    logs: "logs",
    audit: "audit",
    teardown: "teardown",
    menu: "menu",
    help: "help",
  };
  expect(commands.map(({ name }) => name).sort()).toEqual(Object.keys(known).sort());
  for (const { name, usage } of commands) {
    const plainest = usage.replaceAll(/\[[^\]]*\]/g, "").replaceAll(/<([^|>]*)[^>]*>/g, "$1");
    const parsed = parseCommand(plainest, { today: "2026-11-23" as Day, calendar: EVERY_DAY });
    expect(parsed).toMatchObject({ is: "command", command: { name } });
  }
});

test("the manifest in the repository is that of an app which is sent requests", () => {
  expect(slackManifest({ is: "http", address: new URL("https://loans.example.com") }, COMMAND)).toEqual(
    manifest,
  );
});

test("that of an app which connects by itself names no address, and the link carries it whole", () => {
  const way = { is: "socket" } as const;
  expect(JSON.stringify(slackManifest(way, COMMAND))).not.toMatch(/https?:/);
  expect(slackManifest(way, COMMAND).settings.socket_mode_enabled).toBe(true);
  const link = new URL(createAppLink(way, COMMAND));
  expect(`${link.origin}${link.pathname}`).toBe("https://api.slack.com/apps");
  expect(JSON.parse(link.searchParams.get("manifest_json") ?? "")).toEqual(slackManifest(way, COMMAND));
});

test("under another command two apps of one workspace are told apart, and neither says the other's", () => {
  const other = slackManifest({ is: "socket" }, "/loans-emea-and-the-middle-east");
  expect(JSON.stringify(other)).not.toMatch(/[/@]loans(?!-emea)/);
  expect(other.features).toMatchObject({
    bot_user: { display_name: "loans-emea-and-the-middle-east" },
    slash_commands: [{ command: "/loans-emea-and-the-middle-east" }],
  });
  expect(other.display_information.name).toBe("Loan Tracker loans-emea-and-the-mid");
});
