import type { Told } from "../protocol.ts";
import { Line } from "./line.ts";

/** Who on this page listens to what. */
const listeners = new Map<(told: Told) => void, string>();

/** Tells the line what this page wants to hear; made with the first wish. */
let want: ((topics: readonly string[]) => void) | null = null;

/**
 * Hears what the stand-in tells of a topic, on a line that all pages of this browser share; gives what ends it. `null` for the
 * event: the stand-in is away.
 */
export function subscribe(topic: string, hear: (told: Told) => void): () => void {
  listeners.set(hear, topic);
  say();
  return () => {
    listeners.delete(hear);
    say();
  };
}

/** Says what is wanted once everything that changes together has changed. */
function say(): void {
  queueMicrotask(() => {
    want ??= opened();
    want([...new Set(listeners.values())]);
  });
}

function tell(told: Told): void {
  for (const [hear, topic] of listeners) if (topic === told.topic) hear(told);
}

function opened(): (topics: readonly string[]) => void {
  // Some browsers of phones share nothing among pages: there each page has a line of its own.
  if (!("SharedWorker" in globalThis)) {
    const line = new Line();
    return (topics) => line.want(tell, topics);
  }
  const { port } = new SharedWorker(new URL("./shared-line.ts", import.meta.url), { type: "module" });
  port.onmessage = ({ data }: MessageEvent<Told>) => tell(data);
  // Nobody tells a worker that a page has gone; one that is shown again by the back button wants what it wanted.
  addEventListener("pagehide", () => port.postMessage([]));
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) say();
  });
  return (topics) => port.postMessage(topics);
}
