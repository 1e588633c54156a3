import type { Day } from "../../domain/day.ts";
import { isBankDay, passedOver } from "../../domain/schedule/bank-days.ts";
import { countsOf, newestSummary } from "../day-counts.ts";
import { trendUpTo } from "../told-now.ts";
import { noBankDay, trendMessage } from "../views/trend-message.ts";
import type { CommandEntry } from "./command-entry.ts";

export const trend: CommandEntry<"trend"> = {
  name: "trend",
  usage: "trend [category]",
  summary: "what a category, or all loans, had on the last 14 bank days, as a line, for you alone",
  async listener({ category }, _asking, parts) {
    const counts = await countsOf(null, parts);
    if ("none" in counts) return counts.none;
    const { day } = counts.found;
    const because = passedOver(parts.config.daily.calendar, day);
    if (because === null) return trendMessage(await trendUpTo(counts.found, parts), category);
    const isBank = (one: Day) => isBankDay(parts.config.daily.calendar, one);
    const ofBankDay = await newestSummary(parts, isBank);
    const beside = { day, because };
    return ofBankDay === null
      ? noBankDay(beside)
      : trendMessage(await trendUpTo(ofBankDay, parts), category, beside);
  },
};
