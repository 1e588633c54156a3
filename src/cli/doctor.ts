import { wireAws } from "../app/wire-aws.ts";
import { connectRedis } from "../app/wire-redis.ts";
import { askSlack, askUserGroups } from "../bot/slack-checks.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/config.ts";
import { dayIn } from "../domain/day.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { redisFindings } from "../domain/redis-health.ts";
import { untilItAnswers } from "../jobs/store/redis.ts";
import { readRedisFacts, redisIsAway } from "../jobs/store/redis-health.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import { endWhenUnread } from "./command-line.ts";

/** `npm run doctor`: looks at everything the app depends on, changes nothing, and says what is wrong and what helps. */

/** What one look came to: what is well, and what is not, each with its remedy. */
interface Diagnosis {
  readonly well: readonly string[];
  readonly ill: readonly string[];
}

type Check = (config: Config) => Promise<Diagnosis>;

const looks: Readonly<Record<string, Check>> = {
  Redis: async (config) => {
    const { redis } = connectRedis(config);
    try {
      await untilItAnswers(redis);
      const facts = await readRedisFacts(redis);
      const ill = redisFindings(facts).map(({ says, remedy }) => `${says}; ${remedy}`);
      return { well: [`${facts.version} answers`], ill };
    } catch (error) {
      return { well: [], ill: [redisIsAway(error)] };
    } finally {
      redis.disconnect();
    }
  },
  Slack: async (config) => await askSlack(config.slack),
  "user groups": askUserGroups,
  AWS: async (config) => {
    const aws = wireAws(config);
    const stack = config.stack.name;
    const { region } = await aws.identity.account();
    // One call to each service the app uses: what is not allowed is named with the missing action.
    const facts = await aws.stacks.see(stack);
    await aws.clusters.findLive({ stack });
    await aws.tagged.leftovers({ stack });
    return {
      well: [`credentials serve in ${region}`, `stack "${stack}" is ${facts?.status ?? "not deployed"}`],
      ill: [],
    };
  },
  "loan file": async (config) => {
    const day = dayIn(config.daily.zone, new Date());
    const found = await wireAws(config).source(day).file.see();
    return found
      ? { well: [`the file of ${day} is there, ${found.bytes} bytes`], ill: [] }
      : { well: [`the file of ${day} is not there yet`], ill: [] };
  },
};

endWhenUnread();
let isWell = true;
const say = (sign: "✓" | "✗", what: string, words: string) => {
  isWell &&= sign === "✓";
  process.stdout.write(`${sign} ${what.padEnd(13)}  ${withoutSecrets(words)}\n`);
};

const config = readConfig();
if (config) {
  say("✓", "configuration", "complete");
  for (const [what, look] of Object.entries(looks)) {
    try {
      const { well, ill } = await look(config);
      for (const words of well) say("✓", what, words);
      for (const words of ill) say("✗", what, words);
    } catch (error) {
      say("✗", what, reason(error));
    }
  }
}
process.exitCode = isWell ? 0 : 1;

function readConfig(): Config | null {
  try {
    return parseConfig();
  } catch (error) {
    say("✗", "configuration", reason(error));
    return null; // nothing else can be asked without it
  }
}

function reason(error: unknown): string {
  const problem = explain(error);
  return problem.code === "bug" && error instanceof Error ? error.message : problem.message;
}
