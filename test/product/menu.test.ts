import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { bot, people, workspace } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import type { SlackApp } from "../../src/bot/slack-app.ts";
import { createSlackApp } from "../../src/bot/slack-app.ts";
import { dated } from "../../src/bot/views/days.ts";
import type { Day } from "../../src/domain/day.ts";
import { addDays } from "../../src/domain/day.ts";
import { FakeRuns } from "../support/bot/fake-runs.ts";
import { botOptions, botToken, serve, signingSecret } from "../support/bot/own-bot.ts";
import { done } from "../support/runs/run-views.ts";

/** The menu of what one may do, and the forms that its buttons open. */

/** In Kolkata; the wall clock goes on, by which Slack's triggers live. */
const today = new Date(Date.now() + 5.5 * 3_600_000).toISOString().slice(0, 10) as Day;
let runs: FakeRuns;
let slack: SlackStandIn;
let door: SlackDoor;
let app: SlackApp;
let server: Server;
let appUrl = "";

beforeAll(async () => {
  slack = await startSlack({
    speed: 100,
    signingSecret,
    botToken,
    appUrl: () => appUrl,
    processes: () => [],
  });
  door = openSlackDoor(slack.url);
});

beforeEach(async () => {
  await app?.stop();
  server?.close();
  runs = new FakeRuns();
  runs.presence = "there";
  app = createSlackApp(botOptions({ runs, slackUrl: slack.url, now: () => new Date() }));
  ({ server, url: appUrl } = await serve(app));
});

afterAll(async () => {
  await app?.stop();
  server?.close();
  await slack?.close();
});

/** Types that and gives the menu that only this person sees. */
async function menuOf(user: string, text = "/loans") {
  const { replies } = await door.say(user, text);
  const shown = (await door.messages(user)).at(-1);
  return { text: replies.map(messageAsText).join("\n").replaceAll("`", ""), ts: shown?.ts ?? "" };
}

/** Presses a button of it; gives the form that opens, or the answer. */
async function presses(
  user: string,
  ts: string,
  press: { readonly action_id: string; readonly value?: string },
) {
  const { replies, views = [] } = await door.click(user, { ts, ...press });
  return { said: replies.map(messageAsText).join("\n").replaceAll("`", ""), form: views.at(-1)?.id ?? "" };
}

/** What this person has read last; an answer that waits for a card comes later than the door tells of. */
async function lastSaid(user: string): Promise<string> {
  const shown = (await door.messages(user)).at(-1);
  return shown === undefined ? "" : messageAsText(shown).replaceAll("`", "");
}

/** Types that; gives the form that opens, and the answer. */
async function typedForm(user: string, text: string) {
  const before = new Set((await door.views(user)).map(({ id }) => id));
  const { replies } = await door.say(user, text);
  const form = (await door.views(user)).find(({ id, type }) => type === "modal" && !before.has(id)) ?? null;
  return { form, said: replies.map(messageAsText).join("\n").replaceAll("`", "") };
}

async function sends(user: string, view_id: string, values: Readonly<Record<string, unknown>>) {
  const { replies, errors } = await door.submit(user, { view_id, values });
  return { said: replies.map(messageAsText).join("\n").replaceAll("`", ""), errors };
}

test.each(["/loans", "/loans menu", `@${bot.name}`])(
  "%j answers with the menu, to this person alone",
  async (text) => {
    const { text: said } = await menuOf("operator", text);
    expect(said).toContain("The stack loan-tracker is there.");
    expect(said).toContain("[Run a day…] [Several days…] [What is underway] [⋯ ");
    expect((await door.messages("operator")).at(-1)).toMatchObject({ ephemeral: true });
  },
);

test("a viewer and a guest see no button of what they may not do", async () => {
  for (const user of ["viewer", "guest"]) {
    const { text } = await menuOf(user);
    expect(text).toContain("[What is underway]");
    expect(text).not.toMatch(/Run a day|Deploy|Tear down|Pause|Skip/i);
  }
});

test("help stays help", async () => {
  expect((await menuOf("viewer", "/loans help")).text).toContain("What you can ask for");
});

test("a day is picked and run as if it had been typed", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.run" });
  await sends("operator", form, { day: addDays(today, -1) });
  await expect.poll(() => lastSaid("operator")).toContain(`Running the batch of ${addDays(today, -1)}`);
  expect(runs.ids).toEqual([`batch-loan-tracker-${addDays(today, -1)}-g1`]);
});

test("a day to come is refused on its field, and nothing begins", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.run" });
  const { errors } = await sends("operator", form, { day: addDays(today, 3) });
  expect(errors).toEqual({
    day: expect.stringMatching(/^\w{3} [\d-]{10} is after today, .*: pick a day up to today\.$/),
  });
  expect(runs.ids).toEqual([]);
});

test("several days are one backfill; a range that is turned round or too long is refused on its end", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.several" });
  const [early, late] = [addDays(today, -9), addDays(today, -3)];
  expect((await sends("operator", form, { day: late, until: early })).errors).toEqual({
    until: expect.stringContaining("a range begins with its oldest day"),
  });
  expect((await sends("operator", form, { day: addDays(today, -90), until: today })).errors).toEqual({
    until: expect.stringContaining("takes at most 31"),
  });
  await sends("operator", form, { day: early, until: late, force: ["force"], why: "a file of Monday" });
  await expect.poll(() => lastSaid("operator")).toContain(`Planning the backfill of ${early}..${late}`);
  expect(runs.ids).toEqual(["backfill-loan-tracker-1"]);
});

test("counting again what is told asks why, and a reason alone counts nothing again", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.run" });
  const day = addDays(today, -1);
  expect((await sends("operator", form, { day, force: ["force"] })).errors).toEqual({
    why: "A reason is needed: the card says it.",
  });
  expect((await sends("operator", form, { day, why: "a file of Monday" })).errors).toEqual({
    why: "Tick that it is counted again, or leave the reason out.",
  });
  expect(runs.ids).toEqual([]);
});

/** Somebody has asked for that day; its run. */
async function asked(day: Day): Promise<string> {
  await runs.ask(
    { name: "run", day, force: false },
    { asker: { user: people.operator.id, channel: "C0LOANS" }, requestKey: "before" },
  );
  return `batch-loan-tracker-${day}-g1`;
}

async function counted(day: Day): Promise<void> {
  runs.finish(await asked(day));
}

test("a day that is typed to be counted again without a word why is asked about in the same form, and begins nothing before", async () => {
  const day = addDays(today, -1);
  const first = await asked(day);
  expect(await typedForm("operator", `/loans run ${day} --force`)).toEqual({
    form: null,
    said: expect.stringContaining("is queued already"),
  });
  runs.finish(first);
  const { form, said } = await typedForm("operator", `/loans run ${day} --force`);
  expect(said).toBe("");
  expect(JSON.stringify(form)).toContain(`"initial_date":"${day}"`);
  expect(JSON.stringify(form)).toContain('"initial_options":[{');
  const id = form?.id ?? "";
  expect((await sends("operator", id, { day, force: ["force"], why: " " })).errors).toEqual({
    why: "A reason is needed: the card says it.",
  });
  expect(runs.ids).toEqual([first]);
  await sends("operator", id, { day, force: ["force"], why: "a file of Monday" });
  await expect.poll(() => runs.ids).toEqual([first, `batch-loan-tracker-${day}-g2`]);
  runs.finish(`batch-loan-tracker-${day}-g2`);
  await door.say("operator", `/loans run ${day} --force "another one"`);
  expect(runs.ids).toHaveLength(3);
});

test("where no form can be opened a button opens it, and who may not run is asked nothing", async () => {
  const day = addDays(today, -1);
  await counted(day);
  const { text, ts } = await menuOf("operator", `@${bot.name} run ${day} --force`);
  expect(text).toContain("Nothing was begun: who counts");
  expect(text).toContain(`/loans run ${day} --force "reason"`);
  const { form } = await presses("operator", ts, { action_id: "menu.run", value: `again-${day}` });
  expect(form).not.toBe("");
  expect(runs.ids).toHaveLength(1);
  expect((await menuOf("viewer", `/loans run ${day} --force`)).text).toContain("Only operators may run.");
});

test("several days wait for Apply, and no reason is asked for; of a day one is, also where a second person has the word", async () => {
  await door.say("operator", `/loans run ${addDays(today, -3)}..${addDays(today, -2)} --force`);
  expect(runs.ids).toEqual(["backfill-loan-tracker-1"]);
  await app.stop();
  server.close();
  const policy = {
    operators: [people.operator.id],
    approvers: [people.approver.id],
    viewers: [],
    approvals: ["force"],
  } as const;
  runs = new FakeRuns();
  runs.presence = "there";
  app = createSlackApp(botOptions({ runs, slackUrl: slack.url, now: () => new Date(), policy }));
  ({ server, url: appUrl } = await serve(app));
  const day = addDays(today, -1);
  await counted(day);
  const { form, said } = await typedForm("operator", `/loans run ${day} --force`);
  expect(said).toBe("");
  expect(runs.ids).toHaveLength(1);
  await sends("operator", form?.id ?? "", { day, force: ["force"], why: "a file of Monday" });
  await expect.poll(() => runs.ids).toEqual([expect.any(String), `batch-loan-tracker-${day}-g2`]);
});

test("a day of which no run is known is told to need no --force", async () => {
  const day = addDays(today, -1);
  const { form, said } = await typedForm("operator", `/loans run ${day} --force`);
  expect(form).toBeNull();
  expect(said).toContain(`so it needs no --force: /loans run ${day} counts it`);
  expect(runs.ids).toEqual([]);
});

test("a day that is far from today is asked about, as where it is typed", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.run" });
  expect((await sends("operator", form, { day: "1999-01-04" })).said).toMatch(
    /Nothing was done yet: .*1999 is far from today/,
  );
  expect(runs.ids).toEqual([]);
});

test("a form that is sent off twice does it once", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.run" });
  await sends("operator", form, { day: addDays(today, -2), force: ["force"], why: "a file of Monday" });
  await door.redeliver("operator");
  await expect.poll(() => lastSaid("operator")).toContain("Running the batch of");
  expect(runs.ids).toHaveLength(1);
});

test("skipping and pausing ask why, and say it", async () => {
  const { ts } = await menuOf("operator");
  const skip = await presses("operator", ts, { action_id: "menu.more", value: "skip" });
  const tomorrow = addDays(today, 1);
  const { said } = await sends("operator", skip.form, { day: tomorrow, why: "Diwali" });
  expect(said).toContain(`${tomorrow} is skipped`);
  const pause = await presses("operator", ts, { action_id: "menu.more", value: "pause" });
  expect((await sends("operator", pause.form, { why: "the audit" })).said).toContain("(“the audit”)");
  expect((await menuOf("viewer")).text).toContain("The schedule is paused by @operator");
});

test("a pause may say with which day it ends, and that is a day to come", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.more", value: "pause" });
  expect((await sends("operator", form, { until: today })).errors).toEqual({
    until: `${dated(today)} is not after today, ${dated(today)}: pick a later day.`,
  });
  await sends("operator", form, { until: addDays(today, 3), why: "the audit" });
  expect((await menuOf("viewer")).text).toContain(`it goes on by itself with ${dated(addDays(today, 3))}`);
});

test("what is behind the dots goes the way of what is typed", async () => {
  const counted = addDays(today, -1);
  const asker = { user: "U0OPERATOR", channel: "C0LOANS" };
  await runs.ask({ name: "run", day: counted, force: false }, { asker, requestKey: "counted" });
  runs.happen(`batch-loan-tracker-${counted}-g1`, ...done("process"));
  runs.finish(`batch-loan-tracker-${counted}-g1`);
  const { ts } = await menuOf("operator");
  await presses("operator", ts, { action_id: "menu.more", value: "deploy" });
  await expect.poll(() => lastSaid("operator")).toContain("Planning the deploy of loan-tracker");
  const { ts: anew } = await menuOf("operator");
  expect((await presses("operator", anew, { action_id: "menu.more", value: "logs" })).form).not.toBe("");
  expect((await presses("operator", anew, { action_id: "menu.status" })).said).toContain(
    "Status of loan-tracker",
  );
});

test("whoever has lost the right since is refused, at the button and at the form", async () => {
  const { ts } = await menuOf("operator");
  const { form } = await presses("operator", ts, { action_id: "menu.run" });
  await app.stop();
  server.close();
  const nobody = { operators: ["U0SOMEBODY"], approvers: [], viewers: [], approvals: [] };
  app = createSlackApp(botOptions({ runs, slackUrl: slack.url, now: () => new Date(), policy: nobody }));
  ({ server, url: appUrl } = await serve(app));
  expect((await presses("operator", ts, { action_id: "menu.run" })).said).toContain(
    "Only operators may run.",
  );
  expect((await sends("operator", form, { day: today })).said).toContain("Only operators may run.");
  expect(runs.ids).toEqual([]);
});

test("a button with the menu's id opens it from any message", async () => {
  const { text: before } = await menuOf("operator");
  const press = {
    type: "block_actions",
    user: { id: "U0OPERATOR", team_id: workspace.id },
    ...{ team: { id: workspace.id }, trigger_id: "of-somebody-elses-message", channel: { id: "C0LOANS" } },
    actions: [{ type: "button", action_id: "menu.open", action_ts: "1795406400.000100" }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(press) }).toString();
  const seen = (await door.messages("operator")).length;
  await door.deliver({ contentType: "application/x-www-form-urlencoded", body });
  await expect.poll(async () => (await door.messages("operator")).length).toBe(seen + 1);
  const after = (await door.messages("operator")).at(-1);
  expect(messageAsText(after ?? {}).replaceAll("`", "")).toBe(before);
});

/** What stands on this person's Home of the app once they have opened it. */
async function homeOf(user: string): Promise<{ readonly id: string; readonly text: string }> {
  await door.openHome(user);
  const home = (await door.views(user)).find(({ type }) => type === "home");
  return { id: home?.id ?? "", text: messageAsText(home ?? {}).replaceAll("`", "") };
}

test("whoever opens the app finds how things stand on its Home, with what they may do", async () => {
  const { text } = await homeOf("operator");
  expect(text).toContain("Loan Tracker: loan-tracker");
  expect(text).toContain("The stack loan-tracker is there.");
  expect(text).toContain("Nothing waits for you.");
  expect(text).toContain("[Run a day…] [Several days…] [What is underway] [⋯ ");
  expect((await homeOf("viewer")).text).not.toContain("Run a day");
});

test("what is pressed there is answered in direct messages, and the Home is shown anew", async () => {
  const { id } = await homeOf("operator");
  const { views = [] } = await door.click("operator", { view_id: id, action_id: "menu.run" });
  const form = views.find(({ type }) => type === "modal")?.id ?? "";
  await door.submit("operator", { view_id: form, values: { day: addDays(today, -1) } });
  const direct = async () => (await door.messages("operator", "D0OPERATOR")).map(messageAsText).join("\n");
  await expect.poll(direct).toContain("Running the batch of");
  await expect.poll(async () => messageAsText((await door.views("operator"))[0] ?? {})).toContain("Underway");
});

test("what waits for a person stands on the Home of who may see to it, and on no other", async () => {
  await door.say("operator", "/loans deploy");
  await expect.poll(() => runs.ids).toEqual(["deploy-loan-tracker-1"]);
  runs.waitForApproval("deploy-loan-tracker-1");
  expect((await homeOf("operator")).text).toContain("Waits for you\n• Deploy loan-tracker");
  expect((await homeOf("viewer")).text).toContain("Nothing waits for you.");
});

test("what a person ticks on the Home stands there when it is opened anew, and nobody else's", async () => {
  const { id, text } = await homeOf("operator");
  expect(text).toContain(
    "[ ] a day that failed, is held or late [ ] every summary [ ] something waits for my yes",
  );
  await door.click("operator", { view_id: id, action_id: "home.wishes", value: ["trouble", "approval"] });
  const ticked = "[x] a day that failed, is held or late [ ] every summary [x] something waits for my yes";
  await expect.poll(async () => (await homeOf("operator")).text).toContain(ticked);
  expect((await homeOf("operator2")).text).not.toContain("[x]");
  await door.click("operator", { view_id: id, action_id: "home.wishes", value: [] });
  await expect.poll(async () => (await homeOf("operator")).text).not.toContain("[x]");
});

test("what Slack says of the app's other tab publishes nothing, and what is no Home is turned away", async () => {
  const opened = (event: object) => ({
    contentType: "application/json",
    body: JSON.stringify({
      ...{ type: "event_callback", team_id: workspace.id, event_id: `Ev${Math.random()}` },
      event: { type: "app_home_opened", user: "U0APPROVER", channel: "D0APPROVER", ...event },
    }),
  });
  expect((await door.deliver(opened({ tab: "messages" }))).status).toBe(200);
  expect((await door.deliver(opened({ tab: "home", user: "nobody" }))).status).toBe(400);
  expect(await door.views("approver")).toEqual([]);
  expect((await door.deliver(opened({ tab: "home" }))).status).toBe(200);
  await expect.poll(() => door.views("approver")).toHaveLength(1);
});

test("somebody who may not look is told so, and sees nothing of it", async () => {
  await app.stop();
  server.close();
  const few = { operators: ["U0OPERATOR"], approvers: [], viewers: ["U0OPERATOR2"], approvals: [] };
  app = createSlackApp(botOptions({ runs, slackUrl: slack.url, now: () => new Date(), policy: few }));
  ({ server, url: appUrl } = await serve(app));
  const { text } = await homeOf("viewer");
  expect(text).toContain("Only people named in LOANS_VIEWERS may look");
  expect(text).not.toContain("loan-tracker");
});

describe("a Home that was opened", () => {
  const shown = async (user: string) => {
    const home = (await door.views(user)).find(({ type }) => type === "home");
    return messageAsText(home ?? {}).replaceAll("`", "");
  };
  /** How often one was made anew in a look. */
  async function published(look: () => Promise<void> = app.renewHomes): Promise<number> {
    await door.clearFaults();
    await door.fault({ method: "views.publish", delayMs: 0, times: 99 });
    await look();
    return await door.firedFaults();
  }
  const news = async () => {
    await door.say("operator", `/loans run ${addDays(today, -1 - runs.ids.length)}`);
    return runs.ids.at(-1) ?? "";
  };

  afterEach(async () => await door.clearFaults());

  test("is made anew where a run begins and where it ends, and not where nothing has", async () => {
    await homeOf("operator");
    expect(await published()).toBe(0);
    const runId = await news();
    expect(await published()).toBe(1);
    expect(await shown("operator")).toContain("Underway");
    expect(await published()).toBe(0);
    runs.happen(runId, { kind: "finished", outcome: "failed" });
    expect(await published()).toBe(1);
    expect(await shown("operator")).not.toContain("Underway");
    expect(await shown("operator")).toContain("failed");
  });

  test("is one of four a look, so that many people make no storm", async () => {
    for (const user of ["operator", "operator2", "approver", "viewer", "guest"]) await homeOf(user);
    await news();
    expect([await published(), await published(), await published()]).toEqual([4, 1, 0]);
  });

  test("is tried again where Slack is away, or wants rest; what it refuses waits until it is opened anew", async () => {
    await homeOf("operator");
    await news();
    await door.fault({ method: "views.publish", status: 503, times: 1 });
    await app.renewHomes();
    await door.fault({ method: "views.publish", status: 429, times: 1 });
    await app.renewHomes();
    expect(await shown("operator")).not.toContain("Underway");
    expect(await published()).toBe(1);
    expect(await shown("operator")).toContain("Underway");
    await news();
    await door.fault({ method: "views.publish", error: "user_not_found", times: 1 });
    await app.renewHomes();
    expect(await published()).toBe(0);
    await homeOf("operator");
    await news();
    expect(await published()).toBe(1);
  });

  test("stands as it is where what there is cannot be read", async () => {
    await homeOf("operator");
    await news();
    runs.broken = new Error("redis is away");
    await expect(app.renewHomes()).rejects.toThrow("redis is away");
    runs.broken = null;
    expect(await published()).toBe(1);
  });
});
