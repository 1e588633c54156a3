import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Account } from "../aws/account.ts";
import { readBody, sendJson } from "../slack/http.ts";

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

/** Tells what there is in the account, and again whenever it has changed, until nobody looks any more. */
export async function watchAccount(
  awsUrl: string,
  gone: AbortSignal,
  tell: (account: Account) => void,
): Promise<void> {
  for (let told = ""; !gone.aborted; ) {
    const account = await fetch(`${awsUrl}/sandbox/console`, { signal: gone })
      .then((answer) => answer.text())
      .catch(() => ""); // Nobody answers, or nobody looks any more.
    if (account !== told && account !== "") tell(JSON.parse(account) as Account);
    told = account;
    await wait(EVERY_MS, undefined, { signal: gone }).catch(() => {}); // Nobody looks any more.
  }
}
