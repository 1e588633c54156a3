import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { OwnBrowser } from "../../sandbox/driver/browser.ts";
import { chromiumPath, messageField, startBrowser } from "../../sandbox/driver/browser.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** The page by the keyboard alone: no mouse, and nothing but keys moves the focus. */

const name =
  chromiumPath === null
    ? "the page by keyboard (skipped: no Chromium on the PATH, and none named by CHROMIUM)"
    : "the page by keyboard";

/** What has the keyboard, by the name that a screen reader tells. */
const focused = async (page: Page) =>
  await page.evaluate(() => {
    const has = document.activeElement;
    if (!(has instanceof HTMLElement) || has === document.body) return "nothing";
    return has.getAttribute("aria-label") ?? has.closest("label")?.textContent ?? has.innerText;
  });

/** Presses the key until what has the keyboard is called so. */
const goBy = async (page: Page, key: string, called: RegExp) => {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    passed.push(await focused(page));
    if (called.test(passed.at(-1) ?? "")) return;
    await page.keyboard.press(key);
  }
  throw new Error(
    `${key} does not lead to ${called}; it passed ${[...new Set(passed)].join(" | ").slice(0, 1_000)}`,
  );
};

const type = async (page: Page, line: string) => {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
};

describe.skipIf(chromiumPath === null)(name, () => {
  let product: Product;
  let browser: OwnBrowser;
  let page: Page;

  beforeAll(async () => {
    [product, browser] = await Promise.all([
      recordedSpark().then((replaySpark) => startProduct({}, { replaySpark, hasOwnClock: true })),
      startBrowser(chromiumPath ?? ""),
    ]);
    page = await browser.open(product.sandbox.urls.page);
    await messageField(page).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });
  afterEach(() => {
    expect(browser.takeComplaints()).toEqual([]);
  });

  const ticked = (step: string) => page.locator(".tour li.tour-done", { hasText: step }).waitFor();
  const button = (called: string) => page.getByRole("log").getByRole("button", { name: called, exact: true });

  /** The field for messages has the keyboard, and what is typed comes into it. */
  const takesLetters = async () => {
    expect(await focused(page)).toBe("Message #loans");
    // A form that is closed leaves it in one frame.
    await page.waitForTimeout(500);
    const field = messageField(page);
    await page.keyboard.type("hello");
    expect(await field.inputValue()).toBe("hello");
    for (const _ of "hello") await page.keyboard.press("Backspace");
    expect(await field.inputValue()).toBe("");
  };

  test("begins where a person types, and stays at a card whose button is gone", async () => {
    expect(await focused(page)).toBe("Message #loans");
    await type(page, "/loans deploy");
    await button("Discard").waitFor();
    await goBy(page, "Shift+Tab", /^Discard$/);
    await page.keyboard.press("Enter");
    await button("Discard").waitFor({ state: "detached" });
    expect(await focused(page)).toMatch(/^loans: Deploy loan-tracker/);
  });

  test("deploys, runs the day and reads its summary and its thread", async () => {
    await goBy(page, "Tab", /^Message #loans$/);
    await type(page, "/loans deploy");
    await button("Apply").waitFor();
    await goBy(page, "Shift+Tab", /^Apply$/);
    await page.keyboard.press("Enter");
    await ticked("Deploy");
    expect(await focused(page)).toMatch(/^loans: Deploy loan-tracker/);

    await goBy(page, "Tab", /^Message #loans$/);
    await type(page, "/loans run today");
    await ticked("Run today's batch");
    await goBy(page, "Shift+Tab", /^Reply in thread$|repl(y|ies)$/);
    await goBy(page, "ArrowUp", /^loans: Daily loans \S+: /);
    expect(
      await page.locator("article:focus .data-table").getByRole("rowheader", { name: "GOLD LOAN" }).count(),
    ).toBe(1);
    await goBy(page, "Tab", /^Reply in thread$|repl(y|ies)$/);
    const link = await focused(page);
    await page.keyboard.press("Enter");
    await page.getByLabel("Thread", { exact: true }).first().waitFor();
    await expect.poll(() => focused(page)).toBe("Reply …");
    await type(page, "thank you");
    await page.getByLabel("Thread").getByText("thank you").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".thread").count()).toBe(0);
    expect([link, await focused(page)]).toEqual(["Reply in thread", "1 reply"]);
  });

  test("breaks Spark by the tabs of AWS, and retries", async () => {
    await goBy(page, "Tab", /^Stack$/);
    await page.keyboard.press("ArrowLeft");
    expect(await focused(page)).toBe("Trouble");
    await goBy(page, "Tab", /^Spark fails$/);
    await page.keyboard.press("Enter");
    await page.getByText("Planned: Spark fails").waitFor();
    await goBy(page, "Shift+Tab", /^Message #loans$/);
    await type(page, "/loans run yesterday");
    // On the card, and below it on what calls people.
    await button("Retry").last().waitFor();
    await goBy(page, "Shift+Tab", /^Retry$/);
    await page.keyboard.press("Enter");
    await ticked("Retry");
    expect(await focused(page)).toMatch(/^loans: Daily loans/);
  });

  test("asks before a run is ended, and Escape leads back to the button", async () => {
    await product.awsFault({ service: "emr", operation: "*", kind: "throttle", times: 10_000 });
    await goBy(page, "Tab", /^Message #loans$/);
    await type(page, '/loans run today --force "once more"');
    await button("Cancel").waitFor();
    await goBy(page, "Shift+Tab", /^Cancel$/);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await focused(page)).toBe("Cancel");
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await goBy(page, "Tab", /^Cancel it$/);
    await page.keyboard.press("Enter");
    await product.clearAwsFaults();
    await button("Cancel").waitFor({ state: "detached" });
    expect(await focused(page)).toMatch(/^loans: Daily loans/);
    // Until it has ended, what is asked next waits for it.
    await ticked("Cancel");
  });

  test("is not held where a command is typed in full, and goes back there once it is sent", async () => {
    await goBy(page, "Tab", /^Message #loans$/);
    await page.keyboard.type("/loans st");
    await page.keyboard.press("Tab");
    expect(await messageField(page).inputValue()).toBe("/loans status");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Send");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Message #loans");
    await page.getByText("Only visible to you").last().waitFor();
    await page.keyboard.type("/lo");
    await page.getByRole("listbox").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Send");
    await page.keyboard.press("Shift+Tab");
    for (let letters = 0; letters < 3; letters += 1) await page.keyboard.press("Backspace");
  });

  test("tears down by the form, whose Escape leads back, and whose mistake is told", async () => {
    await type(page, "/loans teardown");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await takesLetters();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await type(page, "another");
    await dialog.getByRole("alert").waitFor();
    await page.keyboard.press("ControlOrMeta+a");
    await type(page, "loan-tracker");
    await dialog.waitFor({ state: "detached" });
    await takesLetters();
    await ticked("Tear down");
    await ticked("Proof");
  });

  test("chooses who one is by the arrows, and a channel in which one types at once", async () => {
    await goBy(page, "Shift+Tab", /^You are/);
    await page.keyboard.press("ArrowDown");
    await page.getByLabel("Slack as @operator2", { exact: true }).waitFor();
    await expect.poll(() => focused(page)).toMatch(/^You are/);
    await page.keyboard.press("ArrowUp");
    await page.getByLabel("Slack as @operator", { exact: true }).waitFor();
    await expect.poll(() => focused(page)).toMatch(/^You are/);
    await goBy(page, "Tab", /^# general$/);
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Message #general");
    await goBy(page, "Shift+Tab", /Home$/);
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Home of the app");
  });
});
