import { request } from "node:http";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { OwnBrowser } from "../../sandbox/driver/browser.ts";
import { axeViolations, chromiumPath, messageField, startBrowser } from "../../sandbox/driver/browser.ts";
import { until } from "../../sandbox/driver/until.ts";
import { addDays, dayIn } from "../../src/domain/day.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";
import { everyBlock } from "./every-block.ts";

/** The sandbox's page as people meet it, in a real browser. */

const name =
  chromiumPath === null
    ? "the page (skipped: no Chromium on the PATH, and none named by CHROMIUM)"
    : "the page";

describe.skipIf(chromiumPath === null)(name, () => {
  let product: Product;
  let browser: OwnBrowser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([
      recordedSpark().then((replaySpark) => startProduct({}, { replaySpark, hasOwnClock: true })),
      startBrowser(chromiumPath ?? ""),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });
  afterEach(() => {
    expect(browser.takeComplaints()).toEqual([]);
  });

  const open = async (query = "", options = {}) => {
    const page = await browser.open(`${product.sandbox.urls.page}${query}`, options);
    await messageField(page).waitFor();
    return page;
  };
  const say = async (page: Page, line: string) => {
    await messageField(page).fill(line);
    await page.keyboard.press("Enter");
  };
  const ticked = (page: Page, step: string) =>
    page.locator(".tour li.tour-done", { hasText: step }).waitFor();

  test("plays the whole loop by mouse, and the tour ticks what happened", async () => {
    const page = await open();
    await say(page, "/loans deploy");
    await page.getByRole("button", { name: "Apply" }).click();
    await ticked(page, "Deploy");
    await page.getByRole("tab", { name: "Trouble" }).click();
    await page.getByRole("button", { name: "Spark fails" }).click();
    await page.getByText("Planned: Spark fails").waitFor();
    await say(page, "/loans run yesterday");
    await ticked(page, "Break Spark");
    // On the card, and below it on what calls people.
    await page.getByRole("button", { name: "Retry", exact: true }).first().click();
    await ticked(page, "Retry");
    // Yesterday's summary is there; today's batch is another one.
    await page
      .getByRole("heading", { name: `Daily loans ${addDays(dayIn("UTC", new Date()), -1)}: 500` })
      .waitFor();
    expect(await page.locator(".tour-next").textContent()).toBe("Run today's batch");
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    for (const step of ["Deploy", "Break Spark", "Retry"]) await ticked(page, step);
    expect(
      await page
        .getByRole("log")
        .locator(".data-table")
        .getByRole("rowheader", { name: "GOLD LOAN" })
        .count(),
    ).toBe(1);
    await page.getByRole("tab", { name: "Warehouse" }).click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("tabpanel").getByRole("cell", { name: "GOLD LOAN" }).waitFor();
    await page.getByLabel("SQL that reads").fill("drop table last.loan_tracker");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("one statement is run that reads").waitFor();
    await page.context().close();
  });

  test("takes the same by keyboard alone: a command by its first letters, a form's mistake, and Escape", async () => {
    const page = await open();
    await messageField(page).focus();
    await page.keyboard.type("/loans tea");
    await page.keyboard.press("Tab");
    expect(await messageField(page).inputValue()).toBe("/loans teardown");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.type("another");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").waitFor();
    expect(await dialog.getByRole("alert").textContent()).toContain("That is not the stack's name");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await messageField(page).focus();
    await page.keyboard.press("ArrowUp");
    expect(await messageField(page).inputValue()).toBe("/loans teardown");
    await page.context().close();
  });

  test("shows two persons what each of them sees, at once", async () => {
    const page = await open("?as=operator&beside=viewer", { viewport: { width: 1_720, height: 900 } });
    const [operator, viewer] = [page.getByLabel("Slack as @operator"), page.getByLabel("Slack as @viewer")];
    await operator.locator("textarea").fill("/loans status");
    await page.keyboard.press("Enter");
    await operator.getByText("Only visible to you").last().waitFor();
    await operator.locator("textarea").fill("good morning @viewer");
    await page.keyboard.press("Enter");
    await viewer.getByText("good morning").last().waitFor();
    await viewer.getByText("you are mentioned").first().waitFor();
    expect(await viewer.getByText("Only visible to you").count()).toBe(0);

    const greeting = viewer.locator("article", { hasText: "good morning" });
    await greeting.hover();
    await greeting.getByRole("button", { name: "Reply in thread" }).click();
    await viewer.getByLabel("Thread").locator("textarea").fill("and to you");
    await page.keyboard.press("Enter");
    await operator.getByRole("button", { name: "1 reply" }).waitFor();
    await operator.getByText("an answer in your thread").waitFor();
    expect(await operator.getByRole("log").getByText("and to you").count()).toBe(0);
    await page.context().close();
  });

  test("leaves two persons room beside AWS in the window of a laptop, their channels behind a button", async () => {
    const page = await open("?as=operator&beside=viewer");
    for (const name of ["operator", "viewer"]) {
      const person = page.getByLabel(`Slack as @${name}`);
      expect((await person.locator(".composer").boundingBox())?.width).toBeGreaterThan(300);
      await person.getByRole("heading", { name: "#loans" }).waitFor();
      await person
        .getByRole("paragraph")
        .filter({ hasText: `@${name}` })
        .first()
        .waitFor();
      await person.getByRole("button", { name: "Channels" }).click();
      await person.getByRole("button", { name: "# general" }).click();
      await person.getByRole("heading", { name: "#general" }).waitFor();
    }
    await page.context().close();
  });

  test("shows two persons in two windows what each of them sees, at once", async () => {
    const [operator, viewer] = [await open("?as=operator"), await open("?as=viewer")];
    await say(operator, "/loans status");
    await operator.getByText("Only visible to you").last().waitFor();
    await say(viewer, "who deploys today, @operator?");
    await operator.getByRole("log").getByText("who deploys today").waitFor();
    const pushed = (page: Page) => page.locator(".pushed li", { hasText: "who deploys today" });
    await pushed(operator).getByText("you are mentioned").waitFor();
    expect(await viewer.getByText("Only visible to you").count()).toBe(0);
    expect(await pushed(viewer).count()).toBe(0);
    // Who comes later is told what was missed.
    await operator.reload();
    await pushed(operator).getByText("you are mentioned").waitFor();
    await operator.context().close();
    await viewer.context().close();
  });

  test.for([
    { look: "light", options: { colorScheme: "light" } },
    { look: "dark", options: { colorScheme: "dark" } },
    { look: "a phone", options: { viewport: { width: 390, height: 844 } } },
  ] as const)("has nothing that axe finds: $look", async ({ options }) => {
    const page = await open("", options);
    await page.locator("article").first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });

  test("is a list to read where there is no JavaScript", async () => {
    const page = await browser.open(product.sandbox.urls.page, { javaScriptEnabled: false });
    expect(await page.getByRole("heading", { name: "Deploy loan-tracker" }).count()).toBe(1);
    expect(await page.textContent("body")).toContain("Without JavaScript this page is a list to read");
    await page.context().close();
  });

  test("lands a permalink on its message", async () => {
    const page = await open();
    const id = await page.locator("article").first().getAttribute("id");
    await page.goto(`${product.sandbox.urls.page}archives/C0LOANS/${id}`);
    await page.locator(`#${id}.message-meant`).waitFor();
    expect(
      await page.locator(`#${id}`).evaluate((article) => article.getBoundingClientRect().top),
    ).toBeGreaterThan(0);
    await page.context().close();
  });

  test("takes 300 messages at once, and who reads the newest stays with it", async () => {
    const page = await open();
    const posts = Array.from({ length: 300 }, (_, at) =>
      fetch(`${product.sandbox.urls.slack}/sandbox/say`, {
        method: "POST",
        body: JSON.stringify({ user: "viewer", channel: "loans", text: `line ${at} *bold* <b>` }),
      }),
    );
    await Promise.all(posts);
    await page.getByText("Show earlier messages").waitFor();
    await until("the newest are drawn", async () => (await page.locator("article").count()) === 60);
    const { top, bottom } = await page
      .locator("article")
      .last()
      .evaluate((article) => {
        const { bottom } = article.getBoundingClientRect();
        return { bottom, top: document.querySelector(".composer")?.getBoundingClientRect().top ?? 0 };
      });
    expect(bottom).toBeLessThanOrEqual(top);
    await page.context().close();
  });

  test.for([
    { why: "another origin", headers: { origin: "https://example.org" } },
    { why: "another host", headers: { host: "loans.example.org" } },
  ])("refuses $why", async ({ headers }) => {
    const statusOf = (path: string) =>
      new Promise((resolve, reject) => {
        const url = new URL(path, product.sandbox.urls.page);
        request(url, { headers }, (response) => resolve(response.destroy().statusCode))
          .on("error", reject)
          .end();
      });
    const paths = [
      "/",
      "/page/events?as=operator",
      "/page/events?account",
      "/page/aws/console",
      "/page/src/web/view.ts",
    ];
    const statuses = await Promise.all([...paths, "/sandbox/messages?channel=loans"].map(statusOf));
    expect(new Set(statuses)).toEqual(new Set([403]));
  });

  test("sees a schedule at work by a clock that is set forward", async () => {
    const page = await open();
    const today = dayIn("UTC", new Date());
    await say(page, "/loans schedule 00:00");
    await page.getByRole("heading", { name: `Daily loans ${today}: ` }).waitFor();
    await ticked(page, "Run today's batch");
    await page.getByRole("button", { name: "+1 day" }).click();
    await page.getByRole("heading", { name: `Daily loans ${addDays(today, 1)}: ` }).waitFor();
    // By the sandbox's clock what was said before is of yesterday now.
    const days = () => page.getByRole("log").locator(".day").allTextContents();
    await expect.poll(days).toEqual(expect.arrayContaining(["Yesterday", "Today"]));
    await page.context().close();
  });

  // The last, since its pictures that are gone stay in the channel.
  test("draws every block once, sorts a table by a press, and says what a picture would show that is gone", async () => {
    const { urls, env } = product.sandbox;
    for (const blocks of everyBlock) {
      const response = await fetch(`${urls.slack}/api/chat.postMessage`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${env["SLACK_BOT_TOKEN"]}`,
          "content-type": "application/json; charset=utf-8",
        },
        body: JSON.stringify({ channel: "C0LOANS", text: "every block", blocks }),
      });
      expect(await response.json()).toMatchObject({ ok: true });
    }
    const page = await open();
    await page.getByRole("heading", { name: "Every block once" }).waitFor();
    expect(await page.locator(".unknown").count()).toBe(0);
    expect(await page.getByRole("img", { name: "another picture that is gone" }).count()).toBe(1);
    const table = page.getByRole("group", { name: "Loans per category", exact: true });
    const first = table.locator("tbody th");
    await table.getByRole("button", { name: "Loans" }).click();
    expect(await first.allTextContents()).toEqual(["GOLD", "AUTO", "HOME"]);
    await table.getByRole("button", { name: "Loans" }).click();
    expect(await first.allTextContents()).toEqual(["HOME", "AUTO", "GOLD"]);
    await page.getByText("What was done").click();
    await page.getByText("folded away").waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("button", { name: "two", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    expect(await axeViolations(page)).toEqual([]);
    // The pictures are gone by intention.
    expect(browser.takeComplaints().filter((one) => !one.includes("ERR_UNSAFE_PORT"))).toEqual([]);
    await page.context().close();
  });
});
