import { auditRows } from "../domain/audit/audit-rows.ts";
import { csvText } from "../domain/csv.ts";
import { grouped } from "../domain/grouped.ts";
import type { AuditOfMonth } from "../jobs/audit/audit-book.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking } from "./edge/origin.ts";
import { isDirect } from "./names.ts";
import type { FilePlace } from "./upload-file.ts";
import { takesFiles, uploadFile } from "./upload-file.ts";
import type { AuditFile } from "./views/audit.ts";

/**
 * Brings all entries of a month as a file into the direct messages of whoever asked. `null` where Slack takes no file of this
 * app: then the newest can be told as text. Never throws what Slack answers.
 */
export async function shareAudit(
  found: AuditOfMonth,
  asking: Pick<Asking, "user" | "channel" | "threadTs">,
  { client, config, log }: Pick<BotParts, "client" | "config" | "log">,
): Promise<AuditFile | null> {
  if (!takesFiles(client)) return null;
  const name = `loans-${config.stack.name}-audit-${found.month}.csv`;
  const isHere = isDirect(asking.channel);
  try {
    const at = isHere ? asking : await ownPlace(found, asking, client);
    await uploadFile({ name, words: `${name}, as CSV`, text: csvText(auditRows(found.entries)) }, at, client);
    return { name, isHere };
  } catch (error) {
    log.warn(
      { err: error, user: asking.user, month: found.month },
      "slack did not take a file of the audit record",
    );
    return null;
  }
}

/**
 * Where a person reads what is for them alone. A file is brought to a channel's id alone, and the answer to what is said to a
 * person is what tells that of their direct messages without one more scope (`conversations.open` takes `im:write`).
 */
async function ownPlace(
  { month, entries }: AuditOfMonth,
  { user }: Pick<Asking, "user">,
  client: BotParts["client"],
): Promise<FilePlace> {
  const text = `You asked for the audit record of ${month}, ${grouped(entries.length)} ${entries.length === 1 ? "entry" : "entries"}.`;
  const { channel } = await client.chat.postMessage({ channel: user, text });
  if (channel === undefined) throw new Error("slack does not say where a direct message is");
  return { channel, threadTs: null };
}
