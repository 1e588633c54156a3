import type { Log } from "../../config/log.ts";
import type { Secret } from "../../config/secret.ts";
import type { Alert } from "../../domain/messages/alert.ts";
import { isSolved } from "../../domain/messages/alert.ts";
import { beginning } from "../../domain/truncate.ts";
import type { Keys } from "../store/keys.ts";
import type { RedisConnection } from "../store/redis.ts";
import type { Owed } from "./announcer.ts";

/** What such a place is told of an incident, in the words of PagerDuty's Events API v2. */
type Event = "trigger" | "acknowledge" | "resolve";

/** Longer than any answer of such a place takes, and shorter than people wait for the next message. */
const ANSWER_MS = 5_000;

/** PagerDuty takes so many characters of a summary (Events API v2, `payload.summary`). */
const LONGEST_SUMMARY = 1_024;

/** What such a place says of an incident that it cannot read, or that is too long. */
const NEVER_TAKEN: readonly number[] = [400, 413, 422];

interface PagerParts {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly stack: string;
  /** `null`: nobody is paged. */
  readonly webhook: { readonly url: URL; readonly key: Secret | null } | null;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Opens, acknowledges and closes an incident where people are paged, beside what the channel is told: also while Slack is away.
 * One day is one incident, by its de-duplication key, so that what is told twice opens nothing twice.
 */
export class Pager {
  readonly #parts: PagerParts;

  constructor(parts: PagerParts) {
    this.#parts = parts;
  }

  /**
   * Tells it what, by the message's `record` in Redis, it has not heard of that message; `false`: it could not be told now, and is
   * to be told again.
   */
  async tell(owed: Owed, record: Readonly<Record<string, string>>): Promise<boolean> {
    const { redis, keys, webhook, log } = this.#parts;
    const event = webhook === null ? null : eventOf(owed);
    if (webhook === null || event === null) return true;
    const paged = record["paged"];
    // What was never opened is not closed.
    if (paged === event || (paged === undefined && event !== "trigger")) return true;
    try {
      const answer = await fetch(webhook.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(this.#body(owed, event)),
        // Followed, it would be asked for by GET, without what it is to be told.
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await answer.body?.cancel();
      // It would be refused again. An address or a key that is wrong somebody mends, and then it is told.
      if (NEVER_TAKEN.includes(answer.status))
        log.error({ message: owed.id, status: answer.status }, "LOANS_ALERT refuses an incident");
      else if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    } catch (error) {
      log.warn({ message: owed.id, event, err: error }, "an incident could not be told yet");
      return false;
    }
    await redis.hset(keys.message(owed.id), { paged: event });
    return true;
  }

  #body(owed: Owed, event: Event): object {
    const { stack, webhook, now } = this.#parts;
    const { about, says, url } = incidentOf(owed);
    return {
      ...(webhook?.key && { routing_key: webhook.key.reveal() }),
      event_action: event,
      dedup_key: `${stack}/${about}`,
      client: "Loan Tracker",
      payload: {
        summary: beginning(says, LONGEST_SUMMARY),
        source: stack,
        severity: "error",
        timestamp: now().toISOString(),
        component: about,
      },
      ...(url !== null && { links: [{ href: url, text: "Its card in Slack" }] }),
    };
  }
}

/** `null`: nobody is paged for such a message, or there is no news for them. */
function eventOf(owed: Owed): Event | null {
  if (owed.kind === "alert") return eventOfAlert(owed.alert);
  if (owed.kind !== "notice" || owed.notice.is !== "summary-late") return null;
  return owed.notice.isTold === true || owed.notice.skipped !== undefined ? "resolve" : "trigger";
}

function eventOfAlert(alert: Alert): Event | null {
  if (isSolved(alert)) return "resolve";
  const { care, end, endedAt } = alert.trouble;
  // It is the newer run's since, which opens the same incident anew where it ends badly.
  if (alert.overtaken !== undefined) return alert.overtaken.isLive ? "acknowledge" : null;
  // The attempt after it has opened the same incident anew.
  if (end.is === "failed-again") return null;
  // Whoever had the run in their care before this attempt has not heard of its end.
  const isHeard = care !== null && care.at > endedAt;
  return end.is === "tried-again" || isHeard ? "acknowledge" : "trigger";
}

/** What it is about, a day where it is one, in one sentence. */
function incidentOf(owed: Owed): {
  readonly about: string;
  readonly says: string;
  readonly url: string | null;
} {
  if (owed.kind === "alert") {
    const { run, cardUrl } = owed.view;
    const { outcome, problem } = owed.alert.trouble;
    const about = run.workflow === "daily-batch" && run.target.day !== null ? run.target.day : run.id;
    return { about, says: `${about} ${outcome}: ${problem.says}`, url: cardUrl };
  }
  if (owed.kind === "notice" && owed.notice.is === "summary-late") {
    const { day, deadline, zone = "" } = owed.notice;
    const says = `${day} is late: there was no summary at ${`${deadline} ${zone}`.trimEnd()}`;
    return { about: day, says, url: owed.cardUrl };
  }
  throw new Error(`paging people for ${owed.id}: it is no trouble`);
}
