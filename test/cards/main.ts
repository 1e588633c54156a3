import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { messageField } from "../../sandbox/driver/browser.ts";
import { startPictureBrowser } from "../../sandbox/pictures/picture-browser.ts";
import { smallPng } from "../../sandbox/pictures/small-png.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels } from "../../sandbox/slack/people.ts";
import type { CardState } from "./states/card-state.ts";
import { cardFamilies } from "./states/index.ts";
import { pictureNames } from "./states/pictures.ts";

/** The second half of `npm run pictures`: every state of every message, as the page of the sandbox draws it. */

const folder = join(projectDirectory, "docs", "pictures", "cards");

const botToken = "xoxb-pictures";

/** How each look is opened; as high as a summary of all categories, so that nothing of a message is out of sight. */
const looks = {
  light: { viewport: { width: 1_040, height: 2_400 }, colorScheme: "light" },
  dark: { viewport: { width: 1_040, height: 2_400 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 3_200 }, colorScheme: "light" },
} as const;

try {
  await takeAll();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function takeAll(): Promise<void> {
  const browser = await startPictureBrowser();
  const nowhere = { appUrl: () => "http://127.0.0.1:9", processes: () => [] };
  const slack = await startSlack({ speed: 1, signingSecret: "pictures", botToken, ...nowhere });
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const pages = {
      light: await browser.open(slack.url, looks.light),
      dark: await browser.open(slack.url, looks.dark),
      phone: await browser.open(slack.url, looks.phone),
    };
    // On a phone it has no room anyway.
    for (const page of [pages.light, pages.dark]) await page.getByRole("button", { name: "AWS" }).click();
    for (const page of Object.values(pages)) {
      await messageField(page).waitFor();
      // Whoever said it and when is the same of all, and would make each picture another one every time.
      await page.addStyleTag({
        content:
          ".message-body { padding: 10px } .message-body > :is(header, .thread-link) { display: none }",
      });
    }
    for (const state of cardFamilies.flatMap(({ states }) => states)) {
      const id = await post(slack.url, state);
      for (const { name, look } of pictureNames(state)) await take(pages[look], { id, name });
    }
  } finally {
    await browser.close();
    await slack.close();
  }
  process.stdout.write(`docs/pictures/cards: ${readdirSync(folder).length} pictures\n`);
}

/** Says it in the channel as the app would; answers by what the page finds it. */
async function post(url: string, { message, name }: CardState): Promise<string> {
  const answer = await fetch(`${url}/api/chat.postMessage`, {
    method: "POST",
    headers: { authorization: `Bearer ${botToken}`, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ channel: channels.loans.id, ...message }),
  });
  const body = (await answer.json()) as { readonly ok: boolean; readonly ts?: string };
  if (!body.ok || body.ts === undefined)
    throw new Error(`Slack does not take ${name}: ${JSON.stringify(body)}`);
  return `p${body.ts.replace(".", "")}`;
}

async function take(page: Page, { id, name }: { readonly id: string; readonly name: string }): Promise<void> {
  const body = page.locator(`[data-message="${id}"] .message-body`);
  await body.waitFor();
  const whole = await body.screenshot({ animations: "disabled" });
  writeFileSync(join(folder, `${name}.png`), smallPng(whole));
}
