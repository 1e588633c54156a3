import type { Offer } from "../../domain/commands/offers.ts";
import { offers, sampleOf } from "../../domain/commands/offers.ts";
import { mayAsk } from "../../domain/commands/permission.ts";
import type { Day } from "../../domain/day.ts";
import { parseDay } from "../../domain/day.ts";
import type { BotParts } from "../bot-parts.ts";
import { carriedOut } from "../dispatch.ts";
import type { Asking } from "../edge/origin.ts";
import { dayAgain } from "../force-question.ts";
import { openModal } from "../modals/name-modal.ts";
import { offerForm } from "../modals/offer-form.ts";
import { actionId, offerAction } from "../names.ts";
import { insteadOf } from "../shared-refusal.ts";
import type { Message } from "../views/block-kit/message.ts";
import { unopenedForm } from "../views/menu.ts";
import { refusal } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Shows the menu anew, to whoever presses it, as things stand then. */
export const openMenu: ActionEntry = {
  id: actionId.menu,
  listener: ({ asking }, parts) => carriedOut({ name: "menu" }, asking, parts),
};

/** What stands behind the dots: the choice says which. */
export const moreOffers: ActionEntry = {
  id: actionId.more,
  async listener({ value, asking }, parts) {
    const offer = offers.find((one) => one === value);
    return offer === undefined ? null : await taken(offer, asking, parts);
  },
};

/** What a menu has a button of its own for. */
export const offerButtons: readonly ActionEntry[] = offers.map((offer) => ({
  id: offerAction(offer),
  listener: ({ value, asking }, parts) =>
    offer === "counts"
      ? carriedOut({ name: "summary", day: parseDay(value) }, asking, parts)
      : taken(offer, asking, parts, dayAgain(value)),
}));

/** A command is carried out as if it had been typed; one that lacks words is asked for them. */
async function taken(
  offer: Offer,
  asking: Asking,
  parts: BotParts,
  again: Day | null = null,
): Promise<Message | null> {
  const form = offerForm(offer, asking, parts, { again });
  if (form === null) return await carriedOut(sampleOf(offer), asking, parts);
  const instead = await insteadOf(sampleOf(offer), asking, parts);
  if (instead !== null) return instead;
  const verdict = mayAsk(sampleOf(offer), asking.person, parts.config.people);
  if (!verdict.allowed) return refusal(verdict);
  return (await openModal(asking, form, parts)) ? null : unopenedForm(sampleOf(offer));
}
