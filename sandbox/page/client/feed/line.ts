import type { Everything, LineWord, Told } from "../protocol.ts";
import { after, nothingYet } from "./feed-after.ts";

/** Who hears what the line says of the topics that they want. */
export type Listener = (told: Told) => void;

/** After an answer that is no stream, a browser does not ask again by itself. */
const AGAIN_MS = 3_000;

/**
 * The one line on which the stand-in tells all that is wanted on this machine's browser, however many pages want it: a browser
 * allows six connections to a host, and a line holds one as long as it is open.
 */
export class Line {
  readonly #wanted = new Map<Listener, readonly string[]>();
  /** What each topic says now, for a page that comes later. */
  readonly #latest = new Map<string, LineWord["event"]>();
  #source: EventSource | null = null;
  #open = "";
  #isAway = false;

  /** What one page wants to hear from now on: what it wanted before no more; nothing at all where it goes. */
  want(listener: Listener, topics: readonly string[]): void {
    const before = this.#wanted.get(listener) ?? [];
    if (topics.length === 0) this.#wanted.delete(listener);
    else this.#wanted.set(listener, topics);
    for (const topic of topics.filter((each) => !before.includes(each))) {
      const event = this.#latest.get(topic);
      if (event !== undefined) listener({ topic, event });
      if (event !== undefined && this.#isAway) listener({ topic, event: null });
    }
    const all = new Set([...this.#wanted.values()].flat());
    this.#ask([...all].toSorted());
  }

  #ask(topics: readonly string[]): void {
    const query = topics.join("&");
    if (query === this.#open) return;
    this.#source?.close();
    this.#source = null;
    this.#open = query;
    for (const topic of this.#latest.keys()) if (!topics.includes(topic)) this.#latest.delete(topic);
    if (query !== "") this.#listen(query);
  }

  #listen(query: string): void {
    const source = new EventSource(`/page/events?${query}`);
    this.#source = source;
    source.onopen = () => {
      this.#isAway = false;
    };
    source.onmessage = ({ data }) => this.#hear(JSON.parse(data) as LineWord);
    source.onerror = () => {
      this.#isAway = true;
      for (const topic of query.split("&")) this.#tell({ topic, event: null });
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => {
        if (this.#source === source) this.#listen(query);
      }, AGAIN_MS);
    };
  }

  #hear(word: LineWord): void {
    const { topic, event } = word;
    const known = this.#latest.get(topic);
    this.#latest.set(topic, isEverything(known) && "type" in event ? whole(known, event) : event);
    this.#tell(word);
  }

  #tell(told: Told): void {
    for (const [listener, topics] of this.#wanted) if (topics.includes(told.topic)) listener(told);
  }
}

function isEverything(event: LineWord["event"] | undefined): event is Everything {
  return event !== undefined && "type" in event && event.type === "everything";
}

function whole(
  known: Everything,
  event: Extract<LineWord["event"], { readonly type: string }>,
): LineWord["event"] {
  return after({ ...nothingYet, seen: known }, event).seen ?? event;
}
