import type { BotOptions } from "../../../src/bot/bot-parts.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import type { Acknowledgment } from "../../../src/domain/messages/acknowledgment.ts";

/** Who has seen the remarks of which summary, and where cards are, in memory. */
export class FakeAcknowledgments implements Readonly<BotOptions["outbox"]> {
  readonly #seen = new Map<string, Acknowledgment>();
  /** By the run's id; no card is anywhere else. */
  readonly places = new Map<string, { readonly channel: string; readonly ts: string }>();
  readonly #filing = new Set<string>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  async acknowledge({ runId }: DaySummary, user: string) {
    const before = this.#seen.get(runId);
    const first = before ?? { by: user, at: this.#now().toISOString() };
    this.#seen.set(runId, first);
    return { ...first, isFirst: before === undefined };
  }

  async cardPlace(runId: string): ReturnType<BotOptions["outbox"]["cardPlace"]> {
    return this.places.get(runId) ?? null;
  }

  async takeFile(runId: string) {
    const isFree = !this.#filing.has(runId);
    this.#filing.add(runId);
    return isFree;
  }

  async leaveFile(runId: string) {
    this.#filing.delete(runId);
  }

  async noticeOwedAt() {
    return null;
  }

  async acknowledgment(runId: string) {
    return this.#seen.get(runId) ?? null;
  }
}
