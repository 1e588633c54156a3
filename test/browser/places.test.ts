import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { axeViolations, chromiumPath, messageField } from "../../sandbox/driver/browser.ts";
import { channels, people } from "../../sandbox/slack/people.ts";
import type { Json } from "../../src/web/json.ts";
import { ownChat } from "./own-chat.ts";

/** Where links, notifications, forms and drafts lead a person on the page, and what stays theirs. */

const name = chromiumPath === null ? "places on the page (skipped: no Chromium)" : "places on the page";

describe.skipIf(chromiumPath === null)(name, () => {
  const chat = ownChat();

  const open = async (path: string) => {
    const page = await chat.browser.open(`${chat.url}${path}`, { viewport: { width: 1_900, height: 900 } });
    await messageField(page).waitFor();
    return page;
  };
  const say = async (text: string, given: Json = {}) => {
    const body = JSON.stringify({ user: "operator2", channel: "loans", text, ...given });
    await fetch(`${chat.url}/sandbox/say`, { method: "POST", body });
    const said = await fetch(`${chat.url}/sandbox/messages?channel=${given["channel"] ?? "loans"}`);
    const { ts } = ((await said.json()) as { ts: string }[]).at(-1) ?? { ts: "" };
    return { ts };
  };
  const headers = { authorization: "Bearer xoxb-own" };
  const permalink = async (channel: string, message_ts: string) => {
    const body = new URLSearchParams({ channel, message_ts });
    const response = await fetch(`${chat.url}/api/chat.getPermalink`, { method: "POST", headers, body });
    const answer = (await response.json()) as { permalink?: string };
    expect(answer).toMatchObject({ ok: true });
    return answer.permalink ?? "";
  };
  const post = async (text: string) => {
    const body = new URLSearchParams({ channel: channels.loans.id, text });
    const response = await fetch(`${chat.url}/api/chat.postMessage`, { method: "POST", headers, body });
    expect(await response.json()).toMatchObject({ ok: true });
  };
  const landed = (page: Page, text: string) =>
    page.locator("article.message-meant:focus", { hasText: text }).waitFor();

  test("a permalink opens the channel or the thread that it names, for who pressed it, and in no other tab", async () => {
    const general = await say("in the other channel", { channel: "general" });
    const first = await say("a question");
    const answer = await say("its answer", { thread_ts: first.ts });
    const [toGeneral, toAnswer] = [
      await permalink(channels.general.id, general.ts),
      await permalink(channels.loans.id, answer.ts),
    ];
    const links = `see <${toGeneral}|there> and <${toAnswer}|here> and <${chat.url}/archives/C0GONE/p1|nowhere>`;
    await post(links);
    const page = await open("?as=approver&beside=viewer");
    const viewer = page.getByLabel("Slack as @viewer");
    await viewer.getByRole("link", { name: "here", exact: true }).click();
    await landed(page, "its answer");
    expect(await viewer.getByLabel("Thread").locator("article:focus").count()).toBe(1);
    await viewer.getByRole("link", { name: "there", exact: true }).click();
    await viewer.getByRole("heading", { name: "#general" }).waitFor();
    await landed(page, "in the other channel");
    expect(await viewer.locator("article:focus").count()).toBe(1);
    await page.getByLabel("Slack as @approver").getByRole("heading", { name: "#loans" }).waitFor();
    await page.getByLabel("Slack as @approver").getByRole("link", { name: "nowhere" }).click();
    await page.getByText("That message is not among those that @approver sees.").waitFor();
    expect(page.context().pages()).toHaveLength(1);
    // Opened by its address alone, it lands as well.
    await page.goto(toAnswer);
    await landed(page, "its answer");
    await page.goto(toGeneral);
    await landed(page, "in the other channel");
    await page.context().close();
  });

  test("Back leads to where a link was followed, and an address changed by hand to its message", async () => {
    const general = await say("far away", { channel: "general" });
    await post(`go <${await permalink(channels.general.id, general.ts)}|far away>`);
    const page = await open("?as=operator");
    const at = page.url();
    const inChannel = (called: string) => page.getByRole("heading", { name: called, exact: true }).waitFor();
    await page.getByRole("link", { name: "far away", exact: true }).click();
    await inChannel("#general");
    await landed(page, "far away");
    await page.goBack();
    await inChannel("#loans");
    await landed(page, "go far away");
    expect(page.url()).toBe(at);
    await page.goForward();
    await inChannel("#general");
    await landed(page, "far away");
    await page.getByRole("button", { name: "# loans" }).click();
    await inChannel("#loans");
    await page.evaluate((hash) => location.assign(hash), `#p${general.ts.replace(".", "")}`);
    await inChannel("#general");
    await landed(page, "far away");
    await say(`<@${people.operator.id}> look here`);
    const at2 = page.url();
    await page.locator(".pushed a", { hasText: "look here" }).click();
    await landed(page, "look here");
    await page.goBack();
    await expect.poll(() => page.url()).toBe(at2);
    await landed(page, "far away");
    await page.context().close();
  });

  test("who has followed a notification is led to its message once, however old it is", async () => {
    await say(`for <@${people.operator.id}>, long ago`);
    for (let at = 0; at < 160; at += 1) await say(`line ${at}`);
    const page = await open("?as=operator");
    await page.locator(".pushed a", { hasText: "long ago" }).click();
    await landed(page, "long ago");
    await page.getByRole("button", { name: "# general" }).click();
    await page.getByRole("heading", { name: "#general" }).waitFor();
    await page.getByRole("button", { name: "# loans" }).click();
    await page.getByRole("heading", { name: "#loans" }).waitFor();
    const newest = page.locator("article", { hasText: "line 159" });
    await expect
      .poll(() => newest.evaluate((article) => article.getBoundingClientRect().bottom))
      .toBeLessThan(900);
    expect(await page.locator(".message-meant").count()).toBe(0);
    await page.context().close();
  });

  test("a notification tells what was posted, also to who comes after it was edited", async () => {
    const channel = channels.loans.id;
    const mention = `<@${people.approver.id}>`;
    const page = await open("?as=approver");
    const card = await chat.call("chat.postMessage", {
      channel,
      text: `Deploy: queued, asked by ${mention}`,
    });
    const other = await chat.call("chat.postMessage", { channel, text: "Tear down: queued" });
    await page.locator("article", { hasText: "Tear down: queued" }).waitFor();
    for (const { ts, text } of [
      { ts: card["ts"], text: `Deploy: succeeded, asked by ${mention}` },
      { ts: other["ts"], text: `Tear down: succeeded, asked by ${mention}` },
    ]) {
      await chat.call("chat.update", { channel, ts, text: "Still underway" });
      await chat.call("chat.update", { channel, ts, text });
    }
    await page.locator("article", { hasText: "Tear down: succeeded" }).waitFor();
    const live = await page.locator(".pushed li").allTextContents();
    expect(live).toEqual(["Deploy: queued, asked by @approveryou are mentioned"]);
    await page.reload();
    await page.locator(".pushed li").first().waitFor();
    expect(await page.locator(".pushed li").allTextContents()).toEqual(live);
    await page.context().close();
  });

  test.for(["light", "dark"] as const)("axe finds nothing beside each other: %s", async (colorScheme) => {
    const { ts } = await chat.call("chat.postMessage", { channel: channels.loans.id, text: "to be edited" });
    await chat.call("chat.update", {
      channel: channels.loans.id,
      ts,
      text: "edited, *bold* `code` <http://a|b>",
    });
    await post(`<${await permalink(channels.loans.id, String(ts))}|the edited>`);
    await say("something to answer");
    const viewport = { width: 2_400, height: 900 };
    const page = await chat.browser.open(`${chat.url}/?as=operator&beside=viewer`, { viewport, colorScheme });
    const sides = ["operator", "viewer"].map((one) => page.getByLabel(`Slack as @${one}`, { exact: true }));
    for (const side of sides) {
      await side.locator("article").last().hover();
      await side.locator("[data-thread]").last().click();
      await side.getByRole("complementary").waitFor();
    }
    expect(await axeViolations(page)).toEqual([]);
    await page
      .getByLabel("Slack as @operator", { exact: true })
      .getByRole("link", { name: "the edited" })
      .last()
      .click();
    await landed(page, "edited, bold");
    expect(await axeViolations(page)).toEqual([]);
    for (const side of sides) {
      await side.getByRole("button", { name: "⌂ Home" }).click();
      await side.getByRole("heading", { name: "Home" }).waitFor();
    }
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });

  test("what is refused and what is not sent yet stays where it was typed", async () => {
    const page = await open("?as=operator");
    const field = messageField(page);
    await field.fill("/laons help");
    await page.keyboard.press("Enter");
    await page.locator(".composer .refused", { hasText: "/laons" }).waitFor();
    await expect.poll(() => field.inputValue()).toBe("/laons help");
    await page.getByRole("button", { name: "# general" }).click();
    await page.getByRole("heading", { name: "#general" }).waitFor();
    expect(await field.inputValue()).toBe("");
    await field.fill("for all");
    await page.getByLabel("You are").selectOption("viewer");
    await page.getByLabel("Slack as @viewer").waitFor();
    expect(await field.inputValue()).toBe("");
    await page.getByLabel("You are").selectOption("operator");
    await page.getByLabel("Slack as @operator", { exact: true }).waitFor();
    expect(await field.inputValue()).toBe("/laons help");
    await page.context().close();
    // The refusal is an answer of the stand-in's, of which the browser tells.
    chat.browser.takeComplaints();
  });

  test("in a thread, where Slack takes no command, none is offered, and a refusal goes once it is mended", async () => {
    await say("a thread of commands");
    const page = await open("?as=operator");
    await page.locator("article", { hasText: "a thread of commands" }).hover();
    await page.locator("[data-thread]").last().click();
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.locator("textarea").fill("/loans status");
    expect(await page.getByRole("listbox").count()).toBe(0);
    await page.keyboard.press("Enter");
    const refused = thread.locator(".refused", { hasText: "is not supported in threads" });
    await refused.waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Delete");
    await refused.waitFor({ state: "detached" });
    expect(await thread.locator("textarea").inputValue()).toBe("loans status");
    await page.context().close();
    // The refusal is an answer of the stand-in's, of which the browser tells.
    chat.browser.takeComplaints();
  });

  test("on a phone a table that goes on beside what is shown fades there, up to its end", async () => {
    const cell = (text: string) => ({ type: "raw_text", text });
    const table = (texts: readonly string[]) => [{ type: "table", rows: [texts.map(cell), texts.map(cell)] }];
    const wide = table(["Category", "Loans", "Of all", "The day before", "More or less"]);
    const channel = channels.loans.id;
    await chat.call("chat.postMessage", { channel, text: "a wide table", blocks: wide });
    await chat.call("chat.postMessage", { channel, text: "a narrow table", blocks: table(["A", "B"]) });
    const page = await chat.browser.open(chat.url, { viewport: { width: 390, height: 844 } });
    const frames = page.locator("article .table-frame");
    await expect.poll(() => frames.count()).toBe(2);
    const fades = () =>
      frames.evaluateAll((all) => all.map((each) => getComputedStyle(each).maskImage !== "none"));
    await expect.poll(fades).toEqual([true, false]);
    await frames.first().evaluate((frame) => frame.scrollTo(frame.scrollWidth, 0));
    await expect.poll(fades).toEqual([false, false]);
    await page.context().close();
  });

  test("a reload leaves what is not sent where it was typed, and the lines before to their person", async () => {
    const page = await open("?as=operator");
    const field = messageField(page);
    for (const line of ["the first line", "the second line"]) {
      await field.fill(line);
      await page.keyboard.press("Enter");
      await page.getByRole("log").getByText(line).last().waitFor();
    }
    await field.fill("begun in loans");
    await page.getByRole("button", { name: "# general" }).click();
    await page.getByRole("heading", { name: "#general" }).waitFor();
    await field.fill("begun in general");
    await page.reload();
    await page.getByRole("heading", { name: "#loans" }).waitFor();
    expect(await field.inputValue()).toBe("begun in loans");
    await field.fill("");
    await page.keyboard.press("ArrowUp");
    expect(await field.inputValue()).toBe("the second line");
    await page.keyboard.press("ArrowUp");
    expect(await field.inputValue()).toBe("the first line");
    await field.fill("");
    await page.getByRole("button", { name: "# general" }).click();
    await page.getByRole("heading", { name: "#general" }).waitFor();
    expect(await field.inputValue()).toBe("begun in general");
    await page.goto(`${chat.url}?as=viewer`);
    await page.getByLabel("Slack as @viewer").waitFor();
    await page.keyboard.press("ArrowUp");
    expect(await field.inputValue()).toBe("");
    await page.goto(`${chat.url}?as=operator`);
    await page.getByLabel("Slack as @operator", { exact: true }).waitFor();
    // What was taken away before the reload is not there again.
    expect(await field.inputValue()).toBe("");
    await page.context().close();
  });

  test("the chosen command is in view, and the list is reached by the keyboard", async () => {
    const page = await chat.browser.open(`${chat.url}?as=operator`, {
      viewport: { width: 1_280, height: 420 },
    });
    await messageField(page).fill("/loans");
    const list = page.getByRole("listbox");
    await list.waitFor();
    for (let at = 0; at < 10; at += 1) await page.keyboard.press("ArrowDown");
    const isInView = () =>
      list.evaluate((each) => {
        const [outer, inner] = [each, each.querySelector(".chosen")].map((one) =>
          one?.getBoundingClientRect(),
        );
        return (
          inner !== undefined &&
          outer !== undefined &&
          inner.bottom <= outer.bottom + 1 &&
          inner.top >= outer.top - 1
        );
      });
    await expect.poll(isInView).toBe(true);
    expect(await list.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});
