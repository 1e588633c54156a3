import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OwnBrowser } from "../../sandbox/driver/browser.ts";
import { axeViolations, chromiumPath, startBrowser } from "../../sandbox/driver/browser.ts";
import type { Person } from "../../sandbox/driver/person.ts";
import { openPerson } from "../../sandbox/driver/person.ts";
import type { Program } from "../../sandbox/driver/program.ts";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import type { SandboxUrls } from "../../sandbox/sandbox.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels, people } from "../../sandbox/slack/people.ts";
import { freePort } from "../../sandbox/supervisor.ts";
import { addDays, dayIn } from "../../src/domain/day.ts";
import { summaryId } from "../../src/domain/messages/message-id.ts";

/** `npm run sandbox -- --slack`: a day in a workspace that is not the sandbox's own, beside a page that shows AWS alone. */

const name =
  chromiumPath === null ? "a workspace of one's own (skipped: no Chromium)" : "a workspace of one's own";

const BOT_TOKEN = "xoxb-of-a-workspace";
const APP_TOKEN = "xapp-of-a-workspace";

describe.skipIf(chromiumPath === null)(name, () => {
  let home: string;
  let workspace: SlackStandIn;
  let command: Program;
  let urls: SandboxUrls;
  let person: Person;
  let browser: OwnBrowser;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "loan-tracker-own-workspace-"));
    workspace = await startSlack({
      ...{ speed: 100, signingSecret: "unused", botToken: BOT_TOKEN, appToken: APP_TOKEN },
      ...{ appUrl: () => "http://127.0.0.1:1", processes: () => [] },
    });
    const options = ["--slack", "--home", home, "--speed", "1000"];
    command = startProgram(["--disable-warning=ExperimentalWarning", "sandbox/main.ts", ...options], {
      env: {
        ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], PORT: String(await freePort()) },
        ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: `${workspace.url}/api/` },
        ...{ LOANS_CHANNEL: channels.loans.id, LOANS_OPERATORS: people.operator.id },
        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      },
      stderr: "inherit",
    });
    urls = JSON.parse(await firstLine(command));
    person = openPerson({ urls: { ...urls, slack: workspace.url }, env: {} });
    browser = await startBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await command?.stop();
    await workspace?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test("hears of a whole day, of which the page shows what was done in AWS", {
    timeout: 150_000,
  }, async () => {
    const page = await browser.open(urls.page);
    await page.getByRole("heading", { name: "The chat is in your Slack workspace" }).waitFor();
    await page.getByText("There is no stack.").waitFor();
    await person.deploy();
    await page.getByRole("heading", { name: "loan-tracker ✓ CREATE_COMPLETE" }).waitFor();

    const day = addDays(dayIn("UTC", new Date()), -1);
    expect(await person.says(`/loans run ${day}`)).toContain(`Running the batch of ${day}.`);
    const summary = await person.shows(summaryId(`batch-loan-tracker-${day}-g1`), "Adds up");
    expect(summary).toContain(`Daily loans ${day}: 500`);
    expect(summary).toContain("500 rows in the file = 500 counted by Spark = 500 in Redshift");
    await page.getByRole("tab", { name: "Cluster" }).click();
    await page.getByText(`lt/batch-loan-tracker-${day}-g1/a1/2-count`).waitFor();
    await page.getByRole("tab", { name: "Warehouse" }).click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("16 rows").waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await person.tearDown();
    await page.getByRole("tab", { name: "Leftovers" }).click();
    await page.getByText("Nothing is left that would cost money.").waitFor();
    // Of the chat it shows nothing, and nobody types here.
    expect(await page.getByText(`Daily loans ${day}`).count()).toBe(0);
    expect(await page.getByRole("textbox").count()).toBe(0);
    expect(await (await fetch(`${urls.slack}/sandbox/messages?channel=loans&user=operator`)).json()).toEqual(
      [],
    );
    expect(browser.takeComplaints()).toEqual([]);
  });
});
