import { isJson } from "../../../../src/web/json.ts";
import type { Everything, PageMessage } from "../protocol.ts";

/**
 * Why Slack would push a new message to a person's desktop and phone with its settings as shipped: they are meant, it is a
 * direct message, or it answers in a thread in which they are. `null`: it would not. An edit never does
 * (https://slack.com/help/articles/201355156-Configure-your-Slack-notifications, November 2026).
 */
export function whyPushed(
  seen: Everything,
  { channel, message }: { readonly channel: string; readonly message: PageMessage },
): string | null {
  const { me } = seen;
  if (message.user === me.id || message.ephemeral) return null;
  if (seen.channels.find(({ id }) => id === channel)?.isDirect === true) return "a direct message";
  const words = [message.text, ...parsedWords(message.blocks)].join(" ");
  const isMeant = (sign: string, id: string) =>
    [">", "|"].some((end) => words.includes(`<${sign}${id}${end}`));
  if (isMeant("@", me.id)) return "you are mentioned";
  const group = seen.groups.find(({ id, members }) => members.includes(me.id) && isMeant("!subteam^", id));
  if (group !== undefined) return `@${group.name} is mentioned, and you are in it`;
  const [, everybody] = /<!(here|channel|everyone)\b/.exec(words) ?? [];
  if (everybody !== undefined) return `@${everybody} is mentioned`;
  if (message.thread_ts === undefined) return null;
  const isTheirs = (seen.messages[channel] ?? []).some(
    ({ ts, thread_ts, user }) =>
      // Who answers later was not in it yet.
      user === me.id &&
      Number(ts) < Number(message.ts) &&
      (ts === message.thread_ts || thread_ts === message.thread_ts),
  );
  return isTheirs ? "an answer in your thread" : null;
}

/**
 * What Slack looks for mentions in: text objects and blocks of `mrkdwn` or `markdown`, and the elements of rich text that mention
 * somebody, written as `mrkdwn` has them. Whatever else a block shows, plain text and raw text of tables and charts among it, is
 * shown as it stands (https://docs.slack.dev/messaging/formatting-message-text/, November 2026).
 */
function parsedWords(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(parsedWords);
  if (!isJson(part)) return [];
  const { type, text, user_id: user, usergroup_id: group, range } = part;
  if ((type === "mrkdwn" || type === "markdown") && typeof text === "string") return [text];
  if (type === "user") return [`<@${user}>`];
  if (type === "usergroup") return [`<!subteam^${group}>`];
  if (type === "broadcast") return [`<!${range}>`];
  return Object.values(part).flatMap(parsedWords);
}
