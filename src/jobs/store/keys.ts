import { alertId, cardId, noticeId, summaryId } from "../../domain/messages/message-id.ts";

/** What a key holds, for whoever looks into Redis; the table in `docs/redis.md` is made of it. */
export interface KeyFacts {
  /** What follows the name, each after a colon: there is one such key for each. */
  readonly of?: readonly string[];
  /** Redis' own word; `null`: BullMQ's keys begin with this one. */
  readonly type: "string" | "hash" | "list" | "set" | "sorted set" | null;
  /** Markdown. */
  readonly holds: string;
  /** Who writes it besides the scripts, which say it themselves. */
  readonly writers?: string;
  readonly kept: string;
}

/** Every key there is: its name here is its name in Redis. */
export const redisKeys = {
  run: {
    of: ["run id"],
    type: "hash",
    holds:
      "`id workflow target asker openedAt score exclusive range`, `fence` and the `owner` who has it, while in trouble `tries`, `begun` and `begunBy` (how many processes began a slice since one last ended, and which, for *Poison*), at the end `outcome`",
    writers: "the engine's counts of tries and slices",
    kept: "kept",
  },
  journal: {
    of: ["run id"],
    type: "list",
    holds:
      "one JSON entry a line: `v at fence attempt actor kind …`; an entry's number is its place, which lines of earlier versions carry as `seq`",
    kept: "kept",
  },
  unrecorded: {
    type: "list",
    holds:
      "what was done and is in no entry of the audit record yet, oldest first: `run <run id> <entry's number>`, or one line of JSON of the schedule, of days or of a summary whose warnings somebody has seen",
    writers:
      "people's `schedule`, `lock`, `unlock`, `skip` and `unskip`, *I have seen the warnings*; the timetable",
    kept: "until recorded",
  },
  audit: {
    type: "list",
    holds:
      "the audit record, one entry a line in canonical JSON, each with the hash of the one before; it begins where a Redis that was emptied found it at LOANS_AUDIT",
    kept: "kept",
  },
  exported: {
    type: "hash",
    holds: "number of the last entry of the audit record that is at LOANS_AUDIT, by that place",
    writers: "the worker",
    kept: "kept",
  },
  unaudited: {
    type: "hash",
    holds: "`since` (ISO time) and `says`: why the audit record does not go on",
    writers: "the worker",
    kept: "until it does",
  },
  live: { type: "set", holds: "ids of runs that have not ended", kept: "its runs" },
  runs: { type: "sorted set", holds: "every run id by the time it was opened", kept: "kept" },
  numbers: {
    type: "hash",
    holds: "last number of each deploy, teardown and backfill, last generation of each day",
    kept: "kept",
  },
  request: { of: ["key"], type: "string", holds: "the run that a request came to", kept: "7 days" },
  lock: { type: "string", holds: "the deploy or teardown that holds the stack", kept: "its run" },
  guests: { type: "hash", holds: "live backfills, `<first day>-<last day>` of each", kept: "its runs" },
  line: {
    type: "sorted set",
    holds: "live batches and withdrawals by day, oldest first; of one day a withdrawal goes first",
    kept: "its runs",
  },
  turn: { type: "string", holds: "the batch that works now", kept: "its run" },
  aside: {
    type: "hash",
    holds:
      "runs in line that let other days pass while they wait for a person (`waits`), or have waited until somebody answered (`answered`)",
    kept: "its runs",
  },
  stale: {
    type: "sorted set",
    holds: `messages that show less than they should, \`${cardId("<run id>")}\` by the entry's number, \`${summaryId("<run id>")}\`, \`${noticeId("<name>")}\`, \`${alertId("<run id>", 1)}\``,
    writers: "the outbox; delivery",
    kept: "until said",
  },
  epoch: {
    type: "string",
    holds:
      "the second in which this Redis was told what AWS and Slack hold; missing in a new or emptied one; fences begin with it",
    writers: "recall",
    kept: "kept",
  },
  stack: {
    type: "string",
    holds: "CloudFormation's id of the stack of today; a run of days that ended on another one is history",
    kept: "kept",
  },
  made: {
    type: "string",
    holds: "ISO time at which it was made, which tells the same of runs that do not say their stack",
    kept: "kept",
  },
  server: {
    type: "hash",
    holds:
      "`id` of the Redis that answers, and `since` when (ms): another one, or the same after a restart, may have lost its newest entries",
    writers: "the outbox",
    kept: "kept",
  },
  canary: {
    type: "string",
    holds: "how often the job `canary`, which proves once a minute that the queue of runs moves, was taken",
    writers: "the worker",
    kept: "kept",
  },
  proof: {
    type: "string",
    holds: "that Redis takes a write: readiness and `npm run doctor` write it by a command and by a script",
    writers: "readiness; doctor",
    kept: "10 seconds",
  },
  owed: {
    type: "sorted set",
    holds:
      "messages that are not posted yet, by the time they came to be owed: the order in which they are said",
    writers: "delivery",
    kept: "until posted",
  },
  spoken: {
    of: ["channel"],
    type: "string",
    holds: "nothing is posted while it is there: one message a second",
    writers: "delivery",
    kept: "1 second",
  },
  rest: {
    of: ["channel"],
    type: "string",
    holds: "nothing is said or edited while it is there",
    writers: "delivery",
    kept: "as long as Slack's `Retry-After` says",
  },
  unsaid: {
    type: "hash",
    holds:
      "messages that Slack refuses for themselves, with its word; `/readyz` of every process tells the first one",
    writers: "delivery",
    kept: "until said",
  },
  refused: {
    of: ["channel"],
    type: "string",
    holds:
      "Slack's word for why nothing can be said there, such as `is_archived`; `/readyz` of every process tells it",
    writers: "delivery",
    kept: "until something is said; 5 minutes after the last try",
  },
  message: {
    of: ["message id"],
    type: "hash",
    holds:
      "`owedAt`, `intendedAt triedAt`, then `channel ts permalink`, what it shows (`print saidAt`), `doubtedAt` while it may stand there twice, one that is `gone`, the channel it has `left`, `tries`; the `summary` or `notice` itself, and who has `seen` what a summary says is worth a look; of an alert `awaitedUntil lateAt`, and what the place that pages people was told last (`paged`); `elsewhere` where another message says what a notice would",
    writers: "the outbox; delivery",
    kept: "90 days after the first post",
  },
  filing: {
    of: ["run id"],
    type: "string",
    holds:
      "that the file of a run's counts is just being put into the thread of its card, so that two presses are one file",
    writers: "*CSV*",
    kept: "until it is there; 1 minute at most",
  },
  inbox: {
    of: ["delivery"],
    type: "string",
    holds:
      "a delivery of Slack's that was to change something, and when it came; by the SHA-256 of its trigger's, event's or view's id",
    kept: "1 hour",
  },
  promised: {
    type: "hash",
    holds:
      "logs that EMR had not pushed when somebody asked, by the id of the job that looks for them: run, step, attempt, who asked, where and when",
    writers: "`logs`; the worker",
    kept: "until told: 7 minutes after the step has ended; 24 hours at most",
  },
  schedule: {
    type: "list",
    holds:
      "the record of the schedule and of the stack's lock, one JSON change a line: begun, off, paused, resumed, another time, locked, unlocked",
    writers: "the timetable; people's `schedule`, `lock` and `unlock`",
    kept: "kept",
  },
  decided: {
    type: "hash",
    holds: "days without a run that somebody decided about: skipped with who and why, or left to a person",
    writers: "`skip`; the timetable; recall",
    kept: "kept",
  },
  daybook: {
    type: "list",
    holds:
      "what became of single days, one JSON line each: calendars as they were seen, days skipped and taken back, with who and why",
    writers: "`skip`, `unskip`; the timetable; recall",
    kept: "kept",
  },
  wishes: {
    type: "hash",
    holds:
      "what people want to be told of in direct messages, by user: which news, in which channel, since when; lost with a Redis it is chosen anew",
    writers: "people's choice on the Home of the app",
    kept: "kept",
  },
  told: {
    of: ["user", "news"],
    type: "string",
    holds: "that a person was told of a failed, held or late day, a summary or a plan, or is just being told",
    writers: "direct news",
    kept: "7 days",
  },
  homes: {
    type: "hash",
    holds:
      "whose Home of the app may stand open, by user: their conversation, since when, and a print of the news that it shows; the 200 that were opened last",
    writers: "whoever opens the Home; its renewal",
    kept: "3 days after it was opened last",
  },
  renewed: {
    of: ["user"],
    type: "string",
    holds: "that somebody's Home was renewed just now, or is just being renewed",
    writers: "renewal of Homes",
    kept: "12 seconds",
  },
  woken: {
    of: ["queue", "id"],
    type: "string",
    holds: "a wake-up that a slice in progress must not lose",
    writers: "wake",
    kept: "1 hour",
  },
  queues: {
    type: null,
    holds: "BullMQ's own keys of the queues `runs` and `messages`",
    writers: "BullMQ",
    kept: "ended jobs 24 hours",
  },
} as const satisfies Readonly<Record<string, KeyFacts>>;

/** A key, or a family of keys. */
export type KeyName = keyof typeof redisKeys;

type KeyOf<Facts> = Facts extends { readonly of: infer Parts extends readonly string[] }
  ? (...parts: { readonly [At in keyof Parts]: string }) => string
  : string;

/** The keys of one stack; what there is one of for each run, message or channel is a function of that one's id. */
export type Keys = { readonly [Name in KeyName]: KeyOf<(typeof redisKeys)[Name]> } & {
  /** `{loans:<stack>}:v1`: the braces keep a stack's keys in one slot, `v1` is the schema's version. */
  readonly prefix: string;
};

/** The keys of one stack. */
export function keysFor(stack: string): Keys {
  const prefix = `{loans:${stack}}:v1`;
  const keys = entries().map(([name, { of }]) => [
    name,
    of ? (...parts: readonly string[]) => [prefix, name, ...parts].join(":") : `${prefix}:${name}`,
  ]);
  return { prefix, ...Object.fromEntries(keys) } as Keys;
}

/** The fields of a Lua table that holds these keys of the stack whose prefix is KEYS[1]. */
export function luaKeys(names: readonly KeyName[]): string {
  const own = entries().filter(([name]) => names.includes(name));
  return own
    .map(([name, { of }]) => {
      const parts = (of ?? []).map((_, at) => `part${at + 1}`);
      const key = [`KEYS[1]..':${name}'`, ...parts].join("..':'..");
      return `${name} = ${of ? `function(${parts.join(", ")}) return ${key} end` : key}`;
    })
    .join(",\n");
}

function entries(): readonly (readonly [KeyName, KeyFacts])[] {
  return Object.entries(redisKeys) as [KeyName, KeyFacts][];
}
