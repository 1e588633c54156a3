import { asProblem, classifyAwsError } from "../aws/aws-errors.ts";
import { DayHeld, Problem } from "../domain/problem.ts";
import type { RetryClass } from "../domain/retry-class.ts";

/** Another process has claimed the run: nothing more may be written or done here. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run "${runId}" has another owner`);
    this.name = "Fenced";
  }
}

/** The one place where an error gets its class. */
export function classify(error: unknown): RetryClass {
  if (error instanceof Fenced) return "fenced";
  if (error instanceof DayHeld) return "data";
  if (error instanceof Problem) return "config";
  if (isRedisAway(error)) return "transient";
  const failure = classifyAwsError(error);
  switch (failure.kind) {
    case "throttled":
      return "transient";
    case "unreachable":
    case "server":
      return failure.mayHaveHappened ? "ambiguous" : "transient";
    case "expired-credentials":
    case "no-credentials":
    case "denied":
    case "invalid":
    case "conflict":
    case "not-found":
      return "config";
    default:
      return "bug";
  }
}

/** The error as people read it. */
export function explain(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isRedisAway(error)) {
    return new Problem("redis-away", "writing down what was asked: Redis does not answer", {
      remedy: "nothing was started or lost; try again in a minute",
      cause: error,
    });
  }
  const failure = classifyAwsError(error);
  if (failure.kind !== "unknown") return asProblem(failure, "asking AWS");
  return new Problem("bug", "something broke on our side", {
    remedy: "press Retry, and when it stays, look for the reference in the log",
    cause: error,
  });
}

/** ioredis and BullMQ tell a lost connection by these messages alone; there is no class to ask. */
function isRedisAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Connection is closed|Command timed out|max retries per request|Stream isn't writeable|ECONNREFUSED/i.test(
      error.message,
    )
  );
}
