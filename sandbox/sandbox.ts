import { join } from "node:path";
import { parseS3Url } from "../src/aws/lake.ts";
import { PACES } from "../src/config/config.ts";
import { bucketName, stackName } from "../src/config/config-values.ts";
import type { Day } from "../src/domain/day.ts";
import { addDays, dayIn, daysOf } from "../src/domain/day.ts";
import { Problem } from "../src/domain/problem.ts";
import { botAccessKey } from "./aws/access/caller.ts";
import { aheadAt, readClock } from "./clock/clock-file.ts";
import { placeDailyFiles } from "./data/daily-files.ts";
import { holdHome, prepareHome, toldOfHome } from "./home.ts";
import { compileCache, projectDirectory, readTools } from "./setup/tools.ts";
import { startSlack } from "./slack/main.ts";
import { channels, people, userGroups } from "./slack/people.ts";
import type { RunningProgram } from "./supervisor.ts";
import { freePort, Supervisor } from "./supervisor.ts";

/** How the sandbox is started. */
export interface SandboxOptions {
  /** Where its state lives; kept over a restart. */
  readonly home: string;
  /** Begins anew; what is in the home and not the sandbox's stays. */
  readonly fresh: boolean;
  /** Divides AWS's modeled waits. */
  readonly speed: number;
  /** The caller's environment: its `LOANS_*` and `LOG_LEVEL` pass through, endpoints and credentials never. */
  readonly env: NodeJS.ProcessEnv;
  /** The app's entry file; the product's own unless a test brings another around the same program. */
  readonly entry?: string;
  /** The AWS stand-in's entry file; the sandbox's own unless a bench brings another around the same stand-in. */
  readonly awsEntry?: string;
  /** The app's processes (default: one for both roles); a role named twice is two processes, `worker` and `worker-2`. */
  readonly roles?: readonly AppRole[];
  /** A directory with what one real Spark run left: the Spark steps hand that out instead of counting. */
  readonly replaySpark?: string;
  /** The address of a Spark that stays: it runs the Spark steps, instead of one that is started for each. */
  readonly sparkAt?: string;
  /** The address of another sandbox's Redis, which this one's app shares. */
  readonly redisAt?: string;
  /** The Java that Spark steps run in stays from one to the next, as long as there is a cluster. */
  readonly keepsSparkWarm?: boolean;
  /** The app speaks to the Slack that its own variables name, instead of the stand-in; AWS stays the stand-in. */
  readonly isRealSlack?: boolean;
  /** The app connects to the Slack stand-in (Socket Mode) instead of being sent requests over HTTP. */
  readonly hasSockets?: boolean;
  /** The clock of app and stand-ins can be set forward and run fast, by the control door. */
  readonly hasOwnClock?: boolean;
  /** Where the page is (default: a free port). */
  readonly port?: number;
  /** A file to which the AWS stand-in adds every answer it gives, one line of JSON each. */
  readonly recordAnswers?: string;
}

/** One process for both roles, or one for each. */
export type AppRole = "app" | "bot" | "worker";

/** Where everything is. */
export interface SandboxUrls {
  readonly page: string;
  readonly slack: string;
  readonly aws: string;
  readonly redis: string;
  readonly app: string;
}

/** A sandbox that is up. */
export interface Sandbox {
  readonly urls: SandboxUrls;
  /** The environment its app runs with. */
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  processes(): readonly RunningProgram[];
  /** The pid of one of them: `app`, `bot`, `worker`, `worker-2`, `redis`, `aws`; `null` while it does not run. */
  pid(name: string): number | null;
  /** Sends it the signal and gives its pid; throws while it does not run. */
  signal(name: string, signal: NodeJS.Signals): number;
  /** The next time this program ends, it stays away until what begins with its end is over; otherwise it is started again at once. */
  staysAway(name: string, until: () => Promise<unknown>): void;
  stop(): Promise<void>;
}

/** Where the app listens for a real workspace, unless `PORT` says otherwise: as `npm start` does. */
const REAL_SLACK_PORT = 3_000;

/** A deploy takes a few seconds then. */
export const DEFAULT_SPEED = 100;

const BOT_TOKEN = "xoxb-sandbox";
const APP_TOKEN = "xapp-sandbox";
const SIGNING_SECRET = "sandbox-signing-secret";

/** The app's intervals are for hours of AWS; in the sandbox they shrink, though less than AWS's own waits. */
const paceAt = (speed: number) => String(Math.min(PACES.to, Math.max(1, speed / 2)));

/**
 * Node's options for the app, here as in `npm start` and the Dockerfile. With V8's own limit of 16 MB for young objects
 * the app stands at 218 MB after a deploy and a batch, with 4 MB at 169 MB and no slower (Node 24.21).
 */
export const appOptions: readonly string[] = ["--max-semi-space-size=4"];

/** How long everything may take to come up. */
const START_LIMIT_MS = 20_000;

/** Starts Redis, AWS, Slack and the app, each on a loopback port of its own, and waits until all of them answer. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  try {
    const held = holdHome(options.home);
    try {
      const sandbox = await startAll(options);
      return { ...sandbox, stop: () => sandbox.stop().finally(() => held.release()) };
    } catch (error) {
      held.release();
      throw error;
    }
  } catch (error) {
    throw toldOfHome(options.home, error);
  }
}

async function startAll(options: SandboxOptions): Promise<Sandbox> {
  const { home, speed } = options;
  const tools = readTools();
  prepareHome(options);
  const source = placeDailyFiles(join(home, "loans"), daysWithFile());

  const { isRealSlack = false } = options;
  const [redisPort, awsPort, ownPort] = await Promise.all([freePort(), freePort(), freePort()]);
  // A workspace sends to an address that people have set up, so its port stays the same.
  const appPort = isRealSlack ? Number(options.env["PORT"] ?? REAL_SLACK_PORT) : ownPort;
  const redis = options.redisAt ?? `redis://127.0.0.1:${redisPort}`;
  const aws = `http://127.0.0.1:${awsPort}`;
  const app = `http://127.0.0.1:${appPort}`;
  const logs = join(home, "logs");
  const supervisor = new Supervisor(logs);
  const clockFile = options.hasOwnClock === true ? join(home, "clock.json") : null;
  const slack = await startSlack({
    ...(clockFile !== null && {
      clockFile,
      now: () => Date.now() + aheadAt(readClock(clockFile), Date.now()),
    }),
    ...(options.port !== undefined && { port: options.port }),
    home: join(home, "slack"),
    speed,
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    ...(options.hasSockets === true && { appToken: APP_TOKEN }),
    command: passedThrough(options.env)["LOANS_COMMAND"],
    appUrl: () => app,
    awsUrl: () => aws,
    isChatElsewhere: isRealSlack,
    processes: () => supervisor.running(),
  }).catch((error: unknown) => {
    throw portTaken(error, options.port);
  });
  const env = {
    ...withoutOwn(options.env),
    ...defaultsFor({ source, speed }),
    ...(isRealSlack ? slackOf(options.env) : { ...ownPeople, ...ownSlack(slack.url, options) }),
    ...passedThrough(options.env),
    NODE_COMPILE_CACHE: compileCache,
    REDIS_URL: redis,
    PORT: String(appPort),
    AWS_ENDPOINT_URL: aws,
    ...(clockFile !== null && { SANDBOX_CLOCK: clockFile }),
  };
  const withClock =
    clockFile === null ? [] : ["--import", join(projectDirectory, "sandbox", "clock", "moved-date.ts")];

  const entry = options.entry ?? join(projectDirectory, "src", "main.ts");
  const roles = options.roles ?? ["app"];
  const names = roles.map((role, at) => {
    const earlier = roles.slice(0, at).filter((one) => one === role).length;
    return earlier === 0 ? role : `${role}-${earlier + 1}`;
  });
  const stop = async () => {
    await supervisor.stop([...names, "aws", "redis"]);
    await slack.close();
  };
  const looking = new AbortController();
  try {
    if (options.redisAt === undefined)
      supervisor.keep({
        name: "redis",
        command: tools.redisServer,
        args: redisArguments({ port: redisPort, directory: join(home, "redis") }),
        env,
      });
    supervisor.keep({
      name: "aws",
      command: process.execPath,
      args: [
        ...withClock,
        options.awsEntry ?? join(projectDirectory, "sandbox", "aws", "main.ts"),
        ...["--port", String(awsPort), "--home", join(home, "aws"), "--speed", String(speed)],
        ...accessArguments(passedThrough(options.env)),
        ...(options.recordAnswers === undefined ? [] : ["--record", options.recordAnswers]),
        ...(options.replaySpark === undefined ? [] : ["--replay-spark", options.replaySpark]),
        ...(options.sparkAt === undefined ? [] : ["--spark-at", options.sparkAt]),
        ...(options.keepsSparkWarm === true ? ["--warm-spark"] : []),
      ],
      env,
    });
    // One of them has the port that Slack sends to, a worker only where there is nobody else.
    const heard = Math.max(
      0,
      roles.findIndex((role) => role !== "worker"),
    );
    for (const [at, role] of roles.entries()) {
      supervisor.keep({
        name: names[at] ?? role,
        command: process.execPath,
        args: [...appOptions, ...withClock, entry, ...(role === "app" ? [] : [role])],
        env: at === heard ? env : { ...env, PORT: "0" },
      });
    }
    const look = { logs, signal: looking.signal };
    await supervisor.whenUp(
      Promise.all([answers(`${aws}/sandbox/ledger`, look), answers(`${app}/readyz`, look)]),
    );
  } catch (error) {
    looking.abort();
    await stop();
    throw error;
  }
  const pid = (name: string) => supervisor.running().find((one) => one.name === name)?.pid ?? null;
  return {
    urls: { page: `${slack.url}/`, slack: slack.url, aws, redis, app },
    env,
    home,
    processes: () => supervisor.running(),
    pid,
    signal: (name, signal) => {
      const struck = pid(name);
      if (struck === null) throw new Error(`sending ${signal} to ${name}: it does not run`);
      process.kill(struck, signal);
      return struck;
    },
    staysAway: (name, until) => supervisor.staysAway(name, until),
    stop,
  };
}

/** A port that somebody else listens on, or that this user may not take, is told as that; another error as it is. */
function portTaken(error: unknown, port: number | undefined): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (port === undefined || (code !== "EADDRINUSE" && code !== "EACCES")) return error;
  const why = code === "EACCES" ? "may not be taken by this user" : "is taken";
  return new Problem("port-taken", `starting the sandbox: the port ${port} ${why}`, {
    remedy: "name another with --port, or leave it out for a free one",
    cause: error,
  });
}

/**
 * For which stack, bucket and source the administrator of the sandbox's account has deployed the access file: those of the
 * app. What the app refuses at its start is left out, since the file's parameters refuse it as well.
 */
function accessArguments(env: NodeJS.ProcessEnv): readonly string[] {
  const stack = stackName.safeParse(env["LOANS_STACK"]);
  const bucket = bucketName.safeParse(env["LOANS_BUCKET"]);
  const source = parseS3Url(env["LOANS_SOURCE"] ?? "");
  return [
    ...(stack.success ? ["--stack", stack.data] : []),
    ...(bucket.success ? ["--bucket", bucket.data] : []),
    ...(source === null ? [] : ["--source-bucket", source.bucket]),
  ];
}

/** Redis as the product wants it: nothing that was acknowledged is lost, nothing is evicted. */
export function redisArguments(where: {
  readonly port: number;
  readonly directory: string;
}): readonly string[] {
  return [
    ...["--port", String(where.port), "--bind", "127.0.0.1", "--dir", where.directory],
    ...["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", ""],
  ];
}

/** The days around today that have a file of the generator's. */
function daysWithFile(): readonly Day[] {
  const today = dayIn("UTC", new Date());
  return daysOf(addDays(today, -90), addDays(today, 90));
}

/** The channel and the people of the stand-in's workspace. */
const ownPeople: NodeJS.ProcessEnv = {
  LOANS_CHANNEL: channels.loans.id,
  LOANS_OPERATORS: [people.operator.id, people.operator2.id].join(","),
  LOANS_APPROVERS: people.approver.id,
  LOANS_ALERT: userGroups.operators.id,
};

/** How the app speaks to the stand-in. */
const ownSlack = (url: string, { hasSockets = false }: SandboxOptions): NodeJS.ProcessEnv => ({
  SLACK_BOT_TOKEN: BOT_TOKEN,
  ...(hasSockets ? { SLACK_APP_TOKEN: APP_TOKEN } : { SLACK_SIGNING_SECRET: SIGNING_SECRET }),
  SLACK_API_URL: `${url}/api/`,
});

/** How the app speaks to a workspace of one's own. */
const slackOf = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("SLACK_")));

/** What a newcomer has not configured: the generator's file for each day. */
function defaultsFor({
  source,
  speed,
}: {
  readonly source: string;
  readonly speed: number;
}): NodeJS.ProcessEnv {
  return {
    LOANS_SOURCE: source,
    LOANS_TIMEZONE: "UTC",
    LOANS_PACE: paceAt(speed),
  };
}

const isPassedThrough = (name: string) => name.startsWith("LOANS_") || name === "LOG_LEVEL";

/** What the caller has set for the app, read as the app reads it: what is blank is not set and hides no default. */
const passedThrough = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value = ""]) =>
      isPassedThrough(name) && value.trim() !== "" ? [[name, value.trim()]] : [],
    ),
  );

/**
 * What is none of the app's variables. No variable of AWS, Slack or Redis gets through, and no profile on disk: a real
 * account is out of reach.
 */
function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(AWS|SLACK|REDIS)_/.test(name) && !isPassedThrough(name),
  );
  return {
    ...Object.fromEntries(kept),
    AWS_REGION: "us-west-1",
    AWS_ACCESS_KEY_ID: botAccessKey,
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_SESSION_TOKEN: "sandbox",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

async function answers(
  url: string,
  { logs, signal }: { readonly logs: string; readonly signal: AbortSignal },
): Promise<void> {
  const until = performance.now() + START_LIMIT_MS;
  let last = "";
  while (performance.now() < until && !signal.aborted) {
    const response = await fetch(url).catch(() => null); // null: nobody listens yet
    if (response?.ok) return;
    last = response === null ? "" : await response.text();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Problem(
    "sandbox-late",
    `starting the sandbox: ${url} ${last === "" ? "does not answer" : `says "${last.trim()}"`} after ${START_LIMIT_MS / 1_000} s`,
    { remedy: `the logs of its programs are in ${logs}` },
  );
}
