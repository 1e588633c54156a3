import { setTimeout as sleep } from "node:timers/promises";
import type { DaySummary } from "../domain/loans/category-counts.ts";
import { longDay } from "../domain/long-day.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking } from "./edge/origin.ts";
import { isDirect } from "./names.ts";
import { isExternallyShared } from "./shared-channel.ts";
import type { FilePlace } from "./upload-file.ts";
import { takesFiles, uploadFile } from "./upload-file.ts";
import type { SharedFile } from "./views/csv.ts";
import { csvFile } from "./views/csv.ts";

type FileParts = Pick<BotParts, "client" | "outbox" | "config" | "log">;

/**
 * Brings the counts of a day as a file to where whoever asked reads: into the thread of the day's card, once for all, or into their
 * direct messages. `null` where there is no such place, or Slack takes no file of this app (`files:write` may be left out when
 * it is installed): then the rows can be told as text. Never throws what Slack answers.
 */
export async function shareCounts(
  summary: DaySummary,
  asking: Pick<Asking, "channel" | "threadTs">,
  parts: FileParts,
): Promise<SharedFile | null> {
  const { client, log } = parts;
  if (!takesFiles(client)) return null;
  const name = `loans-${parts.config.stack.name}-${summary.day}.csv`;
  const file = { name, words: wordsOf(summary), text: csvFile(summary) };
  try {
    if (isDirect(asking.channel)) {
      await uploadFile(file, asking, client);
      return { name, place: "own", wasThere: false };
    }
    const at = await threadOfDay(summary, asking, parts);
    if (at === null) return null;
    const wasThere = await oneAtATime(summary.runId, parts, async () => {
      const isOld = await isThere(summary, { at, client });
      if (!isOld) await uploadFile(file, at, client);
      return isOld;
    });
    return wasThere === null ? null : { name, place: "thread", wasThere };
  } catch (error) {
    log.warn({ err: error, run: summary.runId }, "slack did not take a file of counts");
    return null;
  }
}

/** Somebody else's press is given so long; then the rows are told as text. */
const othersWithinMs = 10_000;
const lookEveryMs = 250;

/** What is done to a run's thread while nobody else does it, in any process; `null` where somebody else never came to an end. */
async function oneAtATime<T>(
  runId: string,
  { outbox }: Pick<FileParts, "outbox">,
  act: () => Promise<T>,
): Promise<T | null> {
  for (let waitedMs = 0; !(await outbox.takeFile(runId)); waitedMs += lookEveryMs) {
    if (waitedMs >= othersWithinMs) return null;
    await sleep(lookEveryMs);
  }
  try {
    return await act();
  } finally {
    await outbox.leaveFile(runId);
  }
}

/** The thread of the day's card, where the asker is in its channel and no other company reads it. */
async function threadOfDay(
  { runId }: DaySummary,
  { channel }: Pick<Asking, "channel">,
  { client, outbox, config }: FileParts,
): Promise<FilePlace | null> {
  const card = await outbox.cardPlace(runId);
  if (card === null || card.channel !== channel || channel !== config.slack.channel) return null;
  if (!config.slack.isSharedAllowed && (await isExternallyShared(client, channel)) === true) return null;
  return { channel, threadTs: card.ts };
}

/** What stands above the file. The run is part of it: a day that is counted anew has another file. */
function wordsOf({ day, runId }: DaySummary): string {
  return `Counts of ${longDay(day)} as CSV, run ${runId}`;
}

async function isThere(
  summary: DaySummary,
  { at: { channel, threadTs }, client }: { readonly at: FilePlace } & Pick<FileParts, "client">,
): Promise<boolean> {
  if (threadTs === null) return false;
  const words = wordsOf(summary);
  let cursor: string | undefined;
  do {
    const page = await client.conversations.replies({
      ...{ channel, ts: threadTs, limit: 200 },
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.messages?.some(({ text }) => text === words)) return true;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return false;
}
