import { setTimeout as wait } from "node:timers/promises";
import type { Arrival, ChatState, Message, View } from "./chat-state.ts";

const longestMs = 2_000;
const quietMs = 250;
const lookMs = 10;

/** Notes what one person alone receives after an act of theirs. */
export class Arrivals {
  readonly #startedAt = performance.now();
  readonly #unsubscribe: () => void;
  readonly #messages = new Map<string, Message>();
  readonly #views = new Map<string, View>();
  #lastAt: number | undefined;

  constructor(state: ChatState, userId: string) {
    this.#unsubscribe = state.onArrival((receiver, arrival) => {
      if (receiver === userId) this.#note(arrival);
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
   * Waits until something arrived and nothing more came for a quarter of a second; two seconds from the act at most.
   * What a person then has is their replies, a replaced message in its last form.
   */
  async settle(): Promise<{ readonly messages: readonly Message[]; readonly views: readonly View[] }> {
    while (performance.now() - this.#startedAt < longestMs && !this.#isQuiet()) await wait(lookMs);
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
