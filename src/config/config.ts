import { z } from "zod";
import { COMMAND } from "../domain/commands/command-name.ts";
import { Problem } from "../domain/problem.ts";
import { approvables } from "../domain/workflows/workflow-facts.ts";
import { bankCalendar, NO_CALENDAR } from "./config-calendar.ts";
import { alertPlaces, NOBODY_CALLED, redisUrl, webUrl } from "./config-urls.ts";
import {
  auditPlace,
  bucketName,
  channelId,
  contractPlace,
  decimal,
  listOf,
  oneOf,
  personOrGroup,
  port,
  region,
  secret,
  slashCommand,
  sourcePlace,
  stackName,
  stackParameters,
  timeOrOff,
  tokenOf,
  wholeNumber,
  zone,
} from "./config-values.ts";
import type { Environment } from "./environment.ts";
import { ownEnvironment } from "./environment.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** At the least a grace of minutes takes most of an hour; at the most what is done once a minute is done every 60 ms. */
export const PACES = { from: 0.1, to: 1_000 } as const;

/** From most to least said. */
export type LogLevel = (typeof logLevels)[number];

/** All that is wrong with the configuration, one line a variable. Values of secrets are never in it. */
export class ConfigProblem extends Problem {
  /** Variable to sentence. */
  readonly problems: ReadonlyMap<string, string>;

  constructor(problems: ReadonlyMap<string, string>) {
    const width = Math.max(...[...problems.keys()].map((name) => name.length));
    const lines = [...problems].map(([name, says]) =>
      [`  ${name.padEnd(width)}  `, says.replaceAll("\n", `\n${" ".repeat(width + 6)}`)].join(""),
    );
    const count = `${problems.size} ${problems.size === 1 ? "problem" : "problems"}`;
    super("bad-config", [`configuration has ${count}`, ...lines].join("\n"), {
      remedy: "correct the environment (or .env); .env.example explains each variable",
    });
    this.name = "ConfigProblem";
    this.problems = problems;
    // Remedies stand in the lines already, so the list is the whole message.
    this.message = this.says;
  }
}

/** A variable without which nothing goes; `hint` says what belongs there. */
function required<Value>(schema: z.ZodType<Value, string>, hint: string) {
  return z.string(`missing; ${hint}`).pipe(schema);
}

const appToken = tokenOf("xapp-");

/** Every variable, in the order in which what is wrong with them is told. */
const overSocket = z.object({
  SLACK_APP_TOKEN: appToken.optional(),
  SLACK_BOT_TOKEN: required(tokenOf("xoxb-"), 'the xoxb- token under "OAuth & Permissions"'),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_API_URL: webUrl.optional(),
  LOANS_COMMAND: slashCommand.default(COMMAND),
  LOANS_CHANNEL: required(channelId, "the id of the channel for cards and summaries (C…)"),
  LOANS_ALLOW_SHARED: oneOf(["on", "off"]).default("off"),
  LOANS_OPERATORS: listOf(personOrGroup).default([]),
  LOANS_APPROVERS: listOf(personOrGroup).default([]),
  LOANS_VIEWERS: listOf(personOrGroup).default([]),
  LOANS_APPROVALS: listOf(oneOf(approvables)).default([]),
  LOANS_ALERT: alertPlaces.default(NOBODY_CALLED),
  LOANS_ALERT_KEY: secret.optional(),
  PORT: port.default(3000),
  REDIS_URL: required(redisUrl, "such as redis://127.0.0.1:6379"),
  AWS_REGION: required(region, "such as us-west-1"),
  AWS_ENDPOINT_URL: webUrl.optional(),
  LOANS_STACK: stackName.default("loan-tracker"),
  LOANS_BUCKET: bucketName.optional(),
  LOANS_STACK_PARAMETERS: stackParameters.default({}),
  LOANS_SOURCE: required(sourcePlace, "the path or s3:// URL of the day's CSV, {date} for the day"),
  LOANS_CONTRACT: contractPlace.optional(),
  LOANS_AUDIT: auditPlace.optional(),
  LOANS_TIMEZONE: required(zone, 'the bank\'s zone, a name like "America/Los_Angeles"'),
  LOANS_SCHEDULE: timeOrOff.default(null),
  LOANS_DEADLINE: timeOrOff.default(null),
  LOANS_CALENDAR: bankCalendar.default(NO_CALENDAR),
  LOANS_CATCH_UP_DAYS: wholeNumber({ from: 1, to: 31 }).default(7),
  LOANS_DEPENDS_ON_PAST: oneOf(["on", "off"]).default("on"),
  LOANS_PACE: decimal(PACES).default(1),
  LOG_LEVEL: oneOf(logLevels).default("info"),
});

/** Slack signs what it sends over HTTP; a socket is authenticated by its app token. */
const overHttp = overSocket.extend({
  SLACK_SIGNING_SECRET: required(secret, 'the secret under "Basic Information"'),
});

/** What holds between variables, told where each of them is well by itself. */
const approval = overSocket
  .pick({ LOANS_APPROVALS: true, LOANS_APPROVERS: true })
  .refine((people) => people.LOANS_APPROVALS.length === 0 || people.LOANS_APPROVERS.length > 0, {
    path: ["LOANS_APPROVERS"],
    error: "empty, but LOANS_APPROVALS asks for a second person: nobody could approve",
  });

/** A teardown empties the lake, with whatever somebody put into it. */
const audit = overSocket
  .pick({ LOANS_AUDIT: true, LOANS_BUCKET: true, LOANS_STACK: true, AWS_REGION: true })
  .refine((of) => !isInLake(of), {
    path: ["LOANS_AUDIT"],
    error: "lies in the stack's own lake, which a teardown empties; name a bucket outside of the stack",
  });

function isInLake({
  LOANS_AUDIT: place = "",
  LOANS_BUCKET: lake,
  LOANS_STACK: stack,
  AWS_REGION: region,
}: Pick<z.infer<typeof overSocket>, "LOANS_AUDIT" | "LOANS_BUCKET" | "LOANS_STACK" | "AWS_REGION">): boolean {
  const [, bucket] = /^s3:\/\/([^/]+)\//.exec(place) ?? [];
  if (bucket === undefined) return false;
  return lake === undefined
    ? bucket.startsWith(`${stack}-`) && bucket.endsWith(`-${region}`) && /-\d{12}-/.test(bucket)
    : bucket === lake;
}

/** Reads the whole configuration from environment variables, or throws one `ConfigProblem` with everything wrong. */
export function parseConfig(env: Environment = ownEnvironment()): Config {
  const texts = Object.fromEntries(
    // An empty value counts as not set.
    Object.keys(overSocket.shape).map((name) => [name, env[name]?.trim() || undefined]),
  );
  const variables = appToken.safeParse(texts["SLACK_APP_TOKEN"]).success ? overSocket : overHttp;
  const read = variables.safeParse(texts);
  const wrong = [read, approval.safeParse(texts), audit.safeParse(texts)].flatMap(
    ({ error }) => error?.issues ?? [],
  );
  const problems = new Map<string, string>();
  for (const { path, message } of wrong) {
    const name = String(path[0]);
    // Of what is wrong with a variable the first is told.
    if (!problems.has(name)) problems.set(name, message);
  }
  if (!read.success || problems.size > 0) throw new ConfigProblem(problems);
  return configOf(read.data);
}

/**
 * Where the contract lies, and the AWS to ask for it (`null`: none, for a path), of an environment in which something else is
 * wrong. `null`: nowhere, or what is needed of these is wrong itself.
 */
export function parseContractPlace(
  env: Environment = ownEnvironment(),
): { readonly place: string; readonly aws: Config["aws"] | null } | null {
  const place = contractPlace.safeParse(env["LOANS_CONTRACT"]?.trim()).data;
  const aws = overSocket.pick({ AWS_REGION: true, AWS_ENDPOINT_URL: true }).safeParse({
    AWS_REGION: env["AWS_REGION"]?.trim(),
    AWS_ENDPOINT_URL: env["AWS_ENDPOINT_URL"]?.trim() || undefined,
  }).data;
  if (!place) return null;
  if (!place.includes("://")) return { place, aws: null };
  return aws === undefined
    ? null
    : { place, aws: { region: aws.AWS_REGION, endpoint: aws.AWS_ENDPOINT_URL ?? null } };
}

/** Where the audit record is looked at: at its place, with the AWS to ask for it (`null`: a folder), else in Redis. */
export type AuditSource =
  | {
      readonly is: "place";
      readonly place: string;
      readonly stack: string;
      readonly aws: Config["aws"] | null;
    }
  | { readonly is: "redis"; readonly url: Config["redis"]["url"]; readonly stack: string };

/** The same, of an environment in which everything else may be missing; throws a `Problem` of one sentence. */
export function parseAuditSource(env: Environment = ownEnvironment()): AuditSource {
  const texts = Object.fromEntries(
    Object.keys(overSocket.shape).map((name) => [name, env[name]?.trim() || undefined]),
  );
  const wrongly = ({ issues }: z.ZodError) =>
    new Problem(
      "bad-config",
      `looking at the audit record: ${issues.map(({ path, message }) => `${String(path[0])} ${message}`).join(", and ")}`,
      { remedy: "correct the environment (or .env)" },
    );
  const named = overSocket.pick({ LOANS_AUDIT: true, LOANS_STACK: true }).safeParse(texts);
  if (!named.success) throw wrongly(named.error);
  const { LOANS_AUDIT: place, LOANS_STACK: stack } = named.data;
  if (place !== undefined && !place.startsWith("s3://")) return { is: "place", place, stack, aws: null };
  if (place !== undefined) {
    const aws = overSocket.pick({ AWS_REGION: true, AWS_ENDPOINT_URL: true }).safeParse(texts);
    if (!aws.success) throw wrongly(aws.error);
    const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint = null } = aws.data;
    return { is: "place", place, stack, aws: { region, endpoint } };
  }
  if (texts["REDIS_URL"] === undefined) {
    throw new Problem(
      "bad-config",
      "looking at the audit record: neither LOANS_AUDIT nor REDIS_URL says where it is",
      {
        remedy: "name its place, as in `LOANS_AUDIT=s3://bucket/prefix npm run audit -- --verify`",
      },
    );
  }
  const redis = overSocket.pick({ REDIS_URL: true }).safeParse(texts);
  if (!redis.success) throw wrongly(redis.error);
  return { is: "redis", url: redis.data.REDIS_URL, stack };
}

/** Where Slack's Web API is, of an environment in which everything else may be missing; `null` = the real one. */
export function parseSlackApiUrl(env: Environment = ownEnvironment()): URL | null {
  return webUrl.safeParse(env["SLACK_API_URL"]?.trim()).data ?? null;
}

/** What the command is called, of an environment in which everything else may be missing. */
export function parseSlashCommand(env: Environment = ownEnvironment()): string {
  return slashCommand.safeParse(env["LOANS_COMMAND"]?.trim()).data ?? COMMAND;
}

/** Everything the environment decides, parsed and precise. */
export type Config = ReturnType<typeof configOf>;

function configOf(of: z.infer<typeof overSocket>) {
  return {
    slack: {
      mode: of.SLACK_APP_TOKEN === undefined ? "http" : "socket",
      botToken: of.SLACK_BOT_TOKEN,
      /** Only socket mode does without: `null`. */
      signingSecret: of.SLACK_SIGNING_SECRET ?? null,
      /** `null` = HTTP. */
      appToken: of.SLACK_APP_TOKEN ?? null,
      /** `null` = the real Slack. */
      apiUrl: of.SLACK_API_URL ?? null,
      /** What people type, as in Slack's list of the app's commands. */
      command: of.LOANS_COMMAND,
      /** The channel's id. */
      channel: of.LOANS_CHANNEL,
      /** People of another company may be in it. */
      isSharedAllowed: of.LOANS_ALLOW_SHARED === "on",
    },
    /** User ids (`U…`, `W…`) and user-group ids (`S…`). */
    people: {
      operators: of.LOANS_OPERATORS,
      approvers: of.LOANS_APPROVERS,
      /** Empty = everyone in the channel. */
      viewers: of.LOANS_VIEWERS,
      approvals: of.LOANS_APPROVALS,
    },
    /** Who is called when a day fails, is held, late or missing. */
    alert: {
      /** A user group (`S…`), or a person; `null`: whoever asked. */
      group: of.LOANS_ALERT.group,
      /** Where an incident is opened and closed; `null`: nowhere. `key`: what that place knows the service by. */
      webhook: of.LOANS_ALERT.webhook && { url: of.LOANS_ALERT.webhook, key: of.LOANS_ALERT_KEY ?? null },
    },
    http: { port: of.PORT },
    redis: { url: of.REDIS_URL },
    aws: {
      region: of.AWS_REGION,
      /** `null` = the real AWS. */
      endpoint: of.AWS_ENDPOINT_URL ?? null,
    },
    stack: {
      name: of.LOANS_STACK,
      /** `null` = `<stack>-<account>-<region>`, which only AWS can complete. */
      bucket: of.LOANS_BUCKET ?? null,
      /** For the template's parameters. */
      parameters: of.LOANS_STACK_PARAMETERS,
    },
    /** Where the audit record is kept beside Redis: a folder or an `s3://` prefix; `null` = nowhere. */
    audit: { place: of.LOANS_AUDIT ?? null },
    daily: {
      /** A path or an `s3://` URL, with `{date}` where the day goes. */
      source: of.LOANS_SOURCE,
      /** A path or an `s3://` URL of what such a file is; `null` = the file that the product was made for. */
      contract: of.LOANS_CONTRACT ?? null,
      /** IANA name. */
      zone: of.LOANS_TIMEZONE,
      /** `HH:MM` in that zone; `null` = off. */
      at: of.LOANS_SCHEDULE,
      deadline: of.LOANS_DEADLINE,
      /** Which days have a file. */
      calendar: of.LOANS_CALENDAR.calendar,
      /** When nobody changes the stack; `null` = at no month's end. */
      freeze: of.LOANS_CALENDAR.freeze,
      /** Bank days that were missed are run by themselves up to this number, the oldest first. */
      catchUpDays: of.LOANS_CATCH_UP_DAYS,
      /** A day waits for the bank day before it to be counted, or skipped. */
      dependsOnPast: of.LOANS_DEPENDS_ON_PAST === "on",
    },
    /** Divides polling intervals and grace periods; one of `PACES`. */
    pace: of.LOANS_PACE,
    log: { level: of.LOG_LEVEL },
  } as const;
}
