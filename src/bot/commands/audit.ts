import { shareAudit } from "../audit-file.ts";
import { auditMessage } from "../views/audit.ts";
import type { CommandEntry } from "./command-entry.ts";

export const audit: CommandEntry<"audit"> = {
  name: "audit",
  usage: "audit [YYYY-MM|november|this month|last month] [csv]",
  summary:
    "who asked for what, who allowed it and what came of it, in a chain of hashes that shows any change",
  async listener({ month, csv }, asking, parts) {
    const { zone } = parts.config.daily;
    const found = await parts.audit.month(month);
    if (!csv || found.entries.length === 0) return auditMessage(found, { shows: "newest", zone });
    return auditMessage(found, { shows: (await shareAudit(found, asking, parts)) ?? "rows", zone });
  },
};
