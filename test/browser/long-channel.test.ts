import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, messageField } from "../../sandbox/driver/browser.ts";
import { channels, directChannel, people } from "../../sandbox/slack/people.ts";
import { ownChat } from "./own-chat.ts";

/** A channel that is longer than what is drawn of it: who reads in it is left alone, and who is led into it gets there. */

const name = chromiumPath === null ? "a long channel (skipped: no Chromium)" : "a long channel";

/** So many stand in it before the first test; 60 are drawn. */
const LINES = 200;

describe.skipIf(chromiumPath === null)(name, () => {
  const chat = ownChat();
  const stamps: string[] = [];

  const post = async (text: string, channel: string = channels.loans.id) =>
    String((await chat.call("chat.postMessage", { channel, text }))["ts"]);
  const open = async (path = "?as=operator") => {
    const page = await chat.browser.open(`${chat.url}/${path}`);
    await messageField(page).waitFor();
    return page;
  };
  const opened = async () => {
    const page = await open();
    await expect.poll(() => page.locator("article").count()).toBe(60);
    return page;
  };
  /** Says a line and waits until the page has it. */
  const hear = async (page: Page, text: string) => {
    await post(text);
    await page.locator("article", { hasText: text }).waitFor({ state: "attached" });
  };
  const topOf = (page: Page, text: string) =>
    page.locator("article", { hasText: text }).evaluate((each) => each.getBoundingClientRect().top);
  const landed = async (page: Page, text: string) => {
    const message = page.locator("article.message-meant:focus", { hasText: text });
    await message.waitFor();
    const isInView = () =>
      message.evaluate((each) => {
        const [own, list] = [each, each.closest(".messages") ?? each].map((one) =>
          one.getBoundingClientRect(),
        );
        return own !== undefined && list !== undefined && own.top >= list.top && own.bottom <= list.bottom;
      });
    await expect.poll(isInView).toBe(true);
    // What comes to be drawn afterwards changes nothing.
    await page.waitForTimeout(500);
    expect([await message.count(), await isInView()]).toEqual([1, true]);
  };

  beforeAll(async () => {
    for (let at = 0; at < LINES; at += 1) stamps.push(await post(`line ${at}.\nIts *second* line`));
  });

  test("who reads further up keeps what they read, their selection and the keyboard while others write", async () => {
    const page = await opened();
    const read = page.locator("article", { hasText: "line 150." });
    await read.evaluate((article) => {
      article.scrollIntoView({ block: "center" });
      article.focus({ preventScroll: true });
      getSelection()?.selectAllChildren(article.querySelector(".author") ?? article);
      for (const each of document.querySelectorAll("article")) each.setAttribute("data-was", "there");
    });
    await page.waitForTimeout(200);
    const top = await topOf(page, "line 150.");
    for (let at = 0; at < 12; at += 1) await hear(page, `written meanwhile ${at};`);
    expect(await page.locator("article[data-was]").count()).toBe(60);
    expect(await page.locator("article").count()).toBe(72);
    expect(Math.abs((await topOf(page, "line 150.")) - top)).toBeLessThan(2);
    expect(await read.evaluate((article) => article === document.activeElement)).toBe(true);
    expect(await page.evaluate(() => String(getSelection()))).toBe("loans");
    await page.context().close();
  });

  test("who has only scrolled up keeps the oldest that is drawn, until they are back at the newest", async () => {
    const page = await opened();
    const first = await page.locator("article").first().getAttribute("id");
    await page.locator(".messages").evaluate((list) => list.scrollTo(0, -2_000));
    await page.waitForTimeout(100);
    await hear(page, "while one reads above;");
    expect(await page.locator("article").first().getAttribute("id")).toBe(first);
    await page.locator(".messages").evaluate((list) => list.scrollTo(0, 0));
    await page.waitForTimeout(100);
    await hear(page, "back at the newest;");
    expect(await page.locator("article").count()).toBe(60);
    await page.locator("article", { hasText: "back at the newest;" }).waitFor();
    await page.context().close();
  });

  test("who asks for earlier messages stays at the one that was the oldest, also where that is higher than the list", async () => {
    const direct = directChannel(people.operator).id;
    // The oldest of 60, 120 and 180 of them are the high ones.
    for (let at = 0; at < 185; at += 1)
      await post(at % 60 === 5 ? `high ${at}\n${"and higher\n".repeat(120)}` : `low ${at}`, direct);
    const page = await open();
    await page.getByRole("button", { name: "✉ loans" }).click();
    for (const drawn of [60, 120, 180]) {
      await expect.poll(() => page.locator("article").count()).toBe(drawn);
      const button = page.getByRole("button", { name: "Show earlier messages" });
      await button.scrollIntoViewIfNeeded();
      await page.waitForTimeout(200);
      const oldest = page.locator(`#${await page.locator("article").first().getAttribute("id")}`);
      const top = () => oldest.evaluate((each) => each.getBoundingClientRect().top);
      const before = await top();
      await button.click();
      await expect.poll(() => page.locator("article").count()).toBe(Math.min(185, drawn + 60));
      await page.waitForTimeout(200);
      expect(Math.abs((await top()) - before)).toBeLessThan(2);
    }
    await page.context().close();
  });

  test("whoever closes a thread whose root is older than what is drawn goes on in the list", async () => {
    const { ts } = await chat.call("chat.postMessage", {
      ...{ channel: channels.loans.id, thread_ts: stamps[3], text: "late answer" },
    });
    const page = await open(`archives/C0LOANS/p${String(ts).replace(".", "")}`);
    await landed(page, "late answer");
    await page.keyboard.press("Escape");
    await page.locator(".thread").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("messages");
    await page.context().close();
  });

  test("what grows above the message that somebody reads in leaves that where it is", async () => {
    const page = await opened();
    const grows = stamps[192] ?? "";
    const read = page.locator("article", { hasText: "line 194." });
    await page.locator(".messages").evaluate((list) => list.scrollTo(0, -150));
    await read.evaluate((article) =>
      getSelection()?.selectAllChildren(article.querySelector("p") ?? article),
    );
    await page.waitForTimeout(200);
    const top = await topOf(page, "line 194.");
    for (const lines of [10, 2, 30]) {
      const text = `line 192.\n${"and one more\n".repeat(lines)}end of ${lines}`;
      await chat.call("chat.update", { channel: channels.loans.id, ts: grows, text });
      await page.locator("article", { hasText: `end of ${lines}` }).waitFor({ state: "attached" });
      await page.waitForTimeout(200);
      expect(Math.abs((await topOf(page, "line 194.")) - top)).toBeLessThan(2);
    }
    await page.context().close();
  });

  test("with a new message the oldest goes, and no other is made anew", async () => {
    const page = await opened();
    await page.evaluate(() => {
      for (const each of document.querySelectorAll("article")) each.setAttribute("data-was", "there");
    });
    await hear(page, "one more at the end;");
    expect(await page.locator("article[data-was]").count()).toBe(59);
    expect(await page.locator("article").count()).toBe(60);
    expect(await page.locator(".day").count()).toBe(1);
    await page.context().close();
  });

  test.for([5, 60, 150, 180])("a permalink lands on line %i, however old, and stays there", async (line) => {
    const page = await open(`archives/C0LOANS/p${stamps[line]?.replace(".", "")}`);
    await landed(page, `line ${line}.`);
    await hear(page, `after the landing on ${line};`);
    await landed(page, `line ${line}.`);
    await page.context().close();
  });

  test("a link on a card in the direct messages leads to its message in the channel", async () => {
    const [far, near] = [stamps[12], stamps[170]].map(
      (ts) => `${chat.url}/archives/C0LOANS/p${ts?.replace(".", "")}`,
    );
    await post(`see <${far}|the far one> and <${near}|the near one>`, directChannel(people.operator).id);
    const page = await open();
    const links = [
      ["the far one", "line 12."],
      ["the near one", "line 170."],
    ] as const;
    for (const [link, text] of links) {
      await page.getByRole("button", { name: "✉ loans" }).click();
      await page.getByRole("link", { name: link, exact: true }).click();
      await landed(page, text);
    }
    await page.context().close();
  });
});
