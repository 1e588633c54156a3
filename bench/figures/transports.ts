import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { appEnvironment } from "../../sandbox/driver/app-environment.ts";
import type { ControlDoor } from "../../sandbox/driver/control-door.ts";
import { openControlDoor } from "../../sandbox/driver/control-door.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import type { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import { openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import { startApp } from "../../sandbox/driver/started-app.ts";
import { until } from "../../sandbox/driver/until.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { openAnswers, statusCommand } from "../baselines/slack-sender.ts";
import type { Comparison, Figure } from "../figure.ts";
import { quantile } from "../samples.ts";
import type { Workshop } from "../workshop.ts";

/** How Slack's requests come. */
type Transport = "HTTP" | "Socket Mode";

/** So many commands a second for the app, and as many for what stands beside it. */
const COMMANDS_A_SECOND = 50;
const EVERY_MS = 1_000 / COMMANDS_A_SECOND;

/** Slack's ten seconds between its word that it renews a connection and the end take one. */
const SPEED = 10;
/** So long a renewal is looked at: the app's, and Bolt's own, which waits for seconds before it connects again. */
const LOOKED_AT_MS = { app: 2_500, bolt: 8_000 } as const;
const REFRESHES = 10;

/** A command that was not acknowledged took as long as Slack waits. */
const GIVEN_UP_MS = 3_000;

const SECRET = "bench-secret";
const BOT_TOKEN = "xoxb-bench";
const APP_TOKEN = "xapp-bench";

/** What hears Slack, and the Slack that it hears. */
interface Listener {
  readonly slack: SlackDoor;
  readonly control: ControlDoor;
}

/** How soon a command is acknowledged over each transport beside Bolt alone, also without Redis, and what a renewal leaves unheard. */
export const transports: Figure = {
  name: "transports",
  limitMs: () => 240_000,
  async measure(workshop) {
    const redis = await startRedis();
    workshop.defer(redis.stop);
    const answerUrl = await openAnswers(workshop);
    const sides: readonly (readonly [Transport, Listener, Listener])[] = [
      ["HTTP", await appOver("HTTP", redis.url, workshop), await boltOver("HTTP", workshop)],
      [
        "Socket Mode",
        await appOver("Socket Mode", redis.url, workshop),
        await boltOver("Socket Mode", workshop),
      ],
    ];
    const found: Comparison[] = [];
    const measure = async (when: string) => {
      for (const [transport, app, bolt] of sides) {
        const [times, floor] = await paced([app, bolt], { answerUrl, workshop });
        found.push(acknowledged(transport, when, [times ?? [], floor ?? []]));
      }
    };
    await measure("with Redis");
    const [, app, bolt] = sides[1] ?? [];
    if (app !== undefined && bolt !== undefined) {
      const refreshes = workshop.atMost(REFRESHES);
      const [own, floor] = await Promise.all([
        gaps(app, { refreshes, lookMs: LOOKED_AT_MS.app, answerUrl, workshop }),
        gaps(bolt, { refreshes: Math.min(3, refreshes), lookMs: LOOKED_AT_MS.bolt, answerUrl, workshop }),
      ]);
      found.push(renewed(own, floor));
    }
    // It keeps its connections and answers nothing, which is harder than one that is gone.
    process.kill(redis.pid, "SIGSTOP");
    await measure("with Redis stopped");
    return found;
  },
};

/** The product's bot over that transport, at a Slack of its own. */
async function appOver(transport: Transport, redis: string, workshop: Workshop): Promise<Listener> {
  let url = "";
  const { listener, apiUrl } = await slackFor(transport, () => url, workshop);
  const { SLACK_SIGNING_SECRET: _unused, ...env } = appEnvironment(redis);
  const app = await startApp({
    env: {
      ...env,
      SLACK_API_URL: apiUrl,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      ...(transport === "HTTP" ? { SLACK_SIGNING_SECRET: SECRET } : { SLACK_APP_TOKEN: APP_TOKEN }),
      // What Redis' absence and AWS' say is no part of it.
      LOG_LEVEL: "silent",
    },
    roles: ["bot"],
    signal: workshop.signal,
  });
  workshop.defer(() => app.stop());
  url = app.url;
  return listener;
}

/** Bolt alone, with the receiver that it brings for that transport. */
async function boltOver(transport: Transport, workshop: Workshop): Promise<Listener> {
  let url = "";
  const { listener, apiUrl } = await slackFor(transport, () => url, workshop);
  const entry = join(import.meta.dirname, "..", "baselines", "bare-bolt.ts");
  const args = [entry, apiUrl, SECRET, ...(transport === "HTTP" ? [] : [APP_TOKEN])];
  const bolt = startProgram(args, { stderr: "inherit" });
  workshop.defer(() => bolt.stop());
  const said = await firstLine(bolt);
  if (transport === "HTTP") url = `http://127.0.0.1:${said}`;
  else await until("Bolt is connected", async () => (await openOf(listener)) > 0);
  return listener;
}

async function slackFor(transport: Transport, appUrl: () => string, workshop: Workshop) {
  const slack = await startSlack({
    ...{ speed: SPEED, signingSecret: SECRET, botToken: BOT_TOKEN, appUrl, processes: () => [] },
    ...(transport === "Socket Mode" && { appToken: APP_TOKEN }),
  });
  workshop.defer(() => slack.close());
  const listener: Listener = { slack: openSlackDoor(slack.url), control: openControlDoor(slack.url) };
  return { listener, apiUrl: `${slack.url}/api/` };
}

const openOf = async ({ control }: Listener) =>
  ((await control.get("sockets")) as { readonly open: number }).open;

/** Types a command; how it was acknowledged. */
const ask = async ({ slack }: Listener, answerUrl: string) =>
  await slack.deliver({ contentType: "application/x-www-form-urlencoded", body: statusCommand(answerUrl) });

/** Commands to each in turn, as many a second as are wanted; milliseconds by listener. */
async function paced(
  listeners: readonly Listener[],
  { answerUrl, workshop }: { readonly answerUrl: string; readonly workshop: Workshop },
): Promise<readonly (readonly number[])[]> {
  const sent = listeners.map((): Promise<number>[] => []);
  for (let time = 0; time < workshop.atMost(300); time += 1) {
    for (const [index, listener] of listeners.entries()) {
      workshop.signal.throwIfAborted();
      sent[index]?.push(
        ask(listener, answerUrl).then(({ status, ackMs }) => (status === 200 ? ackMs : GIVEN_UP_MS)),
      );
      await wait(EVERY_MS / listeners.length);
    }
  }
  return await Promise.all(sent.map(async (each) => await Promise.all(each)));
}

interface Gaps {
  /** The longest time between two commands that were heard, by renewal. */
  readonly longest: readonly number[];
  readonly unheard: number;
  readonly asked: number;
}

/** Types all along while connections are renewed one after the other. */
async function gaps(
  listener: Listener,
  how: {
    readonly refreshes: number;
    readonly lookMs: number;
    readonly answerUrl: string;
    readonly workshop: Workshop;
  },
): Promise<Gaps> {
  const longest: number[] = [];
  let [unheard, asked] = [0, 0];
  for (let refresh = 0; refresh < how.refreshes; refresh += 1) {
    how.workshop.signal.throwIfAborted();
    await listener.control.post("sockets/farewell", { reason: "refresh_requested" });
    const from = performance.now();
    const heardAt: number[] = [from];
    const all: Promise<void>[] = [];
    while (performance.now() - from < how.lookMs) {
      const at = performance.now();
      const heard = ask(listener, how.answerUrl).then(({ status }) => {
        asked += 1;
        if (status === 200) heardAt.push(at);
        else unheard += 1;
      });
      all.push(heard);
      await wait(EVERY_MS);
    }
    await Promise.all(all);
    const sorted = [...heardAt, performance.now()].toSorted((a, b) => a - b);
    longest.push(Math.max(...sorted.slice(1, -1).map((at, index) => at - (sorted[index] ?? at))));
  }
  return { longest, unheard, asked };
}

function acknowledged(
  transport: Transport,
  when: string,
  [app, bolt]: readonly [readonly number[], readonly number[]],
): Comparison {
  const p99 = [app, bolt].map((values) => quantile(values, 0.99));
  return {
    case: `${transport} ${when}`,
    unit: "ms",
    measured: { what: `acknowledgment of \`/loans status\` over ${transport}, ${when}`, values: app },
    baseline: {
      what: `Bolt alone with its own receiver, asked in turn, ${COMMANDS_A_SECOND} a second each`,
      values: bolt,
    },
    aim: { of: "ratio", under: 2 },
    notes: [
      `${[app, bolt].map((values) => values.filter((ms) => ms >= GIVEN_UP_MS).length).join(" and, of the baseline, ")} were given up`,
      `the p99 is ${((p99[0] ?? 0) / (p99[1] ?? 1)).toFixed(2)} times the baseline's`,
    ],
  };
}

function renewed(app: Gaps, bolt: Gaps): Comparison {
  const told = ({ unheard, asked }: Gaps) => `${unheard} of ${asked}`;
  return {
    case: "renewal",
    unit: "ms",
    measured: {
      what: "the longest time without a command heard while a connection is renewed",
      values: app.longest,
    },
    baseline: { what: `the same of Bolt alone; a command comes every ${EVERY_MS} ms`, values: bolt.longest },
    aim: { of: "ratio", under: 0.2 },
    notes: [
      `the longest of ${app.longest.length} renewals was ${Math.max(...app.longest).toFixed(0)} ms, of Bolt alone ${Math.max(...bolt.longest).toFixed(0)} ms`,
      `${told(app)} commands went unheard, of Bolt alone ${told(bolt)}`,
    ],
  };
}
