import { channels, people } from "../sandbox/slack/people.ts";

/** The secret that Slack's requests are signed with. */
const signingSecret = "bench-signing-secret";

/** The environment of an app that is started without a sandbox around it. */
export function appEnvironment(places: {
  readonly port: number;
  readonly redis: string;
  readonly slackApi: string;
  readonly aws: string;
}): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    PORT: String(places.port),
    REDIS_URL: places.redis,
    SLACK_API_URL: places.slackApi,
    SLACK_BOT_TOKEN: "xoxb-bench",
    SLACK_SIGNING_SECRET: signingSecret,
    AWS_ENDPOINT_URL: places.aws,
    AWS_REGION: "us-west-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    LOANS_CHANNEL: channels.loans.id,
    LOANS_OPERATORS: people.operator.id,
    LOANS_SOURCE: "loan.csv",
    LOANS_TIMEZONE: "UTC",
    LOG_LEVEL: "warn",
  };
}
