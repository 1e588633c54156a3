import { Delivery } from "../jobs/messages/delivery.ts";
import { createMessageContent } from "../jobs/messages/message-content.ts";
import { Pager } from "../jobs/messages/pager.ts";
import { PromisedLogs } from "../jobs/messages/promised-logs.ts";
import type { StepLogs } from "../jobs/messages/step-logs.ts";
import { createStepTail } from "../jobs/messages/step-logs.ts";
import { ScheduleStore } from "../jobs/store/schedule-store.ts";
import type { Program } from "./program.ts";
import type { Aws } from "./wire-aws.ts";
import type { Channel } from "./wire-channel.ts";
import type { Connected, Queues } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";

/** What brings messages and promised logs to people, and how a log is asked for. */
export interface Messages {
  readonly delivery: Delivery;
  readonly promised: PromisedLogs;
  readonly logs: StepLogs;
}

/** What is said is read from the runs. */
export function wireMessages(
  { config, clock, log, readiness, watch }: Program,
  {
    redis,
    keys,
    queues,
    channel: { announcer, outbox, speaking },
    aws,
    runs: { store, reader, view },
  }: Connected & {
    readonly queues: Queues;
    readonly channel: Channel;
    readonly aws: Aws;
    readonly runs: Pick<RunParts, "store" | "reader" | "view">;
  },
): Messages {
  const { pace, slack, daily } = config;
  const decisions = new ScheduleStore(redis, keys);
  const content = createMessageContent({
    ...{ redis, keys, outbox, view, ledger: store.ledger, deadline: daily.deadline, zone: daily.zone },
    journal: async (runId) => await store.journal(runId),
    newestOf: async (day) => await store.ledger.newestOf({ stack: config.stack.name, day }),
    overtakenBy: (run) => reader.overtakenBy(run),
    numbers: (day) => reader.numbers(day),
    decisionOf: async (day) => (await decisions.decisions()).get(day) ?? null,
  });
  const pager = new Pager({
    ...{ redis, keys, stack: config.stack.name, log, now: clock.now },
    webhook: config.alert.webhook,
  });
  const tail = createStepTail(aws);
  const promised = new PromisedLogs({
    redis,
    key: keys.promised,
    queue: queues.runs,
    tail,
    view,
    announcer,
    channel: slack.channel,
    clock,
    log,
    pace,
  });
  const promise: StepLogs["promise"] = async (...what) => await promised.promise(...what);
  const logs = { tail, promise };
  const delivery = new Delivery({
    ...speaking,
    slackClock: { now: () => watch.by("Slack") },
    outbox,
    pager,
    logs,
    content,
    log,
    pace,
  });
  // A Redis that is away tells of itself.
  readiness.add("Slack", async () => await delivery.trouble().catch(() => null));
  return { delivery, promised, logs };
}
