import type { ServerResponse } from "node:http";
import type { ChatState } from "../slack/chat-state.ts";
import { beginEvents } from "../slack/http.ts";
import type { Person } from "../slack/people.ts";
import { findPerson, people } from "../slack/people.ts";
import { watchAccount } from "./aws-door.ts";
import type { LineWord, PageEvent } from "./client/protocol.ts";
import { ACCOUNT, topicOf } from "./client/protocol.ts";
import { changeFor, everythingFor } from "./seen.ts";

/** A line in which nothing is said looks like a broken one to what stands between. */
const HEARTBEAT_MS = 15_000;

/** What is told on one line. */
interface Topics {
  /** The names of persons. */
  readonly persons: readonly string[];
  /** Where the account is that is told of; `null`: none is. */
  readonly awsUrl: string | null;
}

/**
 * Tells pages of all that these persons see, and of what there is in the account, then of each change: all on one line, since
 * a browser allows few. Who comes back is told everything anew.
 */
export async function tellEvents(
  state: ChatState,
  { persons, awsUrl }: Topics,
  response: ServerResponse,
): Promise<void> {
  const write = beginEvents(response);
  const gone = new AbortController();
  const beat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  response.once("close", () => {
    clearInterval(beat);
    gone.abort();
  });
  const tell = (word: LineWord) => write(JSON.stringify(word));
  const account =
    awsUrl === null
      ? undefined
      : watchAccount(awsUrl, { gone: gone.signal, now: () => state.now() }, (event) =>
          tell({ topic: ACCOUNT, event }),
        );
  await Promise.all([
    account,
    ...persons.map((name) => {
      const say = (event: PageEvent) => tell({ topic: topicOf(name), event });
      const person = findPerson(name);
      if (person !== undefined) return tellPerson(state, person, { say, gone: gone.signal });
      return say({ type: "nobody", people: Object.keys(people) });
    }),
  ]);
}

async function tellPerson(
  state: ChatState,
  person: Person,
  { say, gone }: { readonly say: (event: PageEvent) => void; readonly gone: AbortSignal },
): Promise<void> {
  // What changes while everything is gathered is in it, or comes behind it: a message is told whole each time.
  const waiting: PageEvent[] = [];
  let isTold = false;
  const stop = state.onChange((change) => {
    const event = changeFor(state, person, change);
    if (event === null) return;
    if (isTold) say(event);
    else waiting.push(event);
  });
  gone.addEventListener("abort", stop);
  if (gone.aborted) stop();
  say(await everythingFor(state, person));
  isTold = true;
  for (const event of waiting) say(event);
}
