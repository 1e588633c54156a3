import { setTimeout as wait } from "node:timers/promises";
import type { Arrival, ChatState, Message, View } from "./chat-state.ts";

/** What an act's own answer is waited for: a press may have none, a command always has one. */
const longestMs = { perhaps: 2_000, always: 6_000 } as const;
const quietMs = 250;
const lookMs = 10;

/** How sure it is that an act is answered to the person alone. */
export type Answered = keyof typeof longestMs;

/** Notes what one person alone receives after an act of theirs, without the late answers to an earlier one. */
export class Arrivals {
  readonly #startedAt = performance.now();
  readonly #unsubscribe: () => void;
  readonly #messages = new Map<string, Message>();
  readonly #views = new Map<string, View>();
  #lastAt: number | undefined;

  /** `responseUrl`: the act's own, where it has one. */
  constructor(state: ChatState, userId: string, responseUrl: string | undefined) {
    this.#unsubscribe = state.onArrival((receiver, arrival) => {
      const by = arrival.kind === "message" ? arrival.message.responseUrl : undefined;
      if (receiver === userId && (by === undefined || by === responseUrl)) this.#note(arrival);
    });
  }

  /** Notes that the person sees something new: a message that answers the act, or errors in a modal. */
  note(message?: Message): void {
    if (message === undefined) this.#lastAt = performance.now();
    else this.#note({ kind: "message", message });
  }

  /** Stops listening. */
  stop(): void {
    this.#unsubscribe();
  }

  /**
   * Waits until something arrived and nothing more came for a quarter of a second; some seconds from the act at most.
   * What a person then has is their replies, a replaced message in its last form.
   */
  async settle(
    answered: Answered,
  ): Promise<{ readonly messages: readonly Message[]; readonly views: readonly View[] }> {
    const isLate = () => performance.now() - this.#startedAt >= longestMs[answered];
    while (!isLate() && !this.#isQuiet()) await wait(lookMs);
    return { messages: [...this.#messages.values()], views: [...this.#views.values()] };
  }

  #isQuiet(): boolean {
    return this.#lastAt !== undefined && performance.now() - this.#lastAt >= quietMs;
  }

  #note(arrival: Arrival): void {
    this.#lastAt = performance.now();
    if (arrival.kind === "message") this.#messages.set(arrival.message.ts, arrival.message);
    if (arrival.kind === "view") this.#views.set(arrival.view.id, arrival.view);
  }
}
