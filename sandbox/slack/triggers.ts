import { SlackError } from "./slack-error.ts";

/** A `trigger_id` opens one view within three seconds of the interaction that made it. */
const lifetimeMs = 3_000;
/** Used and expired ones are remembered, so that Slack's three different refusals can be told apart. */
const remembered = 1_000;

interface Trigger {
  readonly userId: string;
  readonly madeAt: number;
  used: boolean;
}

/** Gives out `trigger_id`s and takes each back once. */
export class Triggers {
  readonly #now: () => number;
  readonly #triggers = new Map<string, Trigger>();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  issue(userId: string): string {
    const id = `${this.#now()}.${crypto.randomUUID().replaceAll("-", "")}`;
    this.#triggers.set(id, { userId, madeAt: this.#now(), used: false });
    const [oldest] = this.#triggers.keys();
    if (this.#triggers.size > remembered && oldest !== undefined) this.#triggers.delete(oldest);
    return id;
  }

  /**
   * The user whose interaction this was; the trigger is used up by it.
   * Throws `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`.
   */
  exchange(id: string): string {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) throw new SlackError("invalid_trigger_id");
    if (trigger.used) throw new SlackError("exchanged_trigger_id");
    if (this.#now() - trigger.madeAt > lifetimeMs) throw new SlackError("expired_trigger_id");
    trigger.used = true;
    return trigger.userId;
  }
}
