import { WebClient } from "@slack/web-api";
import { beforeEach, expect, test } from "vitest";
import { createPeople } from "../../../src/bot/people.ts";
import { slackLogger } from "../../../src/bot/slack-client.ts";
import { createLog } from "../../../src/config/log.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import { NO_LIST } from "../../../src/domain/messages/slack-error.ts";

const log = createLog({ level: "silent" });
const policy: Policy = {
  operators: ["U0OPERATOR", "S0OPERATORS"],
  approvers: ["S0APPROVERS", "S0OPERATORS"],
  viewers: [],
  approvals: [],
};

let now = 0;
let calls: string[] = [];
/** One call that is answered only then. */
let slow: { readonly call: string; readonly until: Promise<void> } | null = null;
/** What Slack answers, by method; a method without an answer is one that does not answer. */
let answers: Record<string, object> = {};

const slackAnswers = {
  "auth.test": { team_id: "T0BANK" },
  "users.info": { user: { id: "U0SOMEBODY", team_id: "T0BANK" } },
  "usergroups.users.list?S0OPERATORS": { users: ["U0SOMEBODY"] },
  "usergroups.users.list?S0APPROVERS": { users: ["U0OTHER"] },
};

const client = new WebClient("xoxb-test", {
  retryConfig: { retries: 0 },
  logger: slackLogger(log),
  fetch: async (url, init) => {
    const method = String(url).split("/").at(-1) ?? "";
    const group = new URLSearchParams(String(init?.body ?? "")).get("usergroup");
    const call = group === null ? method : `${method}?${group}`;
    calls.push(call);
    if (slow?.call === call) await slow.until;
    const answer = answers[call];
    return Response.json(
      answer === undefined ? { ok: false, error: "internal_error" } : { ok: true, ...answer },
    );
  },
});

function people() {
  return createPeople({ client, policy, clock: { now: () => new Date(now) }, log });
}

beforeEach(() => {
  now = Date.parse("2026-11-23T04:00:00Z");
  calls = [];
  slow = null;
  answers = { ...slackAnswers };
});

test("a member is known with those groups of the policy that they are in", async () => {
  expect(await people().find("U0SOMEBODY", { team: "T0BANK" })).toEqual({
    id: "U0SOMEBODY",
    groups: ["S0OPERATORS"],
    unasked: [],
    isGuest: false,
  });
});

test.each([
  ["a guest", { is_restricted: true }, true],
  ["a guest of one channel", { is_ultra_restricted: true }, true],
  ["a stranger", { is_stranger: true }, true],
  ["somebody who left", { deleted: true }, true],
  [
    "somebody of another workspace who shares the channel",
    { team_id: "T0PARTNER", is_stranger: false },
    true,
  ],
  ["somebody whose workspace Slack does not name", { team_id: undefined }, true],
  [
    "a member of our organization whose first workspace is another",
    { team_id: "T0BRANCH", enterprise_user: { teams: ["T0BRANCH", "T0BANK"] } },
    false,
  ],
])("%s: guest %s", async (_who, facts, isGuest) => {
  answers["users.info"] = { user: { id: "U0SOMEBODY", team_id: "T0BANK", ...facts } };
  expect(await people().find("U0SOMEBODY", { team: "T0BANK" })).toMatchObject({ isGuest });
});

test("an answer is believed for a minute and no longer", async () => {
  const known = people();
  await known.find("U0SOMEBODY", { team: "T0BANK" });
  const first = calls.length;
  now += 59_000;
  await known.find("U0SOMEBODY", { team: "T0BANK" });
  expect(calls).toHaveLength(first);
  now += 1_000;
  answers["usergroups.users.list?S0OPERATORS"] = { users: [] };
  expect(await known.find("U0SOMEBODY", { team: "T0BANK" })).toMatchObject({ groups: [] });
});

const somebody = async (known = people()) => await known.find("U0SOMEBODY", { team: "T0BANK" });

test("an answer that was heard by a clock ahead is not believed longer once it is set right", async () => {
  const { find } = people();
  now += 6 * 3_600_000;
  await find("U0SOMEBODY", { team: "T0BANK" });
  now -= 6 * 3_600_000;
  answers["usergroups.users.list?S0OPERATORS"] = { users: [] };
  expect((await find("U0SOMEBODY", { team: "T0BANK" }))?.groups).toEqual([]);
});

test.each(["auth.test", "users.info"])(
  "when %s is not answered, nobody is known; and that is not believed for long",
  async (call) => {
    const known = people();
    delete answers[call];
    expect(await somebody(known)).toBeNull();
    answers = { ...slackAnswers };
    expect(await somebody(known)).toMatchObject({ groups: ["S0OPERATORS"] });
  },
);

test("a user group that is not answered takes nothing away from the others; and that is not believed for long", async () => {
  const known = people();
  delete answers["usergroups.users.list?S0APPROVERS"];
  const unasked = [{ id: "S0APPROVERS", word: "internal_error" }];
  expect(await somebody(known)).toMatchObject({ groups: ["S0OPERATORS"], unasked });
  expect(await known.trouble()).toBe(
    "Slack does not tell who is in S0APPROVERS (internal_error), so it gives nobody a right; this passes by itself, or look at the network",
  );
  // Whoever probes or asks: Slack is left alone for ten seconds.
  for (let times = 0; times < 100; times += 1) await known.trouble();
  expect(calls.filter((call) => call.endsWith("S0APPROVERS"))).toHaveLength(1);
  answers = { ...slackAnswers };
  now += 10_000;
  expect(await somebody(known)).toMatchObject({ groups: ["S0OPERATORS"], unasked: [] });
  expect(await known.trouble()).toBeNull();
});

test("a user group that Slack refuses to tell of is named with Slack's word, and asked once a minute", async () => {
  const known = people();
  const call = "usergroups.users.list?S0APPROVERS";
  answers[call] = { ok: false, error: "no_such_subteam" };
  const unasked = [{ id: "S0APPROVERS", word: "no_such_subteam" }];
  expect(await somebody(known)).toMatchObject({ groups: ["S0OPERATORS"], unasked });
  expect(await known.trouble()).toBe(
    "Slack does not tell who is in S0APPROVERS (no_such_subteam), so it gives nobody a right; " +
      "correct the id in LOANS_OPERATORS, LOANS_APPROVERS, LOANS_VIEWERS and LOANS_ALERT, or enable the group again",
  );
  expect(calls.filter((each) => each === call)).toHaveLength(1);
  now += 60_000;
  answers = { ...slackAnswers };
  expect(await known.trouble()).toBeNull();
});

test("a user group that answers slowly keeps nobody waiting, and is believed once it has answered", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  slow = { call: "usergroups.users.list?S0APPROVERS", until: promise };
  const known = people();
  const from = performance.now();
  const both = await Promise.all([somebody(known), somebody(known)]);
  expect(performance.now() - from).toBeLessThan(2_000);
  for (const member of both) {
    expect(member).toMatchObject({
      groups: ["S0OPERATORS"],
      unasked: [{ id: "S0APPROVERS", word: "no answer" }],
    });
  }
  expect(calls.filter((call) => call.endsWith("S0APPROVERS"))).toHaveLength(1);
  resolve();
  await expect.poll(() => somebody(known)).toMatchObject({ unasked: [] });
  expect(calls.filter((call) => call.endsWith("S0APPROVERS"))).toHaveLength(1);
});

test.each(["<html><body>Down for maintenance</body></html>", "X".repeat(200), "no such group", ""])(
  "of %j instead of Slack's word nothing is repeated",
  async (error) => {
    answers["usergroups.users.list?S0OPERATORS"] = { ok: false, error };
    expect(await somebody()).toMatchObject({ unasked: [{ id: "S0OPERATORS", word: NO_LIST }] });
  },
);

test.each([
  ["missing_scope", "install the app again with the scopes of slack-manifest.json"],
  [NO_LIST, "look at SLACK_API_URL, and at what answers there in Slack's place"],
  ["plan_upgrade_required", "this workspace's plan has no user groups: name people by user id (U…) instead"],
])("of %s the remedy is its own", async (error, remedy) => {
  answers["usergroups.users.list?S0OPERATORS"] = { ok: false, error };
  expect(await people().trouble()).toBe(
    `Slack does not tell who is in S0OPERATORS (${error}), so it gives nobody a right; ${remedy}`,
  );
});

test.each([
  "U0SOMEBODY and others",
  { U0SOMEBODY: true },
  [["U0SOMEBODY"]],
  ["U0SOMEBODY", 7],
  null,
  undefined,
  7,
  true,
])("a list of users that is %j puts nobody into the group", async (users) => {
  answers["usergroups.users.list?S0OPERATORS"] = { users };
  expect(await somebody()).toMatchObject({
    groups: [],
    unasked: [{ id: "S0OPERATORS", word: "no list of users" }],
  });
});

test.each([
  ["of somebody else", { id: "U0OTHER", team_id: "T0BANK" }],
  ["without an id", { team_id: "T0BANK" }],
  ["whose facts are texts", { id: "U0SOMEBODY", team_id: "T0BANK", is_restricted: "false" }],
  ["whose team is a list", { id: "U0SOMEBODY", team_id: ["T0BANK"] }],
  ["that is null", null],
  ["that is a text", "U0SOMEBODY"],
])("an answer %s makes nobody known", async (_what, user) => {
  answers["users.info"] = { user };
  expect(await somebody()).toBeNull();
});

test.each([{ team_id: "" }, { team_id: null }, { team_id: ["T0BANK"] }, {}])(
  "where Slack says of our own workspace %j, nobody is known",
  async (answer) => {
    answers["auth.test"] = answer;
    answers["users.info"] = { user: { id: "U0SOMEBODY", team_id: "" } };
    expect(await somebody()).toBeNull();
  },
);

test("who asks from another workspace is a guest, also under the id of one of us", async () => {
  expect(await people().find("U0SOMEBODY", { team: "T0OTHER" })).toMatchObject({ isGuest: true });
  expect(await people().find("U0SOMEBODY", { team: "" })).toMatchObject({ isGuest: false });
  // In a channel that several workspaces of one organization have, a person may speak from each of theirs.
  const enterprise_user = { enterprise_id: "E0BANKS", teams: ["T0BRANCH", "T0BANK"] };
  answers["users.info"] = { user: { id: "U0SOMEBODY", team_id: "T0BRANCH", enterprise_user } };
  for (const team of ["T0BRANCH", "T0BANK", "E0BANKS"])
    expect(await people().find("U0SOMEBODY", { team })).toMatchObject({ isGuest: false });
  expect(await people().find("U0SOMEBODY", { team: "T0OTHER" })).toMatchObject({ isGuest: true });
});
