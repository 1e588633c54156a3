import { describe, expect, test } from "vitest";
import { axeViolations, chromiumPath, messageField } from "../../sandbox/driver/browser.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { people } from "../../sandbox/slack/people.ts";
import { ownChat } from "./own-chat.ts";

/** Several tabs of one browser at once, and names that nobody has. */

const name = chromiumPath === null ? "tabs of one browser (skipped: no Chromium)" : "tabs of one browser";

describe.skipIf(chromiumPath === null)(name, () => {
  const chat = ownChat();

  test("eight of them load, hear one another and type, persons side by side in each", async () => {
    const first = await chat.browser.open(chat.url);
    const tabs = [first];
    const besides = ["approver", "viewer", "operator2"];
    for (let at = 1; at < 8; at += 1) {
      const tab = await first.context().newPage();
      await tab.goto(`${chat.url}?as=operator&beside=${besides[at % besides.length]}`);
      tabs.push(tab);
    }
    for (const [at, tab] of tabs.entries()) {
      await messageField(tab.getByLabel("Slack as @operator", { exact: true })).fill(`from ${at}`);
      await tab.keyboard.press("Enter");
    }
    const last = tabs.at(-1)?.getByText("from 0", { exact: true });
    await expect.poll(() => last?.count()).toBe(2);
    for (const at of tabs.keys()) await first.getByText(`from ${at}`, { exact: true }).waitFor();
    // Who chooses another person, and who comes back, is told all of it.
    await first.getByLabel("You are").selectOption("viewer");
    await first.getByLabel("Slack as @viewer").getByText("from 7", { exact: true }).waitFor();
    await first.reload();
    await first.getByText("from 7", { exact: true }).waitFor();
    await Promise.all(tabs.slice(1).map((tab) => tab.close()));
    await messageField(first).fill("alone again");
    await first.keyboard.press("Enter");
    await first.getByText("alone again").waitFor();
    await first.context().close();
  });

  test("where the chat is in a workspace of Slack's own, AWS is shown alone, with where to type", async () => {
    const real = await startSlack({
      ...{ speed: 1, signingSecret: "secret", botToken: "xoxb-own", isChatElsewhere: true },
      ...{ appUrl: () => "http://127.0.0.1:1", awsUrl: () => "http://127.0.0.1:1", processes: () => [] },
    });
    const page = await chat.browser.open(real.url);
    await page.getByRole("heading", { name: "The chat is in your Slack workspace" }).waitFor();
    await page.getByRole("tab", { name: "Stack" }).waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
    expect(await page.getByText("Tour").count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
    const unscripted = await chat.browser.open(real.url, { javaScriptEnabled: false });
    await unscripted.getByRole("heading", { name: "The chat is in your Slack workspace" }).waitFor();
    await unscripted.context().close();
    await real.close();
  });

  test("a name that nobody has leads to those that there are", async () => {
    const page = await chat.browser.open(`${chat.url}?as=nobody`);
    await page.getByText('Nobody here is called "nobody"').waitFor();
    for (const person of Object.keys(people))
      await page.getByRole("link", { name: `@${person}`, exact: true }).waitFor();
    await page.getByRole("link", { name: "@viewer" }).click();
    await page.getByLabel("Slack as @viewer").waitFor();
    await page.context().close();
  });
});
