import { createClockWatch } from "../app/clock-watch.ts";
import { contractProblemBeside } from "../app/read-contract.ts";
import type { Aws } from "../app/wire-aws.ts";
import { wireAws } from "../app/wire-aws.ts";
import { connectRedis } from "../app/wire-redis.ts";
import type { AuditPlace } from "../aws/audit-place.ts";
import { askSlack, askUserGroups } from "../bot/slack-checks.ts";
import { systemClock } from "../config/clock.ts";
import type { Config } from "../config/config.ts";
import { parseConfig, parseSlashCommand } from "../config/config.ts";
import type { WayOut } from "../config/way-out.ts";
import { followProxy } from "../config/way-out.ts";
import type { AccountFinding } from "../domain/aws/preflight/finding.ts";
import { judgePreflight } from "../domain/aws/preflight/preflight.ts";
import type { ClocksAhead } from "../domain/clock-skew.ts";
import { clockProblem } from "../domain/clock-skew.ts";
import { withCommandName } from "../domain/commands/command-name.ts";
import type { Day } from "../domain/day.ts";
import { addDays, dayIn } from "../domain/day.ts";
import { THEN_RESTART } from "../domain/loans/contract/contract.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import { redisFindings } from "../domain/redis-health.ts";
import type { BankCalendar } from "../domain/schedule/bank-days.ts";
import {
  isBankDay,
  lastListedHoliday,
  nextBankDay,
  passedOver,
  passedOverWords,
  previousBankDay,
  weekdayOf,
} from "../domain/schedule/bank-days.ts";
import { isNewCalendar } from "../domain/schedule/expected-days.ts";
import { untilItAnswers } from "../jobs/store/redis.ts";
import { proveThatItWrites, readRedisFacts, redisDoesNot } from "../jobs/store/redis-health.ts";
import { explain } from "../jobs/workflows/error-class.ts";
import { endWhenUnread, readOptions } from "./command-line.ts";
import { Recording } from "./recording.ts";

/**
 * `npm run doctor`: looks at everything the app depends on, changes nothing that lasts, and says what is wrong and what helps. With
 * `-- --record FILE` it writes down the shapes of what AWS answered, without what identifies.
 */

/** What one look came to. */
interface Line {
  readonly is: AccountFinding["is"];
  /** Where that is not what was looked at itself. */
  readonly about?: string;
  readonly words: string;
}

type Check = (config: Config, aws: Aws) => Promise<readonly Line[]>;

const well = (words: string): Line => ({ is: "well", words });
const ill = (words: string): Line => ({ is: "blocks", words });

/** How far ahead holidays are worth knowing: banks announce those of the next year about then. */
const HOLIDAYS_AHEAD_DAYS = 60;

const oneFileForAll: Line = {
  is: "warns",
  words: `LOANS_SOURCE has no {date}: each day would count the same file, which is held; name a file for each day, or set \`identical: warn\` in LOANS_CONTRACT${THEN_RESTART}`,
};

const separatorIsDecimal: Line = {
  is: "warns",
  words: `separator and decimal are both ",": an amount that does not stand in quotes is two fields; where the file has another separator, say it (\`separator: ";"\`)${THEN_RESTART}`,
};

const looks: Readonly<Record<string, Check>> = {
  Redis: async (config) => {
    const { redis, keys } = connectRedis(config);
    try {
      await untilItAnswers(redis);
      const facts = await readRedisFacts(redis);
      const findings = redisFindings(facts).map(({ says, remedy }) => ill(`${says}; ${remedy}`));
      await proveThatItWrites(redis, keys);
      return [well(`${facts.version} answers and writes`), ...findings];
    } catch (error) {
      return [ill(redisDoesNot(error, redis))];
    } finally {
      redis.disconnect();
    }
  },
  Slack: async (config) => linesOf(await askSlack(config.slack, (date) => watch.dated("Slack", date))),
  "user groups": async (config) => linesOf(await askUserGroups(config)),
  AWS: async (config, aws) => {
    const { name: stack, bucket, parameters } = config.stack;
    const rememberedId = await rememberedStack(config);
    const findings = judgePreflight(await aws.preflight.look({ stack, bucket, parameters, rememberedId }));
    return [
      ...(await stackLines(aws, stack)),
      ...findings.map(({ about, is, says, remedy }) => ({
        ...{ is, about },
        words: remedy === null ? says : `${says}; ${remedy}`,
      })),
    ];
  },
  clock: async () => clockLines(watch.ahead()),
  "audit record": async (_config, { auditPlace }) =>
    auditPlace === null ? [] : [well(await auditWords(auditPlace))],
  contract: async (config, aws) => {
    if (config.daily.contract === null) return [];
    const { columns, category, separator, decimal } = await aws.contract();
    return [
      well(`a file of ${columns.length} columns, counted by "${category}"`),
      ...(separator === decimal ? [separatorIsDecimal] : []),
    ];
  },
  calendar: async ({ daily: { calendar, zone } }) => calendarLines(calendar, dayIn(zone, new Date())),
  "loan file": async ({ daily: { source, calendar, zone } }, aws) => [
    well(await fileWords(aws, calendar, dayIn(zone, new Date()))),
    ...(source.includes("{date}") ? [] : [oneFileForAll]),
  ],
};

/** Hears the time from those that are asked all the same. */
const watch = createClockWatch(systemClock);

endWhenUnread();
let isWell = true;
const signs = { well: "✓", blocks: "✗", warns: "!", unknown: "?" } as const;
const say = (what: string, { is, about = what, words }: Line) => {
  isWell &&= is !== "blocks";
  process.stdout.write(
    `${signs[is]} ${about.padEnd(14)}  ${withCommandName(withoutSecrets(words), parseSlashCommand())}\n`,
  );
};

const recordTo = readRecordTo();
const config = recordTo === undefined ? null : await readConfig();
if (config) {
  const recording = new Recording();
  const aws = wireAws(config, {
    called: (call, answer) => {
      watch.dated("AWS", call.date);
      if (recordTo !== null) recording.hear(call, answer);
    },
  });
  for (const [what, look] of Object.entries(looks)) {
    try {
      for (const line of await look(config, aws)) say(what, line);
    } catch (error) {
      say(what, ill(reason(error)));
    }
  }
  if (typeof recordTo === "string") await record(recording, recordTo);
}
process.exitCode = isWell ? 0 : 1;

/** The file that was asked for; `null` where none was, `undefined` where the command line is not understood. */
function readRecordTo(): string | null | undefined {
  try {
    const usage = "say it as in `npm run doctor -- --record answers.json`";
    const act = "looking at what the app depends on";
    return readOptions({ record: { type: "string" } }, { act, usage }).record ?? null;
  } catch (error) {
    say("command line", ill(reason(error)));
    return undefined;
  }
}

function wayWords({ proxy, except }: Extract<WayOut, { is: "proxy" }>): string {
  const rest = except.length === 0 ? "" : `, but for ${except.join(", ")}`;
  return `to AWS, Slack and LOANS_ALERT through the proxy ${proxy}${rest}; to Redis straight`;
}

async function record(recording: Recording, file: string): Promise<void> {
  try {
    await recording.save(file);
    say("recording", well(`the shapes of AWS's answers are in ${file}`));
  } catch (error) {
    say("recording", ill(`writing ${file}: ${error instanceof Error ? error.message : error}`));
  }
}

async function readConfig(): Promise<Config | null> {
  try {
    const way = followProxy();
    const read = parseConfig();
    say("configuration", well("complete"));
    if (way.is === "proxy") say("way out", well(wayWords(way)));
    return read;
  } catch (error) {
    say("configuration", ill(reason(error)));
    const contract = await contractProblemBeside();
    if (contract !== null) say("contract", ill(contract.message));
    return null; // nothing else can be asked without it
  }
}

/** Whether the clock agrees with those of who was asked before; nothing where nobody has answered. */
function clockLines(ahead: ClocksAhead): readonly Line[] {
  const problem = clockProblem(ahead);
  if (problem !== null) return [ill(problem)];
  return ahead.size === 0 ? [] : [well(`agrees with that of ${[...ahead.keys()].join(" and ")}`)];
}

/** Puts the newest entry once more, which changes nothing and is refused where the place takes no more. */
async function auditWords(place: AuditPlace): Promise<string> {
  const heads = await place.after(0);
  const last = heads.at(-1);
  if (last === undefined) {
    await place.mayBegin();
    return `nothing is in ${place.name} yet; the first entry comes with the first act`;
  }
  await place.put(last, (await place.read(last)) ?? "");
  return `${place.name} holds ${heads.length} ${heads.length === 1 ? "entry" : "entries"} and takes more`;
}

/** Whether the file of today is there; where none is expected, that of the next bank day, or else of the last one. */
async function fileWords(aws: Aws, calendar: BankCalendar, today: Day): Promise<string> {
  const look = async (day: Day) => await aws.source(day).file.see();
  const because = passedOver(calendar, today);
  if (because === null) {
    const found = await look(today);
    return found
      ? `the file of ${today} is there, ${found.bytes} bytes`
      : `the file of ${today} is not there yet`;
  }
  const none = `no file is expected today, ${today} (${passedOverWords(because)})`;
  const [next, last] = [nextBankDay(calendar, today), previousBankDay(calendar, today)];
  const nextFile = await look(next);
  if (nextFile)
    return `${none}; that of the next bank day, ${next}, is there already, ${nextFile.bytes} bytes`;
  const lastFile = await look(last);
  const was = lastFile ? `is there, ${lastFile.bytes} bytes` : "is not there either";
  return `${none}; that of the next bank day, ${next}, is not there yet; that of the last one, ${last}, ${was}`;
}

/** The next bank days by name, so that a slip of the calendar is seen before it is a day without a summary. */
function calendarLines(calendar: BankCalendar, today: Day): readonly Line[] {
  if (!isNewCalendar([], calendar)) return [];
  const coming: Day[] = [];
  for (let day = today; coming.length < 3; day = nextBankDay(calendar, day)) {
    if (isBankDay(calendar, day)) coming.push(day);
  }
  const words = coming.map((day) => `${weekdayOf(day)} ${day}`).join(", ");
  const last = lastListedHoliday(calendar);
  const isShort = last !== null && last < addDays(today, HOLIDAYS_AHEAD_DAYS);
  return [
    well(`the next bank days are ${words}`),
    ...(isShort
      ? [
          {
            is: "warns" as const,
            words: `LOANS_CALENDAR lists no holiday after ${last}; add those that are announced`,
          },
        ]
      : []),
  ];
}

function linesOf(found: {
  readonly well: readonly string[];
  readonly ill: readonly string[];
}): readonly Line[] {
  return [...found.well.map(well), ...found.ill.map(ill)];
}

/** One call to each service the app uses besides: what is not allowed is named with the missing action. */
async function stackLines(aws: Aws, stack: string): Promise<readonly Line[]> {
  try {
    const facts = await aws.stacks.see(stack);
    await aws.clusters.findLive({ stack });
    await aws.tagged.leftovers({ stack });
    return [well(`stack "${stack}" is ${facts?.status ?? "not deployed"}`)];
  } catch (error) {
    return [ill(reason(error))];
  }
}

/** CloudFormation's id of the stack that was worked on last; `null` where this Redis knows none, or is away. */
async function rememberedStack(config: Config): Promise<string | null> {
  const { redis, keys } = connectRedis(config);
  try {
    await untilItAnswers(redis);
    return await redis.get(keys.stack);
  } catch {
    // What is wrong with Redis has its own line.
    return null;
  } finally {
    redis.disconnect();
  }
}

function reason(error: unknown): string {
  const problem = explain(error);
  return problem.code === "bug" && error instanceof Error ? error.message : problem.message;
}
