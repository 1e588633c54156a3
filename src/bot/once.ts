import { assertNever } from "../domain/problem.ts";
import type { BotParts } from "./parts.ts";
import type { Origin } from "./said.ts";
import { clockTime, code, md, moment } from "./views/markup.ts";
import type { Message } from "./views/message.ts";
import { says } from "./views/problem.ts";

/**
 * Does what changes something where this is its first delivery; a later one, whenever and wherever it comes, is told so
 * and changes nothing. What the first one came to does not matter: a cancel that found nothing to cancel is over too.
 */
export async function once(
  origin: Pick<Origin, "user" | "delivery">,
  { inbox, log }: Pick<BotParts, "inbox" | "log">,
  act: () => Promise<Message | null>,
): Promise<Message | null> {
  const taken = await inbox.take(origin.delivery);
  if (taken.is === "new") return await act();
  log.warn({ user: origin.user, ...taken }, "delivered again, and not done again");
  switch (taken.is) {
    case "again":
      return says(
        md`This reached me before, at ${clockTime(taken.at)}, and is not done a second time. ${code("/loans status")} tells what is underway.`,
      );
    case "old":
      return says(
        md`You said this at ${moment(taken.saidAt)}, and it reached me only now. Whether it was carried out then is not known any more, so nothing is done. Say it once more if you still want it.`,
      );
    default:
      return assertNever(taken);
  }
}
