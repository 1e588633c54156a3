import { countsOf } from "../day-counts.ts";
import { trendMessage } from "../views/trend-message.ts";
import type { CommandEntry } from "./command-entry.ts";

export const trend: CommandEntry<"trend"> = {
  name: "trend",
  usage: "trend [category]",
  summary: "what a category, or all loans, had on the last 14 bank days, as a line, for you alone",
  async listener({ category }, _asking, parts) {
    const counts = await countsOf(null, parts);
    return "none" in counts ? counts.none : trendMessage(counts.found, category);
  },
};
