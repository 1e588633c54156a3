import { describe, expect, test } from "vitest";
import { readSlackRequest as read } from "../../../../src/bot/edge/slack-request.ts";

/** By an app whose command has the usual name. */
const readSlackRequest = (body: unknown) => read(body, { command: "/loans" });

const command = {
  command: "/loans",
  text: "run today",
  user_id: "U0OPERATOR",
  channel_id: "C0LOANS",
  team_id: "T0BANK",
  trigger_id: "13345224609.738474920.8088930838d88f008e0",
  response_url: "https://hooks.slack.com/commands/1234/5678",
};
const press = {
  type: "block_actions",
  user: { id: "U0OPERATOR", team_id: "T0BANK" },
  team: { id: "T0BANK" },
  trigger_id: "1.2.3",
  channel: { id: "C0LOANS" },
  container: { type: "message", thread_ts: "1700000000.000100" },
  message: { type: "message", thread_ts: "1700000000.000100" },
  response_url: "https://hooks.slack.com/actions/1234/5678",
  actions: [{ type: "button", action_id: "run.apply", value: "deploy-1", action_ts: "1700000000.5" }],
};
const metadata = JSON.stringify({ channel: "C0LOANS", threadTs: null, openedAt: "2026-11-23T04:00:00.000Z" });
const form = {
  type: "view_submission",
  user: { id: "U0OPERATOR" },
  team: null,
  view: {
    id: "V1",
    callback_id: "teardown.confirm",
    private_metadata: metadata,
    state: { values: { stack: { stack_name: { value: null } } } },
  },
};
const applyForm = {
  ...form,
  view: {
    ...form.view,
    callback_id: "run.apply.confirm",
    private_metadata: JSON.stringify({
      ...JSON.parse(metadata),
      ...{ runId: "deploy-loans-1", attempt: 1, names: ["Metabase"] },
    }),
    state: { values: { "resource.Metabase": { "resource_name.Metabase": { value: "Metabase" } } } },
  },
};
const mention = {
  type: "event_callback",
  team_id: "T0BANK",
  event_id: "Ev1",
  authorizations: [{ user_id: "U0LOANS" }],
  event: {
    type: "app_mention",
    user: "U0OPERATOR",
    text: "<@U0LOANS> status",
    ts: "1700000000.000100",
    channel: "C0LOANS",
  },
};

const direct = { ...mention, event: { ...mention.event, type: "message", channel: "D0OPERATOR" } };
const messageOf = (more: object) => ({ ...direct, event: { ...direct.event, ...more } });

describe("what somebody here listens to", () => {
  test.each([
    ["a slash command", command],
    ["a press", press],
    ["a form", form],
    ["a plan's form", applyForm],
    ["a mention", mention],
  ])("%s is heard as it is, without what nobody here knows", (_what, body) => {
    const more = { ...body, token: "old", surprise: { deep: [null] }, enterprise: null };
    expect(readSlackRequest(more)).toEqual({ is: "heard", body });
  });

  test("a message in direct messages, in a thread that is shown there too", () => {
    const im = { channel_type: "im" };
    expect(readSlackRequest(messageOf(im))).toEqual({ is: "heard", body: direct });
    const shown = { subtype: "thread_broadcast" };
    expect(readSlackRequest(messageOf({ ...im, ...shown }))).toEqual({ is: "heard", body: messageOf(shown) });
  });

  test.each([
    ["in a channel", { channel_type: "channel" }],
    ["of several people", { channel_type: "mpim" }],
    ["without a kind of place", {}],
    [
      "that was changed",
      { channel_type: "im", subtype: "message_changed", text: undefined, user: undefined },
    ],
    ["that was deleted", { channel_type: "im", subtype: "message_deleted", text: undefined }],
  ])("but no message %s", (_what, more) => {
    expect(readSlackRequest(messageOf(more))).toEqual({ is: "unheard", says: null });
  });

  test("a command without words, and one whose address for answers is none", () => {
    const { text: _, response_url: __, ...bare } = command;
    expect(readSlackRequest({ ...bare, response_url: "no address" })).toEqual({
      is: "heard",
      body: { ...bare, text: "", response_url: undefined },
    });
  });

  /** Each field that must be there, gone; of another type; of another shape. */
  const wrongs: readonly unknown[] = [undefined, null, 7, true, "", "x".repeat(50_000), [], {}, [[]]];
  const spoiled = (body: object, path: readonly (string | number)[], wrong: unknown): object => {
    const [first = "", ...rest] = path;
    const inner = (body as Readonly<Record<string | number, object>>)[first] ?? {};
    const copy = Array.isArray(body) ? [...body] : { ...body };
    return Object.assign(copy, { [first]: rest.length === 0 ? wrong : spoiled(inner, rest, wrong) });
  };
  test.each([
    ["user_id", command, ["user_id"]],
    ["channel_id", command, ["channel_id"]],
    ["team_id", command, ["team_id"]],
    ["trigger_id", command, ["trigger_id"]],
    ["user", press, ["user"]],
    ["user.id", press, ["user", "id"]],
    ["trigger_id", press, ["trigger_id"]],
    ["actions", press, ["actions"]],
    ["actions.0", press, ["actions", 0]],
    ["actions.0.action_id", press, ["actions", 0, "action_id"]],
    ["actions.0.action_ts", press, ["actions", 0, "action_ts"]],
    ["user", form, ["user"]],
    ["view", form, ["view"]],
    ["view.id", form, ["view", "id"]],
    ["view.private_metadata", form, ["view", "private_metadata"]],
    ["view.private_metadata of a plan", applyForm, ["view", "private_metadata"]],
    ["view.state", form, ["view", "state"]],
    ["event", mention, ["event"]],
    ["event.text", mention, ["event", "text"]],
    ["event.ts", mention, ["event", "ts"]],
    ["event.channel", mention, ["event", "channel"]],
    ["event_id", mention, ["event_id"]],
    ["authorizations", mention, ["authorizations"]],
    ["team_id", mention, ["team_id"]],
  ])("without a right %s it is not Slack's", (_field, body, path) => {
    for (const wrong of wrongs) {
      if (path.at(-1) === "text" && wrong === "") continue; // nothing was said, which is no wrong shape
      if (path.at(-1) === "action_id" && typeof wrong === "string" && wrong !== "") continue;
      const { is } = readSlackRequest(spoiled(body, path, wrong));
      expect([JSON.stringify(wrong)?.slice(0, 20), is]).toEqual([
        JSON.stringify(wrong)?.slice(0, 20),
        "foreign",
      ]);
    }
  });
});

test.each([
  null,
  undefined,
  0,
  "text",
  [],
  [null],
  {},
  { type: 7 },
  { type: null },
  { command: null },
  { type: "event_callback" },
  { type: "event_callback", event: { type: null } },
  { type: "view_submission" },
  { type: "url_verification", challenge: {} },
])("%j is not Slack's", (body) => {
  expect(readSlackRequest(body)).toMatchObject({ is: "foreign" });
});

test.each([
  { type: "view_closed", view: {} },
  { type: "view_submission", view: { callback_id: "somebody.elses" } },
  { type: "shortcut", callback_id: "x" },
  { type: "message_action" },
  { type: "block_suggestion", value: "a" },
  { type: "interactive_message", actions: [] },
  { type: "app_rate_limited", minute_rate_limited: 1 },
  { type: "event_callback", event: { type: "message", text: null } },
  { type: "something_new" },
])("$type is Slack's, and nobody here listens", (body) => {
  expect(readSlackRequest(body)).toEqual({ is: "unheard", says: null });
});

test("another app's command is answered, not carried out", () => {
  expect(read(command, { command: "/kredit" })).toEqual({
    is: "unheard",
    says: "This app hears `/kredit` only, so nothing was done.",
  });
  expect(read({ ...command, command: "/kredit" }, { command: "/kredit" })).toMatchObject({ is: "heard" });
  expect(readSlackRequest({ ...command, command: "/other" })).toEqual({
    is: "unheard",
    says: "This app hears `/loans` only, so nothing was done.",
  });
});

test("what is null is missing", () => {
  const nothing = { channel: null, container: null, message: null };
  const { channel: _, container: __, message: ___, ...bare } = press;
  expect(readSlackRequest({ ...press, ...nothing })).toEqual({ is: "heard", body: bare });
});

test("blocks that cannot be read are there all the same", () => {
  const elements = [{ type: "rich_text_quote", elements: [{ type: "text", text: null }] }];
  const event = { ...mention.event, blocks: [{ type: "rich_text", elements }] };
  expect(readSlackRequest({ ...mention, event })).toMatchObject({
    is: "heard",
    body: { event: { blocks: [{ type: "unreadable" }] } },
  });
});

test("Slack's challenge is answered with itself", () => {
  expect(readSlackRequest({ type: "url_verification", token: "x", challenge: "3eZbrw1a" })).toEqual({
    is: "challenge",
    challenge: "3eZbrw1a",
  });
});

test("what is refused is told by its kind, never with what stood in it", () => {
  const told = [
    { ...command, user_id: "ASHA RAO" },
    { ...form, view: { ...form.view, state: { values: { "ASHA RAO": null } } } },
  ].map(readSlackRequest);
  expect(told).toEqual([
    { is: "foreign", because: "a slash command whose user_id cannot be read" },
    { is: "foreign", because: "a form whose view.state cannot be read" },
  ]);
});
