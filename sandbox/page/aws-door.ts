import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { beginEvents, readBody, sendJson } from "../slack/http.ts";

/** How often the account is looked at while somebody has the pane open. */
const EVERY_MS = 500;

/** Hands a question of the page on to the control door of the AWS stand-in, which a browser would not let it ask. */
export async function askAws(
  awsUrl: string,
  {
    path,
    request,
    response,
  }: { readonly path: string; readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const { method = "GET" } = request;
  const body = method === "GET" ? undefined : await readBody(request);
  const answer = await fetch(`${awsUrl}/sandbox/${path}`, {
    method,
    ...(body !== undefined && { body }),
  }).catch(() => null); // null: nobody answers
  // A refusal is an answer to the page, of which a browser need not complain.
  sendJson(
    response,
    200,
    answer === null ? { error: "the AWS stand-in does not answer just now" } : await answer.json(),
  );
}

/** Tells what there is in the account, and again whenever it has changed, as server-sent events. */
export async function tellAccount(
  awsUrl: string,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const tell = beginEvents(response);
  const gone = new AbortController();
  request.once("close", () => gone.abort());
  for (let told = ""; !gone.signal.aborted; ) {
    const account = await fetch(`${awsUrl}/sandbox/console`, { signal: gone.signal })
      .then((answer) => answer.text())
      .catch(() => ""); // Nobody answers, or nobody looks any more.
    if (account !== told && account !== "") tell(account);
    told = account;
    await wait(EVERY_MS, undefined, { signal: gone.signal }).catch(() => {}); // Nobody looks any more.
  }
}
