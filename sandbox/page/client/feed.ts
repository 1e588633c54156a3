import { useEffect, useState } from "preact/hooks";
import type { Feed } from "./feed-after.ts";
import { after } from "./feed-after.ts";
import type { PageEvent } from "./protocol.ts";

/** What comes within so many milliseconds is drawn together: a batch of messages is one change of the page. */
const TOGETHER_MS = 30;

/** All that the person sees, kept up to date; a lost line is taken up again by the browser and told anew. */
export function useFeed(person: string): Feed {
  const [feed, setFeed] = useState<Feed>({ seen: null, isConnected: false, pushed: [] });
  useEffect(() => {
    const source = new EventSource(`/page/events?as=${encodeURIComponent(person)}`);
    let waiting: readonly string[] = [];
    const draw = () => {
      const events = waiting.map((data) => JSON.parse(data) as PageEvent);
      waiting = [];
      setFeed((before) => events.reduce(after, before));
    };
    source.onmessage = ({ data }) => {
      if (waiting.length === 0) setTimeout(draw, TOGETHER_MS);
      waiting = [...waiting, data];
    };
    source.onerror = () => setFeed((before) => ({ ...before, isConnected: false }));
    return () => source.close();
  }, [person]);
  return feed;
}
