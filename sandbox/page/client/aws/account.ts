import { useEffect, useState } from "preact/hooks";
import { subscribe } from "../feed/subscribe.ts";
import type { AccountNews } from "../protocol.ts";
import { ACCOUNT } from "../protocol.ts";
import { sandboxNow } from "../sandbox-now.ts";

const unseen: AccountNews = { account: null, awaySince: null };

/** What there is in the account now, while somebody wants to know. */
export function useAccount(isWanted: boolean): AccountNews {
  const [news, setNews] = useState(unseen);
  useEffect(() => {
    if (!isWanted) return;
    const leave = subscribe(ACCOUNT, ({ event }) => {
      const since = new Date(sandboxNow()).toISOString();
      if (event !== null) setNews(event as AccountNews);
      else setNews((before) => ({ ...before, awaySince: before.awaySince ?? since }));
    });
    return () => {
      leave();
      setNews(unseen);
    };
  }, [isWanted]);
  return news;
}

/** Asks the AWS stand-in's control door; throws with its own words. */
export async function askAccount<Answer>(
  path: string,
  method: "GET" | "POST" | "DELETE",
  given?: unknown,
): Promise<Answer> {
  const response = await fetch(`/page/aws/${path}`, {
    method,
    ...(given !== undefined && { body: JSON.stringify(given) }),
  });
  const answer = (await response.json()) as Answer & { error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}
