import type { Redis } from "ioredis";

/** How many commands Redis has carried out, those inside scripts included; itself one command. */
export async function commandsOf(redis: Redis): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await redis.info("stats"))?.[1]);
}
