import { useEffect, useState } from "preact/hooks";
import type { PageEvent } from "../protocol.ts";
import type { Feed } from "./feed-after.ts";
import { after } from "./feed-after.ts";

/** What comes within so many milliseconds is drawn together: a batch of messages is one change of the page. */
const TOGETHER_MS = 30;

/** So many events are drawn at once; the page answers who uses it before it draws the next ones. */
const AT_ONCE = 20;

const nothing: Feed = { seen: null, isConnected: false, pushed: [] };

/** All that the person sees, kept up to date; a lost line is taken up again by the browser and told anew. */
export function useFeed(person: string): Feed {
  const [kept, setKept] = useState({ of: person, feed: nothing });
  useEffect(() => {
    const source = new EventSource(`/page/events?as=${encodeURIComponent(person)}`);
    let waiting: readonly string[] = [];
    const change = (next: (before: Feed) => Feed) =>
      setKept(({ of, feed }) => ({ of: person, feed: next(of === person ? feed : nothing) }));
    const draw = () => {
      // What came for another person is nobody's any more.
      if (source.readyState === EventSource.CLOSED) return;
      const events = waiting.slice(0, AT_ONCE).map((data) => JSON.parse(data) as PageEvent);
      waiting = waiting.slice(AT_ONCE);
      if (waiting.length > 0) setTimeout(draw);
      change((before) => events.reduce(after, before));
    };
    source.onmessage = ({ data }) => {
      if (waiting.length === 0) setTimeout(draw, TOGETHER_MS);
      waiting = [...waiting, data];
    };
    source.onerror = () => change((before) => ({ ...before, isConnected: false }));
    return () => source.close();
  }, [person]);
  // Until the first line comes, the one before was another person's.
  return kept.of === person ? kept.feed : nothing;
}
