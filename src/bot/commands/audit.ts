import { auditMessage } from "../views/audit.ts";
import type { CommandEntry } from "./command-entry.ts";

export const audit: CommandEntry<"audit"> = {
  name: "audit",
  usage: "audit [YYYY-MM|november|this month|last month] [csv]",
  summary:
    "who asked for what, who allowed it and what came of it, in a chain of hashes that shows any change",
  async listener({ month, csv }, _asking, { audit: book }) {
    return auditMessage(await book.month(month), { csv });
  },
};
