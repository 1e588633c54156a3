import { dayIn, parseDay } from "../../domain/day.ts";
import type { BotParts } from "../bot-parts.ts";
import { carriedOut } from "../dispatch.ts";
import type { SubmissionRequest } from "../edge/slack-request.ts";
import { compareOrigin } from "../modals/compare.ts";
import { compareModal } from "../names.ts";
import { dated } from "../views/days.ts";
import type { Form } from "./form.ts";

/** The other day that a summary is compared with; whether it has one is seen when it is looked up. */
export function compareForm(view: SubmissionRequest["view"], parts: BotParts): Form {
  const { blockId, inputId } = compareModal;
  const { day, ...origin } = compareOrigin(view.private_metadata);
  const other = parseDay(view.state.values[blockId]?.[inputId]?.selected_date ?? "");
  const today = dayIn(parts.config.daily.zone, parts.clock.now());
  const wrong = () => {
    if (other === null) return "Pick a day.";
    if (other === day) return `${dated(day)} is the day itself: pick another one.`;
    return other > today ? `${dated(other)} is after today, ${dated(today)}: pick a day up to today.` : null;
  };
  const why = wrong();
  return {
    ...{ origin, asksFor: "comparison", firstBlock: blockId },
    wrong: why === null ? {} : { [blockId]: why },
    act: async (asking) => await carriedOut({ name: "compare", day, other }, asking, parts),
  };
}
