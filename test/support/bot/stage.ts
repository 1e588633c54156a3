import type { Server } from "node:http";
import type { SlackDoor } from "../../../sandbox/driver/slack-door.ts";
import { openSlackDoor } from "../../../sandbox/driver/slack-door.ts";
import { whyPushed } from "../../../sandbox/page/client/feed/notifications.ts";
import type { PageMessage } from "../../../sandbox/page/client/protocol.ts";
import type { SlackStandIn } from "../../../sandbox/slack/main.ts";
import { startSlack } from "../../../sandbox/slack/main.ts";
import { bot, channels, people, userGroups, workspace } from "../../../sandbox/slack/people.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { createAnnouncer } from "../../../src/bot/announcer.ts";
import type { SlackApp } from "../../../src/bot/slack-app.ts";
import { createSlackApp } from "../../../src/bot/slack-app.ts";
import { createSlackClient } from "../../../src/bot/slack-client.ts";
import { createLog } from "../../../src/config/log.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import { cardId } from "../../../src/domain/messages/message-id.ts";
import type { Owed } from "../../../src/jobs/messages/announcer.ts";
import { FakeRuns } from "./fake-runs.ts";
import { botOptions, botToken, serve, signingSecret, slackSettings } from "./own-bot.ts";

type PersonName = keyof typeof people;

/** The real app before the stand-in of Slack, over runs in memory, and all that is said there, as a scene to read. */
export interface Stage {
  readonly runs: FakeRuns;
  /** What happened so far, as paragraphs of Markdown. */
  readonly lines: readonly string[];
  /** A sentence of the one who tells it. */
  tell(sentence: string): void;
  /** Somebody types a line; `name`: what they type into the form that opens then. */
  types(who: PersonName, line: string, name?: string): Promise<void>;
  /** Somebody presses the button of that action, or finds none; `why`: what they type into a form that asks. */
  presses(who: PersonName, label: string, actionId: string, why?: string): Promise<void>;
  /** The run's card as it is by now, posted or edited. */
  card(runId: string): Promise<void>;
  /** That message, posted for the first time or edited, with whom Slack notifies of it; answers by its `ts`. */
  says(what: string, owed: Owed): Promise<string>;
  stop(): Promise<void>;
}

const log = createLog({ level: "silent" });

/** Steps stand on the card in the order that its pictures show; a scene is told without them. */
const STEP = /^[✓○▸✗−] /u;

/** A summary has a line for each category; what follows them is the same every day. */
const MOST_LINES = 14;

/** Starts it, with an empty channel; `calls`: the user group of LOANS_ALERT. */
export async function startStage(
  policy: Policy,
  { calls = null }: { readonly calls?: string | null } = {},
): Promise<Stage> {
  let tick = 0;
  // Each look a millisecond later, so that no scene is told otherwise on a slow machine.
  const now = () => new Date(Date.parse("2026-11-23T04:05:00Z") + tick++);
  let appUrl = "";
  const nowhere = { appUrl: () => appUrl, processes: () => [], now: () => now().getTime() };
  const slack: SlackStandIn = await startSlack({ speed: 100, signingSecret, botToken, ...nowhere });
  const runs = new FakeRuns();
  runs.presence = "there";
  const app: SlackApp = createSlackApp(botOptions({ runs, slackUrl: slack.url, now, policy }));
  const served: { readonly server: Server; readonly url: string } = await serve(app);
  appUrl = served.url;
  const door: SlackDoor = openSlackDoor(slack.url);
  const client = createSlackClient(slackSettings(slack.url), { log });
  const announcer = createAnnouncer({
    client,
    policy,
    calls,
    zone: workspace.timeZone,
    command: "/loans",
    audit: null,
    log,
  });
  const lines: string[] = [];
  const posted = new Map<string, Awaited<ReturnType<typeof announcer.post>>>();

  /** The outbox does so as soon as a run is opened, and whoever asked is given the link. */
  const post = async (runId: string) => {
    const view = await runs.view(runId);
    if (view === null) throw new Error(`no run ${runId}`);
    const owed = { kind: "card", id: cardId(runId), view } as const;
    const at = posted.get(runId) ?? (await announcer.post(owed, channels.loans.id));
    if (at.permalink !== null) runs.card(runId, at.permalink);
    posted.set(runId, at);
    // What the post leaves out an edit adds.
    await announcer.edit(owed, at);
    return at;
  };
  const ask = runs.ask.bind(runs);
  runs.ask = async (...asked) => {
    const came = await ask(...asked);
    if (came.is === "opened") await post(came.view.run.id);
    return came;
  };

  const read = (messages: readonly { readonly text?: string; readonly blocks?: readonly unknown[] }[]) =>
    messages
      .map(messageAsText)
      .join("\n")
      .split("\n")
      .filter((line) => line.trim() !== "" && !STEP.test(line))
      .map((line) => line.replaceAll(/ \(https?:[^)]*\)/g, ""));
  /** As it stands, its first lines where it is long. */
  const quote = (text: readonly string[]) => {
    const shown = text.length > MOST_LINES ? [...text.slice(0, MOST_LINES - 1), "…"] : text;
    return ["```text", ...shown, "```"].join("\n");
  };
  const alone = (who: PersonName, text: readonly string[]) => {
    if (text.length > 0) lines.push(`Only @${who} reads:`, quote(text));
  };
  const fills = async (who: PersonName, what: string) => {
    const [form] = await door.views(who);
    if (form === undefined) return;
    const inputs = (form.blocks ?? []).filter(({ type }) => type === "input") as readonly {
      readonly label?: { readonly text?: string };
      readonly element?: { readonly action_id?: string };
    }[];
    const values = Object.fromEntries(inputs.map(({ element }) => [element?.action_id ?? "", what]));
    const { replies } = await door.submit(who, { view_id: form.id, values });
    lines.push(`A form asks “${inputs[0]?.label?.text}”, and @${who} types “${what}”.`);
    alone(who, read(replies));
  };

  return {
    ...{ runs, lines },
    tell: (sentence) => void lines.push(sentence),
    async types(who, line, name) {
      lines.push(`@${who} types \`${line}\`.`);
      const { replies } = await door.say(who, line);
      alone(who, read(replies));
      if (name !== undefined) await fills(who, name);
    },
    async presses(who, label, actionId, why) {
      const messages = await door.messages(who);
      const ts = messages.findLast(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`))?.ts;
      if (ts === undefined) throw new Error(`nobody shows ${label}`);
      lines.push(`@${who} presses *${label}*.`);
      const { replies } = await door.click(who, { ts, action_id: actionId });
      alone(who, read(replies));
      if (why !== undefined) await fills(who, why);
    },
    async card(runId) {
      const at = await post(runId);
      const message = (await door.messages("operator")).find(({ ts }) => ts === at.ts);
      lines.push("The card says:", quote(read(message === undefined ? [] : [message])));
    },
    async says(what, owed) {
      const before = posted.get(owed.id);
      const at = before ?? (await announcer.post(owed, channels.loans.id));
      posted.set(owed.id, at);
      const notified = before === undefined ? await notifiedOf(door, at.ts) : [];
      if (before !== undefined) await announcer.edit(owed, at);
      const message = (await door.messages("operator")).find(({ ts }) => ts === at.ts);
      const told = notified.length === 0 ? "nobody is notified" : `notified: ${notified.join("; ")}`;
      lines.push(`${what} (${told}):`, quote(read(message === undefined ? [] : [message])));
      return at.ts;
    },
    async stop() {
      await app.stop();
      served.server.close();
      await slack.close();
    },
  };
}

/** Whom Slack notifies of a message in the moment in which it is posted, and why. */
async function notifiedOf(door: SlackDoor, ts: string): Promise<readonly string[]> {
  const told = await Promise.all(
    Object.values(people).map(async ({ id, name }) => {
      const messages = (await door.messages(name)) as unknown as readonly PageMessage[];
      const message = messages.find((one) => one.ts === ts);
      if (message === undefined) return null;
      const seen = {
        type: "everything" as const,
        ...{ me: { id, name }, zone: workspace.timeZone, people: [], commands: [] },
        groups: Object.values(userGroups).map(({ handle, members, ...group }) => ({
          ...{ id: group.id, name: handle, members },
        })),
        ...{ app: { id: bot.userId, name: bot.name }, channels: [], modals: [], home: null },
        messages: { [channels.loans.id]: messages },
      } as const;
      const why = whyPushed(seen, { channel: channels.loans.id, message });
      return why === null ? null : `@${name}, since ${why}`;
    }),
  );
  return told.flatMap((one) => one ?? []);
}
