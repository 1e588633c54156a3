import type { WebClient } from "@slack/web-api";
import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import { inTime } from "../config/time-limit.ts";
import { EXTERNALLY_SHARED } from "../domain/messages/slack-error.ts";
import type { Announcer } from "../jobs/messages/announcer.ts";
import { isDirect } from "./names.ts";
import { slackError } from "./slack-client.ts";

/** So long a channel is believed to be the workspace's own, for edits, which come every few seconds while a run is at work. */
const BELIEVED_MS = 60_000;

/** A channel that another company reads is refused as Slack refuses one: what is owed to it waits, and `/readyz` says why. */
class SharedChannel extends Error {
  readonly data = { ok: false, error: EXTERNALLY_SHARED };
}

/**
 * Speaks only in channels that no other company is in: numbers of a bank never reach one. A channel may become shared while
 * the app runs, so that Slack is asked again before each new message, and once a minute while messages are edited. Where it does
 * not say, as to an app that was installed before it asked for that scope, the app speaks on, and the doctor names what is missing.
 */
export function inOwnChannels(
  announcer: Announcer,
  { client, clock, log }: { readonly client: WebClient; readonly clock: Clock; readonly log: Log },
): Announcer {
  const askedAt = new Map<string, number>();
  const refuseShared = async (channel: string, believedMs: number) => {
    const now = clock.monotonic();
    if (now - (askedAt.get(channel) ?? Number.NEGATIVE_INFINITY) < believedMs) return;
    const isShared = await isExternallyShared(client, channel);
    if (isShared === true) throw new SharedChannel(`channel ${channel} is shared with another company`);
    if (isShared === null) log.warn({ channel }, "slack does not say whether the channel is shared");
    askedAt.set(channel, now);
  };
  return {
    ...announcer,
    post: async (owed, channel) => {
      await refuseShared(channel, 0);
      return await announcer.post(owed, channel);
    },
    edit: async (owed, at) => {
      await refuseShared(at.channel, BELIEVED_MS);
      return await announcer.edit(owed, at);
    },
  };
}

/** Where people ask something, a look is believed so long: a shared channel is noticed, and Slack is not asked at every word. */
const ANSWERED_MS = 10_000;

/** Who asks waits no longer for what Slack knows of the channel. */
const LOOK_WITHIN_MS = 2_000;

/** Knows which channels other companies are in. */
export interface Sharing {
  /** `false` also where Slack does not say in time: what is posted is looked at once more. */
  isShared(channel: string): Promise<boolean>;
}

/** Asks Slack at most every few seconds, of each channel; where shared channels are allowed not at all. */
export function createSharing({
  client,
  isAllowed,
  now,
  log,
}: {
  readonly client: WebClient;
  readonly isAllowed: boolean;
  readonly now: () => number;
  readonly log: Log;
}): Sharing {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<boolean> }>();
  const asked = async (channel: string) => {
    const look = isExternallyShared(client, channel).catch((error: unknown) => {
      log.warn({ err: error, channel }, "whether the channel is shared is not known");
      return null;
    });
    return (await inTime(look, LOOK_WITHIN_MS)) === true;
  };
  return {
    async isShared(channel) {
      if (isAllowed || isDirect(channel)) return false;
      const last = known.get(channel);
      if (last !== undefined && Math.abs(now() - last.at) < ANSWERED_MS) return await last.answer;
      const answer = asked(channel);
      known.set(channel, { at: now(), answer });
      return await answer;
    },
  };
}

/**
 * Whether people of another company are in a channel (Slack Connect); `null` where Slack refuses to say. Throws where it cannot
 * be asked.
 */
export async function isExternallyShared(client: WebClient, channel: string): Promise<boolean | null> {
  try {
    const { channel: info } = await client.conversations.info({ channel });
    return info?.is_ext_shared === true;
  } catch (error) {
    if (slackError(error) === null) throw error;
    return null;
  }
}
