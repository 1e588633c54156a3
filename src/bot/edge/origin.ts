import { createHash } from "node:crypto";
import type { Person } from "../../domain/commands/permission.ts";
import type { EventDelivery } from "../../jobs/store/inbox.ts";
import type { Message } from "../views/block-kit/message.ts";

/** Where something came from, and how to answer that person alone. */
export interface Origin {
  readonly user: string;
  readonly team: string;
  readonly channel: string;
  /** `null` outside of threads. */
  readonly threadTs: string | null;
  /** Opens one modal within 3 s; `null` where Slack gave none, as for mentions. */
  readonly triggerId: string | null;
  /** The same when Slack delivers the same thing again. */
  readonly requestKey: string;
  /** What is remembered of it, so that what it changes is changed once. */
  readonly delivery: EventDelivery;
  /** The line that was typed, without the command's name; absent where something was pressed. */
  readonly typed?: string;
  /** Says it to that person alone; never throws. */
  answer(message: Message): Promise<void>;
}

/** An origin whose person is known. */
export interface Asking extends Origin {
  readonly person: Person;
}

/** Whoever is looked up without having asked for anything: nothing is taken, and nothing answered. */
export function lookFrom(who: Pick<Origin, "user" | "channel" | "team">): Origin {
  const key = requestKey({ team: who.team, user: who.user, text: "look", delivery: who.channel });
  return {
    ...who,
    ...{ threadTs: null, triggerId: null, requestKey: key, delivery: { ids: [], saidAt: null } },
    answer: async () => {},
  };
}

/** One key for one delivery: parts in an unambiguous order, hashed because they may hold a person's words. */
export function requestKey(parts: {
  readonly team: string;
  readonly user: string;
  readonly text: string;
  /** Trigger id of a command, event id of a mention, view id of a modal. */
  readonly delivery: string;
}): string {
  const { team, user, text, delivery } = parts;
  return createHash("sha256")
    .update(JSON.stringify([team, user, text, delivery]))
    .digest("hex");
}

/** The moment that one of Slack's timestamps (`1700000000.000100`: seconds since 1970) tells. */
export function momentOf(ts: string): Date {
  return new Date(Number(ts) * 1_000);
}
