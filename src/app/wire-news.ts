import { createDirectSpeaker } from "../bot/direct-speaker.ts";
import { createPeople } from "../bot/people.ts";
import { tellNews } from "../jobs/messages/direct-news.ts";
import { WishStore } from "../jobs/store/wish-store.ts";
import type { Program } from "./program.ts";
import { oneAtATime } from "./single-flight.ts";
import type { Channel } from "./wire-channel.ts";
import type { Connected } from "./wire-redis.ts";
import type { RunParts } from "./wire-runs.ts";

/** How often it is looked whether somebody is to be told something. */
const LOOK_MS = 30_000;

/** Tells people in direct messages what they wish to hear of, from now on. */
export function startNews(
  { config, clock, log, releasers }: Program,
  {
    redis,
    keys,
    channel: { client, outbox },
    runs: { reader: runs },
  }: Connected & { readonly channel: Channel; readonly runs: RunParts },
): void {
  const people = createPeople({ client, policy: config.people, clock, log });
  const speaker = createDirectSpeaker({ client, config, people, log });
  const wishes = new WishStore({ redis, keys });
  const look = oneAtATime(async () => {
    await tellNews({ wishes, runs, outbox, speaker, daily: config.daily, now: clock.now, log });
  });
  const looking = setInterval(
    () => void look().catch((error: unknown) => log.warn({ err: error }, "looking for news came to nothing")),
    LOOK_MS / config.pace,
  );
  releasers.register("news", async () => clearInterval(looking));
}
