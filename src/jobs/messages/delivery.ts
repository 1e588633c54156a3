import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import { isLeftBehind, remedyOf } from "../../domain/messages/slack-error.ts";
import { backoffMs } from "../../domain/runs/retry-class.ts";
import type { batchFacts } from "../../domain/workflows/batch-facts.ts";
import type { StepName } from "../../domain/workflows/workflow-facts.ts";
import type { Keys } from "../store/keys.ts";
import type { RedisConnection } from "../store/redis.ts";
import { answersSince } from "../store/redis-health.ts";
import type { Scripts } from "../store/scripts.ts";
import { scriptsOn } from "../store/scripts.ts";
import type { After, WakeQueue } from "../store/wake-queue.ts";
import type { Announcer, Owed, Posted } from "./announcer.ts";
import { ChannelTurn } from "./channel-turn.ts";
import { speechFault } from "./delivery-error.ts";
import type { MessageContent } from "./message-content.ts";
import type { Outbox } from "./outbox.ts";
import type { Pager } from "./pager.ts";
import { KEEP_SECONDS, LOOK_BACK_DAYS } from "./retention.ts";
import type { StepLogs } from "./step-logs.ts";

/** A card is edited at most this often: Slack allows about 50 edits a minute, and people read no faster. */
const EDIT_EVERY_MS = 3_000;

/** What is known of Slack's clock may be off by this much: from the machine's own, where Slack has not told the time yet. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** A post that was not answered may be carried out this much later; the client itself waits 10 s. */
const GRACE_MS = 30_000;

/** How soon it is asked again who tells what came of a day: a backfill looks at its day as often. */
const LATER_MS = 5_000;

/** How soon the place that pages people is told again what it did not take. */
const PAGE_AGAIN_MS = 30_000;

/** How often the log tells an operator that the channel cannot be spoken to. */
const TELL_EVERY_MS = 60_000;

/** So long after a Redis began to answer, what it lost by that may be asked for anew. */
const FORGETFUL_MS = 24 * 3_600_000;

const LOOK_BACK_MS = LOOK_BACK_DAYS * 24 * 3_600_000;

interface DeliveryParts {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly queue: WakeQueue;
  readonly content: MessageContent;
  readonly outbox: Pick<Outbox, "renewAlerts">;
  readonly pager: Pick<Pager, "tell">;
  readonly logs: Pick<StepLogs, "promise">;
  readonly announcer: Announcer;
  readonly channel: string;
  readonly clock: Clock;
  /** Slack's, by which messages stand in the channel. */
  readonly slackClock: Pick<Clock, "now">;
  readonly log: Log;
  readonly pace: number;
}

/**
 * Brings what is owed to the channel. A message is an intent before it is a call, so that after a crash or a lost reply
 * it is looked for instead of posted twice; an edit is repeated until the message shows the newest state.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #turn: ChannelTurn;
  readonly #scripts: Pick<Scripts, "settleMessage">;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#turn = new ChannelTurn(parts);
    this.#scripts = scriptsOn(parts.redis, parts.keys);
  }

  /** Why something cannot be said in the channel until somebody mends it, with what helps; `null` while nothing is known. */
  async trouble(): Promise<string | null> {
    const word = await this.#turn.refusal();
    if (word !== null) return `Slack refuses to speak in ${this.#parts.channel}: ${word}; ${remedyOf(word)}`;
    const unsaid = Object.entries(await this.#parts.redis.hgetall(this.#parts.keys.unsaid));
    const [id, because] = unsaid[0] ?? [];
    if (id === undefined) return null;
    const more = unsaid.length === 1 ? "" : `, and ${unsaid.length - 1} more`;
    return `Slack refuses the message ${id}: ${because}${more}; it is tried again, and what it says is shown to who asks for the status`;
  }

  /** Brings one message up to date: post, edit, or nothing; parks until the next edit is allowed or Slack is back. */
  async deliver(id: string): Promise<After> {
    const { redis, keys } = this.#parts;
    let score: string | null = null; // null: it was not stale
    try {
      for (;;) {
        score = await redis.zscore(keys.stale, id);
        const after = await this.#bring(id);
        if (after.next === "park") return after;
        if ((await redis.hdel(keys.message(id), "tries")) === 1) await redis.hdel(keys.unsaid, id);
        // Also one that was said by a process that died right after would hold up all others.
        await this.#turn.leave(id);
        if (score === null) return after;
        const { is } = await this.#scripts.settleMessage({ id, score });
        if (is === "done") return after;
        if (is === "overtaken") {
          await this.#oweAnew(id, score);
          return after;
        }
        // News that came meanwhile has woken nobody: the message was stale already.
      }
    } catch (error) {
      const forMs = await this.#met(error, id);
      if (score !== null) await this.#oweAnew(id, score);
      return { next: "park", forMs };
    }
  }

  /**
   * Where this process stood still, somebody else has said newer news and settled that; what was said late is what is shown.
   * The job may be lost with that, so that it could not even be parked: the message is owed again, to whoever is woken.
   */
  async #oweAnew(id: string, score: string): Promise<void> {
    const { redis, keys, queue } = this.#parts;
    if ((await redis.zadd(keys.stale, "NX", score, id)) === 1) await queue.wake(id);
  }

  /** Milliseconds to wait after this error. */
  async #met(error: unknown, id: string): Promise<number> {
    const { redis, keys, log, pace } = this.#parts;
    const tries = await redis.hincrby(keys.message(id), "tries", 1);
    const fault = speechFault(error);
    const waitMs = fault.restMs ?? backoffMs(Math.min(tries, 7), Math.random()) / pace;
    log.warn({ message: id, tries, waitMs, err: error }, "message could not be said yet");
    if (fault.restMs !== null) await this.#turn.rest(fault.restMs);
    if (fault.of === "channel" || fault.of === "token") {
      await this.#turn.refused(fault.word);
      this.#tell(fault.word);
    }
    if (fault.of === "message") {
      log.error(
        { message: id, because: fault.word },
        "slack refuses a message for itself; it is tried again",
      );
      await redis.hset(keys.unsaid, id, fault.word);
      await this.#turn.goLast(id);
    }
    return waitMs;
  }

  #tell(word: string): void {
    const { channel, clock, log } = this.#parts;
    const now = clock.now().getTime();
    // Either way: the clock may have been set back.
    if (Math.abs(now - this.#toldAt) < TELL_EVERY_MS) return;
    this.#toldAt = now;
    const remedy = remedyOf(word);
    log.error({ channel, because: word, remedy }, "nothing can be said in the channel; what is owed waits");
  }

  async #bring(id: string): Promise<After> {
    const { redis, keys, pace } = this.#parts;
    const record = await redis.hgetall(keys.message(id));
    const owed = await this.#parts.content(id, record);
    if (!owed) return { next: "end" };
    if (owed === "later") return { next: "park", forMs: LATER_MS / pace };
    const isPaged = await this.#parts.pager.tell(owed, record);
    const after = await this.#say(owed, { id, record });
    return isPaged || after.next === "park" ? after : { next: "park", forMs: PAGE_AGAIN_MS / pace };
  }

  /** Posts it, edits it, or finds that it says everything. */
  async #say(
    owed: Owed,
    { id, record }: { readonly id: string; readonly record: Readonly<Record<string, string>> },
  ): Promise<After> {
    const { redis, keys, announcer, clock, pace, log } = this.#parts;
    if (owed.kind === "card") await this.#parts.outbox.renewAlerts(owed.view.run.id, owed.view.progress);
    const print = announcer.fingerprint(owed);
    const { channel, ts } = record;
    if (channel === undefined || ts === undefined) return await this.#post(owed, { print, record });
    if (record["doubtedAt"] !== undefined) {
      const graceMs = this.#restOf(GRACE_MS / pace, record["doubtedAt"]);
      if (graceMs > 0) return { next: "park", forMs: graceMs };
      const doubtedAt = record["doubtedAt"];
      await this.#takeBackDoubles(id, { channel, ts, doubtedAt, threadTs: hiddenIn(owed) });
    }
    if (record["print"] === print) return { next: "end" };
    const restMs = Math.max(await this.#turn.toSpeak(), this.#restOf(EDIT_EVERY_MS / pace, record["saidAt"]));
    if (restMs > 0) return { next: "park", forMs: restMs };
    const edited = await announcer.edit(owed, { channel, ts }).catch(async (error: unknown) => {
      const { isEnded, word } = speechFault(error);
      // It may still be carried out, after a newer one: what the message shows is not known.
      if (!isEnded) await redis.hdel(keys.message(id), "print");
      if (!isLeftBehind(word, { at: channel, configured: this.#parts.channel })) throw error;
      log.info({ message: id, left: channel, because: word }, "said anew in the channel that is configured");
      return "gone" as const;
    });
    if (edited === "gone") return await this.#sayAnew(owed, { print, at: { channel, ts } });
    await redis.hset(keys.message(id), { print, saidAt: clock.now().getTime() });
    await this.#spoke(channel);
    return { next: "end" };
  }

  /** Whoever is called because Spark failed finds the end of its log in the thread as soon as EMR has pushed it. */
  async #promiseLog(owed: Owed): Promise<void> {
    const isSparks = owed.kind === "alert" && owed.alert.trouble.step === COUNTING;
    if (!isSparks || owed.thread === null) return;
    const to = { user: null, channel: this.#parts.channel, threadTs: owed.thread.ts };
    await this.#parts.logs.promise(owed.view, null, to, owed.alert.trouble.attempt);
  }

  /** Somebody deleted the message, or its channel has been given up for another one: what it has to say is still owed. */
  async #sayAnew(
    owed: Owed,
    { print, at }: { readonly print: string; readonly at: { readonly channel: string; readonly ts: string } },
  ): Promise<After> {
    const { redis, keys, channel } = this.#parts;
    const trace = at.channel === channel ? { gone: at.ts } : { left: at.channel };
    await redis
      .multi()
      .hdel(keys.message(owed.id), "channel", "ts", "permalink", "print", "intendedAt")
      .hset(keys.message(owed.id), trace)
      .exec();
    return await this.#post(owed, { print, record: trace });
  }

  /**
   * A first post waits for its turn. The intent is written first; where one stands already, Redis is younger than what
   * it is asked about, or the message has moved between channels, it may be in this one: look before posting.
   */
  async #post(
    owed: Owed,
    { print, record }: { readonly print: string; readonly record: Readonly<Record<string, string>> },
  ): Promise<After> {
    const { redis, keys, announcer, channel, clock, slackClock, pace } = this.#parts;
    const waitMs = await this.#turn.toPost(owed.id, owedAt(owed, record));
    if (waitMs > 0) return { next: "park", forMs: waitMs };

    const key = keys.message(owed.id);
    const isYoung = (await redis.exists(keys.epoch)) === 0;
    const now = clock.now().getTime();
    // An intent, where the message stands, even its run may be among what a Redis lost that was restarted.
    const isForgetful = now - (await answersSince(redis, { key: keys.server, now })) < FORGETFUL_MS;
    // The channel may be configured for the second time, and hold what was said there at the first.
    const isFar = isYoung || isForgetful || record["left"] !== undefined;
    if (record["intendedAt"] !== undefined || isFar) {
      const since = this.#since(record, isFar);
      const found = await announcer.find(owed.id, { channel, since, threadTs: hiddenIn(owed) });
      // One that may not be edited still stands there.
      if (found && found.ts !== record["gone"]) {
        // It shows what there was to say then: what has come since is an edit.
        await redis
          .multi()
          .hset(key, placeOf(found))
          .hsetnx(key, "intendedAt", slackClock.now().getTime())
          .expire(key, KEEP_SECONDS)
          .exec();
        return await this.#bring(owed.id);
      }
      const graceMs = this.#restOf(GRACE_MS / pace, record["triedAt"]);
      if (graceMs > 0) return { next: "park", forMs: graceMs };
    }
    await this.#promiseLog(owed);
    const triedAt = clock.now().getTime();
    await redis
      .multi()
      .hsetnx(key, "intendedAt", slackClock.now().getTime())
      .hset(key, { triedAt })
      .expire(key, KEEP_SECONDS)
      .exec();
    const posted = await announcer.post(owed, channel).catch(async (error: unknown) => {
      if (speechFault(error).isEnded) await redis.hdel(key, "triedAt");
      else if ((await redis.hexists(key, "ts")) === 1) await this.#doubt(owed.id);
      throw error;
    });
    const isFirst = (await redis.hsetnx(key, "ts", posted.ts)) === 1;
    // The place may be our own: a reply of Redis that got lost makes the client ask again.
    if (!isFirst && (await redis.hget(key, "ts")) !== posted.ts) {
      // This process stood still before the call, for so long that another one took its place and has said it.
      await this.#doubt(owed.id);
      await announcer.unsay(posted);
      await redis.hdel(key, "doubtedAt");
      return await this.#bring(owed.id);
    }
    await redis.hset(key, {
      ...placeOf(posted),
      ...(posted.isWhole && { print }),
      saidAt: clock.now().getTime(),
    });
    await this.#spoke(posted.channel);
    return posted.isWhole ? { next: "end" } : await this.#bring(owed.id);
  }

  /** Another process has said the message while this one stood still, and what this one posted may stand there too, or come yet. */
  async #doubt(id: string): Promise<void> {
    const { redis, keys, slackClock } = this.#parts;
    await redis.hset(keys.message(id), "doubtedAt", slackClock.now().getTime());
  }

  /** Leaves one message of this id in the channel, the one that is edited. */
  async #takeBackDoubles(
    id: string,
    at: {
      readonly channel: string;
      readonly ts: string;
      readonly doubtedAt: string;
      readonly threadTs: string | null;
    },
  ): Promise<void> {
    const { redis, keys, announcer, slackClock } = this.#parts;
    const { channel, ts, doubtedAt, threadTs } = at;
    const since = new Date(Math.min(Number(doubtedAt), slackClock.now().getTime()) - 2 * CLOCK_SKEW_MS);
    const where = { channel, since, ...(threadTs !== null && { threadTs }) };
    const doubles = (await announcer.spoken(where)).filter((one) => one.id === id && one.ts !== ts);
    for (const double of doubles) await announcer.unsay({ channel, ts: double.ts });
    await redis.hdel(keys.message(id), "doubtedAt");
  }

  async #spoke(where: string): Promise<void> {
    const { channel, log } = this.#parts;
    if (where !== channel) return;
    if (await this.#turn.spoke()) log.info({ channel }, "the channel can be spoken to again");
  }

  /** What is left of a length of time since then, in ms. */
  #restOf(lengthMs: number, since: string | undefined): number {
    if (since === undefined) return 0;
    const restMs = Number(since) + lengthMs - this.#parts.clock.now().getTime();
    // Another process's clock may be a little ahead; a moment further ahead is from before the clock was set back.
    return restMs > 2 * lengthMs ? 0 : restMs;
  }

  /** How far back the message may be found. */
  #since(record: Readonly<Record<string, string>>, isFar: boolean): Date {
    const now = this.#parts.slackClock.now().getTime();
    const intendedAt = Number(record["intendedAt"] ?? now);
    // An intent of tomorrow was written before the clock was set back, nobody knows by how much.
    return new Date(isFar || intendedAt > now ? now - LOOK_BACK_MS : intendedAt - CLOCK_SKEW_MS);
  }
}

/** Without the permalink where Slack did not tell it: `cardUrl` asks again. */
function placeOf({ channel, ts, permalink }: Posted) {
  return { channel, ts, ...(permalink === null ? {} : { permalink }) };
}

/** The thread that a message has to be looked for in, because the channel's own history does not have it; `null`: none. */
function hiddenIn(owed: Owed): string | null {
  const thread = "thread" in owed ? owed.thread : null;
  return thread === null || thread.isBroadcast ? null : thread.ts;
}

const COUNTING = "process" satisfies StepName<typeof batchFacts>;

/** When it came to be owed, which is its place in the line. */
function owedAt(owed: Owed, record: Readonly<Record<string, string>>): number {
  return owed.kind === "card" ? Date.parse(owed.view.run.openedAt) : Number(record["owedAt"] ?? 0);
}
