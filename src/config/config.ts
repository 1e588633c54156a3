import { Problem } from "../domain/problem.ts";
import type { Approvable } from "../domain/workflows/workflow-facts.ts";
import { approvables } from "../domain/workflows/workflow-facts.ts";
import { redisUrl, webUrl } from "./config-urls.ts";
import type { Parse } from "./config-values.ts";
import {
  bucketName,
  channelId,
  decimal,
  listOf,
  oneOf,
  personOrGroup,
  port,
  region,
  secret,
  sourcePlace,
  stackName,
  stackParameters,
  timeOrOff,
  tokenOf,
  wholeNumber,
  zone,
} from "./config-values.ts";
import type { Secret } from "./secret.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** At the least a grace of minutes takes most of an hour; at the most what is done once a minute is done every 60 ms. */
export const PACES = { from: 0.1, to: 1_000 } as const;

/** From most to least said. */
export type LogLevel = (typeof logLevels)[number];

/** Everything the environment decides, parsed and precise. */
export interface Config {
  readonly slack: {
    readonly mode: "http" | "socket";
    readonly botToken: Secret;
    /** Only socket mode does without: `null`. */
    readonly signingSecret: Secret | null;
    /** `null` = HTTP. */
    readonly appToken: Secret | null;
    /** `null` = the real Slack. */
    readonly apiUrl: URL | null;
    /** The channel's id. */
    readonly channel: string;
  };
  /** User ids (`U…`, `W…`) and user-group ids (`S…`). */
  readonly people: {
    readonly operators: readonly string[];
    readonly approvers: readonly string[];
    /** Empty = everyone in the channel. */
    readonly viewers: readonly string[];
    readonly approvals: readonly Approvable[];
  };
  readonly http: { readonly port: number };
  readonly redis: { readonly url: Secret };
  readonly aws: {
    readonly region: string;
    /** `null` = the real AWS. */
    readonly endpoint: URL | null;
  };
  readonly stack: {
    readonly name: string;
    /** `null` = `<stack>-<account>-<region>`, which only AWS can complete. */
    readonly bucket: string | null;
    /** For the template's parameters. */
    readonly parameters: Readonly<Record<string, string>>;
  };
  readonly daily: {
    /** A path or an `s3://` URL, with `{date}` where the day goes. */
    readonly source: string;
    /** IANA name. */
    readonly zone: string;
    /** `HH:MM` in that zone; `null` = off. */
    readonly at: string | null;
    readonly deadline: string | null;
    /** Days that were missed are run by themselves up to this number, the oldest first. */
    readonly catchUpDays: number;
    /** A day waits for the day before it to be counted, or skipped. */
    readonly dependsOnPast: boolean;
  };
  /** Divides polling intervals and grace periods; one of `PACES`. */
  readonly pace: number;
  readonly log: { readonly level: LogLevel };
}

/** All that is wrong with the configuration, one line a variable. Values of secrets are never in it. */
export class ConfigProblem extends Problem {
  /** Variable to sentence. */
  readonly problems: ReadonlyMap<string, string>;

  constructor(problems: ReadonlyMap<string, string>) {
    const width = Math.max(...[...problems.keys()].map((name) => name.length));
    const lines = [...problems].map(([name, says]) => `  ${name.padEnd(width)}  ${says}`);
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

/** Reads the whole configuration from environment variables, or throws one `ConfigProblem` with everything wrong. */
export function parseConfig(env: Environment = ownEnvironment()): Config {
  const problems = new Map<string, string>();
  const read = readerOf(env, problems);

  const appToken = read.optional("SLACK_APP_TOKEN", tokenOf("xapp-"));
  const config: Config = {
    slack: {
      mode: appToken === null ? "http" : "socket",
      botToken: read.required(
        "SLACK_BOT_TOKEN",
        'the xoxb- token under "OAuth & Permissions"',
        tokenOf("xoxb-"),
      ),
      // Slack signs what it sends over HTTP; a socket is authenticated by its app token.
      signingSecret:
        appToken === null
          ? read.required("SLACK_SIGNING_SECRET", 'the secret under "Basic Information"', secret)
          : read.optional("SLACK_SIGNING_SECRET", secret),
      appToken,
      apiUrl: read.optional("SLACK_API_URL", webUrl),
      channel: read.required(
        "LOANS_CHANNEL",
        "the id of the channel for cards and summaries (C…)",
        channelId,
      ),
    },
    people: {
      operators: read.optional("LOANS_OPERATORS", listOf(personOrGroup)) ?? [],
      approvers: read.optional("LOANS_APPROVERS", listOf(personOrGroup)) ?? [],
      viewers: read.optional("LOANS_VIEWERS", listOf(personOrGroup)) ?? [],
      approvals: read.optional("LOANS_APPROVALS", listOf(oneOf(approvables))) ?? [],
    },
    http: { port: read.optional("PORT", port) ?? 3000 },
    redis: { url: read.required("REDIS_URL", "such as redis://127.0.0.1:6379", redisUrl) },
    aws: {
      region: read.required("AWS_REGION", "such as us-west-1", region),
      endpoint: read.optional("AWS_ENDPOINT_URL", webUrl),
    },
    stack: {
      name: read.optional("LOANS_STACK", stackName) ?? "loan-tracker",
      bucket: read.optional("LOANS_BUCKET", bucketName),
      parameters: read.optional("LOANS_STACK_PARAMETERS", stackParameters) ?? {},
    },
    daily: {
      source: read.required(
        "LOANS_SOURCE",
        "the path or s3:// URL of the day's CSV, {date} for the day",
        sourcePlace,
      ),
      zone: read.required("LOANS_TIMEZONE", 'the bank\'s zone, a name like "America/Los_Angeles"', zone),
      at: read.optional("LOANS_SCHEDULE", timeOrOff) ?? null,
      deadline: read.optional("LOANS_DEADLINE", timeOrOff) ?? null,
      catchUpDays: read.optional("LOANS_CATCH_UP_DAYS", wholeNumber({ from: 1, to: 31 })) ?? 7,
      dependsOnPast: (read.optional("LOANS_DEPENDS_ON_PAST", oneOf(["on", "off"])) ?? "on") === "on",
    },
    pace: read.optional("LOANS_PACE", decimal(PACES)) ?? 1,
    log: { level: read.optional("LOG_LEVEL", oneOf(logLevels)) ?? "info" },
  };

  const { approvals, approvers } = config.people;
  if (approvals.length > 0 && approvers.length === 0 && !problems.has("LOANS_APPROVERS")) {
    problems.set(
      "LOANS_APPROVERS",
      "empty, but LOANS_APPROVALS asks for a second person: nobody could approve",
    );
  }
  if (problems.size > 0) throw new ConfigProblem(problems);
  return config;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The process's own. AWS's SDK reads it too and takes blanks for a value (`Invalid URL`), so they are taken out. */
function ownEnvironment(): Environment {
  for (const [name, value] of Object.entries(process.env)) {
    if (name.startsWith("AWS_") && value?.trim() === "") delete process.env[name];
  }
  return process.env;
}

/** Reads variables one by one and notes on `problems` what is missing or wrong. An empty value counts as not set. */
function readerOf(env: Environment, problems: Map<string, string>) {
  function read<Value>(name: string, parse: Parse<Value>): Value | null {
    const text = env[name]?.trim() ?? "";
    if (text === "") return null;
    const parsed = parse(text);
    if ("value" in parsed) return parsed.value;
    problems.set(name, parsed.wrong);
    return null;
  }
  return {
    /** `null` = not set. */
    optional: read,
    /** `hint` says what belongs there. */
    required<Value>(name: string, hint: string, parse: Parse<Value>): Value {
      const value = read(name, parse);
      if (value === null && !problems.has(name)) problems.set(name, `missing; ${hint}`);
      // Where it is null after all, a problem is noted and `parseConfig` throws before anybody sees this.
      return value as Value;
    },
  };
}
