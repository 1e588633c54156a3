import { addDays } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { BotParts } from "../bot-parts.ts";
import { countsOf } from "../day-counts.ts";
import { toldBefore } from "../told-now.ts";
import type { Message } from "../views/block-kit/message.ts";
import { comparison, nothingToCompare } from "../views/comparison.ts";
import type { CommandEntry } from "./command-entry.ts";

export const compare: CommandEntry<"compare"> = {
  name: "compare",
  usage: "compare [YYYY-MM-DD] [YYYY-MM-DD]",
  summary: "what differs between two days, for you alone; without the second, a week before",
  async listener({ day, other }, _asking, parts) {
    const counts = await countsOf(day, parts);
    if ("none" in counts) return counts.none;
    if (other === null)
      return await compared(counts.found, await before(counts.found, parts), parts, { isWeek: true });
    const others = await countsOf(other, parts);
    return "none" in others
      ? others.none
      : await compared(counts.found, others.found, parts, { isWeek: false });
  },
};

/** The same weekday of the week before tells most; a day that is not published now is no measure. */
async function before(
  { day }: DaySummary,
  parts: Pick<BotParts, "runs" | "config">,
): Promise<DaySummary | null> {
  return (await parts.runs.summary(addDays(day, -7))) ?? (await toldBefore(day, parts));
}

async function compared(
  one: DaySummary,
  other: DaySummary | null,
  { runs }: Pick<BotParts, "runs">,
  { isWeek }: { readonly isWeek: boolean },
): Promise<Message> {
  if (other === null) return nothingToCompare(one);
  const weekBefore = addDays(one.day, -7);
  const missing = isWeek && other.day !== weekBefore ? weekBefore : null;
  const [later, earlier] = one.day > other.day ? [one, other] : [other, one];
  const [ofLater, ofEarlier] = await Promise.all([later, earlier].map(({ runId }) => runs.view(runId)));
  return comparison(
    later,
    earlier,
    { later: ofLater?.cardUrl ?? null, earlier: ofEarlier?.cardUrl ?? null },
    missing,
  );
}
