import type { Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { hasButton, openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { bot, channels, people, userGroups, workspace } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { manifestScopes } from "../../sandbox/slack/scopes.ts";
import { signedHeaders } from "../../sandbox/slack/signature.ts";
import { createAnnouncer } from "../../src/bot/announcer.ts";
import type { BotOptions } from "../../src/bot/bot-parts.ts";
import type { SlackApp } from "../../src/bot/slack-app.ts";
import { createSlackApp } from "../../src/bot/slack-app.ts";
import type { SlackCall } from "../../src/bot/slack-client.ts";
import { createSlackClient } from "../../src/bot/slack-client.ts";
import { createLog } from "../../src/config/log.ts";
import type { Policy } from "../../src/domain/commands/permission.ts";
import type { Day } from "../../src/domain/day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { LogTail } from "../../src/jobs/messages/step-logs.ts";
import { FakeAcknowledgments } from "../support/bot/fake-acknowledgments.ts";
import { FakeInbox } from "../support/bot/fake-inbox.ts";
import { FakeRuns } from "../support/bot/fake-runs.ts";
import {
  botOptions,
  botToken,
  operators,
  serve,
  signingSecret,
  slackSettings,
} from "../support/bot/own-bot.ts";
import { done, summaryOfToday } from "../support/runs/run-views.ts";

const log = createLog({ level: "silent" });

/** Half past nine in the evening in London is the next day in Kolkata. */
const begunAt = performance.now();
const now = () => new Date(Date.parse("2026-11-22T21:30:00Z") + performance.now() - begunAt);
const refused: string[] = [];

let runs: FakeRuns;
let inbox: FakeInbox;
let outbox: FakeAcknowledgments;
let tail: LogTail = { is: "none", because: "EMR has no such step of it" };
const promised: unknown[] = [];
let slack: SlackStandIn;
let door: SlackDoor;
let app: SlackApp;
let server: Server;
let appUrl = "";

/** Starts the app; again within a test, to start it with another policy or with Slack somewhere else. */
async function startApp(policy: Policy = operators, slackUrl: string = slack.url): Promise<void> {
  server?.close();
  const logs: BotOptions["logs"] = {
    tail: async () => tail,
    promise: async ({ run }, step, to) => void promised.push([run.id, step, to]),
  };
  const told = (because: string) => void refused.push(because);
  app = createSlackApp(botOptions({ runs, slackUrl, now, policy, logs, inbox, outbox, refused: told }));
  ({ server, url: appUrl } = await serve(app));
}

beforeEach(async () => {
  runs = new FakeRuns();
  inbox = new FakeInbox(now);
  outbox = new FakeAcknowledgments(now);
  await installed(manifestScopes);
});

/** Starts Slack and the app, which was given these scopes. */
async function installed(scopes: readonly string[]): Promise<void> {
  slack = await startSlack({
    speed: 100,
    signingSecret,
    scopes,
    botToken,
    appUrl: () => appUrl,
    processes: () => [],
    now: () => now().getTime(),
  });
  door = openSlackDoor(slack.url);
  await startApp();
}

afterEach(async () => {
  await app.stop();
  server.close();
  await slack.close();
});

/** As people read it, without the marks of code. */
function read(messages: readonly { readonly text?: string; readonly blocks?: readonly unknown[] }[]): string {
  return messages.map(messageAsText).join("\n").replaceAll("`", "");
}

/** A deploy that an operator asked for some time ago. */
async function begunDeploy(): Promise<void> {
  const asker = { user: people.operator.id, channel: channels.loans.id };
  await runs.ask({ name: "deploy" }, { asker, requestKey: "some time ago" });
}

/** Types it and reads what that person alone gets, as text. */
async function says(user: string, text: string, more: { readonly thread_ts?: string } = {}): Promise<string> {
  const { status, replies } = await door.say(user, text, more);
  expect(status).toBe(200);
  return read(replies);
}

/** Puts the run's card into the channel, as the engine's outbox would, and gives its link. */
async function card(runId: string, policy: Policy = operators): Promise<string> {
  const client = createSlackClient(slackSettings(slack.url), { log });
  const view = await runs.view(runId);
  if (view === null) throw new Error(`no run ${runId}`);
  const announcer = createAnnouncer({
    client,
    policy,
    calls: null,
    command: "/loans",
    zone: "Asia/Kolkata",
    log,
  });
  const owed = { kind: "card", id: cardId(runId), view } as const;
  const { permalink, ...at } = await announcer.post(owed, channels.loans.id);
  // What the post leaves out an edit adds.
  await announcer.edit(owed, at);
  if (permalink === null) throw new Error(`no link to the card of ${runId}`);
  runs.card(runId, permalink);
  return permalink;
}

/** Slack delivers that person's last command, press or form once more, to another process; reads the answer. */
async function redelivered(user: string): Promise<string> {
  inbox.restart();
  return read((await door.redeliver(user)).replies);
}

const repeated =
  /^This reached me before \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\) and is not done a second time. \/loans status tells what is underway.$/;

async function presses(user: string, actionId: string): Promise<string> {
  const messages = await door.messages(user);
  const ts = messages.findLast((message) => JSON.stringify(message.blocks).includes(`"${actionId}"`))?.ts;
  if (ts === undefined) throw new Error(`nobody shows a button ${actionId}`);
  const { replies } = await door.click(user, { ts, action_id: actionId });
  return read(replies);
}

/** The form that is open to that person. */
async function modal(user: string): Promise<string> {
  const [view] = await door.views(user);
  if (view === undefined) throw new Error(`${user} sees no modal`);
  return view.id;
}

describe("only Slack is heard", () => {
  const body = new URLSearchParams({
    command: "/loans",
    text: "deploy",
    user_id: people.operator.id,
    channel_id: channels.loans.id,
    team_id: workspace.id,
    trigger_id: "1.2.3",
  }).toString();

  async function send({
    secret = signingSecret,
    ageS = 0,
    path = "/slack/events",
    method = "POST",
  }): Promise<number> {
    const seconds = Math.floor(now().getTime() / 1_000) - ageS;
    const response = await fetch(`${appUrl}${path}`, {
      method,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...signedHeaders(body, { secret, seconds }),
      },
      ...(method === "POST" ? { body } : {}),
    });
    return response.status;
  }

  test("a wrong signature is answered with 401, and nothing is done", async () => {
    expect(await send({ secret: "guessed" })).toBe(401);
    expect(runs.ids).toEqual([]);
  });

  test("a request older than five minutes is answered with 401", async () => {
    expect(await send({ ageS: 301 })).toBe(401);
    expect(runs.ids).toEqual([]);
  });

  test("a request of a clock that is more than five minutes ahead is answered with 401", async () => {
    expect(await send({ ageS: -301 })).toBe(401);
    expect(runs.ids).toEqual([]);
    expect(refused.at(-1)).toBe("signed more than five minutes ago or ahead");
  });

  test("a right signature is heard", async () => {
    expect(await send({ ageS: -290 })).toBe(200);
    await expect.poll(() => runs.ids).toEqual(["deploy-loan-tracker-1"]);
  });

  test("anything but POST /slack/events is answered with 404", async () => {
    expect(await send({ path: "/slack/other" })).toBe(404);
    expect(await send({ method: "GET" })).toBe(404);
  });
});

describe("asking for work", () => {
  test("a deploy is begun, and its card linked once it is there", async () => {
    const answer = says("operator", "/loans deploy");
    await expect.poll(() => runs.ids).toEqual(["deploy-loan-tracker-1"]);
    const link = await card("deploy-loan-tracker-1");
    expect(await answer).toBe(
      `Planning the deploy of loan-tracker: nothing of it is done before somebody presses Apply. Its card: deploy-loan-tracker-1 (${link})`,
    );
  });

  test("a card that is not there in time is named with its channel", async () => {
    expect(await says("operator", "/loans deploy")).toBe(
      "Planning the deploy of loan-tracker: nothing of it is done before somebody presses Apply. Its card: deploy-loan-tracker-1 in #loans",
    );
  });

  test("the same delivery twice is one run, and the second is told so", async () => {
    await says("operator", "/loans deploy");
    expect(await redelivered("operator")).toMatch(repeated);
    expect(runs.ids).toEqual(["deploy-loan-tracker-1"]);
  });

  test("today is the bank's day, and running it again leads to the card that exists", async () => {
    runs.presence = "there";
    await says("operator", "/loans run");
    const id = "batch-loan-tracker-2026-11-23-g1";
    expect(runs.ids).toEqual([id]);
    const link = await card(id);
    expect(await says("operator", "/loans run today")).toBe(
      `The batch of 2026-11-23 is queued already: ${id} (${link})\nMon 23 Nov 2026, Asia/Kolkata`,
    );
    runs.finish(id);
    expect(await says("operator", "/loans run today")).toBe(
      `The batch of 2026-11-23 is done already: ${id} (${link})\n` +
        "Its counts: /loans summary 2026-11-23 · to run it again: /loans run 2026-11-23 --force\n" +
        "Mon 23 Nov 2026, Asia/Kolkata",
    );
    await says("operator", '/loans run today --force "another file"');
    expect(runs.ids).toEqual([id, "batch-loan-tracker-2026-11-23-g2"]);
  });

  test("a run before the deploy is refused with the command that helps", async () => {
    expect(await says("operator", "/loans run today")).toBe(
      'Running the batch of 2026-11-23: there is no stack "loan-tracker".\nType /loans deploy first.\nMon 23 Nov 2026, Asia/Kolkata',
    );
  });

  test("what holds the stack is named with who asked for it and its card", async () => {
    await begunDeploy();
    const link = await card("deploy-loan-tracker-1");
    runs.presence = "there";
    expect(await says("operator2", "/loans run today")).toBe(
      "Not now: the deploy of loan-tracker has held the stack since 2026-11-23 04:00 UTC, asked by @operator. " +
        `Its card: deploy-loan-tracker-1 (${link})`,
    );
  });

  test.each([
    [
      "/loans teerdown",
      "Reading /loans teerdown: there is no such command.\n/loans help lists what there is.\nDid you mean /loans teardown?\n[Teardown]",
    ],
    [
      "/loans run 2026-11-24",
      "Reading /loans run 2026-11-24: 2026-11-24 is after today, 2026-11-23.\nType /loans run YYYY-MM-DD",
    ],
    [
      "/loans <!channel>",
      "Reading /loans <!channel>: there is no such command.\n/loans help lists what there is.",
    ],
  ])("%s is answered, not executed", async (text, answer) => {
    expect(await says("operator", text)).toBe(answer);
    expect(runs.ids).toEqual([]);
  });
});

describe("who may do what", () => {
  test.each(["viewer", "approver", "guest"])(
    "%s may not change anything, and is told whom to ask",
    async (user) => {
      runs.presence = "there";
      for (const text of ["/loans deploy", "/loans run today", "/loans teardown"]) {
        expect(await says(user, text)).toMatch(
          /^(Only operators|Guests and people from other workspaces) may.*\nYou can ask @operators\.$/,
        );
      }
      expect(runs.ids).toEqual([]);
      expect(await door.views(user)).toEqual([]);
    },
  );

  test("with no operators configured nobody changes anything, and the remedy is named", async () => {
    await startApp({ ...operators, operators: [] });
    expect(await says("operator", "/loans deploy")).toContain("LOANS_OPERATORS is empty");
    expect(runs.ids).toEqual([]);
  });

  test("help lists what one may do", async () => {
    expect(await says("operator", "/loans help")).toContain("teardown delete it");
    const viewers = await says("viewer", "/loans help");
    expect(viewers).toContain("status what is underway");
    expect(viewers).not.toContain("teardown");
    expect(viewers).toContain("only operators may deploy");
  });

  test("when Slack does not say who somebody is, nothing is changed, and everyone may still look", async () => {
    await door.fault({ method: "users.info", error: "internal_error", times: 2 });
    expect(await says("operator", "/loans deploy")).toBe(
      "Looking up in Slack who you are: no answer, so nothing was begun.\nTry again in a minute.",
    );
    expect(await says("operator", "/loans runs")).toContain("No runs yet");
    expect(runs.ids).toEqual([]);
  });

  test("where only viewers may look, others are refused", async () => {
    await startApp({ ...operators, viewers: [people.viewer.id] });
    expect(await says("viewer", "/loans runs")).toContain("No runs yet");
    expect(await says("approver", "/loans runs")).toContain("Only people named in LOANS_VIEWERS may look");
  });
});

describe("the buttons of a card", () => {
  beforeEach(async () => {
    await begunDeploy();
    runs.waitForApproval("deploy-loan-tracker-1");
    await card("deploy-loan-tracker-1");
  });
  const state = async () => (await runs.view("deploy-loan-tracker-1"))?.progress;

  test("Apply lets the deploy go on, once", async () => {
    expect(await presses("operator", "run.apply")).toBe("");
    expect(await state()).toMatchObject({
      state: "underway",
      approval: { end: { is: "approved", by: people.operator.id } },
    });
    expect(await presses("operator2", "run.apply")).toMatch(
      /^Already applied by @operator: deploy-loan-tracker-1 /,
    );
  });

  test("a plan that destroys something is applied by whoever types its name, and by nobody else", async () => {
    const run = "deploy-loan-tracker-1";
    runs.fail(run, "approve");
    runs.happen(run, { kind: "retried", step: "plan", attempt: 2 });
    runs.waitForApproval(run, {
      kind: "update",
      changes: [
        { action: "modify", logicalId: "Metabase", type: "AWS::EC2::Instance", replacement: "yes" },
        { action: "modify", logicalId: "Vpc", type: "AWS::EC2::VPC", replacement: "yes" },
      ],
    });
    await card(run);
    expect(await presses("viewer", "run.apply")).toContain("Only operators may apply");
    expect(await presses("operator", "run.apply")).toBe("");
    expect(await state()).toMatchObject({ state: "approval" });
    const wrong = await door.submit("operator", {
      view_id: await modal("operator"),
      values: { "resource_name.Metabase": "metabase" },
    });
    expect(wrong.errors).toEqual({
      "resource.Metabase": "That is not its name. Type Metabase to let it go.",
    });
    expect(await state()).toMatchObject({ state: "approval" });
    const right = await door.submit("operator", {
      view_id: await modal("operator"),
      values: { "resource_name.Metabase": "Metabase" },
    });
    expect(read(right.replies)).toBe("");
    expect(await state()).toMatchObject({
      state: "underway",
      approval: { end: { is: "approved", by: people.operator.id } },
    });
  });

  test("the name of a plan that another one has taken the place of applies nothing", async () => {
    const run = "deploy-loan-tracker-1";
    const plan = (logicalId: string) => ({
      kind: "update" as const,
      changes: [{ action: "remove", logicalId, type: "AWS::EC2::Instance", replacement: "no" as const }],
    });
    runs.fail(run, "approve");
    runs.happen(run, { kind: "retried", step: "plan", attempt: 2 });
    runs.waitForApproval(run, plan("Metabase"));
    await card(run);
    await presses("operator", "run.apply");
    const view_id = await modal("operator");
    runs.fail(run, "approve");
    runs.happen(run, { kind: "retried", step: "plan", attempt: 3 });
    runs.waitForApproval(run, plan("Other"));
    await door.submit("operator", { view_id, values: { "resource_name.Metabase": "Metabase" } });
    expect(await state()).toMatchObject({ state: "approval", attempt: 3 });
  });

  test("somebody without the right presses in vain", async () => {
    expect(await presses("viewer", "run.apply")).toContain("Only operators may apply");
    expect(await presses("guest", "run.deny")).toContain("Guests");
    expect(await state()).toMatchObject({ state: "approval" });
  });

  test("a plan whose time is over is not applied; who presses hears what became of it", async () => {
    const run = "deploy-loan-tracker-1";
    const says =
      'deploying "loan-tracker": nobody pressed Apply or Approve within 8 hours, so the plan is dropped, and nothing of it was carried out';
    const remedy = "press Retry, or type `/loans deploy`, to plan anew";
    runs.happen(
      run,
      { kind: "started", step: "approve" },
      {
        kind: "failed",
        step: "approve",
        problem: { code: "approval-lapsed", says, remedy },
        held: false,
        retryFrom: "plan",
      },
    );
    const became =
      /loan-tracker is (stopping|failed): .*\nDeploying "loan-tracker": nobody pressed Apply or Approve within 8 hours, so the plan is dropped, and nothing of it was carried out\.\nPress Retry, or type \/loans deploy, to plan anew\.$/;
    expect(await presses("operator2", "run.apply")).toMatch(became);
    runs.happen(run, { kind: "undone", step: "plan" });
    runs.finish(run, "failed");
    expect(await presses("operator2", "run.apply")).toMatch(became);
    expect(await presses("operator2", "run.deny")).toMatch(became);
    expect(await state()).toMatchObject({
      state: "failed",
      approval: { end: { is: "expired" } },
      canceledBy: null,
    });
  });

  test("Discard ends it, and Apply comes too late then", async () => {
    expect(await presses("operator2", "run.deny")).toBe("");
    expect(await state()).toMatchObject({ state: "canceled", canceledBy: people.operator2.id });
    expect(await presses("operator", "run.apply")).toMatch(/^Already discarded by @operator2: /);
  });

  test("Discard on a card that still shows it stops nothing of what was applied", async () => {
    expect(await presses("operator", "run.apply")).toBe("");
    expect(await presses("operator2", "run.deny")).toMatch(/^Already applied by @operator: /);
    runs.happen("deploy-loan-tracker-1", ...done("approve"), { kind: "started", step: "apply" });
    expect(await presses("operator2", "run.deny")).toMatch(/^Already applied by @operator: /);
    expect(await state()).toMatchObject({ state: "underway", canceledBy: null });
  });

  test("Apply applies the plan under which it stands, not one that was made anew since", async () => {
    const run = "deploy-loan-tracker-1";
    runs.happen(run, { kind: "approved", step: "approve" });
    runs.fail(run, "apply");
    runs.happen(run, { kind: "retried", step: "clear-remains", attempt: 2 });
    runs.waitForApproval(run);
    const shown = await presses("operator", "run.apply");
    expect(shown).toContain("waiting for approval");
    expect(shown).toContain("[Apply] [Discard]");
    expect(await state()).toMatchObject({ state: "approval", attempt: 2 });
    expect(await presses("operator", "run.apply")).toBe("");
    expect(await state()).toMatchObject({
      state: "underway",
      approval: { end: { is: "approved", by: people.operator.id } },
    });
  });

  test("Cancel deletes the stack only where its dialog said so, else it asks", async () => {
    const run = "deploy-loan-tracker-2";
    runs.finish("deploy-loan-tracker-1");
    await runs.ask(
      { name: "deploy" },
      { asker: { user: people.operator.id, channel: channels.loans.id }, requestKey: "the next" },
    );
    await card(run);
    runs.waitForApproval(run);
    runs.happen(run, { kind: "approved", step: "approve", by: people.operator.id }, ...done("approve"), {
      kind: "started",
      step: "apply",
    });
    const answer = await presses("operator2", "run.cancel");
    expect(answer).toContain("Nothing is canceled yet.");
    expect(answer).toContain("what it has made so far is deleted again");
    expect((await runs.view(run))?.progress.canceledBy).toBeNull();
    expect(await presses("operator2", "run.cancel")).toBe("");
    expect((await runs.view(run))?.progress.canceledBy).toBe(people.operator2.id);
  });

  test("with a second person asked for, the policy decides and not the label of an old button", async () => {
    await startApp({ ...operators, approvers: [userGroups.approvers.id], approvals: ["deploy"] });
    expect(await presses("operator2", "run.apply")).toContain("Only approvers may approve this");
    expect(await presses("approver", "run.apply")).toBe("");
    expect(await state()).toMatchObject({
      state: "underway",
      approval: { end: { is: "approved", by: people.approver.id } },
    });
  });

  test("a button of a run that is not known any more says so", async () => {
    runs = new FakeRuns();
    await startApp();
    expect(await presses("operator", "run.apply")).toContain("That run is not known any more.");
  });

  test("Retry goes on with what failed", async () => {
    runs.happen("deploy-loan-tracker-1", { kind: "approved", step: "approve" });
    runs.fail("deploy-loan-tracker-1", "apply");
    await card("deploy-loan-tracker-1");
    expect(await presses("viewer", "run.retry")).toContain("Only operators may retry");
    expect(await presses("operator", "run.retry")).toBe("");
    expect(await state()).toMatchObject({ problem: null, attempt: 2 });
    expect(await presses("operator", "run.retry")).toMatch(
      /^The deploy of loan-tracker is underway: |^Already applied by/,
    );
  });
});

describe("with a second person asked for", () => {
  const deploy = "deploy-loan-tracker-1";
  const policy: Policy = {
    ...operators,
    // One of the two approvers may also operate.
    approvers: [people.operator2.id, people.approver.id],
    approvals: ["deploy", "backfill"],
  };
  const stateOf = async (runId: string) => (await runs.view(runId))?.progress.state;

  beforeEach(async () => {
    await startApp(policy);
    await begunDeploy();
  });

  /** It failed before there was a plan; somebody takes it up, and its new plan waits. */
  async function waitsOnceMore(retry: () => Promise<string>): Promise<void> {
    runs.fail(deploy, "plan");
    await card(deploy, policy);
    await retry();
    runs.waitForApproval(deploy);
    await card(deploy, policy);
  }

  test("who asked for it does not approve it, and is told whom to ask", async () => {
    runs.waitForApproval(deploy);
    await card(deploy, policy);
    await startApp({ ...policy, approvers: [people.operator.id, people.approver.id] });
    expect(await presses("operator", "run.approve")).toBe(
      "You asked for this, so somebody else has to approve it.\nYou can ask @approver.",
    );
    expect(await stateOf(deploy)).toBe("approval");
    expect(await presses("approver", "run.approve")).toBe("");
    expect(await runs.view(deploy)).toMatchObject({
      progress: { state: "underway", approval: { end: { is: "approved", by: people.approver.id } } },
    });
  });

  test.each([
    ["by its button", async () => await presses("operator2", "run.retry")],
    ["by a word", async () => await says("operator2", "/loans retry deploy")],
  ])("an approver who retried it %s does not approve it, another one does", async (_, retry) => {
    await waitsOnceMore(retry);
    expect(await presses("operator2", "run.approve")).toBe(
      "You retried this, so somebody else has to approve it.\nYou can ask @approver.",
    );
    expect(await runs.view(deploy)).toMatchObject({ progress: { state: "approval", attempt: 2 } });
    expect(await presses("approver", "run.approve")).toBe("");
    expect(await runs.view(deploy)).toMatchObject({
      progress: { state: "underway", approval: { end: { is: "approved", by: people.approver.id } } },
    });
  });

  test("a plan that is made anew in the moment of the press is not approved by it", async () => {
    runs.waitForApproval(deploy);
    await card(deploy, policy);
    runs.onApprove = () => {
      runs.fail(deploy, "approve");
      runs.happen(deploy, { kind: "retried", step: "plan", by: people.approver.id, attempt: 2 });
      runs.waitForApproval(deploy);
    };
    const answer = await presses("approver", "run.approve");
    expect(answer).toContain("somebody other than @operator and @approver has to approve the plan");
    expect(answer).toContain("[Approve] [Deny]");
    expect(await runs.view(deploy)).toMatchObject({
      progress: { state: "approval", approval: { end: null } },
    });
    runs.onApprove = () => {};
    expect(await presses("approver", "run.approve")).toContain("You retried this");
  });

  test("a Deny in the moment of an Approve ends nothing that has begun", async () => {
    runs.waitForApproval(deploy);
    await card(deploy, policy);
    runs.onCancel = () => runs.happen(deploy, { kind: "approved", step: "approve", by: people.approver.id });
    expect(await presses("approver", "run.deny")).toBe("");
    const [form] = await door.views("approver");
    const { replies } = await door.submit("approver", {
      view_id: form?.id ?? "",
      values: { reason: "too dear" },
    });
    expect(read(replies)).toContain("Already approved by @approver");
    runs.onCancel = () => {};
    expect(await runs.view(deploy)).toMatchObject({ progress: { state: "underway", canceledBy: null } });
  });

  test("a backfill waits for one too, and is denied, not discarded", async () => {
    runs.finish(deploy);
    runs.presence = "there";
    await says("operator2", "/loans run 2026-11-18..2026-11-21");
    const backfill = "backfill-loan-tracker-1";
    expect(runs.ids).toEqual([deploy, backfill]);
    runs.waitForApproval(backfill);
    await card(backfill, policy);
    const seen = read(await door.messages("viewer"));
    expect(seen).toContain("somebody other than @operator2 has to approve the plan");
    expect(seen).toContain("[Approve] [Deny]");
    expect(await presses("operator", "run.approve")).toContain("Only approvers may approve this");
    expect(await presses("operator2", "run.approve")).toContain("You asked for this");
    expect(await presses("guest", "run.deny")).toContain("may not deny");
    expect(await stateOf(backfill)).toBe("approval");
    expect(await presses("approver", "run.approve")).toBe("");
    expect(await stateOf(backfill)).toBe("underway");
  });
});

describe("canceling, retrying and logs", () => {
  const day = "2026-11-22" as Day;
  const asker = { user: people.operator.id, channel: channels.loans.id };
  async function begunBatch(): Promise<string> {
    runs.presence = "there";
    await runs.ask({ name: "run", day, force: false }, { asker, requestKey: "a batch" });
    return `batch-loan-tracker-${day}-g1`;
  }

  test("a run that is named wrongly, or has ended, is not canceled", async () => {
    expect(await says("operator", "/loans cancel")).toContain("Nothing is queued or underway");
    expect(await says("operator", "/loans cancel deploy-loan-tracker-7")).toContain(
      "There is no run deploy-loan-tracker-7. /loans runs lists",
    );
    runs.finish(await begunBatch());
    expect(await says("operator", `/loans cancel ${day}`)).toContain(
      `Nothing was done about the batch of ${day}: it has succeeded already, so there is nothing to cancel.`,
    );
  });

  test("of several each is listed with its line, and only the one that is named is canceled", async () => {
    const batch = await begunBatch();
    await runs.ask({ name: "run", day: "2026-11-21" as Day, force: false }, { asker, requestKey: "another" });
    expect(await says("operator", "/loans cancel")).toContain(`queued: /loans cancel ${batch}`);
    expect(await says("viewer", `/loans cancel ${batch}`)).toContain("Only operators may cancel");
    expect(await says("operator", `/loans cancel ${batch}`)).toContain(
      `Canceling the batch of ${day}. Nothing of this try has begun, so it ends at once. Its card: ${batch}`,
    );
    expect((await runs.live()).map(({ run }) => run.target.day)).toEqual(["2026-11-21"]);
  });

  test("a retry of a day that is done names --force; without anything that failed it says so", async () => {
    expect(await says("operator", "/loans retry")).toContain("there is nothing to retry");
    const batch = await begunBatch();
    expect(await says("operator", `/loans retry ${day}`)).toContain(`The batch of ${day} is queued already`);
    runs.finish(batch);
    expect(await says("operator", `/loans retry ${day}`)).toContain(
      `to run it again: /loans run ${day} --force`,
    );
  });

  test("a log that EMR has not pushed is promised to who asked; one that cannot come is not", async () => {
    const batch = await begunBatch();
    tail = { is: "pending", step: "2-count", state: "RUNNING", endedAt: null };
    expect(await says("viewer", "/loans logs")).toContain("EMR has not pushed the log of 2-count");
    const to = { user: people.viewer.id, channel: channels.loans.id, threadTs: null };
    expect(promised).toEqual([[batch, null, to]]);
    tail = { is: "none", because: "EMR has no such step of it" };
    expect(await says("viewer", `/loans logs ${day} 3-out`)).toContain(
      `There is no log of the batch of ${day}: EMR has no such step of it.`,
    );
    expect(await says("viewer", "/loans logs 2026-11-01")).toContain("There is no batch of 2026-11-01.");
    expect(promised).toHaveLength(1);
  });

  test("a log is told to who asked for it alone, in the channel of the cards where the bot is not in theirs", async () => {
    const view = await runs.view(await begunBatch());
    if (view === null) throw new Error("the batch is not there");
    const client = createSlackClient(slackSettings(slack.url), { log });
    const announcer = createAnnouncer({
      client,
      policy: operators,
      calls: null,
      command: "/loans",
      zone: "Asia/Kolkata",
      log,
    });
    const lines = ["```", "RuntimeError: <no space>"];
    const found = {
      id: "log-1",
      since: now(),
      batch: view,
      tail: { is: "lines", step: "2-count", state: "FAILED", lines } as const,
    };
    const to = { user: people.viewer.id, channel: "C0ELSEWHERE", threadTs: null };
    await announcer.tellLog(to, found, channels.loans.id);
    expect(read(await door.messages("viewer"))).toContain("'''\nRuntimeError: <no space>");
    expect(read(await door.messages("operator"))).not.toContain("RuntimeError");
  });
});

describe("what Slack delivers twice", () => {
  const day = "2026-11-23";
  const begunBatch = async (number: number) => {
    runs.presence = "there";
    const force = number > 1;
    const asker = { user: people.operator.id, channel: channels.loans.id };
    await runs.ask({ name: "run", day: day as Day, force }, { asker, requestKey: `batch ${number}` });
    return `batch-loan-tracker-${day}-g${number}`;
  };

  test("a cancel does not end the next run", async () => {
    const first = await begunBatch(1);
    await says("operator", "/loans cancel");
    expect((await runs.view(first))?.progress.state).toBe("canceled");
    const second = await begunBatch(2);
    expect(await redelivered("operator")).toMatch(repeated);
    expect((await runs.view(second))?.progress.state).toBe("queued");
  });

  test("a cancel that found nothing to cancel is over, too", async () => {
    expect(await says("operator", "/loans cancel")).toContain("there is nothing to cancel");
    const batch = await begunBatch(1);
    expect(await redelivered("operator")).toMatch(repeated);
    expect((await runs.view(batch))?.progress.state).toBe("queued");
  });

  test("a mention with the same event id is one order", async () => {
    await says("operator", `@${bot.name} schedule 05:00`);
    await says("operator2", "/loans schedule 06:00");
    expect(await redelivered("operator")).toMatch(repeated);
    expect(await says("operator", "/loans schedule")).toContain("06:00");
  });

  test("a skip, a press and a teardown's form", async () => {
    await says("operator", `/loans skip ${day} "holiday"`);
    expect(await redelivered("operator")).toMatch(repeated);

    await begunDeploy();
    runs.waitForApproval("deploy-loan-tracker-1");
    await card("deploy-loan-tracker-1");
    await presses("operator", "run.apply");
    expect(await redelivered("operator")).toMatch(repeated);
    runs.finish("deploy-loan-tracker-1");

    runs.presence = "there";
    await says("operator", "/loans teardown");
    const [modal] = await door.views("operator");
    const values = { stack_name: "loan-tracker" };
    await door.submit("operator", { view_id: modal?.id ?? "", values });
    runs.finish("teardown-loan-tracker-1");
    expect(await redelivered("operator")).toMatch(repeated);
    expect(runs.ids.filter((id) => id.startsWith("teardown"))).toEqual(["teardown-loan-tracker-1"]);
  });

  test("what only looks is answered again where another process may have died over it", async () => {
    await says("operator", "/loans runs");
    expect(await redelivered("operator")).toContain("No runs yet");
  });

  test.each([
    "/loans runs",
    "/loans deploy",
    "/loans statuss",
    `@${bot.name} schedule 05:00`,
    `@${bot.name} schedulle`,
    `tell @${bot.name} to deploy`,
  ])("%j is answered once by the process that has heard it", async (line) => {
    expect(await says("operator", line)).not.toBe("");
    expect(read((await door.redeliver("operator")).replies)).toBe("");
  });
});

describe("a mention is an order only where it is meant as one", () => {
  beforeEach(async () => {
    await begunDeploy();
  });
  const isLive = async () => (await runs.live()).map(({ run, progress }) => [run.id, progress.state]);

  test.each([
    [
      `whatever you do, nobody type @${bot.name} cancel`,
      /^An order begins with @loans and is plain text, so nothing was done\./,
    ],
    [`> @${bot.name} cancel`, /^$/],
    [`\`@${bot.name} cancel\``, /^$/],
    [`\`\`\`@${bot.name} cancel\`\`\``, /^$/],
  ])("%s is none", async (text, answer) => {
    expect(await says("operator", text)).toMatch(answer);
    expect(await isLive()).toEqual([["deploy-loan-tracker-1", "queued"]]);
  });
});

test("editing what was said yesterday orders nothing today", async () => {
  await door.say("operator", `@${bot.name} cancel`);
  const said = (await door.messages("operator")).find(({ text }) => text.includes("cancel"));
  await begunDeploy();
  const text = `@${bot.name} cancel `;
  const { replies } = await door.edit("operator", { ts: said?.ts ?? "", text });
  expect(read(replies)).toBe(
    "An edited message is no order: what it says now is not carried out. Write it anew if you want it.",
  );
  const { replies: more } = await door.edit("operator", { ts: said?.ts ?? "", text: `sorry. ${text}` });
  expect(read(more)).toBe("");
  expect((await runs.live()).map(({ progress }) => progress.state)).toEqual(["queued"]);
});

describe("tearing down", () => {
  beforeEach(() => {
    runs.presence = "there";
  });

  test("what is not there is not torn down", async () => {
    runs.presence = "absent";
    expect(await says("operator", "/loans teardown")).toContain(
      "There is no stack loan-tracker to tear down.",
    );
    expect(await door.views("operator")).toEqual([]);
  });

  test("asked for where the bot is no member, the form is answered in the channel of the cards, to that person alone", async () => {
    await door.say("operator", "/loans teardown", { channel: channels.general.id });
    const { status } = await door.submit("operator", {
      view_id: await modal("operator"),
      values: { stack_name: "loan-tracker" },
    });
    expect(status).toBe(200);
    expect(read(await door.messages("operator"))).toContain("Tearing down loan-tracker. Its card:");
    expect(await door.messages("operator2")).toEqual([]);
  });

  test("the stack's name is asked for; a wrong one is refused on its field, the right one begins", async () => {
    expect(await says("operator", "/loans teardown")).toBe("");
    const wrong = await door.submit("operator", {
      view_id: await modal("operator"),
      values: { stack_name: "loans" },
    });
    expect(wrong.errors).toEqual({
      stack: "That is not the stack's name. Type loan-tracker to tear it down.",
    });
    expect(runs.ids).toEqual([]);
    const right = await door.submit("operator", {
      view_id: await modal("operator"),
      values: { stack_name: "loan-tracker" },
    });
    expect(runs.ids).toEqual(["teardown-loan-tracker-1"]);
    expect(read(right.replies)).toBe(
      "Tearing down loan-tracker. Its card: teardown-loan-tracker-1 in #loans",
    );
    expect(await door.views("operator")).toEqual([]);
  });

  test.each([
    ["a deploy is at work", { name: "deploy" }],
    ["a number may be withdrawn", { name: "withdraw", day: "2026-11-20" as Day, why: "another bank's file" }],
    ["days are counted", { name: "run", day: "2026-11-19" as Day, until: "2026-11-20" as Day, force: false }],
  ] as const)("while %s it is refused before it asks anything, in the words of after", async (_, command) => {
    await says("operator", "/loans teardown");
    const open = await modal("operator");
    const asker = { user: people.operator2.id, channel: channels.loans.id };
    const asked = await runs.ask(command, { asker, requestKey: "in the way" });
    if (asked.is !== "opened") throw new Error(asked.is);
    const before = await says("operator", "/loans teardown");
    expect(before).toMatch(/^Not now: .* since .*, asked by @operator2\./);
    expect((await door.views("operator")).map(({ id }) => id)).toEqual([open]);
    const after = await door.submit("operator", { view_id: open, values: { stack_name: "loan-tracker" } });
    expect(read(after.replies)).toBe(before);
  });

  test("while somebody else has locked the stack it is refused before it asks anything", async () => {
    await says("operator2", '/loans lock "audit"');
    expect(await says("operator", "/loans teardown")).toMatch(
      /^Nothing was done: the stack is locked by @operator2 since .* \(“audit”\)\./,
    );
    expect(await door.views("operator")).toEqual([]);
    await says("operator2", "/loans teardown");
    expect(await door.views("operator2")).toHaveLength(1);
  });

  test("a slow AWS does not keep the modal from opening in time", async () => {
    runs.awsTakesMs = 5_000;
    await says("operator", "/loans teardown");
    expect(await modal("operator")).not.toBe("");
  });

  test("in a thread, where there are no slash commands, a button opens the modal", async () => {
    await begunDeploy();
    await card("deploy-loan-tracker-1");
    runs.finish("deploy-loan-tracker-1");
    const [first] = await door.messages("operator");
    const answer = await says("operator", `@${bot.name} teardown`, { thread_ts: first?.ts ?? "" });
    expect(answer).toContain("Tearing down loan-tracker deletes all it holds.");
    await presses("operator", "teardown.confirm");
    expect(await modal("operator")).not.toBe("");
  });

  test("one that failed is taken up again by those who may ask for one", async () => {
    await runs.ask(
      { name: "teardown" },
      { asker: { user: people.operator.id, channel: channels.loans.id }, requestKey: "a teardown" },
    );
    const failed = "teardown-loan-tracker-1";
    runs.fail(failed, "empty-lake");
    await card(failed);
    expect(await presses("viewer", "run.retry")).toContain("Only operators may tear down");
    expect(await presses("operator", "run.retry")).toBe("");
    expect((await runs.view(failed))?.progress.attempt).toBe(2);
  });

  test("a right that was taken away while the modal stood open is gone", async () => {
    await says("operator", "/loans teardown");
    await startApp({ ...operators, operators: [people.operator2.id] });
    const { replies } = await door.submit("operator", {
      view_id: await modal("operator"),
      values: { stack_name: "loan-tracker" },
    });
    expect(read(replies)).toContain("Only operators may tear down");
    expect(runs.ids).toEqual([]);
  });
});

describe("looking", () => {
  test("so many runs are the newest, whatever they are and of whatever days", async () => {
    runs.presence = "there";
    const days = ["2026-11-23", "2026-10-05", "2026-09-01"] as const;
    for (const day of days) {
      await says("operator", `/loans run ${day}`);
      runs.finish(`batch-loan-tracker-${day}-g1`);
    }
    const two = await says("viewer", "/loans runs 2");
    expect(days.filter((day) => two.includes(day))).toEqual(days.slice(1));
    expect(two).not.toContain("Other runs");
    const all = await says("viewer", "/loans runs 5");
    for (const day of ["Mon 2026-11-23", "Mon 2026-10-05", "Tue 2026-09-01"]) expect(all).toContain(day);
    expect(all).not.toContain("Other runs");
  });

  test("who may not type what would help is told so and whom to ask, and who may is not", async () => {
    const mayNot = (verbs: string) => `Only operators may ${verbs}.\nYou can ask @operators.`;
    for (const [line, verb, presence] of [
      ["/loans summary 2026-11-20", "run", "there"],
      ["/loans compare 2026-11-20", "run", "there"],
      ["/loans chart 2026-11-20", "run", "there"],
      ["/loans summary 2026-11-20", "deploy", "absent"],
      ["/loans status", "deploy", "absent"],
      ["/loans runs", "deploy", "absent"],
    ] as const) {
      runs.presence = presence;
      const answer = await says("viewer", line);
      expect(answer).toMatch(/\/loans (run 2026-11-20|deploy)/);
      expect(answer.split("\n").slice(-2).join("\n")).toBe(mayNot(verb));
      expect(answer.split("Only operators")).toHaveLength(2);
      expect(await says("operator", line)).not.toContain("Only operators");
    }
    expect(await says("guest", "/loans status")).toMatch(
      /Guests and people from other workspaces may not deploy\.\nYou can ask @operators\.$/,
    );
    expect(await says("viewer", "/loans help")).not.toContain("You can ask");
  });

  test("status tells what is underway, how the last ended, and whether the stack is there", async () => {
    runs.presence = "there";
    await begunDeploy();
    runs.finish("deploy-loan-tracker-1");
    await says("operator", "/loans run today");
    const status = await says("viewer", "/loans status");
    expect(status).toContain("The stack loan-tracker is there.");
    expect(status).toContain(
      "Underway\n• batch-loan-tracker-2026-11-23-g1 · queued · since 2026-11-23 04:00 UTC · asked by @operator",
    );
    expect(status).toContain(
      "Last of each kind\n• deploy-loan-tracker-1 · succeeded · 4.0 s · asked by @operator",
    );
  });

  test("status says until when a plan waits for a person", async () => {
    await begunDeploy();
    runs.waitForApproval("deploy-loan-tracker-1");
    runs.happen("deploy-loan-tracker-1", { kind: "started", step: "approve" });
    expect(await says("viewer", "/loans status")).toContain(
      "• deploy-loan-tracker-1 · waiting for approval · since 2026-11-23 04:00 UTC · waits until 2026-11-23 12:00 UTC · asked by @operator",
    );
  });

  test("a slow AWS does not hold up the status", async () => {
    runs.awsTakesMs = 5_000;
    expect(await says("viewer", "/loans status")).toContain("AWS did not answer in time");
  });

  test("the summary of a day is shown to the asker alone; one that is not there names the command that makes it", async () => {
    expect(await says("viewer", "/loans summary yesterday")).toBe(
      "The stack has no summary of Sun 2026-11-22, and there is no stack. /loans deploy makes the stack; then days can be run.\nOnly operators may deploy.\nYou can ask @operators.",
    );
    runs.presence = "there";
    expect(await says("viewer", "/loans summary yesterday")).toBe(
      "The stack has no summary of Sun 2026-11-22. /loans run 2026-11-22 makes it.\nOnly operators may run.\nYou can ask @operators.",
    );
    runs.publish(summaryOfToday);
    const shown = await says("viewer", "/loans summary today");
    expect(shown).toContain("Daily loans 2026-11-23: 500");
    expect(shown).toMatch(/GOLD LOAN +77 +78 +−1/);
    expect(shown).toContain(
      "Adds up: 502 rows in the file − 2 malformed = 500 counted by Spark = 500 in Redshift.",
    );
  });

  describe("the counts of a day", () => {
    const runId = summaryOfToday.runId;
    const name = "loans-loan-tracker-2026-11-23.csv";
    const answered = `The counts of Mon 23 Nov 2026 are in ${name}, now in the thread of its card.`;
    const unchanged = { withdrawn: null, replaced: null, corrects: null, seen: null, urls: new Map() };
    let cardTs = "";

    /** The day's card and, below it, its summary with the buttons. */
    async function told(channel: string = channels.loans.id): Promise<void> {
      runs.publish(summaryOfToday);
      const client = createSlackClient(slackSettings(slack.url), { log });
      const card = await client.chat.postMessage({ channel, text: "the card" });
      cardTs = card.ts ?? "";
      outbox.places.set(runId, { channel, ts: cardTs });
      const announcer = createAnnouncer({
        client,
        policy: operators,
        calls: null,
        command: "/loans",
        zone: "Asia/Kolkata",
        log,
      });
      const owed = { kind: "summary", id: summaryId(runId), summary: summaryOfToday } as const;
      await announcer.post({ ...owed, cardUrl: null, since: unchanged }, channel);
    }

    const filesIn = async (channel = "loans") =>
      (await door.messages("viewer", channel)).flatMap(({ files = [], ...message }) =>
        files.map((file) => ({ ...file, thread: message.thread_ts, words: message.text })),
      );

    test("come as a file into the thread of its card, once, which everybody can save", async () => {
      await told();
      expect(await presses("viewer", "summary.csv")).toBe(answered);
      expect(await presses("approver", "summary.csv")).toBe(
        answered.replace("now in", "which was put before into"),
      );
      const [file, ...more] = await filesIn();
      expect(more).toEqual([]);
      const words = `Counts of Mon 23 Nov 2026 as CSV, run ${runId}`;
      expect(file).toMatchObject({ name, thread: cardTs, words });
      const saved = await fetch(`${slack.url}${file?.url}`);
      expect(saved.headers.get("content-disposition")).toContain(`attachment; filename*=UTF-8''${name}`);
      expect((await saved.text()).split("\r\n").slice(0, 2)).toEqual([
        "category,2026-11-23,2026-11-22",
        expect.stringMatching(/^[A-Z ]+,\d+,\d+$/),
      ]);
    });

    test("are one file where two people press in the same second", async () => {
      await told();
      const both = await Promise.all(
        (["viewer", "approver"] as const).map((user) => presses(user, "summary.csv")),
      );
      expect(both.toSorted()).toEqual([answered, answered.replace("now in", "which was put before into")]);
      expect(await filesIn()).toHaveLength(1);
    });

    test("are set beside those of the day that is picked, for that person alone", async () => {
      await told();
      const shown = await door.messages("viewer");
      const ts = shown.findLast((message) => hasButton(message, "summary.compare_with"))?.ts ?? "";
      await door.click("viewer", { ts, action_id: "summary.compare_with" });
      const [form] = await door.views("viewer");
      const picks = async (other: string) => {
        const { errors, replies } = await door.submit("viewer", {
          view_id: form?.id ?? "",
          values: { other },
        });
        return errors?.["other"] ?? read(replies);
      };
      expect(await picks("2026-11-24")).toBe(
        "Tue 2026-11-24 is after today, Mon 2026-11-23: pick a day up to today.",
      );
      expect(await picks("2026-11-23")).toBe("Mon 2026-11-23 is the day itself: pick another one.");
      runs.publish({
        ...summaryOfToday,
        day: "2026-11-20" as Day,
        runId: "batch-loan-tracker-2026-11-20-g1",
      });
      expect(await picks("2026-11-20")).toContain("Fri 20 Nov 2026 and Mon 23 Nov 2026 compared");
      expect((await door.messages("viewer")).at(-1)).toMatchObject({ ephemeral: true });
      expect((await door.messages("approver")).length).toBe(2);

      runs.presence = "there";
      await door.click("viewer", { ts, action_id: "summary.compare_with" });
      const [next] = await door.views("viewer");
      // A week before is picked already.
      const { replies } = await door.submit("viewer", { view_id: next?.id ?? "", values: {} });
      expect(read(replies)).toBe(
        "The stack has no summary of Mon 2026-11-16. /loans run 2026-11-16 makes it.\nOnly operators may run.\nYou can ask @operators.",
      );
    });

    test("come to the person alone who asks in direct messages", async () => {
      await told("D0VIEWER");
      const [, summary] = await door.messages("viewer", "D0VIEWER");
      await door.click("viewer", { channel: "D0VIEWER", ts: summary?.ts ?? "", action_id: "summary.csv" });
      expect(await filesIn("D0VIEWER")).toMatchObject([{ name, thread: undefined }]);
      expect(await filesIn()).toEqual([]);
    });

    test.each([
      ["files.getUploadURLExternal", { error: "file_uploads_disabled" }],
      ["files.completeUploadExternal", { error: "not_in_channel" }],
      ["conversations.replies", { status: 503 }],
      // Asked for the answer, which is given all the same, and once more for the file.
      ["conversations.info", { status: 503, times: 2 }],
    ])("come as text where %s is refused", async (method, how) => {
      await told();
      await door.fault({ method, times: 1, ...how });
      expect(await presses("viewer", "summary.csv")).toContain("GOLD LOAN,77,78");
      expect(await filesIn()).toEqual([]);
    });

    test("are not given where another company reads the channel", async () => {
      await told();
      await door.share("loans", true);
      const refused = "is shared with another company, so nothing of the bank's is told in it";
      expect(await presses("viewer", "summary.csv")).toContain(refused);
      expect(await says("viewer", "/loans summary")).toContain(refused);
      expect(await filesIn()).toEqual([]);
    });

    test("come as text where the day has no card in the channel", async () => {
      await told();
      outbox.places.clear();
      expect(await presses("viewer", "summary.csv")).toContain("GOLD LOAN,77,78");
      expect(await filesIn()).toEqual([]);
    });

    test("come as text to an app without files:write, which asks for no address any more once it knows", async () => {
      await app.stop();
      await slack.close();
      await installed(manifestScopes.filter((scope) => scope !== "files:write"));
      await told();
      await door.fault({ method: "files.getUploadURLExternal", error: "internal_error", times: 9 });
      for (let times = 0; times < 2; times += 1)
        expect(await presses("viewer", "summary.csv")).toContain("GOLD LOAN,77,78");
      expect(await door.struck()).toEqual([0]);
    });
  });

  test("in a thread what helps is said as one types it there", async () => {
    await says("operator", "begin");
    const [first] = await door.messages("operator");
    const answer = await says("operator", `@${bot.name} statuss`, { thread_ts: first?.ts ?? "" });
    expect(answer).toContain("@loans status");
    expect(answer).not.toContain("/loans");
    expect(await says("operator", `@${bot.name} statuss`)).toContain("/loans status");
  });

  test("a mention in a thread is answered there", async () => {
    await begunDeploy();
    await card("deploy-loan-tracker-1");
    const [first] = await door.messages("viewer");
    const { replies } = await door.say("viewer", `@${bot.name} runs`, { thread_ts: first?.ts ?? "" });
    expect(replies).toMatchObject([{ thread_ts: first?.ts, ephemeral: true }]);
    expect(read(replies)).toContain("deploy-loan-tracker-1");
  });
});

describe("when something breaks", () => {
  test("a bug of ours is told with a reference", async () => {
    runs.broken = new Error("a bug");
    expect(await says("operator", "/loans runs")).toMatch(
      /^Something broke on our side \(ref [0-9a-f]{4}\)\./,
    );
  });

  test("an answer that Slack's one-use address refuses comes as an ephemeral message", async () => {
    await door.fault({ method: "response_url", status: 404, times: 1 });
    expect(await says("operator", "/loans runs")).toContain("No runs yet");
  });

  test("blocks that Slack refuses are said again as text", async () => {
    await door.fault({ method: "response_url", status: 404, times: 1 });
    await door.fault({ method: "chat.postEphemeral", error: "invalid_blocks", times: 1 });
    expect(await says("operator", "/loans runs")).toContain("No runs yet");
  });

  test("an answer that cannot be given at all harms nothing", async () => {
    await door.fault({ method: "response_url", status: 404, times: 1 });
    await door.fault({ method: "chat.postEphemeral", error: "internal_error", times: 1 });
    expect(await says("operator", "/loans deploy")).toBe("");
    expect(runs.ids).toEqual(["deploy-loan-tracker-1"]);
    expect(await says("operator", "/loans runs")).toContain("deploy-loan-tracker-1");
  });

  test("Slack away at the start: the app starts, acknowledges, and changes nothing for people it cannot look up", async () => {
    await startApp(operators, "http://127.0.0.1:9");
    const answer = await says("operator", "/loans deploy");
    expect(answer).toContain("Looking up in Slack who you are: no answer");
    expect(runs.ids).toEqual([]);
  });
});

describe("speaking in the channel", () => {
  const client = () => createSlackClient(slackSettings(slack.url), { log });
  const announcer = () =>
    createAnnouncer({
      client: client(),
      policy: operators,
      calls: null,
      command: "/loans",
      zone: "Asia/Kolkata",
      log,
    });
  const owed = async () => {
    const view = await runs.view("deploy-loan-tracker-1");
    if (view === null) throw new Error("the run is gone");
    return { kind: "card", id: cardId("deploy-loan-tracker-1"), view } as const;
  };
  const channel = channels.loans.id;

  beforeEach(async () => {
    await begunDeploy();
  });

  test("a card is posted with its id, found by it, and edited", async () => {
    const since = new Date(now().getTime() - 1_000);
    const { isWhole, ...posted } = await announcer().post(await owed(), channel);
    // Who asked is not mentioned as it is posted.
    expect(isWhole).toBe(false);
    expect(await announcer().find(cardId("deploy-loan-tracker-1"), { channel, since })).toEqual(posted);
    expect(await announcer().find(cardId("deploy-loan-tracker-2"), { channel, since })).toBeNull();

    runs.waitForApproval("deploy-loan-tracker-1");
    expect(await announcer().edit(await owed(), posted)).toBe("edited");
    const [message] = await door.messages("viewer");
    expect(message && messageAsText(message)).toContain("waiting for approval");
    expect(await announcer().find(cardId("deploy-loan-tracker-1"), { channel, since })).toEqual(posted);
  });

  test("a card that waits for a second person as it is posted names who may be it in plain letters", async () => {
    runs.waitForApproval("deploy-loan-tracker-1");
    const policy: Policy = {
      ...operators,
      approvers: [userGroups.approvers.id, people.approver.id],
      approvals: ["deploy"],
    };
    const told = { client: client(), policy, calls: null, command: "/loans", zone: "Asia/Kolkata", log };
    await createAnnouncer(told).post(await owed(), channel);
    const [message] = await door.messages("viewer");
    expect(message?.text).toContain("*May approve it*: @approvers and @approver");
    expect(JSON.stringify(message)).not.toMatch(/<@|<!subteam/);
  });

  test("what somebody says through another app is not taken for ours, whatever its metadata", async () => {
    const since = new Date(now().getTime() - 1_000);
    const { isWhole: _, ...own } = await announcer().post(await owed(), channel);
    for (const id of [cardId("deploy-loan-tracker-1"), summaryId("batch-loan-tracker-2026-11-22-g1")]) {
      const summary = JSON.stringify(summaryOfToday);
      const metadata = { event_type: "loans_message", event_payload: { id, summary } };
      await door.say("viewer", "as if it were ours", { metadata });
    }
    const spoken = await announcer().spoken({ channel, since });
    expect(spoken.map(({ id, ts }) => [id, ts])).toEqual([[cardId("deploy-loan-tracker-1"), own.ts]]);
    expect(await announcer().find(cardId("deploy-loan-tracker-1"), { channel, since })).toEqual(own);
    expect(
      await announcer().find(summaryId("batch-loan-tracker-2026-11-22-g1"), { channel, since }),
    ).toBeNull();
  });

  test("which app it is asks Slack once, and again where Slack did not tell", async () => {
    const since = new Date(now().getTime() - 1_000);
    const calls: string[] = [];
    const called = ({ method, outcome }: SlackCall) => calls.push(`${method} ${outcome}`);
    const told = createSlackClient(slackSettings(slack.url), { log, called });
    const one = createAnnouncer({
      client: told,
      policy: operators,
      calls: null,
      command: "/loans",
      zone: "Asia/Kolkata",
      log,
    });
    await door.fault({ method: "auth.test", status: 503, times: 1 });
    await expect(one.spoken({ channel, since })).rejects.toThrow();
    for (let times = 0; times < 2; times += 1) expect(await one.spoken({ channel, since })).toEqual([]);
    expect(calls).toEqual([
      "auth.test server",
      "auth.test ok",
      "conversations.history ok",
      "conversations.history ok",
    ]);
  });

  test("a message whose link Slack does not tell is posted all the same, and not taken for lost", async () => {
    await door.fault({ method: "chat.getPermalink", status: 503, times: 1 });
    const posted = await announcer().post(await owed(), channel);
    const messages = await door.messages("viewer");
    expect(messages.map(({ ts }) => ts)).toEqual([posted.ts]);
    expect(posted.permalink).toBeNull();
  });

  test("a message that somebody deleted is gone", async () => {
    const posted = await announcer().post(await owed(), channel);
    await client().chat.delete(posted);
    expect(await announcer().edit(await owed(), posted)).toBe("gone");
  });

  test("the fingerprint changes when the card would", async () => {
    const before = announcer().fingerprint(await owed());
    expect(announcer().fingerprint(await owed())).toBe(before);
    runs.waitForApproval("deploy-loan-tracker-1");
    expect(announcer().fingerprint(await owed())).not.toBe(before);
  });

  test.each([
    ["once", 1, ["section", "actions"]],
    ["twice", 2, ["header", "section", "actions"]],
    ["thrice", 3, []],
  ])(
    "blocks that Slack refuses %s become simpler, and keep their buttons as long as they may",
    async (_, times, types) => {
      await door.fault({ method: "chat.postMessage", error: "invalid_blocks", times });
      await announcer().post(await owed(), channel);
      const [message] = await door.messages("viewer");
      expect((message?.blocks ?? []).map(({ type }) => type)).toEqual(types);
      expect(message?.text).toContain("Deploy loan-tracker");
    },
  );

  test("what else Slack answers rises to whoever keeps the message owed", async () => {
    await door.fault({
      method: "chat.postMessage",
      error: "ratelimited",
      status: 429,
      retryAfter: 1,
      times: 1,
    });
    await expect(announcer().post(await owed(), channel)).rejects.toThrow();
    expect(await door.messages("viewer")).toEqual([]);
  });
});
