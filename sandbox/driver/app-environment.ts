import { channels, people } from "../slack/people.ts";

/** Nobody listens there; the app is up before Slack and AWS are. */
const nowhere = "http://127.0.0.1:9";

/** The environment of an app that is started with a Redis and no sandbox around it. */
export function appEnvironment(redis: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    REDIS_URL: redis,
    SLACK_API_URL: `${nowhere}/api/`,
    SLACK_BOT_TOKEN: "xoxb-alone",
    SLACK_SIGNING_SECRET: "alone-signing-secret",
    AWS_ENDPOINT_URL: nowhere,
    AWS_REGION: "us-west-1",
    AWS_ACCESS_KEY_ID: "alone",
    AWS_SECRET_ACCESS_KEY: "alone",
    LOANS_CHANNEL: channels.loans.id,
    LOANS_OPERATORS: people.operator.id,
    LOANS_SOURCE: "loan.csv",
    LOANS_TIMEZONE: "UTC",
    LOG_LEVEL: "warn",
  };
}
