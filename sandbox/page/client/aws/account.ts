import { useEffect, useState } from "preact/hooks";
import type { Account } from "../../../aws/account.ts";
import { subscribe } from "../feed/subscribe.ts";
import { ACCOUNT } from "../protocol.ts";

/** What there is in the account now; `null` until it was told, and while nobody wants to know. */
export function useAccount(isWanted: boolean): Account | null {
  const [account, setAccount] = useState<Account | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    const leave = subscribe(ACCOUNT, ({ event }) => {
      if (event !== null) setAccount(event as Account);
    });
    return () => {
      leave();
      setAccount(null);
    };
  }, [isWanted]);
  return account;
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
