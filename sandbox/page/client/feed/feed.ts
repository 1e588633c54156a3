import { useEffect, useState } from "preact/hooks";
import type { PageEvent } from "../protocol.ts";
import { topicOf } from "../protocol.ts";
import type { Feed } from "./feed-after.ts";
import { after, nothingYet } from "./feed-after.ts";
import { subscribe } from "./subscribe.ts";

/** What comes within so many milliseconds is drawn together: a batch of messages is one change of the page. */
const TOGETHER_MS = 30;

/** So many events are drawn at once; the page answers who uses it before it draws the next ones. */
const AT_ONCE = 4;

/** All that the person sees, kept up to date; a lost line is taken up again and told anew. */
export function useFeed(person: string): Feed {
  const [kept, setKept] = useState({ of: person, feed: nothingYet });
  useEffect(() => {
    let waiting: readonly PageEvent[] = [];
    let isLeft = false;
    const change = (next: (before: Feed) => Feed) =>
      setKept(({ of, feed }) => ({ of: person, feed: next(of === person ? feed : nothingYet) }));
    const draw = () => {
      // What came for another person is nobody's any more.
      if (isLeft) return;
      const events = waiting.slice(0, AT_ONCE);
      waiting = waiting.slice(AT_ONCE);
      if (waiting.length > 0) setTimeout(draw);
      change((before) => events.reduce(after, before));
    };
    const leave = subscribe(topicOf(person), ({ event }) => {
      if (event === null) return change((before) => ({ ...before, isConnected: false }));
      if (waiting.length === 0) setTimeout(draw, TOGETHER_MS);
      waiting = [...waiting, event as PageEvent];
    });
    return () => {
      isLeft = true;
      leave();
    };
  }, [person]);
  // Until the first word comes, the one before was another person's.
  return kept.of === person ? kept.feed : nothingYet;
}
