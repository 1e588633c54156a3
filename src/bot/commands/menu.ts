import { offersFor } from "../../domain/commands/offers.ts";
import { offeredBy, overviewNow } from "../overview.ts";
import { menuMessage } from "../views/menu.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Two weeks: the newest day of which there is anything to tell is hardly ever older. */
const bankDays = 10;

export const menu: CommandEntry<"menu"> = {
  name: "menu",
  usage: "menu",
  summary: "how things stand, with buttons for what you may do now; the same without a word",
  async listener(_command, { user, person }, parts) {
    const overview = await overviewNow(parts, { days: bankDays });
    return menuMessage(overview, offersFor(person, parts.config.people, offeredBy(overview, user)));
  },
};
