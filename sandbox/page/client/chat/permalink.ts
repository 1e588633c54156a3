import { messageId } from "../../../../src/web/message.ts";
import type { Everything } from "../protocol.ts";

/** What an address of the page names: a channel, a message, or both. */
export interface Named {
  readonly channel: string | null;
  readonly message: string | null;
}

/** A place to go to: a channel, the thread to open beside it, and the message to land on, in the thread or the channel. */
export interface Meant {
  readonly channel: string;
  readonly thread: string | null;
  readonly message: string | null;
}

/** What an address names, by `/archives/<channel>/p…` as in Slack's permalinks or by `#p…`; `null`: nothing. */
export function namedBy({ pathname, hash }: Pick<URL, "pathname" | "hash">): Named | null {
  const [, channel = null, inPath = null] = /^\/archives\/(\w+)(?:\/(p\d+))?\/?$/.exec(pathname) ?? [];
  const [inHash = null] = /p\d+$/.exec(hash) ?? [];
  // Where one has gone since stands behind the address that one came by, and may be in another channel.
  if (inHash !== null) return { channel: null, message: inHash };
  return channel === null && inPath === null ? null : { channel, message: inPath };
}

/** Where that is among what a person sees; `null`: nowhere. */
export function placeOf({ channels, messages }: Everything, named: Named): Meant | null {
  const among = channels.filter(({ id }) => named.channel === null || id === named.channel);
  if (named.message === null) {
    const [first] = among;
    return first === undefined ? null : { channel: first.id, thread: null, message: null };
  }
  for (const { id } of among) {
    const found = messages[id]?.find(({ ts }) => messageId(ts) === named.message);
    if (found === undefined) continue;
    const isAnswer = found.thread_ts !== undefined && found.thread_ts !== found.ts;
    return { channel: id, thread: isAnswer ? (found.thread_ts ?? null) : null, message: named.message };
  }
  return null;
}

/** What an entry of the browser's history keeps: whose workspace went from there, and where they were. */
interface Left {
  readonly person: string;
  readonly at: Meant;
}

/** Goes by an entry of its own in the browser's history, so that Back leads to where the person was. */
export function goOn(left: Left, message: string): void {
  history.replaceState(left, "");
  history.pushState(null, "", `#${message}`);
}

/**
 * Where the browser's Back and Forward, or an address changed by hand, lead in the workspace of that person, `isFirst` on
 * the page or not; `undefined`: they do not concern it.
 */
export function ledTo(
  state: Left | null,
  {
    seen,
    person,
    isFirst,
  }: { readonly seen: Everything; readonly person: string; readonly isFirst: boolean },
): Meant | null | undefined {
  if (state !== null) return state.person === person ? state.at : undefined;
  const named = namedBy(location);
  return named === null || !isFirst ? undefined : placeOf(seen, named);
}

let isTaken = false;

/** What the page's own address names, for the first who asks: who comes to a channel later goes on where they are. */
export function takeNamed(): Named | null {
  if (isTaken) return null;
  isTaken = true;
  return namedBy(location);
}
