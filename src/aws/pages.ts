import { classifyAwsError } from "./aws-errors.ts";

/** All pages of a listing, in AWS's order; `ask` is given the token of the page before. */
export async function gatherPages<Page>(
  ask: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    pages.push(page);
    // Resource Groups Tagging ends its listings with an empty token where others leave it out.
    token = tokenOf(page) || undefined;
  } while (token !== undefined);
  return pages;
}

/** A time of AWS's as ISO text; the SDK hands out dates, which JSON would turn into text behind the types' back. */
export function instant(at: Date | undefined): string {
  return (at ?? new Date(0)).toISOString();
}

/** `null` where AWS says that what was asked about is not there; every other error rises. */
export async function nullWhenAbsent<Reply>(reply: Promise<Reply>): Promise<Reply | null> {
  try {
    return await reply;
  } catch (error) {
    if (classifyAwsError(error).kind === "not-found") return null;
    throw error;
  }
}
