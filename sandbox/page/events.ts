import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChatState } from "../slack/chat-state.ts";
import { beginEvents } from "../slack/http.ts";
import type { Person } from "../slack/people.ts";
import type { PageEvent } from "./client/protocol.ts";
import { changeFor, everythingFor } from "./seen.ts";

/** A line in which nothing is said looks like a broken one to what stands between. */
const HEARTBEAT_MS = 15_000;

/** Tells a person's page of all that they see, then of each change. A page that comes back is told everything anew. */
export async function tellEvents(
  state: ChatState,
  person: Person,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const write = beginEvents(response);
  const tell = (event: PageEvent) => write(JSON.stringify(event));
  // What changes while everything is gathered is in it, or comes behind it: a message is told whole each time.
  const waiting: PageEvent[] = [];
  let isTold = false;
  const stop = state.onChange((change) => {
    const event = changeFor(state, person, change);
    if (event === null) return;
    if (isTold) tell(event);
    else waiting.push(event);
  });
  const beat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  request.once("close", () => {
    clearInterval(beat);
    stop();
  });
  tell(await everythingFor(state, person));
  isTold = true;
  for (const event of waiting) tell(event);
}
