import type { SlackApp } from "../bot/slack-app.ts";
import type { Config } from "../config/config.ts";
import { clockProblem } from "../domain/clock-skew.ts";
import { createClockWatch } from "./clock-watch.ts";
import { serveHttp } from "./http-server.ts";
import { engineGauges } from "./metrics/gauges.ts";
import { createMeter } from "./metrics/metrics.ts";
import type { Parts, Program } from "./program.ts";
import { createReadiness, unwellGauge } from "./readiness.ts";
import { createRefusals } from "./refused-requests.ts";
import { wireAudit } from "./wire-audit.ts";
import { wireAws } from "./wire-aws.ts";
import type { Channel } from "./wire-channel.ts";
import { wireChannel } from "./wire-channel.ts";
import { startEngine } from "./wire-engine.ts";
import { wireMessages } from "./wire-messages.ts";
import { startNews } from "./wire-news.ts";
import { wireRecovery } from "./wire-recovery.ts";
import type { Queues } from "./wire-redis.ts";
import { wireRedis } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";
import { auditOwed, wireRuns } from "./wire-runs.ts";
import { wireSchedule } from "./wire-schedule.ts";
import { wireSlack } from "./wire-slack.ts";

/** What one look for `/readyz` may take. */
const LOOK_LIMIT_MS = 2_500;

/** Starts the program and answers where it listens. It is up before Redis, AWS or Slack are. */
export async function start(config: Config, parts: Parts): Promise<{ readonly url: string }> {
  const meter = createMeter();
  const readiness = createReadiness({ limitMs: LOOK_LIMIT_MS, command: config.slack.command });
  meter.watch(unwellGauge(readiness));
  const watch = createClockWatch(parts.clock);
  readiness.add("clock", () => clockProblem(watch.ahead()), "concerns");
  const program: Program = { ...parts, config, meter, readiness, watch };

  const wired = await wireJobs(program);
  const schedule = wireSchedule(program, wired);
  if (parts.roles.includes("worker")) {
    startEngine(program, wired);
    schedule.start();
    startNews(program, wired);
  }
  const { refused, flush } = createRefusals({ log: parts.log, counted: meter.refused });
  parts.releasers.register("refusals", flush);
  // A worker alone hears nobody.
  const slack = parts.roles.includes("bot") ? wireSlack(program, { ...wired, schedule, refused }) : null;
  return await serve(program, { slack, refused });
}

/** Runs and messages, with all that they need: Redis, AWS, the way to the channel, and the world where Redis knows too little. */
async function wireJobs(program: Program) {
  const { config, clock, log, meter, watch, awsSilenceMs, slackTimeoutMs } = program;
  const stored = wireRedis(program);
  const aws = wireAws(config, {
    called: (call) => {
      meter.awsCalled(call);
      watch.dated("AWS", call.date);
    },
    silenceMs: awsSilenceMs,
  });
  const channel = wireChannel(config, {
    ...stored,
    queue: stored.queues.messages,
    clock,
    log,
    called: meter.slackCalled,
    dated: (date) => watch.dated("Slack", date),
    timeoutMs: slackTimeoutMs,
    owed: auditOwed(stored.queues),
  });
  const recovery = wireRecovery(config, { ...stored, aws, channel, clock, log });
  const runs = await wireRuns(program, { ...stored, aws, channel, recovery });
  const messages = wireMessages(program, { ...stored, aws, channel, runs });
  const audit = wireAudit(program, { ...stored, aws, channel, runs });
  watchJobs(program, { queues: stored.queues, channel, runs });
  return { ...stored, channel, runs, messages, audit };
}

/** What jobs hold is the same from every process. */
function watchJobs(
  { meter, clock }: Program,
  {
    queues: { runs, messages },
    channel: { outbox },
    runs: { store, view },
  }: { readonly queues: Queues; readonly channel: Channel; readonly runs: RunParts },
): void {
  const { ledger } = store;
  for (const gauge of engineGauges({ store, ledger, queues: { runs, messages }, outbox, view, clock }))
    meter.watch(gauge);
}

async function serve(
  { config, log, meter, readiness, releasers, roles }: Program,
  { slack, refused }: { readonly slack: SlackApp | null; readonly refused: (because: string) => void },
): Promise<{ readonly url: string }> {
  // Before what listens, so that it is stopped after it: then nothing more comes.
  if (slack !== null) releasers.register("slack", async () => await slack.stop());
  const http = await serveHttp({
    port: config.http.port,
    refused,
    slack: slack?.requestListener ?? null,
    reasons: readiness.reasons,
    metrics: meter,
  });
  releasers.register("http", async () => await http.stop());
  // After what they answer for: readiness tells of them.
  await slack?.start();
  log.info({ url: http.url, roles, stack: config.stack.name }, "started");
  return { url: http.url };
}
