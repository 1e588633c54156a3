import { createHash } from "node:crypto";
import type { ConversationsRepliesResponse, WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../config/log.ts";
import type { Policy } from "../domain/commands/permission.ts";
import type { DaySummary } from "../domain/loans/category-counts.ts";
import { parseAcknowledgment } from "../domain/messages/acknowledgment.ts";
import { parseScheduleMemory } from "../domain/messages/schedule-memory.ts";
import { assertNever } from "../domain/problem.ts";
import { parseMemory } from "../domain/runs/card-memory.ts";
import type { Withdrawal } from "../domain/runs/day-number/withdrawal.ts";
import type { Announcer, Owed, Spoken, Thread } from "../jobs/messages/announcer.ts";
import { metadataOf } from "./message-metadata.ts";
import { messageEventType } from "./names.ts";
import { inFormThatSlackTakes, tellAlone } from "./reply.ts";
import { slackError } from "./slack-client.ts";
import type { Markup } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { mentionedIn, withoutMentions } from "./views/block-kit/message.ts";
import { named } from "./views/command-name.ts";
import { daySummary } from "./views/day-summary.ts";
import { logMessage } from "./views/log-tail.ts";
import { alertMessage } from "./views/notices/alert.ts";
import { callOf } from "./views/notices/call.ts";
import { noticeMessage } from "./views/notices/notice.ts";
import { runCard } from "./views/runs/run-card.ts";

/** Slack gives at most this many messages a page. */
const pageSize = 200;

/** Speaks in the channel for both roles. `client` must not retry: a lost reply is looked up with `find`, not repeated. */
export function createAnnouncer({
  client,
  policy,
  calls,
  command,
  zone,
  audit,
  log,
}: {
  readonly client: WebClient;
  /** Says which buttons a waiting card has. */
  readonly policy: Policy;
  /** The user group that is called when a day fails, is held, late or missing; `null`: whoever asked. */
  readonly calls: string | null;
  /** What people type. */
  readonly command: string;
  /** The bank's zone, an IANA name. */
  readonly zone: string;
  /** Where the audit record is kept besides Redis, `null`: nowhere; without it no card says it. */
  readonly audit?: string | null;
  readonly log: Log;
}): Announcer {
  const render = (owed: Owed): Message => named(messageOf(owed), command);

  const messageOf = (owed: Owed): Message => {
    switch (owed.kind) {
      case "card":
        return runCard({ ...owed.view, zone, ...(audit !== undefined && { audit }) }, policy);
      case "summary":
        return daySummary(owed.summary, owed.cardUrl, owed.since);
      case "notice":
        return noticeMessage(owed.notice, owed.cardUrl, calls);
      case "alert":
        return alertMessage(owed.alert, owed.view, calls, zone);
      default:
        return assertNever(owed);
    }
  };

  const known = new Map<string, string>();
  /** What people and groups are called whom a message mentions, asked once each; whom Slack does not name is left out. */
  const namesIn = async (message: Message): Promise<ReadonlyMap<string, string>> => {
    const unknown = mentionedIn(message).filter((id) => !known.has(id));
    const isGroup = (id: string) => id.startsWith("S");
    for (const user of unknown.filter((id) => !isGroup(id))) {
      const answer = await client.users.info({ user }).catch(() => null); // null: Slack is away, or does not tell
      const name = answer?.user?.profile?.display_name || answer?.user?.name;
      if (name) known.set(user, name);
    }
    if (!unknown.some(isGroup)) return known;
    const answer = await client.usergroups.list().catch(() => null); // as above
    for (const { id, handle } of answer?.usergroups ?? []) if (id && handle) known.set(id, handle);
    return known;
  };

  /** What is said must not be taken for unsaid because its link cannot be had. */
  const linkIfTold = async (channel: string, ts: string) => await permalink(channel, ts).catch(() => null);

  const permalink = async (channel: string, ts: string): Promise<string> => {
    const { permalink: url } = await client.chat.getPermalink({ channel, message_ts: ts });
    if (url === undefined) throw new Error(`slack gave no permalink for the message ${ts}`);
    return url;
  };

  /** Asked once: a token speaks for one bot as long as it lives. */
  let bot: string | undefined;
  const ownBot = async (): Promise<string> => {
    // Whose messages are believed hangs on it, so that an odd answer is none.
    bot ??= z.object({ bot_id: z.string().min(1) }).parse(await client.auth.test()).bot_id;
    return bot;
  };

  return {
    fingerprint: (owed) =>
      createHash("sha256")
        .update(JSON.stringify(render(owed)))
        .digest("hex"),

    async post(owed, channel) {
      const whole = render(owed);
      // Slack pushes a mention as it is posted, and none that an edit adds: whoever only did something is not called by it.
      const first = withoutMentions(whole, { called: calledBy(owed, calls), names: await namesIn(whole) });
      const thread = "thread" in owed ? owed.thread : null;
      const posted = await inFormThatSlackTakes(first, log, (said) =>
        client.chat.postMessage({
          channel,
          ...said,
          ...inThread(thread),
          metadata: metadataOf(owed),
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      if (posted.ts === undefined) throw new Error(`slack took the message ${owed.id} and gave it no ts`);
      // Slack answers with the channel's id, also where a name was given.
      const where = posted.channel ?? channel;
      const isWhole = first === whole;
      return { channel: where, ts: posted.ts, permalink: await linkIfTold(where, posted.ts), isWhole };
    },

    async edit(owed, { channel, ts }) {
      try {
        await inFormThatSlackTakes(render(owed), log, (said) =>
          client.chat.update({
            channel,
            ts,
            ...said,
            // Slack takes the metadata off a message that is updated without it.
            metadata: metadataOf(owed),
          }),
        );
        return "edited";
      } catch (error) {
        // The second: an app that was installed anew may not edit what the one before it said.
        const isGone = ["message_not_found", "cant_update_message"].includes(slackError(error) ?? "");
        if (isGone) return "gone";
        throw error;
      }
    },

    async unsay({ channel, ts }) {
      try {
        await client.chat.delete({ channel, ts });
      } catch (error) {
        if (slackError(error) !== "message_not_found") throw error;
      }
    },

    async find(id, { channel, since, threadTs = null }) {
      for await (const { ts, payload } of ours({ channel, since, threadTs })) {
        if (payload["id"] === id) return { channel, ts, permalink: await linkIfTold(channel, ts) };
      }
      return null;
    },

    async spoken({ channel, since, until, threadTs = null }) {
      const all: Spoken[] = [];
      for await (const { ts, payload } of ours({ channel, since, until, threadTs })) {
        const { id, asker, run, schedule, summary, withdrawn, seen } = payload;
        if (typeof id !== "string") continue;
        all.push({
          id,
          ts,
          asker: typeof asker === "string" ? asker : null,
          schedule: typeof schedule === "string" ? parseScheduleMemory(schedule) : null,
          memory: typeof run === "string" ? parseMemory(run) : null,
          // This app wrote it, and the whole of it.
          summary: typeof summary === "string" ? (JSON.parse(summary) as DaySummary) : null,
          withdrawn: typeof withdrawn === "string" ? (JSON.parse(withdrawn) as Withdrawal) : null,
          seen: typeof seen === "string" ? parseAcknowledgment(seen) : null,
        });
      }
      return all;
    },

    permalink: async ({ channel, ts }) => await permalink(channel, ts),

    async tellLog({ user, channel, threadTs }, { id, since, batch, tail }, home) {
      const said = named(logMessage(batch, tail), command);
      if (user !== null) return await tellAlone({ user, channel, threadTs }, said, { client, log, home });
      const thread = threadTs === null ? null : { ts: threadTs, isBroadcast: false };
      for await (const { payload } of ours({ channel, since, threadTs })) if (payload["id"] === id) return;
      await inFormThatSlackTakes(said, log, (form) =>
        client.chat.postMessage({
          channel,
          ...form,
          ...inThread(thread),
          metadata: { event_type: messageEventType, event_payload: { id } },
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
    },
  };

  /**
   * The messages that carry our mark and that this app has posted, newest first, page by page: anybody's app may put
   * that mark on what it says, and what another has said could not be edited either.
   */
  async function* ours({
    channel,
    since,
    until,
    threadTs,
  }: {
    readonly channel: string;
    readonly since: Date;
    readonly until?: Date | undefined;
    /** Replies of that thread, which the channel's history has only where they were broadcast; `null`: what stands in the channel. */
    readonly threadTs: string | null;
  }) {
    const self = await ownBot();
    let cursor: string | undefined;
    do {
      const asked = {
        channel,
        oldest: String(Math.floor(since.getTime() / 1_000)),
        ...(until === undefined ? {} : { latest: String(Math.ceil(until.getTime() / 1_000)) }),
        limit: pageSize,
        include_all_metadata: true,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page =
        threadTs === null
          ? await client.conversations.history(asked)
          : await client.conversations.replies({ ...asked, ts: threadTs }).catch(noThread);
      for (const { ts, bot_id: author, metadata } of page.messages ?? []) {
        if (ts === undefined || author !== self || metadata?.event_type !== messageEventType) continue;
        yield { ts, payload: (metadata.event_payload ?? {}) as Readonly<Record<string, unknown>> };
      }
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
  }
}

/** The one mention by which a message calls somebody; `null`: it calls nobody. */
function calledBy(owed: Owed, group: string | null): Markup | null {
  if (owed.kind === "alert") return callOf(group, owed.view.run.askedBy.user);
  if (owed.kind !== "notice") return null;
  const { notice } = owed;
  if (notice.is === "days-unskipped") {
    const [failed] = notice.failed ?? [];
    return failed === undefined ? null : callOf(group, failed.asker);
  }
  return notice.is === "summary-late" ? callOf(group, null) : null;
}

/** `reply_broadcast` shows the reply in the channel too (docs.slack.dev, `chat.postMessage`). */
function inThread(thread: Thread | null) {
  return thread === null ? {} : { thread_ts: thread.ts, reply_broadcast: thread.isBroadcast };
}

/** A thread whose first message somebody deleted has no replies either. */
function noThread(error: unknown): ConversationsRepliesResponse {
  if (slackError(error) !== "thread_not_found") throw error;
  return { ok: true };
}
