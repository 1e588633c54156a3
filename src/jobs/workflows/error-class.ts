import { asProblem, callOf, classifyAwsError } from "../../aws/aws-errors.ts";
import { DayHeld, NotYet, Problem } from "../../domain/problem.ts";
import { redisRefusal } from "../../domain/redis-refusal.ts";
import type { RetryClass } from "../../domain/runs/retry-class.ts";
import { Fenced } from "../engine/fenced.ts";

/** The one place where an error gets its class. */
export function classify(error: unknown): RetryClass {
  if (error instanceof Fenced) return "fenced";
  if (error instanceof DayHeld) return "data";
  if (error instanceof NotYet) return "transient";
  if (error instanceof Problem) return "config";
  if (isRedisAway(error)) return "transient";
  const failure = classifyAwsError(error);
  switch (failure.kind) {
    case "throttled":
    case "wrong-clock":
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
    case "elsewhere":
    case "archived":
      return "config";
    default:
      return "bug";
  }
}

/** The error as people read it. */
export function explain(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isRedisAway(error)) return redisAway(error);
  const failure = classifyAwsError(error);
  if (failure.kind !== "unknown") return asProblem(failure);
  return new Problem("bug", "something broke on our side", {
    remedy: "press Retry, and when it stays, look for the reference in the log",
    cause: error,
  });
}

/** ioredis and BullMQ tell a lost connection by these messages alone; there is no class to ask. */
function isRedisAway(error: unknown): error is Error {
  return (
    error instanceof Error &&
    // A refused connection to AWS has the same words.
    !(callOf in error) &&
    (neverSent.test(error.message) ||
      redisRefusal(error.message) !== null ||
      /Connection is closed|Command timed out|max retries per request/i.test(error.message))
  );
}

/** Written while no connection stood, so that Redis has not heard of it. */
const neverSent = /^Stream isn't writeable|^connect ECONNREFUSED/;

function redisAway(error: Error): Problem {
  const refusal = redisRefusal(error.message);
  if (refusal !== null) {
    return new Problem("redis-refuses", `writing to Redis: ${refusal.says}, so nothing was started`, {
      remedy: refusal.remedy,
      cause: error,
    });
  }
  const says = "asking Redis: it is away";
  if (neverSent.test(error.message)) {
    return new Problem("redis-away", `${says}, so nothing was started`, {
      remedy: "try again in a minute; if it stays away, look at the server that REDIS_URL names",
      cause: error,
    });
  }
  return new Problem("redis-away", `${says}, and what you asked for may just have been written down`, {
    remedy: "type it again in a minute: what is written down is not started twice",
    cause: error,
  });
}
