import { createClients } from "../aws/clients.ts";
import { createClusters } from "../aws/clusters.ts";
import { createLake } from "../aws/lake.ts";
import { createStacks } from "../aws/stacks.ts";
import { createWarehouse } from "../aws/warehouse.ts";
import { createAnnouncer } from "../bot/announcer.ts";
import { createSlackClient } from "../bot/slack-client.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/config.ts";
import { createLog } from "../config/log.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { explain } from "../jobs/engine/error-class.ts";
import { Outbox } from "../jobs/messages/outbox.ts";
import { recall } from "../jobs/recovery/recall.ts";
import { recoveredLines } from "../jobs/recovery/recovered-lines.ts";
import { keysFor } from "../jobs/store/keys.ts";
import { connectForAsking } from "../jobs/store/redis.ts";
import { RunStore } from "../jobs/store/run-store.ts";
import { TimetableStore } from "../jobs/store/schedule-store.ts";
import { WakeQueue } from "../jobs/store/wake-queue.ts";
import { endWhenUnread, readOptions, wholeNumber } from "./command-line.ts";

/**
 * `npm run recover`: tells Redis what AWS and Slack hold of the last days' runs, and says what it found. What Redis knows
 * already stays as it is.
 */
endWhenUnread();
try {
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
  const log = createLog({ level: "silent" });
  const clock = { now: () => new Date(), monotonic: () => performance.now() };
  const keys = keysFor(config.stack.name);
  const redis = connectForAsking(config.redis.url.reveal());
  const runs = new WakeQueue("runs", { redis, keys });
  const messages = new WakeQueue("messages", { redis, keys });
  try {
    await new Promise<void>((resolve, reject) => redis.once("ready", resolve).once("error", reject));
    const clients = createClients(config.aws);
    const store = new RunStore(redis, { keys, now: clock.now });
    const announcer = createAnnouncer({
      client: createSlackClient(config.slack, { log }),
      policy: config.people,
      log,
    });
    const { channel } = config.slack;
    const outbox = new Outbox({ redis, keys, queue: messages, announcer, channel, clock });
    const recalled = await recall(
      {
        store,
        world: {
          stacks: createStacks(clients),
          clusters: createClusters(clients),
          lake: createLake(clients),
          warehouse: createWarehouse(clients),
          clock,
          settings: { stack: config.stack.name },
        },
        announcer,
        outbox,
        schedule: new TimetableStore(redis, keys),
        channel,
        wake: async (runId) => await runs.wake(runId),
        log,
      },
      { days },
    );
    return recoveredLines(recalled, days);
  } finally {
    await Promise.all([runs.close(), messages.close()]);
    redis.disconnect();
  }
}
