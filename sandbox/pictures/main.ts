import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Day } from "../../src/domain/day.ts";
import { addDays, dayIn } from "../../src/domain/day.ts";
import type { OwnBrowser } from "../driver/browser.ts";
import { messageField } from "../driver/browser.ts";
import type { Sandbox } from "../sandbox.ts";
import { startSandbox } from "../sandbox.ts";
import { projectDirectory } from "../setup/tools.ts";
import { startPictureBrowser } from "./picture-browser.ts";

/** `npm run pictures`: plays a day in the sandbox and takes the pictures that the documents show, from a real browser. */

const folder = join(projectDirectory, "docs", "pictures");

/** As slow as a person can follow, so that a deploy in progress can be caught. */
const SPEED = 40;

/** How long anything may take before the pictures are given up. */
const LIMIT_MS = 90_000;

/** A window in which a message and what belongs to it can be read at the width of a README. */
const WINDOW = { width: 1_180, height: 860 } as const;

/** As high as a summary of all categories with what stands around it. */
const TALL = 1_480;

try {
  await takeAll();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function takeAll(): Promise<void> {
  const browser = await startPictureBrowser();
  const home = mkdtempSync(join(tmpdir(), "loan-tracker-pictures-"));
  try {
    mkdirSync(folder, { recursive: true });
    const sandbox = await startSandbox({
      home,
      fresh: true,
      speed: SPEED,
      hasOwnClock: true,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
    });
    try {
      await play(sandbox, { browser, home });
    } finally {
      await sandbox.stop();
    }
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function play(
  { urls }: Sandbox,
  { browser, home }: { readonly browser: OwnBrowser; readonly home: string },
): Promise<void> {
  const page = await browser.open(urls.page, { viewport: WINDOW, colorScheme: "light" });
  page.setDefaultTimeout(LIMIT_MS);
  const card = (title: string) =>
    page.locator("article", { has: page.getByRole("heading", { name: title, exact: true }) }).last();

  await say(page, "/loans deploy");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("tabpanel").getByText("CREATE_IN_PROGRESS").nth(1).waitFor();
  await take(page, "deploy");
  await card("Deploy loan-tracker").getByText("succeeded").waitFor();

  const today = dayIn("UTC", new Date());
  const [yesterday, before] = [addDays(today, -1), addDays(today, -2)];
  const fileOf = (day: Day) => join(home, "loans", `${day}.csv`);
  writeFileSync(fileOf(before), withFewerRows(readFileSync(fileOf(before), "latin1")), "latin1");
  for (const day of [before, yesterday]) {
    await say(page, `/loans run ${day}`);
    await page.getByRole("heading", { name: `Daily loans ${day}: ` }).waitFor();
  }
  await page.getByRole("button", { name: "AWS" }).click();
  // From its title to its last line.
  await page.setViewportSize({ ...WINDOW, height: TALL });
  await page
    .locator("article", { has: page.getByRole("heading", { name: `Daily loans ${yesterday}: ` }) })
    .evaluate((article) => article.scrollIntoView({ block: "start" }));
  await take(page, "summary");
  await page.setViewportSize(WINDOW);
  await page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));

  copyFileSync(fileOf(yesterday), fileOf(today));
  await say(page, "/loans run today");
  await card(`Daily loans ${today}`).getByText("held").first().waitFor();
  await take(page, "held-day");

  await page.getByRole("button", { name: "AWS" }).click();
  await page.getByRole("tab", { name: "Trouble" }).click();
  await page.getByRole("button", { name: "Spark fails" }).click();
  await say(page, `/loans run ${addDays(today, -3)}`);
  await card(`Daily loans ${addDays(today, -3)}`)
    .getByRole("button", { name: "Retry", exact: true })
    .waitFor();
  await take(page, "failure");

  await page.getByRole("tab", { name: "Warehouse" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page
    .getByRole("tabpanel")
    .getByText(/\d+ rows/)
    .waitFor();
  await take(page, "aws");

  const dark = await browser.open(urls.page, { viewport: WINDOW, colorScheme: "dark" });
  await dark.locator("article").last().waitFor();
  await take(dark, "dark");
  const phone = await browser.open(urls.page, {
    viewport: { width: 390, height: 760 },
    colorScheme: "light",
  });
  await phone.locator("article").last().waitFor();
  await take(phone, "phone");

  await say(page, "/loans teardown");
  await page.getByRole("dialog").waitFor();
  await take(page, "teardown");
}

/** A day of a few loans less, so that the next one's summary has changes to tell: the sandbox's days all have the same loans. */
function withFewerRows(file: string): string {
  return file
    .split(/(?<=\n)/)
    .filter((_, at) => at % 23 !== 22)
    .join("");
}

async function say(page: Page, line: string): Promise<void> {
  await messageField(page).fill(line);
  await page.keyboard.press("Enter");
}

async function take(page: Page, name: string): Promise<void> {
  // What comes with a movement or a look of its own is over then.
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`docs/pictures/${name}.png\n`);
}
