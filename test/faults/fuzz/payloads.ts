import fc from "fast-check";
import { bot, channels, people, workspace } from "../../../sandbox/slack/people.ts";

/** One body as it is sent, and what kind of nonsense it is. */
export interface Payload {
  readonly kind: string;
  readonly contentType: string;
  readonly body: string;
}

const form = (fields: Readonly<Record<string, string>>) => ({
  contentType: "application/x-www-form-urlencoded",
  body: new URLSearchParams(fields).toString(),
});
const interaction = (payload: unknown) => form({ payload: JSON.stringify(payload) });
const event = (payload: unknown) => ({ contentType: "application/json", body: JSON.stringify(payload) });

/** What would change something, were it an operator's of this workspace. */
const orders = ["deploy", "cancel", "retry deploy-loan-tracker-1", "schedule 05:00", "schedule pause"];
const stranger = fc.constantFrom(people.viewer.id, people.guest.id, "U0NOBODY", "W0NOBODY");
const deliveryId = fc.uuid();
const timestamp = () => `${Math.floor(Date.now() / 1_000)}.000100`;

/** An operator's mention of the app in this workspace. */
const mentionOf = (id: string, said: { readonly text: string; readonly ts: string }) => ({
  type: "event_callback",
  team_id: workspace.id,
  event_id: id,
  authorizations: [{ user_id: bot.userId, team_id: workspace.id }],
  event: { type: "app_mention", user: people.operator.id, channel: channels.loans.id, ...said },
});

/** The four kinds that somebody listens to, whole, as an operator's of this workspace. */
const whole = fc.record({ order: fc.constantFrom(...orders), id: deliveryId }).chain(({ order, id }) =>
  fc.constantFrom(
    {
      wrap: form as (payload: never) => { contentType: string; body: string },
      // Each of these must be there, and be a text.
      needed: [["user_id"], ["channel_id"], ["team_id"], ["trigger_id"]],
      payload: {
        command: "/loans",
        text: order,
        user_id: people.operator.id,
        channel_id: channels.loans.id,
        team_id: workspace.id,
        trigger_id: id,
      },
    },
    {
      wrap: interaction,
      needed: [
        ["user"],
        ["user", "id"],
        ["trigger_id"],
        ["actions"],
        ["actions", "0"],
        ["actions", "0", "action_id"],
      ],
      payload: {
        type: "block_actions",
        user: { id: people.operator.id, team_id: workspace.id },
        team: { id: workspace.id },
        trigger_id: id,
        channel: { id: channels.loans.id },
        container: { type: "message" },
        actions: [
          { type: "button", action_id: "run.apply", value: "deploy-loan-tracker-1", action_ts: timestamp() },
        ],
      },
    },
    {
      wrap: interaction,
      needed: [
        ["user"],
        ["user", "id"],
        ["view"],
        ["view", "id"],
        ["view", "private_metadata"],
        ["view", "state"],
      ],
      payload: {
        type: "view_submission",
        user: { id: people.operator.id, team_id: workspace.id },
        team: { id: workspace.id },
        view: {
          id,
          callback_id: "teardown.confirm",
          private_metadata: JSON.stringify({ channel: channels.loans.id, threadTs: null }),
          state: { values: { stack: { stack_name: { value: "loan-tracker" } } } },
        },
      },
    },
    {
      wrap: event,
      needed: [
        ["event", "text"],
        ["event", "ts"],
        ["event", "channel"],
        ["event_id"],
        ["authorizations"],
        ["team_id"],
      ],
      payload: mentionOf(id, { text: `<@${bot.userId}> ${order}`, ts: timestamp() }),
    },
  ),
);

/** Anything that JSON can say and that is no text. */
const noText = fc.oneof(
  fc.constantFrom(null, 0, -1, 1e308, true, [], {}, [null], [[[]]]),
  fc.jsonValue({ maxDepth: 4 }).filter((value) => typeof value !== "string"),
);

/** One of the needed fields replaced by what is no text; forms hold texts alone, so there it is taken out or emptied. */
const spoiled = fc
  .tuple(whole, fc.nat(), noText)
  .map(([{ wrap, payload, needed }, at, wrong]): Omit<Payload, "kind"> => {
    const path = needed[at % needed.length] ?? [];
    const copy = structuredClone(payload) as unknown as Record<string, never>;
    const last = path.at(-1) ?? "";
    const parent = path.slice(0, -1).reduce<Record<string, never>>((inner, name) => inner[name] ?? {}, copy);
    Object.assign(parent, { [last]: wrap === form ? "" : wrong });
    return wrap(copy as never);
  });

/** Fields that need not be there, or of which there are more than anybody here reads. */
const optional = [
  ...["text", "response_url", "is_enterprise_install", "enterprise_id"],
  ...["team", "channel", "container", "message", "state", "response_urls"],
  ...["event.blocks", "event.edited", "event.thread_ts", "event.bot_id", "event.subtype", "event.user"],
  ...["view.app_installed_team_id", "view.state.values", "view.hash", "actions.0.value", "actions.0.type"],
];

/** Somebody who may do nothing sends it whole, with anything in one of those fields: it reaches a listener, or is refused. */
const odd = fc
  .tuple(whole, fc.constantFrom(...optional), fc.jsonValue({ maxDepth: 4 }))
  .map(([{ wrap, payload }, field, value]) => {
    const copy = JSON.parse(
      JSON.stringify(payload).replaceAll(people.operator.id, people.viewer.id),
    ) as Record<string, never>;
    const path = field.split(".");
    const parent = path
      .slice(0, -1)
      .reduce<Record<string, never> | undefined>((inner, name) => inner?.[name], copy);
    if (parent !== undefined)
      Object.assign(parent, { [path.at(-1) ?? ""]: wrap === form ? String(value) : value });
    return wrap(copy as never);
  });

const deep = fc.integer({ min: 100, max: 20_000 }).map((depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`);
const deepObject = fc
  .integer({ min: 100, max: 5_000 })
  .map((depth) => `{"type":"block_actions","user":${'{"id":'.repeat(depth)}null${"}".repeat(depth)}}`);

/** What people may well send, and what does nothing: words that are none, of 5,000 characters or a few. */
const words = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 5_000, maxLength: 5_000 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("<!channel>", "runn today", "deploy deploy", "schedule 25:00", "cancel ../../etc", "skip"),
);
const nonsense = fc.tuple(words, deliveryId).map(([text, id]) =>
  form({
    command: "/loans",
    text: `x${text}`,
    user_id: people.operator.id,
    channel_id: channels.loans.id,
    team_id: workspace.id,
    trigger_id: id,
  }),
);

/** Whole orders of people who may not give them: of this workspace without a right, or of another workspace. */
const unentitled = fc.tuple(whole, stranger).map(([{ wrap, payload }, user]) => {
  const text = JSON.stringify(payload).replaceAll(people.operator.id, user);
  return wrap(JSON.parse(text) as never);
});
const otherTeam = whole.map(({ wrap, payload }) => {
  const text = JSON.stringify(payload).replaceAll(workspace.id, "T0OTHERBANK");
  return wrap(JSON.parse(text) as never);
});

/** Mentions that are no orders. */
const remarks = fc
  .tuple(
    deliveryId,
    fc.constantFrom(
      { edited: { user: people.operator.id, ts: timestamp() }, text: `<@${bot.userId}> cancel` },
      { text: `nobody type <@${bot.userId}> cancel` },
      { text: `&gt; <@${bot.userId}> cancel` },
      { text: `<@${bot.userId}> cancel`, bot_id: "B0OTHER" },
    ),
    fc.integer({ min: 1, max: 999_999 }),
  )
  .map(([id, said, micros]) =>
    event(mentionOf(id, { ...said, ts: `${Math.floor(Date.now() / 1_000)}.${micros}` })),
  );

const unheard = fc
  .tuple(
    fc.constantFrom(
      "view_closed",
      "shortcut",
      "message_action",
      "block_suggestion",
      "interactive_message",
      "dialog_submission",
    ),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
  )
  .map(([type, more]) => interaction({ ...more, type }));

const of = (kind: string, arbitrary: fc.Arbitrary<Omit<Payload, "kind">>) =>
  arbitrary.map((payload): Payload => ({ kind, ...payload }));

const json = (text: string) => ({ contentType: "application/json", body: text });

/** Signed nonsense of every kind, none of which may change anything. */
export const payloads: fc.Arbitrary<Payload> = fc.oneof(
  of("JSON of any kind", fc.jsonValue({ maxDepth: 6 }).map(event)),
  of("JSON of any kind within a form", fc.jsonValue({ maxDepth: 6 }).map(interaction)),
  of(
    "null, numbers, texts, lists",
    fc.constantFrom("null", "0", "-1e308", '""', "[]", "[null]", "{}", "true").map(json),
  ),
  of(
    "null, numbers, texts, lists within a form",
    fc.constantFrom("null", "0", '"x"', "[]", "{}").map((payload) => form({ payload })),
  ),
  of(
    "no JSON",
    fc.string({ unit: "binary", maxLength: 200 }).map((text) => json(`{${text}`)),
  ),
  of("a form of any kind", fc.dictionary(fc.string(), fc.string()).map(form)),
  of("deep lists", deep.map(json)),
  of(
    "deep objects within a form",
    deepObject.map((payload) => form({ payload })),
  ),
  of("an order without a field, or with one of another type", spoiled),
  of("an order of somebody without the right, with anything in a field that need not be there", odd),
  of("words that are no order", nonsense),
  of("an order of somebody without the right", unentitled),
  of("an order from another workspace", otherTeam),
  of("a mention that is no order", remarks),
  of("a kind that nobody listens to", unheard),
);
