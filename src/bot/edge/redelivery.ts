import { assertNever } from "../../domain/problem.ts";
import type { BotParts } from "../bot-parts.ts";
import { askingFor } from "../find-person.ts";
import { code, md, moment } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { says } from "../views/problem.ts";
import type { Asking, Origin } from "./origin.ts";

/**
 * Does what changes something, for a person whom Slack names, where this is its first delivery; a later one that another process
 * took, which may have died before it answered, is told so and changes nothing. What the first one came to does not matter: a
 * cancel that found nothing to cancel is over too, and so is what a person was told was not begun.
 */
export async function once(
  origin: Origin,
  parts: BotParts,
  act: (asking: Asking) => Promise<Message | null>,
): Promise<Message | null> {
  const [person, delivery] = await Promise.allSettled([
    askingFor(origin, parts),
    parts.inbox.take(origin.delivery),
  ]);
  if (person.status === "rejected") throw person.reason;
  if (delivery.status === "rejected") throw delivery.reason;
  const taken = delivery.value;
  if (taken.is === "new") return await act(person.value);
  parts.log.warn({ user: origin.user, ...taken }, "delivered again, and not done again");
  switch (taken.is) {
    case "again":
      return says(
        md`This reached me before (${moment(taken.at)}) and is not done a second time. ${code("/loans status")} tells what is underway.`,
      );
    case "old":
      return says(
        md`This began at ${moment(taken.saidAt)}, and what is remembered does not go back so far: it may have been carried out already, so nothing is done now. Ask for it once more if you still want it.`,
      );
    default:
      return assertNever(taken);
  }
}
