import { wireAws } from "../app/wire-aws.ts";
import { connectRedis } from "../app/wire-redis.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/config.ts";
import { verifiedLines } from "../domain/audit/verified-lines.ts";
import type { VerifiedChain } from "../domain/audit/verify-chain.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { Problem } from "../domain/problem.ts";
import { verifyPlace, verifyRedis } from "../jobs/audit/audit-book.ts";
import { AuditStore } from "../jobs/store/audit-store.ts";
import { untilItAnswers } from "../jobs/store/redis.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import { endWhenUnread, readOptions } from "./command-line.ts";

/**
 * `npm run audit -- --verify`: judges the audit record where LOANS_AUDIT has it, or in Redis; one line a month. Ends with 1 where
 * an entry is not as it was written, and names the first one.
 */
endWhenUnread();
try {
  const month = asked();
  const config = parseConfig();
  const { where, chain } = await verified(config, month);
  for (const line of verifiedLines(chain, { where, month })) process.stdout.write(`${line}\n`);
  if (chain.broken !== null) process.exitCode = 1;
} catch (error) {
  const problem = explain(error);
  const says = problem.code === "bug" && error instanceof Error ? error.message : problem.message;
  process.stderr.write(`${withoutSecrets(says)}\n`);
  process.exitCode = 1;
}

/** The month that was asked for; `null`: all. */
function asked(): string | null {
  const act = "looking at the audit record";
  const usage = "say it as in `npm run audit -- --verify`, or with `--month 2026-11`";
  const options = { verify: { type: "boolean", default: false }, month: { type: "string" } } as const;
  const { verify, month = null } = readOptions(options, { act, usage });
  if (!verify) throw new Problem("bad-arguments", `${act}: it was not said what to do`, { remedy: usage });
  if (month !== null && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new Problem("bad-arguments", `${act}: --month is "${month}"`, { remedy: usage });
  return month;
}

async function verified(
  config: Config,
  month: string | null,
): Promise<{ readonly where: string; readonly chain: VerifiedChain }> {
  const place = wireAws(config).auditPlace;
  if (place !== null) return { where: place.name, chain: await verifyPlace(place, month) };
  const { redis, keys } = connectRedis(config);
  try {
    await untilItAnswers(redis);
    return { where: "Redis", chain: await verifyRedis(new AuditStore(redis, keys)) };
  } finally {
    redis.disconnect();
  }
}
