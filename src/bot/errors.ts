import { randomBytes } from "node:crypto";
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import type { Log } from "../config/log.ts";
import { Problem } from "../domain/problem.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import type { Message } from "./views/block-kit/message.ts";
import { problemMessage } from "./views/problem.ts";

/** What a person is told about whatever was thrown: a problem in its words, a bug of ours by reference. */
export function troubleMessage(error: unknown, log: Log): Message {
  const problem = isSlackAway(error) ? slackAway(error) : explain(error);
  if (problem.code !== "bug") {
    log.info({ code: problem.code, says: problem.says }, "answered with a problem");
    return problemMessage(problem);
  }
  const ref = randomBytes(2).toString("hex");
  log.error({ ref, err: error }, "a listener broke");
  return problemMessage({
    says: `Something broke on our side (ref ${ref})`,
    remedy: "`/loans status` tells what is underway; tell who runs this app the reference",
  });
}

function isSlackAway(error: unknown): boolean {
  return [WebAPIRequestError, WebAPIHTTPError, WebAPIRateLimitedError].some((kind) => error instanceof kind);
}

function slackAway(cause: unknown): Problem {
  return new Problem("slack-away", "asking Slack for what this needs: it does not answer as it should", {
    remedy: "nothing was begun; try again in a minute",
    cause,
  });
}
