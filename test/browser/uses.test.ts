import { createServer } from "node:http";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { axeViolations, chromiumPath, messageField } from "../../sandbox/driver/browser.ts";
import { readBody } from "../../sandbox/slack/http.ts";
import { channels, people } from "../../sandbox/slack/people.ts";
import type { Json } from "../../src/web/json.ts";
import { ownChat } from "./own-chat.ts";

/** What a person does with a message, a form and App Home on the page, as the app hears of it, and what an update leaves. */

const name =
  chromiumPath === null ? "what is used on the page (skipped: no Chromium)" : "what is used on the page";

const plain = (text: string) => ({ type: "plain_text", text });
const button = (action_id: string, more: Json = {}) => ({
  ...{ type: "button", action_id, text: plain(action_id), value: "1" },
  ...more,
});
const input = (block_id: string, element: Json, dispatch_action: boolean) => ({
  ...{ type: "input", block_id, label: plain(block_id), dispatch_action },
  element: { type: "plain_text_input", ...element },
});

describe.skipIf(chromiumPath === null)(name, () => {
  const chat = ownChat({ appUrl: () => appUrl });
  let page: Page;
  let appUrl = "";
  let told: Json[] = [];
  let status = 200;
  // An app that listens, and says nothing.
  const app = createServer((request, response) => {
    void readBody(request).then((body) => {
      // That somebody opens Home is an event, and nothing that they used.
      const payload = new URLSearchParams(body).get("payload");
      if (payload !== null) told.push(JSON.parse(payload));
      response.writeHead(status).end();
    });
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const address = app.address();
    appUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  });
  afterAll(() => {
    app.close();
  });
  beforeEach(async () => {
    told = [];
    status = 200;
    page = await chat.browser.open(chat.url);
    await messageField(page).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
  });

  const { call } = chat;
  const post = (blocks: readonly Json[]) =>
    call("chat.postMessage", { channel: channels.loans.id, text: "a card", blocks });
  const heard = async (count: number) => {
    await expect.poll(() => told.length).toBe(count);
    return told.map(({ actions, container }) => [container, ...(actions as Json[])]);
  };

  test("a button and a field of App Home", async () => {
    const blocks = [
      { type: "actions", elements: [button("press")] },
      input("why", { action_id: "reason" }, true),
      input("name", { action_id: "silent" }, false),
    ];
    const { view } = await call("views.publish", {
      ...{ user_id: people.operator.id, view: { type: "home", blocks } },
    });
    const container = { type: "view", view_id: (view as Json)["id"] };
    await page.getByRole("button", { name: "Home" }).click();
    await page.getByRole("button", { name: "press" }).click();
    await page.getByLabel("name").fill("nobody hears this");
    await page.keyboard.press("Enter");
    await page.getByLabel("why").fill("a holiday");
    await page.keyboard.press("Enter");
    expect(await heard(2)).toMatchObject([
      [container, { action_id: "press", value: "1" }],
      [container, { action_id: "reason", value: "a holiday" }],
    ]);
    expect(told[1]).toMatchObject({
      view: { state: { values: { name: { silent: { value: "nobody hears this" } } } } },
    });
  });

  test("a field of a message by each letter, where the app asks for it", async () => {
    const dispatch_action_config = { trigger_actions_on: ["on_character_entered"] };
    await post([input("letters", { action_id: "letters", dispatch_action_config }, true)]);
    await page.getByLabel("letters").pressSequentially("ab");
    expect(await heard(2)).toMatchObject([
      [{ type: "message" }, { action_id: "letters", value: "a" }],
      [{ type: "message" }, { action_id: "letters", value: "ab" }],
    ]);
  });

  test("a button asks first as the app wants it, also within a container whose blocks have no ids", async () => {
    const confirm = {
      title: plain("Really?"),
      text: plain("It is gone then."),
      confirm: plain("Yes"),
      deny: plain("No"),
    };
    await post([
      {
        ...{ type: "container", title: plain("What it does") },
        child_blocks: [{ type: "actions", elements: [button("halt", { confirm })] }],
      },
    ]);
    await page.getByRole("button", { name: "halt" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "No" }).click();
    await page.getByRole("button", { name: "halt" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
    expect(await heard(1)).toMatchObject([[{ type: "message" }, { action_id: "halt" }]]);
  });

  test("a date and time is a moment of the reader's zone, as it is shown", async () => {
    const zoned = await chat.browser.open(chat.url, { timezoneId: "Asia/Kolkata" });
    const initial_date_time = 1_795_406_400; // 2026-11-23 04:00 in UTC
    await post([
      { type: "actions", elements: [{ type: "datetimepicker", action_id: "until", initial_date_time }] },
    ]);
    const field = zoned.locator("input[type=datetime-local]").last();
    expect(await field.inputValue()).toBe("2026-11-23T09:30");
    await field.fill("2026-11-24T10:00");
    await field.blur();
    expect(await heard(1)).toMatchObject([[{ type: "message" }, { selected_date_time: 1_795_494_600 }]]);
    await zoned.context().close();
  });

  test("a message that cannot be drawn costs itself alone, here and where there is no JavaScript", async () => {
    // It can be no text: whoever makes one of it throws.
    const initial_date = { toString: 1, valueOf: 1 };
    const odd = (text: string) =>
      call("chat.postMessage", {
        ...{ channel: channels.loans.id, text },
        blocks: [{ type: "actions", elements: [{ type: "datepicker", action_id: "day", initial_date }] }],
      });
    const { ts } = await odd("what it was about");
    await post([{ type: "actions", elements: [button("after it")] }]);
    await page.getByRole("button", { name: "after it" }).waitFor();
    const undrawn = page.locator("article", { hasText: "This message cannot be drawn" });
    expect(await undrawn.textContent()).toContain("what it was about");
    const list = await fetch(chat.url);
    expect(list.status).toBe(200);
    expect(await list.text()).toContain("what it was about");
    await call("chat.update", {
      ...{ channel: channels.loans.id, ts, text: "mended" },
      blocks: [{ type: "section", text: plain("it is drawn again") }],
    });
    await page.getByText("it is drawn again").waitFor();
    expect(await undrawn.count()).toBe(0);
  });

  test("of a message beside its thread each menu is its own", async () => {
    const options = [{ text: plain("one"), value: "1" }];
    const { ts } = await post([
      { type: "actions", elements: [{ type: "overflow", action_id: "more", options }] },
    ]);
    await page.locator(`[data-thread="${ts}"]`).focus();
    await page.keyboard.press("Enter");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.locator("article").waitFor();
    const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test("a menu behind dots at the edge of a phone is as wide as its longest entry, and within the window", async () => {
    const words = ["Pause the schedule…", "Logs…"];
    const options = words.map((text) => ({ text: plain(text), value: text }));
    const front = ["one more", "yet one more", "the last"].map((id) => button(id));
    await post([{ type: "actions", elements: [...front, { type: "overflow", action_id: "more", options }] }]);
    const width = 390;
    const phone = await chat.browser.open(chat.url, { viewport: { width, height: 760 } });
    await phone.getByRole("button", { name: "More actions" }).last().click();
    const entry = phone.getByRole("button", { name: "Pause the schedule…" });
    await entry.waitFor();
    const box = await entry.boundingBox();
    await phone.context().close();
    expect(box?.height).toBeLessThan(50);
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? width) <= width).toBe(true);
  });

  test("a form opens where the app asks for it, and says itself why what was used in it is refused", async () => {
    await post([{ type: "actions", elements: [button("ask")] }]);
    await page.getByRole("button", { name: "ask" }).click();
    await expect.poll(() => told.length).toBe(1);
    const blocks = [
      input("name", { action_id: "name" }, false),
      input("why", { action_id: "why", focus_on_load: true }, true),
    ];
    const view = { type: "modal", title: plain("A form"), submit: plain("Send"), blocks };
    await call("views.open", { trigger_id: told[0]?.["trigger_id"], view });
    const form = page.getByRole("dialog");
    await expect.poll(() => form.locator("input:focus").getAttribute("data-action")).toBe("why");
    status = 500;
    await page.keyboard.type("a holiday");
    await page.keyboard.press("Enter");
    await form.getByRole("alert").waitFor();
    expect(await form.getByRole("alert").textContent()).toBe("The app answered with the error 500.");
    expect(await page.getByRole("alert").count()).toBe(1);
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
  });

  test("a form of which the app names no field begins at its first, and not at what closes it", async () => {
    await post([{ type: "actions", elements: [button("name it")] }]);
    await page.getByRole("button", { name: "name it" }).click();
    await expect.poll(() => told.length).toBe(1);
    const blocks = [
      input("first", { action_id: "first" }, false),
      input("second", { action_id: "second" }, false),
    ];
    const view = { type: "modal", title: plain("A form"), submit: plain("Send"), blocks };
    await call("views.open", { trigger_id: told[0]?.["trigger_id"], view });
    await expect
      .poll(() => page.getByRole("dialog").locator("input:focus").getAttribute("data-action"))
      .toBe("first");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("beside a thread there is room for it, with the channels behind their button", async () => {
    const { ts } = await post([{ type: "actions", elements: [button("answer me")] }]);
    const channels = page.getByRole("navigation", { name: "Workspace" });
    expect(await channels.isVisible()).toBe(true);
    await page.locator(`[data-thread="${ts}"]`).focus();
    await page.keyboard.press("Enter");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.waitFor();
    expect((await thread.boundingBox())?.width).toBeGreaterThan(270);
    expect(await channels.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Channels" }).click();
    await page.getByRole("button", { name: "# general" }).click();
    await page.getByRole("heading", { name: "#general" }).waitFor();
    await thread.waitFor({ state: "detached" });
    expect(await channels.isVisible()).toBe(true);
  });

  test("what is wrong with a form is said at its field, which has the keyboard then", async () => {
    await post([{ type: "actions", elements: [button("fill in")] }]);
    await page.getByRole("button", { name: "fill in" }).click();
    await expect.poll(() => told.length).toBe(1);
    const hint = plain("As it is in the contract");
    const blocks = [
      input("note", { action_id: "note" }, false),
      { ...input("number", { action_id: "number" }, false), hint },
    ].map((block, at) => ({ ...block, optional: at === 0 }));
    const view = { type: "modal", title: plain("A form"), submit: plain("Send off"), blocks };
    await call("views.open", { trigger_id: told[0]?.["trigger_id"], view });
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: "Send off" }).click();
    await form.getByRole("alert").waitFor();
    const field = form.getByRole("textbox", { name: "number", exact: true });
    await expect.poll(() => form.locator("input:focus").getAttribute("data-action")).toBe("number");
    const said = (ids: string | null) =>
      Promise.all((ids ?? "").split(" ").map((id) => form.locator(`#${id}`).textContent()));
    expect(await said(await field.getAttribute("aria-describedby"))).toEqual([
      "As it is in the contract",
      "Please complete this required field.",
    ]);
    expect(await form.locator("[aria-invalid]").count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    expect(told.at(-1)).toMatchObject({
      view: { state: { values: { number: { number: { value: "7" } } } } },
    });
  });

  test("one person's form leaves the person beside them all that is theirs", async () => {
    await page.goto(`${chat.url}?as=operator&beside=approver`);
    const [operator, approver] = [
      page.getByLabel("Slack as @operator", { exact: true }),
      page.getByLabel("Slack as @approver", { exact: true }),
    ];
    await post([{ type: "actions", elements: [button("begin")] }]);
    await operator.getByRole("button", { name: "begin" }).click();
    await expect.poll(() => told.length).toBe(1);
    await messageField(approver).focus();
    const view = {
      type: "modal",
      title: plain("A form"),
      submit: plain("Send off"),
      blocks: [input("name", { action_id: "name" }, false)],
    };
    await call("views.open", { trigger_id: told[0]?.["trigger_id"], view });
    await operator.getByRole("dialog").waitFor();
    await page.keyboard.type("meanwhile");
    await page.keyboard.press("Enter");
    await approver.getByRole("log").getByText("meanwhile").waitFor();
    // What is below the form is out of reach, by mouse and by keyboard.
    expect(
      await operator
        .locator(":scope > :not(.cover)")
        .evaluateAll((all) => all.map((each) => each.hasAttribute("inert"))),
    ).not.toContain(false);
    await operator.getByLabel("name").fill("half a name");
    await page.keyboard.press("Escape");
    await operator.getByRole("dialog").waitFor({ state: "detached" });
    expect(await operator.locator("[inert]").count()).toBe(0);
  });

  test("an update leaves the keyboard at the button, and open what the reader has opened", async () => {
    const blocks = (state: string) => [
      { type: "section", text: { type: "mrkdwn", text: `it is ${state}` } },
      {
        ...{ type: "container", title: plain("Steps"), is_collapsible: true, default_collapsed: true },
        child_blocks: [{ type: "section", text: { type: "mrkdwn", text: `steps of ${state}` } }],
      },
      { type: "actions", elements: [button("stop")] },
    ];
    const { ts } = await post(blocks("begun"));
    await page.getByText("Steps", { exact: true }).click();
    await page.getByText("steps of begun").waitFor();
    await page.getByRole("button", { name: "stop" }).focus();
    const update = (left: readonly Json[]) =>
      call("chat.update", { channel: channels.loans.id, ts, text: "a card", blocks: left });
    await update(blocks("underway"));
    await page.getByText("steps of underway").waitFor();
    expect(await page.locator("button:focus").textContent()).toBe("stop");
    await update(blocks("done").slice(0, 2));
    await page.getByText("steps of done").waitFor();
    expect(await page.locator("article:focus").count()).toBe(1);
  });
});
