/** What is asked of a Redis server, as it answers. */
export interface RedisFacts {
  /** `redis_version` of `INFO server`; Valkey answers a version of Redis that it is compatible with. */
  readonly version: string;
  readonly appendOnly: boolean;
  /** `maxmemory-policy`. */
  readonly evictionPolicy: string;
}

/** One thing that is not as it should be. `must`: runs could be lost. */
export interface RedisFinding {
  readonly weight: "must" | "should";
  readonly says: string;
  readonly remedy: string;
}

/** The oldest server whose commands the product uses. */
const OLDEST = [6, 2] as const;

/** What would lose runs, or might: an evicted key, an unwritten journal, a server that lacks commands. */
export function redisFindings(facts: RedisFacts): readonly RedisFinding[] {
  const [major = 0, minor = 0] = facts.version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return [
    isOld && {
      weight: "must" as const,
      says: `Redis is ${facts.version}, older than ${OLDEST.join(".")}`,
      remedy: "use Redis or Valkey 6.2 or later",
    },
    facts.evictionPolicy !== "noeviction" && {
      weight: "must" as const,
      says: `Redis evicts keys when memory is short (maxmemory-policy ${facts.evictionPolicy})`,
      remedy: "set maxmemory-policy noeviction",
    },
    !facts.appendOnly && {
      weight: "should" as const,
      says: "Redis keeps no append-only file, so a restart forgets the newest runs",
      remedy: "set appendonly yes",
    },
  ].filter((finding) => finding !== false);
}
