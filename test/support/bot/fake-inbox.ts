import type { Inbox } from "../../../src/jobs/store/inbox.ts";

/** Hears and takes each delivery once, as the product's own does; everything is said just now. */
export class FakeInbox implements Pick<Inbox, "repeats" | "take"> {
  readonly #now: () => Date;
  readonly #taken = new Map<string, string>();
  readonly #heard = new Set<string>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Another process is at work, which knows what the ones before it have taken and not what they have heard. */
  restart(): void {
    this.#heard.clear();
  }

  repeats({ ids }: Parameters<Inbox["repeats"]>[0]): boolean {
    const isHeard = ids.some((id) => this.#heard.has(id));
    for (const id of ids) this.#heard.add(id);
    return isHeard;
  }

  async take({ ids }: Parameters<Inbox["take"]>[0]): ReturnType<Inbox["take"]> {
    const at = ids.map((id) => this.#taken.get(id)).find((one) => one !== undefined);
    if (at !== undefined) return { is: "again", at };
    for (const id of ids) this.#taken.set(id, this.#now().toISOString());
    return { is: "new" };
  }
}
