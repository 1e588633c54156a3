/** What is asked of a Redis server, as it answers. */
export interface RedisFacts {
  /** `redis_version` of `INFO server`; Valkey answers a version of Redis that it is compatible with. */
  readonly version: string;
  readonly appendOnly: boolean;
  /** `maxmemory-policy`. */
  readonly evictionPolicy: string;
  /** Bytes in use, and how many may be; 0: as many as the machine has. */
  readonly memory: { readonly used: number; readonly most: number };
  /** The number of the database that is written to, and that which REDIS_URL names. */
  readonly database: { readonly used: number; readonly wanted: number };
}

/** One thing that is not as it should be. `must`: runs could be lost. `now`: they wait until it is mended. */
export interface RedisFinding {
  readonly weight: "must" | "now" | "should";
  readonly says: string;
  readonly remedy: string;
}

/** The oldest server whose commands the product uses. */
const OLDEST = [6, 2] as const;

/** What would lose runs, or might: an evicted key, an unwritten journal, a server that lacks commands. */
export function redisFindings(facts: RedisFacts): readonly RedisFinding[] {
  const [major = 0, minor = 0] = facts.version.split(".").map(Number);
  const { memory, database } = facts;
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return [
    isOld && {
      weight: "must" as const,
      says: `Redis is ${facts.version}, older than ${OLDEST.join(".")}`,
      remedy: "use Redis or Valkey 6.2 or later",
    },
    // ioredis goes on in database 0, which may be somebody else's, where the server has no other.
    database.used !== database.wanted && {
      weight: "must" as const,
      says: `Redis has no database ${database.wanted}, so all would be written into database ${database.used}`,
      remedy: "correct the number at the end of REDIS_URL",
    },
    facts.evictionPolicy !== "noeviction" && {
      weight: "must" as const,
      says: `Redis evicts keys when memory is short (maxmemory-policy ${facts.evictionPolicy})`,
      remedy: "set maxmemory-policy noeviction",
    },
    memory.most > 0 &&
      memory.used >= memory.most && {
        weight: "now" as const,
        says: `Redis has no memory left (${mb(memory.used)} of maxmemory ${mb(memory.most)}), so nothing can be written down`,
        remedy: "raise maxmemory, or free memory; runs go on by themselves then",
      },
    !facts.appendOnly && {
      weight: "should" as const,
      says: "Redis keeps no append-only file, so a restart forgets the newest runs",
      remedy: "set appendonly yes",
    },
  ].filter((finding) => finding !== false);
}

function mb(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
