import { connectRedis } from "../app/wire-redis.ts";
import { openAuditFolder, openAuditPlace } from "../aws/audit-place.ts";
import { createClients } from "../aws/clients.ts";
import { createRegionalLake } from "../aws/regional-lake.ts";
import type { AuditSource } from "../config/config.ts";
import { parseAuditSource } from "../config/config.ts";
import { followProxy } from "../config/way-out.ts";
import { monthOf } from "../domain/audit/audit-entry.ts";
import { auditRows } from "../domain/audit/audit-rows.ts";
import { verifiedLines } from "../domain/audit/verified-lines.ts";
import type { VerifiedChain } from "../domain/audit/verify-chain.ts";
import { csvText } from "../domain/csv.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { Problem } from "../domain/problem.ts";
import { verifyPlace, verifyRedis } from "../jobs/audit/audit-book.ts";
import { AuditStore } from "../jobs/store/audit-store.ts";
import { untilItAnswers } from "../jobs/store/redis.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import { endWhenUnread, readOptions } from "./command-line.ts";

/** The record, or what leads to it, could not be read: nothing was judged, which is not the same as a chain that is broken (1). */
const UNREAD = 2;

/**
 * `npm run audit -- --verify`: judges the audit record where LOANS_AUDIT has it, or in Redis; one line a month. Ends with 1 where
 * an entry is not as it was written, and names the first one; with 2 where there was nothing to judge. `-- --csv 2026-11` prints
 * the entries of that month as comma-separated values instead, as the app's file has them. Whoever judges or reads it needs no
 * more of the product's configuration than where it lies.
 */
endWhenUnread({ code: UNREAD });
try {
  followProxy();
  const { month, csv } = asked();
  const { where, chain } = await verified(parseAuditSource(), month);
  if (month === null && chain.entries.length === 0 && chain.broken === null) throw emptyRecord(where);
  if (csv) process.stdout.write(rowsOf(chain, { where, month }));
  else for (const line of verifiedLines(chain, { where, month })) process.stdout.write(`${line}\n`);
  if (chain.broken !== null) process.exitCode = 1;
} catch (error) {
  const problem = explain(error);
  const says = problem.code === "bug" && error instanceof Error ? error.message : problem.message;
  process.stderr.write(`${withoutSecrets(says)}\n`);
  process.exitCode = UNREAD;
}

/** What was asked for: the month, `null` for all, and whether its rows are. */
function asked(): { readonly month: string | null; readonly csv: boolean } {
  const act = "looking at the audit record";
  const usage =
    "say it as in `npm run audit -- --verify`, with `--month 2026-11`, or as `npm run audit -- --csv 2026-11`";
  const options = {
    verify: { type: "boolean", default: false },
    month: { type: "string" },
    csv: { type: "string" },
  } as const;
  const { verify, month = null, csv = null } = readOptions(options, { act, usage });
  const wrong = (says: string) => new Problem("bad-arguments", `${act}: ${says}`, { remedy: usage });
  if (!verify && csv === null) throw wrong("it was not said what to do");
  if (csv !== null && (verify || month !== null)) throw wrong("--csv stands alone, with its month");
  for (const [option, said] of Object.entries({ "--month": month, "--csv": csv }))
    if (said !== null && !/^\d{4}-(0[1-9]|1[0-2])$/.test(said)) throw wrong(`${option} is "${said}"`);
  return { month: csv ?? month, csv: csv !== null };
}

/** The rows of a month, up to the first entry that is not as it was written, which is told beside them. */
function rowsOf(
  { entries, broken }: VerifiedChain,
  { where, month }: { readonly where: string; readonly month: string | null },
): string {
  const ofMonth = entries.filter((entry) => monthOf(entry) === month);
  if (broken !== null) process.stderr.write(`The chain is broken: ${broken.says}.\n`);
  else if (ofMonth.length === 0) process.stderr.write(`Nothing is recorded of ${month} in ${where}.\n`);
  return csvText(auditRows(ofMonth));
}

async function verified(
  source: AuditSource,
  month: string | null,
): Promise<{ readonly where: string; readonly chain: VerifiedChain }> {
  if (source.is === "place") {
    const { place: of, stack, aws } = source;
    const place =
      aws === null
        ? openAuditFolder(of, stack)
        : openAuditPlace(of, stack, createRegionalLake(createClients(aws)));
    return { where: place.name, chain: await verifyPlace(place, month) };
  }
  const { redis, keys } = connectRedis({ redis: { url: source.url }, stack: { name: source.stack } });
  try {
    await untilItAnswers(redis);
    return { where: "Redis", chain: await verifyRedis(new AuditStore(redis, keys)) };
  } finally {
    redis.disconnect();
  }
}

/** A place that was named wrongly looks just like this. */
function emptyRecord(where: string): Problem {
  return new Problem(
    "nothing-recorded",
    `looking at the audit record: there is no entry in ${where}, so nothing was judged`,
    {
      remedy: "look whether LOANS_AUDIT and LOANS_STACK are those of the product",
    },
  );
}
