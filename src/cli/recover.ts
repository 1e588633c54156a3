import { wireAws } from "../app/wire-aws.ts";
import { wireChannel } from "../app/wire-channel.ts";
import { wireRecovery } from "../app/wire-recovery.ts";
import { closeQueues, connectRedis, openQueues } from "../app/wire-redis.ts";
import { systemClock } from "../config/clock.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/config.ts";
import { createLog } from "../config/log.ts";
import { followProxy } from "../config/way-out.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { recoveredLines } from "../jobs/recovery/recovered-lines.ts";
import { untilItAnswers } from "../jobs/store/redis.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import { endWhenUnread, readOptions, wholeNumber } from "./command-line.ts";

/**
 * `npm run recover`: tells Redis what AWS and Slack hold of the last days' runs, and says what it found. What Redis knows
 * already stays as it is.
 */
endWhenUnread();
try {
  followProxy();
  const days = daysAsked();
  for (const line of await recover(parseConfig(), days)) process.stdout.write(`${line}\n`);
} catch (error) {
  const problem = explain(error);
  const says = problem.code === "bug" && error instanceof Error ? error.message : problem.message;
  process.stderr.write(`${withoutSecrets(says)}\n`);
  process.exitCode = 1;
}

function daysAsked(): number {
  const act = "recovering the last days";
  const usage = "say it as in `npm run recover -- --days 14`";
  const { days } = readOptions({ days: { type: "string", default: "14" } }, { act, usage });
  return wholeNumber(days, { act, option: "--days", least: 1, most: 400 });
}

async function recover(config: Config, days: number): Promise<readonly string[]> {
  const how = { clock: systemClock, log: createLog({ level: "silent" }) };
  const connected = connectRedis(config);
  const queues = openQueues(connected);
  try {
    await untilItAnswers(connected.redis);
    const channel = wireChannel(config, { ...connected, ...how, queue: queues.messages });
    const recovery = wireRecovery(config, { ...connected, ...how, queues, channel, aws: wireAws(config) });
    return recoveredLines(await recovery.recall({ days }), days);
  } finally {
    await closeQueues(queues);
    connected.redis.disconnect();
  }
}
