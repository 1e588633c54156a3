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
  const words = `${message.text} ${JSON.stringify(message.blocks)}`;
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
