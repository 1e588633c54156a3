import { countsOf } from "../day-counts.ts";
import { besideNow } from "../told-now.ts";
import { chartMessage } from "../views/chart-message.ts";
import type { CommandEntry } from "./command-entry.ts";

export const chart: CommandEntry<"chart"> = {
  name: "chart",
  usage: "chart [today|yesterday|YYYY-MM-DD]",
  summary: "the largest categories of a day beside those of the day before, as bars, for you alone",
  async listener({ day }, _asking, parts) {
    const counts = await countsOf(day, parts);
    return "none" in counts ? counts.none : chartMessage(await besideNow(counts.found, parts));
  },
};
