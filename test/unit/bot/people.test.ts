import { WebClient } from "@slack/web-api";
import { beforeEach, expect, test } from "vitest";
import { createPeople } from "../../../src/bot/people.ts";
import { slackLogger } from "../../../src/bot/slack-client.ts";
import type { Policy } from "../../../src/domain/permission.ts";
import { createLog } from "../../../src/log.ts";

const log = createLog({ level: "silent" });
const policy: Policy = {
  operators: ["U0OPERATOR", "S0OPERATORS"],
  approvers: ["S0APPROVERS", "S0OPERATORS"],
  viewers: [],
  approvals: [],
};

let now = 0;
let calls: string[] = [];
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
  answers = { ...slackAnswers };
});

test("a member is known with those groups of the policy that they are in", async () => {
  expect(await people().find("U0SOMEBODY")).toEqual({
    id: "U0SOMEBODY",
    groups: ["S0OPERATORS"],
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
  expect(await people().find("U0SOMEBODY")).toMatchObject({ isGuest });
});

test("an answer is believed for a minute and no longer", async () => {
  const known = people();
  await known.find("U0SOMEBODY");
  const first = calls.length;
  now += 59_000;
  await known.find("U0SOMEBODY");
  expect(calls).toHaveLength(first);
  now += 1_000;
  answers["usergroups.users.list?S0OPERATORS"] = { users: [] };
  expect(await known.find("U0SOMEBODY")).toMatchObject({ groups: [] });
});

test.each(Object.keys(slackAnswers))(
  "when %s is not answered, nobody is known; and that is not believed for long",
  async (call) => {
    const known = people();
    delete answers[call];
    expect(await known.find("U0SOMEBODY")).toBeNull();
    answers = { ...slackAnswers };
    expect(await known.find("U0SOMEBODY")).toMatchObject({ groups: ["S0OPERATORS"] });
  },
);
