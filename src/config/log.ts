import type { DestinationStream, Logger } from "pino";
import { pino } from "pino";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import type { LogLevel } from "./config.ts";

/** A structured log. `child({ run, step })` narrows its scope; messages are constant sentences, values are fields. */
export type Log = Logger;

/** Makes the program's log: one JSON line an entry on stdout, or on `to`. No secret gets through it. */
export function createLog({ level, to }: { readonly level: LogLevel; readonly to?: DestinationStream }): Log {
  const settings = {
    level,
    // Levels by name and times as text, for people who read it without a tool.
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    base: null,
    serializers: { err: errorFields },
    redact: { paths: secretFields.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
    // The last word over every line: libraries put tokens into messages and stacks, where no field name gives them away.
    hooks: { streamWrite: withoutSecrets },
  };
  return to === undefined ? pino(settings) : pino(settings, to);
}

const secretFields = [
  "token",
  "authorization",
  "password",
  "secret",
  "signingSecret",
  "response_url",
  "headers",
];

/** What an error tells a person who looks for a cause. Its other members may hold whole requests with their headers. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}
