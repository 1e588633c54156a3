import type { BotOptions } from "../../../src/bot/bot-parts.ts";
import type { DaySummary } from "../../../src/domain/loans/category-counts.ts";
import type { Acknowledgment } from "../../../src/domain/messages/acknowledgment.ts";

/** Who has seen the remarks of which summary, in memory. */
export class FakeAcknowledgments implements Pick<BotOptions["outbox"], "acknowledge" | "acknowledgment"> {
  readonly #seen = new Map<string, Acknowledgment>();
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

  async acknowledgment(runId: string) {
    return this.#seen.get(runId) ?? null;
  }
}
