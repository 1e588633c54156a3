/** A Redis that answers, and does not do what it is asked. */
export interface RedisRefusal {
  /** The word with which Redis begins the error. */
  readonly word: string;
  readonly says: string;
  readonly remedy: string;
  /** The connection may lead to another server by now: it is worth connecting anew. */
  readonly isElsewhere: boolean;
}

type Kind = Omit<RedisRefusal, "word">;

const primaryGone =
  "what is underway goes on by itself once REDIS_URL leads to a primary; look at the failover";

const wrongPassword: Kind = {
  says: "it does not take the user or password",
  remedy: "put the right ones into REDIS_URL and restart",
  isElsewhere: false,
};

/**
 * Redis' own words (src/server.c and src/script.c of 6.2 to 8.0; Valkey has the same). Nothing was done where one of them is
 * answered, and each passes when somebody, or a failover, has mended what it names.
 */
const kinds: Readonly<Record<string, Kind>> = {
  READONLY: { says: "it is a replica and takes no writes", remedy: primaryGone, isElsewhere: true },
  MASTERDOWN: { says: "it is a replica that has lost its primary", remedy: primaryGone, isElsewhere: true },
  UNBLOCKED: { says: "it has just become a replica", remedy: primaryGone, isElsewhere: true },
  LOADING: {
    says: "it is still reading its data from disk",
    remedy: "what is underway goes on by itself when it is done",
    isElsewhere: true,
  },
  MISCONF: {
    says: "it cannot save to its disk, and takes no writes until it can",
    remedy: "look at its log, its directory and the free space; what is underway goes on by itself then",
    isElsewhere: false,
  },
  NOREPLICAS: {
    says: "fewer replicas follow it than it asks for",
    remedy: "bring the replicas back, or set min-replicas-to-write 0",
    isElsewhere: false,
  },
  OOM: {
    says: "it has no memory left",
    remedy: "raise maxmemory, or free memory; what is underway goes on by itself then",
    isElsewhere: false,
  },
  BUSY: {
    says: "a script of somebody's keeps it busy",
    remedy: "end that script by SCRIPT KILL",
    isElsewhere: false,
  },
  NOPERM: {
    says: "its user lacks a right",
    remedy: "allow the user of REDIS_URL all commands on keys and channels of the app (ACL SETUSER)",
    isElsewhere: false,
  },
  NOAUTH: wrongPassword,
  WRONGPASS: wrongPassword,
};

const words = Object.keys(kinds).join("|");

/** As the error begins, or, where a script met it, as Redis 6.2 quotes it: `ERR Error running script (…): … -OOM …`. */
const beginning = new RegExp(`^(?:ReplyError: )?(${words})\\b|^(?:ReplyError: )?ERR .*?-(${words}) `);

/** What 6.2 and 7 say where a script may not do what the caller may not; without a word in front. */
const deniedScript = /^(?:ReplyError: )?ERR .*(can't run this command|ACL failure in script)/;

/** Reads an error's message; `null` where it is none of Redis' refusals. */
export function redisRefusal(message: string): RedisRefusal | null {
  const found = beginning.exec(message);
  const word = found?.[1] ?? found?.[2] ?? (deniedScript.test(message) ? "NOPERM" : null);
  const kind = word === null ? undefined : kinds[word];
  if (word === null || kind === undefined) return null;
  const command = /'([a-z|]+)' command/.exec(message)?.[1];
  return {
    word,
    ...kind,
    says: word === "NOPERM" && command !== undefined ? `${kind.says}, ${command.toUpperCase()}` : kind.says,
  };
}
