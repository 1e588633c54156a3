import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { readBody, sendJson } from "../slack/http.ts";
import type { AccountNews } from "./client/protocol.ts";

/** How often the account is looked at while somebody has the pane open. */
const EVERY_MS = 500;

/** So long the stand-in may take before it counts as away: a look takes none of that, a statement may take its half minute. */
const PATIENCE_MS = { look: 5_000, question: 40_000 } as const;

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
    signal: AbortSignal.timeout(PATIENCE_MS.question),
  }).catch(() => null); // null: nobody answers
  // A refusal is an answer to the page, of which a browser need not complain.
  sendJson(
    response,
    200,
    answer === null ? { error: "the AWS stand-in does not answer just now" } : await answer.json(),
  );
}

/**
 * Tells what there is in the account, again whenever it has changed, and since when nobody answers for it, until nobody looks
 * any more.
 */
export async function watchAccount(
  awsUrl: string,
  { gone, now }: { readonly gone: AbortSignal; readonly now: () => number },
  tell: (news: AccountNews) => void,
): Promise<void> {
  let news: AccountNews = { account: null, awaySince: null };
  for (let told: string | null = ""; !gone.aborted; ) {
    const began = now();
    const account: string | null = await fetch(`${awsUrl}/sandbox/console`, {
      signal: AbortSignal.any([gone, AbortSignal.timeout(PATIENCE_MS.look)]),
    })
      .then((answer) => (answer.ok ? answer.text() : null))
      .catch(() => null); // Nobody answers, or nobody looks any more.
    if (account !== told && !gone.aborted) {
      news =
        account === null
          ? { ...news, awaySince: new Date(began).toISOString() }
          : { account: JSON.parse(account), awaySince: null };
      tell(news);
    }
    told = account;
    await wait(EVERY_MS, undefined, { signal: gone }).catch(() => {}); // Nobody looks any more.
  }
}
