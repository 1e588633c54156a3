import type { Everything, PageEvent, PageMessage } from "../protocol.ts";
import { whyPushed } from "./notifications.ts";

/** What a person sees now; `null` until it was told for the first time. */
export interface Feed {
  readonly seen: Everything | null;
  /** Who there is, where nobody has the name that was asked for. */
  readonly others: readonly string[] | null;
  readonly isConnected: boolean;
  /** What Slack would have pushed to them, oldest first, as it was posted: an edit pushes nothing, and what is deleted goes. */
  readonly pushed: readonly PushedMessage[];
}

/** Before anything was told. */
export const nothingYet: Feed = { seen: null, others: null, isConnected: false, pushed: [] };

/** A message that Slack would push to the person. */
export interface PushedMessage {
  readonly channel: string;
  readonly message: PageMessage;
  readonly why: string;
}

/** So many of them are remembered. */
const MOST_PUSHED = 50;

/** The feed after one event. */
export function after(feed: Feed, event: PageEvent): Feed {
  if (event.type === "nobody") return { ...nothingYet, others: event.people };
  if (event.type === "everything") {
    const seen = keepingWhatIsSame(feed.seen, event);
    return { seen, others: null, isConnected: true, pushed: pushedIn(seen) };
  }
  const { seen } = feed;
  if (seen === null) return feed;
  switch (event.type) {
    case "views":
      return { ...feed, seen: { ...seen, modals: event.modals, home: event.home } };
    case "removed": {
      const { channel, ts: gone } = event;
      const messages = (seen.messages[channel] ?? []).filter(({ ts }) => ts !== gone);
      const pushed = feed.pushed.filter((each) => each.channel !== channel || each.message.ts !== gone);
      return { ...feed, pushed, seen: { ...seen, messages: { ...seen.messages, [channel]: messages } } };
    }
    case "message": {
      const { channel, message } = event;
      const there = seen.messages[channel] ?? [];
      const at = there.findIndex(({ ts }) => ts === message.ts);
      const messages = at === -1 ? [...there, message] : there.with(at, message);
      const next = { ...feed, seen: { ...seen, messages: { ...seen.messages, [channel]: messages } } };
      const why = at === -1 ? whyPushed(next.seen, { channel, message }) : null;
      return why === null
        ? next
        : { ...next, pushed: [...feed.pushed, { channel, message, why }].slice(-MOST_PUSHED) };
    }
    default:
      return event satisfies never;
  }
}

/** Messages that are told anew and say the same stay the ones that they were, so that they need not be drawn again. */
function keepingWhatIsSame(before: Everything | null, told: Everything): Everything {
  if (before === null) return told;
  const kept = Object.entries(told.messages).map(([channel, messages]) => {
    const known = new Map((before.messages[channel] ?? []).map((message) => [message.ts, message]));
    const same = messages.map((message) => {
      const was = known.get(message.ts);
      return was !== undefined && JSON.stringify(was) === JSON.stringify(message) ? was : message;
    });
    return [channel, same] as const;
  });
  return { ...told, messages: Object.fromEntries(kept) };
}

function pushedIn(seen: Everything): readonly PushedMessage[] {
  return Object.entries(seen.messages)
    .flatMap(([channel, messages]) =>
      messages.flatMap(({ posted, ...now }) => {
        const message = { ...now, ...posted };
        const why = whyPushed(seen, { channel, message });
        return why === null ? [] : [{ channel, message, why }];
      }),
    )
    .toSorted((one, other) => Number(one.message.ts) - Number(other.message.ts))
    .slice(-MOST_PUSHED);
}
